"""Leaves: the entries of the key book and of the plan, and their bytes.

    leaf = CBOR [kind, map]
    kind   0 edition   1 identity   2 period key   3 line   4 transit   5 silence
           6 collective   7 journal key

Each has a random salt, so that nobody can find out from a hash on a path who else is in the book.
Separate leaves for separate things: a station is shown the identity of another without its period
keys, and a seized post cannot put offices into the book. Format: `docs/spec/keybook.md`.
"""

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from hashlib import sha256
from typing import Any, Final, TypeVar

from depesha import cbor
from depesha.errors import Malformed, UnknownVersion
from depesha.names import (
    OFFICE_PATTERN,
    STATION_PATTERN,
    Digest,
    OfficeId,
    StationId,
    TimeMs,
    station_of,
)
from depesha.route import Line, Transit
from depesha.schema import (
    Record,
    Row,
    choice,
    field,
    flag,
    flags,
    many,
    octets,
    octets_upto,
    optional,
    row,
    text,
    time_ms,
    uint,
)
from depesha.windows import parse_windows

SALT_BYTES: Final = 16
PERIOD_KEY_BYTES: Final = 1216
"""An X-Wing public key: ML-KEM-768 (1184) and X25519 (32)."""

JOURNAL_KEY_BYTES: Final = 1312
"""An ML-DSA-44 public key."""

MAX_CERTIFICATE_BYTES: Final = 2048
"""A self-signed Ed25519 certificate in DER has about 350 bytes."""

OPENS_AFTER_MS: Final = 30 * 24 * 3_600_000
"""How long after its end a period key still opens: the longest transit. Then it is destroyed."""

MAX_OFFICES: Final = 200
MAX_DEPUTIES: Final = 8
MAX_MEMBERS: Final = 500
"""Of a collective address: as many as a body has addressees."""
MAX_LEAF_BYTES: Final = 64 * 1024

Names = tuple[tuple[str, str], ...]
"""(language, name), each language once."""


class LeafKind(IntEnum):
    """What a leaf is."""

    EDITION = 0
    IDENTITY = 1
    PERIOD_KEY = 2
    LINE = 3
    TRANSIT = 4
    SILENCE = 5
    COLLECTIVE = 6
    JOURNAL_KEY = 7


class Role(IntFlag):
    """What an office may do. Roles live in the key book, so that all stations agree on them."""

    DRAFTER = 1
    RELEASER = 2
    OPERATOR = 4
    ADDRESSEE = 8
    MAY_ACKNOWLEDGE = 16
    """Send WILCO, HAVCO, CANTCO; an operator may only receipt."""
    REGISTRAR = 32
    ARCHIVIST = 64
    ADMINISTRATOR = 128
    DUTY = 256
    """The guaranteed action point: it is shown what nobody opens in time."""


