"""The files of a bundle: their names, the manifest over them, and the two proofs in CBOR.

    manifest.json       every other file by name, size, SHA-256; the station signs it
    keys.cbor           root documents, heads of the key book, the identities of the signers
    journal.cbor        entries of the station's journal about the telegram, each with its path

Rule 1: a bundle is one folder, with at most one folder `attachments` in it, and nothing that is no
    plain file. A name is short, plain ASCII, and never a path that leads out.
Rule 2: the manifest has one spelling; what is not spelled so is Malformed.
Rule 3: what was left out is named in it, with the reason, so that nobody must wonder.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from depesha.errors import DoesNotVerify, Malformed, UnknownVersion
from depesha.keybook.head import BOOK, Book
from depesha.keybook.root import MAX_ROOTS, ROOT_LINK, RootLink
from depesha.names import STATION_PATTERN, Digest
from depesha.schema import (
    LAST_TIME_MS,
    Record,
    Row,
    field,
    many,
    octets,
    octets_upto,
    text,
    uint,
)

FORMAT: Final = 1

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
README: Final = "README.txt"
SIGNERS: Final = "allowed_signers"
KEYS: Final = "keys.cbor"
JOURNAL: Final = "journal.cbor"
CHECKPOINT: Final = "checkpoint"
READABLE_JSON: Final = "telegram.json"
READABLE: Final = "telegram.txt"
BODY: Final = "body.cbor"
REGISTRATION: Final = "registration.cbor"
POLICY: Final = "policy.toml"
"""The security policy that the label names by its digest; not where it is not at hand."""
ATTACHMENTS: Final = "attachments"
SIGNATURE: Final = ".sig"

MANIFEST_NAMESPACE: Final = "manifest@depesha.v1"

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}|attachments/[1-9][0-9]{0,3}")
"""A file of a bundle; attachments are numbered as in the telegram, their own names are no paths."""

MAX_FILES: Final = 4096
MAX_MANIFEST_BYTES: Final = 1024 * 1024
MAX_FILE_BYTES: Final = 16 * 1024 * 1024
"""Of every file that is no attachment; a body has at most 2 MiB."""
MAX_TOTAL_BYTES: Final = 256 * 1024 * 1024
"""Of all files that are no attachments: they are held in memory."""

MAX_ENTRIES: Final = 4096
MAX_KEYS_ITEMS: Final = 1 << 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file, as the manifest lists it."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something about the telegram that is not in the bundle: what, under which digest, and why."""

    what: str
    digest: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What the maker's register says that another telegram is to this one.

    Attributes:
        relation: CANCELS, SUPERSEDES, CORRECTS; WITHDRAWN: it was cancelled before it was sent.
        by: the other telegram, or who withdrew it; empty: it is classified too high to be named.
        at: UTC milliseconds.
    """

    relation: str
    by: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle says of itself; the station that made it signs these bytes.

    Attributes:
        station: who made it, and signs.
        office: in whose name.
        evidence: the number of the fact in that station's journal which says that it was made.
        made_at: UTC milliseconds.
        telegram: `moscow/1951/26044`.
        uid: the telegram's, in hex.
        message_type: `OPERATION`, `EXERCISE`, `DRILL`, …; an exercise is always shown as one.
        language: of the captions in `telegram.txt`.
        files: every file but the manifest and its signature, in ascending order of names.
        amended: what cancels, supersedes or corrects the telegram; it is written only if any does.
    """

    format: int = FORMAT
    station: str
    office: str
    evidence: int
    made_at: int
    telegram: str
    uid: str
    message_type: str
    language: str
    files: tuple[Listed, ...]
    left_out: tuple[LeftOut, ...] = ()
    amended: tuple[Amended, ...] = ()


_SHAPE: Final[Mapping[str, re.Pattern[str] | tuple[int, int]]] = {
    "station": re.compile(STATION_PATTERN),
    "office": re.compile(r"[a-z][a-z0-9.-]{0,31}@" + STATION_PATTERN),
    "evidence": (0, 2**53),
    "made_at": (0, LAST_TIME_MS),
    "telegram": re.compile(STATION_PATTERN + r"/[0-9]{1,4}/[0-9]{1,16}"),
    "uid": re.compile(r"[0-9a-f]{32}"),
    "message_type": re.compile(r"[A-Z]{1,16}"),
    "language": re.compile(r"en|ru"),
    "name": NAME,
    "bytes": (0, 2**40),
    "sha256": re.compile(r"[0-9a-f]{64}"),
    "what": re.compile(r"[a-z -]{1,40}"),
    "digest": re.compile(r"[0-9a-f]{64}"),
    "why": re.compile(r"[a-z ,-]{1,120}"),
    "relation": re.compile(r"[A-Z]{1,16}"),
    "by": re.compile(r"[a-z0-9./@-]{0,80}"),
    "at": (0, LAST_TIME_MS),
}
"""What each field may hold: a text that fits, or a number between two."""


_LISTS: Final = ("files", "left_out", "amended")


