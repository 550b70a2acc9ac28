"""One station in this process: the real desk over the real store and the real keys.

Its book may be wrapped by a variant: that is how a bug is planted without touching the product.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from depesha import keybook
from depesha.envelope import Item, JournalHead
from depesha.errors import Problem
from depesha.keybook import KeyBook
from depesha.names import Digest, StationId, TimeMs
from depesha.office.administration import KEY_BOOK, REGISTRY
from depesha.office.desk import Desk
from depesha.office.events import Done, Event, FoundStation, Outcome, Tick
from depesha.office.facts import Fact
from depesha.office.ports import Book, DutyState, Gap, Traffic
from depesha.office.sitting import Surroundings
from depesha.packet import Lane, Waiting
from depesha.station.policies import shipped_policies
from depesha.station.unsealing import examine, next_unexamined
from depesha.store.attachments import StoredAttachments
from depesha.store.blobs import BlobFolder
from depesha.store.book import StoredBook, open_book
from depesha.store.database import Database, open_reader
from depesha.store.leaves import each_fact, head_at
from depesha.store.leaves import size as size_of
from depesha.store.out_tray import StoredOutTray, waiting
from depesha.store.papers import document
from depesha.store.registers import StoredRegisters
from depesha.store.traffic import StoredTraffic
from tests.network import keys

T = TypeVar("T")
Variant = Callable[[Book], Book]


def honest(book: Book) -> Book:
    return book


@dataclass
class Clock:
    """The time of the whole network; it stands still until somebody advances it."""

    now: TimeMs = keys.NOW

    def advance(self, ms: int) -> None:
        self.now = TimeMs(self.now + ms)


class SeededChance:
    """Bytes that differ at each call and are the same in every run."""

    def __init__(self, *words: object) -> None:
        self._seed = keys.seed(*words)
        self._calls = 0

    def token(self, size_bytes: int) -> bytes:
        self._calls += 1
        start = self._seed + self._calls.to_bytes(8, "big")
        blocks = (sha256(start + bytes([at])).digest() for at in range(-(-size_bytes // 32)))
        return b"".join(blocks)[:size_bytes]


@dataclass(frozen=True, kw_only=True)
class Took:
    """What became of one event: its outcome, and the facts that its group wrote down."""

    outcome: Outcome
    facts: tuple[Fact, ...]

    @property
    def kinds(self) -> list[type[Fact]]:
        return [type(fact) for fact in self.facts]

    @property
    def value(self) -> dict[str, object]:
        """The result of an order that was done."""
        assert isinstance(self.outcome, Done), self.outcome
        return dict(self.outcome.value)

    @property
    def problem(self) -> Problem:
        """Why an order was not done."""
        assert isinstance(self.outcome, Problem), self.outcome
        return self.outcome

    def one(self, kind: type[T]) -> T:
        """Return the one fact of a kind."""
        found = [fact for fact in self.facts if isinstance(fact, kind)]
        assert len(found) == 1, self.facts
        return found[0]


class Post:
    """A station at work. What it has committed is read beside it, as its lines do."""

    def __init__(
        self,
        station: StationId,
        folder: Path,
        clock: Clock,
        *,
        key_book: KeyBook | None = None,
        variant: Variant = honest,
    ) -> None:
        """Sit down in a folder where a station was founded, or begin one."""
        self.station = station
        self.folder = folder
        self.clock = clock
        self.sealer = keys.sealer_of(station)
        self.blobs = BlobFolder(folder / "blobs")
        self.heads: list[JournalHead] = []
        self._key_book = key_book
        self._variant = variant
        self._lives = 0
        self._open()

    def _open(self) -> None:
        self._lives += 1
        key = keys.content_of(self.station).store_key
        store = self.folder / "station.db"
        self.chance = SeededChance(self.station, self._lives)
        self.stored: StoredBook = open_book(
            store, key, self.folder / "head", self.chance, self.sealer.checkpoints.sign
        )
        self.book = self._variant(self.stored)
        self.reader: Database = open_reader(store, key)
        self.desk = Desk(
            Surroundings(
                own=self.station,
                zone=ZoneInfo("Europe/Moscow"),
                policies=shipped_policies(),
                policy="neutral",
                book=self.book,
                sealer=self.sealer,
                chance=self.chance,
                files=self.blobs,
                holders=(keys.holder(),) if self.station == keys.MOSCOW else (),
            ),
            self._in_force(),
        )

    def _in_force(self) -> KeyBook | None:
        if self._key_book is not None:
            return self._key_book
        kept = self.stored.state(KEY_BOOK)
        return None if kept is None else keybook.reopen(kept)

    # -- events

    def handle(self, *events: Event) -> tuple[Outcome, ...]:
        """Give the desk a group of events."""
        outcomes = self.desk.handle(events, self.clock.now).outcomes
        self.heads.append(self.committed_head())
        for sealed in self.stored.loose():
            self.blobs.remove(sealed)
        return outcomes

    def examine(self) -> int:
        """Open what came, as the examiner of a served station does; return how many there were."""
        passed: set[Digest] = set()
        count = 0
        while (state := next_unexamined(self.reader, passed)) is not None:
            self.handle(examine(self.reader, self.blobs, state))
            count += 1
        return count

    def take(self, event: Event) -> Took:
        """Give the desk one event, and say what it wrote down."""
        before = self.committed_head().size
        (outcome,) = self.handle(event)
        return Took(outcome=outcome, facts=tuple(self.facts_after(before)))

    def tick(self) -> Took:
        return self.take(Tick())

    # -- what is committed

    def committed_head(self) -> JournalHead:
        """Return the head as whoever opens the store would find it, and not as the book says."""
        return head_at(self.reader, size_of(self.reader))

    def facts_after(self, size: int) -> Iterator[Fact]:
        for _, _, fact in each_fact(self.reader, size - 1):
            yield fact

    def facts(self, kind: type[T]) -> list[T]:
        """Return all facts of a kind, in order."""
        return [fact for fact in self.facts_after(0) if isinstance(fact, kind)]

    @property
    def registers(self) -> StoredRegisters:
        return StoredRegisters(self.reader)

    @property
    def traffic(self) -> Traffic:
        return StoredTraffic(self.reader)

    def gaps(self) -> list[Gap]:
        """Return the numbers that are missing, asked about or not."""
        return [gap for asked in (False, True) for gap in self.traffic.gaps(64, asked=asked)]

    @property
    def attachments(self) -> StoredAttachments:
        return StoredAttachments(self.reader)

    @property
    def out_tray(self) -> StoredOutTray:
        return StoredOutTray(self.reader)

    def document(self, digest: Digest) -> Item | None:
        return document(self.reader, digest)

    def waiting(self, neighbour: StationId) -> list[Waiting]:
        """Return what a line to a neighbour would pull."""
        return waiting(self.reader, neighbour, {}, 256, frozenset(Lane))

    def duty(self, reference: str) -> DutyState:
        """Return the first duty of a telegram, `moscow/1` or `1` for one of its own."""
        station, _, number = reference.rpartition("/")
        wanted = StationId(station) if station else self.station
        (telegram,) = self.registers.by_number(int(number), station=wanted)
        return self.registers.duties(telegram.entry.identity.uid)[0]

    def alarms(self) -> list[str]:
        """Return the kinds of the alarms that are open, in order."""
        return [
            str(row[0])
            for row in self.reader.rows(
                "SELECT kind FROM alarm WHERE cleared_at IS NULL AND (accepted_at IS NULL OR lasts)"
                " ORDER BY id"
            )
        ]

    def quarantined(self) -> int:
        rows = self.reader.rows("SELECT 1 FROM quarantine")
        return len(rows)

    # -- its life

    def close(self) -> None:
        self.reader.close()
        self.stored.close()

    def power_cut(self, *, variant: Variant | None = None) -> None:
        """End without a word, and begin again from what is on disk."""
        self.close()
        if variant is not None:
            self._variant = variant
        self._key_book = None
        self._open()

    def copy_disk(self, to: Path) -> None:
        """Copy the station's folder as it lies on disk."""
        self.close()
        shutil.copytree(self.folder, to)
        self._open()

    def put_back_disk(self, source: Path) -> None:
        """Exchange the station's folder for an older copy of it."""
        self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(source, self.folder)
        self._open()


