"""Filing: a telegram of this station becomes a record, and says where a copy of it lies.

Rule 1: an archivist files what he is cleared for; the record is classified as the telegram is, so
    whoever may not read the one does not find the other. Once declassified it stays so.
Rule 2: what an addressee has still to answer is not filed, unless it is said to be filed though:
    business that nobody will ever close lies in archives, too.
Rule 3: what was expunged is gone; there is nothing to file.
Rule 4: filed again with another holding it is the next edition, with all holdings: a copy that
    moved lies in its old place no more, and what others added to the record stays.
Rule 5: when it is looked at again, and declassified, follows from the policy and the day of the
    telegram, once: what was decided later stands.
Rule 6: a copy of the ledger that is filed is ARCHIVED there by the same order.
Rule 7: what stands under the telegram's reference and was not filed (before `enter` refused it,
    anybody could name a record so) is no edition before: nothing of it is carried over, neither
    words nor decisions. It is for the same readers from then on.
Rule 8: filed anew after a filing was taken back (`archive_unfiling`), it lies nowhere but where it
    is said to lie now; what others wrote at it is there again.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from depesha.archive.custody import cited, histories, laid
from depesha.archive.filing import MadeCopy, Papers, record_of
from depesha.archive.form import decode, encode
from depesha.archive.periods import must_be_period
from depesha.archive.record import Holding, Moment, Record
from depesha.archive.refiling import following
from depesha.archive.schedule import Schedule, schedule_of
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.life import Rung
from depesha.names import Digest, OfficeId, Uid
from depesha.number import parse_number
from depesha.office.archive import HIGHEST
from depesha.office.archive_checking import carry_checked
from depesha.office.clocks import clocks_in, day_at
from depesha.office.copies import DESTROYED, HELD, RETURNED, settled
from depesha.office.events import Done, FileTelegram
from depesha.office.expunging import asked_of
from depesha.office.facts import CopyArchived, RecordEntered, TelegramFiled
from depesha.office.lookup import absent, find_telegram, name_of
from depesha.office.ports import CopyState, EditionState, ScheduleState, TelegramState
from depesha.office.sitting import Sitting
from depesha.policy import Policy
from depesha.telegram import Body, Registration
from depesha.wire import BODY, MAX_BODY_BYTES, REGISTRATION, digest

BATCH: Final = "filed"
"""What a record came in that was made here."""

MAX_MARK: Final = 64
MAX_ARCHIVE: Final = 200
MAX_LEAF: Final = 1_000_000_000


def file(sitting: Sitting, order: FileTelegram) -> Done:
    """Make the next edition of a telegram's record, with one more holding.

    Raises:
        Forbidden: the office is no archivist.
        NotFound: there is no such telegram or copy, or the office is not cleared for it.
        Refused: it is still open, was expunged, or is filed there already.
        Usage: the shelf mark is none, or it is not said since when a copy lies elsewhere.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    new = _holding(order)
    telegram = _telegram(sitting, order.reference, office)
    uid = telegram.entry.identity.uid
    waiting = _open_at(sitting, uid)
    if waiting and not order.is_open_too:
        msg = f"{name_of(telegram)} is still open: {waiting[0]} has still to answer"
        raise Refused(msg, hint="close it first, or file it though it is open with --open")
    copies = sitting.book.copies.of(uid)
    copy = _copy(telegram, copies, order.copy_number)
    source = name_of(telegram)
    archive = sitting.book.archive
    clearance = sitting.keys().office(office).clearance
    schedule = archive.schedule(source)
    is_filed = schedule is not None and schedule.uid == uid
    before = archive.newest(source, clearance) if is_filed else None
    past = before or archive.taken_back(source, clearance)
    if not (is_filed or archive.taken_back(source, HIGHEST)):
        schedule = None
    record = _record(sitting, telegram, before, past, new)
    level = _level(telegram, archive.newest(source, HIGHEST), past, schedule)
    name = _enter(sitting, office, record, level, new.as_cited if past else "")
    if past is not None:
        carry_checked(sitting, past.digest, name, record)
    if not is_filed:
        archive.take_out(source)
    days = _days(sitting, telegram, schedule)
    sitting.record(
        TelegramFiled(
            uid=uid,
            record=name,
            office=office,
            policy=telegram.entry.policy,
            classification=telegram.entry.classification,
            review_on=days.review_on,
            declassify_on=days.declassify_on,
        )
    )
    _note_in_ledger(sitting, office, copy, new)
    entered = archive.newest(source, clearance)
    return Done(
        value={
            "reference": source,
            "record": entered.record if entered else None,
            "edition": archive.editions(source),
            "office": office,
            "holding": new.as_cited,
            "holdings": len(record.holdings),
            "review_on": days.review_on,
            "declassify_on": days.declassify_on,
            "open": waiting,
            "one_copy": _alike(record),
        }
    )


