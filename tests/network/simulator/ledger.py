"""What whoever sees all disks at once knows: every commit of every station, as it is on the disk.

Rule 1: only what is committed is read, from the tables themselves and behind every port, so that no
    planted bug can lie to it.
Rule 2: each law joins with what it wants to hear, and keeps what it needs by station. When a disk
    is put back, the law forgets the station and hears what is left of its journal again.
Rule 3: what a disk that was put back had known since is `undone`: no law holds for it but those
    that say how it must be noticed.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from depesha import cbor
from depesha.names import SlipId, StationId, TimeMs
from depesha.office.facts import (
    AnswerGiven,
    AnswerLearned,
    Delivered,
    DeliveryReported,
    EnvelopeOpened,
    EnvelopeSealed,
    Fact,
    NonDelivered,
    Registered,
    ReportLearned,
    ServiceLearned,
)
from depesha.packet import Grade, ReturnReason
from depesha.store.fact_records import decode_fact
from tests.network.simulator.station import Station

_FACTS = "SELECT kind, content, leaf FROM fact WHERE id >= ? ORDER BY id"
_ENTRY = "SELECT neighbour, grade, slip_id, sealed, head FROM entry WHERE entry = ?"
_ENTRIES = "SELECT entry FROM entry"

REMEMBERED = 40
"""Happenings that are kept of each telegram, to be told when a law is broken."""


class Broken(Exception):
    """A law does not hold. `about` are digests and slips that it concerns."""

    def __init__(self, law: str, what: str, about: tuple[bytes, ...] = ()) -> None:
        super().__init__(f"{law}: {what}")
        self.law, self.what, self.about = law, what, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An entry of an out-tray. A return that only `tells` gives nothing back."""

    entry: int
    neighbour: StationId
    grade: Grade
    slip_id: SlipId
    is_return: bool
    tells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What one group wrote down at a station."""

    station: Station
    now: TimeMs
    facts: tuple[Fact, ...]
    leaves: tuple[bytes, ...] = ()
    came: tuple[Held, ...] = ()
    went: tuple[Held, ...] = ()


@dataclass(slots=True)
class Known:
    """What is known of one station: how far its journal was read, and what waits there."""

    size: int = 0
    held: dict[int, Held] = field(default_factory=dict)


class Ledger:
    """Hears every commit, and tells the laws.

    Attributes:
        known: by station.
        undone: digests and slips that a disk which was put back had known and knows no more.
        put_back: stations whose disk was put back.
        unsaid: of them, those that did not say so.
        only: the one law that is judged by; all, if it is empty.
    """

    def __init__(self) -> None:
        self.known: defaultdict[StationId, Known] = defaultdict(Known)
        self.undone: set[bytes] = set()
        self.put_back: set[StationId] = set()
        self.unsaid: set[StationId] = set()
        self.step = 0
        self.only = ""
        self._hears: defaultdict[type, list[Callable[[Commit, Any], None]]] = defaultdict(list)
        self._commits: list[Callable[[Commit], None]] = []
        self._forgets: list[Callable[[StationId], None]] = []
        self._remembered: dict[bytes, deque[tuple[int, TimeMs, StationId, Fact]]] = {}
        self._travels: defaultdict[bytes, set[bytes]] = defaultdict(set)
        self._is_again = False

    # -- joining

    def on(self, kind: type, hear: Callable[[Commit, Any], None]) -> None:
        """Let a law hear every fact of a kind."""
        self._hears[kind].append(hear)

    def on_commit(self, hear: Callable[[Commit], None]) -> None:
        """Let a law hear every commit, after its facts."""
        self._commits.append(hear)

    def on_forget(self, forget: Callable[[StationId], None]) -> None:
        """Let a law forget a station whose journal it will hear again."""
        self._forgets.append(forget)

    def broken(self, law: str, what: str, *about: bytes) -> None:
        """Say that a law does not hold.

        Raises:
            Broken: but for what a disk that was put back cannot know, and for what is heard again.
        """
        judged = not self._is_again and self.only in ("", law)
        if judged and self.undone.isdisjoint(about):
            raise Broken(law, what, about)

    # -- reading

    def committed(self, station: Station, now: TimeMs) -> Commit | None:
        """Read what was committed at a station since it was read last; None if it is open still."""
        if not station.disk.is_at_rest:
            return None
        commit = self._read(station, now)
        for fact in commit.facts:
            self._remember(station.name, now, fact)
        self._tell(commit)
        return commit

    def _read(self, station: Station, now: TimeMs) -> Commit:
        known, database = self.known[station.name], station.disk.database
        rows = database.rows(_FACTS, (known.size,))
        known.size += len(rows)
        came, went = self._entries(station, known)
        return Commit(
            station=station,
            now=now,
            facts=tuple(decode_fact(kind, content) for kind, content, _ in rows),
            leaves=tuple(row[2] for row in rows),
            came=tuple(came),
            went=tuple(went),
        )

    def _entries(self, station: Station, known: Known) -> tuple[list[Held], list[Held]]:
        came: list[Held] = []
        went: list[Held] = []
        for entry in sorted(station.disk.touched):
            row = station.disk.database.row(_ENTRY, (entry,))
            before = known.held.pop(entry, None)
            if row is not None:
                held = known.held[entry] = _held(entry, *row)
                came += [] if before else [held]
            elif before is not None:
                went.append(before)
        station.disk.touched.clear()
        return came, went

    def _tell(self, commit: Commit) -> None:
        for fact in commit.facts:
            for hear in self._hears[type(fact)]:
                hear(commit, fact)
        for hear_commit in self._commits:
            hear_commit(commit)

    # -- a disk that is put back

    def before_putting_back(
        self, station: Station, size: int, *, is_said: bool = False
    ) -> list[Fact]:
        """Note what the station will no longer know, and return it."""
        facts = [decode_fact(row[0], row[1]) for row in station.disk.database.rows(_FACTS, (size,))]
        for fact in facts:
            self.undone.update(marks_of(fact))
        self.put_back.add(station.name)
        if not is_said:
            self.unsaid.add(station.name)
        return facts

    def after_putting_back(self, station: Station, now: TimeMs) -> None:
        """Forget what was known of the station and hear its journal again, without judging."""
        for forget in self._forgets:
            forget(station.name)
        self.known[station.name] = Known()
        station.disk.touched.clear()
        station.disk.touched.update(row[0] for row in station.disk.database.rows(_ENTRIES))
        self._is_again = True
        try:
            self._tell(self._read(station, now))
        finally:
            self._is_again = False

    # -- what is told of a telegram when a law is broken

    def _remember(self, station: StationId, now: TimeMs, fact: Fact) -> None:
        marks = marks_of(fact)
        if isinstance(fact, EnvelopeSealed):
            for document in fact.documents:
                self._travels[document.digest].add(fact.slip_id)
        for mark in marks:
            kept = self._remembered.setdefault(mark, deque(maxlen=REMEMBERED))
            kept.append((self.step, now, station, fact))

    def history(self, about: Iterable[bytes]) -> Iterator[tuple[int, TimeMs, StationId, Fact]]:
        """Return what happened to these digests and slips, and to what they travelled in."""
        wanted = {mark for one in about for mark in (one, *self._travels[one])}
        found = [event for mark in sorted(wanted) for event in self._remembered.get(mark, ())]
        seen: set[int] = set()
        for event in sorted(found, key=lambda one: one[0]):
            if id(event[3]) not in seen:
                seen.add(id(event[3]))
                yield event


def _held(
    entry: int, neighbour: str, grade: int, slip_id: bytes, sealed: bytes | None, head: bytes
) -> Held:
    return Held(
        entry=entry,
        neighbour=StationId(neighbour),
        grade=Grade(grade),
        slip_id=SlipId(slip_id),
        is_return=sealed is None,
        tells=sealed is None and reason_of(head).only_tells,
    )


def reason_of(head: bytes) -> ReturnReason:
    """Return why a return was made, from the map that lies in the out-tray."""
    fields = cbor.decode(head)
    assert isinstance(fields, dict)
    return ReturnReason(cast(int, fields[1]))


def marks_of(fact: Fact) -> set[bytes]:
    """Return the digests and slips by which a fact names telegrams and packets."""
    found: set[bytes] = set()
    match fact:
        case Registered(entry=entry) | Delivered(entry=entry):
            found.add(entry.identity.registration)
        case EnvelopeSealed(documents=documents, digest=digest):
            found |= {digest, *(document.digest for document in documents)}
        case DeliveryReported(documents=names, report=report):
            found |= {report, *names}
        case AnswerGiven(answer=answer) | AnswerLearned(answer=answer):
            found.add(answer)
        case ReportLearned(digest=digest, report=report):
            found |= {digest, report}
        case NonDelivered(digest=digest) | EnvelopeOpened(digest=digest):
            found.add(digest)
        case ServiceLearned(digest=digest):
            found.add(digest)
        case _:
            pass
    slip_id: bytes | None = getattr(fact, "slip_id", None)
    return found | ({slip_id} if slip_id else set())
