"""The journal's word about a telegram: its entries, their paths, and the signed checkpoint.

An entry shows its kind, its time and names that cannot be guessed; its content only where that
speaks of this telegram alone (`OPENED`). An entry counts only if it names the telegram, or a
document or an envelope that the bundle holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from depesha import cbor
from depesha.errors import DoesNotVerify, Malformed
from depesha.evidence import bundle
from depesha.evidence.bundle import JOURNAL_PROOF, MAX_FILE_BYTES, Manifest, ProvedEntry
from depesha.evidence.documents import Shown
from depesha.evidence.signers import Signers
from depesha.journal import (
    SALT_BYTES,
    JournalEntry,
    commitment,
    decode_entry,
    leaf_hash,
    verify_path,
)
from depesha.names import Digest
from depesha.seal.checkpoint import CheckpointKeys, verify_checkpoint

MAX_ITEMS: Final = 1 << 19

REGISTERED: Final = 13
DELIVERED: Final = 31
EVIDENCE_MADE: Final = 120

NAMES: Final[Mapping[int, str]] = {
    REGISTERED: "Registered",
    14: "EnvelopeSealed",
    15: "Sent",
    16: "ReturnLearned",
    17: "NonDelivered",
    18: "ReportLearned",
    19: "AnswerLearned",
    21: "LateNoticed",
    22: "Rerouted",
    23: "DiversionLearned",
    24: "BlobQueued",
    30: "EnvelopeOpened",
    DELIVERED: "Delivered",
    33: "DeliveryReported",
    34: "AnswerGiven",
    35: "PassingFailed",
    36: "BlobTakenIn",
    38: "AttachmentExamined",
    40: "ServiceSent",
    41: "ServiceLearned",
    80: "TermWarned",
    81: "TermPassed",
    82: "Chased",
    83: "ChaserPostponed",
    84: "ChaserLearned",
    85: "Escalated",
    86: "NonReceiptLearned",
    90: "Amended",
    91: "HoldBegan",
    92: "HoldEnded",
    93: "Withdrawn",
    94: "Repeated",
    100: "CopyIssued",
    101: "CopyReturned",
    102: "CopyDestroyed",
    103: "CopyArchived",
    104: "CopyCertified",
    105: "CopyPrinted",
    106: "CopyOverdue",
    115: "Expunged",
    EVIDENCE_MADE: "EvidenceMade",
    121: "EvidenceSigned",
    134: "SealedAgain",
    146: "TelegramTakenBack",
    164: "CopyReprinted",
    165: "AnswerPrinted",
    172: "TelegramFiled",
    180: "FilingTakenBack",
}
"""Kinds of facts by name (`docs/spec/journal.md`); one that is not here is told by its number."""

OPENED: Final[Mapping[int, int]] = {18: 4, 19: 4, 34: 4}
"""Kinds whose content is shown: it names this telegram, an office or a station, a code, a time and,
under this key, the digest of the document that it is about. The contents of other kinds have
titles, seeds of attachments, or names of other telegrams, and are never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An entry that stands in the journal: what it says, and when it was written."""

    said: str
    at: int


def journal_in(
    held: Mapping[str, bytes], signers: Signers, manifest: Manifest, shown: Shown
) -> Iterator[Written]:
    """Yield each entry, once the checkpoint is signed and the entry stands in its tree.

    Raises:
        DoesNotVerify: the checkpoint or a path does not hold, an entry is about something else, or
            the register and the making of this bundle are not in the journal.
        Malformed: a part cannot be read.
    """
    for name in (bundle.JOURNAL, bundle.CHECKPOINT):
        if name not in held:
            msg = f"{name} is missing"
            raise DoesNotVerify(msg)
    proof = JOURNAL_PROOF.decode(
        held[bundle.JOURNAL], max_bytes=MAX_FILE_BYTES, max_items=MAX_ITEMS
    )
    if proof.station != manifest.station:
        msg = f"the journal is that of {proof.station}, the bundle is of {manifest.station}"
        raise DoesNotVerify(msg)
    public = signers.station(proof.station).public_key
    keys = CheckpointKeys(station=proof.station, ed25519=public)
    head = verify_checkpoint(held[bundle.CHECKPOINT], keys).head
    if (head.size, head.root) != (proof.size, proof.root):
        msg = "the checkpoint is not over the journal that the entries stand in"
        raise DoesNotVerify(msg)
    said = f"{proof.size} {proof.root.hex()}"
    yield Written(said=said, at=manifest.made_at)
    kinds: dict[int, set[int]] = {}
    for one in proof.entries:
        entry = _standing(one, proof.size, proof.root)
        what = _about(one, entry, shown)
        kinds.setdefault(entry.kind, set()).add(one.index)
        fact = NAMES.get(entry.kind, str(entry.kind))
        yield Written(said=" ".join(filter(None, (f"{one.index} {fact}", what))), at=entry.at)
    if not kinds.keys() & {REGISTERED, DELIVERED}:
        msg = "the journal does not show that the telegram was registered or delivered"
        raise DoesNotVerify(msg)
    if manifest.evidence not in kinds.get(EVIDENCE_MADE, ()):
        msg = "the journal does not show that this evidence was made"
        raise DoesNotVerify(msg)


def _standing(one: ProvedEntry, size: int, root: Digest) -> JournalEntry:
    entry = decode_entry(one.entry)
    if not verify_path(leaf_hash(one.entry), one.index, size, one.path, root):
        msg = f"entry {one.index} does not stand in the journal"
        raise DoesNotVerify(msg)
    return entry


def _about(one: ProvedEntry, entry: JournalEntry, shown: Shown) -> str:
    """Return what an entry speaks of, which must be in the bundle."""
    named = entry.references
    what = shown.digests.get(named.digest, "") if named.digest else ""
    if entry.kind in {REGISTERED, DELIVERED}:
        fits = named.uid == shown.identity.uid and named.digest == shown.identity.registration
    else:
        fits = named.uid == shown.identity.uid or bool(what) or named.slip_id in shown.slips
    if not fits:
        msg = f"entry {one.index} of the journal is about something else"
        raise DoesNotVerify(msg)
    if not (one.salt or one.content):
        return what
    if len(one.salt) != SALT_BYTES or commitment(one.salt, one.content) != entry.commitment:
        msg = f"entry {one.index} of the journal is over another content"
        raise DoesNotVerify(msg)
    key = OPENED.get(entry.kind)
    content = cbor.decode(one.content, max_bytes=MAX_FILE_BYTES)
    document = content.get(key) if key is not None and isinstance(content, dict) else None
    if not isinstance(document, bytes):
        msg = f"entry {one.index} of the journal shows a content that is none"
        raise Malformed(msg)
    if document not in shown.digests:
        msg = f"entry {one.index} of the journal is about a document that is not here"
        raise DoesNotVerify(msg)
    return f"{shown.digests[Digest(document)]} {document.hex()[:16]}"
