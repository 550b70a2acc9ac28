"""A correspondent was restored from a backup: what is written down, answered, and sent again.

Rule 1: a restoration counts only if its station signed it; it is an alarm for people to know of.
Rule 2: what the other has lost and this station holds goes back to it: its own telegrams, and the
telegrams and answers that were sent to it since.
Rule 3: a new epoch without a restoration, and a letter made in an epoch that a restoration ended,
are alarms: a disk was put back, or two copies of one station are at work.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from depesha.envelope import JournalHead, Kind
from depesha.errors import DoesNotVerify, Malformed, NoCommunications
from depesha.keybook import PeriodKeyLeaf, Role
from depesha.keybook.carried import MAX_CARRIED_BYTES, What
from depesha.keybook.leaf import SALT_BYTES
from depesha.names import Digest, Epoch, OfficeId, StationId, TimeMs, station_of
from depesha.notice import ServiceCode, ServiceMessage
from depesha.office import book_road, expired_keys, restored_keys
from depesha.office.facts import Enclosed, Entry, RestorationLearned
from depesha.office.letter import MAX_ENVELOPE_BYTES, Opened, Received
from depesha.office.ports import Sending
from depesha.office.restoring import GRADE, may_be_lost, say_again
from depesha.office.service import SERVICE_LIFE_MS, lay_again, send_service
from depesha.office.sitting import Laid, Sitting
from depesha.office.witness import ROLLED_BACK
from depesha.restoration import LastNumbers, Restoration, RestoredKey, SeriesNumber
from depesha.wire import ENVELOPE, NAMESPACE, RESTORATION

MAX_GIVEN_BACK: Final = 256
"""Telegrams that one answer gives back; whoever lost more asks again, from the last of them."""

MAX_SERIES: Final = 256
PAGE: Final = 256
MAX_SENT_AGAIN: Final = 4096

SKEW_MS: Final = 10 * 60_000
"""How far the clocks of two machines of one station may differ before it counts."""

GIVEN_BACK: Final = "key-book-given-back:"

SENT_AGAIN: Final = frozenset({Kind.REGISTRATION, Kind.ANSWER})
"""Reports are made anew, and service messages are of their day."""


# -- the document ---------------------------------------------------------------------------------


def learn_restoration(sitting: Sitting, opened: Opened, document: Received) -> None:
    """Write down that a correspondent begins anew, and let people know.

    Raises:
        Malformed: it is not signed by that station, or is of another epoch than its envelope.
    """
    item, sender = document.items[0], opened.envelope.sender
    restoration = RESTORATION.decode(item.payload)
    _must_hold(sitting, document, sender, restoration)
    if restoration.epoch != opened.envelope.epoch:
        msg = f"the restoration of {sender} came in an envelope of another epoch"
        raise DoesNotVerify(msg)
    if sitting.book.document(document.digest) is not None:
        return
    seen = last_head(sitting, sender)
    lost = max((seen.size if seen else 0) - restoration.head.size, 0)
    if restoration.lost is not None:
        lost = max(lost, restoration.lost.size - restoration.head.size)
    sitting.book.keep(document.digest, item)
    sitting.record(
        RestorationLearned(
            station=sender,
            document=document.digest,
            epoch=restoration.epoch,
            ended=restoration.ended,
            head=restoration.head,
            restored_at=restoration.at,
            lost=lost,
        )
    )
    if restoration.key is not None:
        _learn_key(sitting, sender, restoration.key)
    when = datetime.fromtimestamp(restoration.backed_up_at / 1000, UTC)
    who = f" by {restoration.office}" if restoration.office else ", signed by it alone,"
    text = f"{sender} was restored{who} to its backup of {when:%Y-%m-%d %H:%M}Z: "
    text += f"at least {lost} facts lost, as seen from here"
    sitting.alarm("station-restored", _about(sender, restoration.epoch), text)
    sitting.all_clear("new-epoch", _about(sender, restoration.epoch))
    sitting.all_clear(ROLLED_BACK, sender)  # it says so itself, signed: its journal begins again


def _learn_key(sitting: Sitting, station: StationId, key: RestoredKey) -> None:
    leaf = PeriodKeyLeaf(
        salt=bytes(SALT_BYTES),
        station=station,
        public_key=key.public_key,
        not_before=key.not_before,
        not_after=key.not_after,
    )
    in_book = sitting.keys().period_keys.get(station, ())
    if leaf.fingerprint not in {one.fingerprint for one in in_book}:
        restored_keys.learn(sitting.book, leaf)
        expired_keys.adopted(sitting)


def _must_hold(
    sitting: Sitting, document: Received, sender: StationId, restoration: Restoration
) -> None:
    item = document.items[0]
    keys, namespace = sitting.keys(), NAMESPACE[Kind.RESTORATION]
    signed = dict(item.signatures)
    expected = {str(sender), *filter(None, [restoration.office])}
    holds = restoration.station == sender and set(signed) == expected
    holds = holds and len(item.signatures) == len(expected)
    holds = holds and sitting.sealer.verify(
        keys.identity(sender).public_key, namespace, item.payload, signed[sender]
    )
    if holds and restoration.office:
        entry = keys.office(OfficeId(restoration.office))
        holds = (
            station_of(entry.office) == sender
            and Role.ADMINISTRATOR in entry.roles
            and sitting.sealer.verify(
                entry.public_key, namespace, item.payload, signed[restoration.office]
            )
        )
    if not holds:
        msg = f"the restoration is not signed by {sender}"
        raise DoesNotVerify(msg)


def _about(station: StationId, epoch: Epoch) -> str:
    return f"{station}:{epoch.hex()}"


def last_head(sitting: Sitting, station: StationId) -> JournalHead | None:
    """Return the highest head of a station's journal that came in an envelope which is kept."""
    found: list[JournalHead] = []
    for one in sitting.book.restorations.numbers_of(station):
        name = sitting.book.traffic.received(station, one.epoch, one.grade, one.number)
        item = sitting.book.document(name) if name else None
        if item is not None:
            found.append(ENVELOPE.decode(item.payload, max_bytes=MAX_ENVELOPE_BYTES).head)
    return max(found, key=lambda head: head.size, default=None)


