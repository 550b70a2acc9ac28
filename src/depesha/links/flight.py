"""Loads in flight: what one connection has sent and not had answered, and where it stands.

Pure: no clock, no socket. Times are milliseconds, given by the caller.

Rule 1: every load has a number (`links/channels.py` gives it), and each number is answered once. An
    answer to a number that is not in flight is Malformed.
Rule 2: the out-tray is read with a cursor per grade. An entry that is in flight, or whose answer is
    not yet committed here, or that is deferred, is passed over when the cursor comes by it again.
Rule 3: the window is 256 loads or 4 MiB, whichever is full first; one load of any size may always
    go when nothing else is in flight. A load counts those of its own grade and above: what is less
    urgent never keeps a flash waiting.
Rule 4: letters (and returns) and blobs have cursors of their own, because blobs are pulled one at
    a time, when there is a place for another.
Rule 5: when a deferred entry is due the cursor goes back before it, so nothing of it is kept in
    memory but its number. With 1,024 of a grade deferred that grade rests until the first is due
    (attack: a neighbour defers a thousand letters by an hour each, and then comes a flash). It goes
    back in the same way for letters that the other side says have not come. A blob is not pulled
    again for that: it stays open, and its offer is said once more (`links/outbound.py`).
Rule 6: a letter that is pulled again may have been under way when it was asked for (bulk stands
    aside between launching and writing). It is answered twice then, and once is passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.channel import ChannelSeq, Span
from depesha.errors import Malformed
from depesha.links.channels import Outgoing
from depesha.names import Epoch, TimeMs
from depesha.packet import Grade, PacketKind

WINDOW_LOADS: Final = 256
WINDOW_BYTES: Final = 4 * 1024 * 1024
MAX_DEFERRED: Final = 1024

MAX_TWICE: Final = 1024
"""Numbers of rule 6 that are kept; the oldest are forgotten (attack: asking for ever)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aloft:
    """One load in flight."""

    entry: int
    grade: Grade
    size_bytes: int
    kind: PacketKind


def _is_gone(_entry: int) -> bool:
    return False


class Flight:
    """The loads that one connection has sent, and its place in the out-tray."""

    def __init__(self, numbers: Outgoing | None = None) -> None:
        """Begin at the head of the out-tray; `numbers` are those of the lane."""
        self._numbers = Outgoing(0, Epoch(bytes(8))) if numbers is None else numbers
        self._after: dict[PacketKind, dict[Grade, int]] = {kind: {} for kind in PacketKind}
        self._aloft: dict[ChannelSeq, Aloft] = {}
        self._loads: Counter[Grade] = Counter()
        self._bytes: Counter[Grade] = Counter()
        self._deferred: dict[int, tuple[PacketKind, Grade, TimeMs]] = {}
        self._put_off: Counter[Grade] = Counter()
        self._aside: set[int] = set()  # rule 2: aloft, deferred, or being settled
        self._twice: Counter[ChannelSeq] = Counter()  # rule 6: answers that may come beside

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
        number = self._numbers.give(entry, grade, kind)
        self._aloft[number] = Aloft(entry=entry, grade=grade, size_bytes=size_bytes, kind=kind)
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
        """Let letters under these numbers be pulled again, and say whether there were any."""
        asked = [
            number
            for number, load in self._aloft.items()
            if load.kind is PacketKind.LETTER
            and any(first <= number <= last for first, last in spans)
        ]
        for number in asked:
            load = self._lower(number)
            self._go_back(load.entry, load.grade, load.kind)
            self._twice[number] += 1
        while len(self._twice) > MAX_TWICE:
            del self._twice[next(iter(self._twice))]
        return bool(asked)

    def sweep(
        self,
        kind: PacketKind | None = None,
        *,
        to_the_end: bool = False,
        is_held: Callable[[int], bool] = _is_gone,
    ) -> bool:
        """Give up the numbers of entries, of that kind only, that are not in the out-tray any more.

        They were sent on an earlier connection, and have ended or gone another way since: they are
        not in flight, and the cursor has gone past them, or (`to_the_end`) nothing is given behind
        it. Those that are held all the same are only kept back, and keep their numbers. Says
        whether there were any.
        """
        if len(self._numbers) == len(self._aloft):
            return False  # as nearly always: what has a number is in flight
        gone = [
            entry
            for entry, given in self._numbers.unanswered().items()
            if entry not in self._aside
            and kind in {None, given.kind}
            and (to_the_end or entry <= self._after[given.kind].get(given.grade, 0))
            and not is_held(entry)
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
            if last - first >= len(self._aloft) + len(self._twice):  # before counting to 2^53
                raise _not_in_flight(last)
            answered = map(self._take, range(first, last + 1))
            entries += [load.entry for load in answered if load is not None]
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
        if load is not None:
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
            self._go_back(entry, grade, kind)
        return bool(due)

    def _go_back(self, entry: int, grade: Grade, kind: PacketKind) -> None:
        self._aside.discard(entry)
        after = self._after[kind]
        after[grade] = min(after.get(grade, 0), entry - 1)

    def _take(self, number: ChannelSeq) -> Aloft | None:
        """Take a load out that was answered; None where it goes again all the same (rule 6)."""
        if number not in self._aloft and self._twice[number]:
            self._twice[number] -= 1
            return None
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
