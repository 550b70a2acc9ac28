"""X-Wing keys and their Bech32 texts."""

import hashlib
import json

import cryptography_vectors
import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.seal import bech32
from depesha.seal.identity import (
    fingerprint,
    identity_from_seed,
    parse_public,
    parse_recipient,
    parse_secret,
)

SEED = bytes(range(32))
OURS = identity_from_seed(SEED)
# The example identity of C2SP age.md, "The MLKEM768-X25519 … recipient type", and its recipient.
AGE_IDENTITY = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
AGE_RECIPIENT_START = "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdx"
AGE_RECIPIENT_END = (
    "qd0uvny6ttsn09508k0c55zfnegrm9efhxpfqdkmhh6gjtqmwze9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k"
)


def test_the_example_of_the_age_specification() -> None:
    text = parse_secret(AGE_IDENTITY).recipient_text
    assert text.startswith(AGE_RECIPIENT_START)
    assert text.endswith(AGE_RECIPIENT_END)


def test_texts_come_back_as_keys() -> None:
    assert parse_secret(OURS.secret_text).seed == SEED
    assert parse_recipient(OURS.recipient_text) == OURS.public_key
    assert OURS.fingerprint == fingerprint(OURS.public_key)
    assert OURS.fingerprint == hashlib.sha256(OURS.public_key).digest()
    assert (len(OURS.public_key), len(OURS.fingerprint)) == (1216, 32)


def test_a_secret_does_not_show_itself() -> None:
    assert repr(OURS) == f"Identity(fingerprint={OURS.fingerprint!r})"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (AGE_IDENTITY.lower(), "does not begin with"),
        (AGE_IDENTITY[:-1] + "r", "in both cases"),
        (AGE_IDENTITY.replace("PQ-1", "1"), "does not begin with"),
        (AGE_IDENTITY[:-1] + "Q", "checksum"),
        (AGE_IDENTITY[:30] + "I" + AGE_IDENTITY[31:], "foreign character"),
        ("AGE-SECRET-KEY-PQ-1QQ", "too short"),
        (OURS.recipient_text, "does not begin with"),
        ("", "does not begin with"),
        (bech32.encode("AGE-SECRET-KEY-PQ-", bytes(31)), "32 bytes, not 31"),
    ],
)
def test_a_secret_text_that_is_not_whole_is_refused(text: str, message: str) -> None:
    with pytest.raises(Malformed, match=message):
        parse_secret(text)


def test_a_recipient_that_is_no_key_is_refused() -> None:
    for public in (bytes(1215), b"\xff" * 1216):
        with pytest.raises(Malformed):
            parse_recipient(bech32.encode("age1pq", public))


def test_bech32_with_bits_left_over_is_refused() -> None:
    words = [1]  # five bits: no byte, and not zeros
    check = bech32._checksum(bech32._expand("a") + words + [0] * 6) ^ 1
    words += [check >> 5 * (5 - place) & 31 for place in range(6)]
    with pytest.raises(Malformed, match="bits left over"):
        bech32.decode("a", "a1" + "".join(bech32._ALPHABET[word] for word in words))


@given(st.binary(max_size=40))
def test_bech32_comes_back(data: bytes) -> None:
    for prefix in ("x", "LONG-PREFIX-"):
        assert bech32.decode(prefix, bech32.encode(prefix, data)) == data


def test_bip173_examples() -> None:
    assert bech32.decode("a", "a12uel5l") == b""
    assert bech32.encode("A", b"") == "A12UEL5L"


def test_a_parsed_key_is_kept() -> None:
    assert parse_public(OURS.public_key) is parse_public(bytes(bytearray(OURS.public_key)))


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(Malformed, match="32 bytes, not 31"):
        identity_from_seed(bytes(31))


def test_the_hpke_vector_of_x_wing_opens() -> None:
    """draft-ietf-hpke-pq: its `skRm` is our seed. The call is private because it takes an aad."""
    with cryptography_vectors.open_vector_file("HPKE/hpke-pq-test-vectors.json", "r") as file:
        x_wing = [vector for vector in json.load(file) if vector["kem_id"] == 0x647A]
    ours = [vector for vector in x_wing if (vector["kdf_id"], vector["aead_id"]) == (1, 3)]
    assert (len(x_wing), len(ours)) == (2, 1)
    for vector in x_wing:
        assert identity_from_seed(bytes.fromhex(vector["skRm"])).public_key.hex() == vector["pkRm"]
    first = ours[0]["encryptions"][0]  # a one-shot opening is the first of its context
    opened = openssl.hpke._decrypt_with_aad(
        Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305),
        bytes.fromhex(ours[0]["enc"] + first["ct"]),
        identity_from_seed(bytes.fromhex(ours[0]["skRm"])).private,
        bytes.fromhex(ours[0]["info"]),
        bytes.fromhex(first["aad"]),
    )
    assert opened.hex() == first["pt"]
