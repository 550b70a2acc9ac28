"""The words of `tokens` as SQLite's FTS5 asks for them: in UTF-8, with places in bytes.

It knows no database: whoever has one tells it of this tokenizer by the name `NAME`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from depesha.archive.tokens import tokens

NAME: Final = "depesha"

QUERY: Final = 1
"""FTS5_TOKENIZE_QUERY: the text is a question (sqlite3.h, `FTS5_TOKENIZE_*`)."""

Tokenized = Iterable[tuple[Any, ...]]


def tokenizer(
    connection: object, arguments: list[str]
) -> Callable[[bytes, int, str | None], Tokenized]:
    """Return what makes tokens of a text; FTS5 asks for it when it first needs one."""
    del connection, arguments
    return _tokenize


def _tokenize(utf8: bytes, flags: int, locale: str | None) -> Tokenized:
    """Yield each word's place in bytes, and its tokens, which all stand in that place."""
    del locale
    asked = bool(flags & QUERY)
    text = utf8.decode()
    if len(text) == len(utf8):  # ASCII: letters and bytes count alike
        for start, end, found in tokens(text, asked=asked):
            yield (start, end, *found)
        return
    at, place = 0, 0  # of the letter before, in bytes and in letters
    for start, end, found in tokens(text, asked=asked):
        at += len(text[place:start].encode())
        size = len(text[start:end].encode())
        yield (at, at + size, *found)
        at, place = at + size, end
