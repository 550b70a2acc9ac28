"""Laws of delivery: once, never forgotten, settled in the end, and never silently late."""

import heapq
from collections import defaultdict
from collections.abc import Iterator

from depesha.names import StationId, station_of
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    AnswerLearned,
    Delivered,
    EnvelopeSealed,
    NonDelivered,
    Quarantined,
    Registered,
    ReportLearned,
)
from tests.network.keys import HOUR_MS
from tests.network.simulator.ledger import Commit, Ledger

SLACK_MS = 6 * HOUR_MS
"""How long after its expiry a document may be open: its station may lie where it fell."""

Name = tuple[bytes, StationId]


class Once:
    """No telegram is delivered twice at a station, and no answer is learned twice."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._came: defaultdict[StationId, set[bytes]] = defaultdict(set)
        ledger.on(Delivered, self._delivered)
        ledger.on(AnswerLearned, self._learned)
        ledger.on_forget(self._forget)

    def _delivered(self, commit: Commit, fact: Delivered) -> None:
        self._count(commit, fact.entry.identity.registration)

    def _learned(self, commit: Commit, fact: AnswerLearned) -> None:
        self._count(commit, fact.answer)

    def _count(self, commit: Commit, name: bytes) -> None:
        came = self._came[commit.station.name]
        if name in came:
            what = f"{name.hex()[:16]} came to {commit.station.name} twice"
            self._ledger.broken("once", what, name)
        came.add(name)

    def _forget(self, station: StationId) -> None:
        self._came.pop(station, None)


class Awaited:
    """No law: the documents whose report has not come, by the station that awaits it."""

    def __init__(self, ledger: Ledger) -> None:
        self.open: defaultdict[StationId, dict[Name, int]] = defaultdict(dict)
        ledger.on(EnvelopeSealed, self._sealed)
        ledger.on(ReportLearned, self._settled)
        ledger.on(NonDelivered, self._settled)
        ledger.on_forget(self._forget)

    def _sealed(self, commit: Commit, fact: EnvelopeSealed) -> None:
        for document in fact.documents:
            if document.confirm:
                name = (document.digest, fact.recipient)
                self.open[commit.station.name][name] = document.expires_at

    def _settled(self, commit: Commit, fact: ReportLearned | NonDelivered) -> None:
        self.open[commit.station.name].pop((fact.digest, fact.station), None)

    def _forget(self, station: StationId) -> None:
        self.open.pop(station, None)


class Open:
    """What is registered is enclosed in the same commit, and while it is open there is a timer."""

    def __init__(self, ledger: Ledger, awaited: Awaited) -> None:
        self._ledger = ledger
        self._awaited = awaited
        ledger.on_commit(self._committed)

    def _committed(self, commit: Commit) -> None:
        station = commit.station.name
        enclosed = set(_enclosed(commit))
        for fact in commit.facts:
            if isinstance(fact, Registered):
                registration = fact.entry.identity.registration
                for duty in fact.duties:
                    if (registration, station_of(duty.office)) not in enclosed:
                        what = f"{station} registered for {duty.office} and enclosed nothing"
                        self._ledger.broken("open", what, registration)
        if self._awaited.open[station] and commit.station.due_at is None:
            name, _ = next(iter(self._awaited.open[station]))
            self._ledger.broken("open", f"{station} awaits a report and has no timer", name)


def _enclosed(commit: Commit) -> Iterator[Name]:
    for fact in commit.facts:
        if isinstance(fact, EnvelopeSealed):
            for document in fact.documents:
                yield document.digest, fact.recipient


class Late:
    """Whatever is given up, kept apart or overdue has an alarm, from the same commit on."""

    def __init__(self, ledger: Ledger, awaited: Awaited) -> None:
        self._ledger = ledger
        self._awaited = awaited
        self._alarms: defaultdict[StationId, set[tuple[str, str]]] = defaultdict(set)
        self._expiries: list[tuple[int, StationId, Name]] = []
        ledger.on(EnvelopeSealed, self._sealed)
        ledger.on(AlarmRaised, self._raised)
        ledger.on(AlarmCleared, self._cleared)
        ledger.on_commit(self._committed)
        ledger.on_forget(self._forget)

    def _sealed(self, commit: Commit, fact: EnvelopeSealed) -> None:
        for document in fact.documents:
            if document.confirm:
                name = (document.digest, fact.recipient)
                late_at = document.expires_at + SLACK_MS
                heapq.heappush(self._expiries, (late_at, commit.station.name, name))

    def _raised(self, commit: Commit, fact: AlarmRaised) -> None:
        self._alarms[commit.station.name].add((fact.kind, fact.about))

    def _cleared(self, commit: Commit, fact: AlarmCleared) -> None:
        self._alarms[commit.station.name].discard((fact.kind, fact.about))

    def _committed(self, commit: Commit) -> None:
        for fact in commit.facts:
            if isinstance(fact, NonDelivered):
                about = f"{fact.station}:{fact.digest.hex()}"
                self._must_be_open(commit, "non-delivery", about, fact.digest)
            elif isinstance(fact, Quarantined):
                self._must_be_open(commit, "quarantined", fact.neighbour, fact.slip_id)
        self._look_at_expiries(commit.now)

    def _must_be_open(self, commit: Commit, kind: str, about: str, mark: bytes) -> None:
        station = commit.station.name
        if (kind, about) not in self._alarms[station]:
            self._ledger.broken("late", f"{station} raised no alarm {kind} about {about}", mark)

    def _look_at_expiries(self, now: int) -> None:
        while self._expiries and self._expiries[0][0] <= now:
            _, station, name = heapq.heappop(self._expiries)
            expires_at = self._awaited.open[station].get(name)
            if expires_at is not None and expires_at + SLACK_MS <= now:
                what = f"{station} still awaits a report that expired, without a word"
                self._ledger.broken("late", what, name[0])

    def _forget(self, station: StationId) -> None:
        self._alarms.pop(station, None)