# -- many of them ---------------------------------------------------------------------------------


@contextmanager
def founded(folder: Path, station: StationId, plan: keys.Plan) -> Iterator[Post]:
    """Found a station in a folder and give it its key book."""
    folder.mkdir(parents=True)
    post = Post(station, folder, Clock())
    post.handle(FoundStation(order_id="found"))
    made = keys.registry(plan)
    post.book.begin()
    post.book.keep_state(KEY_BOOK, keybook.excerpt(made, station))
    if station == keys.MOSCOW:
        post.book.keep_state(REGISTRY, keybook.encode(made))
    post.book.commit()
    yield post
    post.close()


class Founder:
    """Founds each station of a plan once, and copies its folder for every test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plans: list[keys.Plan] = []

    def network(
        self,
        folder: Path,
        stations: Sequence[StationId],
        *,
        plan: keys.Plan = keys.STAR,
        variants: dict[StationId, Variant] | None = None,
    ) -> "Network":
        """Return a network of these stations, fresh from their founding."""
        clock = Clock()
        posts = {}
        for station in stations:
            shutil.copytree(self._template(station, plan), folder / station)
            posts[station] = Post(
                station,
                folder / station,
                clock,
                key_book=keys.book_of(station, plan),
                variant=(variants or {}).get(station, honest),
            )
        return Network(posts=posts, clock=clock, plan=plan)

    def _template(self, station: StationId, plan: keys.Plan) -> Path:
        if plan not in self._plans:
            self._plans.append(plan)
        folder = self._folder / str(self._plans.index(plan)) / station
        if not folder.exists():
            with founded(folder, station, plan):
                pass
        return folder


@dataclass
class Network:
    """All stations of a test, on one clock."""

    posts: dict[StationId, Post]
    clock: Clock
    plan: keys.Plan = field(default_factory=keys.Plan)

    def __getitem__(self, station: StationId) -> Post:
        return self.posts[station]

    def close(self) -> None:
        for post in self.posts.values():
            post.close()
