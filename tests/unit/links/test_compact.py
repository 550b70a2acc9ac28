"""The compact form of a letter: another spelling and nothing else."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.links.compact import COMPACT_BYTES, HEADER_BYTES, compact, expand
from depesha.seal import age
from depesha.seal.identity import identity_from_seed


def letter(share: bytes, body: bytes, mac: bytes, rest: bytes) -> bytes:
    parts = [b64encode(part).rstrip(b"=") for part in (share, body, mac)]
    return b"age-encryption.org/v1\n-> mlkem768x25519 %b\n%b\n--- %b\n" % tuple(parts) + rest


LETTERS = st.builds(
    letter,
    st.binary(min_size=1120, max_size=1120),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=100),
)


@given(LETTERS)
def test_it_expands_to_the_same_bytes(whole: bytes) -> None:
    short = compact(whole)
    assert short is not None
    assert expand(short) == whole
    assert len(whole) - len(short) == HEADER_BYTES - COMPACT_BYTES == 442


@given(LETTERS, st.integers(0, HEADER_BYTES - 1), st.integers(1, 255))
def test_what_has_not_this_layout_has_none_or_another(whole: bytes, at: int, flip: int) -> None:
    changed = bytes([*whole[:at], whole[at] ^ flip, *whole[at + 1 :]])
    short = compact(changed)
    assert short is None or expand(short) == changed


@given(st.binary(max_size=2000))
def test_any_bytes_are_malformed_or_the_form_of_what_they_expand_to(data: bytes) -> None:
    try:
        whole = expand(data)
    except Malformed:
        return
    assert compact(whole) == data


@given(st.binary(min_size=COMPACT_BYTES - 1, max_size=COMPACT_BYTES + 20))
def test_every_compact_form_is_the_only_one(data: bytes) -> None:
    marked = b"\x01" + data
    assert compact(expand(marked)) == marked


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"\x02" * COMPACT_BYTES, b"\x01" * (COMPACT_BYTES - 1)]
)
def test_what_is_no_compact_form_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        expand(data)


@pytest.mark.parametrize("cut", [0, 1, HEADER_BYTES - 1])
def test_a_letter_that_is_cut_short_has_none(cut: int) -> None:
    whole = letter(bytes(1120), bytes(32), bytes(32), b"")
    assert compact(whole[:cut]) is None
    assert compact(whole) is not None


def test_a_letter_as_this_station_seals_it_has_one() -> None:
    identity = identity_from_seed(bytes(range(32)))
    sealed = age.seal(identity.public_key, "получение подтвердите".encode())
    short = compact(sealed)
    assert short is not None
    assert len(short) == len(sealed) - 442
    assert age.unseal(identity, expand(short), max_plain=100).decode() == "получение подтвердите"
