"""The box: padding that says little, and nothing inside that was not checked."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.seal import box


def _boxed(deflated: bytes, *, used: int | None = None, tail: bytes = b"") -> bytes:
    size = 4 + len(deflated) + len(tail)
    length = len(deflated) if used is None else used
    return length.to_bytes(4, "big") + deflated + tail + bytes(box.padded(size) - size)


def _deflated(content: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(content) + deflate.flush()


def _refused(plain: bytes, message: str, max_bytes: int = 1000) -> None:
    with pytest.raises(Malformed, match=message):
        box.unpack(plain, max_bytes=max_bytes)


@given(st.binary(max_size=3000))
def test_what_is_packed_unpacks(content: bytes) -> None:
    plain = box.pack(content)
    assert box.unpack(plain, max_bytes=len(content)) == content
    assert len(plain) == box.padded(len(plain))


@given(st.integers(0, 1 << 40))
def test_padding_grows_at_most_an_eighth_beyond_the_floor(size: int) -> None:
    padded = box.padded(size)
    assert padded >= size
    assert padded == box.padded(padded)
    assert padded == 512 or padded <= size * 1.125


def test_the_sizes_of_padme() -> None:
    """E = floor(log2 L), S = floor(log2 E) + 1: all but the first S + 1 bits become zeros."""
    expected = {0: 512, 512: 512, 513: 544, 544: 544, 545: 576, 1000: 1024, 100_000: 100_352}
    assert {size: box.padded(size) for size in expected} == expected


def test_a_decompression_bomb_stops_at_the_limit() -> None:
    bomb = _deflated(bytes(50_000_000))
    assert len(bomb) < 60_000
    _refused(_boxed(bomb), "expands to more than 65536 bytes", max_bytes=65_536)


def test_exactly_the_limit_is_allowed() -> None:
    plain = box.pack(bytes(1000))
    assert box.unpack(plain, max_bytes=1000) == bytes(1000)
    _refused(plain, "more than 999", max_bytes=999)


def test_padding_that_is_not_zeros_is_refused() -> None:
    plain = box.pack(b"text")
    _refused(plain[:-1] + b"\1", "not all zeros")
    _refused(plain[:20] + b"\1" + plain[21:], "not all zeros")


def test_a_size_that_is_not_padmes_is_refused() -> None:
    plain = box.pack(b"text")
    for wrong in (plain + bytes(32), plain[:-1], b"", plain[:4], bytes(511)):
        _refused(wrong, "not padded to its content")
    _refused((509).to_bytes(4, "big") + bytes(508), "not padded to its content")
    _refused(b"\xff" * 4 + bytes(508), "not padded to its content")


def test_a_stream_that_is_broken_or_does_not_end_is_refused() -> None:
    deflated = _deflated(b"a long enough text to be cut")
    _refused(_boxed(b"\xff" * 20), "is broken")
    _refused(_boxed(deflated[:-2]), "does not end where it says")
    _refused(_boxed(b""), "does not end where it says")


def test_data_behind_the_stream_is_refused() -> None:
    deflated = _deflated(b"text")
    _refused(_boxed(deflated + b"hidden"), "does not end where it says")
    _refused(_boxed(deflated, tail=b"hidden"), "not all zeros")


@given(st.binary(max_size=600))
def test_any_bytes_are_malformed_or_a_box(data: bytes) -> None:
    try:
        content = box.unpack(data, max_bytes=4096)
    except Malformed:
        return
    assert len(content) <= 4096
