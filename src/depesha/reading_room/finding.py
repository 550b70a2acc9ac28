"""Finding on the shelf: words, names, dates, and how many there are of which kind.

Rule 1: the newest first, without sorting; by rank the newest `RANKED` that fit are compared.
Rule 2: facets count the newest `COUNTED` that fit, and say so where there are more.
Rule 3: whatever a reader types is words; no operator of the index is reached by it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from depesha.archive.telling import PLACE_BITS, shelf_of
from depesha.reading_room.browsing import LINE, Shelf

RANKED: Final = 2_000
COUNTED: Final = 5_000
PAGE: Final = 20
MAX_QUERY: Final = 400
MAX_TERMS: Final = 32
SNIPPET_WORDS: Final = 28
BEGINS, ENDS = "\x02", "\x03"
LAST: Final = 2**63 - 1

FACETS: Final[Mapping[str, str]] = {
    "year": "r.year",
    "label": "r.label",
    "precedence": "r.precedence",
    "language": "r.language",
    "place": "r.place",
}
"""What can be chosen, and where it stands; `archive` stands with the holdings."""

_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}")

_CHOSEN: Final = " AND ".join(
    f"(:{name} = '' OR {where} = :{name})" for name, where in FACETS.items()
)
_HELD: Final = """(:archive = '' OR EXISTS (SELECT 1 FROM holding AS h
    WHERE h.record = r.id AND h.archive = :archive))"""
_WHERE: Final = f"r.id BETWEEN :first AND :last AND {_CHOSEN} AND {_HELD}"
_LINE: Final = ", ".join(f"r.{name}" for name in LINE)
_SNIPPET: Final = f"snippet(word, -1, '{BEGINS}', '{ENDS}', '…', {SNIPPET_WORDS})"
_WORDS: Final = f"""SELECT {_LINE}, {_SNIPPET} FROM word JOIN record AS r ON r.id = word.rowid
    WHERE word MATCH :match AND {_WHERE} ORDER BY word.rowid DESC LIMIT :limit"""  # noqa: S608  # constants
_FITTEST: Final = f"""WITH newest AS MATERIALIZED (SELECT word.rowid AS id FROM word
        JOIN record AS r ON r.id = word.rowid
        WHERE word MATCH :match AND {_WHERE} ORDER BY word.rowid DESC LIMIT {RANKED}),
    fittest AS MATERIALIZED (SELECT word.rowid AS id, bm25(word, 4.0, 1.0, 1.0) AS fits FROM word
        WHERE word MATCH :match AND word.rowid >= (SELECT min(id) FROM newest)
        AND +word.rowid IN (SELECT id FROM newest) ORDER BY 2 LIMIT :limit)
    SELECT {_LINE}, {_SNIPPET} FROM word JOIN record AS r ON r.id = word.rowid
    WHERE word MATCH :match AND word.rowid >= (SELECT min(id) FROM fittest)
    AND +word.rowid IN (SELECT id FROM fittest)
    ORDER BY (SELECT fits FROM fittest WHERE id = r.id)"""  # noqa: S608
"""The index is gone through once from the oldest of these on: `+` keeps SQLite from asking it for
each of them anew, which takes seconds. Snippets are made of what is shown alone: each reads a
text."""

_BROWSE: Final = f"""SELECT {_LINE}, '' FROM record AS r WHERE {_WHERE}
    ORDER BY r.id DESC LIMIT :limit"""  # noqa: S608
_FOUND: Final = f"""SELECT r.id FROM word JOIN record AS r ON r.id = word.rowid
    WHERE word MATCH :match AND {_WHERE} ORDER BY word.rowid DESC LIMIT {COUNTED + 1}"""  # noqa: S608
_FOUND_ALL: Final = (
    f"SELECT r.id FROM record AS r WHERE {_WHERE} ORDER BY r.id DESC LIMIT {COUNTED + 1}"  # noqa: S608
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reader looks for.

    Attributes:
        query: words as they were typed.
        chosen: facets, by name.
        since, until: days, months or years, both included; what is none of these is not looked at.
        before: the place after which a further page goes on; none: from the newest.
        ranked: the fittest first.
    """

    query: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    before: int | None = None
    ranked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found.

    Attributes:
        lines: a page of records, each with `found`.
        count: how many fit, of the newest `COUNTED`; `is_more` says that there are more.
        facets: of each facet the values, the commonest first, with how many.
        next: where the next page goes on.
    """

    lines: list[dict[str, Any]]
    count: int
    is_more: bool
    facets: dict[str, list[tuple[str, int]]]
    next: int | None


def find(shelf: Shelf, wish: Wish) -> Found:
    """Return what fits, a page of it."""
    match = _match(wish.query[:MAX_QUERY])
    first, last = between(wish.since, wish.until)
    values: dict[str, object] = {
        **{name: str(wish.chosen.get(name, ""))[:200] for name in (*FACETS, "archive")},
        "first": first,
        "last": last if wish.before is None else min(last, wish.before - 1),
    }
    year = str(values["year"])
    values["year"] = int(year) if _YEAR.fullmatch(year) else ""
    asked = {**values, "limit": PAGE}
    if match:
        rows = shelf.rows(_FITTEST if wish.ranked else _WORDS, {**asked, "match": match})
        places = shelf.rows(_FOUND, {**values, "last": last, "match": match})
    else:
        rows = shelf.rows(_BROWSE, asked)
        places = shelf.rows(_FOUND_ALL, {**values, "last": last})
    ids = [place for (place,) in places[:COUNTED]]
    lines = [dict(zip((*LINE, "found"), row, strict=True)) for row in rows]
    goes_on = len(lines) == PAGE and not wish.ranked
    return Found(
        lines=lines,
        count=len(ids),
        is_more=len(places) > COUNTED,
        facets=_facets(shelf, ids),
        next=lines[-1]["id"] if goes_on else None,
    )


def _facets(shelf: Shelf, ids: list[int]) -> dict[str, list[tuple[str, int]]]:
    places = json.dumps(ids)
    found = {
        name: shelf.rows(
            f"""SELECT {where}, count(*) FROM json_each(?) CROSS JOIN record AS r ON r.id = value
            WHERE {where} NOT IN ('', 0) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12""",  # noqa: S608
            (places,),
        )
        for name, where in FACETS.items()
    }
    found["archive"] = shelf.rows(
        """SELECT h.archive, count(DISTINCT h.record) FROM json_each(?)
        CROSS JOIN holding AS h ON h.record = value GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12""",
        (places,),
    )
    return {name: [(str(value), count) for value, count in rows] for name, rows in found.items()}


def between(since: str, until: str) -> tuple[int, int]:
    """Return the places on the shelf between two days, months or years."""
    first = shelf_of(since, 0) if _DAY.fullmatch(since) else 0
    if not _DAY.fullmatch(until):
        return first, LAST
    whole = until + "-12-31"[len(until) - len("1951") :]
    days = (whole[8:],) if whole == until else ("31", "30", "29", "28")
    ends = [shelf_of(f"{whole[:8]}{day}T23:59", 0) for day in days]
    return first, max(ends) | ((1 << PLACE_BITS) - 1)


def _match(query: str) -> str:
    """Return the words as FTS5 is asked: each in quotes, so that none is an operator."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(query)[:MAX_TERMS]:
        term = (phrase or word).replace("\x00", " ")
        if any(letter.isalnum() for letter in term):
            quoted = '"' + term.replace('"', '""') + '"'
            (unwanted if minus else wanted).append(quoted)
    if not wanted:
        return ""
    said = " AND ".join(wanted)
    return f"({said}) NOT ({' OR '.join(unwanted)})" if unwanted else said
