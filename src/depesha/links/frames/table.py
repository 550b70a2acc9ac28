"""How each frame is written and read: its number, its fields in order, its limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from depesha import cbor
from depesha.channel import MAX_NUMBER
from depesha.errors import Malformed
from depesha.links.frames.kinds import (
    CHUNK_BYTES,
    HASH_BYTES,
    LEAST_PIECE_BYTES,
    MAX_BLOB_BYTES,
    MAX_CHUNK_BYTES,
    MAX_FEATURES,
    MAX_FRAME_BYTES,
    MAX_ITEMS,
    MAX_LEAF_BYTES,
    MAX_OFFER_BYTES,
    MAX_PIECE_BYTES,
    MAX_PIECES,
    MAX_RANGES,
    MAX_RETURN_BYTES,
    MAX_SMALL_BYTES,
    VERSION,
    Accept,
    Beside,
    Bye,
    ByeReason,
    Check,
    Chunk,
    CompactParcel,
    Defer,
    Frame,
    Hello,
    Introduction,
    Offer,
    Parcel,
    Refuse,
    Repeat,
    Return,
    Skip,
    Want,
    Welcome,
)
from depesha.names import STATION_PATTERN
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
