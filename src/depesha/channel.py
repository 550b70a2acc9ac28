"""Channel numbers: what one direction of a line counts, and which of its numbers have come.

A *channel* is one direction of a line, on one lane, in one epoch of its sender. Its loads bear the
numbers 1, 2, 3 … (`channel_seq`), as the telegrams of a circuit did (ACP 127: the number is checked
at receipt, a gap is asked for, a circuit that is idle says the last number).

Rule 1: a number is *accounted for* when its load came, whatever was answered, or when its sender
    says that it will never come (it was settled by another connection, refused, or given another
    way). What is at or below the last number and not accounted for is a gap.
Rule 2: an epoch of a sender that a later one has followed is over: nothing of it will come.
Rule 3: whose packet it is, and who has custody of it, is never decided by these numbers.

Both ends of the work use it: the lines, which ask for what is missing, and the desk, which writes
down what came in the commit that takes custody. Protocol: `docs/spec/link.md`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from depesha.names import Epoch, StationId, TimeMs

ChannelSeq: TypeAlias = int
"""Number of a load on its channel: per line, direction, lane and epoch, from 1."""

Span: TypeAlias = tuple[ChannelSeq, ChannelSeq]
"""Numbers from the first to the last, both among them."""

MAX_NUMBER: Final = 2**53
MAX_SPANS: Final = 128
"""Spans in one frame, and gaps that a line keeps before it is left (128 of 20 bytes: 3 KiB)."""

MAX_GAPS: Final = 1024
"""Gaps that the desk keeps: those 128, and one for each load that may be under way (768)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMark:
    """What a load bore on its channel; `again`: its sender says that it may have sent it before."""

    lane: int
    epoch: Epoch
    number: ChannelSeq
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCount:
    """How far the numbers have come that this station gives on a lane, in one epoch.

    Attributes:
        last: the last number that was given.
        sent: loads, each time that they went.
        accepted: of them, those whose custody was taken.
        again: how often one went under a number that it had before.
        unanswered: loads that have a number and no answer.
    """

    lane: int
    epoch: Epoch
    last: ChannelSeq = 0
    sent: int = 0
    accepted: int = 0
    again: int = 0
    unanswered: int = 0


# -- what a line reports, beside the loads themselves ---------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHeard:
    """What was heard on a channel of a neighbour's that no load told.

    Attributes:
        heard: numbers whose loads came and were answered without the desk, or without its commit.
        last: the last number that the neighbour says it has given, if it said so (a CHECK).
        awaited: with it, the numbers up to there that may still come.
        went_back: that last number is lower than one that came.
        crowded: the neighbour leaves more gaps than are kept, and was left for it.
    """

    neighbour: StationId
    lane: int
    epoch: Epoch
    heard: tuple[Span, ...] = ()
    last: ChannelSeq | None = None
    awaited: tuple[Span, ...] = ()
    went_back: bool = False
    crowded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSaid:
    """The last number was said to a neighbour: how far this station's own numbers have come."""

    neighbour: StationId
    count: ChannelCount


# -- which numbers have come ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelGap:
    """Numbers that are not accounted for, and since when."""

    first: ChannelSeq
    last: ChannelSeq
    since: TimeMs


class Account:
    """Which numbers of one channel are accounted for: all up to `last` but those of `gaps`."""

    __slots__ = ("gaps", "last")

    def __init__(self, last: ChannelSeq = 0, gaps: Iterable[ChannelGap] = ()) -> None:
        """Begin with what is known; gaps ascend and do not touch."""
        self.last = last
        self.gaps = list(gaps)

    def lacks(self, number: ChannelSeq) -> bool:
        """Say whether a number is not accounted for."""
        return number > self.last or any(gap.first <= number <= gap.last for gap in self.gaps)

    def take(self, first: ChannelSeq, last: ChannelSeq, at: TimeMs) -> list[ChannelGap]:
        """Account for these numbers; return the gaps, or pieces of them, that this closes."""
        closed = self._cut([(first, last)]) if first <= self.last else []
        self._reach(first, at)
        self.last = max(self.last, last)
        return closed

    def told(self, last: ChannelSeq, awaited: Sequence[Span], at: TimeMs) -> list[ChannelGap]:
        """Take a sender's word: up to `last` only what is `awaited` may come.

        Returns what this closes; `awaited` ascends. Numbers beyond `last` are not touched: what
        came after those words may have been accounted for before them.
        """
        self._reach(last + 1, at)
        self.last = max(self.last, last)
        return self._cut(_between(awaited, last))

    def spans(self) -> list[Span]:
        """Return the numbers that are missing."""
        return [(gap.first, gap.last) for gap in self.gaps]

    def bound(self, most: int) -> None:
        """Keep no more than so many gaps: the first two become one, with what is between them.

        What came between is then shown as missing; it is never the other way round.
        """
        while len(self.gaps) > most:
            first, second = self.gaps[:2]
            self.gaps[:2] = [replace(first, last=second.last)]

    def _reach(self, number: ChannelSeq, at: TimeMs) -> None:
        """Let what lies between the last number and this one be a gap, or part of the last one."""
        if number <= self.last + 1:
            return
        if self.gaps and self.gaps[-1].last == self.last:
            self.gaps[-1] = replace(self.gaps[-1], last=number - 1)
        else:
            self.gaps.append(ChannelGap(first=self.last + 1, last=number - 1, since=at))

    def _cut(self, spans: Sequence[Span]) -> list[ChannelGap]:
        """Take spans, which ascend, out of the gaps; return what was taken."""
        kept: list[ChannelGap] = []
        taken: list[ChannelGap] = []
        for gap in self.gaps:
            begin = gap.first
            for first, last in spans:
                if first > gap.last or last < begin:
                    continue
                if first > begin:
                    kept.append(replace(gap, first=begin, last=first - 1))
                end = min(last, gap.last)
                taken.append(replace(gap, first=max(first, begin), last=end))
                begin = end + 1
            if begin <= gap.last:
                kept.append(replace(gap, first=begin))
        self.gaps = kept
        return taken


def _between(spans: Sequence[Span], last: ChannelSeq) -> list[Span]:
    """Return the numbers from 1 to `last` that are in none of the spans."""
    found: list[Span] = []
    begin = 1
    for first, end in spans:
        if first > begin:
            found.append((begin, min(first - 1, last)))
        begin = max(begin, end + 1)
    if begin <= last:
        found.append((begin, last))
    return [span for span in found if span[0] <= span[1]]


def spans_of(numbers: Iterable[ChannelSeq]) -> list[Span]:
    """Return numbers as ascending spans: `[1, 2, 3, 7]` -> `[(1, 3), (7, 7)]`."""
    spans: list[Span] = []
    for number in sorted(numbers):
        if spans and number <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def coarse(spans: Sequence[Span], most: int) -> tuple[Span, ...]:
    """Return spans that hold all of these and are no more than `most`: the last are made one."""
    if len(spans) <= most:
        return tuple(spans)
    return (*spans[: most - 1], (spans[most - 1][0], spans[-1][1]))


def size_of(spans: Iterable[Span]) -> int:
    """Return how many numbers there are in spans that do not overlap."""
    return sum(last - first + 1 for first, last in spans)
