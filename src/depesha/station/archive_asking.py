"""What a face asks of the archive's search: fields, as a wish that the store understands.

query        words, phrases, fields (`archive.asking`)
since until  days, months or years, both included
person       a name in any case and spelling, of whoever sent, got, signed
year number label precedence language place series kind archive
filters; words in any spelling of theirs
thing        record, telegram
exact        words as they are written, and no name that is spelled alike
"""

from collections.abc import Iterator
from typing import Final

from depesha.archive.asking import Asked, Term, asked_of, has_words
from depesha.archive.cards import Thing
from depesha.archive.marks import Facet, mark
from depesha.archive.periods import LAST, between, is_day
from depesha.archive.telling import BEGIN
from depesha.errors import Usage
from depesha.station.reading import LAST_YEAR, Fields, bounded
from depesha.store.archive_search import Wish

MAX_QUERY: Final = 400
MAX_VALUE: Final = 200
MAX_PAGE: Final = 1_000
"""Lines of an answer: each has a snippet of its own."""

FILTERS: Final = {
    "label": Facet.LABEL,
    "precedence": Facet.PRECEDENCE,
    "language": Facet.LANGUAGE,
    "place": Facet.PLACE,
    "series": Facet.SERIES,
    "kind": Facet.KIND,
    "archive": Facet.ARCHIVE,
}
THINGS: Final = {"record": Thing.RECORD, "telegram": Thing.TELEGRAM}


def wish_of(fields: Fields, clearance: int) -> Wish:
    """Return what is wished for by whoever is cleared so far.

    Raises:
        Usage: a field is not as it should be.
    """
    limit, _ = bounded({"limit": 20, **fields})
    asked = question_of(fields)
    first, last = _between(fields)
    before = fields.get("before")
    return Wish(
        terms=tuple((term,) for term in asked.wanted),
        without=asked.unwanted,
        marks=tuple((one,) for one in _marks(fields)),
        clearance=clearance,
        first=first,
        last=min(last, before - 1 if isinstance(before, int) else LAST),
        ranked=fields.get("order") == "rank",
        limit=min(limit, MAX_PAGE),
    )


def question_of(fields: Fields) -> Asked:
    """Return the words that are asked for; a person is one of them, in a field of its own.

    Raises:
        Usage: there are too many.
    """
    query, is_exact = str(fields.get("query") or ""), fields.get("exact") is True
    if len(query) > MAX_QUERY:
        msg = f"a question to the archive has at most {MAX_QUERY} characters"
        raise Usage(msg)
    asked = asked_of(query, is_exact=is_exact)
    person = str(fields.get("person") or "")[:MAX_VALUE]
    named = [
        Term(words=word, field="person", is_exact=is_exact)
        for word in person.split()
        if has_words(word)
    ]
    if named or not asked.unwanted or asked.wanted:
        return Asked(wanted=(*asked.wanted, *named), unwanted=asked.unwanted)
    msg = "what is not to stand there is said, and not what is"
    raise Usage(msg, hint="name a word that is to stand there too")


def _marks(fields: Fields) -> Iterator[str]:
    if (number := _number(fields, "number")) is not None:
        yield mark(Facet.NUMBER, number)
    for name, facet in FILTERS.items():
        if value := fields.get(name):
            yield mark(facet, str(value)[:MAX_VALUE])
    if thing := fields.get("thing"):
        if str(thing) not in THINGS:
            msg = f"there is no {str(thing)[:20]!r} to find"
            raise Usage(msg, hint=f"there are {', '.join(THINGS)}")
        yield mark(Facet.THING, int(THINGS[str(thing)]))


def _between(fields: Fields) -> tuple[int, int]:
    """Return from where to where on the shelf; a year is a part of it, and no mark."""
    first, last = between(_day(fields, "since"), _day(fields, "until"))
    year = _number(fields, "year")
    if year is None:
        return first, last
    if not BEGIN.year <= year <= LAST_YEAR:
        return 1, 0
    begin, end = between(f"{year:04}", f"{year:04}")
    return max(first, begin), min(last, end)


def _number(fields: Fields, name: str) -> int | None:
    value = fields.get(name)
    if value is None or isinstance(value, int):
        return value
    msg = f"{name} is a whole number"
    raise Usage(msg)


def _day(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if value is None or (isinstance(value, str) and is_day(value)):
        return value or ""
    msg = f"not a day, month or year: {str(value)[:20]!r}"
    raise Usage(msg, hint="as in 1951-11-21, 1951-11 or 1951")
