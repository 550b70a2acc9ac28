"""What becomes of what was sent: custody, returns, repeats, the end of a term.

Rule 1: what is outstanding is sent again until its report comes; at its expiry it becomes a
non-delivery and an alarm, never silence.
Rule 2: a return ends what it names only if its signature holds; else it is an alarm, and the repeat
goes on (a relay may lie).
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from depesha.envelope import Kind
from depesha.errors import Malformed, NoCommunications, Problem
from depesha.keybook import IdentityLeaf
from depesha.life import End
from depesha.names import Epoch, StationId, TimeMs
from depesha.notice import ServiceCode, ServiceMessage
from depesha.number import MAX_NUMBER
from depesha.office import expired_keys
from depesha.office.facts import (
    Enclosed,
    GapAsked,
    LateNoticed,
    NonDelivered,
    RepeatPostponed,
    Rerouted,
    ReturnLearned,
    Sent,
)
from depesha.office.ports import Gap, Late, Outstanding, Sending, Traffic
from depesha.office.repeating import REPEAT_AFTER_MS, carriage_ms, repeat_at
from depesha.office.service import lay_again, send_service
from depesha.office.sitting import Sitting, document_name
from depesha.office.terms import left
from depesha.office.urgency import HIGHEST_OF
from depesha.office.ways import Wish
from depesha.packet import Grade, Return, ReturnReason, return_preimage
from depesha.wire import PROVED_LEAF, RETURN_NAMESPACE

DUE_AT_ONCE: Final = 64
"""How much of what is due is looked at in one tick: the rest follows in the next group."""

GAP_MARGIN_MS: Final[Mapping[Grade, int]] = {
    Grade.FLASH: 10_000,
    Grade.URGENT: 60_000,
    Grade.LOW: 10 * 60_000,
}
"""How long a gap may stand before a repeat is asked for: letters may overtake each other."""

DESPAIR_AFTER: Final = 4
"""A gap that has stood so many margins is an alarm: the repeat did not help."""

MAX_LEAF_BYTES: Final = 128 * 1024

REROUTED: Final = frozenset(
    {
        ReturnReason.NO_ROUTE,
        ReturnReason.HOP_LIMIT,
        ReturnReason.NOT_AUTHORISED,
        ReturnReason.REFUSED_BY_NEXT,
    }
)
"""Reasons after which another way may help."""

SAID_BY_RECIPIENT: Final = frozenset(
    {ReturnReason.CANNOT_PROCESS, ReturnReason.UNKNOWN_VERSION, ReturnReason.KEY_EXPIRED}
)
"""Reasons that only one who opened the letter can know."""


def sent(sitting: Sitting, sending: Sending, neighbour: StationId) -> None:
    """Write down that the next station took custody of a packet of ours; the repeat's time runs."""
    attempts = max((_attempts(sitting, sending, one) for one in sending.documents), default=0)
    carried_at = TimeMs(sitting.now + max(map(carriage_ms, sending.documents), default=0))
    answer_at = max(carried_at, _answer_at(sitting, sending, neighbour))
    again = repeat_at(sending.grade, attempts, answer_at, sending.expires_at)
    sitting.record(Sent(slip_id=sending.slip_id, neighbour=neighbour, repeat_at=again))
    for document in sending.documents:
        if document.kind is Kind.REGISTRATION:
            left(sitting, document.uid, document.offices)


def _answer_at(sitting: Sitting, sending: Sending, neighbour: StationId) -> TimeMs:
    """Return when an answer may be here: as predicted, or later, if it left later than predicted.

    What waited a week for a courier is not repeated while he is under way.
    """
    predicted = sending.answer_at or sitting.now
    if predicted > sitting.now:
        return predicted
    chart = sitting.keys().chart
    others = frozenset(there for there, _, _ in chart.edges.get(sitting.own, ()))
    wish = Wish(destination=sending.recipient, grade=sending.grade, shut=others - {neighbour})
    with suppress(NoCommunications):
        return sitting.direct(wish).answer_at or predicted
    return predicted


def _attempts(sitting: Sitting, sending: Sending, document: Enclosed) -> int:
    outstanding = sitting.book.traffic.outstanding(document.digest, sending.recipient)
    return outstanding.attempts - 1 if outstanding else 0