def write_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of a manifest, in its one spelling."""
    said: dict[str, Any] = {one.name: getattr(manifest, one.name) for one in fields(Manifest)}
    for name in _LISTS:
        said[name] = [
            {part.name: getattr(one, part.name) for part in fields(one)} for one in said[name]
        ]
    if not manifest.amended:
        del said["amended"]
    return (json.dumps(said, indent=1, ensure_ascii=True) + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest that `data` spells.

    Raises:
        UnknownVersion: it is of a later format.
        Malformed: it is not one, or not in its one spelling.
    """
    if len(data) > MAX_MANIFEST_BYTES:
        msg = f"a manifest of {len(data)} bytes where at most {MAX_MANIFEST_BYTES} are allowed"
        raise Malformed(msg)
    try:
        said = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError) as error:
        msg = "the manifest is not JSON"
        raise Malformed(msg) from error
    if isinstance(said, dict) and type(said.get("format")) is int and said["format"] > FORMAT:
        msg = f"a bundle of format {said['format']}"
        raise UnknownVersion(msg, hint="a newer depesha reads it")
    manifest = _manifest_of(said)
    if write_manifest(manifest) != data:
        msg = "the manifest is not in its one spelling"
        raise Malformed(msg)
    return manifest


def _manifest_of(said: object) -> Manifest:
    given = dict(_row(Manifest, {"amended": [], **said} if isinstance(said, dict) else said))
    if given.pop("format", None) != FORMAT:
        msg = "the manifest is of no known format"
        raise Malformed(msg)
    files, left_out, amended = (given.pop(name) for name in _LISTS)
    for rows in (files, left_out, amended):
        if not isinstance(rows, list) or len(rows) > MAX_FILES:
            msg = "a list of the manifest is none, or too long"
            raise Malformed(msg)
    listed = tuple(Listed(**_checked(_row(Listed, one))) for one in files)
    names = [one.name for one in listed]
    if names != sorted(set(names)):
        msg = "the manifest names a file twice, or not in order"
        raise Malformed(msg)
    return Manifest(
        **_checked(given),
        files=listed,
        left_out=tuple(LeftOut(**_checked(_row(LeftOut, one))) for one in left_out),
        amended=tuple(Amended(**_checked(_row(Amended, one))) for one in amended),
    )


def _row(make: type[Any], said: object) -> Mapping[str, Any]:
    if not isinstance(said, dict) or set(said) != {one.name for one in fields(make)}:
        msg = f"the manifest has other fields than a {make.__name__.lower()} must have"
        raise Malformed(msg)
    return said


def _checked(given: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in given.items():
        shape = _SHAPE[name]
        fits = (
            type(value) is int and shape[0] <= value <= shape[1]
            if isinstance(shape, tuple)
            else isinstance(value, str) and shape.fullmatch(value) is not None
        )
        if not fits:
            msg = f"the manifest's {name} is not as it must be"
            raise Malformed(msg)
    return given


def sums(files: Mapping[str, str]) -> bytes:
    """Return `SHA256SUMS` over files given by name with their SHA-256 in hex."""
    return "".join(f"{files[name]}  {name}\n" for name in sorted(files)).encode()


# -- the keys -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyProof:
    """Whose keys they are: the root documents, and the part of the key book that is needed.

    Attributes:
        roots: every root document, from the first; the last one's keys signed the book.
        book: all heads, the newest one's note, the edition and the signers' identities.
    """

    version: int = 1
    roots: tuple[RootLink, ...]
    book: Book


KEY_PROOF: Final = Record(
    KeyProof,
    field(0, "version", uint(min=1, max=1)),
    field(1, "roots", many(ROOT_LINK, min=1, max=MAX_ROOTS)),
    field(2, "book", BOOK),
)


# -- the journal ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedEntry:
    """An entry of the journal with its place and its path.

    Attributes:
        entry: the bytes that are hashed into the leaf.
        index: its place.
        path: the audit path, from the leaf up.
        salt, content: what the entry's commitment is over, where it is shown; else empty.
    """

    entry: bytes
    index: int
    path: tuple[Digest, ...]
    salt: bytes = b""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalProof:
    """The entries about the telegram in one station's journal, as it was at `size` leaves."""

    version: int = 1
    station: str
    size: int
    root: Digest
    entries: tuple[ProvedEntry, ...]


JOURNAL_PROOF: Final = Record(
    JournalProof,
    field(0, "version", uint(min=1, max=1)),
    field(1, "station", text(max=32, pattern=STATION_PATTERN)),
    field(2, "size", uint(min=1)),
    field(3, "root", octets(32)),
    field(
        4,
        "entries",
        many(
            Row(
                ProvedEntry,
                octets_upto(160),
                uint(),
                many(octets(32), max=64),
                octets_upto(16),
                octets_upto(64 * 1024),
            ),
            max=MAX_ENTRIES,
        ),
    ),
)


def must_be_name(name: str) -> str:
    """Let pass what may be the name of a file of a bundle.

    Raises:
        DoesNotVerify: it leads elsewhere, or is of no kind that a bundle has.
    """
    if NAME.fullmatch(name) is None:
        msg = f"a bundle has no file named {name[:80]!r}"
        raise DoesNotVerify(msg)
    return name
