"""Custody: what lines report is carried out as `transit` judged it. No letter is opened here.

Rule 1: custody is accepted only for what is written down in the same transaction.
Rule 2: a packet that cannot go on is given back to the neighbour that it came from; its own, the
station learns as a return.
Rule 3: what waits for a neighbour that is no longer the way is handed to the one that is.
Rule 4: what a neighbour refuses or sends back is tried by another permitted way, before it ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, assert_never

from depesha.errors import NoCommunications
from depesha.names import Signature, SlipId, StationId
from depesha.office import control, diversion, holdup
from depesha.office.diversion import blocked, divert
from depesha.office.facts import HandedOn, Relayed, ReturnSent
from depesha.office.sitting import BLOB_MISSING, Sitting
from depesha.office.transit import CameBack, Duplicate, GiveBack, HandOn, Open, Post, judge
from depesha.office.ways import Direction, Wish
from depesha.packet import (
    MAX_HOPS,
    Accept,
    Arrived,
    Blob,
    BlobMissing,
    Grade,
    HopAccepted,
    HopRefused,
    LineAnswer,
    Load,
    Offered,
    Packet,
    Passage,
    Refuse,
    RefuseReason,
    Return,
    ReturnArrived,
    ReturnReason,
    Slip,
    Want,
    return_preimage,
    sealed_digest,
)
from depesha.wire import PROVED_LEAF, RETURN_NAMESPACE

REDIRECT_AT_ONCE: Final = 256

RETURN_FOR: Final[Mapping[RefuseReason, ReturnReason]] = {
    RefuseReason.NO_ROUTE: ReturnReason.NO_ROUTE,
    RefuseReason.EXPIRED: ReturnReason.EXPIRED,
    RefuseReason.LOOP: ReturnReason.HOP_LIMIT,
    RefuseReason.NOT_AUTHORISED: ReturnReason.NOT_AUTHORISED,
}
"""Why a packet goes back whose next hop refused it; what is not named is REFUSED_BY_NEXT."""


REFUSAL_FOR: Final[Mapping[ReturnReason, RefuseReason]] = {
    ReturnReason.NO_ROUTE: RefuseReason.NO_ROUTE,
    ReturnReason.EXPIRED: RefuseReason.EXPIRED,
    ReturnReason.HOP_LIMIT: RefuseReason.LOOP,
    ReturnReason.NOT_AUTHORISED: RefuseReason.NOT_AUTHORISED,
}
"""Why a blob is refused that `transit` would give back."""


# -- packets --------------------------------------------------------------------------------------


OpenHere = Callable[[Sitting, Arrived], None]


def arrived(sitting: Sitting, event: Arrived, open_here: OpenHere) -> LineAnswer:
    """Hand a packet on, give it back, or decline it; one for this station goes to `open_here`."""
    slip = event.packet.slip
    passage = _passage(sitting, slip)
    judgement = judge(
        slip,
        event.neighbour,
        _post(sitting, slip),
        known=sitting.book.traffic.opened(slip.slip_id),
        passage=passage,
        now=sitting.now,
    )
    match judgement:
        case CameBack():
            return _came_back(sitting, event, passage)
        case Duplicate():
            sitting.recognised.add(event.mark)
        case Open():
            open_here(sitting, event)
        case HandOn(next_hop=hop):
            _hand_on(sitting, event, hop)
        case GiveBack(reason=reason):
            _remember(sitting, event, event.neighbour, returned=True)
            give_back(sitting, event.packet, event.neighbour, reason)
        case _:
            assert_never(judgement)
    return Accept()


def offered(sitting: Sitting, event: Offered) -> LineAnswer:
    """Say by its slip whether a blob may come; no custody is written down.

    What could only be given back is refused before its bytes come: the sender still has custody,
    and gives it back himself.
    """
    slip = event.blob.slip
    judgement = judge(
        slip,
        event.neighbour,
        _post(sitting, slip),
        known=sitting.book.traffic.opened(slip.slip_id),
        passage=_passage(sitting, slip),
        now=sitting.now,
    )
    match judgement:
        case CameBack():
            return Want() if _may_go_on(sitting, slip) else Refuse(reason=RefuseReason.LOOP)
        case Duplicate():
            sitting.recognised.add(event.mark)
            return Accept()
        case Open() | HandOn():
            return Want()
        case GiveBack(reason=returned):
            return Refuse(reason=REFUSAL_FOR[returned])
        case _:
            assert_never(judgement)


def blob_missing(sitting: Sitting, event: BlobMissing) -> LineAnswer:
    """Raise an alarm: custody of it is here, and its bytes are not."""
    held = sitting.book.out_tray.load(event.entry)
    if held is not None and isinstance(held[1], Blob):
        name = held[1].sealed.hex()
        text = f"the file {name[:16]} of a blob for {event.neighbour} is not in blobs/"
        sitting.alarm(BLOB_MISSING, name, text)
    return Accept()


def _passage(sitting: Sitting, slip: Slip) -> Passage | None:
    """Return where a packet came from and went; what began here came from this station itself."""
    passage = sitting.book.out_tray.passage(slip.slip_id)
    if passage is not None:
        return passage
    traffic = sitting.book.traffic
    sending = traffic.sending(slip.slip_id)
    if sending is None:
        return None
    return Passage(
        slip_id=slip.slip_id,
        came_from=sitting.own,
        next_hop=traffic.last_hop(slip.slip_id) or sending.way,
        destination=sending.recipient,
    )


def _came_back(sitting: Sitting, event: Arrived, passage: Passage | None) -> LineAnswer:
    """Take custody again and exclude that way; where there is no other, the sender keeps it."""
    slip = event.packet.slip
    packet = replace(event.packet, slip=replace(slip, hops=slip.hops + 1))
    reason = ReturnReason.CAME_BACK
    if _may_go_on(sitting, slip) and divert(sitting, packet, passage, event.neighbour, reason):
        return Accept()
    return Refuse(reason=RefuseReason.LOOP)


def _may_go_on(sitting: Sitting, slip: Slip) -> bool:
    """Say whether a packet that came back may be tried by another way."""
    return slip.hops < MAX_HOPS and slip.expires_at > sitting.now


def _post(sitting: Sitting, slip: Slip) -> Post:
    chart = sitting.keys().chart

    def way(came_from: StationId, destination: StationId) -> StationId:
        direction = sitting.direct(
            Wish(
                destination=destination,
                grade=slip.grade,
                size_bytes=slip.size_bytes,
                expires_at=slip.expires_at,
                came_from=came_from,
            )
        )
        if direction.blocked:
            blocked(sitting, direction.next_hop)
        return direction.next_hop

    def carries(came_from: StationId, destination: StationId) -> bool:
        return chart.rule(came_from, sitting.own, destination) is not None

    return Post(own=sitting.own, way=way, may_carry=carries)


def _hand_on(sitting: Sitting, event: Arrived, hop: StationId) -> None:
    slip = event.packet.slip
    onward = replace(event.packet, slip=replace(slip, hops=slip.hops + 1))
    sitting.hand(hop, onward, slip.grade)
    _remember(sitting, event, hop)
    sitting.record(
        Relayed(
            slip_id=slip.slip_id,
            came_from=event.neighbour,
            next_hop=hop,
            destination=slip.destination,
        )
    )


def _remember(sitting: Sitting, event: Arrived, hop: StationId, *, returned: bool = False) -> None:
    slip = event.packet.slip
    passage = Passage(
        slip_id=slip.slip_id,
        came_from=event.neighbour,
        next_hop=hop,
        destination=slip.destination,
        returned=returned,
    )
    sitting.book.out_tray.pass_through(passage, slip.expires_at)


def give_back(
    sitting: Sitting, packet: Packet | Blob, neighbour: StationId, reason: ReturnReason
) -> None:
    """Sign a return and hand it to the neighbour that the packet came from."""
    slip = packet.slip
    returned = _return(sitting, packet, reason)
    leaf = PROVED_LEAF.encode(sitting.keys().proved_leaf(sitting.own))
    sitting.hand(neighbour, replace(returned, leaf=leaf), slip.grade)
    sitting.record(ReturnSent(slip_id=slip.slip_id, reason=reason, neighbour=neighbour))


def _return(sitting: Sitting, packet: Packet | Blob, reason: ReturnReason) -> Return:
    slip_id = packet.slip.slip_id
    preimage = return_preimage(slip_id, reason, sitting.own, sealed_digest(packet))
    return Return(
        slip_id=slip_id,
        reason=reason,
        station=sitting.own,
        signature=Signature(sitting.sealer.sign_as_station(RETURN_NAMESPACE, preimage)),
    )


# -- custody and returns --------------------------------------------------------------------------


def hop_accepted(sitting: Sitting, event: HopAccepted) -> LineAnswer:
    """The neighbour has taken custody: our copy of the packet goes."""
    for entry in event.entries:
        load = _settle(sitting, event.neighbour, entry)
        if isinstance(load, Packet | Blob):
            _handed_over(sitting, load.slip.slip_id, event.neighbour)
    holdup.settled(sitting, event.neighbour)
    return Accept()


def _handed_over(sitting: Sitting, slip_id: SlipId, neighbour: StationId) -> None:
    sending = sitting.book.traffic.sending(slip_id)
    if sending is not None:
        control.sent(sitting, sending, neighbour)
    elif sitting.book.out_tray.passage(slip_id) is not None:
        sitting.record(HandedOn(slip_id=slip_id, neighbour=neighbour))


def hop_refused(sitting: Sitting, event: HopRefused) -> LineAnswer:
    """The neighbour will never take it: it goes back, or its sending ends."""
    load = _settle(sitting, event.neighbour, event.entry)
    if isinstance(load, Packet | Blob):
        reason = RETURN_FOR.get(event.reason, ReturnReason.REFUSED_BY_NEXT)
        passage = sitting.book.out_tray.passage(load.slip.slip_id)
        hopeless = event.reason is RefuseReason.EXPIRED or (passage and passage.returned)
        if hopeless or not divert(
            sitting, load, passage, event.neighbour, ReturnReason.NEXT_REFUSED
        ):
            _cannot_go_on(sitting, load, reason)
    elif isinstance(load, Return) and not load.reason.only_tells:
        text = f"{event.neighbour} refuses a return"
        sitting.alarm("return-refused", event.neighbour, text)
    holdup.settled(sitting, event.neighbour)
    return Accept()


def _settle(sitting: Sitting, neighbour: StationId, entry: int) -> Load | None:
    held = sitting.book.out_tray.load(entry)
    if held is None or held[0] != neighbour:
        return None
    sitting.settle(entry, held[1])
    return held[1]


def _cannot_go_on(sitting: Sitting, packet: Packet | Blob, reason: ReturnReason) -> None:
    """A packet that we hold cannot go on: ours is ended, another's is given back."""
    slip_id = packet.slip.slip_id
    sending = sitting.book.traffic.sending(slip_id)
    if sending is not None:
        control.learn_return(sitting, sending, _return(sitting, packet, reason))
        return
    passage = sitting.book.out_tray.passage(slip_id)
    if passage is not None and not passage.returned:
        gone = replace(passage, returned=True)
        sitting.book.out_tray.pass_through(gone, packet.slip.expires_at)
        give_back(sitting, packet, passage.came_from, reason)


