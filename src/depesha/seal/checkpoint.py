"""Checkpoints: the signed head of a station's journal, as a note that others keep.

    depesha/moscow/journal                          origin: depesha/<station>/journal
    20852163                                        how many leaves
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=    root of the tree, base64

    — depesha/moscow/journal <base64>               the station's Ed25519 key
    — depesha/moscow/journal <base64>               its ML-DSA-44 key, with the time of signing

Rule 1: only a committed head is signed. A note over a head that is then lost would be, for ever,
    the proof of a fork that never was.
Rule 2: the name of the key is the origin, as C2SP asks of a log.

The Ed25519 line costs 28 µs and is made at each commit; the ML-DSA-44 line costs 0.6 ms and 3.3 kB,
and is made daily, at the end of serving and for whoever asks for a proof. Once others hold it, not
even a quantum computer puts an entry into the past.
Source: C2SP signed-note.md, tlog-checkpoint.md, tlog-cosignature.md.
Format: `docs/spec/journal.md`.
"""

import binascii
from dataclasses import dataclass, field
from typing import Final

from depesha.envelope import JournalHead
from depesha.errors import Malformed
from depesha.names import Digest
from depesha.seal.mldsa import MldsaKey, mldsa_key
from depesha.seal.note import (
    Line,
    Note,
    NoteKey,
    NoteKind,
    checkpoint_text,
    read_note,
    sign_with_mldsa,
    verify_note,
    write_note,
)
from depesha.seal.signature import SigningKey, signing_key

MAX_CHECKPOINT_BYTES: Final = 8 * 1024
"""A note with both lines has 3.5 kB; room for a cosignature beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointKeys:
    """What verifies a station's checkpoints.

    Attributes:
        station: its id, from which the origin follows.
        ed25519: the station's public key, as its identity leaf has it.
        mldsa44: the journal key of the key book; empty where none is known.
    """

    station: str
    ed25519: bytes = field(repr=False)
    mldsa44: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A checkpoint that holds: the head, and whether the ML-DSA-44 key signed it too."""

    head: JournalHead
    is_lasting: bool


class CheckpointSigner:
    """A station's keys for its checkpoints."""

    __slots__ = ("_ed25519", "_key_id", "_mldsa44", "_name", "_seed")

    def __init__(self, station: str, signing: SigningKey, journal: bytes | None) -> None:
        """Keep the keys; `journal` is the ML-DSA-44 seed, made ready when it is first used."""
        self._name = origin(station)
        self._ed25519 = signing
        key = NoteKey(name=self._name, kind=NoteKind.ED25519, public=signing.public)
        self._key_id = key.key_id
        self._seed = journal
        self._mldsa44: MldsaKey | None = None

    @property
    def public(self) -> bytes:
        """Return the ML-DSA-44 public key, or nothing where there is no such key."""
        key = self._lasting()
        return b"" if key is None else key.public

    def sign(self, head: JournalHead) -> bytes:
        """Return the checkpoint over a committed head, with the Ed25519 line."""
        return self._signed(head, None)

    def sign_lasting(self, head: JournalHead, at_ms: int) -> bytes:
        """Return the checkpoint with the ML-DSA-44 line too, if the station has that key."""
        return self._signed(head, max(at_ms // 1000, 0))

    def _signed(self, head: JournalHead, at_seconds: int | None) -> bytes:
        name = self._name
        text = checkpoint_text(name, head.size, head.root)
        signed = self._ed25519.private.sign(text.encode())
        lines = [Line(name=name, key_id=self._key_id, signature=signed)]
        key = None if at_seconds is None else self._lasting()
        if key is not None and at_seconds is not None:
            lines.append(sign_with_mldsa(text, name, key, at_seconds=at_seconds))
        return write_note(Note(text=text, lines=tuple(lines)))

    def _lasting(self) -> MldsaKey | None:
        if self._mldsa44 is None and self._seed is not None:
            self._mldsa44 = mldsa_key(self._seed)
        return self._mldsa44


def signer_of(station: str, signing: bytes, journal: bytes | None) -> CheckpointSigner:
    """Return the signer of a station from its two seeds."""
    return CheckpointSigner(station, signing_key(signing), journal)


def origin(station: str) -> str:
    """Return the first line of a station's checkpoints."""
    return f"depesha/{station}/journal"


def verify_checkpoint(data: bytes, keys: CheckpointKeys) -> Checkpoint:
    """Return the head that a checkpoint names, once the station's Ed25519 key signed it.

    An ML-DSA-44 line of a known key must hold too; whether there is one is said.

    Raises:
        BadSignature: the station did not sign it, or a line of its keys does not hold.
        Malformed: it is not a checkpoint of that station's journal.
    """
    head = read_checkpoint(data, keys.station)
    name = origin(keys.station)
    known = [NoteKey(name=name, kind=NoteKind.ED25519, public=keys.ed25519)]
    verify_note(data, known, 1)
    if not keys.mldsa44:
        return Checkpoint(head=head, is_lasting=False)
    lasting = NoteKey(name=name, kind=NoteKind.MLDSA44, public=keys.mldsa44)
    verify_note(data, [*known, lasting], 1)
    signed = {line.key_id for line in read_note(data).lines if line.name == name}
    return Checkpoint(head=head, is_lasting=lasting.key_id in signed)


def read_checkpoint(data: bytes, station: str) -> JournalHead:
    """Return the head that a checkpoint names; nothing of it has been verified.

    Raises:
        Malformed: it is not a checkpoint of that station's journal, or names a tree without leaves.
    """
    if len(data) > MAX_CHECKPOINT_BYTES:
        msg = f"a checkpoint of {len(data)} bytes where at most {MAX_CHECKPOINT_BYTES} are allowed"
        raise Malformed(msg)
    text = read_note(data).text
    lines = text.split("\n")
    try:
        head = JournalHead(
            size=int(lines[1]), root=Digest(binascii.a2b_base64(lines[2], strict_mode=True))
        )
        spelled = checkpoint_text(origin(station), head.size, head.root)
    except (IndexError, ValueError) as error:
        msg = "a note is not a checkpoint of three lines"
        raise Malformed(msg) from error
    if spelled != text or not head.size:
        msg = f"a note is not a checkpoint of the journal of {station}"
        raise Malformed(msg)
    return head