# -- what is asked ---------------------------------------------------------------------------------


def _holding(order: FileTelegram) -> Holding:
    """Return the holding that an order describes.

    Raises:
        Usage: it describes none.
    """
    archive = " ".join(order.archive.split())
    marks = (order.fond, order.opis, order.delo, order.papka)
    if not 1 <= len(archive) <= MAX_ARCHIVE or any(len(one) > MAX_MARK for one in marks):
        msg = f"an archive has 1 to {MAX_ARCHIVE} characters, a part of its shelf mark {MAX_MARK}"
        raise Usage(msg)
    if not (order.fond.strip() and order.delo.strip()):
        msg = "a shelf mark names a fond and a delo"
        raise Usage(msg, hint="as in --fond 059а --opis 5а --delo 5")
    if not 0 <= order.first_leaf <= order.last_leaf <= MAX_LEAF or (
        order.last_leaf and not order.first_leaf
    ):
        msg = f"there are no leaves {order.first_leaf}-{order.last_leaf}"
        raise Usage(msg, hint="as in 67-68, or 67")
    must_be_period(order.since, "")
    since = Moment(text=order.since, iso=order.since) if order.since else None
    return cited(
        Holding(
            as_cited="",
            archive=archive,
            fond=order.fond.strip(),
            opis=order.opis.strip(),
            delo=order.delo.strip(),
            papka=order.papka.strip(),
            first_leaf=order.first_leaf,
            last_leaf=order.last_leaf,
            copy_number=order.copy_number,
            since=since,
        )
    )


def _telegram(sitting: Sitting, reference: str, office: OfficeId) -> TelegramState:
    found = find_telegram(sitting, parse_number(reference), office, sitting.year())
    if found is None:
        raise absent(reference, f"at {sitting.own}")
    if sitting.book.journals.is_expunged(found.entry.identity.uid):
        msg = f"the words of {name_of(found)} were expunged here"
        raise Refused(msg, hint="there is nothing left to file; its line and proofs stay")
    return found


def _open_at(sitting: Sitting, uid: Uid) -> list[OfficeId]:
    """Return the addressees that have still to answer."""
    duties = sitting.book.registers.duties(uid)
    return [one.duty.office for one in duties if one.exit is None and one.rung < asked_of(one)]


def _copy(telegram: TelegramState, copies: Sequence[CopyState], number: int) -> CopyState | None:
    """Return the copy of the ledger that is filed; None: which one is not said, or there is none.

    Raises:
        NotFound: the ledger has others, and not this one.
        Refused: it is destroyed.
    """
    if not number or not copies:
        return None
    found = next((one for one in copies if one.number == number), None)
    if found is None:
        msg = f"there is no copy {number} of {name_of(telegram)}"
        raise NotFound(msg, hint=f'"depesha copies {name_of(telegram)}" lists them')
    if found.state == DESTROYED:
        msg = f"copy {number} of {name_of(telegram)} is destroyed"
        raise Refused(msg, hint=f'"depesha copies {name_of(telegram)}" shows the ledger')
    return found


# -- the record ------------------------------------------------------------------------------------


def _record(
    sitting: Sitting,
    telegram: TelegramState,
    before: EditionState | None,
    past: EditionState | None,
    new: Holding,
) -> Record:
    """Return the record with all its holdings; what the edition before had else stays.

    Args:
        sitting: of the order.
        telegram: that is filed.
        before: the edition that is there; None: it is not filed.
        past: the same, or the newest that was there once.
        new: where it is laid now.

    Raises:
        NotFound: the telegram's words are not kept here.
        Refused, Usage: as `custody.laid`.
    """
    kept = sitting.book.document(past.digest) if past else None
    earlier = decode(kept.payload) if kept else None
    holdings = laid(earlier.holdings if earlier and before else (), new)
    body, registration = _papers(sitting, telegram)
    fresh = record_of(
        Papers(
            body=body,
            registration=registration,
            policy=_policy(sitting, body),
            zone_of=clocks_in(sitting.keys()),
            sent_at=_sent_at(sitting, telegram.entry.identity.uid),
            copies=tuple(
                MadeCopy(
                    number=one.number,
                    holder=one.holder,
                    certified_by=one.certified_by,
                    printed_by=one.printed_by,
                )
                for one in sitting.book.copies.of(telegram.entry.identity.uid)
            ),
            holdings=holdings,
        )
    )
    return following(earlier, fresh) if earlier else fresh


