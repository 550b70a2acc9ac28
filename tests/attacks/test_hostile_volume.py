"""A volume that would take the machine's memory, its time or its files is refused.

A document beyond its bounds is told with its place and passed over, and the honest
documents of the same file are read.
"""

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from time import process_time
from typing import Any

import pytest

from depesha.archive.importing import records
from depesha.archive.json_lines import MAX_LINE_BYTES
from depesha.archive.record import Record
from depesha.archive.tei import Bad, documents
from depesha.archive.tei_stream import (
    MAX_DEPTH,
    MAX_DOCUMENT_LETTERS,
    MAX_ELEMENTS,
    MAX_NESTED,
    MAX_TAG_BYTES,
)
from depesha.errors import Malformed

OPEN = b'<TEI xmlns="http://www.tei-c.org/ns/1.0">'
HONEST = b'<div type="document" n="v/honest"><head>Telegram</head><p>1. Words.</p></div>'
LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document">&b;</div></TEI>"""
FILE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document"><head>&a;</head></div></TEI>"""
PARAMETER = b"""<!DOCTYPE x SYSTEM "x.dtd" [<!ENTITY % p SYSTEM "file:///dev/zero">%p;]>
<TEI/>"""


@pytest.mark.parametrize(
    "attack",
    [LAUGHS, FILE, PARAMETER],
    ids=["billion laughs", "external entity", "parameter entity"],
)
def test_entities_are_refused_before_they_are_read(attack: bytes) -> None:
    with pytest.raises(Malformed, match="DTD"):
        list(documents(BytesIO(attack), "volume"))


def test_an_entity_that_nobody_declared_is_none() -> None:
    with pytest.raises(Malformed, match="undefined entity"):
        list(documents(BytesIO(OPEN + b"&nbsp;</TEI>"), "volume"))


def around(inside: bytes) -> bytes:
    """Return a volume in which an honest document stands behind a hostile one."""
    return OPEN + b'<div type="document" n="v/bad">' + inside + b"</div>" + HONEST + b"</TEI>"


PASSED_OVER = {
    "deep nesting": (b"<p>" * (MAX_DEPTH + 1) + b"</p>" * (MAX_DEPTH + 1), "elements within"),
    "a million elements": (b"<p/>" * (MAX_ELEMENTS + 1), "elements"),
    "a text without end": (b"<p>" + b"x" * (MAX_DOCUMENT_LETTERS + 1) + b"</p>", "longer than"),
    "huge attributes": (
        b'<p rend="%s"/>' % (b"x" * 300_000) + b'<p rend="%s"/>' % (b"y" * 300_000),
        "longer than",
    ),
    "ten thousand attributes of one element": (
        b"<p %s/>" % b" ".join(b'a%d="%s"' % (n, b"x" * 60) for n in range(10_000)),
        "longer than",
    ),
}


@pytest.mark.parametrize("name", PASSED_OVER)
def test_a_document_beyond_its_bounds_is_passed_over(name: str) -> None:
    inside, why = PASSED_OVER[name]
    bad, good = list(documents(BytesIO(around(inside)), "volume"))
    assert isinstance(bad, Bad)
    assert (bad.source, bad.line) == ("v/bad", 1)
    assert why in bad.why
    assert isinstance(good, Record)


def test_elements_within_elements_without_end_are_refused() -> None:
    for begin in (OPEN, OPEN + b'<div type="document">'):
        with pytest.raises(Malformed, match="within"):
            list(documents(BytesIO(begin + b"<p>" * (MAX_NESTED + 1)), "volume"))