def learn_return(sitting: Sitting, sending: Sending, returned: Return) -> None:
    """A packet of ours came back: its documents go another way, or the drafter is told.

    What was sent again since is not touched, and a return that comes twice changes nothing. A
    receipt is not repeated, so nothing of it is outstanding: that it came back is an alarm.
    """
    ended = [
        outstanding
        for document in sending.documents
        if (outstanding := _went_last(sitting, sending, document)) is not None
    ]
    unconfirmed = [one for one in sending.documents if _may_help(sitting, sending, one, returned)]
    if returned.reason is ReturnReason.KEY_EXPIRED and expired_keys.is_younger(sitting, sending):
        unconfirmed = _unconfirmed(sitting, sending)
    receipts = _receipts_that_end(sitting, sending)
    if not (ended or unconfirmed or receipts):
        return
    proved = _return_holds(sitting, sending, returned)
    if not proved and sitting.book.registers.alarm_is_open("return-unproved", returned.station):
        return  # one fact and one alarm, however often it is said
    sitting.record(
        ReturnLearned(
            slip_id=returned.slip_id,
            reason=returned.reason,
            station=returned.station,
            proved=proved,
        )
    )
    if not proved:
        text = f"a return in the name of {returned.station} that it did not sign so"
        sitting.alarm("return-unproved", returned.station, text)
        return
    if returned.reason is ReturnReason.KEY_EXPIRED:
        expired_keys.returned(sitting, sending, ended, _unconfirmed(sitting, sending))
        return
    reason = f"{returned.reason.name.lower().replace('_', '-')} at {returned.station}"
    for outstanding in ended:
        if not _reroute(sitting, sending, outstanding.document, returned):
            end(sitting, outstanding, reason)
    again = [one for one in unconfirmed if _reroute(sitting, sending, one, returned)]
    for document in receipts:
        if document not in again:
            about = document_name(document.digest, sending.recipient)
            text = f"a receipt for {sending.recipient} did not arrive: {reason}"
            sitting.alarm("receipt-returned", about, text, sitting.urgency_of(document.uid))


def _receipts_that_end(sitting: Sitting, sending: Sending) -> list[Enclosed]:
    """Return the receipts in an envelope, but for those whose return is an alarm already."""
    is_told = sitting.book.registers.alarm_is_uncleared
    return [
        document
        for document in sending.documents
        if document.kind is Kind.ANSWER
        and not document.confirm
        and not is_told("receipt-returned", document_name(document.digest, sending.recipient))
    ]


def _unconfirmed(sitting: Sitting, sending: Sending) -> list[Enclosed]:
    """Return the documents of a letter that nobody confirms in turn, and that may still go."""
    return [one for one in sending.documents if not one.confirm and one.expires_at > sitting.now]


def _may_help(sitting: Sitting, sending: Sending, document: Enclosed, returned: Return) -> bool:
    """Say whether a document that nobody confirms in turn is to go another way, once."""
    excluded = sitting.book.traffic.excluded(document.digest, sending.recipient)
    return (
        not document.confirm
        and returned.reason in REROUTED
        and returned.station not in excluded
        and document.expires_at > sitting.now
    )


def _reroute(sitting: Sitting, sending: Sending, document: Enclosed, returned: Return) -> bool:
    """Send a document again by a way that does not go through who gave it back; say if there is."""
    station = sending.recipient
    if returned.reason not in REROUTED or returned.station in (sitting.own, station):
        return False
    excluded = sitting.book.traffic.excluded(document.digest, station) | {returned.station}
    wish = Wish(
        destination=station,
        grade=sending.grade,
        expires_at=document.expires_at,
        excluded=excluded,
    )
    try:
        sitting.direct(wish)
    except NoCommunications:
        return False
    sitting.record(
        Rerouted(
            digest=document.digest,
            uid=document.uid,
            station=station,
            excluded=returned.station,
            reason=returned.reason,
        )
    )
    try:
        lay_again(sitting, station, sending.grade, document)
    except Malformed:  # no longer kept
        return False
    return True


def _went_last(sitting: Sitting, sending: Sending, document: Enclosed) -> Outstanding | None:
    """Return what is outstanding of a document, if this was its last sending."""
    outstanding = sitting.book.traffic.outstanding(document.digest, sending.recipient)
    if outstanding is None or outstanding.slip_id != sending.slip_id:
        return None
    return outstanding


