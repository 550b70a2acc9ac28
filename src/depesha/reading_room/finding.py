"""Finding on the shelf: words, names, dates, and how many there are of which kind.

Rule 1: the newest first, without sorting; by rank the newest `RANKED` that fit are compared.
Rule 2: facets count the newest `COUNTED` that fit, and say so where there are more.
Rule 3: whatever a reader types is words; no operator of the index is reached by it.
Rule 4: what is chosen is a word of the index (`choices`), so the rarest of all is gone through; and
    as it is written is one too, so nothing that was found is read again.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from depesha.archive.fts import SPOTS
from depesha.archive.marks import MARK
from depesha.archive.snippets import marked_at, snippet_at
from depesha.archive.telling import PLACE_BITS, shelf_of
from depesha.archive.tokens import EXACT, WORD
from depesha.reading_room.authority import wide
from depesha.reading_room.browsing import LINE, Shelf
from depesha.reading_room.choices import FACETS, NAMED, UNDATED, counted, mark_of

RANKED: Final = 2_000
COUNTED: Final = 5_000
PAGE: Final = 20
MAX_QUERY: Final = 400
MAX_TERMS: Final = 32
BEGINS, ENDS = "\x02", "\x03"
LAST: Final = 2**63 - 1

CHOSEN: Final = ("year", *NAMED, *FACETS[1:], "archive")
"""All that can be chosen, in the order of the page; `archive` stands with the holdings."""

VALUES: Final = 12
YEARS: Final = 150
"""Values of a facet that are told: the commonest. Of years all, in their order."""

SAVED: Final = 1_000
"""Records of what was found that can be taken away at once: the newest."""

_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_NOT_TYPED: Final = str.maketrans(dict.fromkeys(("\x00", EXACT, MARK), " "))
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}")

_LINE: Final = ", ".join(f"r.{name}" for name in LINE)
_FOUND: Final = """SELECT c.record, c.told FROM word CROSS JOIN choices AS c
    ON c.record = word.rowid WHERE word MATCH :match AND word.rowid BETWEEN :first AND :last
    ORDER BY word.rowid DESC LIMIT :most"""
_FOUND_ALL: Final = """SELECT c.record, c.told FROM choices AS c
    WHERE c.record BETWEEN :first AND :last ORDER BY c.record DESC LIMIT :most"""
"""Neither reads a line of `record`."""

_FITTEST: Final = """SELECT word.rowid FROM word
    WHERE word MATCH :match AND word.rowid BETWEEN :first AND :last
    ORDER BY bm25(word, 4.0, 1.0, 1.0, 0.0), 1 DESC LIMIT :limit OFFSET :offset"""
"""Between the oldest and the newest of those that are compared: all that the index finds there."""

_LINES: Final = f"""SELECT {_LINE} FROM json_each(?) AS e
    CROSS JOIN record AS r ON r.id = e.value ORDER BY e.key"""  # noqa: S608
_SHOWN: Final = f"""SELECT word.rowid, r.title, t.original, t.translation, t.heading,
    {SPOTS}(word, :phrases) FROM word CROSS JOIN record_text AS t ON t.id = word.rowid
    CROSS JOIN record AS r ON r.id = word.rowid
    WHERE word MATCH :match AND word.rowid BETWEEN :first AND :last
    AND +word.rowid IN (SELECT value FROM json_each(:places))"""  # noqa: S608  # constants
_CHOICE: Final = "SELECT id FROM choice WHERE facet = ? AND value = ?"
_RANGES: Final = "SELECT facet, min(id), max(id) FROM choice GROUP BY facet"
_VALUES: Final = """SELECT c.id, c.facet, c.value, c.text FROM json_each(?) AS e
    CROSS JOIN choice AS c ON c.id = e.value"""


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
        lines: a page of records, each with `titled` and `found`: its title and words of it, with
            what was found marked; `titled` is empty where nothing of it was found.
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
    asked = _asked(shelf, wish)
    found = _fitting(shelf, asked, between(wish.since, wish.until)[1], COUNTED)
    counted = found[:COUNTED]
    is_ranked = wish.ranked and bool(asked.shown)
    if is_ranked or len(found) <= COUNTED:
        places = [place for place, _ in counted if place <= asked.last]
    else:  # a further page may begin behind what is counted
        places = [place for place, _ in _fitting(shelf, asked, asked.last, PAGE)]
    lines = _lines(shelf, wish, asked, places, PAGE)
    return Found(
        lines=lines,
        count=len(counted),
        is_more=len(found) > COUNTED,
        facets=_facets(shelf, [told for _, told in counted]),
        next=lines[-1]["id"] if len(lines) == PAGE and not is_ranked else None,
        parts=max(1, -(-min(len(counted), RANKED) // PAGE)) if is_ranked else 1,
    )


def found_all(shelf: Shelf, wish: Wish) -> list[dict[str, Any]]:
    """Return the newest `SAVED` that fit, or those that fit best."""
    whole = replace(wish, before=None, part=1)
    asked = _asked(shelf, whole)
    found = _fitting(shelf, asked, asked.last, RANKED)
    return _lines(shelf, whole, asked, [place for place, _ in found], SAVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A wish as the shelf is asked it.

    Attributes:
        shown: of each term its forms, which are shown where they were found.
        match: what is to stand there, and what is not, as the index is asked: first what is shown.
        first, last: places on the shelf, both included.
        is_none: what is chosen stands in no record.
    """

    shown: tuple[tuple[str, ...], ...]
    match: str
    first: int
    last: int
    is_none: bool


