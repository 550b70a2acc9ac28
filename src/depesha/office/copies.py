"""The copies ledger: who holds which numbered copy of a telegram, and how each has ended.

Rule 1: a telegram has one text and numbered copies. The numbers run from 1 for each telegram at
    each station, without gaps, and are never given again; no copy number leaves the station.
Rule 2: HELD becomes RETURNED, DESTROYED or ARCHIVED; a returned copy may still be destroyed or
    archived. One that is destroyed or archived stays so.
Rule 3: where a caveat says `once` to printing (NO_COPIES), there are as many copies as the draft
    lists, or at an addressee's station as it has addressed offices, and no more; each is printed
    once. Where it says `refuse`, there are those of the draft alone, and none is printed.
Rule 4: a registrar keeps the ledger, who is cleared for the telegram; what an archivist files is
    noted in it by the filing (`archive_filing`).
Rule 5: what is put on paper is in `printing.py`.
Rule 6: a copy that is not back by its term is an alarm, until it is back, gone or filed.
"""

from typing import Final

from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.names import OfficeId, Uid
from depesha.number import parse_number
from depesha.office.events import (
    ArchiveCopy,
    CertifyCopy,
    DestroyCopy,
    Done,
    IssueCopy,
    PrintCopy,
    ReturnCopy,
)
from depesha.office.facts import (
    CopyArchived,
    CopyCertified,
    CopyDestroyed,
    CopyIssued,
    CopyOverdue,
    CopyReturned,
)
from depesha.office.lookup import absent, find_telegram, name_of
from depesha.office.ports import CopyState, TelegramState
from depesha.office.sitting import Sitting
from depesha.policy import Action, Rule

OVERDUE: Final = "copy-overdue"
DUE_AT_ONCE: Final = 64

HELD: Final = "HELD"
RETURNED: Final = "RETURNED"
DESTROYED: Final = "DESTROYED"

MAX_COPIES: Final = 10_000
"""Copies of one telegram: more than any list of holders has."""

CopyOrder = ReturnCopy | DestroyCopy | ArchiveCopy | CertifyCopy | PrintCopy


def must_be_numbered(numbers: list[int]) -> None:
    """Let pass the copies of a draft if their numbers run from 1 on.

    Raises:
        Usage: they do not.
    """
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        msg = "the copies of a telegram are numbered from 1 on, without gaps"
        raise Usage(msg, hint="as in: Copies: 1 т. Сталину; 2 Копия")


def issue(sitting: Sitting, order: IssueCopy) -> Done:
    """Make the next copy and hand it to a holder.

    Raises:
        Forbidden: the office is no registrar, or a caveat forbids more copies.
        NotFound: there is no such telegram, or the office is not cleared for it.
        Usage: the term is over already.
    """
    office, telegram = ledger_telegram(sitting, order.office, order.reference)
    if order.return_by is not None and order.return_by <= sitting.now:
        msg = "the copy would have to be back already"
        raise Usage(msg, hint="name a time that is to come")
    made = sitting.book.copies.of(_uid(telegram))
    _must_be_allowed(sitting, telegram, len(made))
    number = max((one.number for one in made), default=0) + 1
    sitting.record(
        CopyIssued(
            uid=_uid(telegram),
            number=number,
            holder=order.holder,
            office=office,
            return_by=order.return_by,
        )
    )
    return copy_done(telegram, number, HELD, holder=order.holder, return_by=order.return_by)


def give_back(sitting: Sitting, order: ReturnCopy) -> Done:
    """Note that a copy is back.

    Raises:
        Problem: as `ledger_copy`; or it is not held.
    """
    office, telegram, copy = ledger_copy(sitting, order)
    must_be(copy, HELD)
    uid, number = copy.uid, copy.number
    sitting.record(CopyReturned(uid=uid, number=number, office=office, act=order.act))
    settled(sitting, copy)
    return copy_done(telegram, number, RETURNED, holder=copy.holder)


def destroy(sitting: Sitting, order: DestroyCopy) -> Done:
    """Note that a copy is gone, by its act.

    Raises:
        Problem: as `ledger_copy`; or it is destroyed or filed already, or nobody else saw it.
    """
    office, telegram, copy = ledger_copy(sitting, order)
    must_be(copy, HELD, RETURNED)
    if order.done_by.casefold() == order.witness.casefold():
        msg = "whoever destroys a copy is not the witness of it"
        raise Usage(msg, hint="name another person with --witness")
    sitting.record(
        CopyDestroyed(
            uid=copy.uid,
            number=copy.number,
            office=office,
            act=order.act,
            done_by=order.done_by,
            witness=order.witness,
        )
    )
    settled(sitting, copy)
    return copy_done(telegram, copy.number, DESTROYED, holder=copy.holder, act=order.act)


def archive(sitting: Sitting, order: ArchiveCopy) -> Done:
    """Note that a copy was filed.

    Raises:
        Problem: as `ledger_copy`; or it is destroyed or filed already.
    """
    office, telegram, copy = ledger_copy(sitting, order)
    must_be(copy, HELD, RETURNED)
    uid, number = copy.uid, copy.number
    sitting.record(CopyArchived(uid=uid, number=number, office=office, shelf=order.shelf))
    settled(sitting, copy)
    return copy_done(telegram, number, "ARCHIVED", holder=copy.holder, shelf=order.shelf)


