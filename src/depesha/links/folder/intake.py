"""What a pack means: loads to hand in, answers to loads of ours. Pure.

Rule 1: loads come in slices of the size of a desk's group, so that the station decides on other
    things between them, and what is more urgent is looked for when the pack is done.
Rule 2: a pack that announces a blob holds no other load: letters do not wait for a file.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from depesha.channel import ChannelSeq
from depesha.errors import Malformed, UnknownVersion
from depesha.links import frames
from depesha.links.channel import Batch, Channel
from depesha.links.exchange import Own
from depesha.links.folder.bag import Bag, PackHeader
from depesha.links.frames import Accept, Beside, Defer, Introduction, Refuse
from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.packet import MAX_SLIP_BYTES, SLIP, LineAnswer, PacketKind, RefuseReason, Slip
from depesha.packet import Refuse as Refusal

SLICE: Final = 64

_LOADS: Final = frozenset({2, 3})
"""PARCEL and RETURN: the second byte of every frame is its number."""

_BESIDE: Final = 14

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A blob whose file lies beside its pack, or is to come.

    Attributes:
        sealed: SHA-256 of the file.
        number: of the load, by which it is answered on the pack's `channel`.
    """

    slip: Slip
    sealed: Digest
    number: ChannelSeq
    channel: Channel

    @property
    def neighbour(self) -> StationId:
        """Whose pack announces it."""
        return self.channel.neighbour

    def answers(self, given: LineAnswer) -> list[bytes]:
        """Return the frames that answer it."""
        return self.channel.answers([self.number], [given])


class Intake:
    """One pack of the neighbour's on its way in."""

    def __init__(self, own: Own, pack: Bag[PackHeader], tally: Counter[str]) -> None:
        header = pack.header
        self._header = header
        self._tally = tally
        self._channel = channel_of(own, header.epoch, header.sender, tally, lane=header.lane)
        self._loads = [one for one in pack.payloads if one[1] in _LOADS]
        self._files = [one for one in pack.payloads if one[1] == _BESIDE]
        self._rest = [one for one in pack.payloads if one[1] not in _LOADS | {_BESIDE}]

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

    def announced(self) -> Announced | list[bytes] | None:
        """Return the blob that the pack announces; or the refusal of one with a slip that lies.

        Raises:
            Malformed: it is not alone, or the frame is malformed, or of another epoch.
        """
        if not self._files:
            return None
        frame = frames.read(self._files[0])
        if len(self._files) + len(self._loads) > 1 or not isinstance(frame, Beside):
            msg = "a pack that announces a file holds another load"
            raise Malformed(msg)
        if (frame.lane, frame.epoch) != (self._header.lane, self._header.epoch):
            msg = "a pack announces a file in another's epoch"
            raise Malformed(msg)
        self._tally["received"] += 1
        try:
            slip = _blob_slip(frame.slip)
        except Malformed as error:
            self._tally["malformed"] += 1
            later = isinstance(error, UnknownVersion)
            reason = RefuseReason.UNKNOWN_VERSION if later else RefuseReason.MALFORMED
            return self._channel.answers([frame.channel_seq], [Refusal(reason=reason)])
        return Announced(
            slip=slip, sealed=frame.sealed, number=frame.channel_seq, channel=self._channel
        )

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


def _blob_slip(data: bytes) -> Slip:
    slip = SLIP.decode(data, max_bytes=MAX_SLIP_BYTES)
    if slip.kind is not PacketKind.BLOB:
        msg = "the slip of a file is that of a letter"
        raise Malformed(msg)
    return slip
