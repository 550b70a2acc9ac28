"""The tokenizer of the index, as SQLite's FTS5 is told of it.

It is told to every connection, and made at the first word that is indexed or asked for: one that
does neither loads nothing for it. What the words become is `archive.tokens`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import apsw

NAME: Final = "depesha"

Tokenized = Iterable[tuple[Any, ...]]


def tell(connection: apsw.Connection) -> None:
    """Tell a connection of the tokenizer."""
    connection.register_fts5_tokenizer(NAME, _make)


def _make(
    connection: apsw.Connection, arguments: list[str]
) -> Callable[[bytes, int, str | None], Tokenized]:
    """Return the tokenizer; FTS5 asks when a statement first touches the index."""
    # imported here because few connections ever come to a word
    from depesha.archive.tokens import tokens  # noqa: PLC0415

    del connection, arguments

    def tokenize(utf8: bytes, flags: int, locale: str | None) -> Tokenized:
        del locale
        asked = bool(flags & apsw.FTS5_TOKENIZE_QUERY)
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

    return tokenize
