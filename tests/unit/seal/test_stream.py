"""The payload as a stream: chunk by chunk, as files larger than memory go."""

from collections.abc import Iterator

import pytest

from depesha.errors import Malformed
from depesha.seal.stream import (
    CHUNK_BYTES,
    open_chunks,
    open_stream,
    payload_key,
    plain_size,
    seal_chunks,
    seal_stream,
)

KEY = payload_key(bytes(16), bytes(16))
FULL = bytes(CHUNK_BYTES)


def _open(chunks: list[bytes]) -> list[bytes]:
    return list(open_chunks(KEY, chunks))


def test_chunks_are_made_one_at_a_time() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            taken.append(number)
            yield FULL

    first = next(seal_chunks(KEY, pieces()))
    assert len(first) == CHUNK_BYTES + 16
    assert taken == [0, 1]  # one ahead, to know which is the last


def test_chunks_open_in_their_order_only() -> None:
    chunks = list(seal_chunks(KEY, [FULL, FULL, b"end"]))
    assert _open(chunks) == [FULL, FULL, b"end"]
    with pytest.raises(Malformed, match="chunk 0"):
        _open([chunks[1], chunks[0], chunks[2]])


def test_a_stream_without_its_end_does_not_open() -> None:
    chunks = list(seal_chunks(KEY, [FULL, FULL, b"end"]))
    with pytest.raises(Malformed, match="chunk 1"):
        _open(chunks[:2])


def test_a_stream_with_something_behind_its_end_does_not_open() -> None:
    chunks = list(seal_chunks(KEY, [FULL, b"end"]))
    with pytest.raises(Malformed, match="chunk 1"):
        _open([*chunks, chunks[1]])


def test_an_empty_last_chunk_is_refused_unless_everything_is_empty() -> None:
    assert _open(list(seal_chunks(KEY, []))) == [b""]
    with pytest.raises(Malformed, match="chunk 1 of a sealed payload is empty"):
        _open(list(seal_chunks(KEY, [FULL, b""])))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 200_000])
def test_the_size_of_the_plaintext_is_known_from_outside(size: int) -> None:
    payload = seal_stream(bytes(16), bytes(size))
    assert plain_size(len(payload)) == size
    assert open_stream(bytes(16), payload, max_plain=size) == bytes(size)


def test_a_payload_over_its_limit_or_too_short_is_refused() -> None:
    payload = seal_stream(bytes(16), b"text")
    with pytest.raises(Malformed, match="more than 3 in plaintext"):
        open_stream(bytes(16), payload, max_plain=3)
    for size in (0, 15, 16, 31):
        with pytest.raises(Malformed, match="cut short"):
            open_stream(bytes(16), payload[:size], max_plain=99)