def _asked(shelf: Shelf, wish: Wish) -> _Question:
    wanted, unwanted = _terms(wish.query[:MAX_QUERY])
    forms, barred = _forms(shelf, wish, wanted, unwanted)
    first, last = between(wish.since, wish.until)
    numbers = [number for name in CHOSEN for number in _number(shelf, name, wish.chosen)]
    before = EXACT if wish.exact else ""
    return _Question(
        shown=tuple(forms) if wanted else (),
        match=_match(
            [[f"{before}{form}" for form in any_of] for any_of in forms],
            [f"{before}{form}" for any_of in barred for form in any_of],
            [number for number in numbers if number],
        ),
        first=first,
        last=last if wish.before is None else min(last, wish.before - 1),
        is_none=None in numbers,
    )


def _forms(
    shelf: Shelf, wish: Wish, wanted: list[str], unwanted: list[str]
) -> list[list[tuple[str, ...]]]:
    """Return of each term, wanted and not, all that may stand for it; as written: itself."""
    said = (wanted, unwanted)
    if wish.exact or not (wanted or unwanted):
        return [[(term,) for term in terms] for terms in said]
    others = wide(shelf.rows, wanted, unwanted)
    return [
        [(term, *other.forms) for term, other in zip(terms, found, strict=True)]
        for terms, found in zip(said, others, strict=True)
    ]


def _number(shelf: Shelf, facet: str, chosen: Mapping[str, str]) -> list[int | None]:
    """Return the number of what is chosen of a facet; None: no record has it. Empty: nothing is."""
    value = str(chosen.get(facet, ""))[:200]
    if facet == "year":
        value = str(int(value)) if _YEAR.fullmatch(value) else ""
    if not value:
        return []
    rows = shelf.rows(_CHOICE, (facet, value))
    return [rows[0][0] if rows else None]


def _fitting(shelf: Shelf, asked: _Question, last: int, most: int) -> list[tuple[int, bytes]]:
    """Return the newest that fit up to a place, each with its choices: one more than so many."""
    if asked.is_none:
        return []
    values: dict[str, object] = {"first": asked.first, "last": last, "most": most + 1}
    if not asked.match:
        return shelf.rows(_FOUND_ALL, values)
    return shelf.rows(_FOUND, {**values, "match": asked.match})


