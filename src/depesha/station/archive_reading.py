"""Questions about the archive: what is found, one record, its citations."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.checks import checks_of
from depesha.archive.citing import chicago, gost
from depesha.archive.form import decode, encode
from depesha.archive.releasing import Redaction, public
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.policy import Action
from depesha.station.archive_asking import wish_of
from depesha.station.plain import Plain, plain
from depesha.station.policies import shipped_policies
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store.archive_facets import COUNTED, facets
from depesha.store.archive_index import behind
from depesha.store.archive_search import MARKS, RANKED, line_of, released, releases_of, search
from depesha.store.papers import document


def _search(reader: Reader, fields: Fields) -> Plain:
    """Return what is found, records and telegrams, the newest first or by rank.

    What a caveat forbids to hand out is found, and its words are not handed out (`purpose`).
    """
    clearance = _clearance(reader, fields)
    wish = wish_of(fields, clearance)
    return {
        "found": [_shown(one, fields) for one in search(reader.database, wish)],
        "begins": MARKS[0],
        "ends": MARKS[1],
        "ranked": RANKED if wish.ranked else None,
        "behind": behind(reader.database, clearance),
    }


def _facets(reader: Reader, fields: Fields) -> Plain:
    """Return how many are found of which kind, of the newest so many."""
    wish = wish_of(fields, _clearance(reader, fields))
    return {**facets(reader.database, wish), "counted": COUNTED}


def _clearance(reader: Reader, fields: Fields) -> int:
    return eyes_of(reader.offices(), office_in(reader.config, fields)).open_upto


def _shown(line: dict[str, Any], fields: Fields) -> dict[str, Any]:
    """Return a line as it is shown; a telegram's words are not handed out against its caveats."""
    if line["record"] is not None:
        return line
    policy, caveats = shipped_policies().get(line.pop("policy")), line["caveats"]
    may_go = not caveats or (policy is not None and policy.allows(caveats, Action.JSON))
    if fields.get("purpose") == "json" and not may_go:
        return {**line, "found": ""}
    return line


def _record(reader: Reader, fields: Fields) -> Plain:
    """Return one record, whole, with its checks and its citations.

    Raises:
        NotFound: there is none, or the reader is not cleared for it: in the same words.
    """
    named = str(fields.get("record", ""))
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    line = line_of(reader.database, named, eyes.open_upto)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        msg = f"there is no record {named[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    record = decode(item.payload)
    return {
        **line,
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
    "archive-facets": _facets,
    "archive-record": _record,
    "archive-public": _public,
}
