"""A sealed packet becomes a letter whose envelope holds: opened, verified, sorted into documents.

Rule 1: the bytes are verified as received; then they are decoded.
Rule 2: a letter that was not sealed to this station by its signer, or that travels in another
slip than it names, is not a letter. That ends surreptitious forwarding, re-slipping and replay
under another slip (Davis, "Defective Sign & Encrypt").
Rule 3: the documents are those that the envelope lists, in its order, and no others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.envelope import Enclosure, Envelope, Item, Kind, Letter
from depesha.errors import DoesNotVerify, Malformed
from depesha.letter_form import decode_letter
from depesha.names import Digest
from depesha.office.sitting import Sitting
from depesha.packet import Grade, Packet, slip_hash
from depesha.wire import ENVELOPE, ENVELOPE_NAMESPACE, digest

MAX_ENVELOPE_BYTES: Final = 256 * 1024

MADE_OF: Final[Mapping[Kind, tuple[tuple[Kind, ...], int]]] = {
    Kind.BODY: ((Kind.BODY, Kind.REGISTRATION), 1),
    Kind.DELIVERY_REPORT: ((Kind.DELIVERY_REPORT, Kind.REPORT_ITEMS), 0),
    Kind.ANSWER: ((Kind.ANSWER,), 0),
    Kind.SERVICE: ((Kind.SERVICE,), 0),
    Kind.CONSISTENCY: ((Kind.CONSISTENCY,), 0),
    Kind.KEY_BOOK: ((Kind.KEY_BOOK,), 0),
    Kind.RESTORATION: ((Kind.RESTORATION,), 0),
}
"""By its first item: the items that a document is made of, and which of them names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One document as it came: its digest, how the envelope lists it, and its items."""

    digest: Digest
    enclosure: Enclosure
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A letter whose envelope holds."""

    envelope: Envelope
    digest: Digest
    item: Item
    """The envelope's bytes and signature, as they are kept."""
    documents: tuple[Received, ...]

    @property
    def grade(self) -> Grade:
        """The grade that it came at, and that its answers go back at."""
        return self.envelope.grade


def open_letter(sitting: Sitting, packet: Packet) -> Opened:
    """Open a packet for this station and verify its envelope.

    Raises:
        Malformed: it cannot be opened or read, or is not what its envelope says
            (`DoesNotVerify`), or is of a later version (`UnknownVersion`).
        NoCommunications: its sender is not in the key book.
    """
    fingerprint, content = sitting.sealer.open(packet.sealed)
    letter = decode_letter(content)
    envelope = ENVELOPE.decode(letter.envelope, max_bytes=MAX_ENVELOPE_BYTES)
    sender = sitting.keys().identity(envelope.sender)
    if not sitting.sealer.verify(
        sender.public_key, ENVELOPE_NAMESPACE, letter.envelope, letter.signature
    ):
        msg = f"the envelope is not signed by {envelope.sender}"
        raise DoesNotVerify(msg)
    _must_be_ours(sitting, envelope, packet, fingerprint)
    return Opened(
        envelope=envelope,
        digest=digest(letter.envelope),
        item=envelope_item(letter, envelope),
        documents=_documents(letter, envelope),
    )


def envelope_item(letter: Letter, envelope: Envelope) -> Item:
    """Return an envelope as both ends keep it: it is the proof of what was sent together."""
    return Item(
        kind=Kind.ENVELOPE,
        payload=letter.envelope,
        signatures=((envelope.sender, letter.signature),),
    )


def _must_be_ours(sitting: Sitting, envelope: Envelope, packet: Packet, fingerprint: bytes) -> None:
    slip = packet.slip
    bindings = (
        (envelope.recipient == sitting.own, "another station"),
        (envelope.key == fingerprint, "another key"),
        (envelope.slip_id == slip.slip_id, "another slip"),
        (envelope.slip_hash == slip_hash(slip), "a slip that was altered"),
        (envelope.grade == slip.grade, "another grade"),
    )
    for holds, what in bindings:
        if not holds:
            msg = f"the envelope is made out to {what}"
            raise DoesNotVerify(msg)


def _documents(letter: Letter, envelope: Envelope) -> tuple[Received, ...]:
    groups = list(_groups(letter.items))
    if len(groups) != len(envelope.documents):
        msg = f"{len(groups)} documents, but the envelope lists {len(envelope.documents)}"
        raise DoesNotVerify(msg)
    return tuple(
        _received(items, named_by, enclosure)
        for (items, named_by), enclosure in zip(groups, envelope.documents, strict=True)
    )


def _received(items: tuple[Item, ...], named_by: int, enclosure: Enclosure) -> Received:
    name = digest(items[named_by].payload)
    if name != enclosure.digest:
        msg = "a document is not the one that the envelope lists"
        raise DoesNotVerify(msg)
    return Received(digest=name, enclosure=enclosure, items=items)


def _groups(items: Sequence[Item]) -> Iterator[tuple[tuple[Item, ...], int]]:
    at = 0
    while at < len(items):
        kinds, named_by = MADE_OF.get(items[at].kind, ((), 0))
        group = tuple(items[at : at + len(kinds)])
        if not kinds or tuple(item.kind for item in group) != kinds:
            msg = f"item {at} does not begin a document"
            raise Malformed(msg)
        yield group, named_by
        at += len(kinds)