def return_arrived(sitting: Sitting, event: ReturnArrived) -> LineAnswer:
    """A return goes on the way its packet came, or ends here if the packet was ours.

    Only the neighbour that the packet was given to may give it back, and once. What only tells of
    it goes the same way, and ends nothing.
    """
    returned = event.returned
    sending = sitting.book.traffic.sending(returned.slip_id)
    if sending is not None:
        learn = diversion.learn if returned.reason.only_tells else control.learn_return
        learn(sitting, sending, returned)
        return Accept()
    passage = sitting.book.out_tray.passage(returned.slip_id)
    if passage is None or passage.next_hop != event.neighbour:
        return Refuse(reason=RefuseReason.NOT_AUTHORISED)
    if returned.reason.only_tells:
        if not passage.returned:
            sitting.hand(passage.came_from, returned, Grade.URGENT)
        return Accept()
    if not passage.returned:
        sitting.book.out_tray.return_through(passage.slip_id)
        sitting.hand(passage.came_from, returned, Grade.URGENT)
        sitting.record(
            ReturnSent(
                slip_id=returned.slip_id, reason=returned.reason, neighbour=passage.came_from
            )
        )
    return Accept()


def expire(sitting: Sitting, limit: int) -> bool:
    """End what has expired in the out-tray: it is given back, or becomes a non-delivery.

    Returns:
        Whether that was all; if not, the rest follows in the next group.
    """
    expired = sitting.book.out_tray.expired(sitting.now, limit)
    for entry, packet in expired:
        sitting.settle(entry, packet)
        _cannot_go_on(sitting, packet, ReturnReason.EXPIRED)
    return len(expired) < limit


