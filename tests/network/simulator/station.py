"""One simulated station: the real desk over the real store, with its queue and its power.

It does what the real writer does: it takes what waits, most urgent first, lets the desk decide it
in a group, and only after the commit are the answers given. It has no thread and no clock.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from depesha import keybook
from depesha.keybook import KeyBook
from depesha.names import Digest, StationId, TimeMs
from depesha.office.administration import KEY_BOOK
from depesha.office.desk import Desk, Handled
from depesha.office.events import Event, Outcome, Restore
from depesha.office.ports import Sealer
from depesha.office.sitting import Surroundings
from depesha.packet import Arrived, Grade, HopAccepted, LineDown, LineUp, Waiting
from depesha.route import neighbours
from depesha.station.closing import closed_until
from depesha.station.policies import shipped_policies
from depesha.station.weighing import BYTES_OF_WEIGHT
from depesha.station.writer import MAX_WEIGHT
from depesha.store.book import StoredBook
from depesha.store.head import must_extend, write_head
from depesha.store.leaves import head_at, size
from depesha.store.out_tray import waiting
from depesha.store.traffic import minimized
from tests.network.post import SeededChance
from tests.network.simulator.disk import Disk
from tests.network.simulator.fuse import Fused
from tests.network.simulator.members import Member

PERSON = 3
"""Orders and custody answers come first, as in `station.serving`; then packets by their grade."""

Answer = Callable[[Outcome], None]
ZONE = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a fault may be planted in: each makes a port of the honest one."""

    book: Callable[[StationId, Any], Any] = lambda _station, honest: honest
    sealer: Callable[[StationId, Any], Any] = lambda _station, honest: honest
    pull: Callable[[Any], Any] = lambda honest: honest
    closed_until: Callable[[Any], Any] = lambda honest: honest
    disk: Callable[[StationId, Disk], None] = lambda _station, _disk: None
    looks_at_head: bool = True


@lru_cache(maxsize=4096)
def _reopened(content: bytes) -> KeyBook:
    return keybook.reopen(content)


class NoFiles:
    """The files of blobs, of which this network carries none."""

    def size_of(self, _name: Digest) -> int | None:
        return None


class Station:
    """A station at work, or lying where it fell.

    Attributes:
        is_up: whether it is working.
        lives: how often it was begun.
        wants_tick_at: when it wants the clock looked at next.
        wants_watch_at: the same, of the clock of the journals.
        works_at: when it takes its next group; None if nothing waits.
        due_at: when, by its desk, something is due; None if nothing is.
        said, said_at: what it was told last of each of its lines since it was begun, and when.
        begun_at: when that was.
        restores: what it says first when it is begun, if its disk is a backup.
        carried: the neighbours to whom what goes is carried in a bag.
    """

    def __init__(
        self,
        member: Member,
        disk: Disk,
        seed: int,
        ports: Ports,
        carried: frozenset[StationId] = frozenset(),
    ) -> None:
        self.name = member.station
        self.member = member
        self.disk = disk
        self.is_up = False
        self.lives = 0
        self.wants_tick_at: TimeMs | None = None
        self.wants_watch_at: TimeMs | None = None
        self.works_at: TimeMs | None = None
        self.due_at: TimeMs | None = None
        self.free_at = TimeMs(0)
        self._seed = seed
        self._ports = ports
        self._sealer: Sealer = ports.sealer(member.station, member.sealer)
        self._order = count()
        self._waiting: list[tuple[int, int, Event, Answer]] = []
        self._beside: tuple[KeyBook | None, frozenset[StationId]] = (None, frozenset())
        self.said: dict[StationId, LineUp | LineDown] = {}
        self.said_at: dict[StationId, TimeMs] = {}
        self.begun_at = TimeMs(0)
        self.restores: Restore | None = None
        self._pull = ports.pull(waiting)
        self._closed_until = ports.closed_until(closed_until)
        self.carried = carried

    def begin(self) -> None:
        """Begin to work on what is on the disk.

        Raises:
            RolledBack: it does not extend the head that was written last.
        """
        self.lives += 1
        self._ports.disk(self.name, self.disk)
        chance = SeededChance(self._seed, self.name, self.lives)
        database = self.disk.database
        looks = self._ports.looks_at_head
        head = must_extend(self.disk.head, database) if looks else head_at(database, size(database))
        if not head.size or not looks:
            write_head(self.disk.head, head, is_first=True)
        self.stored = StoredBook(database, head, self.disk.head, chance)
        self.power = Fused(self.stored)
        kept = self.stored.state(KEY_BOOK)
        self.desk = Desk(
            Surroundings(
                own=self.name,
                zone=ZONE,
                policies=shipped_policies(),
                policy="neutral",
                book=self._ports.book(self.name, self.power),
                sealer=self._sealer,
                chance=chance,
                files=NoFiles(),
                carried=self.carried,
            ),
            None if kept is None else _reopened(kept),
        )
        self.is_up = True

    def fall(self) -> None:
        """Lose everything but the disk."""
        self.is_up = False
        self.disk.lose_power()
        self._waiting.clear()
        self.said.clear()
        self.said_at.clear()
        self.wants_tick_at = self.wants_watch_at = self.works_at = None

    # -- what its lines ask, as `station.serving` and `station.room` answer it

    def closed_until(self, neighbour: StationId, now: TimeMs) -> TimeMs | None:
        """Return when something may next leave for a neighbour; None where it may now."""
        keys = self.desk.key_book
        until: TimeMs | None = self._closed_until(keys, neighbour, now) if keys else None
        return until

    def waiting(
        self, neighbour: StationId, after: Mapping[Grade, int], limit: int, now: TimeMs
    ) -> Sequence[Waiting]:
        """Return what may leave for a neighbour now."""
        if self.closed_until(neighbour, now) is not None:
            return ()
        lowest = minimized(self.disk.database).get(neighbour, Grade.LOW)
        found: list[Waiting] = self._pull(
            self.disk.database, neighbour, after, limit, lowest=lowest
        )
        return found

    # -- what waits for its desk

    def submit(self, event: Event, answer: Answer) -> None:
        """Put an event in the queue; `answer` is called after its commit."""
        heapq.heappush(self._waiting, (-_urgency(event), next(self._order), event, answer))

    @property
    def neighbours(self) -> frozenset[StationId]:
        """The stations that it has lines to, by its own key book."""
        book = self.desk.key_book
        if book is not self._beside[0]:
            self._beside = (book, neighbours(self.name, book.lines) if book else frozenset())
        return self._beside[1]

    @property
    def has_work(self) -> bool:
        """Say whether anything waits for the desk."""
        return bool(self._waiting)

    def take(self) -> list[tuple[Event, Answer]]:
        """Return the next group."""
        group: list[tuple[Event, Answer]] = []
        weight = 0
        while self._waiting and weight < MAX_WEIGHT:
            _, _, event, answer = heapq.heappop(self._waiting)
            group.append((event, answer))
            weight += _weight(event)
        return group

    def decide(self, events: Sequence[Event], now: TimeMs) -> Handled:
        """Let the desk decide a group.

        Raises:
            PowerCut: the station fell over meanwhile.
        """
        return self.desk.handle(events, now)


def _urgency(event: Event) -> int:
    if isinstance(event, Arrived):
        return int(event.packet.slip.grade)
    first = HopAccepted | LineUp | LineDown
    return PERSON if isinstance(event, first) or hasattr(event, "order_id") else 1


def _weight(event: Event) -> int:
    if isinstance(event, Arrived):
        return 1 + len(event.packet.sealed) // BYTES_OF_WEIGHT
    return 1