def _papers(sitting: Sitting, telegram: TelegramState) -> tuple[Body, Registration]:
    body = sitting.book.document(Digest(telegram.entry.body_id))
    registration = sitting.book.document(telegram.entry.identity.registration)
    if body is None or registration is None:
        msg = f"the text of {name_of(telegram)} is no longer kept here"
        raise NotFound(msg)
    return (
        BODY.decode(body.payload, max_bytes=MAX_BODY_BYTES),
        REGISTRATION.decode(registration.payload),
    )


def _policy(sitting: Sitting, body: Body) -> Policy | None:
    return sitting.around.policies.get(body.label.policy)


def _sent_at(sitting: Sitting, uid: Uid) -> int | None:
    """Return when it first left, as far as this station knows."""
    times = (dict(one.times).get(Rung.SENT) for one in sitting.book.registers.duties(uid))
    return min((at for at in times if at is not None), default=None)


def _level(
    telegram: TelegramState,
    standing: EditionState | None,
    past: EditionState | None,
    schedule: ScheduleState | None,
) -> int:
    """Return for whom the record is: for no more than may read the telegram or what stands there.

    Unless it was declassified since it was filed.
    """
    if schedule is not None and schedule.is_declassified:
        return 0
    others = [one.classification for one in (standing, past) if one]
    return max([telegram.entry.classification, *others])


def _enter(
    sitting: Sitting, office: OfficeId, record: Record, classification: int, reason: str
) -> Digest:
    payload = encode(record)
    name = Digest(digest(payload))
    if sitting.book.archive.has(name):
        msg = f"that record of {record.source} is in the archive already"
        raise Refused(msg, hint='"depesha archive show" shows it')
    sitting.book.keep(name, Item(kind=Kind.RECORD, payload=payload, signatures=()))
    sitting.record(
        RecordEntered(
            record=name,
            source=record.source,
            edition=sitting.book.archive.editions(record.source) + 1,
            batch=BATCH,
            office=office,
            classification=classification,
            reason=reason,
        )
    )
    return name


# -- what follows from it --------------------------------------------------------------------------


def _days(sitting: Sitting, telegram: TelegramState, schedule: ScheduleState | None) -> Schedule:
    """Return when it is looked at again: as it stands since it was filed first, else by policy.

    Of a filing that was taken back stands what was decided when it was looked at again.
    """
    if schedule is not None and (schedule.uid is not None or schedule.is_declassified):
        return Schedule(review_on=schedule.review_on, declassify_on=schedule.declassify_on)
    entry = telegram.entry
    policy = sitting.around.policies.get(entry.policy)
    days = schedule_of(policy, entry.classification, _day_of(sitting, telegram))
    if schedule is None:
        return days
    return Schedule(
        review_on=schedule.review_on or days.review_on,
        declassify_on=schedule.declassify_on or days.declassify_on,
    )


def _day_of(sitting: Sitting, telegram: TelegramState) -> date:
    clock = clocks_in(sitting.keys())(telegram.entry.station)
    return day_at(telegram.entry.registered_at, clock)


def _note_in_ledger(
    sitting: Sitting, office: OfficeId, copy: CopyState | None, holding: Holding
) -> None:
    if copy is None or copy.state not in (HELD, RETURNED):
        return
    shelf = holding.as_cited
    sitting.record(CopyArchived(uid=copy.uid, number=copy.number, office=office, shelf=shelf))
    settled(sitting, copy)


def _alike(record: Record) -> list[list[str]]:
    """Return the holdings that look like one copy, by file and leaves."""
    return [
        [record.holdings[place - 1].as_cited for place in one.places]
        for one in histories(record.holdings)
        if one.looks_alike
    ]
