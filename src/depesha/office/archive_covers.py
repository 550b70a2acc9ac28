"""The archivist's cover names: kept, identified, withdrawn; and the authority of names.

Rule 1: an archivist keeps them. Of what he is not cleared for he is told in the same words as of
    what is not there, and no id tells how many there are: ids are random.
Rule 2: nobody keeps or identifies what he would not be cleared to read himself.
Rule 3: what he knows as a cover name he cannot state as somebody's name, nor keep twice; of one
    that he does not know he learns nothing by trying.
Rule 4: one is taken back for whoever takes it back and all below. Where somebody above him knows
    whom it meant it stays from that level on, and the answer is the same: he learns of nothing.
Rule 5: no error and no alarm has a name in it, neither a cover name nor a person's.
"""

from typing import Final

from depesha.archive.periods import must_be_period
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.names import CoverId, OfficeId
from depesha.office.events import (
    AmendCover,
    Done,
    IdentifyCover,
    NameCover,
    StateNames,
    WithdrawIdentification,
)
from depesha.office.facts import (
    CoverAmended,
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
        Refused: the office knows one that is spelled so, or the authority of names has it as
            another form of somebody's name.
    """
    clearance = _archivist(sitting, order.office, order.classification)
    covers = sitting.book.covers
    if any(covers.named(one.text, clearance) for one in order.forms):
        msg = "there is a cover name that is spelled so"
        raise Refused(msg, hint='"depesha archive cover amend" says who may know it')
    if any(covers.is_variant(one.text) for one in order.forms):
        msg = "the authority of names has that as another form of a name, for everybody"
        raise Refused(msg, hint='"depesha archive name add" states that name without it')
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


def amend(sitting: Sitting, order: AmendCover) -> Done:
    """Let a cover name be for other readers, or be none.

    Raises:
        Forbidden: the office is no archivist, or is not cleared for what it would classify so.
        OfficeLocked: its holder is not there.
        NotFound: there is no such cover name, or the office is not cleared for it.
        Refused: it is taken back, and an identification counts that the office is cleared for.
        Usage: several are spelled so.
    """
    clearance = _archivist(sitting, order.office, order.classification or 0)
    cover = _one(sitting, order.cover, clearance)
    level = order.classification
    if level is None:
        level = _left_to(sitting.book.covers.meant_from(cover), clearance)
    sitting.record(
        CoverAmended(
            cover=CoverId(bytes.fromhex(cover)),
            office=order.office,
            reason=order.reason,
            classification=level or 0,
            is_taken_back=level is None,
        )
    )
    return Done(value={"cover": cover})


def _left_to(meant_from: int | None, clearance: int) -> int | None:
    """Return for whom a cover name stays that is taken back; None: for nobody.

    Raises:
        Refused: whoever takes it back may know whom it meant.
    """
    if meant_from is not None and meant_from <= clearance:
        msg = "whom it meant is said here"
        raise Refused(msg, hint='"depesha archive cover withdraw" comes first')
    return meant_from


def identify(sitting: Sitting, order: IdentifyCover) -> Done:
    """Say whom a cover name meant.

    Raises:
        Forbidden: the office is no archivist, or is not cleared for what it would classify so.
        OfficeLocked: its holder is not there.
        NotFound: there is no such cover name, or the office is not cleared for it.
        Usage: several are spelled so, or the time is none.
    """
    clearance = _archivist(sitting, order.office, order.classification)
    cover = _one(sitting, order.cover, clearance)
    must_be_period(order.since, order.until)
    identification = CoverId(sitting.around.chance.token(ID_BYTES))
    sitting.record(
        CoverIdentified(
            identification=identification,
            cover=CoverId(bytes.fromhex(cover)),
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
    return Done(value={"cover": cover, "identification": identification.hex()})


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
        Refused: a variant is what the office knows as a cover name.
    """
    clearance = _archivist(sitting, order.office, 0)
    variants = (variant for one in order.names for variant in one.variants)
    if any(sitting.book.covers.named(variant, clearance) for variant in variants):
        msg = "a cover name is no other form of a name: everybody would find by it"
        raise Refused(msg, hint='"depesha archive cover identify" says whom it meant, to whom')
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


def _one(sitting: Sitting, named: str, clearance: int) -> str:
    """Return the id of the one cover name that bears that id or that form.

    Raises:
        NotFound: there is none, or that clearance is not enough.
        Usage: several are spelled so.
    """
    found = sitting.book.covers.named(named, clearance)
    if not found:
        msg = "there is no such cover name"
        raise NotFound(msg, hint='"depesha archive cover list" lists them')
    if len(found) > 1:
        msg = "several cover names are spelled so"
        raise Usage(msg, hint="name it by its id")
    return found[0]


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
