"""Custody: what lines report is carried out as `transit` judged it.

Rule 1: custody is accepted only for what is written down in the same transaction.
Rule 2: what cannot be opened is accepted, quarantined and given back; it is never retried.
Rule 3: one bad document does not hurt its neighbours in the envelope: it alone is reported as
CANNOT_PROCESS.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, assert_never

from depesha.envelope import Kind
from depesha.errors import Malformed, NoCommunications, NotFound, Problem, UnknownVersion
from depesha.names import Digest, Signature, StationId
from depesha.notice import ResponseCode
from depesha.office import control, inward, news
from depesha.office.facts import (
    EnvelopeOpened,
    HandedOn,
    Quarantined,
    Relayed,
    ReturnSent,
)
from depesha.office.letter import Opened, Received, open_letter
from depesha.office.service import NO_UID, report_again
from depesha.office.sitting import Sitting, hex_of
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
from depesha.telegram import Identity
from depesha.wire import PROVED_LEAF, RETURN_NAMESPACE, digest

NO_DIGEST: Final = Digest(bytes(32))

RETURN_FOR: Final[Mapping[RefuseReason, ReturnReason]] = {
    RefuseReason.NO_ROUTE: ReturnReason.NO_ROUTE,
    RefuseReason.EXPIRED: ReturnReason.EXPIRED,
    RefuseReason.LOOP: ReturnReason.HOP_LIMIT,
    RefuseReason.NOT_AUTHORISED: ReturnReason.NOT_AUTHORISED,
}
"""Why a packet goes back whose next hop refused it; what is not named is REFUSED_BY_NEXT."""


# -- packets --------------------------------------------------------------------------------------


def arrived(sitting: Sitting, event: Arrived) -> LineAnswer:
    """Take a packet in, hand it on, give it back, or decline it."""
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
            pass
        case Open():
            _open(sitting, event)
        case HandOn(next_hop=hop):
            _hand_on(sitting, event, hop)
        case GiveBack(reason=reason):
            _remember(sitting, event, event.neighbour, held=False)
            _give_back(sitting, event.packet, event.neighbour, reason)
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
    _remember(sitting, event, hop, held=True)
    sitting.record(
        Relayed(
            slip_id=slip.slip_id,
            came_from=event.neighbour,
            next_hop=hop,
            destination=slip.destination,
        )
    )


def _remember(sitting: Sitting, event: Arrived, hop: StationId, *, held: bool) -> None:
    slip = event.packet.slip
    passage = Passage(
        slip_id=slip.slip_id,
        came_from=event.neighbour,
        next_hop=hop,
        destination=slip.destination,
        held=held,
        hops=slip.hops,
    )
    sitting.book.out_tray.pass_through(passage, slip.expires_at)


def _give_back(
    sitting: Sitting, packet: Packet, neighbour: StationId, reason: ReturnReason
) -> None:
    slip = packet.slip
    preimage = return_preimage(slip.slip_id, reason, sitting.own)
    returned = Return(
        slip_id=slip.slip_id,
        reason=reason,
        station=sitting.own,
        signature=Signature(sitting.sealer.sign_as_station(RETURN_NAMESPACE, preimage)),
        leaf=PROVED_LEAF.encode(sitting.keys().proved_leaf(sitting.own)),
    )
    sitting.hand(neighbour, returned, slip.grade)
    sitting.record(ReturnSent(slip_id=slip.slip_id, reason=reason, neighbour=neighbour))


# -- opening --------------------------------------------------------------------------------------


def _open(sitting: Sitting, event: Arrived) -> None:
    packet = event.packet
    try:
        opened = open_letter(sitting, packet)
    except (Malformed, NoCommunications) as error:
        _quarantine(sitting, event, error)
        _give_back(sitting, packet, event.neighbour, _why(error))
        return
    envelope = opened.envelope
    earlier = sitting.book.traffic.received(
        envelope.sender, envelope.epoch, opened.grade, envelope.addressee_seq
    )
    if earlier is not None and earlier != opened.digest:
        # re-used number: never "a replay", never taken in
        msg = f"number {envelope.addressee_seq} of {envelope.sender} came twice"
        _quarantine(sitting, event, Malformed(msg))
        _give_back(sitting, packet, event.neighbour, ReturnReason.CANNOT_PROCESS)
        return
    sitting.record(
        EnvelopeOpened(
            slip_id=packet.slip.slip_id,
            sender=envelope.sender,
            grade=opened.grade,
            epoch=envelope.epoch,
            seq=envelope.addressee_seq,
            digest=opened.digest,
        )
    )
    _check_chain(sitting, opened)
    for document in opened.documents:
        _take(sitting, event, opened, document)


def _why(error: Problem) -> ReturnReason:
    unknown = isinstance(error, UnknownVersion)
    return ReturnReason.UNKNOWN_VERSION if unknown else ReturnReason.CANNOT_PROCESS


def _quarantine(sitting: Sitting, event: Arrived, error: Problem) -> None:
    name = digest(event.packet.sealed)
    slip_id = event.packet.slip.slip_id
    sitting.book.quarantine(name, event.packet)
    sitting.record(
        Quarantined(slip_id=slip_id, neighbour=event.neighbour, digest=name, code=error.code)
    )
    sitting.alarm("quarantined", hex_of(slip_id), f"from {event.neighbour}: {error.message}")


def _check_chain(sitting: Sitting, opened: Opened) -> None:
    """Raise an alarm if the envelope does not name the one before it in its series."""
    envelope = opened.envelope
    if envelope.addressee_seq == 1:
        before: Digest | None = NO_DIGEST
    else:
        before = sitting.book.traffic.received(
            envelope.sender, envelope.epoch, opened.grade, envelope.addressee_seq - 1
        )
    if before is not None and before != envelope.previous:
        about = f"{envelope.sender}:{envelope.grade}:{envelope.addressee_seq}"
        sitting.alarm("broken-chain", about, f"{envelope.sender} names another envelope before it")


Taker = Callable[[Sitting, Opened, Received], Identity | None]

TAKERS: Final[Mapping[Kind, Taker]] = {
    Kind.BODY: inward.take_in,
    Kind.DELIVERY_REPORT: news.learn_report,
    Kind.ANSWER: news.learn_answer,
    Kind.SERVICE: news.learn_service,
}
"""By a document's first item: who takes it in, and names what is to be confirmed of it."""


