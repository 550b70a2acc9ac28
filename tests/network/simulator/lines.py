"""The lines of a simulation: each carries both ways, as long as it is open and its ends are up.

Rule 1: a side launches what waits as a real line does, with the real window and cursors
    (`links.flight`), a few loads at a turn.
Rule 2: an answer goes back after the commit of the receiver, all of one group together.
Rule 3: whatever breaks a connection, the loads without an answer are offered again on the next.
    What is under way may arrive all the same; an answer to the old one is heard by nobody.
Rule 4: a line is where the plans of both its ends have it, while its windows are open. What
    it carries with a delay is in a bag: that arrives whether the line is open or not.
Rule 5: stations are told when a line comes up and when it falls, as `station.serving` tells them.
    One that is closed is not down: nobody looks for it before its hour.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from depesha.links.flight import Flight
from depesha.names import StationId
from depesha.office.events import Outcome
from depesha.packet import (
    Accept,
    Arrived,
    Defer,
    Grade,
    HopAccepted,
    HopRefused,
    LineDown,
    LineEvent,
    LineUp,
    Packet,
    Refuse,
    Return,
    ReturnArrived,
    Waiting,
)
from depesha.route import Line
from depesha.windows import Windows, parse_windows
from tests.network.simulator.clockwork import Clockwork
from tests.network.simulator.station import Answer, Station
from tests.network.simulator.weather import Weather

LOADS_OF_A_TURN = 8
TURN_MS = 25
PATIENCE_MS = 60_000
"""When a connection that answers nothing is given up, as `links.exchange.Patience` has it."""

RETURN_BYTES = 300
ANSWER_BYTES = 60

Submit = Callable[[Station, LineEvent, Answer], None]


@dataclass(slots=True, kw_only=True, eq=False)
class Side:
    """One direction of a line: what its sender has launched and not had answered."""

    sender: Station
    receiver: Station
    line: "Cable"
    flight: Flight = field(default_factory=Flight)
    connection: int = 0
    is_turning: bool = False
    is_watched: bool = False
    moved_at: int = 0
    answers: list[tuple[int, Outcome]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True, eq=False)
class Cable:
    """A line: two sides, its windows, and until when it is cut.

    Attributes:
        stands: whether its ends are connected.
        is_calling: whether they will try to connect.
    """

    windows: Windows
    sides: list[Side] = field(default_factory=list)
    cut_until: int = 0
    stands: bool = False
    is_calling: bool = False

    @property
    def patience_ms(self) -> int:
        """When a connection that answers nothing is given up: a bag goes there and comes back."""
        return PATIENCE_MS + 3 * self.windows.delay_ms


class Lines:
    """All lines of a network.

    `launches` is told what a side launched at a turn, before anything of it arrives.
    """

    def __init__(
        self,
        clock: Clockwork,
        weather: Weather,
        submit: Submit,
        launches: Callable[[Side, list[Waiting]], None],
    ) -> None:
        self._clock = clock
        self._weather = weather
        self._submit = submit
        self._launches = launches
        self._sides: dict[tuple[StationId, StationId], Side] = {}
        self._at: dict[StationId, list[Cable]] = {}
        self.cables: list[Cable] = []

    def lay(self, line: Line, one: Station, other: Station) -> None:
        """Lay a line between two stations, once."""
        if (one.name, other.name) in self._sides:
            return
        cable = Cable(windows=parse_windows(line.windows))
        for sender, receiver in ((one, other), (other, one)):
            side = Side(sender=sender, receiver=receiver, line=cable)
            cable.sides.append(side)
            self._sides[sender.name, receiver.name] = side
            self._at.setdefault(sender.name, []).append(cable)
        self.cables.append(cable)

    # -- what happens to a line

    def wake(self, sender: StationId, receiver: StationId) -> None:
        """Say that something waits at `sender` for `receiver`."""
        side = self._sides.get((sender, receiver))
        if side is not None:
            self._turn_soon(side, self._weather.pause_ms())

    def begun(self, station: Station) -> None:
        """A station is there again, or has another key book: its lines follow."""
        self._new_lines_are_down(station)
        for cable in self._at.get(station.name, ()):
            if cable.stands and not self._is_there(cable):
                self._fall(cable)
            elif cable.stands:
                self._turn_both(cable)
            else:
                self._call_soon(cable, self._weather.pause_ms())

    def fallen(self, station: StationId) -> None:
        """A station fell over: its connections are gone."""
        for cable in self._at.get(station, ()):
            self._fall(cable)

    def cut(self, cable: Cable, until: int) -> None:
        """Cut a line for a time."""
        cable.cut_until = max(cable.cut_until, until)
        self._fall(cable)

    # -- connections

    def _fall(self, cable: Cable) -> None:
        """Let the connection fall, and its ends call each other again."""
        stood, cable.stands = cable.stands, False
        for side in cable.sides:
            side.connection += 1
            side.flight = Flight()
            side.answers.clear()
            side.is_watched = False
            if stood:
                self._say(side, LineDown(neighbour=side.receiver.name))
        self._call_soon(cable, self._weather.pause_ms())

    def _call_soon(self, cable: Cable, wait_ms: int) -> None:
        if not cable.is_calling:
            cable.is_calling = True
            self._clock.after(wait_ms, partial(self._call, cable))

    def _call(self, cable: Cable) -> None:
        """Connect, or try again when that is worth while; who is not there calls when he is."""
        cable.is_calling = False
        if cable.stands or not all(side.sender.is_up for side in cable.sides):
            return
        now = self._clock.now
        if now < cable.cut_until:
            self._call_soon(cable, cable.cut_until - now)
        elif (opens_at := cable.windows.opens_at(now)) is not None:
            self._call_soon(cable, opens_at - now)
        elif self._is_there(cable):
            cable.stands = True
            for side in cable.sides:
                self._say(side, LineUp(neighbour=side.receiver.name))
            self._turn_both(cable)

    def _turn_both(self, cable: Cable) -> None:
        for side in cable.sides:
            self._turn_soon(side, self._weather.pause_ms())

    def _is_there(self, cable: Cable) -> bool:
        """Say whether a line joins two stations that are up, by the plans of both."""
        return self._clock.now >= cable.cut_until and all(
            side.sender.is_up and side.receiver.name in side.sender.neighbours
            for side in cable.sides
        )

    def _carries(self, side: Side) -> bool:
        """Say whether what is under way arrives now."""
        cable = side.line
        in_bag = cable.windows.delay_ms > 0
        return cable.stands and (in_bag or cable.windows.opens_at(self._clock.now) is None)

    def _say(self, side: Side, word: LineUp | LineDown) -> None:
        if not side.sender.is_up:
            return
        side.sender.said[word.neighbour] = word
        side.sender.said_at[word.neighbour] = self._clock.now
        self._clock.note("line", side.sender.name, type(word).__name__, word.neighbour)
        self._submit(side.sender, word, lambda _outcome: None)

    def _new_lines_are_down(self, station: Station) -> None:
        for cable in self._at.get(station.name, ()):
            for side in cable.sides:
                neighbour = side.receiver.name
                if side.sender is station and neighbour in station.neighbours.difference(
                    station.said
                ):
                    self._say(side, LineDown(neighbour=neighbour, anew=True))

    # -- sending

    def _turn_soon(self, side: Side, wait_ms: int) -> None:
        if not side.is_turning:
            side.is_turning = True
            self._clock.after(wait_ms, partial(self._turn, side))

    def _turn(self, side: Side) -> None:
        side.is_turning = False
        if not side.line.stands:
            return
        opens_at = side.sender.closed_until(side.receiver.name, self._clock.now)
        if opens_at is not None:  # what waits then, is seen then
            self._turn_soon(side, opens_at - self._clock.now)
        launched = list(self._launchable(side))
        self._launches(side, launched)
        for waiting in launched:
            self._launch(side, waiting)
        if launched:
            self._watch(side)
        if len(launched) == LOADS_OF_A_TURN:
            self._turn_soon(side, TURN_MS)

    def _launchable(self, side: Side) -> Iterator[Waiting]:
        flight, count = side.flight, 0
        while flight.has_room(max(Grade)):
            batch = side.sender.waiting(
                side.receiver.name, flight.after(), LOADS_OF_A_TURN, self._clock.now
            )
            for waiting in batch:
                if count == LOADS_OF_A_TURN or not flight.has_room(waiting.grade):
                    return
                if flight.reach(waiting.entry, waiting.grade):
                    count += 1
                    yield waiting
            if not batch:
                return

    def _launch(self, side: Side, waiting: Waiting) -> None:
        load = waiting.load
        size_bytes = len(load.sealed) if isinstance(load, Packet) else RETURN_BYTES
        number = side.flight.launch(waiting.entry, waiting.grade, size_bytes)
        times = 0 if self._weather.loses() else 2 if self._weather.doubles() else 1
        self._clock.note("launch", side.sender.name, side.receiver.name, waiting.entry, times)
        for _ in range(times):
            arrive = partial(self._arrive, side, side.connection, number, waiting)
            self._clock.after(self._under_way_ms(side, size_bytes), arrive)

    def _under_way_ms(self, side: Side, size_bytes: int) -> int:
        windows = side.line.windows
        slowly = size_bytes * 1000 // windows.rate if windows.rate else 0
        return self._weather.delay_ms() + slowly + windows.delay_ms

    # -- arriving

    def _arrive(self, side: Side, connection: int, number: int, waiting: Waiting) -> None:
        if not self._carries(side):
            return
        load, neighbour = waiting.load, side.sender.name
        event: LineEvent = (
            ReturnArrived(returned=load, neighbour=neighbour)
            if isinstance(load, Return)
            else Arrived(packet=load, neighbour=neighbour)
        )
        self._submit(side.receiver, event, partial(self._answer, side, connection, number))

    def _answer(self, side: Side, connection: int, number: int, outcome: Outcome) -> None:
        if connection != side.connection:
            return
        if not side.answers:
            self._clock.after(0, partial(self._send_answers, side, connection))
        side.answers.append((number, outcome))

    def _send_answers(self, side: Side, connection: int) -> None:
        if connection != side.connection:
            return
        answers, side.answers = side.answers, []
        if self._weather.loses():
            return
        answered = partial(self._answered, side, connection, answers)
        self._clock.after(self._under_way_ms(side, ANSWER_BYTES), answered)

    # -- answered

    def _answered(self, side: Side, connection: int, answers: list[tuple[int, Outcome]]) -> None:
        if connection != side.connection or not self._carries(side):
            return
        side.moved_at = self._clock.now
        accepted: list[int] = []
        for number, outcome in answers:
            accepted += self._heard(side, number, outcome)
        if accepted:
            event = HopAccepted(neighbour=side.receiver.name, entries=tuple(accepted))
            self._settle(side, accepted, event)
        self._turn_soon(side, TURN_MS)

    def _heard(self, side: Side, number: int, outcome: Outcome) -> Iterable[int]:
        """Return the entries that an answer settles; a load that came twice is answered twice."""
        if number not in side.flight._aloft:
            return ()
        match outcome:
            case Accept():
                return side.flight.land([(number, number)])
            case Defer(until=until):
                side.flight.put_off(number, until)
                self._clock.at(until, partial(self._resume, side, side.connection))
            case Refuse(reason=reason):
                for entry in side.flight.land([(number, number)]):
                    event = HopRefused(neighbour=side.receiver.name, entry=entry, reason=reason)
                    self._settle(side, [entry], event)
            case _:
                msg = f"a line was answered {outcome!r}"
                raise AssertionError(msg)
        return ()

    def _settle(self, side: Side, entries: list[int], event: LineEvent) -> None:
        flight = side.flight
        self._submit(side.sender, event, lambda _outcome: flight.settle(entries))

    def _resume(self, side: Side, connection: int) -> None:
        if connection == side.connection and side.flight.resume(self._clock.now):
            self._turn_soon(side, 0)

    # -- patience

    def _watch(self, side: Side) -> None:
        if not side.is_watched:
            side.is_watched = True
            side.moved_at = self._clock.now
            self._clock.after(side.line.patience_ms, partial(self._look, side, side.connection))

    def _look(self, side: Side, connection: int) -> None:
        if connection != side.connection:
            return
        if not len(side.flight):
            side.is_watched = False
        elif self._clock.now - side.moved_at >= side.line.patience_ms:
            self._fall(side.line)
        else:
            left = side.line.patience_ms - (self._clock.now - side.moved_at)
            self._clock.after(left, partial(self._look, side, connection))
