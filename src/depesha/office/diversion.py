"""Diversion: what cannot go by its way goes by another that is permitted, and its origin is told.

Rule 1: custody does not change hands here: what has no other way stays where it waits.
Rule 2: what waits for a line that is down waits out its grade's patience first (`ways.py`).
Rule 3: a neighbour that refused a packet, or sent it back, does not get it again.
Rule 4: the news goes back hop by hop along the packet's passage, signed like a return; it gives
    nothing back. At the origin it counts only if its signature holds.

How the lines stand is no fact: it is said again by whoever runs them.
"""

from dataclasses import dataclass, replace
from typing import Final

from depesha.errors import Forbidden, NoCommunications, NotFound, Problem
from depesha.keybook import KeyBook, Role
from depesha.names import STATION_PATTERN, Digest, OfficeId, Signature, StationId, TimeMs
from depesha.office import holdup
from depesha.office.events import Done, Minimize
from depesha.office.facts import DiversionLearned, Diverted, LineMinimized
from depesha.office.ports import Book, DownLine, Sending
from depesha.office.sitting import Sitting
from depesha.office.ways import Direction, Wish, patience_ends
from depesha.packet import (
    Accept,
    Blob,
    Grade,
    LineAnswer,
    LineDown,
    LineUp,
    Packet,
    Passage,
    Return,
    ReturnReason,
    grade_of,
    return_preimage,
    sealed_digest,
)
from depesha.schema import Record, field, octets_upto, text
from depesha.telegram import Precedence
from depesha.wire import PROVED_LEAF, RETURN_NAMESPACE

DIVERT_AT_ONCE: Final = 256

BY_PATIENCE: Final = tuple(sorted(Grade, reverse=True))
"""The grades in the order in which they lose patience."""


# -- one packet -----------------------------------------------------------------------------------


def divert(
    sitting: Sitting,
    packet: Packet | Blob,
    passage: Passage | None,
    neighbour: StationId,
    reason: ReturnReason,
) -> bool:
    """Hand a packet to another neighbour than the one by whom it was to go, if there is a way.

    Its old entry in the out-tray is taken out. Returns whether there was a way.
    """
    slip = packet.slip
    came_from = passage.came_from if passage and passage.came_from != sitting.own else None
    wish = Wish(
        destination=slip.destination,
        grade=slip.grade,
        size_bytes=slip.size_bytes,
        expires_at=slip.expires_at,
        came_from=came_from,
        excluded=_excluded(sitting, packet),
        shut=sitting.book.traffic.refused_by(slip.slip_id) | {neighbour},
    )
    try:
        direction = sitting.direct(wish)
    except NoCommunications:
        return False
    if direction.blocked:
        return False
    _take_over(sitting, packet, direction)
    sitting.record(
        Diverted(
            slip_id=slip.slip_id,
            destination=slip.destination,
            neighbour=neighbour,
            next_hop=direction.next_hop,
            reason=reason,
        )
    )
    if passage is not None and came_from is not None:
        onward = replace(passage, next_hop=direction.next_hop)
        sitting.book.out_tray.pass_through(onward, slip.expires_at)
        _tell(sitting, packet, came_from, neighbour, reason)
    return True


def _take_over(sitting: Sitting, packet: Packet | Blob, direction: Direction) -> None:
    entry = sitting.book.out_tray.held(packet.slip.slip_id)
    if entry is not None:
        sitting.settle(entry, packet)
    sitting.hand(direction.next_hop, packet, packet.slip.grade)


def _excluded(sitting: Sitting, packet: Packet | Blob) -> frozenset[StationId]:
    """Return through whom the documents of a packet of ours do not go."""
    traffic = sitting.book.traffic
    sending = traffic.sending(packet.slip.slip_id)
    if sending is None:
        return frozenset()
    named = (traffic.excluded(one.digest, sending.recipient) for one in sending.documents)
    return frozenset().union(*named)


# -- lines ----------------------------------------------------------------------------------------


def line_down(sitting: Sitting, event: LineDown) -> LineAnswer:
    """Note that a line does not stand, since now if it is news."""
    if not _is_planned(sitting, event.neighbour):
        return Accept()  # a line that left the plan falls after it did
    known = {line.neighbour for line in sitting.book.out_tray.down_lines()}
    if event.anew or event.neighbour not in known:
        sitting.book.out_tray.line_down(event.neighbour, sitting.now)
        sitting.forget_ways()
    return Accept()