class Status(IntEnum):
    """Whether a station is in force."""

    ACTIVE = 0
    REVOKED = 1
    """Seized or closed: it is neither written to nor believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one version of a book says of itself; always its first leaf.

    Attributes:
        version: from 1, without gaps.
        previous: digest of the head before it; 32 zeros for version 1.
        root_document: digest of the root document whose keys signed it.
        issued_at: when it was signed.
        keeper: the station that keeps the registry: whom the others ask. Empty in an old one.
    """

    salt: bytes
    version: int
    previous: Digest
    root_document: Digest
    issued_at: TimeMs
    keeper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeEntry:
    """An office at a station: its key, what it may do, and what it may read.

    Attributes:
        public_key: Ed25519, 32 bytes.
        clearance: the highest level of a label that it may read.
        deputies: offices of the same station that may act for it, in ascending order.
    """

    office: OfficeId
    titles: Names = ()
    public_key: bytes
    roles: Role
    clearance: int
    deputies: tuple[OfficeId, ...] = ()

    def __post_init__(self) -> None:
        """Check that it has one title in a language, and deputies of its own station."""
        _one_each(self.titles)
        if not self.deputies:
            return
        own = station_of(self.office)
        strangers = self.office in self.deputies or any(
            station_of(one) != own for one in self.deputies
        )
        if strangers or list(self.deputies) != sorted(set(self.deputies)):
            msg = f"the deputies of {self.office} are not offices beside it, or not in order"
            raise Malformed(msg)

    def title(self, language: str) -> str:
        """Return the title in `language`, or in any other, or the office's id."""
        return name_in(self.titles, language) or self.office


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLeaf:
    """A station: its keys, its certificate, its offices.

    Attributes:
        zone: IANA name of its time zone.
        public_key: Ed25519, 32 bytes.
        certificate: its TLS certificate, DER.
        next_certificate: the one that it will change to, or empty.
        offices: in ascending order of their ids.
        receive_only: it may receive and does not send; its silence is no error.
        revoked_since: of a revoked one, from when on nothing of it counts, if that is known.
    """

    salt: bytes
    station: StationId
    names: Names = ()
    zone: str
    public_key: bytes
    certificate: bytes
    next_certificate: bytes = b""
    offices: tuple[OfficeEntry, ...] = ()
    status: Status = Status.ACTIVE
    receive_only: bool = False
    revoked_since: TimeMs | None = None

    def __post_init__(self) -> None:
        """Check that the offices are its own and each stands once, in order."""
        _one_each(self.names)
        ids = [entry.office for entry in self.offices]
        if ids != sorted(set(ids)) or any(station_of(one) != self.station for one in ids):
            msg = f"the offices of {self.station} are not its own, or not in order"
            raise Malformed(msg)

    def office(self, office: str) -> OfficeEntry | None:
        """Return the office with that id, if this station has it."""
        return next((entry for entry in self.offices if entry.office == office), None)

    def name(self, language: str) -> str:
        """Return the station's name in `language`, or in any other, or its id."""
        return name_in(self.names, language) or self.station

    @property
    def tls_pins(self) -> tuple[Digest, ...]:
        """SHA-256 of each certificate that it may show, the present one first."""
        certificates = (self.certificate, self.next_certificate)
        return tuple(Digest(sha256(one).digest()) for one in certificates if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKeyLeaf:
    """A key that letters to a station are sealed to, from `not_before` until `not_after`."""

    salt: bytes
    station: StationId
    public_key: bytes
    not_before: TimeMs
    not_after: TimeMs

    @property
    def fingerprint(self) -> Digest:
        """SHA-256 of the public key: what an envelope names it by."""
        return Digest(sha256(self.public_key).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLeaf:
    """A line of the plan; its contact windows stand in their canonical spelling."""

    salt: bytes
    line: Line

    def __post_init__(self) -> None:
        """Check that it joins two stations, in the one order."""
        if not self.line.a < self.line.b:
            msg = "a line joins two stations, the first in the alphabet first"
            raise Malformed(msg)
        if parse_windows(self.line.windows).text != self.line.windows:
            msg = "the contact windows of a line are not in their one spelling"
            raise Malformed(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitLeaf:
    """A transit rule of the plan."""

    salt: bytes
    transit: Transit


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceLeaf:
    """A station of the plan that receives, and sends nothing of its own before `until`."""

    salt: bytes
    station: StationId
    until: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveLeaf:
    """A collective address: a name of no station that stands for offices, in ascending order."""

    salt: bytes
    name: str
    members: tuple[OfficeId, ...]

    def __post_init__(self) -> None:
        """Check that each member stands once, in order."""
        if list(self.members) != sorted(set(self.members)):
            msg = "the members of a collective address are not in order, or stand twice"
            raise Malformed(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalKeyLeaf:
    """The ML-DSA-44 key that a station signs the lasting checkpoints of its journal with.

    It is a leaf of its own, so that the identity leaf, which travels with quotations and returns,
    does not grow by it.
    """

    salt: bytes
    station: StationId
    public_key: bytes


Leaf = (
    Edition
    | IdentityLeaf
    | PeriodKeyLeaf
    | LineLeaf
    | TransitLeaf
    | SilenceLeaf
    | CollectiveLeaf
    | JournalKeyLeaf
)


def _one_each(names: Names) -> None:
    if len(dict(names)) != len(names):
        msg = "a leaf has two names in one language"
        raise Malformed(msg)


def name_in(names: Names, language: str) -> str:
    """Return the name in `language`, else the first, else nothing."""
    return dict(names).get(language) or (names[0][1] if names else "")


def encode_leaf(leaf: Leaf) -> bytes:
    """Return the bytes of a leaf, as they are hashed into the tree.

    Raises:
        Malformed: a field is out of bounds.
    """
    kind = _KIND[type(leaf)]
    return cbor.encode([int(kind), _RECORD[kind].pack(leaf)])


def decode_leaf(data: bytes) -> Leaf:
    """Return the leaf that `data` spells.

    Raises:
        UnknownVersion: its kind is of a later format.
        Malformed: it is none, or a field of it is out of bounds.
    """
    value = cbor.decode(data, max_bytes=MAX_LEAF_BYTES)
    if type(value) is not list or len(value) != 2 or type(value[0]) is not int:  # noqa: PLR2004
        msg = "a leaf of the key book must be a kind and a map"
        raise Malformed(msg)
    if value[0] not in _RECORD:
        msg = f"leaf kind {value[0]} is not known"
        raise UnknownVersion(msg)
    leaf: Leaf = _RECORD[LeafKind(value[0])].unpack(value[1])
    return leaf


_Kind = TypeVar("_Kind")


def decode_as(make: type[_Kind], data: bytes) -> _Kind:
    """Return the leaf that `data` spells, which must be of one kind.

    Raises:
        Malformed: it is none, or of another kind.
    """
    leaf = decode_leaf(data)
    if not isinstance(leaf, make):
        msg = "a leaf of the key book is of another kind than is asked for"
        raise Malformed(msg)
    return leaf


# -- bytes ----------------------------------------------------------------------------------------

_salt = octets(SALT_BYTES)
_digest = octets(32)
_station = text(max=32, pattern=STATION_PATTERN)
_names = many(row(text(max=8, pattern=r"[a-z]{2,3}"), text(min=1, max=128)), max=8)
_zone = text(max=64, pattern=r"[A-Za-z0-9+_-]+(/[A-Za-z0-9+_-]+)*")

OFFICE: Final = Record(
    OfficeEntry,
    field(0, "office", text(max=65, pattern=OFFICE_PATTERN)),
    field(1, "titles", _names, default=()),
    field(2, "public_key", octets(32)),
    field(3, "roles", flags(Role)),
    field(4, "clearance", uint(max=255)),
    field(5, "deputies", many(text(max=65, pattern=OFFICE_PATTERN), max=MAX_DEPUTIES), default=()),
)

EDITION: Final = Record(
    Edition,
    field(0, "salt", _salt),
    field(1, "version", uint(min=1, max=2**32)),
    field(2, "previous", _digest),
    field(3, "root_document", _digest),
    field(4, "issued_at", time_ms()),
    field(5, "keeper", text(max=32, pattern=rf"({STATION_PATTERN})?"), default=""),
)

IDENTITY: Final = Record(
    IdentityLeaf,
    field(0, "salt", _salt),
    field(1, "station", _station),
    field(2, "names", _names, default=()),
    field(3, "zone", _zone),
    field(4, "public_key", octets(32)),
    field(5, "certificate", octets_upto(MAX_CERTIFICATE_BYTES, min=1)),
    field(6, "next_certificate", octets_upto(MAX_CERTIFICATE_BYTES), default=b""),
    field(7, "offices", many(OFFICE, max=MAX_OFFICES), default=()),
    field(8, "status", choice(Status), default=Status.ACTIVE),
    field(9, "receive_only", flag, default=False),
    field(10, "revoked_since", optional(time_ms())),
)

PERIOD_KEY: Final = Record(
    PeriodKeyLeaf,
    field(0, "salt", _salt),
    field(1, "station", _station),
    field(2, "public_key", octets(PERIOD_KEY_BYTES)),
    field(3, "not_before", time_ms()),
    field(4, "not_after", time_ms()),
)

LINE: Final = Record(
    LineLeaf,
    field(0, "salt", _salt),
    field(1, "line", Row(Line, _station, _station, text(min=1, max=200))),
)

TRANSIT: Final = Record(
    TransitLeaf,
    field(0, "salt", _salt),
    field(
        1,
        "transit",
        Row(Transit, _station, _station, text(max=32, pattern=rf"{STATION_PATTERN}|\*")),
    ),
)

SILENCE: Final = Record(
    SilenceLeaf,
    field(0, "salt", _salt),
    field(1, "station", _station),
    field(2, "until", time_ms()),
)

COLLECTIVE: Final = Record(
    CollectiveLeaf,
    field(0, "salt", _salt),
    field(1, "name", text(max=32, pattern=STATION_PATTERN)),
    field(2, "members", many(text(max=65, pattern=OFFICE_PATTERN), min=1, max=MAX_MEMBERS)),
)

JOURNAL_KEY: Final = Record(
    JournalKeyLeaf,
    field(0, "salt", _salt),
    field(1, "station", _station),
    field(2, "public_key", octets(JOURNAL_KEY_BYTES)),
)

_RECORD: Final[dict[LeafKind, Record[Any]]] = {
    LeafKind.EDITION: EDITION,
    LeafKind.IDENTITY: IDENTITY,
    LeafKind.PERIOD_KEY: PERIOD_KEY,
    LeafKind.LINE: LINE,
    LeafKind.TRANSIT: TRANSIT,
    LeafKind.SILENCE: SILENCE,
    LeafKind.COLLECTIVE: COLLECTIVE,
    LeafKind.JOURNAL_KEY: JOURNAL_KEY,
}

_KIND: Final[dict[type[Leaf], LeafKind]] = {
    Edition: LeafKind.EDITION,
    IdentityLeaf: LeafKind.IDENTITY,
    PeriodKeyLeaf: LeafKind.PERIOD_KEY,
    LineLeaf: LeafKind.LINE,
    TransitLeaf: LeafKind.TRANSIT,
    SilenceLeaf: LeafKind.SILENCE,
    CollectiveLeaf: LeafKind.COLLECTIVE,
    JournalKeyLeaf: LeafKind.JOURNAL_KEY,
}
