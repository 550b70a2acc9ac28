"""What a link carries: a packet, which is a slip and sealed bytes; and what the courier may know.

The courier never reads the letter. Everything that links, routing and transit handle is here: the
slip, the events that a line reports, the answers it gets, and the return of a packet that cannot go
on. The slip shows neither the sender nor numbers, label, subject or exact precedence.
Format: `docs/spec/packet.md`.
"""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Final

from depesha import cbor
from depesha.channel import ChannelCount, ChannelHeard, ChannelMark, ChannelSaid
from depesha.names import (
    STATION_PATTERN,
    Digest,
    Signature,
    SlipId,
    StationId,
    TimeMs,
)
from depesha.schema import LAST_TIME_MS, Record, choice, field, octets, text, uint

HOUR_MS: Final = 3_600_000

MAX_HOPS: Final = 30
"""A packet that was handed on this often goes back (SMTP, RFC 5321 §6.3: at least 100)."""

MAX_LETTER_BYTES: Final = 8 * 1024 * 1024
"""Largest sealed letter that a line takes in one frame; what is larger is a blob."""

MAX_SLIP_BYTES: Final = 160


LARGE_LETTER_BYTES: Final = 64 * 1024
"""A larger letter goes by the bulk lane, whatever its grade: it would hold the urgent one up."""


class PacketKind(IntEnum):
    """What the sealed bytes are."""

    LETTER = 0
    BLOB = 1


class Grade(IntEnum):
    """The only urgency that is seen outside the seal."""

    LOW = 0
    """DEFERRED, ROUTINE."""
    URGENT = 1
    """PRIORITY, IMMEDIATE."""
    FLASH = 2
    """FLASH, OVERRIDE."""


