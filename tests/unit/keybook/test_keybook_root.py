"""The root: who must sign, and how one root document follows another."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import DoesNotVerify, Malformed, Usage
from depesha.keybook.root import (
    NO_DIGEST,
    ROOT_DOCUMENT,
    ROOT_LINK,
    Holder,
    RootDocument,
    RootLink,
    fingerprint_text,
    network_root,
    parse_fingerprint,
    sign_root,
    verified_root,
)
from depesha.names import Digest
from tests.unit.keybook.a_network import holder

A, B, C = (holder(f"soviet/{name}") for name in "abc")


def document(*holders: Holder, threshold: int = 1) -> RootDocument:
    return RootDocument(
        network="soviet",
        number=1,
        previous=NO_DIGEST,
        threshold=threshold,
        keys=tuple(one.public for one in holders),
    )


def founding(*holders: Holder, threshold: int = 1) -> RootLink:
    return sign_root(document(*holders, threshold=threshold), ())


def after(link: RootLink, following: RootDocument, *signers: Holder) -> RootLink:
    number = ROOT_DOCUMENT.decode(link.document).number + 1
    return sign_root(replace(following, number=number, previous=link.digest), signers)


FIRST = founding(A, B, threshold=2)


def test_a_trusted_document_is_in_force() -> None:
    assert verified_root((FIRST,), FIRST.digest) == document(A, B, threshold=2)


def test_a_document_that_was_not_named_is_foreign() -> None:
    with pytest.raises(DoesNotVerify, match="another network"):
        verified_root((FIRST,), NO_DIGEST)


def test_a_new_document_is_signed_by_the_old_holders_and_its_own() -> None:
    second = after(FIRST, document(B, C, threshold=2), A, B, C)
    third = after(second, document(C), B, C)
    assert verified_root((FIRST, second, third), FIRST.digest).keys == (C.public,)
    assert verified_root((FIRST, second, third), second.digest).number == 3


def test_a_network_keeps_the_name_of_its_first_root_document() -> None:
    second = after(FIRST, document(B, C, threshold=2), A, B, C)
    third = after(second, document(C), B, C)
    for links in ((FIRST,), (FIRST, second), (FIRST, second, third)):
        assert network_root(links) == FIRST.digest


def test_nobody_puts_another_first_root_document_before_the_trusted_one() -> None:
    """Attack: whoever hands a key book on gives a network the name of another."""
    second = after(FIRST, document(B, C, threshold=2), A, B, C)
    other = founding(A)
    stray = sign_root(replace(document(A), number=2, previous=FIRST.digest), (A,))
    for links in ((other, second), (second,), (other, FIRST), (FIRST, stray, second)):
        with pytest.raises(DoesNotVerify, match="do not follow one another"):
            network_root(links)


@pytest.mark.parametrize(
    ("following", "signers"),
    [
        (document(B, C, threshold=2), (B, C)),
        (document(B, C, threshold=2), (A, B)),
        (document(C), (A, A, C)),
        (document(C), ()),
    ],
    ids=["too few old", "too few new", "one old twice", "nobody"],
)
def test_a_step_without_enough_signatures_does_not_verify(
    following: RootDocument, signers: tuple[Holder, ...]
) -> None:
    with pytest.raises(DoesNotVerify, match="not signed by enough"):
        verified_root((FIRST, after(FIRST, following, *signers)), FIRST.digest)


@pytest.mark.parametrize("kind", ["ed25519", "mldsa44"])
def test_one_of_the_two_keys_of_a_holder_is_not_enough(kind: str) -> None:
    second = after(FIRST, document(C), A, B, C)
    mine, other = second.signatures[0], second.signatures[1]
    forged = replace(mine, **{kind: getattr(other, kind)})
    spoilt = replace(second, signatures=(forged, *second.signatures[1:]))
    with pytest.raises(DoesNotVerify, match="not signed by enough"):
        verified_root((FIRST, spoilt), FIRST.digest)


@pytest.mark.parametrize(
    "change", [{"number": 3}, {"network": "sovnarkom"}, {"previous": NO_DIGEST}]
)
def test_a_document_that_does_not_follow_does_not_verify(change: dict[str, object]) -> None:
    follows = replace(document(C), number=2, previous=FIRST.digest)
    wrong = sign_root(replace(follows, **change), (A, B, C))  # type: ignore[arg-type]
    with pytest.raises(DoesNotVerify, match="does not follow"):
        verified_root((FIRST, wrong), FIRST.digest)


@pytest.mark.parametrize("threshold", [0, 2])
def test_a_threshold_that_cannot_be_reached_is_malformed(threshold: int) -> None:
    with pytest.raises(Malformed, match="cannot sign"):
        document(A, threshold=threshold)


def test_a_key_that_stands_twice_is_malformed() -> None:
    twin = replace(A.public, name="soviet/twin")
    with pytest.raises(Malformed, match="twice"):
        replace(document(A, B), keys=(A.public, twin))
    with pytest.raises(Malformed, match="twice"):
        replace(document(A, B), keys=(A.public, replace(B.public, name=A.name)))


def test_a_signed_document_is_read_as_it_was_written() -> None:
    link = after(FIRST, document(C), A, B, C)
    assert ROOT_LINK.decode(ROOT_LINK.encode(link)) == link


@given(st.binary(min_size=32, max_size=32).map(Digest))
def test_a_fingerprint_that_a_person_copies_is_read_again(digest: Digest) -> None:
    text = fingerprint_text(digest)
    assert len(text) == 79
    assert parse_fingerprint(text) == parse_fingerprint(digest.hex().upper() + "\r\n") == digest


@pytest.mark.parametrize("text", ["", "00", "x" * 64, "0" * 63, "0" * 65])
def test_what_is_not_64_hex_digits_is_no_fingerprint(text: str) -> None:
    with pytest.raises(Usage, match="64 hex digits"):
        parse_fingerprint(text)
