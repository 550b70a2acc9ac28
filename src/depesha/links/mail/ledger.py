"""What was sent by mail, and when it goes again. Pure.

Rule 1: a file goes at once when it is new, and again while our manifest names it: nobody but the
    manifest knows what is answered. Each time the wait doubles, up to a day.
Rule 2: a sign of life of the neighbour, newer than the last, makes the waits short again: what he
    lost while he was away comes soon, and to one who is away little is sent.
Rule 3: a manifest goes with every mail. One that has changed and finds no company goes alone, after
    a while: it only says that something is done with.
Rule 4: what comes a second time though we hold it says that the neighbour does not know our
    manifest: it is owed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from depesha.names import Digest, TimeMs
from depesha.packet import Grade
from depesha.schema import FIRST_TIME_MS, Record, Row, many, octets, optional, time_ms, uint
from depesha.schema import field as line

MAX_ENTRIES: Final = 4096
MAX_LEDGER_BYTES: Final = 512 * 1024
LONGEST_MS: Final = 24 * 3_600_000
MAX_DOUBLINGS: Final = 32
NEVER: Final = TimeMs(FIRST_TIME_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file.

    Attributes:
        gone_bytes: how much of it went, of the time that is under way.
        sent_at: when the last of it went; before all time while nothing did.
        times: how often all of it went since the last sign of life but one.
    """

    digest: Digest
    gone_bytes: int = 0
    sent_at: TimeMs = NEVER
    times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that is remembered, as it is written down.

    Attributes:
        told: the manifest that went last.
        clock: the time of our last mail; the next has a later one.
        heard: the time of sending of the neighbour's latest mail that came, by his clock.
    """

    version: int = 1
    entries: tuple[Entry, ...] = ()
    told: Digest | None = None
    clock: TimeMs = NEVER
    heard: TimeMs = NEVER


_ENTRY: Final = Row(Entry, octets(32), uint(max=2**32), time_ms(), uint(max=2**32))

PAGE: Final = Record(
    Page,
    line(0, "version", uint(min=1, max=1)),
    line(1, "entries", many(_ENTRY, max=MAX_ENTRIES), default=()),
    line(2, "told", optional(octets(32))),
    line(3, "clock", time_ms()),
    line(4, "heard", time_ms()),
)


class Ledger:
    """What of one line goes next, and when."""

    def __init__(self, page: Page, *, repeat_ms: int, linger_ms: int) -> None:
        """Begin where a page ends; what goes again waits `repeat_ms` the first time."""
        self._repeat_ms = repeat_ms
        self._linger_ms = linger_ms
        self._entries = {entry.digest: entry for entry in page.entries}
        self._told = page.told
        self._clock = page.clock
        self._heard = page.heard
        self._grades: Mapping[Digest, Grade] = {}
        self._manifest: Digest | None = None
        self._owed_at: TimeMs | None = None

    def page(self) -> Page:
        """Return all that is to be remembered."""
        return Page(
            entries=tuple(self._entries.values()),
            told=self._told,
            clock=self._clock,
            heard=self._heard,
        )

    def follow(self, manifest: Digest, packs: Sequence[tuple[Digest, Grade]], now: TimeMs) -> None:
        """Take our manifest that is in force: what it does not name is done with.

        What went at a time that is still to come goes anew: the clock was set back.
        """
        self._grades = dict(packs)
        known = {one: entry for one, entry in self._entries.items() if entry.sent_at <= now}
        self._entries = {one: known.get(one, Entry(digest=one)) for one in self._grades}
        if manifest != self._manifest:
            self._manifest = manifest
            self._owed_at = None
        if manifest != self._told and self._owed_at is None:
            self._owed_at = now

    def due(self, now: TimeMs) -> list[Entry]:
        """Return what is due, the most urgent first, of a grade the oldest."""
        found = [entry for entry in self._entries.values() if self._due_at(entry) <= now]
        return sorted(found, key=lambda entry: -self._grades[entry.digest])

    def is_manifest_due(self, now: TimeMs) -> bool:
        """Say whether the manifest waited long enough for company."""
        return self._owed_at is not None and self._owed_at + self._linger_ms <= now

    def next_at(self) -> TimeMs | None:
        """Return when something is due; in the past if it is."""
        times = [self._due_at(entry) for entry in self._entries.values()]
        if self._owed_at is not None:
            times.append(TimeMs(self._owed_at + self._linger_ms))
        return min(times, default=None)

    def stamp(self, now: TimeMs) -> TimeMs:
        """Return the time that the next mail bears: it ascends, whatever the clock does."""
        self._clock = TimeMs(max(now, self._clock + 1))
        return self._clock

    def note_piece(self, digest: Digest, end: int, size_bytes: int, now: TimeMs) -> None:
        """Note that a file went up to `end`."""
        entry = self._entries.get(digest)
        if digest == self._manifest and end == size_bytes:
            self._told, self._owed_at = digest, None
        elif entry is not None and end < size_bytes:
            self._entries[digest] = replace(entry, gone_bytes=end)
        elif entry is not None:
            self.put_off(digest, now)

    def put_off(self, digest: Digest, now: TimeMs) -> None:
        """Let a file wait its time, as one that went: all of it did, or nobody wants it."""
        entry = self._entries.get(digest)
        if entry is not None:
            self._entries[digest] = Entry(digest=digest, sent_at=now, times=entry.times + 1)

    def hear(self, sent_at: TimeMs, now: TimeMs, *, repeated: bool) -> None:
        """Note that a mail of the neighbour came; `repeated`: with what we had."""
        if sent_at <= self._heard:
            return  # an old mail, shown again by whoever: no sign of life
        self._heard = sent_at
        self._entries = {
            digest: replace(entry, times=min(entry.times, 1))
            for digest, entry in self._entries.items()
        }
        if repeated and self._manifest is not None and self._owed_at is None:
            self._owed_at = now

    @property
    def went(self) -> int:
        """How many files went whole at least once and are not done with."""
        return sum(entry.times > 0 for entry in self._entries.values())

    def _due_at(self, entry: Entry) -> TimeMs:
        if entry.times == 0 or entry.gone_bytes:
            return entry.sent_at
        wait = self._repeat_ms << min(entry.times - 1, MAX_DOUBLINGS)
        return TimeMs(entry.sent_at + min(wait, max(LONGEST_MS, self._repeat_ms)))
