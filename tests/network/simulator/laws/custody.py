"""Laws of custody: a packet is always held by somebody, and the urgent goes first."""

from collections import defaultdict

from depesha.names import StationId
from depesha.office.facts import (
    AlarmRaised,
    EnvelopeOpened,
    EnvelopeSealed,
    Quarantined,
    ReturnLearned,
    ReturnSent,
    Sent,
)
from depesha.packet import Waiting
from tests.network.simulator.ledger import Commit, Held, Ledger
from tests.network.simulator.lines import Side


class Custody:
    """What leaves an out-tray lies in the next one, or its way has come to an end.

    The end is that it was opened or kept apart at its destination, that it goes back, or that its
    own station gave it up before it had left. A return goes on until it is where the packet began.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._holders: defaultdict[bytes, set[StationId]] = defaultdict(set)
        self._origin: dict[bytes, StationId] = {}
        self._ended: set[bytes] = set()
        self._gave_back: defaultdict[bytes, set[StationId]] = defaultdict(set)
        ledger.on(EnvelopeSealed, self._sealed)
        ledger.on(EnvelopeOpened, self._end)
        ledger.on(Quarantined, self._end)
        ledger.on(ReturnSent, self._returned)
        ledger.on(ReturnLearned, self._returned)
        ledger.on_commit(self._committed)
        ledger.on_forget(self._forget)

    def _sealed(self, commit: Commit, fact: EnvelopeSealed) -> None:
        self._origin[fact.slip_id] = commit.station.name

    def _end(self, _commit: Commit, fact: EnvelopeOpened | Quarantined) -> None:
        self._ended.add(fact.slip_id)

    def _returned(self, commit: Commit, fact: ReturnSent | ReturnLearned) -> None:
        self._gave_back[fact.slip_id].add(commit.station.name)
        held = any(one.is_return and one.slip_id == fact.slip_id for one in commit.came)
        if isinstance(fact, ReturnSent) and not held:
            what = f"{commit.station.name} gives a packet back and holds no return"
            self._ledger.broken("custody", what, fact.slip_id)

    def _committed(self, commit: Commit) -> None:
        here = commit.station.name
        for held in commit.came:
            if not held.is_return:
                self._holders[held.slip_id].add(here)
        if not commit.went:
            return
        still_here = {held.slip_id for held in self._ledger.known[here].held.values()}
        for held in commit.went:
            if held.is_return:
                self._return_went(commit, held)
            elif held.slip_id not in still_here:
                self._holders[held.slip_id].discard(here)
                self._packet_went(commit, held)

    def _packet_went(self, commit: Commit, held: Held) -> None:
        slip, here = held.slip_id, commit.station.name
        if self._holders[slip] or slip in self._ended or self._gave_back[slip]:
            return
        sent = any(isinstance(fact, Sent) and fact.slip_id == slip for fact in commit.facts)
        if self._origin.get(slip) != here or sent:
            what = f"nobody holds the packet that {here} had for {held.neighbour}"
            self._ledger.broken("custody", what, slip)

    def _return_went(self, commit: Commit, held: Held) -> None:
        if held.tells:
            return  # nothing is given back by it
        slip, to = held.slip_id, held.neighbour
        refused = any(
            isinstance(fact, AlarmRaised) and fact.kind == "return-refused" for fact in commit.facts
        )
        if self._origin.get(slip) != to and to not in self._gave_back[slip] and not refused:
            what = f"nobody holds the return that {commit.station.name} had for {to}"
            self._ledger.broken("custody", what, slip)

    def _forget(self, station: StationId) -> None:
        for holders in self._holders.values():
            holders.discard(station)


class Order:
    """At every turn of a line nothing waits that is more urgent than what it launched."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def launched(self, side: Side, launched: list[Waiting]) -> None:
        """Look at what a side has launched at this turn."""
        grades = [waiting.grade for waiting in launched]
        if not grades:
            return
        if grades != sorted(grades, reverse=True):
            self._broken(side, "launched the less urgent first", launched[0])
        entries = {waiting.entry for waiting in launched} | side.flight._aside
        for held in self._ledger.known[side.sender.name].held.values():
            overtaken = held.neighbour == side.receiver.name and held.grade > grades[-1]
            if overtaken and held.entry not in entries:
                self._broken(side, f"left one of grade {held.grade.name} waiting", launched[-1])

    def _broken(self, side: Side, what: str, waiting: Waiting) -> None:
        load = waiting.load
        slip = load.slip_id if hasattr(load, "slip_id") else load.slip.slip_id
        line = f"{side.sender.name} for {side.receiver.name}"
        self._ledger.broken("order", f"{line} {what}", slip)