class Endless(RawIOBase):
    """A file that begins as it is told and goes on with one byte for ever."""

    def __init__(self, begin: bytes, fill: bytes, size_bytes: int) -> None:
        self._pieces = self._all(begin, fill, size_bytes)

    @staticmethod
    def _all(begin: bytes, fill: bytes, size_bytes: int) -> Iterator[bytes]:
        yield begin
        for _ in range(size_bytes // 65536):
            yield fill * 65536

    def read(self, size: int = -1) -> bytes:
        del size
        return next(self._pieces, b"")


@pytest.mark.parametrize(
    "begin",
    [OPEN + b'<p rend="', OPEN + b"<!-- ", OPEN + b"<", OPEN + b"<?x "],
    ids=["an attribute", "a comment", "a name", "an instruction"],
)
def test_what_has_no_end_takes_no_memory(begin: bytes) -> None:
    endless: Any = Endless(begin, b"x", 64 * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(Malformed, match=f"more than {MAX_TAG_BYTES} bytes"):
            list(documents(endless, "volume"))
        assert tracemalloc.get_traced_memory()[1] < 16 * MAX_TAG_BYTES
    finally:
        tracemalloc.stop()


def test_a_document_without_end_takes_no_memory() -> None:
    endless: Any = Endless(OPEN + b'<div type="document"><p>', b"x", 8 * MAX_DOCUMENT_LETTERS)
    tracemalloc.start()
    try:
        with pytest.raises(Malformed, match="not XML"):
            list(documents(endless, "volume"))
        assert tracemalloc.get_traced_memory()[1] < 6 * MAX_DOCUMENT_LETTERS
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["nonsense", "zlib_codec", "utf-7", "idna", "undefined", "cp037"])
def test_a_false_alphabet_is_refused_or_read(name: str) -> None:
    data = f'<?xml version="1.0" encoding="{name}"?>'.encode() + around(b"<head>\xff</head>")
    try:
        found = list(documents(BytesIO(data), "volume"))
    except Malformed:
        return
    assert len(found) == 2


def test_bytes_of_another_alphabet_than_it_says_are_refused() -> None:
    with pytest.raises(Malformed, match="not XML"):
        list(documents(BytesIO(around(b"<head>\xcf\xf0\xe8</head>")), "volume"))


def test_a_volume_in_utf_16_is_read() -> None:
    data = around(b"<head>A</head>").decode().encode("utf-16")
    assert len(list(records(BytesIO(data), "volume"))) == 2


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (gzip.compress(around(b"")), "gunzip"),
        (b"PK\x03\x04rest", "unpack"),
        ("## **A page**".encode("utf-16"), "iconv"),
        (b"%PDF-1.7", "text"),
    ],
    ids=["gzip", "zip", "a page in UTF-16", "pdf"],
)
def test_what_is_packed_is_told_and_not_guessed(data: bytes, hint: str) -> None:
    with pytest.raises(Malformed) as caught:
        list(records(BytesIO(data), "volume"))
    assert hint in (caught.value.hint or "")


def test_a_line_of_json_without_end_is_passed_over() -> None:
    honest = b'{"id": "v/d1", "head": "Telegram", "text": "Words."}\n'
    data = b'{"id": "' + b"x" * (3 * MAX_LINE_BYTES) + b'"}\n' + honest
    bad, good = list(records(BytesIO(data), "lines"))
    assert isinstance(bad, Bad)
    assert (bad.source, bad.line) == ("lines", 1)
    assert isinstance(good, Record)


@pytest.mark.parametrize(
    "line",
    [
        b"{" + b'"a":{' * 100_000,
        b'{"id": ' + b"9" * 100_000 + b"}",
        b'{"id": "x", "text": 7}',
        b'{"id": "x", "text": "y", "from": 7}',
        b'{"telegram": {"document_type": "x", "texts": [{"kind": "NONE"}]}}',
        b'{"telegram": null, "source": []}',
        b'{"id": "\\ud800", "text": "\\ud800"}',
        b"\xff{",
    ],
)
def test_a_line_of_json_that_lies_is_told_or_read(line: bytes) -> None:
    for one in records(BytesIO(b'{"x": 1}\n' + line), "lines"):
        assert isinstance(one, Bad | Record)


@pytest.mark.parametrize("field", ["head", "source", "text", "date", "date_text", "number"])
@pytest.mark.parametrize("blanks", [" ", "\n", "\n\n", "\t", "( ", " )"])
def test_a_line_of_blanks_takes_no_longer_than_its_length(field: str, blanks: str) -> None:
    """The station reads what is uploaded, and answers nobody while a pattern is at work."""
    said = {"id": "v/d1", "head": "Telegram", "text": "Words.", field: f"a{blanks * 30_000}b"}
    began = process_time()
    assert len(list(records(BytesIO(json.dumps(said).encode()), "lines"))) == 1
    assert process_time() - began < 2  # seconds; by the square of the length it takes 8 and more
