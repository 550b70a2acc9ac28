"""The two files of a folder line: a pack of frames, and the manifest that says which packs count.

    magic (8)  ‖  length of the header (4)  ‖  header  ‖  frames, each behind its length (4)
    ‖  signature (64)  ‖  SHA-256 of everything before it (32)

Rule 1: a file is what its hash says; its name is the first 32 hex digits of that hash, and nothing
    else is believed of a name. Lower-case hex survives a file system that folds case (FAT).
Rule 2: the station signs all that stands before the signature, so that whoever holds the stick
    cannot write an ACCEPT and make the sender give its copy up.
Rule 3: the reader is total and bounded: what is cut, flipped or longer than it says is Malformed.

Format, with an example in bytes: `docs/spec/folder.md`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Generic, TypeVar

from depesha.errors import DoesNotVerify, Malformed
from depesha.links.prefix import Splitter, prefixed
from depesha.names import STATION_PATTERN, Digest, Epoch, StationId
from depesha.packet import Grade
from depesha.schema import Record, choice, field, many, octets, pair, text, uint

VERSION: Final = 1

PACK_MAGIC: Final = b"\x89DEPBAG\n"
MANIFEST_MAGIC: Final = b"\x89DEPMAN\n"
"""Begin as PNG does (RFC 2083 §12.12): a copy in text mode, or in seven bits, spoils them."""

PACK_SUFFIX: Final = ".depbag"
MANIFEST_SUFFIX: Final = ".depman"

MAX_PACK_BYTES: Final = 32 * 1024 * 1024
"""At least three of the largest letters; FAT32 ends at 4 GiB, mail at some 20 MB."""

MAX_PACKS: Final = 4096
"""Packs that one manifest names, and so packs that one folder holds at a time."""

MAX_MANIFEST_BYTES: Final = 256 * 1024
MAX_DAMAGED: Final = 64
MAX_HEADER_BYTES: Final = MAX_MANIFEST_BYTES

MAGIC_BYTES: Final = 8
LENGTH_BYTES: Final = 4
SIGNATURE_BYTES: Final = 64
HASH_BYTES: Final = 32
FRAME_BYTES: Final = MAGIC_BYTES + LENGTH_BYTES + SIGNATURE_BYTES + HASH_BYTES
"""What a file takes beside its header and its frames."""

NAME_DIGITS: Final = 32

Sign = Callable[[bytes], bytes]
"""The station's signature over a file's content, in the namespace `pack@depesha.v1`."""
Verify = Callable[[StationId, bytes, bytes], bool]
"""Whether that signature of that station holds over that content."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackHeader:
    """Who sends a pack to whom.

    Attributes:
        network: digest of the key book's first root document; the same at both ends.
        lane: there is one, 0.
        epoch: 8 random bytes, new for each pack: the numbering of its loads.
        damaged: packs of the receiver that came here spoiled: their loads are to be sent again.
    """

    version: int = VERSION
    sender: StationId
    receiver: StationId
    network: Digest
    lane: int = 0
    epoch: Epoch
    damaged: tuple[Digest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Which packs of a folder count, the oldest first, each with the most urgent grade in it.

    Of several manifests the one with the highest serial is in force.
    """

    version: int = VERSION
    sender: StationId
    receiver: StationId
    network: Digest
    serial: int
    packs: tuple[tuple[Digest, Grade], ...] = ()


_STATION: Final = text(max=32, pattern=STATION_PATTERN)

PACK_HEADER: Final = Record(
    PackHeader,
    field(0, "version", uint(min=VERSION, max=VERSION)),
    field(1, "sender", _STATION),
    field(2, "receiver", _STATION),
    field(3, "network", octets(32)),
    field(4, "lane", uint(max=255)),
    field(5, "epoch", octets(8)),
    field(6, "damaged", many(octets(32), max=MAX_DAMAGED), default=()),
)

MANIFEST: Final = Record(
    Manifest,
    field(0, "version", uint(min=VERSION, max=VERSION)),
    field(1, "sender", _STATION),
    field(2, "receiver", _STATION),
    field(3, "network", octets(32)),
    field(4, "serial", uint(max=2**53)),
    field(5, "packs", many(pair(octets(32), choice(Grade)), max=MAX_PACKS), default=()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind(Generic[T]):
    """One of the two kinds of file: what it begins with, its header, its limit and its name."""

    magic: bytes
    header: Record[T]
    max_bytes: int
    suffix: str


PACK: Final = FileKind(
    magic=PACK_MAGIC, header=PACK_HEADER, max_bytes=MAX_PACK_BYTES, suffix=PACK_SUFFIX
)
MANIFESTS: Final = FileKind(
    magic=MANIFEST_MAGIC, header=MANIFEST, max_bytes=MAX_MANIFEST_BYTES, suffix=MANIFEST_SUFFIX
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag(Generic[T]):
    """A file that is whole: its hash, its header, its frames, and what its signature covers."""

    digest: Digest
    header: T
    payloads: tuple[bytes, ...]
    content: bytes
    signature: bytes


def file_name(kind: FileKind[Any], digest: Digest) -> str:
    """Return the name of the file with that hash."""
    return digest.hex()[:NAME_DIGITS] + kind.suffix


def write(
    kind: FileKind[T], header: T, payloads: Sequence[bytes], sign: Sign
) -> tuple[Digest, bytes]:
    """Return a file and its hash.

    Raises:
        Malformed: a field of the header is out of bounds, or the file is too long.
    """
    head = kind.header.encode(header)
    content = b"".join(
        (kind.magic, len(head).to_bytes(LENGTH_BYTES, "big"), head, *map(prefixed, payloads))
    )
    signed = content + sign(content)
    digest = Digest(sha256(signed).digest())
    if len(signed) + HASH_BYTES > kind.max_bytes:
        msg = f"a file of {len(signed)} bytes is too long for a folder line"
        raise Malformed(msg)
    return digest, signed + digest


def hash_of(data: bytes) -> Digest:
    """Return the hash of a file that is whole.

    Raises:
        Malformed: it was cut or changed.
    """
    digest = sha256(memoryview(data)[:-HASH_BYTES]).digest()
    if len(data) < FRAME_BYTES or digest != data[-HASH_BYTES:]:
        msg = f"a file of {len(data)} bytes was cut or changed"
        raise Malformed(msg)
    return Digest(digest)


def must_be(digest: Digest | None, data: bytes) -> None:
    """Check that a file is whole, and the one with that hash where one is given.

    Raises:
        Malformed: it is not.
    """
    found = hash_of(data)
    if digest is not None and found != digest:
        msg = f"a file of {len(data)} bytes is not the pack that its name says"
        raise Malformed(msg)


def read(kind: FileKind[T], data: bytes) -> Bag[T]:
    """Return what a file holds; its signature is not verified yet.

    Raises:
        UnknownVersion: it is of a later format.
        Malformed: it is too long, was cut or changed, or is no such file.
    """
    if len(data) > kind.max_bytes:
        msg = f"a file of {len(data)} bytes, where {kind.max_bytes} are allowed"
        raise Malformed(msg)
    digest = hash_of(data)
    content = data[: -HASH_BYTES - SIGNATURE_BYTES]
    start = MAGIC_BYTES + LENGTH_BYTES
    end = start + int.from_bytes(content[MAGIC_BYTES:start], "big")
    if content[:MAGIC_BYTES] != kind.magic or end > len(content):
        msg = "not a file of a folder line"
        raise Malformed(msg)
    header = kind.header.decode(content[start:end], max_bytes=MAX_HEADER_BYTES)
    return Bag(
        digest=digest,
        header=header,
        payloads=_frames(kind, content[end:]),
        content=content,
        signature=data[-HASH_BYTES - SIGNATURE_BYTES : -HASH_BYTES],
    )


def _frames(kind: FileKind[Any], data: bytes) -> tuple[bytes, ...]:
    splitter = Splitter()
    payloads = tuple(splitter.feed(data))
    if splitter.held_bytes or (payloads and kind is not PACK):
        msg = "a file has bytes behind its last frame"
        raise Malformed(msg)
    return payloads


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """The two ends of a folder line, as one of them sees it."""

    own: StationId
    neighbour: StationId
    network: Digest

    def judge(self, bag: Bag[Any], verify: Verify) -> None:
        """Check that a file is the neighbour's, for this station.

        Raises:
            DoesNotVerify: it is somebody else's, or its signature does not hold.
        """
        header = bag.header
        if header.sender == self.own:
            msg = f"a file of this station lies where those of {self.neighbour} should be"
            raise DoesNotVerify(msg, hint="are folder-in and folder-out exchanged?")
        found = (header.sender, header.receiver, header.network)
        if found != (self.neighbour, self.own, self.network):
            msg = f"a file from {header.sender} to {header.receiver} is not one of this line"
            raise DoesNotVerify(msg)
        if not verify(self.neighbour, bag.content, bag.signature):
            msg = f"a file was not signed by {self.neighbour}"
            raise DoesNotVerify(msg)