def _return_holds(sitting: Sitting, sending: Sending, returned: Return) -> bool:
    """Say whether who signed it may say so, of exactly these sealed bytes."""
    if returned.reason in SAID_BY_RECIPIENT and returned.station != sending.recipient:
        return False
    try:
        signer = _signer(sitting, returned)
    except Problem:
        return False
    preimage = return_preimage(returned.slip_id, returned.reason, returned.station, sending.sealed)
    return signer.station == returned.station and sitting.sealer.verify(
        signer.public_key, RETURN_NAMESPACE, preimage, returned.signature
    )


def end(sitting: Sitting, outstanding: Outstanding, reason: str) -> None:
    """Make a non-delivery of what is outstanding: it will not get there."""
    _end(sitting, outstanding, reason)


def _signer(sitting: Sitting, returned: Return) -> IdentityLeaf:
    """Return who signs: by our own book if it has that station, else by the leaf that is shown."""
    keys = sitting.keys()
    if returned.station in keys.stations or not returned.leaf:
        return keys.identity(returned.station)
    return keys.verify_proved_leaf(PROVED_LEAF.decode(returned.leaf, max_bytes=MAX_LEAF_BYTES))


def _end(
    sitting: Sitting, outstanding: Outstanding, reason: str, end: End = End.NON_DELIVERY
) -> None:
    """Make a non-delivery of what is outstanding, and raise its alarm."""
    document, station = outstanding.document, outstanding.station
    sitting.record(
        NonDelivered(
            digest=document.digest, uid=document.uid, station=station, reason=reason, end=end
        )
    )
    about = document_name(document.digest, station)
    text = f"not delivered: {reason}"
    if end is End.UNKNOWN:
        text = f"no report of its delivery, and it may have arrived: {reason}"
    sitting.alarm("non-delivery", about, text, sitting.urgency_of(document.uid))
    sitting.all_clear("late-arrival", about)
    left(sitting, document.uid, document.offices)


def _expired(sitting: Sitting, outstanding: Outstanding) -> None:
    """End what expired: what never left did not arrive, and of the rest nobody knows."""
    sending = sitting.book.traffic.sending(outstanding.slip_id)
    waits = sending is not None and sitting.book.out_tray.held(sending.slip_id) is not None
    never_left = waits and outstanding.attempts == 1
    _end(sitting, outstanding, "expired", End.EXPIRED if never_left else End.UNKNOWN)


# -- time -----------------------------------------------------------------------------------------


def tick(sitting: Sitting) -> None:
    """Send again or end what is due, and ask for numbers that are missing."""
    for outstanding in sitting.book.traffic.due(sitting.now, DUE_AT_ONCE):
        if outstanding.expires_at <= sitting.now:
            _expired(sitting, outstanding)
        else:
            _repeat(sitting, outstanding)
    for late in sitting.book.traffic.late(sitting.now, DUE_AT_ONCE):
        _notice(sitting, late)
    for gap in sitting.book.traffic.gaps(DUE_AT_ONCE, asked=False):
        if _ask_at(gap) <= sitting.now:
            _ask_again(sitting, gap)
    for gap in sitting.book.traffic.gaps(DUE_AT_ONCE, asked=True):
        if _despair_at(gap) <= sitting.now:
            text = f"numbers {gap.first} to {gap.last} of {gap.sender} have not come"
            sitting.alarm("gap", gap_name(gap.sender, gap.grade), text, HIGHEST_OF[gap.grade])


def _notice(sitting: Sitting, late: Late) -> None:
    """Raise the alarm that a document is late; of whoever keeps silent nothing is expected yet."""
    name = late.document.digest
    silent_until = sitting.keys().silent_until(late.station, sitting.now)
    sitting.record(
        LateNoticed(
            digest=name,
            uid=late.document.uid,
            station=late.station,
            expected_at=TimeMs(silent_until + REPEAT_AFTER_MS[late.grade])
            if silent_until
            else late.expected_at,
        )
    )
    if silent_until is None:
        expected = datetime.fromtimestamp(late.expected_at / 1000, UTC)
        text = f"no report from {late.station}: arrival was expected {expected:%Y-%m-%d %H:%M}Z"
        urgency = sitting.urgency_of(late.document.uid)
        sitting.alarm("late-arrival", document_name(name, late.station), text, urgency)


