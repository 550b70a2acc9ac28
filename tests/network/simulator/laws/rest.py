"""Laws of rest: in fair weather all is settled, no number is missing, and the clock rests."""

from collections.abc import Sequence

from depesha.names import StationId
from depesha.office.control import gap_name
from depesha.packet import Grade
from tests.network.simulator.laws.delivery import Awaited
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.station import Station

_GAPS = "SELECT sender, grade, first, last FROM gap ORDER BY sender, grade, first"
IDLE_TICKS = 3


class Settled:
    """Nothing is awaited, nothing waits in an out-tray, and every person has an answer."""

    def __init__(self, ledger: Ledger, awaited: Awaited) -> None:
        self._ledger = ledger
        self._awaited = awaited

    @property
    def lost(self) -> int:
        """How many documents nobody knows the fate of, but those that a disk forgot."""
        names = (name for open_ in self._awaited.open.values() for name, _ in open_)
        return sum(name not in self._ledger.undone for name in names)

    def judge(self, stations: Sequence[Station], *, without_excuse: bool = False) -> None:
        """Look at every station.

        A station whose disk was put back gives numbers that are refused for a while, so what goes
        between it and others may take until its term; `without_excuse` that is over too.
        """
        excused: set[StationId] = set() if without_excuse else self._ledger.put_back
        for station in stations:
            for digest, recipient in self._awaited.open[station.name]:
                if excused.isdisjoint((station.name, recipient)):
                    what = f"{station.name} still awaits a report of {recipient}"
                    self._ledger.broken("settled", what, digest)
            for held in self._ledger.known[station.name].held.values():
                if excused.isdisjoint((station.name, held.neighbour)):
                    what = f"{station.name} still holds a packet for {held.neighbour}"
                    self._ledger.broken("settled", what, held.slip_id)
            if not station.is_up or station.has_work:
                self._ledger.broken("settled", f"{station.name} does not come to rest")


class WithoutGaps:
    """Of the numbers that a station gave another none is missing, or they were voided.

    A repeat is asked for once. Where there was no way for it, or for its answer, because the plan
    was another then, the gap may stay; then its alarm is open.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def judge(self, stations: Sequence[Station], *, plan_changed: bool) -> None:
        """Look at every station; one whose disk was put back gives numbers that nobody takes."""
        excused = self._ledger.put_back
        for station in stations:
            registers = station.stored.registers
            for sender, grade, first, last in station.disk.database.rows(_GAPS):
                about = gap_name(sender, Grade(grade))
                said = plan_changed and registers.alarm_is_open("gap", about)
                if excused.isdisjoint((station.name, sender)) and not said:
                    what = f"{station.name} misses {first} to {last} of {sender}, grade {grade}"
                    self._ledger.broken("gaps", what)


class Clock:
    """A tick that changes nothing is not due again at once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._idle: dict[StationId, int] = {}

    def ticked(self, commit: Commit) -> None:
        """Look at what a tick by itself has come to."""
        station = commit.station
        moved = commit.facts or commit.came or commit.went
        due = station.due_at is not None and station.due_at <= commit.now
        idle = self._idle.get(station.name, 0) + 1 if due and not moved else 0
        self._idle[station.name] = idle
        if idle >= IDLE_TICKS:
            self._ledger.broken("clock", f"the clock of {station.name} does not rest")
