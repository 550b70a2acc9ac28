"""Custody: what lines report is carried out as `transit` judged it. No letter is opened here.

Rule 1: custody is accepted only for what is written down in the same transaction.
Rule 2: a packet that cannot go on is given back to the neighbour that it came from; its own, the
station learns as a return.
Rule 3: what waits for a neighbour that is no longer the way is handed to the one that is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final, assert_never

from depesha.errors import NoCommunications
from depesha.names import Digest, Signature, SlipId, StationId
from depesha.office import control
from depesha.office.facts import HandedOn, Relayed, ReturnSent
from depesha.office.sitting import Sitting
from depesha.office.transit import Decline, Duplicate, GiveBack, HandOn, Open, Post, judge
from depesha.packet import (
    Accept,
    Arrived,
    Grade,
    HopAccepted,
    HopRefused,
    LineAnswer,
    Packet,
    Passage,
    Refuse,
    RefuseReason,
    Return,
    ReturnArrived,
    ReturnReason,
    return_preimage,
)
from depesha.route import may_carry, next_hop
from depesha.wire import PROVED_LEAF, RETURN_NAMESPACE

REDIRECT_AT_ONCE: Final = 256

RETURN_FOR: Final[Mapping[RefuseReason, ReturnReason]] = {
    RefuseReason.NO_ROUTE: ReturnReason.NO_ROUTE,
    RefuseReason.EXPIRED: ReturnReason.EXPIRED,
    RefuseReason.LOOP: ReturnReason.HOP_LIMIT,
    RefuseReason.NOT_AUTHORISED: ReturnReason.NOT_AUTHORISED,
}
"""Why a packet goes back whose next hop refused it; what is not named is REFUSED_BY_NEXT."""


# -- packets --------------------------------------------------------------------------------------


OpenHere = Callable[[Sitting, Arrived], None]


def arrived(sitting: Sitting, event: Arrived, open_here: OpenHere) -> LineAnswer:
    """Hand a packet on, give it back, or decline it; one for this station goes to `open_here`."""
    slip = event.packet.slip
    judgement = judge(
        slip,
        event.neighbour,
        _post(sitting),
        known=sitting.book.traffic.opened(slip.slip_id),
        passage=sitting.book.out_tray.passage(slip.slip_id),
        now=sitting.now,
    )
    match judgement:
        case Decline(reason=reason):
            return Refuse(reason=reason)
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


def _post(sitting: Sitting) -> Post:
    keys = sitting.keys()

    def way(came_from: StationId, destination: StationId) -> StationId:
        return next_hop(sitting.own, destination, keys.lines, keys.transits, came_from=came_from)

    def carries(came_from: StationId, destination: StationId) -> bool:
        return may_carry(sitting.own, came_from, destination, keys.transits)

    return Post(own=sitting.own, way=way, may_carry=carries)


def _hand_on(sitting: Sitting, event: Arrived, hop: StationId) -> None:
    slip = event.packet.slip
    onward = Packet(slip=replace(slip, hops=slip.hops + 1), sealed=event.packet.sealed)
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


def give_back(sitting: Sitting, packet: Packet, neighbour: StationId, reason: ReturnReason) -> None:
    """Sign a return and hand it to the neighbour that the packet came from."""
    slip = packet.slip
    returned = _return(sitting, packet, reason)
    leaf = PROVED_LEAF.encode(sitting.keys().proved_leaf(sitting.own))
    sitting.hand(neighbour, replace(returned, leaf=leaf), slip.grade)
    sitting.record(ReturnSent(slip_id=slip.slip_id, reason=reason, neighbour=neighbour))


def _return(sitting: Sitting, packet: Packet, reason: ReturnReason) -> Return:
    slip_id = packet.slip.slip_id
    preimage = return_preimage(slip_id, reason, sitting.own, sealed_digest(packet))
    return Return(
        slip_id=slip_id,
        reason=reason,
        station=sitting.own,
        signature=Signature(sitting.sealer.sign_as_station(RETURN_NAMESPACE, preimage)),
    )


def sealed_digest(packet: Packet) -> Digest:
    """Return SHA-256 of the sealed bytes: which packet it is, whatever its slip says."""
    return Digest(sha256(packet.sealed).digest())


# -- custody and returns --------------------------------------------------------------------------


def hop_accepted(sitting: Sitting, event: HopAccepted) -> LineAnswer:
    """The neighbour has taken custody: our copy of the packet goes."""
    for entry in event.entries:
        load = _settle(sitting, event.neighbour, entry)
        if isinstance(load, Packet):
            _handed_over(sitting, load.slip.slip_id, event.neighbour)
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
    if isinstance(load, Packet):
        reason = RETURN_FOR.get(event.reason, ReturnReason.REFUSED_BY_NEXT)
        _cannot_go_on(sitting, load, reason)
    elif isinstance(load, Return):
        text = f"{event.neighbour} refuses a return"
        sitting.alarm("return-refused", event.neighbour, text)
    return Accept()


def _settle(sitting: Sitting, neighbour: StationId, entry: int) -> Packet | Return | None:
    held = sitting.book.out_tray.load(entry)
    if held is None or held[0] != neighbour:
        return None
    sitting.book.out_tray.settle(entry)
    return held[1]


def _cannot_go_on(sitting: Sitting, packet: Packet, reason: ReturnReason) -> None:
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

    Only the neighbour that the packet was given to may give it back, and once.
    """
    returned = event.returned
    sending = sitting.book.traffic.sending(returned.slip_id)
    if sending is not None:
        control.learn_return(sitting, sending, returned)
        return Accept()
    passage = sitting.book.out_tray.passage(returned.slip_id)
    if passage is None or passage.next_hop != event.neighbour:
        return Refuse(reason=RefuseReason.NOT_AUTHORISED)
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
        sitting.book.out_tray.settle(entry)
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


def _redirect(sitting: Sitting, entry: int, neighbour: StationId, packet: Packet) -> None:
    passage = sitting.book.out_tray.passage(packet.slip.slip_id)
    try:
        hop = _way(sitting, packet, passage)
    except NoCommunications:
        sitting.book.out_tray.settle(entry)
        _cannot_go_on(sitting, packet, ReturnReason.NO_ROUTE)
        return
    if hop == neighbour:
        return
    sitting.book.out_tray.settle(entry)
    sitting.hand(hop, packet, packet.slip.grade)
    if passage is not None:
        onward = replace(passage, next_hop=hop)
        sitting.book.out_tray.pass_through(onward, packet.slip.expires_at)


def _way(sitting: Sitting, packet: Packet, passage: Passage | None) -> StationId:
    destination = packet.slip.destination
    if passage is None:
        return sitting.way(destination)
    post = _post(sitting)
    if not post.may_carry(passage.came_from, destination):
        msg = f"{sitting.own} no longer carries from {passage.came_from} to {destination}"
        raise NoCommunications(msg)
    return post.way(passage.came_from, destination)
