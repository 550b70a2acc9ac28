"""Reviews: a record whose day has come is looked at again, by somebody, by some authority.

Rule 1: the day alone declassifies nothing: a person decides, and who, by what and when is a fact.
Rule 2: what stays classified is exempt by a category and an authority, until a day to come.
Rule 3: a decision is about a source: every edition of it here is declassified. It is about the
    archive's record; the label that was signed stays what it is.
Rule 4: that a day has passed is one alarm of the station, however many records wait: it names no
    record and no day, of which not everybody may know who reads it, and is over when none waits.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from depesha.archive.form import decode
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.names import TimeMs
from depesha.office.deciding import must_have_come
from depesha.office.events import Done, ReviewRecord
from depesha.office.facts import Decision, ReviewDecided
from depesha.office.ports import Book
from depesha.office.sitting import Sitting

OVERDUE: Final = "review-overdue"
MAX_CATEGORY: Final = 60


def review(sitting: Sitting, order: ReviewRecord) -> Done:
    """Decide about a record that is looked at again.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        NotFound: there is no such record, or the office is not cleared for it.
        Refused: it is to stay classified, and is not.
        Usage: who decided is not said, or why it stays classified and until when.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    _must_be_said(sitting, order)
    clearance = sitting.keys().office(office).clearance
    record = sitting.book.archive.record(order.record, clearance)
    kept = sitting.book.document(record) if record else None
    if record is None or kept is None:
        msg = f"there is no record {order.record} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    source = decode(kept.payload).source
    state = sitting.book.archive.schedule(source)
    if order.decision is not Decision.DECLASSIFY and state and state.is_declassified:
        msg = "it is declassified, and does not stay what it is not"
        raise Refused(msg, hint='"depesha archive release --redact" keeps something of it back')
    sitting.record(
        ReviewDecided(
            record=record,
            office=office,
            decision=order.decision,
            decided_by=order.decided_by,
            authority=order.authority,
            decided_on=order.decided_on,
            category=order.category,
            next_on=order.next_on,
        )
    )
    if order.decision is Decision.DECLASSIFY:
        sitting.book.archive.index_again(source)
    tick(sitting)
    return Done(
        value={
            "record": order.record,
            "decision": order.decision.name.lower(),
            "category": order.category,
            "next_on": order.next_on,
            "office": office,
        }
    )


def _must_be_said(sitting: Sitting, order: ReviewRecord) -> None:
    if not (order.decided_by.strip() and order.authority.strip() and order.decided_on):
        msg = "who decided, by what authority and on which day is not said"
        raise Usage(msg)
    must_have_come(sitting, order.decided_on)
    if order.decision is Decision.DECLASSIFY:
        if order.category or order.next_on:
            msg = "what is declassified has no category, and no day on which it is looked at again"
            raise Usage(msg, hint="what is still kept back of it is said by a release")
        return
    if not 1 <= len(order.category.strip()) <= MAX_CATEGORY or not order.next_on:
        msg = "what stays classified is exempt by a category, and is looked at again on a day"
        raise Usage(msg, hint="as in --category 25X1 --next 2002-11-21")
    if order.next_on <= _today(sitting):
        msg = f"{order.next_on} is not to come"
        raise Usage(msg, hint="name the day on which it is looked at again")


def tick(sitting: Sitting) -> None:
    """Raise the alarm that a review is overdue, or say that none is."""
    earliest = sitting.book.archive.next_due()
    if earliest and earliest < _today(sitting):
        sitting.alarm("review-overdue", sitting.own, "records were to be looked at again")
    else:
        sitting.all_clear(OVERDUE, sitting.own)


def next_at(book: Book, own: str, zone: tzinfo) -> TimeMs | None:
    """Return when the next review is overdue of which nobody was told yet."""
    earliest = book.archive.next_due()
    if not earliest or book.registers.alarm_is_uncleared(OVERDUE, own):
        return None
    over = datetime.combine(date.fromisoformat(earliest) + timedelta(days=1), time(), zone)
    return TimeMs(int(over.astimezone(UTC).timestamp() * 1000))


def _today(sitting: Sitting) -> str:
    return datetime.fromtimestamp(sitting.now / 1000, sitting.around.zone).date().isoformat()