def redirect(sitting: Sitting) -> None:
    """Hand what waits to the neighbours that a new key book or plan makes the way.

    What no longer has a way ends, or goes back.
    """
    after = 0
    while waiting := sitting.book.out_tray.entries(after, REDIRECT_AT_ONCE):
        for entry, neighbour, packet in waiting:
            _redirect(sitting, entry, neighbour, packet)
        after = waiting[-1][0]
        if len(waiting) < REDIRECT_AT_ONCE:
            return


def _redirect(sitting: Sitting, entry: int, neighbour: StationId, packet: Packet | Blob) -> None:
    passage = sitting.book.out_tray.passage(packet.slip.slip_id)
    try:
        direction = _way(sitting, packet, passage)
    except NoCommunications:
        sitting.settle(entry, packet)
        _cannot_go_on(sitting, packet, ReturnReason.NO_ROUTE)
        return
    hop = direction.next_hop
    if direction.blocked:
        blocked(sitting, hop)
    if hop == neighbour:
        return
    sitting.settle(entry, packet)
    sitting.hand(hop, packet, packet.slip.grade)
    if passage is not None:
        onward = replace(passage, next_hop=hop)
        sitting.book.out_tray.pass_through(onward, packet.slip.expires_at)


def _way(sitting: Sitting, packet: Packet | Blob, passage: Passage | None) -> Direction:
    slip = packet.slip
    came_from = None if passage is None else passage.came_from
    chart = sitting.keys().chart
    if came_from is not None and chart.rule(came_from, sitting.own, slip.destination) is None:
        msg = f"{sitting.own} no longer carries from {came_from} to {slip.destination}"
        raise NoCommunications(msg)
    wish = Wish(
        destination=slip.destination,
        grade=slip.grade,
        size_bytes=slip.size_bytes,
        came_from=came_from,
        shut=sitting.book.traffic.refused_by(slip.slip_id),
    )
    return sitting.direct(wish)
