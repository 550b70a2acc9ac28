"""A filing is taken back: it was done in error, and the telegram is filed no more.

Rule 1: an archivist takes back what he is cleared for; who decided, by what authority, on which day
    and why is a fact. That it was filed stays in the journal, beside it.
Rule 2: what is public is withdrawn first: nobody can cite what is nowhere.
Rule 3: the record leaves the archive in every edition, and the index; the telegram is found as
    itself again. What others wrote at the record is kept, and stands in it when it is filed anew.
Rule 4: copies that the filing archived are where they were before it. Days that the policy set for
    it are void; what was decided by people stands.
"""

from typing import Final

from depesha.archive.form import decode
from depesha.archive.record import Holding
from depesha.errors import Forbidden, Refused, Usage
from depesha.keybook import Role
from depesha.names import OfficeId, Uid
from depesha.number import parse_number
from depesha.office.archive import told_by
from depesha.office.deciding import must_have_come
from depesha.office.events import Done, UnfileTelegram
from depesha.office.facts import FilingTakenBack
from depesha.office.lookup import absent, find_telegram, name_of
from depesha.office.ports import CopyState, EditionState
from depesha.office.sitting import Sitting

ARCHIVED: Final = "ARCHIVED"
MAX_REASON: Final = 400


def unfile(sitting: Sitting, order: UnfileTelegram) -> Done:
    """Take the filing of a telegram back.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        NotFound: there is no such telegram, or the office is not cleared for it or its record.
        Refused: it is not filed, or its record is public.
        Usage: who decided, by what authority, on which day or why is not said, or it is
            to come.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    _must_be_said(sitting, order)
    telegram = find_telegram(sitting, parse_number(order.reference), office, sitting.year())
    if telegram is None:
        raise absent(order.reference, f"at {sitting.own}")
    uid, source = telegram.entry.identity.uid, name_of(telegram)
    record = _filed(sitting, office, uid, source)
    editions = sitting.book.archive.editions(source)
    copies = _archived_by_it(sitting, uid, _holdings(sitting, record))
    sitting.record(
        FilingTakenBack(
            uid=uid,
            record=record.digest,
            office=office,
            decided_by=order.decided_by,
            authority=order.authority,
            decided_on=order.decided_on,
            reason=order.reason,
            copies=tuple(one.number for one in copies),
        )
    )
    sitting.book.archive.index_unfiled(source, uid, told_by(sitting))
    return Done(
        value={
            "reference": source,
            "record": record.record,
            "editions": editions,
            "copies": [one.number for one in copies],
            "office": office,
        }
    )


def _must_be_said(sitting: Sitting, order: UnfileTelegram) -> None:
    if not (order.decided_by.strip() and order.authority.strip() and order.decided_on):
        msg = "who decided, by what authority and on which day is not said"
        raise Usage(msg)
    must_have_come(sitting, order.decided_on)
    if not 1 <= len(order.reason.strip()) <= MAX_REASON:
        msg = f"a reason has 1 to {MAX_REASON} characters"
        raise Usage(msg, hint="say why it is taken out of the archive")


def _filed(sitting: Sitting, office: OfficeId, uid: Uid, source: str) -> EditionState:
    """Return the record of a telegram that is filed, of which nothing is public.

    Raises:
        Refused: it is not filed, or public.
    """
    archive = sitting.book.archive
    found = archive.newest(source, sitting.keys().office(office).clearance)
    schedule = archive.schedule(source)
    if found is None or schedule is None or schedule.uid != uid:
        msg = f"{source} is not filed here"
        raise Refused(msg, hint='"depesha archive file" files it')
    if archive.is_expunged(source):
        msg = f"the words of {source} were expunged here"
        raise Refused(msg, hint="that it was filed stays with its line")
    if archive.public_version(found.digest):
        msg = f"record {found.record} is public"
        raise Refused(msg, hint=f'withdraw it first: "depesha archive withdraw {found.record}"')
    return found


def _holdings(sitting: Sitting, record: EditionState) -> tuple[Holding, ...]:
    kept = sitting.book.document(record.digest)
    return decode(kept.payload).holdings if kept else ()


def _archived_by_it(sitting: Sitting, uid: Uid, holdings: tuple[Holding, ...]) -> list[CopyState]:
    """Return the copies of the ledger that the filing put where its holdings say."""
    laid = {(one.copy_number, one.as_cited) for one in holdings}
    return [
        one
        for one in sitting.book.copies.of(uid)
        if one.state == ARCHIVED and (one.number, one.shelf) in laid
    ]
