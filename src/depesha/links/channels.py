"""What is remembered of the numbers on the lines to one neighbour, from one connection to the next.

Rule 1: a connection that breaks does not begin at 1 again. The numbers that this station gives on a
    lane go on as long as its process serves, in one epoch; a load without an answer goes again
    under the number that it has, and is marked as perhaps a duplicate.
Rule 2: which entry of the out-tray bears which number is not written on disk. After a crash it is
    not known, so a new process takes a new epoch, and everything is offered in that.
Rule 3: what a neighbour's numbers came to is taken up from what the desk has written down, when
    this process meets an epoch for the first time.
Rule 4: a neighbour may leave 128 gaps. With one more it is left, and says so itself: gaps close
    by its own words on the next connection (attack: every second number).

Pure: no clock, no socket. On one connection: `links/numbering.py`.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from depesha.channel import (
    MAX_SPANS,
    Account,
    ChannelCount,
    ChannelSeq,
    Span,
    coarse,
    spans_of,
)
from depesha.errors import NotNow
from depesha.links.exchange import Recall
from depesha.names import Epoch, StationId
from depesha.packet import Grade, PacketKind

CHANNEL_NUMBERS: Final = "channel-numbers"
"""The feature: numbers go on from connection to connection, and REPEAT and CHECK are understood."""

EPOCH_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Given:
    """A number that an entry has and that is not answered, and where the entry waits."""

    number: ChannelSeq
    grade: Grade
    kind: PacketKind


class Outgoing:
    """The numbers that this station gives on one lane to one neighbour."""

    def __init__(self, lane: int, epoch: Epoch) -> None:
        self.lane = lane
        self.epoch = epoch
        self._last: ChannelSeq = 0
        self._numbers: dict[int, Given] = {}  # by entry
        self.sent = 0
        """Loads, each time that they went."""
        self.accepted = 0
        self._again = 0

    def __len__(self) -> int:
        """How many loads have a number and no answer."""
        return len(self._numbers)

    @property
    def last(self) -> ChannelSeq:
        """The last number that was given."""
        return self._last

    def give(self, entry: int, grade: Grade, kind: PacketKind = PacketKind.LETTER) -> ChannelSeq:
        """Return the number of an entry that goes now: the next, or the one that it has."""
        self.sent += 1
        if entry in self._numbers:
            self._again += 1
            return self._numbers[entry].number
        self._last += 1
        self._numbers[entry] = Given(self._last, grade, kind)
        return self._last

    def take_back(self, entry: int) -> None:
        """Let an entry have no number that no frame can hold; the last one is given to another."""
        given = self._numbers.pop(entry)
        self.sent -= 1
        if given.number == self._last:
            self._last -= 1

    def settle(self, entry: int) -> None:
        """Note that an entry was answered, or has gone another way: its number is done with."""
        self._numbers.pop(entry, None)

    def unanswered(self) -> Mapping[int, Given]:
        """Return the entries that have a number and no answer."""
        return self._numbers

    def awaited(self) -> tuple[Span, ...]:
        """Return the numbers that may still come, at most 128 spans; more than that are rounded."""
        return coarse(spans_of(given.number for given in self._numbers.values()), MAX_SPANS)

    def count(self) -> ChannelCount:
        """Return how far the numbers have come."""
        return ChannelCount(
            lane=self.lane,
            epoch=self.epoch,
            last=self._last,
            sent=self.sent,
            accepted=self.accepted,
            again=self._again,
            unanswered=len(self._numbers),
        )


class Incoming:
    """The numbers of one channel of the neighbour's, as they were heard on the line."""

    def __init__(self, lane: int, epoch: Epoch, account: Account) -> None:
        self.lane = lane
        self.epoch = epoch
        self.account = account
        self.unwritten: list[ChannelSeq] = []
        """Numbers that were answered without a commit of the desk's; it is still to learn them."""


class Channels:
    """Both directions of the line to one neighbour, by lane."""

    def __init__(self, neighbour: StationId, token: Callable[[int], bytes], recall: Recall) -> None:
        """Remember nothing yet; epochs are made of `token`."""
        self._neighbour = neighbour
        self._token = token
        self._recall = recall
        self._outgoing: dict[int, Outgoing] = {}
        self._incoming: dict[int, Incoming] = {}

    def outgoing(self, lane: int) -> Outgoing:
        """Return the numbers that are given on a lane; the first time they begin, in an epoch."""
        if lane not in self._outgoing:
            self._outgoing[lane] = Outgoing(lane, Epoch(self._token(EPOCH_BYTES)))
        return self._outgoing[lane]

    def incoming(self, lane: int, epoch: Epoch) -> Incoming:
        """Return what was heard on a lane in that epoch; a former one is forgotten here."""
        known = self._incoming.get(lane)
        if known is None or known.epoch != epoch:
            account: Account | None = None
            with suppress(NotNow):  # then the other side's first CHECK says it
                account = self._recall(self._neighbour, lane, epoch)
            known = self._incoming[lane] = Incoming(lane, epoch, account or Account())
        return known
