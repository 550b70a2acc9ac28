"""Searching for words as they are written, in an index that has their stems.

Rule 1: the index finds what may be meant; each such card's text is looked at, the newest first, or
    the fittest, and `CHECKED` of them at most. What is older than those is not found, and that is
    said.
Rule 2: what is not to stand there is looked at in the text too: by the stem it would bar more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from depesha.archive.as_written import stands
from depesha.archive.asking import Term
from depesha.store import words
from depesha.store.archive_search import Wish, rows_of, shown
from depesha.store.database import Database, Row

CHECKED: Final = 2_000
"""Texts that are looked at for one question: some 20 ms for each thousand."""

_AT_ONCE: Final = 100
_TEXTS: Final = f"SELECT {', '.join(words.COLUMNS)} FROM card_text WHERE place = -?"  # noqa: S608  # constants
_EVERYWHERE: Final = tuple(name for name in words.COLUMNS if name != "marks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was found; `is_bounded`: there are older cards that were not looked at."""

    rows: tuple[Row, ...]
    is_bounded: bool


def is_written(wish: Wish) -> bool:
    """Say whether words are looked for as they are written."""
    return any(term.is_exact for any_of in wish.terms for term in any_of)


def search_written(database: Database, wish: Wish) -> list[dict[str, Any]]:
    """Return the records and telegrams that have the words as they are written."""
    return shown(database, wish, written(database, wish).rows)


def written(database: Database, wish: Wish) -> Written:
    """Return the cards that have the words as they are written, at most as many as are wished."""
    found: list[Row] = []
    looked_at = 0
    for row in _candidates(database, wish):
        if len(found) >= wish.limit or looked_at == CHECKED:
            break
        looked_at += 1
        if _has(database, row[0], wish):
            found.append(row)
    return Written(rows=tuple(found), is_bounded=looked_at == CHECKED)


def _candidates(database: Database, wish: Wish) -> Iterator[Row]:
    """Yield the cards whose words have the same stems."""
    by_stem = replace(wish, without=tuple(one for one in wish.without if not one.is_exact))
    if wish.ranked:
        yield from rows_of(database, replace(by_stem, limit=CHECKED))
        return
    while rows := rows_of(database, replace(by_stem, limit=_AT_ONCE)):
        yield from rows
        by_stem = replace(by_stem, last=rows[-1][0] - 1)


def _has(database: Database, shelf: int, wish: Wish) -> bool:
    row = database.row(_TEXTS, (shelf,))
    texts = dict(zip(words.COLUMNS, row, strict=True)) if row else {}
    wanted = all(any(_stands(texts, term) for term in any_of) for any_of in wish.terms)
    return wanted and not any(_stands(texts, term) for term in wish.without if term.is_exact)


def _stands(texts: dict[str, str], term: Term) -> bool:
    columns = words.FIELDS[term.field] if term.field else _EVERYWHERE
    return not term.is_exact or any(stands(texts.get(name, ""), term.words) for name in columns)
