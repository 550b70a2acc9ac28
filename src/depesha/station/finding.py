"""What is searched for at a desk: a number, an office, words of a subject; drafts by their subject.

    26044   moscow/26044   moscow/1951/26044   исх. 26044
    вход. 12   in 12        of the incoming register
    спец. 1070   special 1070   1070
    разуваев нота           all of these words, in the subject, the sender, the addressees

There is what the office is cleared for, and nothing else. Words are those of the line in a tray,
as they stand there; and those of the text, in every form, as far as the index has come.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from depesha.archive.asking import asked_of
from depesha.errors import Usage
from depesha.number import MAX_NUMBER, SPECIAL, NumberRef, parse_number
from depesha.station.draft_sight import drafter_of
from depesha.station.drafted import draft_line
from depesha.station.readers import ReadingOffice, somebody
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.station.sight import names_of_stations
from depesha.station.trays import tray_line
from depesha.store.archive_search import telegrams_with
from depesha.store.draft_reading import DRAFT_TRAYS, drafts_page
from depesha.store.reading import Line
from depesha.store.searching import came_in_as, in_series, numbered, worded

MAX_LETTERS: Final = 200
MAX_FOUND: Final = 200
DRAFTS: Final = 200
"""Drafts of each tray that are looked through, the newest."""

INCOMING: Final = frozenset({"вх", "вход", "входящая", "входящий", "in", "incoming"})
OUTGOING: Final = frozenset({"исх", "исход", "исходящая", "исходящий", "out", "outgoing"})
SERIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("спец", "специальный", "специальная"), SPECIAL),
}
"""Words for a further series; its own name is one too."""

_NUMBERED: Final = re.compile(r"(?:([^\W\d][\w-]{0,30})\.?)?\s*(?:№|no\.|#)?\s*([1-9][0-9]{0,15})")


def find(reader: Reader, fields: Fields) -> dict[str, Any]:
    """Return what fits: `lines` of telegrams, `drafts`, and how far back words were looked for.

    Raises:
        Usage: nothing is searched for, or a field is not as it should be.
        NotFound: there is no such office here.
    """
    wanted = " ".join(str(fields.get("text", "")).split())
    if not wanted or len(wanted) > MAX_LETTERS:
        msg = f"what is searched for has 1 to {MAX_LETTERS} letters"
        raise Usage(msg)
    limit, _ = bounded({"limit": fields.get("limit", 50)})
    limit = min(limit, MAX_FOUND)
    office = somebody(reader.offices(), office_in(reader.config, fields))
    places = _by_number(reader, wanted, office.clearance, limit)
    searched, older = 0, False
    if not places:
        places, searched, older = worded(
            reader.database, lambda line: _fits(line, wanted), office.clearance, limit
        )
        said = telegrams_with(reader.database, asked_of(wanted), office.clearance, limit)
        places = sorted({*places, *said}, reverse=True)[:limit]
    rows = reader.registers.telegrams(places, clearance=office.clearance)
    named = names_of_stations(reader.database)
    lines = [_line(rows[place], office) for place in places]
    return {
        "lines": [{**one, "station_names": named.get(one["station"], {})} for one in lines],
        "drafts": _drafts(reader, wanted, office),
        "by_number": bool(places) and not searched,
        "searched": searched,
        "older": older,
    }


def _by_number(reader: Reader, wanted: str, clearance: int, limit: int) -> list[int]:
    """Return the telegrams of a number, as it may be written; none, if it is not one."""
    database, own = reader.database, reader.config.station
    try:
        return _everywhere(reader, parse_number(wanted), clearance, limit)
    except Usage:
        said = _NUMBERED.fullmatch(wanted.casefold())
    if not said or int(said[2]) > MAX_NUMBER:
        return []
    word, number = said[1] or "", int(said[2])
    if not word:
        return _everywhere(reader, NumberRef(number=number), clearance, limit)
    if word in INCOMING:
        return came_in_as(database, number, clearance, limit)
    if word in OUTGOING:
        return numbered(database, NumberRef(number=number, station=own), own, clearance, limit)
    return in_series(database, SERIES.get(word, word), number, clearance, limit)


def _everywhere(reader: Reader, ref: NumberRef, clearance: int, limit: int) -> list[int]:
    """Return the telegrams of a number; of one without a station in every series."""
    found = numbered(reader.database, ref, reader.config.station, clearance, limit)
    if ref.station is None and ref.year is None:
        found += came_in_as(reader.database, ref.number, clearance, limit)
        found += in_series(reader.database, None, ref.number, clearance, limit)
    return list(dict.fromkeys(found))[:limit]


def _line(row: Line, office: ReadingOffice) -> Line:
    is_in = row["incoming_number"] is not None
    line = tray_line(
        row,
        office.office if is_in else None,
        is_open=True,
        acts_for=office.acts_for if is_in else (),
    )
    return {**line, "group": "incoming" if is_in else "outgoing", "due_at": None}


def _drafts(reader: Reader, wanted: str, office: ReadingOffice) -> list[Line]:
    """Return the drafts that lie before the office, whose form has all the words."""
    drafter = drafter_of(office, reader.config.policy)
    lines = [
        draft_line(one)
        for tray in DRAFT_TRAYS
        for one in drafts_page(reader.database, tray, drafter, DRAFTS)
    ]
    return [one for one in lines if _fits(f"{one['subject']} {' '.join(one['to'])}", wanted)]


def _fits(line: str, wanted: str) -> bool:
    """Say whether a line has all the words, whatever their case, and ё or е."""
    folded = _folded(line)
    return all(word in folded for word in _folded(wanted).split())


def _folded(words: str) -> str:
    return words.casefold().replace("ё", "е")
