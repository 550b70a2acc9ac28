"""What becomes of what was sent: custody, returns, repeats, the end of a term.

Rule 1: what is outstanding is sent again until its report comes; at its expiry it becomes a
non-delivery and an alarm, never silence.
Rule 2: a return ends what it names only if its signature holds; else it is an alarm, and the repeat
goes on (a relay may lie).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from depesha.errors import Malformed, NoCommunications, Problem
from depesha.names import Digest, StationId, TimeMs
from depesha.notice import ServiceCode, ServiceMessage
from depesha.office.facts import (
    GapAsked,
    NonDelivered,
    RepeatPostponed,
    ReturnLearned,
    Sent,
)
from depesha.office.ports import Gap, Outstanding, Sending
from depesha.office.repeating import repeat_at
from depesha.office.service import lay_again, send_service
from depesha.office.sitting import Sitting, hex_of
from depesha.packet import Grade, Return, return_preimage
from depesha.wire import PROVED_LEAF, RETURN_NAMESPACE

DUE_AT_ONCE: Final = 64
"""How much of what is due is looked at in one tick: the rest follows in the next group."""

GAP_MARGIN_MS: Final[Mapping[Grade, int]] = {
    Grade.FLASH: 10_000,
    Grade.URGENT: 60_000,
    Grade.LOW: 10 * 60_000,
}
"""How long a gap may stand before a repeat is asked for: letters may overtake each other."""


def sent(sitting: Sitting, sending: Sending, neighbour: StationId) -> None:
    """Write down that the next station took custody of a packet of ours."""
    sitting.record(Sent(slip_id=sending.slip_id, neighbour=neighbour))


def learn_return(sitting: Sitting, sending: Sending, returned: Return) -> None:
    """A packet of ours came back: its documents are not delivered, and the drafter is told."""
    proved = _return_holds(sitting, returned)
    sitting.record(
        ReturnLearned(
            slip_id=returned.slip_id,
            reason=returned.reason,
            station=returned.station,
            proved=proved,
        )
    )
    about = f"{returned.station}:{hex_of(returned.slip_id)}"
    if not proved:
        sitting.alarm("return-unproved", about, f"a return in the name of {returned.station}")
        return
    reason = f"{returned.reason.name.lower().replace('_', '-')} at {returned.station}"
    for document in sending.documents:
        _end(sitting, document.digest, sending.recipient, reason)


def _return_holds(sitting: Sitting, returned: Return) -> bool:
    keys = sitting.keys()
    try:
        leaf = PROVED_LEAF.decode(returned.leaf, max_bytes=128 * 1024) if returned.leaf else None
        signer = keys.verify_proved_leaf(leaf) if leaf else keys.identity(returned.station)
    except Problem:
        return False
    return signer.station == returned.station and sitting.sealer.verify(
        signer.public_key,
        RETURN_NAMESPACE,
        return_preimage(returned.slip_id, returned.reason, returned.station),
        returned.signature,
    )


def _end(sitting: Sitting, name: Digest, station: StationId, reason: str) -> None:
    """Make a non-delivery of what is still outstanding, and raise its alarm."""
    outstanding = sitting.book.traffic.outstanding(name, station)
    if outstanding is None:
        return
    sitting.record(
        NonDelivered(digest=name, uid=outstanding.document.uid, station=station, reason=reason)
    )
    sitting.alarm("non-delivery", f"{station}:{hex_of(name)}", f"not delivered: {reason}")


# -- time -----------------------------------------------------------------------------------------


def tick(sitting: Sitting) -> None:
    """Send again or end what is due, and ask for numbers that are missing."""
    for outstanding in sitting.book.traffic.due(sitting.now, DUE_AT_ONCE):
        if outstanding.expires_at <= sitting.now:
            _end(sitting, outstanding.document.digest, outstanding.station, "expired")
        else:
            _repeat(sitting, outstanding)
    for gap in sitting.book.traffic.gaps(DUE_AT_ONCE):
        if not gap.asked and gap.since + GAP_MARGIN_MS[gap.grade] <= sitting.now:
            _ask_again(sitting, gap)


def next_gap_at(gaps: Sequence[Gap]) -> TimeMs | None:
    """Return when the first gap that was not asked about is to be."""
    return min(
        (TimeMs(gap.since + GAP_MARGIN_MS[gap.grade]) for gap in gaps if not gap.asked),
        default=None,
    )


def _repeat(sitting: Sitting, outstanding: Outstanding) -> None:
    if sitting.book.out_tray.holds(outstanding.slip_id) is not None:
        # nothing has left since: another copy would only wait beside the first
        sitting.record(
            RepeatPostponed(
                digest=outstanding.document.digest,
                station=outstanding.station,
                repeat_at=repeat_at(
                    outstanding.grade, outstanding.attempts, sitting.now, outstanding.expires_at
                ),
            )
        )
        return
    try:
        lay_again(sitting, outstanding.station, outstanding.grade, outstanding.document)
    except (NoCommunications, Malformed) as error:
        _end(sitting, outstanding.document.digest, outstanding.station, error.message)


def send_again(sitting: Sitting, sending: Sending) -> None:
    """Lay again what that envelope held, but for what has been confirmed meanwhile."""
    for document in sending.documents:
        outstanding = sitting.book.traffic.outstanding(document.digest, sending.recipient)
        if outstanding is not None or not document.confirm:
            lay_again(sitting, sending.recipient, sending.grade, document)


def _ask_again(sitting: Sitting, gap: Gap) -> None:
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
