"""Searching for words as they are written, in an index that has their stems.

Rule 1: the index finds what may be meant; each such card's text is looked at, the newest first, or
    the fittest, and `CHECKED` of them at most. What is older than those is not found, and that is
    said.
Rule 2: what is not to stand there is looked at in the text too: by the stem it would bar more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
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
_EVERYWHERE: Final = tuple(name for name in words.COLUMNS if name != "marks")
_TEXTS: Final = f"""SELECT e.value, {", ".join(_EVERYWHERE)} FROM json_each(?) AS e
    CROSS JOIN card_text AS t ON t.place = -e.value"""  # noqa: S608  # constants


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
    for rows in _candidates(database, wish):
        texts = _texts(database, rows)
        for row in rows:
            if len(found) >= wish.limit or looked_at == CHECKED:
                return Written(rows=tuple(found), is_bounded=looked_at == CHECKED)
            looked_at += 1
            if _has(texts.get(row[0], {}), wish):
                found.append(row)
    return Written(rows=tuple(found), is_bounded=looked_at == CHECKED)


def _candidates(database: Database, wish: Wish) -> Iterator[Sequence[Row]]:
    """Yield the cards whose words have the same stems, some at once."""
    by_stem = replace(wish, without=tuple(one for one in wish.without if not one.is_exact))
    if wish.ranked:
        rows = rows_of(database, replace(by_stem, limit=CHECKED))
        yield from (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
        return
    while rows := rows_of(database, replace(by_stem, limit=_AT_ONCE)):
        yield rows
        by_stem = replace(by_stem, last=rows[-1][0] - 1)


def _texts(database: Database, rows: Sequence[Row]) -> dict[int, dict[str, str]]:
    """Return the texts of cards by their places; one that was taken out meanwhile has none."""
    found = database.rows(_TEXTS, (json.dumps([row[0] for row in rows]),))
    return {row[0]: dict(zip(_EVERYWHERE, row[1:], strict=True)) for row in found}


def _has(texts: Mapping[str, str], wish: Wish) -> bool:
    wanted = all(any(_stands(texts, term) for term in any_of) for any_of in wish.terms)
    return wanted and not any(_stands(texts, term) for term in wish.without if term.is_exact)


def _stands(texts: Mapping[str, str], term: Term) -> bool:
    columns = words.FIELDS[term.field] if term.field else _EVERYWHERE
    return not term.is_exact or any(stands(texts.get(name, ""), term.words) for name in columns)
