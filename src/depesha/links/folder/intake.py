"""What a pack means: loads to hand in, answers to loads of ours. Pure.

Rule: loads come in slices of the size of a desk's group, so that the station decides on other
things between them, and what is more urgent is looked for when the pack is done.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from depesha.errors import Malformed
from depesha.links import frames
from depesha.links.channel import Batch, Channel
from depesha.links.exchange import Own
from depesha.links.folder.bag import Bag, PackHeader
from depesha.links.frames import Accept, Defer, Introduction, Refuse
from depesha.names import Epoch, StationId, TimeMs
from depesha.packet import LineAnswer

SLICE: Final = 64

_LOADS: Final = frozenset({2, 3})
"""PARCEL and RETURN: the second byte of every frame is its number."""

Answer = Accept | Defer | Refuse


def channel_of(
    own: Own, epoch: Epoch, neighbour: StationId, tally: Counter[str], *, lane: int = 0
) -> Channel:
    """Return the channel of one pack: its numbers begin with 1 in an epoch of its own."""
    mine = Introduction(
        station=own.station,
        network=own.network,
        book_version=own.book_version,
        lane=lane,
        epoch=epoch,
    )
    return Channel(mine, replace(mine, station=neighbour), tally)


class Intake:
    """One pack of the neighbour's on its way in."""

    def __init__(self, own: Own, pack: Bag[PackHeader], tally: Counter[str]) -> None:
        header = pack.header
        self._channel = channel_of(own, header.epoch, header.sender, tally, lane=header.lane)
        self._loads = [one for one in pack.payloads if one[1] in _LOADS]
        self._rest = [one for one in pack.payloads if one[1] not in _LOADS]

    @property
    def has_loads(self) -> bool:
        """Whether there is anything to answer."""
        return bool(self._loads)

    def answers(self) -> list[Answer]:
        """Return the answers to loads of ours.

        Raises:
            Malformed: a frame is no answer.
        """
        found: list[Answer] = []
        for payload in self._rest:
            frame = frames.read(payload)
            if not isinstance(frame, Accept | Defer | Refuse):
                msg = "a pack holds a frame that belongs to a connection"
                raise Malformed(msg)
            found.append(frame)
        return found

    def slices(self, now: TimeMs) -> Iterator[Batch]:
        """Yield the loads.

        Raises:
            Malformed: a frame is malformed, or out of its epoch's order.
        """
        for at in range(0, len(self._loads), SLICE):
            yield self._channel.hear(self._loads[at : at + SLICE], now)

    def replies(self, batch: Batch, given: Sequence[LineAnswer]) -> list[bytes]:
        """Return the frames that answer a slice."""
        return [*batch.replies, *self._channel.answers(batch.numbers, given)]
