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


class ReturnReason(IntEnum):
    """Why a holder of custody cannot go on."""

    NO_ROUTE = 0
    EXPIRED = 1
    HOP_LIMIT = 2
    NOT_AUTHORISED = 3
    REFUSED_BY_NEXT = 4
    CANNOT_PROCESS = 5
    UNKNOWN_VERSION = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A packet goes back: its slip id, the reason, and who says so.

    `signature` is the station's, in the namespace `return@depesha.v1`, over `return_preimage`: it
    covers the sealed bytes that the station held, so that a relay which put others under the slip
    gets no return that its origin would believe.
    `leaf` is the signer's identity leaf with its proof, encoded; the courier does not read it.
    """

    slip_id: SlipId
    reason: ReturnReason
    station: StationId
    signature: Signature
    leaf: bytes = b""


def return_preimage(
    slip_id: SlipId, reason: ReturnReason, station: StationId, sealed: Digest
) -> bytes:
    """Return the bytes that a return's signature covers; `sealed` is of the sealed bytes."""
    return cbor.encode([slip_id, int(reason), station, sealed])


# -- what a line reports, each an event for the desk ---------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A neighbour offers custody of a packet; `mark` is what it bore, where a line has channels."""

    packet: Packet
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


LineAnswer = Accept | Defer | Refuse
LineEvent = Arrived | ReturnArrived | HopAccepted | HopRefused | ChannelHeard | ChannelSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An out-tray entry as a line pulls it: a packet or a return, with the entry's number.

    `grade` is the one that it waits at: a return has no slip that would say it.
    """

    entry: int
    grade: Grade
    load: Packet | Return