def grade_of(precedence: int) -> Grade:
    """Return the transport grade of a precedence; local precedences (16 and up) go as URGENT."""
    return Grade(min(precedence // 2, 2)) if precedence <= 5 else Grade.URGENT  # noqa: PLR2004


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The open part of a packet.

    Attributes:
        slip_id: 16 random bytes.
        destination: the addressee's station.
        grade: transport grade.
        size_bytes: size of the standard age file that goes with it.
        expires_at: rounded up to the hour.
        hops: how many stations have handed it on; counted by each, so not signed.
    """

    version: int = 1
    kind: PacketKind = PacketKind.LETTER
    slip_id: SlipId
    destination: StationId
    grade: Grade
    size_bytes: int
    expires_at: TimeMs
    hops: int = 0


SLIP: Final = Record(
    Slip,
    field(0, "version", uint(max=1, min=1)),
    field(1, "kind", choice(PacketKind)),
    field(2, "slip_id", octets(16)),
    field(3, "destination", text(max=32, pattern=STATION_PATTERN)),
    field(4, "grade", choice(Grade)),
    field(5, "size_bytes", uint(max=2**40)),
    field(6, "expires_at", uint(max=LAST_TIME_MS)),
    field(7, "hops", uint(max=255)),
)


def slip_hash(slip: Slip) -> Digest:
    """Return SHA-256 of what the envelope binds: everything but the size and the hop count.

    The size follows from the sealed bytes, and each hop raises the count.
    """
    bound: list[cbor.Encodable] = [
        slip.version,
        int(slip.kind),
        slip.slip_id,
        slip.destination,
        int(slip.grade),
        slip.expires_at,
    ]
    return Digest(sha256(cbor.encode(bound)).digest())


def round_up_to_hour(at: TimeMs) -> TimeMs:
    """Return the next full hour at or after `at`, so that the slip does not date the telegram."""
    return TimeMs(-(-at // HOUR_MS) * HOUR_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A slip and the sealed bytes, which the courier cannot read."""

    slip: Slip
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A packet whose sealed bytes lie in a file, because they are too many for memory.

    Attributes:
        slip: of the kind BLOB.
        sealed: SHA-256 of the sealed bytes, by which every station names the file.
    """

    slip: Slip
    sealed: Digest


def sealed_digest(packet: Packet | Blob) -> Digest:
    """Return SHA-256 of the sealed bytes: which packet it is, whatever its slip says."""
    if isinstance(packet, Blob):
        return packet.sealed
    return Digest(sha256(packet.sealed).digest())


class ReturnReason(IntEnum):
    """Why a holder of custody cannot go on; from 16 up it only tells, and keeps the packet."""

    NO_ROUTE = 0
    EXPIRED = 1
    HOP_LIMIT = 2
    NOT_AUTHORISED = 3
    REFUSED_BY_NEXT = 4
    CANNOT_PROCESS = 5
    UNKNOWN_VERSION = 6
    KEY_EXPIRED = 7
    """No key of the destination opens it any more: it was sealed to one that is destroyed."""
    LINE_DOWN = 16
    """It goes another way: there are no communications with the station that was the next."""
    NEXT_REFUSED = 17
    """It goes another way: the station that was the next refused it."""
    CAME_BACK = 18
    """It goes another way: the station that it was given to sent it back."""
    MINIMIZED = 19
    """It goes another way: only what is more urgent passes on the line that was the way."""

    @property
    def only_tells(self) -> bool:
        """Whether the packet stays where it is, and its origin is told what became of it."""
        return self >= FIRST_TELLING


FIRST_TELLING: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A packet goes back: its slip id, the reason, and who says so; or it only tells of it.

    `signature` is the station's, in the namespace `return@depesha.v1`, over `return_preimage`: it
    covers the sealed bytes that the station held, so that a relay which put others under the slip
    gets no return that its origin would believe.
    `leaf` is the signer's identity leaf with its proof, encoded, and where it only tells the
    neighbour beside it of whom it tells (`docs/spec/packet.md`); the courier does not read it.
    """

    slip_id: SlipId
    reason: ReturnReason
    station: StationId
    signature: Signature
    leaf: bytes = b""


def return_preimage(
    slip_id: SlipId,
    reason: ReturnReason,
    station: StationId,
    sealed: Digest,
    about: StationId | None = None,
) -> bytes:
    """Return the bytes that a return's signature covers; `sealed` is of the sealed bytes.

    `about` is the neighbour of whom it tells, where it only tells.
    """
    told: list[cbor.Encodable] = [] if about is None else [about]
    return cbor.encode([slip_id, int(reason), station, sealed, *told])


# -- what a line reports, each an event for the desk ---------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A neighbour offers custody of a packet; a blob is whole, verified and on disk by then.

    `mark` is what it bore, where a line has channels; a blob's offer bore the same.
    """

    packet: Packet | Blob
    neighbour: StationId
    mark: ChannelMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A neighbour would send a blob: may its bytes come? Custody is not asked for yet.

    It is answered Want (let them come), Accept (the slip is known here: custody, without a byte),
    Defer or Refuse. What was wanted follows as `Arrived`, and is judged again. `mark` as there.
    """

    blob: Blob
    neighbour: StationId
    mark: ChannelMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnArrived:
    """A neighbour gives a packet back that it had from us; `mark` as in `Arrived`."""

    returned: Return
    neighbour: StationId
    mark: ChannelMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HopAccepted:
    """The neighbour took custody of these out-tray entries, after its commit.

    `count` is how far the numbers of the channel have come that they went on.
    """

    neighbour: StationId
    entries: tuple[int, ...]
    count: ChannelCount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HopRefused:
    """The neighbour will never take this entry by this way; custody stays here."""

    neighbour: StationId
    entry: int
    reason: "RefuseReason"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobMissing:
    """The file of a blob that waits for a neighbour is not here; it is looked for again."""

    neighbour: StationId
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDown:
    """The line to a neighbour does not stand: it fell, or service begins and it is not up yet.

    `anew`: whatever was known of it does not count, for nobody could have used it.
    """

    neighbour: StationId
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUp:
    """The line to a neighbour stands."""

    neighbour: StationId


class RefuseReason(IntEnum):
    """Why a neighbour refuses a packet. The sender keeps custody."""

    NO_ROUTE = 0
    EXPIRED = 1
    TOO_BIG = 2
    NOT_AUTHORISED = 3
    STORAGE_FULL = 4
    LOOP = 5
    MALFORMED = 6
    UNKNOWN_VERSION = 7


# -- what a relay remembers ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A packet that came through here: from whom, to whom, and whether it went back.

    It is remembered after custody has gone, so that a return finds its way back, hop by hop.
    """

    slip_id: SlipId
    came_from: StationId
    next_hop: StationId
    destination: StationId
    returned: bool = False


# -- what the desk answers to a line --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """Custody is taken; said only after the commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer:
    """Not now; again at `until`. Nothing is deleted."""

    until: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Never by this way. The sender keeps custody."""

    reason: RefuseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Let the bytes of a blob come. No custody is taken."""


LineAnswer = Accept | Defer | Refuse | Want
LineEvent = (
    Arrived
    | Offered
    | ReturnArrived
    | HopAccepted
    | HopRefused
    | BlobMissing
    | LineDown
    | LineUp
    | ChannelHeard
    | ChannelSaid
)


Load = Packet | Blob | Return
"""What waits in an out-tray."""


class Lane(IntEnum):
    """Which of the channels of a line a load goes by."""

    URGENT = 0
    """Returns, and letters of the grades URGENT and FLASH that are not large."""
    BULK = 1
    """Every other letter."""
    BLOB = 2
    """Blobs: in pieces, beside the letters of the bulk lane. Not every carrier takes them."""


LETTERS: Final = frozenset({Lane.URGENT, Lane.BULK})
"""What a carrier takes that has one channel and no pieces."""


def slip_id_of(load: Load) -> SlipId:
    """Return the slip id by which a load is known again."""
    return load.slip_id if isinstance(load, Return) else load.slip.slip_id


def weight_of(load: Load) -> int:
    """Return how many bytes of a load are in memory: those that one frame would carry."""
    match load:
        case Packet(sealed=sealed):
            return len(sealed)
        case Return(leaf=leaf):
            return len(leaf)
        case Blob():
            return 0


def lane_of(load: Load, grade: Grade) -> Lane:
    """Return the lane of a load that waits at that grade."""
    if isinstance(load, Blob):
        return Lane.BLOB
    if isinstance(load, Return):
        return Lane.URGENT
    is_small = weight_of(load) <= LARGE_LETTER_BYTES
    return Lane.URGENT if grade > Grade.LOW and is_small else Lane.BULK


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An out-tray entry as a line pulls it: a packet or a return, with the entry's number.

    `grade` is the one that it waits at: a return has no slip that would say it.
    """

    entry: int
    grade: Grade
    load: Load
