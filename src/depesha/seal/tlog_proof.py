"""A proof of inclusion as a file: C2SP tlog-proof, with what it proves in its `extra` line.

    c2sp.org/tlog-proof@v1
    extra <base64 of CBOR [entry, Ed25519 key, ML-DSA-44 key]>
    index 1951
    <base64 of a hash>                              the audit path, from the leaf up
    …

    depesha/moscow/journal                          the checkpoint, a signed note
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — depesha/moscow/journal <base64>

The entry is what is hashed into the leaf; the keys are those that signed the note (the second is
empty where it did not). Whose keys they are the file cannot show: that is for a key book, or for
who names them.
Source: C2SP tlog-proof.md.
"""

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeVar

from depesha import cbor
from depesha.errors import DoesNotVerify, Malformed
from depesha.journal import HASH_BYTES, JournalEntry, decode_entry, leaf_hash, verify_path
from depesha.names import Digest
from depesha.schema import octets, octets_upto, row
from depesha.seal.checkpoint import Checkpoint, CheckpointKeys, verify_checkpoint

FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
MAX_FILE_BYTES: Final = 32 * 1024
MAX_PATH: Final = 64

_EXTRA: Final = row(octets_upto(1024), octets(32), octets_upto(2048))
_FILE: Final = re.compile(
    rf"{re.escape(FIRST_LINE)}\nextra ([A-Za-z0-9+/]+=*)\nindex (0|[1-9][0-9]{{0,18}})\n"
    rf"((?:[A-Za-z0-9+/]{{43}}=\n){{0,{MAX_PATH}}})\n((?:.|\n)+)"
)
_Found = TypeVar("_Found")

_ORIGIN: Final = re.compile(r"depesha/([a-z][a-z0-9-]{0,30}[a-z0-9])/journal\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionProof:
    """What the file holds.

    Attributes:
        entry: the bytes that are hashed into the leaf.
        index: its place in the journal.
        path: from the leaf up.
        note: the checkpoint.
        ed25519, mldsa44: the keys that are said to have signed it; the second may be empty.
    """

    entry: bytes
    index: int
    path: tuple[Digest, ...]
    note: bytes
    ed25519: bytes = field(repr=False)
    mldsa44: bytes = field(repr=False)

    @property
    def fingerprint(self) -> Digest:
        """SHA-256 of the Ed25519 key: what two persons compare."""
        return Digest(sha256(self.ed25519).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What a proof shows once it holds."""

    station: str
    entry: JournalEntry
    index: int
    checkpoint: Checkpoint


def write_proof(proof: InclusionProof) -> bytes:
    """Return the bytes of the file."""
    extra = _base64(cbor.encode([proof.entry, proof.ed25519, proof.mldsa44]))
    path = "".join(f"{_base64(one)}\n" for one in proof.path)
    head = f"{FIRST_LINE}\nextra {extra}\nindex {proof.index}\n{path}\n"
    return head.encode() + proof.note


def read_proof(data: bytes) -> InclusionProof:
    """Return the proof in a file; nothing of it has been verified.

    Raises:
        DoesNotVerify: it is no such file, or a damaged one.
    """
    return _as_proof(lambda: _read(data))


def verify_proof(proof: InclusionProof) -> Proved:
    """Return what a proof shows, by the keys that it names itself.

    Raises:
        DoesNotVerify: the note is not signed by them, or the entry is not in its tree.
    """
    return _as_proof(lambda: _verified(proof))


def _as_proof(verify: Callable[[], _Found]) -> _Found:
    try:
        return verify()
    except DoesNotVerify as error:
        raise DoesNotVerify(error.message, hint=error.hint or _AGAIN) from error
    except Malformed as error:
        msg = f"not a proof from a journal, or a damaged one: {error.message}"
        raise DoesNotVerify(msg, hint=_AGAIN) from error


_AGAIN: Final = "get the file again from who made it"


def _read(data: bytes) -> InclusionProof:
    if len(data) > MAX_FILE_BYTES:
        msg = f"a proof has at most {MAX_FILE_BYTES} bytes"
        raise Malformed(msg)
    try:
        found = _FILE.fullmatch(data.decode())
    except UnicodeDecodeError as error:
        msg = "it is not valid UTF-8"
        raise Malformed(msg) from error
    if found is None:
        msg = "its lines are not those of a tlog-proof"
        raise Malformed(msg)
    extra, index, path, note = found.groups()
    entry, ed25519, mldsa44 = _EXTRA.unpack(cbor.decode(_unbase64(extra)))
    proof = InclusionProof(
        entry=entry,
        index=int(index),
        path=tuple(Digest(_unbase64(line)) for line in path.splitlines()),
        note=note.encode(),
        ed25519=ed25519,
        mldsa44=mldsa44,
    )
    if write_proof(proof) != data:
        msg = "it is not in its one spelling"
        raise Malformed(msg)
    return proof


def _verified(proof: InclusionProof) -> Proved:
    named = _ORIGIN.match(proof.note.decode())
    if named is None:
        msg = "its checkpoint is of no journal"
        raise Malformed(msg)
    keys = CheckpointKeys(station=named[1], ed25519=proof.ed25519, mldsa44=proof.mldsa44)
    checkpoint = verify_checkpoint(proof.note, keys)
    if checkpoint.is_lasting != bool(proof.mldsa44):
        msg = "its checkpoint is not signed by the ML-DSA-44 key that the proof names"
        raise DoesNotVerify(msg)
    head = checkpoint.head
    if not verify_path(leaf_hash(proof.entry), proof.index, head.size, proof.path, head.root):
        msg = f"the fact is not in the journal of {named[1]} at place {proof.index}"
        raise DoesNotVerify(msg)
    return Proved(
        station=named[1],
        entry=decode_entry(proof.entry),
        index=proof.index,
        checkpoint=checkpoint,
    )


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _unbase64(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error as error:
        msg = "a line is not base64"
        raise Malformed(msg) from error
    if _base64(data) != text or len(data) < HASH_BYTES:
        msg = "a line is not canonical base64, or too short"
        raise Malformed(msg)
    return data