def certify(sitting: Sitting, order: CertifyCopy) -> Done:
    """Note that a copy was certified true.

    Raises:
        Problem: as `ledger_copy`; or it is destroyed, or certified already.
    """
    office, telegram, copy = ledger_copy(sitting, order)
    if copy.state == DESTROYED or copy.certified_at is not None:
        what = "is destroyed" if copy.state == DESTROYED else "is certified already"
        msg = f"copy {copy.number} of {name_of(telegram)} {what}"
        raise Refused(msg, hint=f'"depesha copies {name_of(telegram)}" shows the ledger')
    by = order.certified_by
    sitting.record(CopyCertified(uid=copy.uid, number=copy.number, office=office, certified_by=by))
    return copy_done(telegram, copy.number, copy.state, holder=copy.holder, certified_by=by)


# -- time -----------------------------------------------------------------------------------------


def tick(sitting: Sitting) -> None:
    """Raise the alarm for each copy whose term has ended, once."""
    for copy in sitting.book.copies.due(sitting.now, DUE_AT_ONCE):
        term = copy.return_by or sitting.now
        sitting.record(CopyOverdue(uid=copy.uid, number=copy.number, return_by=term))
        text = f"copy {copy.number} is not back, and its term is over"
        sitting.alarm("copy-overdue", _about(copy), text)


def settled(sitting: Sitting, copy: CopyState) -> None:
    """Say that nobody waits for a copy any more."""
    sitting.all_clear(OVERDUE, _about(copy))


def _about(copy: CopyState) -> str:
    """Return what the alarm is about, so that it names the telegram to who may know of it."""
    return f"copy {copy.number}:{copy.uid.hex()}"


# -- who may, and what there is -------------------------------------------------------------------


def ledger_telegram(
    sitting: Sitting, named: OfficeId, reference: str
) -> tuple[OfficeId, TelegramState]:
    """Return who acts, a registrar, and the telegram that an order names.

    Raises:
        Forbidden: the office is no registrar.
        NotFound: there is no such telegram, or the office is not cleared for it.
    """
    office = sitting.giver(named)
    if not sitting.may(office, Role.REGISTRAR):
        msg = f"{office} does not keep the copies ledger"
        raise Forbidden(msg, hint="a registrar does")
    telegram = find_telegram(sitting, parse_number(reference), office, sitting.year())
    if telegram is None:
        raise absent(reference, f"at {sitting.own}")
    return office, telegram


def ledger_copy(sitting: Sitting, order: CopyOrder) -> tuple[OfficeId, TelegramState, CopyState]:
    """Return who acts, and the copy that an order names.

    Raises:
        Forbidden: the office is no registrar.
        NotFound: there is no such telegram or copy, or the office is not cleared.
    """
    office, telegram = ledger_telegram(sitting, order.office, order.reference)
    for copy in sitting.book.copies.of(_uid(telegram)):
        if copy.number == order.number:
            return office, telegram, copy
    msg = f"there is no copy {order.number} of {name_of(telegram)}"
    raise NotFound(msg, hint=f'"depesha copies {name_of(telegram)}" lists them')


def must_be(copy: CopyState, *states: str) -> None:
    """Let pass a copy in one of these states.

    Raises:
        Refused: it is in another.
    """
    if copy.state not in states:
        msg = f"copy {copy.number} is {copy.state.lower()}"
        raise Refused(msg, hint=f"it would have to be {' or '.join(states).lower()}")


def _must_be_allowed(sitting: Sitting, telegram: TelegramState, made: int) -> None:
    if made >= MAX_COPIES:
        msg = f"{name_of(telegram)} has {made} copies, and more are not kept account of"
        raise Refused(msg)
    rule = print_rule(sitting, telegram)
    if rule is Rule.ALLOW:
        return
    listed = len(telegram.copies)
    if rule is Rule.ONCE:
        addressed = len(sitting.book.registers.duties(_uid(telegram)))
        listed = max(listed, addressed if telegram.incoming_number else 1)
    if made >= listed:
        raise forbidden(telegram, f"{made} of {listed} copies are made")


def forbidden(telegram: TelegramState, what: str) -> Forbidden:
    """Return what is said where a caveat forbids."""
    msg = f"{name_of(telegram)}: {', '.join(telegram.entry.caveats)} forbids it: {what}"
    return Forbidden(msg, hint="copies are those that the draft lists")


def print_rule(sitting: Sitting, telegram: TelegramState) -> Rule:
    """Return what the caveats of a telegram say of printing; what is not known forbids it."""
    if not telegram.entry.caveats:
        return Rule.ALLOW
    policy = sitting.around.policies.get(telegram.entry.policy)
    if policy is None:
        return Rule.REFUSE
    return policy.rule(telegram.entry.caveats, Action.PRINT)


def _uid(telegram: TelegramState) -> Uid:
    return telegram.entry.identity.uid


def copy_done(telegram: TelegramState, number: int, state: str, **said: str | int | None) -> Done:
    """Return the result of an order about a copy."""
    return Done(value={"reference": name_of(telegram), "number": number, "state": state, **said})
