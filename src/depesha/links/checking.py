"""When a connection speaks of its numbers: at its beginning, when one is missing, when it is idle.

Rule 1: a connection on which numbers go on begins with a CHECK, so that the other side knows what
    may still come and what never will.
Rule 2: what is missing is asked for after `repeat_seconds`, then after twice as long, and so on. As
    long as it grows less it is under way, and is not asked for: a slow line has enough to carry.
    While nothing is missing there is no timer.
Rule 3: when no load has gone for `check_seconds` the last number is said: the loss of the last load
    of all is seen by nothing else.

What is said and means what: `links/numbering.py`.
"""

from collections.abc import Callable
from typing import Final

from depesha.channel import ChannelSaid
from depesha.links import frames
from depesha.links.channel import Batch, Channel
from depesha.links.exchange import Patience
from depesha.packet import PacketKind

SetTimer = Callable[[Callable[[], None], float], None]

TWICE: Final = 2


class Checking:
    """The clockwork of the numbers of one connection."""

    def __init__(
        self,
        channel: Channel,
        patience: Patience,
        say: Callable[[bytes], None],
        take_up: Callable[[Batch], None],
        set_timer: SetTimer,
    ) -> None:
        """Begin with nothing said; a batch given to `take_up` is handed in."""
        self._channel = channel
        self._numbering = channel.numbering
        self._patience = patience
        self._say = say
        self._take_up = take_up
        self._set_timer = set_timer
        self._sent = 0
        self._wait_seconds = 0.0  # 0: nothing is missing
        self._missing = 0

    def begin(self) -> None:
        """Say what numbers were given on earlier connections; then say it when idle."""
        if self._numbering.checks:
            if self._numbering.out.last:
                self._check()
            self._sent = self._numbering.out.sent
            self._set_timer(self._look, self._patience.check_seconds)

    def heard(self) -> None:
        """See whether something is missing, after frames came."""
        if not self._wait_seconds and self._numbering.is_missing:
            self._wait_seconds = self._patience.repeat_seconds
            self._missing = self._numbering.missing
            self._set_timer(self._ask, self._wait_seconds)

    def swept(self, kind: PacketKind, is_held: Callable[[int], bool]) -> None:
        """Say so if numbers will never come: the out-tray was seen to its end without them.

        Raises:
            NotNow: the store cannot say whether it holds one of them all the same.
        """
        flight = self._channel.flight
        swept = flight.sweep(kind, to_the_end=True, is_held=is_held)
        if swept and self._numbering.checks:
            self._check()

    def _ask(self) -> None:
        asked = self._numbering.repeat()
        if asked is None:
            self._wait_seconds = 0.0
            return
        before, self._missing = self._missing, self._numbering.missing
        if self._missing >= before:
            self._say(frames.write(asked))
            self._wait_seconds = min(TWICE * self._wait_seconds, self._patience.check_seconds)
        self._set_timer(self._ask, self._wait_seconds)

    def _look(self) -> None:
        if self._numbering.out.sent == self._sent:
            self._check()
        self._sent = self._numbering.out.sent
        self._set_timer(self._look, self._patience.check_seconds)

    def _check(self) -> None:
        self._say(frames.write(self._numbering.check()))
        said = ChannelSaid(neighbour=self._channel.neighbour, count=self._numbering.out.count())
        self._take_up(Batch(said=[said]))
