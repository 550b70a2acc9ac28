"""What an attachment of type `application/vnd.depesha.parcel` holds: pieces of files.

    magic (8)  ‖  length of the header (4)  ‖  header  ‖  the pieces, one behind the other
    ‖  signature (64)  ‖  SHA-256 of everything before it (32)

Rule 1: the header's table says of each piece which file it is of, by its hash, and where in it. A
    file that is larger than a mail may be goes in several mails.
Rule 2: the sending station signs the whole, so that a stranger who knows a mailbox cannot fill the
    place where pieces wait, nor spoil a file by a false piece of it.
Rule 3: the time of sending makes a mail that is sent again another one: what recognises mails by
    their Message-ID does not swallow the repetition.
Rule 4: the reader is total and bounded.

Format, with an example in bytes: `docs/spec/mail.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from depesha.errors import Malformed
from depesha.links.folder import bag
from depesha.links.folder.bag import (
    FRAME_BYTES,
    HASH_BYTES,
    LENGTH_BYTES,
    MAGIC_BYTES,
    MAX_PACK_BYTES,
    SIGNATURE_BYTES,
    Bag,
    Sign,
)
from depesha.names import STATION_PATTERN, Digest, StationId, TimeMs
from depesha.schema import Record, Row, field, many, octets, text, time_ms, uint

VERSION: Final = 1
MAGIC: Final = b"\x89DEPMLG\n"

MAX_PIECES: Final = 64
MAX_HEADER_BYTES: Final = 8 * 1024
"""64 rows of the table are 3.4 kB."""

LEAST_PART_BYTES: Final = 512 * 1024
"""A manifest, which goes whole with every mail, is at most half of that."""

MOST_PART_BYTES: Final = 16 * 1024 * 1024
"""In base64 that is 22 MiB; providers take 20 to 25."""

ROOM_EXTRA_BYTES: Final = FRAME_BYTES + MAX_HEADER_BYTES
"""What an attachment takes beside its pieces, and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One line of the part table.

    Attributes:
        digest: the hash of the file, which its name shows too.
        size_bytes: of the whole file.
        offset, length_bytes: where in the file the piece stands.
    """

    digest: Digest
    size_bytes: int
    offset: int
    length_bytes: int

    @property
    def is_whole(self) -> bool:
        """Whether the piece is all of its file."""
        return self.length_bytes == self.size_bytes

    @property
    def end(self) -> int:
        """Where in the file the piece ends."""
        return self.offset + self.length_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingHeader:
    """Who sends what to whom, and when. The network is the digest of its first root document."""

    version: int = VERSION
    sender: StationId
    receiver: StationId
    network: Digest
    sent_at: TimeMs
    pieces: tuple[Piece, ...]


_STATION: Final = text(max=32, pattern=STATION_PATTERN)
_PIECE: Final = Row(
    Piece,
    octets(32),
    uint(min=1, max=MAX_PACK_BYTES),
    uint(max=MAX_PACK_BYTES),
    uint(min=1, max=MOST_PART_BYTES),
)

MAILING_HEADER: Final = Record(
    MailingHeader,
    field(0, "version", uint(min=VERSION, max=VERSION)),
    field(1, "sender", _STATION),
    field(2, "receiver", _STATION),
    field(3, "network", octets(32)),
    field(4, "sent_at", time_ms()),
    field(5, "pieces", many(_PIECE, max=MAX_PIECES)),
)


def write(header: MailingHeader, contents: Sequence[bytes], sign: Sign) -> tuple[Digest, bytes]:
    """Return an attachment and its hash; `contents` are the pieces in the order of the table.

    Raises:
        Malformed: the header is out of bounds, or the table does not fit the pieces.
    """
    head = MAILING_HEADER.encode(header)
    body = b"".join(contents)
    _judge_table(header, len(body))
    content = b"".join((MAGIC, len(head).to_bytes(LENGTH_BYTES, "big"), head, body))
    signed = content + sign(content)
    digest = Digest(sha256(signed).digest())
    return digest, signed + digest


def read(data: bytes) -> Bag[MailingHeader]:
    """Return what an attachment holds; its signature is not verified yet.

    Raises:
        UnknownVersion: it is of a later format.
        Malformed: it is too long, was cut or changed, is no such thing, or its table lies.
    """
    if len(data) > MOST_PART_BYTES:
        msg = f"an attachment of {len(data)} bytes, where {MOST_PART_BYTES} are allowed"
        raise Malformed(msg)
    digest = bag.hash_of(data)
    content = data[: -HASH_BYTES - SIGNATURE_BYTES]
    start = MAGIC_BYTES + LENGTH_BYTES
    end = start + int.from_bytes(content[MAGIC_BYTES:start], "big")
    if content[:MAGIC_BYTES] != MAGIC or end > len(content):
        msg = "not an attachment of a mail line"
        raise Malformed(msg)
    header = MAILING_HEADER.decode(content[start:end], max_bytes=MAX_HEADER_BYTES)
    _judge_table(header, len(content) - end)
    return Bag(
        digest=digest,
        header=header,
        payloads=_cut(header, memoryview(content)[end:]),
        content=content,
        signature=data[-HASH_BYTES - SIGNATURE_BYTES : -HASH_BYTES],
    )


def _judge_table(header: MailingHeader, body_bytes: int) -> None:
    if any(piece.end > piece.size_bytes for piece in header.pieces):
        msg = "a piece ends behind its file"
        raise Malformed(msg)
    if sum(piece.length_bytes for piece in header.pieces) != body_bytes:
        msg = "the part table does not fit the pieces"
        raise Malformed(msg)


def _cut(header: MailingHeader, body: memoryview) -> tuple[bytes, ...]:
    found: list[bytes] = []
    at = 0
    for piece in header.pieces:
        found.append(bytes(body[at : at + piece.length_bytes]))
        at += piece.length_bytes
    return tuple(found)
