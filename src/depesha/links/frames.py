"""The frames of a line: what two stations say to each other, each one CBOR array.

The first item of the array is the frame's number, the rest its fields in order. The same frames go
over every carrier; over a stream each is preceded by its length (`links/prefix.py`).

    [4, 0, h'0011223344556677', [[1, 64], [66, 66]]]         ACCEPT of 1 to 64 and 66

Rule 1: whatever speaks of a load (a packet or a return) names lane, epoch and channel number.
Rule 2: the reader is total. What is not in the table, or not formed as its row says, is Malformed,
    and the connection ends; only a slip and the reason of a return are judged later, because a
    relay may meet those of a later version without that being the neighbour's fault.
Rule 3: a COMPACT PARCEL, an OFFER and what answers it, a REPEAT and a CHECK are sent only to a side
    that says in its introduction that it knows them.
Rule 4: BESIDE is said in files only (`links/folder/`); on a connection it is Malformed.

Format, with examples in bytes: `docs/spec/link.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from depesha import cbor
from depesha.channel import MAX_NUMBER, MAX_SPANS, ChannelSeq, Span
from depesha.errors import Malformed
from depesha.names import STATION_PATTERN, Digest, Epoch, Signature, SlipId, StationId, TimeMs
from depesha.packet import MAX_LETTER_BYTES, MAX_SLIP_BYTES, RefuseReason
from depesha.schema import (
    LAST_TIME_MS,
    Record,
    Row,
    choice,
    field,
    many,
    octets,
    octets_upto,
    pair,
    text,
    uint,
)

VERSION: Final = 1

MAX_SMALL_BYTES: Final = 4 * 1024
"""Limit of every frame that carries no load (TCPCLv4 RFC 9174: no limit; HTTP/2: 16 KiB)."""

MAX_RETURN_BYTES: Final = 64 * 1024
"""Limit of a RETURN, which carries an identity leaf with its proof."""

MAX_FRAME_BYTES: Final = MAX_LETTER_BYTES + 1024
"""Limit of a PARCEL: the largest letter, its slip, and what the frame itself takes."""

LEAST_PIECE_BYTES: Final = 1024 * 1024
"""Least size of a blob's piece: what is made durable, and sent again after a cut, at a time."""

MAX_PIECES: Final = 1024
MAX_BLOB_BYTES: Final = 2**40
MAX_PIECE_BYTES: Final = MAX_BLOB_BYTES // MAX_PIECES

MAX_OFFER_BYTES: Final = 34 * 1024
"""Limit of an OFFER: 1,024 hashes of 32 bytes, a slip, and what the frame itself takes."""

CHUNK_BYTES: Final = 16 * 1024
"""Bytes of a blob in one frame: what is more urgent waits for no more than that."""

MAX_CHUNK_BYTES: Final = CHUNK_BYTES + 64

MAX_LEAF_BYTES: Final = MAX_RETURN_BYTES - 1024
MAX_RANGES: Final = MAX_SPANS
"""Ranges in one ACCEPT, REPEAT or CHECK: 128 of 20 bytes stay under 4 KiB."""

MAX_FEATURES: Final = 32
HASH_BYTES: Final = 32

MAX_ITEMS: Final = 400
"""Items of a frame, as `cbor.decode` counts them: an ACCEPT of 128 ranges has 388."""


