"""What the frames of one connection mean: loads out under numbers, loads in, and answers to both.

Pure: no socket, no task, no clock but the one that it is handed. `links/conversation.py` runs it.

Rule 1: numbers of a channel ascend (`links/numbering.py`), and each is answered once: ACCEPT, DEFER
    or REFUSE.
Rule 2: a frame that is malformed, out of its channel's order, or an answer to nothing, ends the
    connection. A slip that is malformed, or of a later version, is refused and the connection
    lives, because the neighbour that carries it may know no better.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from depesha.channel import (
    ChannelCount,
    ChannelHeard,
    ChannelMark,
    ChannelSaid,
    ChannelSeq,
    Span,
    spans_of,
)
from depesha.errors import Malformed, UnknownVersion
from depesha.links import frames
from depesha.links.channels import Channels
from depesha.links.compact import compact, expand
from depesha.links.flight import Flight
from depesha.links.frames import Blobbing, Frame, Introduction
from depesha.links.greeting import BLOBS, COMPACT_AGE, agreed, farewell
from depesha.links.numbering import Numbering
from depesha.names import Digest, StationId, TimeMs
from depesha.packet import (
    MAX_LETTER_BYTES,
    MAX_SLIP_BYTES,
    SLIP,
    Accept,
    Arrived,
    Blob,
    Defer,
    HopAccepted,
    HopRefused,
    LineAnswer,
    LineEvent,
    Load,
    Packet,
    Refuse,
    RefuseReason,
    Return,
    ReturnArrived,
    ReturnReason,
    Waiting,
    Want,
    weight_of,
)

LEAST_DEFERRAL_MS: Final = 1_000
MOST_DEFERRAL_MS: Final = 3_600_000
"""A deferral lasts a second to an hour, whatever the other side's clock says."""


_Answering = (
    frames.Accept | frames.Defer | frames.Refuse | frames.Want | frames.Skip | frames.Repeat
)
"""Frames that speak of loads of ours."""


@dataclass(slots=True)
class Batch:
    """What came together: loads to be answered, and answers to loads of ours.

    Attributes:
        numbers: those of `arrivals`, in order.
        replies: frames that answer at once, without a commit: nothing was taken.
        blobs: what was said of blobs, in its order.
        marks: what the offers among them bore, by number.
        asked: numbers of ours that the other side says have not come.
        count: with `accepted`, how far the numbers have come that they went on.
        notes: what the desk is to learn of the other side's numbers beside the arrivals.
        said: what it is to learn of ours beside the answers.
        rewound: letters of ours are to be pulled again.
        fault: why the connection ends after this batch.
    """

    numbers: list[ChannelSeq] = field(default_factory=list)
    arrivals: list[LineEvent] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    refusals: list[HopRefused] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)
    blobs: list[Blobbing] = field(default_factory=list)
    marks: dict[ChannelSeq, ChannelMark | None] = field(default_factory=dict)
    asked: list[Span] = field(default_factory=list)
    count: ChannelCount | None = None
    notes: list[ChannelHeard] = field(default_factory=list)
    said: list[ChannelSaid] = field(default_factory=list)
    rewound: bool = False
    fault: Malformed | None = None

    def events(self, neighbour: StationId) -> list[LineEvent]:
        """Return the batch as events: first the arrivals, in the order of their numbers."""
        events = [*self.arrivals, *self.refusals]
        if self.accepted:
            entries = tuple(self.accepted)
            events.append(HopAccepted(neighbour=neighbour, entries=entries, count=self.count))
        return [*events, *self.notes, *self.said]

    def answered(self) -> list[int]:
        """Return the entries of ours that were answered for good."""
        return [*self.accepted, *(refusal.entry for refusal in self.refusals)]


