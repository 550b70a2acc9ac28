"""The words of `tokens` as SQLite's FTS5 asks for them: in UTF-8, with places in bytes.

It knows no database: whoever has one tells it of this tokenizer by the name `NAME`.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, Protocol

from depesha.archive.marks import MARK
from depesha.archive.tokens import EXACT, WORD, terms, tokens, tokens_of, written

NAME: Final = "depesha"

WRITTEN: Final = "written"
"""Behind `NAME`: the index has each word as it is written too, and is asked for it by `EXACT`."""

QUERY: Final = 1
"""FTS5_TOKENIZE_QUERY: the text is a question (sqlite3.h, `FTS5_TOKENIZE_*`)."""

DOCUMENT: Final = 4
"""FTS5_TOKENIZE_DOCUMENT: the text is put into the index, or taken out. That keeps which word a
token is of, and never at which byte (fts5_storage.c, `fts5StorageInsertCallback`: `iUnused1`,
`iUnused2`): to find the places is two thirds of the work, so they are not found."""

FITNESS: Final = "fitness"
"""The name of `fitness` in SQL."""

SPOTS: Final = "spots"
"""The name of `spots` in SQL."""

MAX_SPOTS: Final = 64
"""Of one phrase in one column: a snippet shows a few."""

HALF: Final = 2
"""A column that has a word so often counts half of what one counts that has nothing else."""

Tokenized = Iterable[tuple[Any, ...]]


def tokenizer(
    connection: object, arguments: Sequence[str]
) -> Callable[[bytes, int, str | None], Tokenized]:
    """Return what makes tokens of a text; FTS5 asks for it when it first needs one."""
    del connection
    return _tokenize_written if WRITTEN in arguments else _tokenize


def _tokenize(utf8: bytes, flags: int, locale: str | None) -> Tokenized:
    """Return each word's place in bytes, where it is asked, and its tokens, all in that place."""
    del locale
    if flags & DOCUMENT:
        return terms(utf8.decode())
    return _placed(utf8.decode(), asked=bool(flags & QUERY))


def _tokenize_written(utf8: bytes, flags: int, locale: str | None) -> Tokenized:
    """Return the same, each word as it is written too; a question for that has nothing else."""
    text = utf8.decode()
    if flags & QUERY and text.startswith(EXACT):
        return [(written(one),) for one in WORD.findall(text)]
    if not flags & DOCUMENT:
        return _tokenize(utf8, flags, locale)
    return list(map(_all_of, WORD.findall(text)))


@lru_cache(65536)
def _all_of(word: str) -> tuple[str, ...]:
    """Return the tokens of a word, and the word as it is written; a mark is written by nobody."""
    return tokens_of(word) if word[0] == MARK else (*tokens_of(word), written(word))


def _placed(text: str, *, asked: bool) -> Tokenized:
    """Yield the words of a text, whose letters can be of several bytes."""
    at, place = 0, 0  # of the letter before, in bytes and in letters
    for start, end, found in tokens(text, asked=asked):
        at += len(text[place:start].encode())
        size = len(text[start:end].encode())
        yield (at, at + size, *found)
        at, place = at + size, end


class Found(Protocol):
    """A line that was found, as FTS5 shows it to a function."""

    @property
    def phrase_count(self) -> int:
        """How many phrases were asked."""
        ...

    def phrase_locations(self, phrase: int, /) -> list[list[int]]:
        """Return where a phrase stands, by columns."""
        ...


def fitness(found: Found, /, *weights: Any) -> float:  # noqa: ANN401  # numbers, as SQL has them
    """Return how well a line fits: by how often each phrase stands in which column.

    `bm25` weighs phrases by how rare they are, and counts all lines that have each, for every
    question: among a million lines that takes longer than all else. What is ranked here has every
    phrase that was asked, so their rareness says little.
    """
    return sum(
        float(weight) * len(places) / (len(places) + HALF)
        for phrase in range(found.phrase_count)
        for weight, places in zip(weights, found.phrase_locations(phrase), strict=True)
        if places
    )


def spots(found: Found, phrases: Any, /) -> str:  # noqa: ANN401  # a number, as SQL has it
    """Return where the first of the phrases that were asked stand, for `snippets.snippet_at`.

    As JSON: of each phrase, of each column, the words at which it begins.
    """
    return json.dumps(
        [
            [places[:MAX_SPOTS] for places in found.phrase_locations(phrase)]
            for phrase in range(min(int(phrases), found.phrase_count))
        ]
    )
