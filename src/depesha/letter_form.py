"""What is more than one record in bytes: a letter, and the items of a delivery report.

Format: `docs/spec/document.md`; the records are `wire`'s.
"""

from depesha import cbor
from depesha.envelope import Letter
from depesha.errors import Malformed
from depesha.names import Digest
from depesha.notice import ReportItem, ReportItems
from depesha.schema import octets
from depesha.wire import (
    LETTER,
    MAX_BODY_BYTES,
    MAX_LETTER_CONTENT_BYTES,
    MAX_LETTER_ITEMS,
    MAX_REPORT_ITEMS,
    REPORT_ITEM,
)

_digest = octets(32)


def encode_letter(letter: Letter) -> bytes:
    """Return a letter's bytes, as they are deflated, padded and sealed."""
    return cbor.encode(LETTER.pack(letter))


def decode_letter(content: bytes) -> Letter:
    """Return the letter that an opened packet holds.

    Raises:
        Malformed: it is not a letter.
    """
    return LETTER.unpack(
        cbor.decode(content, max_bytes=MAX_LETTER_CONTENT_BYTES, max_items=MAX_LETTER_ITEMS)
    )


def encode_report_items(items: ReportItems) -> bytes:
    """Return a report's items; one that is not shown stands as its leaf hash."""
    return cbor.encode(
        [item if isinstance(item, bytes) else REPORT_ITEM.pack(item) for item in items.items]
    )


def decode_report_items(payload: bytes) -> ReportItems:
    """Return the items of a delivery report.

    Raises:
        Malformed: the bytes are not report items.
    """
    value = cbor.decode(payload, max_bytes=MAX_BODY_BYTES, max_items=MAX_REPORT_ITEMS)
    if not isinstance(value, list) or not value:
        msg = "report items must be a list that is not empty"
        raise Malformed(msg)
    return ReportItems(
        items=tuple(
            Digest(_digest.unpack(item)) if isinstance(item, bytes) else REPORT_ITEM.unpack(item)
            for item in value
        )
    )


def report_item_entry(item: ReportItem) -> bytes:
    """Return what is hashed as the item's leaf."""
    return cbor.encode(REPORT_ITEM.pack(item))