def gap_name(sender: StationId, grade: Grade) -> str:
    """Return what the alarm about a station's missing numbers is about."""
    return f"{sender}:{grade.name.lower()}"


def close_gap(sitting: Sitting, sender: StationId, epoch: Epoch, grade: Grade) -> None:
    """Clear the alarm about a station's missing numbers, once none of them is missing."""
    about = gap_name(sender, grade)
    if sitting.book.registers.alarm_is_uncleared("gap", about) and not sitting.book.traffic.has_gap(
        sender, epoch, grade, 1, MAX_NUMBER
    ):
        sitting.all_clear("gap", about)


def next_gap_at(traffic: Traffic, now: TimeMs) -> TimeMs | None:
    """Return when the next gap is to be asked about, or an alarm raised for it."""
    times = [_ask_at(gap) for gap in traffic.gaps(1, asked=False)]
    later = (_despair_at(gap) for gap in traffic.gaps(DUE_AT_ONCE, asked=True))
    return min([*times, *(at for at in later if at > now)], default=None)


def _ask_at(gap: Gap) -> TimeMs:
    return TimeMs(gap.since + GAP_MARGIN_MS[gap.grade])


def _despair_at(gap: Gap) -> TimeMs:
    return TimeMs(gap.since + DESPAIR_AFTER * GAP_MARGIN_MS[gap.grade])


def _repeat(sitting: Sitting, outstanding: Outstanding) -> None:
    document, station = outstanding.document, outstanding.station
    silent_until = sitting.keys().silent_until(station, sitting.now)
    if silent_until is not None:
        again = repeat_at(outstanding.grade, 0, silent_until, outstanding.expires_at)
        sitting.record(RepeatPostponed(digest=document.digest, station=station, repeat_at=again))
        return
    if expired_keys.waits_for_key(sitting, outstanding):
        expired_keys.postpone(sitting, outstanding)
        return
    try:
        lay_again(sitting, station, outstanding.grade, document, _avoided(sitting, outstanding))
    except NoCommunications as error:
        sitting.alarm("no-communications", station, error.message)
        again = repeat_at(
            outstanding.grade, outstanding.attempts, sitting.now, outstanding.expires_at
        )
        sitting.record(RepeatPostponed(digest=document.digest, station=station, repeat_at=again))
    except Malformed as error:
        end(sitting, outstanding, error.message)


def _avoided(sitting: Sitting, outstanding: Outstanding) -> frozenset[StationId]:
    """Return the neighbour by whom it went last, every other time: another way, if there is one."""
    traffic = sitting.book.traffic
    sending = traffic.sending(outstanding.slip_id)
    if sending is None or outstanding.attempts % 2 == 0:
        return frozenset()
    return frozenset({traffic.last_hop(sending.slip_id) or sending.way})


def send_again(sitting: Sitting, sending: Sending) -> None:
    """Lay again what that envelope held, but for what was confirmed or sent again meanwhile."""
    for document in sending.documents:
        if not document.confirm or _went_last(sitting, sending, document) is not None:
            with suppress(Malformed):  # no longer kept: its number is voided like the others
                lay_again(sitting, sending.recipient, sending.grade, document)


def _ask_again(sitting: Sitting, gap: Gap) -> None:
    """Ask for the missing numbers, once.

    Where its sender cannot be reached it counts as asked, or the clock would never rest; what the
    numbers held is repeated by the originator in any case.
    """
    request = ServiceMessage(
        station=sitting.own,
        to=gap.sender,
        at=sitting.now,
        code=ServiceCode.REPEAT_REQUEST,
        epoch=gap.epoch,
        grade=gap.grade,
        ranges=((gap.first, gap.last),),
    )
    try:
        send_service(sitting, request, gap.grade)
    except NoCommunications as error:
        sitting.alarm("no-communications", gap.sender, error.message)
    sitting.record(
        GapAsked(
            sender=gap.sender,
            epoch=gap.epoch,
            grade=gap.grade,
            first=gap.first,
            last=gap.last,
        )
    )