# -- epochs ---------------------------------------------------------------------------------------


def is_first_of_epoch(sitting: Sitting, opened: Opened) -> bool:
    """Say whether a station's envelope is in an epoch of which none came, and others did."""
    known = sitting.book.restorations.epochs_of(opened.envelope.sender)
    return bool(known) and opened.envelope.epoch not in known


def is_of_ended_epoch(sitting: Sitting, opened: Opened) -> bool:
    """Say whether a letter was made in an epoch that a restoration ended: its head was lost."""
    restorations = sitting.book.restorations.of(opened.envelope.sender)
    return any(one.ended == opened.envelope.epoch for one in restorations)


def judge_epoch(sitting: Sitting, opened: Opened, *, is_first: bool) -> None:
    """Raise the alarm of an epoch that no restoration explains, or that one has ended."""
    envelope = opened.envelope
    sender, epoch = envelope.sender, envelope.epoch
    restorations = sitting.book.restorations.of(sender)
    explained = {one.epoch for one in restorations} | {one.ended for one in restorations}
    if is_first and epoch not in explained and not may_be_lost(sitting):
        text = f"{sender} numbers its envelopes anew and did not say that it was restored"
        sitting.alarm("new-epoch", _about(sender, epoch), text)
    for one in restorations:
        if one.ended == epoch:
            _give_back_late(sitting, opened)
        known_at = max(one.restored_at, one.learned_at)  # whichever of the two clocks is behind
        if one.ended == epoch and envelope.created_at > known_at + SKEW_MS:
            text = f"a letter of {sender} was made after its restoration in the epoch before it"
            sitting.alarm("two-at-once", sender, text)


def _give_back_late(sitting: Sitting, opened: Opened) -> None:
    """Give telegrams back that were under way when their station lost them."""
    for document in opened.documents:
        if document.items[0].kind is Kind.BODY:
            telegram = sitting.book.registers.by_registration(document.digest)
            if telegram is not None and telegram.entry.station == opened.envelope.sender:
                with suppress(NoCommunications):  # it is repeated to us, and comes again
                    _give_back(sitting, telegram.entry.station, telegram.entry)


# -- the answer -----------------------------------------------------------------------------------


def answer_numbers(sitting: Sitting, message: ServiceMessage) -> None:
    """Tell a restored station the last numbers that came of it, and give it back what it lost."""
    asked, station = message.numbers, message.station
    if asked is None:
        msg = f"{station} asks for numbers and tells none"
        raise DoesNotVerify(msg)
    restorations = sitting.book.restorations
    known = restorations.of(station)
    last = max(known, key=lambda one: one.restored_at, default=None)
    if last is None or last.document != asked.restoration:
        return  # unknown: it is asked again, with the restoration beside it; or no longer the last
    lost = restorations.telegrams_beyond(station, asked, MAX_GIVEN_BACK)
    given_back = tuple(
        entry.identity.registration for entry in lost if _give_back(sitting, station, entry)
    )
    answer = ServiceMessage(
        station=sitting.own,
        to=station,
        at=sitting.now,
        code=ServiceCode.LAST_NUMBERS,
        numbers=LastNumbers(
            restoration=asked.restoration,
            series=_series(restorations.highest_of(station), lost),
            envelopes=tuple(restorations.numbers_of(station)),
            head=last_head(sitting, station),
            registrations=given_back,
        ),
    )
    send_service(sitting, answer, GRADE)
    _give_key_book_back(sitting, station, asked.restoration)
    say_again(sitting, station, GRADE)  # the other may have lost that this station was restored
    _send_again(sitting, station, asked)


