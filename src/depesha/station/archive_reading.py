"""Questions about the archive: what is found, one record, its citations."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.checks import checks_of
from depesha.archive.citing import chicago, gost
from depesha.archive.form import decode, encode
from depesha.archive.releasing import Redaction, public
from depesha.archive.telling import PLACE_BITS, shelf_of
from depesha.errors import NotFound, Usage
from depesha.names import Digest
from depesha.station.archive_schedule import kept_of, must_be_handed_out
from depesha.station.plain import Plain, plain
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store.archive_search import MARKS, Wish, line_of, released, releases_of, search
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
        Forbidden: it is asked for to be handed out, and a caveat of the telegram forbids that.
    """
    named = str(fields.get("record", ""))
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    line = line_of(reader.database, named, eyes.open_upto)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        msg = f"there is no record {named[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    record = decode(item.payload)
    if fields.get("purpose") == "json":
        must_be_handed_out(reader, line["source"])
    return {
        **line,
        **kept_of(reader, line["source"], record),
        "releases": releases_of(reader.database, line["source"]),
        "content": plain(record),
        "checks": [plain(one) for one in checks_of(record)],
        "citations": [
            {"holding": place, "chicago": chicago(record, one), "gost": gost(one)}
            for place, one in enumerate(record.holdings, 1)
        ]
        or [{"holding": 0, "chicago": chicago(record, None), "gost": ""}],
    }


def _public(reader: Reader, fields: Fields) -> Plain:
    """Return what is public, a page at a time: each record as it was released, and no more.

    A page can have fewer than were asked for, for words are destroyed: `last` says where it ends.
    """
    limit, _ = bounded({"limit": 100, **fields})
    after = fields.get("after")
    rows = released(reader.database, after if isinstance(after, int) else -1, limit)
    last = rows[-1]["place"] if rows else None
    shown = [_released(reader, row) for row in rows]
    return {"public": [one for one in shown if one is not None], "last": last}


def _released(reader: Reader, row: dict[str, Any]) -> dict[str, Any] | None:
    item = document(reader.database, Digest(row["record"]))
    if item is None:
        return None  # its words were destroyed since
    kept_back = [
        Redaction(segment=segment, start=start, end=end, code=code, authority=authority)
        for segment, start, end, code, authority in row.pop("redactions")
    ]
    record = public(decode(item.payload), kept_back)
    codes = sorted({(one.code, one.authority) for one in kept_back})
    return {
        **row,
        "record": b64encode(encode(record)).decode(),
        "versions": [
            {**one, "kept_back": one["kept_back"] > 0}
            for one in releases_of(reader.database, row["source"])
        ],
        "kept_back": [{"code": code, "authority": by} for code, by in codes],
    }


ARCHIVE: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {
    "archive-search": _search,
    "archive-record": _record,
    "archive-public": _public,
}