class ByeReason(IntEnum):
    """Why a connection is ended by one side."""

    DONE = 0
    """The station stops, or the line is no longer in its plan."""
    MALFORMED = 1
    UNKNOWN_VERSION = 2
    FOREIGN_NETWORK = 3
    """The two key books have different roots."""
    FOREIGN_STATION = 4
    """The certificate is not that of the station that the HELLO names."""
    DOUBLED = 5
    """Another connection of the same two stations stands and is kept."""
    TIMED_OUT = 6
    """An answer did not come in time."""
    FAULT = 7
    """This side cannot go on, through no fault of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who speaks, and how: the content of HELLO and WELCOME.

    Attributes:
        station: must be the one whose certificate was shown.
        network: digest of the key book's first root document; the same at both ends.
        book_version: version of the key book in force.
        lane: which of the connections of two stations this is: 0 urgent, 1 bulk.
        epoch: 8 random bytes, the numbering of the loads that this side will send.
        max_frame: largest frame that this side takes, in bytes.
        features: what this side can do beyond version 1; what is not known is passed over.
    """

    version: int = VERSION
    station: StationId
    network: Digest
    book_version: int
    lane: int = 0
    epoch: Epoch
    max_frame: int = MAX_FRAME_BYTES
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The side that dialled introduces itself; nothing else comes before WELCOME."""

    introduction: Introduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The side that was dialled introduces itself; from here on both speak freely."""

    introduction: Introduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Custody of a packet is offered. The slip is opaque here: it is judged for itself."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    slip: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactParcel:
    """A PARCEL whose age header is spelled shorter (`links/compact.py`)."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    slip: bytes
    compact: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A packet is given back; numbered and answered as a PARCEL is."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    slip_id: SlipId
    reason: int
    station: StationId
    signature: Signature
    leaf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """Custody of these was taken: they are on disk here, and may be deleted there."""

    lane: int
    epoch: Epoch
    ranges: tuple[Span, ...]

    def __post_init__(self) -> None:
        """Check that the ranges ascend and do not touch.

        Raises:
            Malformed: they do not, so the same numbers could be spelled in two ways.
        """
        _must_ascend("accept", self.ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer:
    """Not now; offer it again at `until`."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    until: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Never by this way; the sender keeps custody."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    reason: RefuseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A blob could come: its slip, its name, and the hash of each of its pieces, one after another.

    It has a number, and is answered by WANT or SKIP, and at the end as a PARCEL is.
    """

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    slip: bytes
    sealed: Digest
    piece_bytes: int
    hashes: bytes

    def __post_init__(self) -> None:
        """Check the size of the pieces and the length of their hashes.

        Raises:
            Malformed: the one is no power of two, or the other no multiple of a hash's.
        """
        if self.piece_bytes & (self.piece_bytes - 1) or len(self.hashes) % HASH_BYTES:
            msg = "offer: its pieces are not formed as pieces are"
            raise Malformed(msg)

    @property
    def pieces(self) -> tuple[Digest, ...]:
        """The hash of each piece."""
        whole = self.hashes
        return tuple(Digest(whole[at : at + HASH_BYTES]) for at in range(0, len(whole), HASH_BYTES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """The bytes of an offered blob are wanted, from there on."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """No more bytes of an offered blob are wanted now; its answer follows. It may be said again."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Bytes of a blob, in their order."""

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """These numbers of the other side's channel have not come: send them again, if they may."""

    lane: int
    epoch: Epoch
    ranges: tuple[Span, ...]

    def __post_init__(self) -> None:
        """Check that the ranges ascend and do not touch.

        Raises:
            Malformed: they do not.
        """
        _must_ascend("repeat", self.ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The last number that this side has given on its channel, 0 if none.

    `awaited` are those up to there that it has no answer to: they may still come, and are then
    perhaps duplicates. What is neither among them nor there will never come.
    """

    lane: int
    epoch: Epoch
    last: ChannelSeq
    awaited: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        """Check that the ranges ascend, do not touch, and end with the last number.

        Raises:
            Malformed: they do not.
        """
        _must_ascend("check", self.awaited)
        if self.awaited and self.awaited[-1][1] > self.last:
            msg = "check: it awaits numbers beyond its last"
            raise Malformed(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bye:
    """The last frame of a connection."""

    reason: ByeReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Custody of a blob is offered, whose sealed bytes lie in a file beside this one.

    Attributes:
        slip: of the kind BLOB; its size is the file's.
        sealed: SHA-256 of the sealed bytes, and so of the file.
    """

    lane: int
    epoch: Epoch
    channel_seq: ChannelSeq
    slip: bytes
    sealed: Digest


def _must_ascend(frame: str, ranges: tuple[Span, ...]) -> None:
    """Let pass what spells numbers in the one way there is.

    Raises:
        Malformed: the ranges do not ascend, or touch.
    """
    before = -1
    for first, last in ranges:
        if not before + 1 < first <= last:
            msg = f"{frame}: its ranges do not ascend"
            raise Malformed(msg)
        before = last


Numbered = Parcel | CompactParcel | Return | Offer
"""Frames that take a number of the channel."""

Blobbing = Offer | Want | Skip | Chunk
Frame = (
    Hello | Welcome | Numbered | Blobbing | Beside | Accept | Defer | Refuse | Repeat | Check | Bye
)

_STATION: Final = text(max=32, pattern=STATION_PATTERN)
_SEQ: Final = uint(min=1, max=MAX_NUMBER)
_CHANNEL: Final = (uint(max=255), octets(8))

INTRODUCTION: Final = Record(
    Introduction,
    field(0, "version", uint(min=VERSION, max=VERSION)),
    field(1, "station", _STATION),
    field(2, "network", octets(32)),
    field(3, "book_version", uint(max=2**53)),
    field(4, "lane", uint(max=255)),
    field(5, "epoch", octets(8)),
    field(6, "max_frame", uint(min=MAX_SMALL_BYTES, max=2**32 - 1)),
    field(7, "features", many(text(min=1, max=32), max=MAX_FEATURES), default=()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameKind:
    """One line of the table: how a frame is written, and its limit in bytes without the prefix."""

    number: int
    row: Row[Any]
    max_bytes: int = MAX_SMALL_BYTES


_TABLE: Final[Mapping[type, FrameKind]] = {
    Hello: FrameKind(number=0, row=Row(Hello, INTRODUCTION)),
    Welcome: FrameKind(number=1, row=Row(Welcome, INTRODUCTION)),
    Parcel: FrameKind(
        number=2,
        row=Row(
            Parcel,
            *_CHANNEL,
            _SEQ,
            octets_upto(MAX_SLIP_BYTES),
            octets_upto(MAX_LETTER_BYTES),
        ),
        max_bytes=MAX_FRAME_BYTES,
    ),
    Return: FrameKind(
        number=3,
        row=Row(
            Return,
            *_CHANNEL,
            _SEQ,
            octets(16),
            uint(max=255),
            _STATION,
            octets(64),
            octets_upto(MAX_LEAF_BYTES),
        ),
        max_bytes=MAX_RETURN_BYTES,
    ),
    Accept: FrameKind(
        number=4, row=Row(Accept, *_CHANNEL, many(pair(_SEQ, _SEQ), min=1, max=MAX_RANGES))
    ),
    Defer: FrameKind(number=5, row=Row(Defer, *_CHANNEL, _SEQ, uint(max=LAST_TIME_MS))),
    Refuse: FrameKind(number=6, row=Row(Refuse, *_CHANNEL, _SEQ, choice(RefuseReason))),
    Bye: FrameKind(number=7, row=Row(Bye, choice(ByeReason))),
    Offer: FrameKind(
        number=8,
        row=Row(
            Offer,
            *_CHANNEL,
            _SEQ,
            octets_upto(MAX_SLIP_BYTES),
            octets(HASH_BYTES),
            uint(min=LEAST_PIECE_BYTES, max=MAX_PIECE_BYTES),
            octets_upto(MAX_PIECES * HASH_BYTES, min=HASH_BYTES),
        ),
        max_bytes=MAX_OFFER_BYTES,
    ),
    Want: FrameKind(number=9, row=Row(Want, *_CHANNEL, _SEQ, uint(max=MAX_BLOB_BYTES))),
    Skip: FrameKind(number=10, row=Row(Skip, *_CHANNEL, _SEQ)),
    Chunk: FrameKind(
        number=11,
        row=Row(
            Chunk,
            *_CHANNEL,
            _SEQ,
            uint(max=MAX_BLOB_BYTES - 1),
            octets_upto(CHUNK_BYTES, min=1),
        ),
        max_bytes=MAX_CHUNK_BYTES,
    ),
    Repeat: FrameKind(
        number=12, row=Row(Repeat, *_CHANNEL, many(pair(_SEQ, _SEQ), min=1, max=MAX_RANGES))
    ),
    Check: FrameKind(
        number=13,
        row=Row(Check, *_CHANNEL, uint(max=MAX_NUMBER), many(pair(_SEQ, _SEQ), max=MAX_RANGES)),
    ),
    Beside: FrameKind(
        number=14, row=Row(Beside, *_CHANNEL, _SEQ, octets_upto(MAX_SLIP_BYTES), octets(32))
    ),
    CompactParcel: FrameKind(
        number=15,
        row=Row(
            CompactParcel,
            *_CHANNEL,
            _SEQ,
            octets_upto(MAX_SLIP_BYTES),
            octets_upto(MAX_LETTER_BYTES),
        ),
        max_bytes=MAX_FRAME_BYTES,
    ),
}

_BY_NUMBER: Final[Mapping[int, FrameKind]] = {kind.number: kind for kind in _TABLE.values()}


def write(frame: Frame) -> bytes:
    """Return a frame's bytes, without a prefix.

    Raises:
        Malformed: a field is out of bounds.
    """
    kind = _TABLE[type(frame)]
    return cbor.encode([kind.number, *kind.row.pack(frame)])


def read(payload: bytes) -> Frame:
    """Return the frame that `payload`, without a prefix, spells.

    Raises:
        UnknownVersion: it is a HELLO or a WELCOME of a later version.
        Malformed: it is no frame of this table, too long for its kind, or wrongly formed.
    """
    value = cbor.decode(payload, max_bytes=MAX_FRAME_BYTES, max_items=MAX_ITEMS)
    if type(value) is not list or not value or type(value[0]) is not int:
        msg = "a frame must be an array that begins with its number"
        raise Malformed(msg)
    kind = _BY_NUMBER.get(value[0])
    if kind is None:
        msg = f"frame {value[0]} is not known"
        raise Malformed(msg)
    if len(payload) > kind.max_bytes:
        msg = f"frame {kind.number} has {len(payload)} bytes where {kind.max_bytes} are allowed"
        raise Malformed(msg)
    frame: Frame = kind.row.unpack(value[1:])
    return frame


def limit(number: int) -> int:
    """Return how long a frame of that number may be, in bytes without the prefix."""
    kind = _BY_NUMBER.get(number)
    return kind.max_bytes if kind is not None else MAX_SMALL_BYTES


def piece_bytes_for(size_bytes: int) -> int:
    """Return the size of a blob's pieces: 1 MiB, or the least power of two that makes 1,024."""
    piece_bytes = LEAST_PIECE_BYTES
    while piece_bytes * MAX_PIECES < size_bytes:
        piece_bytes *= 2
    return piece_bytes