def _give_key_book_back(sitting: Sitting, station: StationId, restoration: Digest) -> None:
    """Give a restored centre the key book that is held here, once for each restoration."""
    keys = sitting.keys()
    if keys.keeper != station:
        return
    name = f"{GIVEN_BACK}{station}"
    last = sitting.book.state(name) or b""
    said, paper = last[:32], Digest(last[32:])
    if said == restoration and sitting.book.traffic.outstanding(paper, station) is not None:
        return
    content = keys.encode()
    if len(content) > MAX_CARRIED_BYTES:
        text = f"the key book held here has {len(content)} bytes: take it to {station} as a file"
        sitting.alarm(book_road.TOO_LARGE, sitting.own, text)
        return
    try:
        laid = book_road.lay(sitting, station, What.HELD, content, GRADE)
    except NoCommunications as error:  # it is asked again
        sitting.alarm("no-communications", station, error.message)
        return
    sitting.book.keep_state(name, restoration + laid)


def _series(outgoing: Sequence[SeriesNumber], lost: Sequence[Entry]) -> tuple[SeriesNumber, ...]:
    """Return the highest outgoing numbers, and of other series those of what is given back."""
    found = {(one.series, one.year): one for one in outgoing}
    for entry in lost:
        for local in entry.numbers:
            known = found.get((local.series, entry.year))
            if known is None or known.number < local.number:
                found[local.series, entry.year] = SeriesNumber(
                    series=local.series, year=entry.year, number=local.number
                )
    return tuple(found.values())[:MAX_SERIES]


def _give_back(sitting: Sitting, station: StationId, entry: Entry) -> bool:
    """Lay a telegram of theirs for a station that lost it; say whether it is on its way."""
    name = entry.identity.registration
    if sitting.book.traffic.outstanding(name, station) is not None:
        return True
    document = Enclosed(
        digest=name,
        kind=Kind.REGISTRATION,
        uid=entry.identity.uid,
        confirm=True,
        expires_at=TimeMs(sitting.now + SERVICE_LIFE_MS),
    )
    try:
        lay_again(sitting, station, GRADE, document)
    except Malformed:  # no longer kept
        return False
    return True


def _send_again(sitting: Sitting, station: StationId, asked: LastNumbers) -> None:
    """Send again what went to a station in envelopes that it does not know, and void the numbers.

    What is outstanding is not touched: it goes again by itself until it is reported.
    """
    traffic = sitting.book.traffic
    seen = {(one.epoch, one.grade): one.number for one in asked.envelopes}
    budget = MAX_SENT_AGAIN
    sent = sitting.book.restorations.sent_to(station)
    for last in sorted(sent, key=lambda one: (-one.grade, one.epoch)):
        first = seen.get((last.epoch, last.grade), 0) + 1
        if first > last.number:
            continue
        for start in range(first, last.number + 1, PAGE):
            page = traffic.sendings_between(
                station, last.epoch, last.grade, start, start + PAGE - 1
            )
            for sending in page[:budget]:
                _lay_what_it_held(sitting, sending)
            budget = max(budget - len(page), 0)
        voided = ServiceMessage(
            station=sitting.own,
            to=station,
            at=sitting.now,
            code=ServiceCode.NUMBERS_VOIDED,
            epoch=last.epoch,
            grade=last.grade,
            ranges=((first, last.number),),
        )
        send_service(sitting, voided, last.grade)


def _lay_what_it_held(sitting: Sitting, sending: Sending) -> None:
    station, traffic = sending.recipient, sitting.book.traffic
    for document in sending.documents:
        is_due = document.kind in SENT_AGAIN and document.expires_at > sitting.now
        if not is_due or traffic.outstanding(document.digest, station) is not None:
            continue
        with suppress(Malformed):  # no longer kept
            lay_again(sitting, station, sending.grade, document)
        for key in document.attachment_keys:
            here = sitting.around.files.size_of(key.ciphertext) is not None
            if here and traffic.outstanding(key.ciphertext, station) is None:
                blob = replace(
                    document,
                    digest=key.ciphertext,
                    kind=Kind.ATTACHMENT,
                    offices=(),
                    confirm=True,
                    attachment_keys=(key,),
                )
                laid = Laid(station=station, grade=sending.grade, document=blob, items=())
                sitting.enclose(laid)
