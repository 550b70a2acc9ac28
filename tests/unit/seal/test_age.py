"""The age file: round trips, its one layout, and the attacks on it."""

import binascii
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.seal.age import (
    HEADER_BYTES,
    OVERHEAD_BYTES,
    CannotOpen,
    open_with,
    seal,
    unseal,
    wrap_header,
)
from depesha.seal.identity import identity_from_seed
from depesha.seal.stream import seal_stream

PEKING = identity_from_seed(bytes(32))
PYONGYANG = identity_from_seed(bytes([1]) * 32)
MAX_PLAIN = 1 << 20
FILE = seal(PEKING.public_key, b"text")


def _refused(sealed: bytes, message: str) -> None:
    with pytest.raises(Malformed, match=message) as caught:
        unseal(PEKING, sealed, max_plain=MAX_PLAIN)
    assert not isinstance(caught.value, CannotOpen)


@pytest.mark.parametrize("size", [0, 1, 2048, 65_535, 65_536, 65_537, 131_072, 1 << 20])
def test_what_is_sealed_opens(size: int) -> None:
    plain = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = seal(PEKING.public_key, plain)
    assert unseal(PEKING, sealed, max_plain=size) == plain
    if size <= 65_536:
        assert len(sealed) == size + OVERHEAD_BYTES


def test_two_sealings_of_one_text_share_nothing() -> None:
    again = seal(PEKING.public_key, b"text")
    assert again[-36:] != FILE[-36:]
    assert again[41:1000] != FILE[41:1000]


def test_another_station_cannot_open_it() -> None:
    with pytest.raises(CannotOpen, match="none of 1 keys opens it") as caught:
        unseal(PYONGYANG, FILE, max_plain=MAX_PLAIN)
    assert caught.value.code == "cannot-open"


def test_several_period_keys_are_tried_and_the_right_one_is_named() -> None:
    assert open_with([PYONGYANG, PEKING], FILE, max_plain=99) == (PEKING, b"text")
    with pytest.raises(CannotOpen, match="none of 0 keys"):
        open_with([], FILE, max_plain=99)


def test_a_public_key_that_is_none_is_refused() -> None:
    for wrong in (b"", PEKING.public_key[:-1], b"\xff" * 1216):
        with pytest.raises(Malformed, match="X-Wing public key"):
            seal(wrong, b"text")


def test_a_two_recipient_forgery_is_refused_unread() -> None:
    """A second recipient knows the file key and could put another text before the first."""
    file_key = bytes(16)
    first = wrap_header(PEKING.public_key, file_key).split(b"--- ")[0]
    second = wrap_header(PYONGYANG.public_key, file_key)
    both = first + second.removeprefix(b"age-encryption.org/v1\n")
    _refused(both + seal_stream(file_key, b"forged"), "exactly one mlkem768x25519 stanza")


def test_a_header_with_another_mac_is_refused() -> None:
    other = wrap_header(PEKING.public_key, bytes(16))
    wrong_mac = FILE[: HEADER_BYTES - 44] + other[-44:] + FILE[HEADER_BYTES:]
    _refused(wrong_mac, "the header of a sealed file was changed")


def test_a_stanza_with_an_extra_argument_is_refused() -> None:
    _refused(FILE.replace(b"-> mlkem768x25519 ", b"-> mlkem768x25519 x ", 1), "exactly one")
    _refused(re.sub(rb"\n(?=[^\n]{43}\n---)", b" x\n", FILE, count=1), "exactly one")


def test_base64_that_is_not_canonical_is_refused() -> None:
    enc_end = FILE.index(b"\n", 30) - 1
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for last in (enc_end, enc_end + 44, HEADER_BYTES - 2):  # enc, body, MAC
        other = alphabet[alphabet.index(FILE[last]) | 1]
        spoilt = FILE[:last] + bytes([other]) + FILE[last + 1 :]
        assert spoilt != FILE
        _refused(spoilt, "not canonical")


def test_crlf_and_armour_are_refused() -> None:
    _refused(FILE[:HEADER_BYTES].replace(b"\n", b"\r\n") + FILE[HEADER_BYTES:], "exactly one")
    armoured = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + binascii.b2a_base64(FILE)
    _refused(armoured, "exactly one")


def test_a_truncated_stream_is_refused_at_every_length() -> None:
    sealed = seal(PEKING.public_key, bytes(65_536 + 10))
    cuts = [*range(0, HEADER_BYTES + 40, 7), HEADER_BYTES + 16 + 65_552, len(sealed) - 1]
    for cut in cuts:
        with pytest.raises(Malformed):
            unseal(PEKING, sealed[:cut], max_plain=MAX_PLAIN)


def test_more_plaintext_than_allowed_is_refused_before_a_key_is_tried() -> None:
    with pytest.raises(Malformed, match="more than 3 in plaintext") as caught:
        unseal(PYONGYANG, FILE, max_plain=3)
    assert not isinstance(caught.value, CannotOpen)


def test_a_file_can_be_wrapped_again_without_touching_its_payload() -> None:
    file_key = bytes(range(16))
    payload = seal_stream(file_key, b"text")
    for station in (PEKING, PYONGYANG):
        file = wrap_header(station.public_key, file_key) + payload
        assert unseal(station, file, max_plain=99) == b"text"


@settings(max_examples=60)
@given(st.data())
def test_no_changed_byte_goes_unseen(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(FILE) - 1))
    flipped = FILE[at] ^ data.draw(st.integers(1, 255))
    with pytest.raises(Malformed):
        unseal(PEKING, FILE[:at] + bytes([flipped]) + FILE[at + 1 :], max_plain=MAX_PLAIN)


@given(st.binary(max_size=200))
def test_any_bytes_are_malformed(data: bytes) -> None:
    for prefix in (b"", FILE[:HEADER_BYTES], b"age-encryption.org/v1\n"):
        with pytest.raises(Malformed):
            unseal(PEKING, prefix + data, max_plain=MAX_PLAIN)
