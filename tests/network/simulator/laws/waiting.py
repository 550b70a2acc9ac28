"""Laws of waiting: what is late has an alarm as long as it is late, and none stays for nothing."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from itertools import count

from depesha.names import StationId, TimeMs
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    EnvelopeSealed,
    KeyBookAdopted,
    LineMinimized,
    ReportLearned,
    Rerouted,
    ServiceLearned,
)
from depesha.office.repeating import REPEAT_AFTER_MS
from depesha.office.ways import PATIENCE_MS
from depesha.packet import Grade, LineDown
from depesha.station.closing import closed_until
from depesha.store.traffic import minimized
from tests.network.keys import HOUR_MS, MINUTE_MS
from tests.network.simulator.laws.delivery import Awaited, Name
from tests.network.simulator.ledger import Commit, Held, Ledger
from tests.network.simulator.station import Station

SLACK_MS = 10 * MINUTE_MS
"""A desk looks at its clock once a minute at least, and takes its time."""

KINDS = ("held-up", "line-down", "late-arrival")


class Alarms:
    """No law: the alarms that are open, by station."""

    def __init__(self, ledger: Ledger) -> None:
        self.open: defaultdict[StationId, set[tuple[str, str]]] = defaultdict(set)
        ledger.on(AlarmRaised, self._raised)
        ledger.on(AlarmCleared, self._cleared)
        ledger.on_forget(self._forget)

    def _raised(self, commit: Commit, fact: AlarmRaised) -> None:
        self.open[commit.station.name].add((fact.kind, fact.about))

    def _cleared(self, commit: Commit, fact: AlarmCleared) -> None:
        self.open[commit.station.name].discard((fact.kind, fact.about))

    def _forget(self, station: StationId) -> None:
        self.open.pop(station, None)


class Waits:
    """What waits beyond its grade's patience for a line that could take it has an alarm.

    Patience begins anew when the line comes up, falls or opens, when a silence ends, when another
    minimum is set, and with another plan. What is below the minimum of its line waits without one,
    and so does what is carried in a bag. At rest none of these alarms is open.
    """

    def __init__(self, ledger: Ledger, alarms: Alarms) -> None:
        self._ledger = ledger
        self._alarms = alarms
        self._tie = count()
        self._looks: list[tuple[int, int, Station, Held, int]] = []
        self._adopted: dict[StationId, TimeMs] = {}
        self._minimized: dict[tuple[StationId, StationId], TimeMs] = {}
        ledger.on(KeyBookAdopted, self._other_plan)
        ledger.on(LineMinimized, self._other_minimum)
        ledger.on(AlarmRaised, self._raised)
        ledger.on_commit(self._committed)

    def _other_plan(self, commit: Commit, _fact: KeyBookAdopted) -> None:
        self._adopted[commit.station.name] = commit.now

    def _other_minimum(self, commit: Commit, fact: LineMinimized) -> None:
        self._minimized[commit.station.name, fact.neighbour] = commit.now

    def _raised(self, commit: Commit, fact: AlarmRaised) -> None:
        keys = commit.station.desk.key_book
        if fact.kind != "held-up" or keys is None:
            return
        until = closed_until(keys, StationId(fact.about), commit.now)
        if until is not None:
            what = f"{commit.station.name} is alarmed about {fact.about}, to whom it is closed"
            self._ledger.broken("waits", what)

    def _committed(self, commit: Commit) -> None:
        for held in commit.came:
            if not held.tells:
                self._look_at(commit.now, commit.station, held, commit.now)
        while self._looks and self._looks[0][0] <= commit.now:
            _, _, station, held, since = heapq.heappop(self._looks)
            if self._ledger.known[station.name].held.get(held.entry) == held:
                self._judge(station, held, since, commit.now)

    def _look_at(self, at: int, station: Station, held: Held, since: int) -> None:
        heapq.heappush(self._looks, (at, next(self._tie), station, held, since))

    def _judge(self, station: Station, held: Held, since: int, now: TimeMs) -> None:
        late_at = self._late_at(station, held, since, now)
        if late_at is None or late_at > now:
            self._look_at(late_at or now + HOUR_MS, station, held, since)
            return
        is_down = isinstance(station.said[held.neighbour], LineDown)
        if held.neighbour in station.carried and not is_down:
            return
        if is_down and held.is_return:
            return
        opened = self._alarms.open[station.name]
        if not {("held-up", held.neighbour), ("line-down", held.neighbour)} & opened:
            word = "down" if is_down else "up"
            minutes = (now - since) // MINUTE_MS
            what = (
                f"{station.name} has one for {held.neighbour} ({word}) for {minutes} min, silently"
            )
            self._ledger.broken("waits", what, held.slip_id)

    def _late_at(self, station: Station, held: Held, since: int, now: TimeMs) -> int | None:
        """Return from when on an alarm is due; None, if nobody could know yet."""
        keys, neighbour = station.desk.key_book, held.neighbour
        if keys is None or not station.is_up or neighbour not in station.said:
            return None
        windows = keys.chart.windows(station.name, neighbour)
        lowest = minimized(station.disk.database).get(neighbour, Grade.LOW)
        if windows is None or held.grade < lowest:
            return None
        opening = windows.opening(now)
        begins = (
            since,
            station.said_at[neighbour],
            self._adopted.get(station.name, 0),
            self._minimized.get((station.name, neighbour), 0),
            keys.silences.get(station.name, 0),
            opening[0] if opening else 0,
        )
        return max(begins) + PATIENCE_MS[held.grade] + SLACK_MS

    def judge(self, stations: Sequence[Station]) -> None:
        """Look for alarms that are open at rest; a disk that was put back may have kept some."""
        for station in stations:
            for kind, about in sorted(self._alarms.open[station.name]):
                if kind in KINDS and self._ledger.put_back.isdisjoint((station.name, about)):
                    what = f"{station.name} is still alarmed: {kind} {about[:24]}"
                    self._ledger.broken("waits", what)


class Expected:
    """What is not confirmed when it should be, by the first prediction, has an alarm."""

    def __init__(self, ledger: Ledger, awaited: Awaited, alarms: Alarms) -> None:
        self._ledger = ledger
        self._awaited = awaited
        self._alarms = alarms
        self._tie = count()
        self._looks: list[tuple[int, int, Station, Name, int]] = []
        self._known: dict[tuple[StationId, Name], int] = {}
        self._silences: dict[tuple[StationId, StationId], int] = {}
        ledger.on(KeyBookAdopted, self._other_plan)
        ledger.on(EnvelopeSealed, self._sealed)
        ledger.on(ReportLearned, self._settled)
        ledger.on_commit(self._committed)

    def _settled(self, commit: Commit, fact: ReportLearned) -> None:
        """What is sent once more after its report, because it was lost there, is another wait."""
        self._known.pop((commit.station.name, (fact.digest, fact.station)), None)

    def _other_plan(self, commit: Commit, _fact: KeyBookAdopted) -> None:
        """Note silences: what was put off to the end of one is so, though it was lifted since."""
        keys = commit.station.desk.key_book
        for recipient, until in (keys.silences if keys else {}).items():
            known = self._silences.get((commit.station.name, recipient), 0)
            self._silences[commit.station.name, recipient] = max(known, until)

    def _sealed(self, commit: Commit, fact: EnvelopeSealed) -> None:
        for document in fact.documents:
            name = (document.digest, fact.recipient)
            if (
                fact.answer_at
                and document.confirm
                and (commit.station.name, name) not in self._known
            ):
                wait = self._known[commit.station.name, name] = next(self._tie)
                late_at = fact.answer_at + REPEAT_AFTER_MS[fact.grade] + SLACK_MS
                self._look_at(late_at, commit.station, name, wait)

    def _look_at(self, at: int, station: Station, name: Name, wait: int) -> None:
        heapq.heappush(self._looks, (at, next(self._tie), station, name, wait))

    def _committed(self, commit: Commit) -> None:
        while self._looks and self._looks[0][0] <= commit.now:
            _, _, station, name, wait = heapq.heappop(self._looks)
            is_open = name in self._awaited.open[station.name]
            if is_open and self._known.get((station.name, name)) == wait:
                self._judge(station, name, commit.now)

    def _judge(self, station: Station, name: Name, now: TimeMs) -> None:
        digest, recipient = name
        keys = station.desk.key_book
        if keys is None or not station.is_up or station.begun_at + SLACK_MS > now:
            self._look_at(now + SLACK_MS, station, name, self._known[station.name, name])
            return
        silent_until = self._silences.get((station.name, recipient), 0)
        late_at = silent_until + REPEAT_AFTER_MS[Grade.LOW] + SLACK_MS
        if silent_until and late_at > now:
            self._look_at(late_at, station, name, self._known[station.name, name])
        elif ("late-arrival", f"{recipient}:{digest.hex()}") not in self._alarms.open[station.name]:
            what = f"{station.name} should have heard of {recipient}, and is not alarmed"
            self._ledger.broken("expected", what, digest)


class Early:
    """Nothing is sent again before its answer could be here, unless somebody asks or gives back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._answer_at: defaultdict[StationId, dict[Name, int]] = defaultdict(dict)
        ledger.on_commit(self._committed)
        ledger.on_forget(self._forget)

    def _committed(self, commit: Commit) -> None:
        asked = any(isinstance(fact, Rerouted | ServiceLearned) for fact in commit.facts)
        for fact in commit.facts:
            if isinstance(fact, EnvelopeSealed):
                self._look(commit, fact, asked=asked)

    def _look(self, commit: Commit, fact: EnvelopeSealed, *, asked: bool) -> None:
        answers = self._answer_at[commit.station.name]
        for document in fact.documents:
            name = (document.digest, fact.recipient)
            if document.confirm and not asked and answers.get(name, 0) > commit.now:
                seconds = (answers[name] - commit.now) // 1000
                what = f"{commit.station.name} sends again {seconds} s before an answer may come"
                self._ledger.broken("early", what, document.digest)
            answers[name] = fact.answer_at or 0

    def _forget(self, station: StationId) -> None:
        self._answer_at.pop(station, None)
