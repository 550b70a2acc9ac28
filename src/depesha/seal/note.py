"""Signed notes: a short text that people can read, with one line for each signature.

    moscow/keybook                                  origin
    3                                               how many leaves
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=    root of the tree, base64

    — moscow/root-1 Az3grlgt…                       base64(key id (4) ‖ signature)

Lines of unknown keys are ignored; a line of a known key that does not hold spoils the whole note.
There are two kinds of key: Ed25519 (type 0x01) signs the text as it stands; ML-DSA-44 (type 0x06)
signs origin, size, root and the time of signing, and nothing else of the text. So a note that an
ML-DSA-44 key signs has those three lines only: whatever else both must cover belongs in the tree.
Source: C2SP signed-note.md, tlog-checkpoint.md, tlog-cosignature.md.
"""

import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from depesha.errors import Malformed
from depesha.seal import mldsa, signature
from depesha.seal.mldsa import MldsaKey, sign_mldsa, verify_mldsa
from depesha.seal.signature import BadSignature, SigningKey, verify_ed25519

MAX_NOTE_BYTES: Final = 64 * 1024
MAX_SIGNATURES: Final = 32
"""C2SP asks for at least 16."""

_KEY_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_CHECKPOINT: Final = re.compile(r"([^\n]{1,255})\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteKind(IntEnum):
    """The type byte of a note key, as C2SP assigns them."""

    ED25519 = 0x01
    MLDSA44 = 0x06


_PUBLIC_BYTES: Final = {
    NoteKind.ED25519: signature.PUBLIC_BYTES,
    NoteKind.MLDSA44: mldsa.PUBLIC_BYTES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteKey:
    """A public key that signs notes under a name."""

    name: str
    kind: NoteKind
    public: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Check the name and the size of the key."""
        if not re.fullmatch(r"[^\s+]{1,255}", self.name) or _CONTROL.search(self.name):
            msg = "a note key's name is empty, too long, or has spaces or a plus sign"
            raise Malformed(msg)
        if len(self.public) != _PUBLIC_BYTES[self.kind]:
            msg = f"a note key of {len(self.public)} bytes is not {self.kind.name}"
            raise Malformed(msg)

    @property
    def key_id(self) -> bytes:
        """Return the four bytes by which a line names this key, together with its name."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:_KEY_ID_BYTES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One signature line: who signed, and the bytes behind the key id."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text, which ends with a line end, and its signature lines."""

    text: str
    lines: tuple[Line, ...]


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Return the text of a checkpoint: origin, tree size, root hash (32 bytes).

    Raises:
        ValueError: these do not make three lines.
    """
    text = f"{origin}\n{size}\n{binascii.b2a_base64(root).decode()}"
    if not _CHECKPOINT.fullmatch(text):
        msg = "origin, size and root do not make a checkpoint"
        raise ValueError(msg)
    return text


def sign_with_ed25519(text: str, name: str, key: SigningKey) -> Line:
    """Return the line of an Ed25519 key over `text`."""
    note_key = NoteKey(name=name, kind=NoteKind.ED25519, public=key.public)
    signed = key.private.sign(text.encode())
    return Line(name=name, key_id=note_key.key_id, signature=signed)


def sign_with_mldsa(text: str, name: str, key: MldsaKey, *, at_seconds: int) -> Line:
    """Return the line of an ML-DSA-44 key over a checkpoint, at a time in seconds since 1970.

    Raises:
        Malformed: the text is not a checkpoint of three lines.
    """
    note_key = NoteKey(name=name, kind=NoteKind.MLDSA44, public=key.public)
    at = at_seconds.to_bytes(_TIME_BYTES, "big")
    signed = sign_mldsa(key, "", _cosigned(text, name, at))
    return Line(name=name, key_id=note_key.key_id, signature=at + signed)


def write_note(note: Note) -> bytes:
    """Return the bytes of a note.

    Raises:
        Malformed: it could not be read back.
    """
    lines = "".join(f"— {ln.name} {_base64(ln.key_id + ln.signature)}\n" for ln in note.lines)
    data = f"{note.text}\n{lines}".encode()
    if read_note(data) != note:
        msg = "a note whose text or names cannot be written"
        raise Malformed(msg)
    return data


def read_note(data: bytes) -> Note:
    """Return the note that `data` spells; nothing of it has been verified.

    Raises:
        Malformed: it is not a note, or is larger than 64 KiB or 32 signatures.
    """
    if len(data) > MAX_NOTE_BYTES:
        msg = f"a note of {len(data)} bytes where at most {MAX_NOTE_BYTES} are allowed"
        raise Malformed(msg)
    try:
        text, _, rest = data.decode().rpartition("\n\n")
    except UnicodeDecodeError as error:
        msg = "a note is not valid UTF-8"
        raise Malformed(msg) from error
    lines = rest.split("\n")
    if _CONTROL.search(text) or not text or lines.pop():
        msg = "a note has no text, a control character, or no last line end"
        raise Malformed(msg)
    if not 1 <= len(lines) <= MAX_SIGNATURES:
        msg = f"a note must have 1 to {MAX_SIGNATURES} signatures, not {len(lines)}"
        raise Malformed(msg)
    return Note(text=text + "\n", lines=tuple(_read_line(line) for line in lines))


def verify_note(data: bytes, keys: Iterable[NoteKey], threshold: int) -> Note:
    """Return the note that `data` spells, if `threshold` different keys of `keys` signed it.

    Raises:
        BadSignature: too few signed, or a line of one of `keys` does not hold.
        Malformed: it is not a note.
        ValueError: the threshold is not at least 1.
    """
    if threshold < 1:
        msg = "a note that nobody need sign proves nothing"
        raise ValueError(msg)
    note = read_note(data)
    known = {(key.name, key.key_id): key for key in keys}
    signed: set[bytes] = set()  # by public key: one key under two names is one key
    for line in note.lines:
        key = known.get((line.name, line.key_id))
        if key is not None:
            _verify_line(note.text, line, key)
            signed.add(key.public)
    if len(signed) < threshold:
        msg = f"{len(signed)} known keys signed a note where {threshold} must"
        raise BadSignature(msg)
    return note


def _verify_line(text: str, line: Line, key: NoteKey) -> None:
    if key.kind is NoteKind.ED25519:
        verify_ed25519(key.public, text.encode(), line.signature)
    else:
        at, signed = line.signature[:_TIME_BYTES], line.signature[_TIME_BYTES:]
        verify_mldsa(key.public, "", _cosigned(text, key.name, at), signed)


def _cosigned(text: str, name: str, at: bytes) -> bytes:
    """Return `cosigned_message` of tlog-cosignature.md: what an ML-DSA-44 key signs."""
    found = _CHECKPOINT.fullmatch(text)
    if found is None:
        msg = "an ML-DSA-44 key signs checkpoints of three lines only"
        raise Malformed(msg)
    origin, size, root = found.groups()
    hashed = _unbase64(root)
    if not hashed or at[:1] > b"\x7f":
        msg = "the root of a checkpoint is not canonical base64, or its time is past 2^63"
        raise Malformed(msg)
    return b"".join(
        [
            b"subtree/v1\n\0",
            _opaque(name.encode()),
            at,
            _opaque(origin.encode()),
            bytes(8),  # the first leaf: a checkpoint covers the whole tree
            int(size).to_bytes(8, "big"),
            hashed,
        ]
    )


def _opaque(data: bytes) -> bytes:
    if len(data) not in range(1, 256):
        msg = "an origin or a name is over 255 bytes"
        raise Malformed(msg)
    return bytes([len(data)]) + data


def _read_line(line: str) -> Line:
    found = _LINE.fullmatch(line)
    data = _unbase64(found[2]) if found else b""
    if found is None or len(data) <= _KEY_ID_BYTES:
        msg = "a signature line of a note is not formed as it must be"
        raise Malformed(msg)
    return Line(name=found[1], key_id=data[:_KEY_ID_BYTES], signature=data[_KEY_ID_BYTES:])


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _unbase64(text: str) -> bytes:
    """Return the bytes of canonical, padded base64, else nothing."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        return b""
    return data if _base64(data) == text else b""
