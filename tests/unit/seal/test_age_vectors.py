"""The C2SP vectors for age, against a reader that takes one mlkem768x25519 stanza only.

85 of the 143 need neither armour nor a passphrase. 17 of them are for an X-Wing identity alone and
go to the reader as they are. The 28 of the payload have an X25519 header: it is replaced by ours,
which wraps the same file key, so that the payload's bytes are tried as they are. The other 40 are
X25519 files and broken headers: the reader must refuse each, though others could open some.
"""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from depesha.errors import Malformed
from depesha.seal.age import CannotOpen, unseal, wrap_header
from depesha.seal.identity import identity_from_seed, parse_secret
from tests.unit.seal.cctv import FILE_KEY, Vector, vectors

VECTORS = vectors()
HYBRID = [
    found
    for found in VECTORS
    if found.identities and all("-PQ-" in identity for identity in found.identities)
]
STREAM = [found for found in VECTORS if found.name.startswith("stream_")]
OTHERS = [found for found in VECTORS if found not in HYBRID and found not in STREAM]

OURS = identity_from_seed(bytes(range(32)))
MAX_PLAIN = 32 * 1024 * 1024

NOT_OUR_PROFILE = {"hybrid_and_x25519", "hybrid_grease", "hybrid_multiple_recipients"}
"""Good age files of several stanzas: Rule 1 of the reader refuses them."""

REFUSED_EARLIER = {"hybrid_uppercase"}
"""For age an unknown stanza beside which there might be another; for us not the one layout."""

NOT_TOLD_APART = {"hybrid_identity", "hybrid_low_order"}
"""A shared secret of zeros: the cipher library says only that it does not open."""


def test_the_corpus_is_whole(corpora: Path) -> None:
    assert corpora.is_dir()
    assert (len(VECTORS), len(HYBRID), len(STREAM), len(OTHERS)) == (85, 17, 28, 40)
    assert Counter(found.expect for found in HYBRID) == {
        "success": 4, "no match": 5, "header failure": 8,
    }  # fmt: skip
    assert Counter(found.expect for found in STREAM) == {
        "success": 8, "payload failure": 18, "header failure": 2,
    }  # fmt: skip


@pytest.mark.parametrize("vector", HYBRID, ids=str)
def test_an_x_wing_file(vector: Vector) -> None:
    identity = parse_secret(vector.identities[0])
    if vector.expect == "success" and vector.name not in NOT_OUR_PROFILE:
        plain = unseal(identity, vector.file, max_plain=MAX_PLAIN)
        assert hashlib.sha256(plain).hexdigest() == vector.payload_sha256
        return
    with pytest.raises(Malformed) as caught:
        unseal(identity, vector.file, max_plain=MAX_PLAIN)
    no_match = vector.expect == "no match" and vector.name not in REFUSED_EARLIER
    assert isinstance(caught.value, CannotOpen) == (no_match or vector.name in NOT_TOLD_APART)


@pytest.mark.parametrize("vector", STREAM, ids=str)
def test_a_payload_behind_our_header(vector: Vector) -> None:
    start = vector.file.index(b"\n", vector.file.index(b"\n--- ") + 1) + 1
    file = wrap_header(OURS.public_key, FILE_KEY) + vector.file[start:]
    if vector.expect == "success":
        plain = unseal(OURS, file, max_plain=MAX_PLAIN)
        assert hashlib.sha256(plain).hexdigest() == vector.payload_sha256
        return
    with pytest.raises(Malformed) as caught:
        unseal(OURS, file, max_plain=MAX_PLAIN)
    assert caught.value.code == "malformed"


@pytest.mark.parametrize("vector", OTHERS, ids=str)
def test_an_x25519_file_and_a_broken_header_are_refused(vector: Vector) -> None:
    with pytest.raises(Malformed, match="exactly one mlkem768x25519 stanza"):
        unseal(OURS, vector.file, max_plain=MAX_PLAIN)
