"""A file of any size sealed chunk by chunk; what was cut, changed or is another's does not open."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.envelope import SEALED_HEAD_BYTES, sealed_size
from depesha.errors import Malformed
from depesha.names import Seed
from depesha.seal.age import HEADER_BYTES, CannotOpen, unseal
from depesha.seal.attachment import new_seed, opened, sealed
from depesha.seal.identity import identity_from_seed
from depesha.seal.stream import CHUNK_BYTES, NONCE_BYTES, TAG_BYTES

SEED = Seed(bytes(range(32)))
SIZES = [0, 1, 2048, 65_535, 65_536, 65_537, 131_072, 300_001]


def plain(size_bytes: int) -> bytes:
    return bytes(number * 7 & 255 for number in range(size_bytes))


def cut(data: bytes, size_bytes: int) -> Iterable[bytes]:
    return [data[at : at + size_bytes] for at in range(0, len(data), size_bytes)]


def blob(size_bytes: int) -> bytes:
    return b"".join(sealed(SEED, [plain(size_bytes)]))


@pytest.mark.parametrize("size_bytes", SIZES)
def test_what_was_sealed_opens_in_pieces_of_any_size(size_bytes: int) -> None:
    data, made = plain(size_bytes), blob(size_bytes)
    for piece_bytes in (1000, 65_536, 65_552, 1 << 20):
        assert b"".join(opened(SEED, cut(made, piece_bytes))) == data


@pytest.mark.parametrize("size_bytes", SIZES)
def test_it_is_a_sealed_file_as_any_other(size_bytes: int) -> None:
    identity = identity_from_seed(SEED)
    assert unseal(identity, blob(size_bytes), max_plain=size_bytes) == plain(size_bytes)


@given(st.integers(0, 400_000))
def test_its_size_follows_from_that_of_the_file(size_bytes: int) -> None:
    assert sealed_size(size_bytes) == sum(map(len, sealed(SEED, [bytes(size_bytes)])))


def test_the_head_is_as_long_as_the_announcement_reckons() -> None:
    assert SEALED_HEAD_BYTES == HEADER_BYTES + NONCE_BYTES
    assert sealed_size(CHUNK_BYTES + 1) == SEALED_HEAD_BYTES + CHUNK_BYTES + 1 + 2 * TAG_BYTES


@pytest.mark.parametrize("cut_at", [0, 100, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES, 66_000, -1])
def test_a_blob_that_was_cut_does_not_open(cut_at: int) -> None:
    with pytest.raises(Malformed):
        list(opened(SEED, [blob(100_000)[:cut_at]]))


def test_a_blob_cut_at_the_end_of_a_chunk_does_not_open() -> None:
    whole = SEALED_HEAD_BYTES + CHUNK_BYTES + TAG_BYTES
    with pytest.raises(Malformed, match="chunk 0"):
        list(opened(SEED, [blob(2 * CHUNK_BYTES)[:whole]]))


@pytest.mark.parametrize("place", [50, HEADER_BYTES + 3, 5000, -3])
def test_a_blob_that_was_changed_does_not_open(place: int) -> None:
    made = bytearray(blob(100_000))
    made[place] ^= 1
    with pytest.raises(Malformed):
        list(opened(SEED, [bytes(made)]))


def test_a_blob_with_something_behind_it_does_not_open() -> None:
    with pytest.raises(Malformed):
        list(opened(SEED, [blob(10), b"more"]))


def test_another_seed_opens_nothing() -> None:
    with pytest.raises(CannotOpen):
        list(opened(Seed(bytes(32)), [blob(10)]))


def test_each_seed_and_each_sealing_is_another() -> None:
    assert new_seed() != new_seed()
    assert len(new_seed()) == 32
    assert blob(10) != blob(10)
