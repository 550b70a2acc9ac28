"""Loads in flight: what one connection has sent and not had answered, and where it stands.

Pure: no clock, no socket. Times are milliseconds, given by the caller.

Rule 1: every load of a connection has a number, from 1, and each number is answered once. An answer
    to a number that is not in flight is Malformed.
Rule 2: the out-tray is read with a cursor per grade. An entry that is in flight, or whose answer is
    not yet committed here, or that is deferred, is passed over when the cursor comes by it again.
Rule 3: the window is 256 loads or 4 MiB, whichever is full first; one load of any size may always
    go when nothing else is in flight. A load counts those of its own grade and above: what is less
    urgent never keeps a flash waiting.
Rule 4: letters (and returns) and blobs have cursors of their own, because blobs are pulled one at
    a time, when there is a place for another.
Rule 5: when a deferred entry is due the cursor goes back before it, so nothing of it is kept in
    memory but its number. With 1,024 of a grade deferred that grade rests until the first is due
    (attack: a neighbour defers a thousand letters by an hour each, and then comes a flash).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from depesha.errors import Malformed
from depesha.links.frames import ChannelSeq
from depesha.names import TimeMs
from depesha.packet import Grade, PacketKind

WINDOW_LOADS: Final = 256
WINDOW_BYTES: Final = 4 * 1024 * 1024
MAX_DEFERRED: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Aloft:
    """One load in flight."""

    entry: int
    grade: Grade
    size_bytes: int
    kind: PacketKind


class Flight:
    """The loads that one connection has sent, and its place in the out-tray."""

    def __init__(self) -> None:
        self._after: dict[PacketKind, dict[Grade, int]] = {kind: {} for kind in PacketKind}
        self._aloft: dict[ChannelSeq, Aloft] = {}
        self._loads: Counter[Grade] = Counter()
        self._bytes: Counter[Grade] = Counter()
        self._last: ChannelSeq = 0
        self._deferred: dict[int, tuple[PacketKind, Grade, TimeMs]] = {}
        self._put_off: Counter[Grade] = Counter()
        self._aside: set[int] = set()  # rule 2: aloft, deferred, or being settled

    def __len__(self) -> int:
        """How many loads are in flight."""
        return len(self._aloft)

    def __contains__(self, number: ChannelSeq) -> bool:
        """Whether a number is in flight."""
        return number in self._aloft

    def after(self, kind: PacketKind = PacketKind.LETTER) -> Mapping[Grade, int]:
        """Return the last entry of each grade that was looked at."""
        return self._after[kind]

    @property
    def deferred(self) -> Mapping[int, TimeMs]:
        """When each deferred entry is due."""
        return {entry: until for entry, (_, _, until) in self._deferred.items()}

    def has_room(self, grade: Grade) -> bool:
        """Say whether another load of that grade may go."""
        weighty = [other for other in self._loads if other >= grade]
        return (
            sum(self._loads[other] for other in weighty) < WINDOW_LOADS
            and sum(self._bytes[other] for other in weighty) < WINDOW_BYTES
            and self._put_off[grade] < MAX_DEFERRED
        )

    @property
    def next_due(self) -> TimeMs | None:
        """When the first deferred entry is due."""
        return min((until for _, _, until in self._deferred.values()), default=None)

    def reach(self, entry: int, grade: Grade, kind: PacketKind = PacketKind.LETTER) -> bool:
        """Move the cursor to an entry, and say whether it is to be sent."""
        after = self._after[kind]
        after[grade] = max(entry, after.get(grade, 0))
        return entry not in self._aside

    def set_aside(self, entry: int) -> None:
        """Pass an entry over from now on: it is being made ready."""
        self._aside.add(entry)

    def launch(
        self, entry: int, grade: Grade, size_bytes: int, kind: PacketKind = PacketKind.LETTER
    ) -> ChannelSeq:
        """Return the number under which an entry is now sent."""
        self._last += 1
        self._aloft[self._last] = Aloft(entry=entry, grade=grade, size_bytes=size_bytes, kind=kind)
        self._loads[grade] += 1
        self._bytes[grade] += size_bytes
        self._aside.add(entry)
        return self._last

    def land(self, ranges: Iterable[tuple[ChannelSeq, ChannelSeq]]) -> list[int]:
        """Return the entries that were answered for good; `settle` them after the commit here.

        Raises:
            Malformed: a number is not in flight.
        """
        entries: list[int] = []
        for first, last in ranges:
            if last - first >= len(self._aloft):  # before counting through 2^53 numbers
                raise _not_in_flight(last)
            entries += [self._take(number).entry for number in range(first, last + 1)]
        return entries

    def settle(self, entries: Iterable[int]) -> None:
        """Forget entries: the out-tray no longer gives them."""
        self._aside.difference_update(entries)

    def put_off(self, number: ChannelSeq, until: TimeMs) -> None:
        """Note that a load is to be sent again at `until`.

        Raises:
            Malformed: the number is not in flight.
        """
        load = self._take(number)
        self.rest(load.entry, load.grade, load.kind, until)

    def rest(self, entry: int, grade: Grade, kind: PacketKind, until: TimeMs) -> None:
        """Note that an entry is not to be sent before `until`."""
        self._aside.add(entry)
        self._deferred[entry] = (kind, grade, until)
        self._put_off[grade] += 1

    def resume(self, now: TimeMs) -> bool:
        """Let the deferred entries that are due be pulled again, and say whether there were any."""
        due = [(entry, *how) for entry, how in self._deferred.items() if how[2] <= now]
        for entry, kind, grade, _ in due:
            del self._deferred[entry]
            self._put_off[grade] -= 1
            self._aside.discard(entry)
            after = self._after[kind]
            after[grade] = min(after.get(grade, 0), entry - 1)
        return bool(due)

    def _take(self, number: ChannelSeq) -> Aloft:
        try:
            load = self._aloft.pop(number)
        except KeyError:
            raise _not_in_flight(number) from None
        self._loads[load.grade] -= 1
        self._bytes[load.grade] -= load.size_bytes
        return load


def _not_in_flight(number: ChannelSeq) -> Malformed:
    return Malformed(f"an answer to number {number}, which is not in flight")