def _take(sitting: Sitting, event: Arrived, opened: Opened, document: Received) -> None:
    sender = opened.envelope.sender
    is_known = sitting.book.document(document.digest) is not None
    try:
        confirmed = TAKERS[document.items[0].kind](sitting, opened, document)
        result, words = ResponseCode.MACHINE_RECEIPT, ""
    except (Malformed, NotFound) as error:
        _quarantine(sitting, event, error)
        confirmed = _named(document)
        result, words = ResponseCode.CANNOT_PROCESS, error.code
    if confirmed is None:
        return
    try:
        if is_known and report_again(sitting, sender, opened.grade, document.digest):
            return
    except NoCommunications as error:
        sitting.alarm("no-communications", sender, error.message)
        return
    sitting.answer_for(sender, opened.grade, confirmed, result, words)


def _named(document: Received) -> Identity | None:
    """Name a document that could not be taken in, as far as its originator can tell it by."""
    named = document.items[-1]
    if named.kind not in {Kind.REGISTRATION, Kind.ANSWER} or not named.signatures:
        return None
    return Identity(
        uid=NO_UID,
        registration=document.digest,
        signature=digest(named.signatures[0][1]),
    )


# -- custody and returns --------------------------------------------------------------------------


def hop_accepted(sitting: Sitting, event: HopAccepted) -> LineAnswer:
    """The neighbour has taken custody: our copy of the packet goes."""
    for entry in event.entries:
        load = _settle(sitting, event.neighbour, entry)
        if not isinstance(load, Packet):
            continue
        slip_id = load.slip.slip_id
        sending = sitting.book.traffic.sending(slip_id)
        if sending is not None:
            control.sent(sitting, sending, event.neighbour)
            continue
        passage = sitting.book.out_tray.passage(slip_id)
        if passage is not None:
            gone = replace(passage, held=False)
            sitting.book.out_tray.pass_through(gone, load.slip.expires_at)
            sitting.record(HandedOn(slip_id=slip_id, neighbour=event.neighbour))
    return Accept()


def hop_refused(sitting: Sitting, event: HopRefused) -> LineAnswer:
    """The neighbour will never take it: it goes back, or its sending ends."""
    load = _settle(sitting, event.neighbour, event.entry)
    if isinstance(load, Packet):
        reason = RETURN_FOR.get(event.reason, ReturnReason.REFUSED_BY_NEXT)
        _cannot_go_on(sitting, load, reason)
    elif isinstance(load, Return):
        about = f"{event.neighbour}:{hex_of(load.slip_id)}"
        sitting.alarm("return-refused", about, f"{event.neighbour} refuses a return")
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
        preimage = return_preimage(slip_id, reason, sitting.own)
        own = Return(
            slip_id=slip_id,
            reason=reason,
            station=sitting.own,
            signature=Signature(sitting.sealer.sign_as_station(RETURN_NAMESPACE, preimage)),
        )
        control.learn_return(sitting, sending, own)
        return
    passage = sitting.book.out_tray.passage(slip_id)
    if passage is not None:
        sitting.book.out_tray.pass_through(replace(passage, held=False), packet.slip.expires_at)
        _give_back(sitting, packet, passage.came_from, reason)


def return_arrived(sitting: Sitting, event: ReturnArrived) -> LineAnswer:
    """A return goes on the way its packet came, or ends here if the packet was ours.

    Only the neighbour that the packet was given to may give it back.
    """
    returned = event.returned
    sending = sitting.book.traffic.sending(returned.slip_id)
    if sending is not None:
        if sending.way == event.neighbour:
            control.learn_return(sitting, sending, returned)
        return Accept()
    passage = sitting.book.out_tray.passage(returned.slip_id)
    if passage is not None and passage.next_hop == event.neighbour:
        sitting.hand(passage.came_from, returned, Grade.URGENT)
        return Accept()
    return Refuse(reason=RefuseReason.NOT_AUTHORISED)


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
