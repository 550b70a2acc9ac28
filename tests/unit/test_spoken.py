"""Words for bytes: each has one, and what was misheard is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Usage
from depesha.spoken import (
    _WORDS,
    code_words,
    fingerprint_words,
    parse_code,
    words_of,
)


def test_the_words_are_all_different_and_easily_spelled() -> None:
    words = [word for row in _WORDS for word in row]
    assert len(set(words)) == 512
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)


def test_a_word_tells_whether_its_place_is_even() -> None:
    even, odd = _WORDS
    assert {word[0] in "aeiou" for word in even} == {False}
    assert {word[0] in "aeiou" for word in odd} == {True}


def test_the_example_of_the_docstring() -> None:
    assert words_of(bytes(range(4))) == "baban abedo bafel aboga"
    assert words_of(b"\x00\x00") == "baban ababa"


def test_a_fingerprint_is_sixteen_words_of_its_first_half() -> None:
    digest = bytes(range(32))
    assert len(fingerprint_words(digest).split()) == 16
    assert fingerprint_words(digest) == fingerprint_words(digest[:16] + bytes(16))
    assert fingerprint_words(digest) != fingerprint_words(b"\xff" + digest[1:])


@given(st.binary(min_size=4, max_size=4))
def test_a_code_is_read_as_it_was_said(secret: bytes) -> None:
    code = code_words(secret)
    assert len(code.split()) == 5
    assert parse_code(code) == secret
    assert parse_code(code.upper().replace(" ", "-")) == secret


@given(st.binary(min_size=4, max_size=4), st.integers(0, 4))
def test_a_word_that_is_missing_or_exchanged_is_found(secret: bytes, place: int) -> None:
    words = code_words(secret).split()
    for wrong in (words[:place] + words[place + 1 :], [*words, words[0]], words[::-1][1:]):
        with pytest.raises(Usage):
            parse_code(" ".join(wrong))


def test_of_the_misheard_words_one_in_256_passes_and_no_more() -> None:
    words = code_words(b"\x01\x02\x03\x04").split()
    passed = 0
    for other in _WORDS[0]:
        if other != words[0]:
            try:
                parse_code(" ".join([other, *words[1:]]))
            except Usage:
                continue
            passed += 1
    assert passed <= 4


@pytest.mark.parametrize("text", ["", "-", "baban", "hello " * 5, "badekin " * 100_000])
def test_what_is_no_code_is_told_at_once(text: str) -> None:
    with pytest.raises(Usage, match="not a code"):
        parse_code(text)
