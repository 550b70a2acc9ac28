"""Finding on the shelf: words, names, dates, and how many there are of which kind.

Rule 1: the newest first, without sorting; by rank the newest `RANKED` that fit are compared.
Rule 2: facets count the newest `COUNTED` that fit, and say so where there are more.
Rule 3: whatever a reader types is words; no operator of the index is reached by it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from depesha.archive.telling import PLACE_BITS, shelf_of
from depesha.reading_room.browsing import LINE, Shelf
from depesha.reading_room.exactly import BETWEEN

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
    "series": "r.series",
    "house": "r.house",
    "label": "r.label",
    "precedence": "r.precedence",
    "language": "r.language",
}
"""What can be chosen, and where it stands in a line."""

NAMED: Final[Mapping[str, str]] = {"person": "people", "place": "places"}
"""What can be chosen of names, and the list that they stand in; chosen by its key."""

CHOSEN: Final = ("year", *NAMED, *list(FACETS)[1:], "archive")
"""All that can be chosen, in the order of the page; `archive` stands with the holdings."""

VALUES: Final = 12
YEARS: Final = 150
"""Values of a facet that are told: the commonest. Of years all, in their order."""

SAVED: Final = 1_000
"""Records of what was found that can be taken away at once: the newest."""

_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_NO_SIGNS: Final = str.maketrans({"\x00": " ", BETWEEN: " "})
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}")

_CHOSEN: Final = " AND ".join(
    f"(:{name} = '' OR {where} = :{name})" for name, where in FACETS.items()
)
_HELD: Final = """(:archive = '' OR EXISTS (SELECT 1 FROM holding AS h
    WHERE h.record = r.id AND h.archive = :archive))"""
_STANDS: Final = " AND ".join(
    f"""(:{name} = '' OR EXISTS (SELECT 1 FROM stand AS s
    WHERE s.list = '{which}' AND s.key = :{name} AND s.record = r.id))"""  # noqa: S608
    for name, which in NAMED.items()
)
_EXACT: Final = """(:exact = '' OR (SELECT has_words(
    t.heading || ' ' || t.original || ' ' || t.translation, :exact)
    FROM record_text AS t WHERE t.id = r.id))"""
_WHERE: Final = (
    f"r.id BETWEEN :first AND :last AND {_CHOSEN} AND {_STANDS} AND {_HELD} AND {_EXACT}"
)
_LINE: Final = ", ".join(f"r.{name}" for name in LINE)
_SNIPPET: Final = f"snippet(word, -1, '{BEGINS}', '{ENDS}', '…', {SNIPPET_WORDS})"
_WORDS: Final = f"""SELECT {_LINE}, {_SNIPPET} FROM word JOIN record AS r ON r.id = word.rowid
    WHERE word MATCH :match AND {_WHERE} ORDER BY word.rowid DESC LIMIT :limit"""  # noqa: S608  # constants
_FITTEST: Final = f"""WITH newest AS MATERIALIZED (SELECT word.rowid AS id FROM word
        JOIN record AS r ON r.id = word.rowid
        WHERE word MATCH :match AND {_WHERE} ORDER BY word.rowid DESC LIMIT {RANKED}),
    fittest AS MATERIALIZED (SELECT word.rowid AS id, bm25(word, 4.0, 1.0, 1.0) AS fits FROM word
        WHERE word MATCH :match AND word.rowid >= (SELECT min(id) FROM newest)
        AND +word.rowid IN (SELECT id FROM newest) ORDER BY 2, 1 DESC LIMIT :limit OFFSET :offset)
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
        part: of what is ranked, which page.
        exact: words as they are written, in no other case or spelling.
    """

    query: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    before: int | None = None
    ranked: bool = False
    part: int = 1
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a facet."""

    value: str
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found.

    Attributes:
        lines: a page of records, each with `found`.
        count: how many fit, of the newest `COUNTED`; `is_more` says that there are more.
        facets: of each facet the values: by what each is chosen, how it reads, how
            many there are.
        next: where the next page goes on, of what is not ranked.
        parts: of what is ranked, how many pages there are.
    """

    lines: list[dict[str, Any]]
    count: int
    is_more: bool
    facets: dict[str, list[Value]]
    next: int | None
    parts: int


def find(shelf: Shelf, wish: Wish) -> Found:
    """Return what fits, a page of it."""
    match, values = _asked(wish)
    whole = {**values, "last": between(wish.since, wish.until)[1]}
    places = shelf.rows(_FOUND if match else _FOUND_ALL, whole)
    ids = [place for (place,) in places[:COUNTED]]
    lines = _lines(shelf, wish, match, {**values, "limit": PAGE})
    is_ranked = wish.ranked and bool(match)
    return Found(
        lines=lines,
        count=len(ids),
        is_more=len(places) > COUNTED,
        facets=_facets(shelf, ids),
        next=lines[-1]["id"] if len(lines) == PAGE and not is_ranked else None,
        parts=max(1, -(-min(len(ids), RANKED) // PAGE)) if is_ranked else 1,
    )


def found_all(shelf: Shelf, wish: Wish) -> list[dict[str, Any]]:
    """Return the newest `SAVED` that fit, or those that fit best."""
    match, values = _asked(replace(wish, before=None, part=1))
    return _lines(shelf, wish, match, {**values, "limit": SAVED})


def _asked(wish: Wish) -> tuple[str, dict[str, object]]:
    """Return how the index is asked, and the values that the questions have."""
    terms = _terms(wish.query[:MAX_QUERY])
    first, last = between(wish.since, wish.until)
    year = str(wish.chosen.get("year", ""))
    values: dict[str, object] = {
        **{name: str(wish.chosen.get(name, ""))[:200] for name in CHOSEN},
        "year": int(year) if _YEAR.fullmatch(year) else "",
        "first": first,
        "last": last if wish.before is None else min(last, wish.before - 1),
        "offset": PAGE * (wish.part - 1),
        "exact": BETWEEN.join(terms[0]) if wish.exact else "",
    }
    match = _match(*terms)
    return match, {**values, "match": match} if match else values


def _lines(
    shelf: Shelf, wish: Wish, match: str, values: Mapping[str, object]
) -> list[dict[str, Any]]:
    words = _FITTEST if wish.ranked else _WORDS
    rows = shelf.rows(words if match else _BROWSE, values)
    return [dict(zip((*LINE, "found"), row, strict=True)) for row in rows]


def _facets(shelf: Shelf, ids: list[int]) -> dict[str, list[Value]]:
    places = json.dumps(ids)
    found: dict[str, list[tuple[Any, ...]]] = {
        name: shelf.rows(
            f"""SELECT {where}, {where}, count(*) FROM json_each(?)
            CROSS JOIN record AS r ON r.id = value
            WHERE {where} NOT IN ('', 0) GROUP BY 1
            ORDER BY {"1" if name == "year" else "3 DESC, 1"} LIMIT ?""",  # noqa: S608
            (places, YEARS if name == "year" else VALUES),
        )
        for name, where in FACETS.items()
    }
    for name, which in NAMED.items():
        found[name] = shelf.rows(
            """SELECT n.key, n.text, f.count FROM (SELECT s.key AS key, count(*) AS count
            FROM json_each(?) CROSS JOIN stand AS s ON s.record = value AND s.list = ?
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?) AS f
            JOIN name AS n ON n.list = ? AND n.key = f.key ORDER BY 3 DESC, 2""",
            (places, which, VALUES, which),
        )
    found["archive"] = shelf.rows(
        """SELECT h.archive, h.archive, count(DISTINCT h.record) FROM json_each(?)
        CROSS JOIN holding AS h ON h.record = value GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT ?""",
        (places, VALUES),
    )
    return {
        name: [Value(value=str(value), text=str(text), count=count) for value, text, count in rows]
        for name, rows in sorted(found.items(), key=lambda one: CHOSEN.index(one[0]))
    }


def between(since: str, until: str) -> tuple[int, int]:
    """Return the places on the shelf between two days, months or years."""
    first = shelf_of(since, 0) if _DAY.fullmatch(since) else 0
    if not _DAY.fullmatch(until):
        return first, LAST
    whole = until + "-12-31"[len(until) - len("1951") :]
    days = (whole[8:],) if whole == until else ("31", "30", "29", "28")
    ends = [shelf_of(f"{whole[:8]}{day}T23:59", 0) for day in days]
    return first, max(ends) | ((1 << PLACE_BITS) - 1)


def _terms(query: str) -> tuple[list[str], list[str]]:
    """Return which words and phrases are wanted, and which are not."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(query)[:MAX_TERMS]:
        term = (phrase or word).translate(_NO_SIGNS)
        if any(letter.isalnum() for letter in term):
            (unwanted if minus else wanted).append(term)
    return wanted, unwanted


def _match(wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    """Return the words as FTS5 is asked: each in quotes, so that none is an operator."""
    if not wanted:
        return ""
    said = " AND ".join(map(_quoted, wanted))
    return f"({said}) NOT ({' OR '.join(map(_quoted, unwanted))})" if unwanted else said


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