def line_up(sitting: Sitting, event: LineUp) -> LineAnswer:
    """Note that a line stands; what waits for others may go by it now."""
    tray = sitting.book.out_tray
    tray.line_up(event.neighbour)
    sitting.all_clear("line-down", event.neighbour)
    holdup.line_stands(sitting)
    for line in tray.down_lines():
        tray.line_down(line.neighbour, line.since)
    sitting.forget_ways()
    return Accept()


def _is_planned(sitting: Sitting, neighbour: StationId) -> bool:
    keys = sitting.key_book
    return keys is not None and keys.chart.windows(sitting.own, neighbour) is not None


def forget_lines(sitting: Sitting) -> None:
    """Forget how lines stood that are no longer in the plan, and clear the alarms about them."""
    tray, registers = sitting.book.out_tray, sitting.book.registers
    for line in tray.down_lines():
        if not _is_planned(sitting, line.neighbour):
            tray.line_up(line.neighbour)
    for kind in ("line-down", holdup.HELD_UP):
        for about in registers.open_alarms(kind):
            if not _is_planned(sitting, StationId(about)):
                sitting.all_clear(kind, about)


def tick(sitting: Sitting) -> None:
    """Divert what has lost patience with lines that are down."""
    if sitting.key_book is None:
        return
    for line in sitting.book.out_tray.down_lines():
        lost = _without_patience(sitting.key_book, line, sitting.now)
        begin = line.diverted if line.diverted <= lost else 0
        for grade in BY_PATIENCE[begin:lost]:
            if _divert_all(sitting, line.neighbour, grade, ReturnReason.LINE_DOWN):
                blocked(sitting, line.neighbour)
        if lost != line.diverted:
            sitting.book.out_tray.line_down(line.neighbour, line.since, lost)


def next_at(book: Book, keys: KeyBook, now: TimeMs) -> TimeMs | None:
    """Return when `tick` will next have something to do."""
    times = (_next_at(keys, line, now) for line in book.out_tray.down_lines())
    return min((at for at in times if at is not None), default=None)


def _next_at(keys: KeyBook, line: DownLine, now: TimeMs) -> TimeMs | None:
    """Return when the next grade loses patience: at the latest in the next contact window.

    What came meanwhile was given the line, for patience begins anew when a window opens. Where its
    windows are too short for that, it is lost for good, until the line stands.
    """
    lost = min(line.diverted, _without_patience(keys, line, now))
    if lost < len(BY_PATIENCE):
        return patience_ends(keys, line.neighbour, line.since, BY_PATIENCE[lost], now)
    windows = keys.chart.windows(keys.station, line.neighbour)
    opening = None if windows is None else windows.next_opening(now)
    if opening is None:
        return None
    at = patience_ends(keys, line.neighbour, line.since, BY_PATIENCE[0], opening)
    return at if at is not None and at > now else None


def _without_patience(keys: KeyBook, line: DownLine, now: TimeMs) -> int:
    """Return how many grades have lost patience with a line that is down."""
    ends = (patience_ends(keys, line.neighbour, line.since, grade, now) for grade in BY_PATIENCE)
    return sum(at is not None and at <= now for at in ends)


def _divert_all(sitting: Sitting, neighbour: StationId, grade: Grade, reason: ReturnReason) -> int:
    """Divert what waits for a neighbour at a grade; return how much of it has no other way."""
    tray = sitting.book.out_tray
    after, stay = 0, 0
    while waiting := tray.entries_for(neighbour, grade, after, DIVERT_AT_ONCE):
        for _, packet in waiting:
            passage = tray.passage(packet.slip.slip_id)
            stay += not divert(sitting, packet, passage, neighbour, reason)
        after = waiting[-1][0]
        if len(waiting) < DIVERT_AT_ONCE:
            break
    return stay


def blocked(sitting: Sitting, neighbour: StationId) -> None:
    """Raise the alarm that something waits for a line that is down, and has no other way."""
    if any(line.neighbour == neighbour for line in sitting.book.out_tray.down_lines()):
        text = f"the line to {neighbour} is down, and what waits for it has no other way"
        sitting.alarm("line-down", neighbour, text)


