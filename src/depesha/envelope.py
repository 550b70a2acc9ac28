"""What an envelope is: the binding of 1..n documents to one addressee station, key and slip.

The station signs it. Nothing that depends on the line is signed, and everything signed is sent.
Inside the seal stands `Letter`: the envelope and the items that it lists. Format:
`docs/spec/document.md`.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from depesha.names import Digest, Epoch, OfficeId, Seed, Signature, SlipId, StationId, TimeMs
from depesha.packet import Grade
from depesha.telegram import Attachment

MAX_ATTACHMENTS: Final = 64

SEALED_CHUNK_BYTES: Final = 64 * 1024
SEALED_TAG_BYTES: Final = 16
SEALED_HEAD_BYTES: Final = 1627 + 16
"""Header and nonce of a sealed file (`docs/spec/sealed.md`)."""


class Kind(IntEnum):
    """What an item of a letter is. A telegram is a BODY and a REGISTRATION after it."""

    BODY = 0
    REGISTRATION = 1
    DELIVERY_REPORT = 2
    REPORT_ITEMS = 3
    ANSWER = 4
    SERVICE = 5
    ENVELOPE = 6
    """Only as a kept document: an envelope is no item of a letter."""
    ATTACHMENT = 7
    """Only as what is outstanding: an attachment's blob is a packet of its own, and no item."""
    CONSISTENCY = 10
    RECORD = 11
    """Only as a kept document: a record of the archive is no item of a letter."""
    SCAN = 12
    """Only as a kept document: a picture of a sheet of a record."""
    KEY_BOOK = 8
    """Between a station and the centre: a key book, or a request to change it."""
    RESTORATION = 9
    """A station was restored from a backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentKey:
    """What opens one attachment's blob: the one-time seed and the ciphertext's SHA-256 and size."""

    attachment: int
    ciphertext: Digest
    size_bytes: int
    seed: Seed = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAttachment:
    """A file as it was sealed for a draft: what a release will cover, and what opens its blob.

    Sealing draws a new seed each time; an order that is asked again is the same order all the same.
    So only the first part is what it says (`events.content_of` reads what `repr` shows).
    """

    attachment: Attachment
    ciphertext: Digest = field(repr=False)
    size_bytes: int = field(repr=False)
    seed: Seed = field(repr=False)

    def key(self, place: int) -> AttachmentKey:
        """Return what opens it, as the attachment at a place of its telegram, from 0."""
        return AttachmentKey(
            attachment=place,
            ciphertext=self.ciphertext,
            size_bytes=self.size_bytes,
            seed=self.seed,
        )


def sealed_size(plain_bytes: int) -> int:
    """Return the size of the sealed file over so much plaintext; it follows from it exactly."""
    chunks = max(1, -(-plain_bytes // SEALED_CHUNK_BYTES))
    return SEALED_HEAD_BYTES + plain_bytes + chunks * SEALED_TAG_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """One document in an envelope: its digest and the offices it is for.

    Attributes:
        digest: of the registration for a telegram, of the payload for a notice.
        offices: addressee offices; empty for what the station itself reads.
        is_repeat: it was sent before under the same digest.
    """

    digest: Digest
    offices: tuple[OfficeId, ...] = ()
    is_repeat: bool = False
    attachment_keys: tuple[AttachmentKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHead:
    """A committed head of a station's journal: how many leaves, and their root."""

    size: int
    root: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One sending of documents from one station to another, at one grade.

    Attributes:
        key: fingerprint of the period key that it is sealed to.
        epoch, addressee_seq: number per (sender, recipient, epoch, grade), from 1, without gaps.
        previous: digest of the envelope before it in that series; 32 zeros for the first.
        seen_epoch, seen_seq: the highest contiguous number received from the other side at this
            grade; `seen_epoch` is None where nothing has come yet.
        slip_id, slip_hash: the packet that it may travel in, and no other.
        head: the sender's last committed journal head.
        book_version: the sender's key book version.
    """

    version: int = 1
    sender: StationId
    recipient: StationId
    key: Digest
    grade: Grade
    epoch: Epoch
    addressee_seq: int
    previous: Digest
    seen_epoch: Epoch | None = None
    seen_seq: int = 0
    slip_id: SlipId
    slip_hash: Digest
    created_at: TimeMs
    expires_at: TimeMs
    documents: tuple[Enclosure, ...]
    head: JournalHead
    book_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One payload with the signatures over it. A BODY's stand in its registration."""

    kind: Kind
    payload: bytes
    signatures: tuple[tuple[str, Signature], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The content of one sealed packet: the envelope's bytes, its signature, and the items."""

    envelope: bytes
    signature: Signature
    items: tuple[Item, ...]
