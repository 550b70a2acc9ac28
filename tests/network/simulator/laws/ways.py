"""Laws of ways: what is diverted is in one place, what is told of it is true, nothing circles."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from depesha.names import StationId, TimeMs
from depesha.office.facts import DiversionLearned, Diverted, Relayed
from depesha.packet import LineDown, ReturnReason, Waiting
from depesha.station.closing import closed_until
from depesha.store.traffic import minimized
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.lines import Side
from tests.network.simulator.station import Station


class OnePlace:
    """A packet waits at a station for one neighbour, whatever was diverted and from whom."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.on(Diverted, self._diverted)

    def _diverted(self, commit: Commit, fact: Diverted) -> None:
        here = self._ledger.known[commit.station.name].held.values()
        places = [
            one.neighbour for one in here if one.slip_id == fact.slip_id and not one.is_return
        ]
        if len(places) > 1:
            what = f"{commit.station.name} holds one packet for {' and for '.join(places)}"
            self._ledger.broken("one place", what, fact.slip_id)


class News:
    """What an originator was told of a diversion did happen there."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._diverted: set[tuple[StationId, bytes, StationId]] = set()
        ledger.on(Diverted, self._happened)
        ledger.on(DiversionLearned, self._learned)

    def _happened(self, commit: Commit, fact: Diverted) -> None:
        self._diverted.add((commit.station.name, fact.slip_id, fact.neighbour))

    def _learned(self, commit: Commit, fact: DiversionLearned) -> None:
        if (fact.station, fact.slip_id, fact.neighbour) not in self._diverted:
            what = f"{commit.station.name} believes that {fact.station} goes round {fact.neighbour}"
            self._ledger.broken("news", what, fact.slip_id)


class Circles:
    """A station hands a packet on once, and takes it back from each neighbour at most once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen: defaultdict[StationId, Counter[tuple[bytes, str]]] = defaultdict(Counter)
        ledger.on(Relayed, self._relayed)
        ledger.on(Diverted, self._diverted)
        ledger.on_forget(self._forget)

    def _relayed(self, commit: Commit, fact: Relayed) -> None:
        self._count(commit, fact.slip_id, "hands on")

    def _diverted(self, commit: Commit, fact: Diverted) -> None:
        if fact.reason is ReturnReason.CAME_BACK:
            self._count(commit, fact.slip_id, f"takes back from {fact.neighbour}")

    def _count(self, commit: Commit, slip_id: bytes, what: str) -> None:
        seen = self._seen[commit.station.name]
        seen[slip_id, what] += 1
        if seen[slip_id, what] > 1:
            told = f"{commit.station.name} {what} one packet again"
            self._ledger.broken("circles", told, slip_id)

    def _forget(self, station: StationId) -> None:
        self._seen.pop(station, None)


class Closed:
    """Nothing leaves by a line that is closed, from a station that is silent, below a minimum."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def launched(self, side: Side, launched: Sequence[Waiting], now: TimeMs) -> None:
        """Look at what a side has launched at this turn."""
        keys = side.sender.desk.key_book
        if not launched or keys is None:
            return
        line = f"{side.sender.name} for {side.receiver.name}"
        until = closed_until(keys, side.receiver.name, now)
        slip = _slip_of(launched[0])
        if until is not None:
            self._ledger.broken("closed", f"{line} sends, and is closed until {until}", slip)
        lowest = minimized(side.sender.disk.database).get(side.receiver.name)
        for waiting in launched:
            if lowest is not None and waiting.grade < lowest:
                what = f"{line} passes one of grade {waiting.grade.name} below its minimum"
                self._ledger.broken("closed", what, _slip_of(waiting))


def _slip_of(waiting: Waiting) -> bytes:
    load = waiting.load
    return load.slip_id if hasattr(load, "slip_id") else load.slip.slip_id


class Standing:
    """At rest a desk knows of each of its lines what it was told of it last."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def judge(self, stations: Sequence[Station]) -> None:
        """Compare what stations were told with what they have written down."""
        for station in stations:
            told = {name for name, word in station.said.items() if isinstance(word, LineDown)}
            known = {line.neighbour for line in station.stored.out_tray.down_lines()}
            here = told.symmetric_difference(known) & set(station.said)
            for neighbour in sorted(here):
                word = "down" if neighbour in known else "up"
                what = f"{station.name} has the line to {neighbour} for {word}, and it is not"
                self._ledger.broken("standing", what)