MAY_MINIMIZE: Final = Role.OPERATOR | Role.ADMINISTRATOR | Role.DUTY
"""Any of these is enough. At the station's own machine nobody is asked: whoever is there has it."""


def _must_handle_lines(sitting: Sitting, office: OfficeId) -> None:
    sitting.giver(office)
    if not sitting.keys().office(office).roles & MAY_MINIMIZE:
        msg = f"{office} may not set a minimum on a line"
        raise Forbidden(msg, hint="an operator, an administrator or a duty office may")


def minimize(sitting: Sitting, order: Minimize) -> Done:
    """Let only what is urgent enough pass to a neighbour, or all again.

    Raises:
        NotFound: there is no line to it.
        Forbidden: the office that orders it has none of the roles.
        OfficeLocked: its holder is not there.
    """
    if order.office is not None:
        _must_handle_lines(sitting, order.office)
    if sitting.keys().chart.windows(sitting.own, order.neighbour) is None:
        msg = f"the plan has no line to {order.neighbour}"
        raise NotFound(msg, hint='"depesha link list" lists the lines')
    sitting.record(LineMinimized(neighbour=order.neighbour, precedence=order.precedence))
    sitting.forget_ways()
    lowest = Grade.LOW if order.precedence is None else grade_of(order.precedence)
    for grade in (one for one in BY_PATIENCE if one < lowest):
        _divert_all(sitting, order.neighbour, grade, ReturnReason.MINIMIZED)
    sitting.woken.append((order.neighbour, Grade.FLASH))  # what waited may pass now
    name = None if order.precedence is None else Precedence(order.precedence).name
    return Done(value={"neighbour": order.neighbour, "precedence": name})


# -- the news -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What stands in the place of the leaf where a return only tells: the leaf, and of whom."""

    leaf: bytes
    about: StationId


TELLING: Final = Record(
    Telling,
    field(0, "leaf", octets_upto(62 * 1024)),
    field(1, "about", text(max=32, pattern=STATION_PATTERN)),
)


def _tell(
    sitting: Sitting,
    packet: Packet | Blob,
    came_from: StationId,
    about: StationId,
    reason: ReturnReason,
) -> None:
    """Sign the news of a diversion and hand it to the neighbour that the packet came from."""
    slip_id = packet.slip.slip_id
    preimage = return_preimage(slip_id, reason, sitting.own, sealed_digest(packet), about)
    leaf = PROVED_LEAF.encode(sitting.keys().proved_leaf(sitting.own))
    told = Return(
        slip_id=slip_id,
        reason=reason,
        station=sitting.own,
        signature=Signature(sitting.sealer.sign_as_station(RETURN_NAMESPACE, preimage)),
        leaf=TELLING.encode(Telling(leaf=leaf, about=about)),
    )
    sitting.hand(came_from, told, Grade.URGENT)


def learn(sitting: Sitting, sending: Sending, told: Return) -> None:
    """Write down that a packet of ours was diverted somewhere, if who says so signed it."""
    try:
        telling = TELLING.decode(told.leaf, max_bytes=64 * 1024)
        holds = _holds(sitting, sending.sealed, told, telling)
    except Problem:
        holds, telling = False, None
    if telling is None or not holds:
        text = f"news of a diversion in the name of {told.station} that it did not sign so"
        sitting.alarm("return-unproved", told.station, text)
        return
    traffic = sitting.book.traffic
    if not traffic.diversion_known(sending.slip_id, told.station, telling.about):
        sitting.record(
            DiversionLearned(
                slip_id=sending.slip_id,
                station=told.station,
                neighbour=telling.about,
                reason=told.reason,
            )
        )


def _holds(sitting: Sitting, sealed: Digest, told: Return, telling: Telling) -> bool:
    keys = sitting.keys()
    if told.station in keys.stations:
        signer = keys.identity(told.station)
    else:
        signer = keys.verify_proved_leaf(PROVED_LEAF.decode(telling.leaf, max_bytes=64 * 1024))
    preimage = return_preimage(told.slip_id, told.reason, told.station, sealed, telling.about)
    return signer.station == told.station and sitting.sealer.verify(
        signer.public_key, RETURN_NAMESPACE, preimage, told.signature
    )
