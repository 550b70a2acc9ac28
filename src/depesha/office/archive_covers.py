"""The archivist's cover names: kept, identified, withdrawn; and the authority of names.

Rule 1: an archivist keeps them. Of what he is not cleared for he is told in the same words as of
    what is not there, and no id tells how many there are: ids are random.
Rule 2: nobody keeps or identifies what he would not be cleared to read himself.
Rule 3: no error and no alarm has a name in it, neither a cover name nor a person's.
"""

from typing import Final

from depesha.archive.periods import must_be_period
from depesha.errors import Forbidden, NotFound, Usage
from depesha.keybook import Role
from depesha.names import CoverId, OfficeId
from depesha.office.events import (
    Done,
    IdentifyCover,
    NameCover,
    StateNames,
    WithdrawIdentification,
)
from depesha.office.facts import (
    CoverIdentified,
    CoverNamed,
    IdentificationWithdrawn,
    NameStated,
)
from depesha.office.sitting import Sitting

ID_BYTES: Final = 8


def name(sitting: Sitting, order: NameCover) -> Done:
    """Keep a cover name.

    Raises:
        Forbidden: the office is no archivist, or is not cleared for what it would classify so.
        OfficeLocked: its holder is not there.
    """
    _archivist(sitting, order.office, order.classification)
    cover = CoverId(sitting.around.chance.token(ID_BYTES))
    sitting.record(
        CoverNamed(
            cover=cover,
            forms=order.forms,
            office=order.office,
            classification=order.classification,
            compartment=order.compartment,
            remarks=order.remarks,
        )
    )
    return Done(value={"cover": cover.hex()})


def identify(sitting: Sitting, order: IdentifyCover) -> Done:
    """Say whom a cover name meant.

    Raises:
        Forbidden: the office is no archivist, or is not cleared for what it would classify so.
        OfficeLocked: its holder is not there.
        NotFound: there is no such cover name, or the office is not cleared for it.
        Usage: several are spelled so, or the time is none.
    """
    clearance = _archivist(sitting, order.office, order.classification)
    found = sitting.book.covers.named(order.cover, clearance)
    if not found:
        msg = "there is no such cover name"
        raise NotFound(msg, hint='"depesha archive cover list" lists them')
    if len(found) > 1:
        msg = "several cover names are spelled so"
        raise Usage(msg, hint="name it by its id")
    must_be_period(order.since, order.until)
    identification = CoverId(sitting.around.chance.token(ID_BYTES))
    sitting.record(
        CoverIdentified(
            identification=identification,
            cover=CoverId(bytes.fromhex(found[0])),
            person=order.person,
            classification=order.classification,
            basis=order.basis,
            decided_by=order.decided_by,
            office=order.office,
            variants=order.variants,
            since=order.since,
            until=order.until,
            published_in=order.published_in,
        )
    )
    return Done(value={"cover": found[0], "identification": identification.hex()})


def withdraw(sitting: Sitting, order: WithdrawIdentification) -> Done:
    """Let an identification count no more.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        NotFound: there is none that counts, or the office is not cleared for it.
    """
    clearance = _archivist(sitting, order.office, 0)
    if not sitting.book.covers.counts(order.identification, clearance):
        msg = "there is no such identification"
        raise NotFound(msg, hint='"depesha archive cover list" lists them')
    sitting.record(
        IdentificationWithdrawn(
            identification=CoverId(bytes.fromhex(order.identification)),
            office=order.office,
            reason=order.reason,
        )
    )
    return Done(value={"identification": order.identification})


def state(sitting: Sitting, order: StateNames) -> Done:
    """State how persons, places and offices are called; what is stated so already is passed over.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
    """
    _archivist(sitting, order.office, 0)
    known = sitting.book.covers.has_stated(order.names)
    new = {one.id: one for one, is_known in zip(order.names, known, strict=True) if not is_known}
    for one in new.values():
        sitting.record(
            NameStated(
                id=one.id,
                kind=one.kind,
                preferred=one.preferred,
                office=order.office,
                variants=one.variants,
                external=one.external,
                since=one.since,
                until=one.until,
            )
        )
    return Done(value={"stated": len(new), "known": len(order.names) - len(new)})


def _archivist(sitting: Sitting, named: OfficeId, classification: int) -> int:
    """Return the clearance of an archivist who is there, and cleared for that level."""
    office = sitting.giver(named)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    clearance = sitting.keys().office(office).clearance
    if classification > clearance:
        msg = f"{office} is not cleared for what it would enter"
        raise Forbidden(msg)
    return clearance
