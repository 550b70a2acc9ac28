"""The formats of documents: what bounds them."""

import tracemalloc

import pytest

from depesha import wire
from depesha.envelope import Item, Kind, Letter
from depesha.errors import Malformed
from depesha.names import Digest, Signature, Uid
from depesha.notice import ReportItem, ReportItems, ResponseCode
from depesha.telegram import Identity

SIGNATURE = Signature(bytes(64))


def test_a_letter_of_16_mib_of_empty_maps_does_not_cost_a_gigabyte() -> None:
    size = wire.MAX_LETTER_CONTENT_BYTES - 5
    content = b"\x9a" + size.to_bytes(4, "big") + b"\xa0" * size
    _is_refused_cheaply(content)


def test_a_letter_whose_items_are_empty_arrays_inside_arrays_is_refused() -> None:
    inner = b"\x99\x10\x00" + b"\x80" * 0x1000
    _is_refused_cheaply(b"\x99\x01\x00" + inner * 0x100)


def _is_refused_cheaply(content: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Malformed, match="more items than are allowed"):
            wire.decode_letter(content)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_the_fullest_letter_can_be_read() -> None:
    item = Item(kind=Kind.BODY, payload=b"x", signatures=(("a@bb", SIGNATURE),) * 16)
    letter = Letter(envelope=b"x", signature=SIGNATURE, items=(item,) * (3 * wire.MAX_ENCLOSURES))
    assert wire.decode_letter(wire.encode_letter(letter)) == letter


def test_the_longest_report_can_be_read() -> None:
    digest = Digest(bytes(32))
    told = Identity(uid=Uid(bytes(16)), registration=digest, signature=digest)
    item = ReportItem(salt=bytes(16), identity=told, result=ResponseCode.WILL_COMPLY)
    items = ReportItems(items=(item,) * (wire.MAX_ENCLOSURES * 64))
    assert wire.decode_report_items(wire.encode_report_items(items)) == items


def test_a_text_is_bounded_in_bytes_not_in_characters() -> None:
    kind = wire.BODY
    longest = "ж" * (wire.MAX_TEXT_BYTES // 2)
    for text, fits in ((longest, True), (longest + "ж", False)):
        told = ""
        try:
            kind.unpack({17: text})
        except Malformed as error:
            told = error.message
        assert ("missing" in told) is fits, told
        assert ("text must be a text of at most 262144 bytes" in told) is not fits
