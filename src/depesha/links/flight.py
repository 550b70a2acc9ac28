"""Loads in flight: what one connection has sent and not had answered, and where it stands.

Pure: no clock, no socket. Times are milliseconds, given by the caller.

Rule 1: every load has a number (`links/channels.py` gives it), and each number is answered once. An
    answer to a number that is not in flight is Malformed.
Rule 2: the out-tray is read with a cursor per grade. An entry that is in flight, or whose answer is
    not yet committed here, or that is deferred, is passed over when the cursor comes by it again.
Rule 3: the window is 256 loads or 4 MiB, whichever is full first; one load of any size may always
    go when nothing else is in flight. A load counts those of its own grade and above: what is less
    urgent never keeps a flash waiting.
Rule 4: when a deferred entry is due the cursor goes back before it, so nothing of it is kept in
    memory but its number. With 1,024 of a grade deferred that grade rests until the first is due
    (attack: a neighbour defers a thousand letters by an hour each, and then comes a flash). It goes
    back in the same way for loads that the other side says have not come.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.channel import ChannelSeq, Span
from depesha.errors import Malformed
from depesha.links.channels import Outgoing
from depesha.names import Epoch, TimeMs
from depesha.packet import Grade

WINDOW_LOADS: Final = 256
WINDOW_BYTES: Final = 4 * 1024 * 1024
MAX_DEFERRED: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Aloft:
    """One load in flight."""

    entry: int
    grade: Grade
    size_bytes: int


class Flight:
    """The loads that one connection has sent, and its place in the out-tray."""

    def __init__(self, numbers: Outgoing | None = None) -> None:
        """Begin at the head of the out-tray; `numbers` are those of the lane."""
        self._numbers = Outgoing(0, Epoch(bytes(8))) if numbers is None else numbers
        self._after: dict[Grade, int] = {}
        self._aloft: dict[ChannelSeq, Aloft] = {}
        self._loads: Counter[Grade] = Counter()
        self._bytes: Counter[Grade] = Counter()
        self._deferred: dict[int, tuple[Grade, TimeMs]] = {}
        self._put_off: Counter[Grade] = Counter()
        self._aside: set[int] = set()  # rule 2: aloft, deferred, or being settled

    def __len__(self) -> int:
        """How many loads are in flight."""
        return len(self._aloft)

    @property
    def after(self) -> Mapping[Grade, int]:
        """The last entry of each grade that was looked at."""
        return self._after

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
        return min((until for _, until in self._deferred.values()), default=None)

    def reach(self, entry: int, grade: Grade) -> bool:
        """Move the cursor to an entry, and say whether it is to be sent."""
        self._after[grade] = max(entry, self._after.get(grade, 0))
        return entry not in self._aside

    def launch(self, entry: int, grade: Grade, size_bytes: int) -> ChannelSeq:
        """Return the number under which an entry is now sent."""
        number = self._numbers.give(entry, grade)
        self._aloft[number] = Aloft(entry=entry, grade=grade, size_bytes=size_bytes)
        self._loads[grade] += 1
        self._bytes[grade] += size_bytes
        self._aside.add(entry)
        return number

    def ground(self, number: ChannelSeq) -> int:
        """Take a load out that no frame can hold, and its number back; return its entry."""
        entry = self._lower(number).entry
        self._numbers.take_back(entry)
        return entry

    def offer_again(self, spans: Sequence[Span]) -> bool:
        """Let loads under these numbers be pulled again, and say whether there were any."""
        asked = [
            number
            for number in self._aloft
            if any(first <= number <= last for first, last in spans)
        ]
        for number in asked:
            load = self._lower(number)
            self._go_back(load.entry, load.grade)
        return bool(asked)

    def sweep(self, *, to_the_end: bool = False) -> bool:
        """Give up the numbers of entries that are not in the out-tray any more.

        They were sent on an earlier connection, and have ended or gone another way since: they are
        not in flight, and the cursor has gone past them, or (`to_the_end`) nothing waits behind it.
        Says whether there were any.
        """
        if len(self._numbers) == len(self._aloft):
            return False  # as nearly always: what has a number is in flight
        gone = [
            entry
            for entry, grade in self._numbers.unanswered()
            if entry not in self._aside and (to_the_end or entry <= self._after.get(grade, 0))
        ]
        for entry in gone:
            self._numbers.settle(entry)
        return bool(gone)

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
        self._deferred[load.entry] = (load.grade, until)
        self._put_off[load.grade] += 1

    def resume(self, now: TimeMs) -> bool:
        """Let the deferred entries that are due be pulled again, and say whether there were any."""
        due = [(entry, grade) for entry, (grade, at) in self._deferred.items() if at <= now]
        for entry, grade in due:
            del self._deferred[entry]
            self._put_off[grade] -= 1
            self._go_back(entry, grade)
        return bool(due)

    def _go_back(self, entry: int, grade: Grade) -> None:
        self._aside.discard(entry)
        self._after[grade] = min(self._after.get(grade, 0), entry - 1)

    def _take(self, number: ChannelSeq) -> Aloft:
        load = self._lower(number)
        self._numbers.settle(load.entry)
        return load

    def _lower(self, number: ChannelSeq) -> Aloft:
        try:
            load = self._aloft.pop(number)
        except KeyError:
            raise _not_in_flight(number) from None
        self._loads[load.grade] -= 1
        self._bytes[load.grade] -= load.size_bytes
        return load


def _not_in_flight(number: ChannelSeq) -> Malformed:
    return Malformed(f"an answer to number {number}, which is not in flight")
