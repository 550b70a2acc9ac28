"""What the frames are: plain data, each with its bounds. How they are written: `table.py`."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from depesha.channel import MAX_SPANS, ChannelSeq, Span
from depesha.errors import Malformed
from depesha.names import Digest, Epoch, Signature, SlipId, StationId, TimeMs
from depesha.packet import MAX_LETTER_BYTES, RefuseReason

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