def _lines(
    shelf: Shelf, wish: Wish, asked: _Question, places: list[int], most: int
) -> list[dict[str, Any]]:
    """Return the lines of the first of these places, or of those that fit best."""
    if wish.ranked and asked.shown and places:
        newest = places[:RANKED]
        values: dict[str, object] = {
            "match": asked.match,
            "first": newest[-1],
            "last": newest[0],
            "limit": most,
            "offset": PAGE * (wish.part - 1),
        }
        places = [place for (place,) in shelf.rows(_FITTEST, values)]
    places = places[:most]
    rows = shelf.rows(_LINES, (json.dumps(places),))
    found = _shown(shelf, asked, places) if most == PAGE else {}
    lines = [dict(zip(LINE, row, strict=True)) for row in rows]
    return [
        {**line, **dict(zip(("titled", "found"), found.get(line["id"], ("", "")), strict=True))}
        for line in lines
    ]


def _shown(shelf: Shelf, asked: _Question, places: list[int]) -> dict[int, tuple[str, str]]:
    """Return of each of these places its title, and the words around what was found elsewhere."""
    if not asked.shown or not places:
        return {}
    values: dict[str, object] = {
        "match": asked.match,
        "first": min(places),
        "last": max(places),
        "places": json.dumps(places),
        "phrases": sum(map(len, asked.shown)),
    }
    return {
        place: _snippets(asked, title, columns, json.loads(spots))
        for place, title, *columns, spots in shelf.rows(_SHOWN, values)
    }


def _snippets(
    asked: _Question, title: str, columns: Sequence[str], spots: list[list[list[int]]]
) -> tuple[str, str]:
    """Return the title with what was found in it, and the words around what was found elsewhere.

    The heading begins with the title, which stands there anyway: it is not shown twice.
    """
    length = len(WORD.findall(title))
    in_title = [[one for one in heading if one < length] for heading, *_ in spots]
    elsewhere = [
        [original, translation, [one for one in heading if one >= length]]
        for heading, original, translation, *_ in spots
    ]
    marks = (BEGINS, ENDS)
    return (
        marked_at(title, asked.shown, in_title, marks),
        snippet_at(columns, asked.shown, elsewhere, marks),
    )


def _facets(shelf: Shelf, told: list[bytes]) -> dict[str, list[Value]]:
    numbers = sorted(counted(told).items())
    ranges = {facet: (first, last) for facet, first, last in shelf.once(_RANGES)}
    shown: dict[str, list[tuple[int, int]]] = {}
    for name in CHOSEN:
        first, last = ranges.get(name, (1, 0))
        ours = numbers[bisect_left(numbers, (first, 0)) : bisect_left(numbers, (last + 1, 0))]
        if name == "year":
            shown[name] = ours[: YEARS + 1]
        else:
            shown[name] = sorted(ours, key=lambda one: -one[1])[:VALUES]
    wanted = json.dumps([number for ours in shown.values() for number, _ in ours])
    read = {number: (value, text) for number, _, value, text in shelf.rows(_VALUES, (wanted,))}
    found = {
        name: [
            Value(value=read[number][0], text=read[number][1], count=count)
            for number, count in ours
            if name != "year" or read[number][0] != UNDATED
        ]
        for name, ours in shown.items()
    }
    for name in NAMED:
        found[name].sort(key=lambda one: (-one.count, one.text))
    return {**found, "year": found["year"][:YEARS]}


def is_day(text: str) -> bool:
    """Say whether a bound of a search is a day, a month or a year; what is none bounds nothing."""
    return _DAY.fullmatch(text) is not None


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
        term = (phrase or word).translate(_NOT_TYPED)
        if any(letter.isalnum() for letter in term):
            (unwanted if minus else wanted).append(term)
    return wanted, unwanted


def _match(wanted: Sequence[Sequence[str]], unwanted: Sequence[str], chosen: Sequence[int]) -> str:
    """Return the words as FTS5 is asked: each in quotes, so that none is an operator.

    Args:
        wanted: of each term what may stand for it.
        unwanted: what is not to stand there.
        chosen: numbers of choices.
    """
    said = [f"({' OR '.join(map(_quoted, any_of))})" for any_of in wanted]
    said += [_quoted(mark_of(number)) for number in chosen]
    asked = " AND ".join(said)
    is_barred = bool(unwanted and said)
    return f"({asked}) NOT ({' OR '.join(map(_quoted, unwanted))})" if is_barred else asked


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
