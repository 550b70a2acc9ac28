"""What a record is to others, and others to it: said in its words, or by who wrote it.

    {"bond": "REPLIES", "words": "in reply to your telegram 426", "confidence": 95, "other": {…}}

Rule 1: a mention is found by number and date, as in the reading room (`archive.chains`), among the
    records and telegrams that the reader is cleared for; of the others there is no line, and what
    is found is as sure as it would be without them.
Rule 2: what a filed telegram says of itself in its form (`references`) is not concluded: it has no
    confidence.
Rule 3: of what others say of it the words of their texts are looked at, at most `MOST` of them;
    what stands in their footnotes alone is found from their own page.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from depesha.archive.chains import DAYS_BACK, Candidate, Mention, mentions, resolve
from depesha.archive.form import decode
from depesha.archive.mentioning import mentioned
from depesha.archive.periods import between
from depesha.archive.record import Record, Referred
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.station.cover_reading import seen
from depesha.station.plain import Plain
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, office_in
from depesha.store.archive_search import line_of
from depesha.store.archive_thread import MOST, everywhere, numbered, said_on, saying
from depesha.store.database import Database
from depesha.store.papers import document

Line = dict[str, Any]

MAX_MENTIONS: Final = 50
"""Numbers that are looked for of one record."""

_NUMBER: Final = re.compile(r"([^/\s]{1,80})/(?:\d{4}/)?(\d{1,9})", re.ASCII)
_OTHER: Final = ("record", "telegram", "sent", "number", "title", "type", "from", "to")


def _thread(reader: Reader, fields: Fields) -> Plain:
    """Return what a record says of others, and what others say of it.

    Raises:
        NotFound: there is no such record, or the reader is not cleared for it: in the same words.
    """
    named = str(fields.get("record", ""))
    clearance = eyes_of(reader.offices(), office_in(reader.config, fields)).open_upto
    line = line_of(reader.database, named, clearance)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        msg = f"there is no record {named[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    record = seen(reader.database, decode(item.payload), clearance)
    said_of_it, is_more = _answered(reader.database, line, clearance)
    return {
        "bonds": list(_bonds(reader.database, line, record, clearance)),
        "answered": said_of_it,
        "is_more": is_more,
        "stated": [_stated(reader.database, one, clearance) for one in record.telegram.references],
    }


# -- what it says of others ------------------------------------------------------------------------


def _bonds(database: Database, line: Line, record: Record, clearance: int) -> Iterator[Line]:
    span = _span(line["sent"], -DAYS_BACK, 0)
    if span is None:
        return
    for mention in mentioned(record)[:MAX_MENTIONS]:
        alike = numbered(database, mention.number, span, clearance)
        found = _resolved(mention, line, alike)
        if found is not None:
            yield _bond(mention, *found)


def _resolved(mention: Mention, line: Line, alike: Iterable[Line]) -> tuple[Line, int] | None:
    """Return which of these a mention of a line means, and how sure that is in per cent."""
    by_place = {one["shelf"]: one for one in alike if not _is_same(one, line)}
    candidates = map(_candidate, by_place.values())
    found = resolve(mention, line["sent"], line["from"], line["to"], candidates)
    return (by_place[found.record], found.confidence) if found is not None else None


def _bond(mention: Mention, other: Line, confidence: int) -> Line:
    return {
        "bond": mention.bond.name,
        "words": mention.words,
        "confidence": confidence,
        "other": {name: other.get(name) for name in _OTHER},
    }


def _candidate(line: Line) -> Candidate:
    return Candidate(
        record=line["shelf"],
        number=line["number"],
        sent=line["sent"],
        sender=line["from"],
        addressee=line["to"],
    )


# -- what others say of it -------------------------------------------------------------------------


def _answered(database: Database, line: Line, clearance: int) -> tuple[list[Line], bool]:
    """Return what later ones say of a record, and whether there are more than were looked at."""
    number = line["number"]
    later, around = _span(line["sent"], 0, DAYS_BACK), _span(line["sent"], -DAYS_BACK, DAYS_BACK)
    if not number or later is None or around is None:
        return [], False
    alike = numbered(database, number, around, clearance)
    found = [one for one in saying(database, number, later, clearance) if not _is_same(one, line)]
    told = [
        _bond(mention, one, meant[1])
        for one in reversed(found)
        for mention in mentions(said_on(database, one["shelf"]))
        if mention.number == number
        and (meant := _resolved(mention, one, alike)) is not None
        and _is_same(meant[0], line)
    ]
    return told, len(found) == MOST


# -- what is stated --------------------------------------------------------------------------------


def _stated(database: Database, one: Referred, clearance: int) -> Line:
    """Return what a telegram's form says that it is to another, and that one, if it is here."""
    return {
        "relation": one.relation.name,
        "number": one.number,
        "date": one.date.text if one.date else "",
        "words": one.words,
        "other": _named(database, one, clearance),
    }


def _named(database: Database, one: Referred, clearance: int) -> Line | None:
    """Return the record or telegram that a form names; None: none, or several alike."""
    parts = _NUMBER.fullmatch(one.number)
    if parts is None:
        return None
    station, number = parts.groups()
    year = one.date.iso[:4] if one.date else ""
    span = between(year, year) if year else everywhere()
    form = re.compile(rf"{re.escape(station)}/\d{{4}}/{int(number)}", re.ASCII)
    found = [
        each
        for each in numbered(database, int(number), span, clearance)
        if form.fullmatch(each.get("source") or each.get("telegram") or "")
    ]
    return {name: found[0].get(name) for name in _OTHER} if len(found) == 1 else None


# -- lines -----------------------------------------------------------------------------------------


def _span(sent: str, since: int, until: int) -> tuple[int, int] | None:
    """Return the places of the shelf around a day; None: the day is not known."""
    try:
        day = date.fromisoformat(sent.partition("T")[0])
        first, last = day + timedelta(days=since), day + timedelta(days=until)
    except (ValueError, OverflowError):
        return None
    return between(first.isoformat(), last.isoformat())


def _is_same(one: Line, line: Line) -> bool:
    """Say whether a card is of that very record: of a source one edition has a card."""
    return bool((one.get("source") or one.get("telegram")) == line["source"])


THREAD: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {"archive-thread": _thread}
