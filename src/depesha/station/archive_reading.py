"""Questions about the archive: what is found, one record, its citations."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.checks import checks_of
from depesha.archive.citing import chicago, gost
from depesha.archive.form import decode
from depesha.archive.places import places_of
from depesha.archive.redaction import spelled
from depesha.archive.telling import PLACE_BITS, shelf_of
from depesha.errors import NotFound, Usage
from depesha.names import Digest
from depesha.station.archive_public import editions, public_page
from depesha.station.plain import Plain, plain
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store.archive_releases import releases_of, withdrawals_of
from depesha.store.archive_search import MARKS, Wish, line_of, search
from depesha.store.papers import document

MAX_QUERY: Final = 400
LAST_SHELF: Final = 2**63 - 1

_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def _search(reader: Reader, fields: Fields) -> Plain:
    """Return the records that are found, the newest first or by rank."""
    limit, _ = bounded({"limit": 20, **fields})
    query = str(fields.get("query", ""))
    if len(query) > MAX_QUERY:
        msg = f"a question to the archive has at most {MAX_QUERY} characters"
        raise Usage(msg)
    terms, without = _terms(query)
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    wish = Wish(
        terms=tuple((term,) for term in terms),
        without=without,
        clearance=eyes.open_upto,
        first=_from(fields.get("since")),
        last=min(_upto(fields.get("until")), _before(fields.get("before"))),
        number=_number(fields.get("number")),
        label=_word(fields, "label"),
        precedence=_word(fields, "precedence"),
        language=_word(fields, "language"),
        ranked=fields.get("order") == "rank",
        limit=limit,
    )
    return {"found": search(reader.database, wish), "begins": MARKS[0], "ends": MARKS[1]}


def _terms(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words and phrases that are to stand there, and those that are not.

    A typewriter's `"` within a word parts no phrase.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(query):
        term = phrase or word
        if any(letter.isalnum() for letter in term):
            (unwanted if minus else wanted).append(term)
    return tuple(wanted), tuple(unwanted)


def _word(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return str(value)[:100] if value else None


def _number(value: object) -> int | None:
    if value is None or isinstance(value, int):
        return value
    msg = "number is a whole number"
    raise Usage(msg)


def _day(value: object) -> str:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    msg = f"not a day, month or year: {str(value)[:20]!r}"
    raise Usage(msg, hint="as in 1951-11-21, 1951-11 or 1951")


def _from(value: object) -> int:
    return 0 if value is None else shelf_of(_day(value), 0)


def _upto(value: object) -> int:
    if value is None:
        return LAST_SHELF
    last = _day(value) + "-12-31"[len(_day(value)) - 4 :]
    month = last[:8]
    days = ("31", "30", "29", "28")
    whole = [shelf_of(f"{month}{day}T23:59", 0) for day in (last[8:], *days)]
    return max(whole) | ((1 << PLACE_BITS) - 1)


def _before(value: object) -> int:
    return value - 1 if isinstance(value, int) else LAST_SHELF


def _record(reader: Reader, fields: Fields) -> Plain:
    """Return one record, whole, with its checks and its citations.

    Raises:
        NotFound: there is none, or the reader is not cleared for it: in the same words.
    """
    named = str(fields.get("record", ""))
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    edition, _ = bounded({"limit": fields.get("edition", 0)})
    line = line_of(reader.database, named, eyes.open_upto, edition)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        msg = f"there is no record {named[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    record = decode(item.payload)
    return {
        **line,
        "releases": [
            {
                **one,
                "record": one["record"].hex(),
                "redactions": [spelled(each) for each in one["redactions"]],
            }
            for one in releases_of(reader.database, line["source"])
        ],
        "withdrawals": withdrawals_of(reader.database, line["source"]),
        "editions": editions(reader, line["source"], eyes.open_upto),
        "places": [one.spelled for one in places_of(record)],
        "content": plain(record),
        "checks": [plain(one) for one in checks_of(record)],
        "citations": [
            {"holding": place, "chicago": chicago(record, one), "gost": gost(one)}
            for place, one in enumerate(record.holdings, 1)
        ]
        or [{"holding": 0, "chicago": chicago(record, None), "gost": ""}],
    }


ARCHIVE: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {
    "archive-search": _search,
    "archive-record": _record,
    "archive-public": public_page,
}
