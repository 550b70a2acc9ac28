"""Bytes as words that are spoken: fingerprints, and the one-time codes of an enrolment.

    00 01 02 03   baban abedo bafel aboga

A byte is one word: its high half the first syllable, its low half the second. Words at even places
begin with a consonant, those at odd places with a vowel, so that two that were exchanged, and one
that was left out, are heard. The words mean nothing in any language, are all different, and are
spelled as they are spoken. The idea is that of the PGP word list; the words are our own.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from depesha.errors import Usage

_FIRST: Final = (
    (
        "ba",
        "de",
        "fi",
        "go",
        "ha",
        "ju",
        "ke",
        "la",
        "mi",
        "no",
        "pu",
        "re",
        "sa",
        "ti",
        "vo",
        "zu",
    ),
    (
        "ab",
        "ed",
        "if",
        "og",
        "uk",
        "al",
        "em",
        "in",
        "op",
        "ur",
        "as",
        "et",
        "iv",
        "oz",
        "ul",
        "an",
    ),
)
_SECOND: Final = (
    (
        *("ban", "dor", "fel", "gam", "hit", "jor", "kin", "lum"),
        *("mas", "net", "pol", "rik", "sun", "tav", "vex", "zol"),
    ),
    (
        *("aba", "edo", "ifu", "oga", "uka", "ela", "imo", "ona"),
        *("upi", "are", "eso", "itu", "ova", "uzi", "ako", "enu"),
    ),
)
_WORDS: Final = tuple(
    tuple(first + second for first in _FIRST[place] for second in _SECOND[place])
    for place in (0, 1)
)
_BYTE: Final = tuple({word: byte for byte, word in enumerate(words)} for words in _WORDS)

FINGERPRINT_BYTES: Final = 16
"""How much of a SHA-256 is spoken: 128 bits, which nobody finds a second time."""

CODE_BYTES: Final = 4
"""32 bits: with three tries, one chance in 1.4 thousand million."""


def words_of(data: bytes) -> str:
    """Return bytes as words, the first at an even place."""
    return " ".join(_WORDS[place & 1][byte] for place, byte in enumerate(data))


def fingerprint_words(digest: bytes) -> str:
    """Return the words that two persons compare: the first 16 bytes of a fingerprint."""
    return words_of(digest[:FINGERPRINT_BYTES])


def parse_fingerprint_words(text: str) -> bytes:
    """Return the 16 bytes of a fingerprint that a person wrote as words; nothing: they are none."""
    words = text.lower().replace("-", " ").split()
    found = [_BYTE[place & 1].get(word) for place, word in enumerate(words[:FINGERPRINT_BYTES])]
    data = bytes(byte for byte in found if byte is not None)
    return data if len(data) == len(words) == FINGERPRINT_BYTES else b""


def code_words(secret: bytes) -> str:
    """Return a one-time code: four secret bytes and a word that finds what was misheard."""
    return words_of(secret + _check(secret))


def parse_code(text: str) -> bytes:
    """Return the four secret bytes of a code that a person wrote.

    Raises:
        Usage: it is not one, or a word of it was misheard.
    """
    data = _bytes_of(text.lower().replace("-", " ").split())
    secret = data[:CODE_BYTES]
    if len(data) != CODE_BYTES + 1 or data[CODE_BYTES:] != _check(secret):
        msg = "that is not a code: a word of it is missing or was misheard"
        raise Usage(msg, hint="five words, as the centre read them out; this was not counted")
    return secret


def _bytes_of(words: Sequence[str]) -> bytes:
    if len(words) > CODE_BYTES + 1:
        return b""
    found = [_BYTE[place & 1].get(word) for place, word in enumerate(words)]
    return bytes(byte for byte in found if byte is not None)


def _check(secret: bytes) -> bytes:
    return sha256(b"depesha code\0" + secret).digest()[:1]