class Channel:
    """Both directions of one connection after its greeting."""

    def __init__(
        self,
        mine: Introduction,
        theirs: Introduction,
        tally: Counter[str],
        channels: Channels | None = None,
    ) -> None:
        """Begin; `channels` is what is remembered of the numbers, where the carrier does."""
        self.numbering = Numbering(mine, theirs, channels)
        self.flight = Flight(self.numbering.out)
        self.neighbour = theirs.station
        self._mine = mine
        self._theirs = theirs
        self._tally = tally
        self._agreed = agreed(mine, theirs)
        self._meanings: Mapping[type, Callable[[Any, Batch, TimeMs], None]] = {
            frames.Parcel: self._parcel,
            frames.CompactParcel: self._compact_parcel,
            frames.Offer: self._offer,
            frames.Chunk: self._chunk,
            frames.Want: self._wanted,
            frames.Skip: self._wanted,
            frames.Return: self._return,
            frames.Accept: self._accept,
            frames.Defer: self._defer,
            frames.Refuse: self._refuse,
            frames.Bye: self._bye,
            frames.Repeat: self._repeat,
            frames.Check: self._check,
        }

    # -- out ----------------------------------------------------------------------------------

    def launch(self, waiting: Waiting) -> bytes | HopRefused:
        """Return the frame of an entry that is now in flight.

        Where no frame of the neighbour's can hold it, return that it is too big for this way.
        """
        load = waiting.load
        number = self.flight.launch(waiting.entry, waiting.grade, weight_of(load))
        try:
            payload = frames.write(self._frame_of(load, number))
        except Malformed:
            payload = b""
        if payload and len(payload) <= self._theirs.max_frame:
            self._tally["sent"] += 1
            return payload
        return self._refusal(self.flight.ground(number), RefuseReason.TOO_BIG)

    def _frame_of(self, load: Load, number: ChannelSeq) -> Frame:
        if COMPACT_AGE in self._agreed and isinstance(load, Packet):
            short = compact(load.sealed)
            if short is not None and len(load.sealed) <= MAX_LETTER_BYTES:
                return frames.CompactParcel(
                    lane=self._mine.lane,
                    epoch=self._mine.epoch,
                    channel_seq=number,
                    slip=SLIP.encode(load.slip),
                    compact=short,
                )
        return _frame_of(load, self._mine, number)

    def offer(self, blob: Blob, number: ChannelSeq, pieces: Sequence[Digest]) -> bytes | HopRefused:
        """Return the frame that offers a blob under a number that is now in flight.

        Where the neighbour takes no frame so long, return that it is too big for this way.
        """
        payload = self.offering(blob, number, pieces)
        if len(payload) > self._theirs.max_frame:
            return self._refusal(self.flight.ground(number), RefuseReason.TOO_BIG)
        self._tally["sent"] += 1
        return payload

    def offering(self, blob: Blob, number: ChannelSeq, pieces: Sequence[Digest]) -> bytes:
        """Return the frame that offers a blob."""
        return frames.write(
            frames.Offer(
                lane=self._mine.lane,
                epoch=self._mine.epoch,
                channel_seq=number,
                slip=SLIP.encode(blob.slip),
                sealed=blob.sealed,
                piece_bytes=frames.piece_bytes_for(blob.slip.size_bytes),
                hashes=b"".join(pieces),
            )
        )

    @property
    def chunk_bytes(self) -> int:
        """How many bytes of a blob go in one frame to this neighbour."""
        least = frames.MAX_CHUNK_BYTES - frames.CHUNK_BYTES
        return min(frames.CHUNK_BYTES, self._theirs.max_frame - least)

    def chunk(self, number: ChannelSeq, offset: int, data: bytes) -> bytes:
        """Return the frame of bytes of a blob that was offered."""
        lane, epoch = self._mine.lane, self._mine.epoch
        return frames.write(
            frames.Chunk(lane=lane, epoch=epoch, channel_seq=number, offset=offset, data=data)
        )

    def want(self, number: ChannelSeq, offset: int) -> bytes:
        """Return the frame that wants the bytes of an offered blob."""
        lane, epoch = self._theirs.lane, self._theirs.epoch
        return frames.write(frames.Want(lane=lane, epoch=epoch, channel_seq=number, offset=offset))

    def skip(self, number: ChannelSeq) -> bytes:
        """Return the frame that wants no more bytes of an offered blob for now."""
        lane, epoch = self._theirs.lane, self._theirs.epoch
        return frames.write(frames.Skip(lane=lane, epoch=epoch, channel_seq=number))

    def answers(self, numbers: Sequence[ChannelSeq], given: Sequence[LineAnswer]) -> list[bytes]:
        """Return the frames that give the desk's answers, custody first and in ranges."""
        taken: list[ChannelSeq] = []
        rest: list[Frame] = []
        lane, epoch = self._theirs.lane, self._theirs.epoch
        for number, answer in zip(numbers, given, strict=True):
            match answer:
                case Accept():
                    taken.append(number)
                case Defer(until=until):
                    self.numbering.answered_without_commit(number)
                    rest.append(
                        frames.Defer(lane=lane, epoch=epoch, channel_seq=number, until=until)
                    )
                case Refuse(reason=reason):
                    rest.append(
                        frames.Refuse(lane=lane, epoch=epoch, channel_seq=number, reason=reason)
                    )
                case Want():
                    msg = "only an offered blob is wanted"
                    raise TypeError(msg)
        return [*self._accepts(taken), *map(frames.write, rest)]

    def _accepts(self, taken: list[ChannelSeq]) -> list[bytes]:
        ranges = spans_of(taken)
        lane, epoch = self._theirs.lane, self._theirs.epoch
        pieces = (
            tuple(ranges[at : at + frames.MAX_RANGES])
            for at in range(0, len(ranges), frames.MAX_RANGES)
        )
        return [
            frames.write(frames.Accept(lane=lane, epoch=epoch, ranges=piece)) for piece in pieces
        ]

    # -- in -----------------------------------------------------------------------------------

    def hear(self, payloads: Sequence[bytes], now: TimeMs) -> Batch:
        """Return what the frames that came together mean.

        Raises:
            Malformed: one of them ends the connection (rule 2).
            Unwelcome: the other side says BYE.
        """
        batch = Batch()
        for payload in payloads:
            frame = frames.read(payload)
            meaning = self._meanings.get(type(frame))
            if meaning is None:
                msg = f"{self.neighbour} greets in the middle of the conversation"
                raise Malformed(msg)
            meaning(frame, batch, now)
            if self.numbering.is_crowded:
                msg = f"{self.neighbour} leaves more gaps in its numbers than are kept"
                batch.fault = Malformed(msg)
                batch.notes.append(self.numbering.crowded())
                break
        self._account(batch)
        return batch

    def _account(self, batch: Batch) -> None:
        """Let the batch tell the desk of the numbers, as far as its loads do not."""
        if batch.accepted:
            batch.count = self.numbering.count()
        if (unwritten := self.numbering.unwritten()) is not None:
            batch.notes.append(unwritten)

    def rest(self) -> Batch:
        """Return what the desk is still to learn of numbers, once what came is answered."""
        batch = Batch()
        self._account(batch)
        return batch

    def keep(self, batch: Batch) -> None:
        """Keep for later what a batch was to tell of numbers, and the desk had no room for.

        What the other side said of itself stays in the batch, to be handed in again.
        """
        for note in batch.notes:
            for first, last in note.heard:
                self.numbering.answered_without_commit(*range(first, last + 1))
        batch.notes = [note for note in batch.notes if note.last is not None or note.crowded]
        batch.said = []

    def _parcel(self, frame: frames.Parcel, batch: Batch, now: TimeMs) -> None:
        mark = self._expect(frame, now)
        try:
            packet = _packet_of(frame)
        except Malformed as error:
            self._decline(frame.channel_seq, error, batch)
            return
        batch.numbers.append(frame.channel_seq)
        batch.arrivals.append(Arrived(packet=packet, neighbour=self.neighbour, mark=mark))

    def _compact_parcel(self, frame: frames.CompactParcel, batch: Batch, now: TimeMs) -> None:
        self._must_be_agreed(COMPACT_AGE)
        sealed = expand(frame.compact)
        if len(sealed) > MAX_LETTER_BYTES:
            msg = f"{self.neighbour} sends a letter of {len(sealed)} bytes, spelled shorter"
            raise Malformed(msg)
        parcel = frames.Parcel(
            lane=frame.lane,
            epoch=frame.epoch,
            channel_seq=frame.channel_seq,
            slip=frame.slip,
            sealed=sealed,
        )
        self._parcel(parcel, batch, now)

    def _offer(self, frame: frames.Offer, batch: Batch, now: TimeMs) -> None:
        self._must_be_agreed(BLOBS)
        batch.marks[frame.channel_seq] = self._expect(frame, now)
        batch.blobs.append(frame)

    def _chunk(self, frame: frames.Chunk, batch: Batch, _now: TimeMs) -> None:
        self._must_be_theirs(frame)
        batch.blobs.append(frame)

    def _wanted(self, frame: frames.Want | frames.Skip, batch: Batch, _now: TimeMs) -> None:
        self._must_be_ours(frame)
        batch.blobs.append(frame)

    def _must_be_agreed(self, feature: str) -> None:
        if feature not in self._agreed:
            msg = f"{self.neighbour} sends a frame that was not agreed: {feature}"
            raise Malformed(msg)

    def _return(self, frame: frames.Return, batch: Batch, now: TimeMs) -> None:
        mark = self._expect(frame, now)
        try:
            reason = ReturnReason(frame.reason)
        except ValueError:
            msg = f"a return has the reason {frame.reason}, which is not known"
            self._decline(frame.channel_seq, UnknownVersion(msg), batch)
            return
        returned = Return(
            slip_id=frame.slip_id,
            reason=reason,
            station=frame.station,
            signature=frame.signature,
            leaf=frame.leaf,
        )
        batch.numbers.append(frame.channel_seq)
        arrived = ReturnArrived(returned=returned, neighbour=self.neighbour, mark=mark)
        batch.arrivals.append(arrived)

    def _accept(self, frame: frames.Accept, batch: Batch, _now: TimeMs) -> None:
        self._must_be_ours(frame)
        entries = self.flight.land(frame.ranges)
        batch.accepted += entries
        self.numbering.out.accepted += len(entries)
        self._tally["accepted"] += len(entries)

    def _defer(self, frame: frames.Defer, _batch: Batch, now: TimeMs) -> None:
        self._must_be_ours(frame)
        until = min(max(frame.until, now + LEAST_DEFERRAL_MS), now + MOST_DEFERRAL_MS)
        self.flight.put_off(frame.channel_seq, TimeMs(until))
        self._tally["deferred"] += 1

    def _refuse(self, frame: frames.Refuse, batch: Batch, _now: TimeMs) -> None:
        self._must_be_ours(frame)
        entries = self.flight.land([(frame.channel_seq, frame.channel_seq)])
        batch.refusals += [self._refusal(entry, frame.reason) for entry in entries]

    def _bye(self, frame: frames.Bye, _batch: Batch, _now: TimeMs) -> None:
        raise farewell(frame, self.neighbour)

    def _repeat(self, frame: frames.Repeat, batch: Batch, now: TimeMs) -> None:
        self._must_be_ours(frame)
        if self.numbering.may_repeat(frame, now):
            self.flight.sweep()
            batch.replies.append(frames.write(self.numbering.check()))
            batch.rewound = self.flight.offer_again(frame.ranges)
            batch.asked += frame.ranges

    def _check(self, frame: frames.Check, batch: Batch, now: TimeMs) -> None:
        self._must_be_theirs(frame)
        if (note := self.numbering.checked(frame, now)) is not None:
            batch.notes.append(note)

    def _expect(self, frame: frames.Numbered, now: TimeMs) -> ChannelMark | None:
        self._must_be_theirs(frame)
        mark = self.numbering.hear(frame.channel_seq, now)
        self._tally["received"] += 1
        return mark

    def _must_be_theirs(self, frame: frames.Numbered | frames.Chunk | frames.Check) -> None:
        if (frame.lane, frame.epoch) != (self._theirs.lane, self._theirs.epoch):
            msg = f"{self.neighbour} speaks on a channel that there is not"
            raise Malformed(msg)

    def _must_be_ours(self, frame: _Answering) -> None:
        if (frame.lane, frame.epoch) != (self._mine.lane, self._mine.epoch):
            msg = f"{self.neighbour} answers on a channel that there is not"
            raise Malformed(msg)

    def count(self, what: str) -> None:
        """Count something in the tally."""
        self._tally[what] += 1

    def _refusal(self, entry: int, reason: RefuseReason) -> HopRefused:
        self._tally["refused"] += 1
        return HopRefused(neighbour=self.neighbour, entry=entry, reason=reason)

    def _decline(self, number: ChannelSeq, error: Malformed, batch: Batch) -> None:
        later = isinstance(error, UnknownVersion)
        reason = RefuseReason.UNKNOWN_VERSION if later else RefuseReason.MALFORMED
        self._tally["malformed"] += 1
        self.numbering.answered_without_commit(number)
        batch.replies += self.answers([number], [Refuse(reason=reason)])


def _packet_of(frame: frames.Parcel) -> Packet:
    slip = SLIP.decode(frame.slip, max_bytes=MAX_SLIP_BYTES)
    if slip.size_bytes != len(frame.sealed):
        msg = f"a slip says {slip.size_bytes} bytes, there are {len(frame.sealed)}"
        raise Malformed(msg)
    return Packet(slip=slip, sealed=frame.sealed)


def _frame_of(load: Load, mine: Introduction, number: ChannelSeq) -> Frame:
    if isinstance(load, Blob):
        msg = "a blob goes in no frame"
        raise Malformed(msg)
    if isinstance(load, Packet):
        return frames.Parcel(
            lane=mine.lane,
            epoch=mine.epoch,
            channel_seq=number,
            slip=SLIP.encode(load.slip),
            sealed=load.sealed,
        )
    return frames.Return(
        lane=mine.lane,
        epoch=mine.epoch,
        channel_seq=number,
        slip_id=load.slip_id,
        reason=int(load.reason),
        station=load.station,
        signature=load.signature,
        leaf=load.leaf,
    )
