"""The numbers of one connection: what may come under which, and what is said of them.

Rule 1: on a connection numbers ascend. One that goes back is Malformed, unless the other side's
    CHECK has said that it may still come; then its load is marked as perhaps a duplicate.
Rule 2: at most 1,024 loads go back after one CHECK: no station has more in flight.
Rule 3: a REPEAT is answered with a CHECK, and with the loads that have no answer yet, once in five
    seconds at most (attack: one who asks for everything for ever). One for numbers that were never
    given is Malformed.
Rule 4: REPEAT and CHECK are said to a station that knows the feature, and the numbers of loads
    without an answer go on with it only: another one takes no number twice.

A carrier that numbers by itself (a pack of a folder line) gives no `Channels`; its loads bear no
mark. Pure: no clock, no socket. When what is said: `links/checking.py`.
"""

from collections.abc import Sequence
from typing import Final

from depesha.channel import (
    MAX_SPANS,
    ChannelCount,
    ChannelHeard,
    ChannelMark,
    ChannelSeq,
    Span,
    coarse,
    size_of,
    spans_of,
)
from depesha.errors import Malformed
from depesha.links import frames
from depesha.links.channels import CHANNEL_NUMBERS, Channels, Outgoing
from depesha.links.frames import Introduction
from depesha.names import TimeMs

MOST_GOING_BACK: Final = 1024

REPEAT_REST_MS: Final = 5_000


class Numbering:
    """Both channels of one connection after its greeting."""

    def __init__(self, mine: Introduction, theirs: Introduction, channels: Channels | None) -> None:
        self.checks = bool(channels) and CHANNEL_NUMBERS in {*mine.features} & {*theirs.features}
        """Whether REPEAT and CHECK may be said."""
        self.out = channels.outgoing(mine.lane) if channels else Outgoing(mine.lane, mine.epoch)
        self._in = channels.incoming(theirs.lane, theirs.epoch) if channels else None
        self._theirs = theirs
        self._heard: ChannelSeq = 0
        self._awaited: Sequence[Span] = ()
        self._going_back = 0
        self._repeated_at: TimeMs | None = None
        if not self.checks:
            for entry in list(self.out.unanswered()):
                self.out.settle(entry)

    # -- theirs -------------------------------------------------------------------------------

    def hear(self, number: ChannelSeq, now: TimeMs) -> ChannelMark | None:
        """Take note that a load came under that number, and return its mark.

        Raises:
            Malformed: it is out of its channel's order.
        """
        again = number <= self._heard
        if again and not self._may_go_back(number):
            msg = f"{self._theirs.station} sends number {number} out of its channel's order"
            raise Malformed(msg)
        self._heard = max(self._heard, number)
        if self._in is None:
            return None
        self._in.account.take(number, number, now)
        return ChannelMark(lane=self._in.lane, epoch=self._in.epoch, number=number, again=again)

    def _may_go_back(self, number: ChannelSeq) -> bool:
        self._going_back -= 1
        return self._going_back >= 0 and any(
            first <= number <= last for first, last in self._awaited
        )

    def checked(self, frame: frames.Check, now: TimeMs) -> ChannelHeard | None:
        """Take the neighbour's word for its last number and for what may still come."""
        if self._in is None:
            return None
        account = self._in.account
        went_back = frame.last < account.last
        account.told(frame.last, frame.awaited, now)
        self._heard = frame.last
        self._awaited = frame.awaited
        self._going_back = min(size_of(frame.awaited), MOST_GOING_BACK)
        return ChannelHeard(
            neighbour=self._theirs.station,
            lane=frame.lane,
            epoch=frame.epoch,
            last=frame.last,
            awaited=frame.awaited,
            went_back=went_back,
        )

    def answered_without_commit(self, *numbers: ChannelSeq) -> None:
        """Keep numbers for the desk that it did not learn with a load, or not for good."""
        if self._in is not None:
            self._in.unwritten += numbers

    def unwritten(self) -> ChannelHeard | None:
        """Return what the desk is still to learn."""
        if self._in is None or not self._in.unwritten:
            return None
        heard, self._in.unwritten = spans_of(set(self._in.unwritten)), []
        return ChannelHeard(
            neighbour=self._theirs.station,
            lane=self._in.lane,
            epoch=self._in.epoch,
            heard=tuple(heard),
        )

    def crowded(self) -> ChannelHeard:
        """Return what the desk is to learn of a neighbour that leaves too many gaps, once."""
        return ChannelHeard(
            neighbour=self._theirs.station,
            lane=self._theirs.lane,
            epoch=self._theirs.epoch,
            crowded=True,
        )

    @property
    def is_crowded(self) -> bool:
        """Whether the neighbour leaves more gaps than are kept."""
        return self._in is not None and len(self._in.account.gaps) > MAX_SPANS

    @property
    def is_missing(self) -> bool:
        """Whether there are numbers to ask for, and somebody who would understand."""
        return self.checks and self._in is not None and bool(self._in.account.gaps)

    @property
    def missing(self) -> int:
        """How many numbers are missing."""
        return size_of(self._in.account.spans()) if self._in else 0

    def repeat(self) -> frames.Repeat | None:
        """Return what asks for the numbers that are missing, if any are."""
        if not self.is_missing or self._in is None:
            return None
        missing = coarse(self._in.account.spans(), MAX_SPANS)
        return frames.Repeat(lane=self._in.lane, epoch=self._in.epoch, ranges=missing)

    # -- ours ---------------------------------------------------------------------------------

    def may_repeat(self, frame: frames.Repeat, now: TimeMs) -> bool:
        """Say whether a REPEAT is answered now.

        Raises:
            Malformed: it asks for numbers that were never given.
        """
        if frame.ranges[-1][1] > self.out.last:
            msg = f"{self._theirs.station} asks for numbers that it was never sent"
            raise Malformed(msg)
        before = self._repeated_at
        if before is not None and 0 <= now - before < REPEAT_REST_MS:
            return False
        self._repeated_at = now
        return True

    def check(self) -> frames.Check:
        """Return what says the last number given, and what may still come."""
        out = self.out
        return frames.Check(lane=out.lane, epoch=out.epoch, last=out.last, awaited=out.awaited())

    def count(self) -> ChannelCount | None:
        """Return how far the numbers have come that this station gives."""
        return None if self._in is None else self.out.count()
