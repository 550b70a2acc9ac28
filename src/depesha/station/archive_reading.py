"""Questions about the archive: what is found, one record, its citations."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.checks import checks_of
from depesha.archive.citing import chicago, gost
from depesha.archive.form import decode, encode
from depesha.archive.glosses import seen_places
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.policy import Action
from depesha.station.archive_asking import wish_of
from depesha.station.archive_public import editions, public_page, public_scan, shown_of
from depesha.station.archive_schedule import kept_of, must_be_handed_out
from depesha.station.archive_widening import parts_of, told_of
from depesha.station.cover_reading import mentions, seen
from depesha.station.plain import Plain, plain
from depesha.station.policies import shipped_policies
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store.archive_facets import COUNTED, facets
from depesha.store.archive_index import behind
from depesha.store.archive_parts import search_parts
from depesha.store.archive_releases import releases_of, scans_of, withdrawals_of
from depesha.store.archive_search import MARKS, RANKED, line_of
from depesha.store.archive_unfiling import takings_back
from depesha.store.papers import document
from depesha.wire import digest


def _search(reader: Reader, fields: Fields) -> Plain:
    """Return what is found, records and telegrams, the newest first or by rank.

    What a caveat forbids to hand out is found, and its words are not handed out (`purpose`).
    """
    clearance = _clearance(reader, fields)
    wish = wish_of(fields, clearance)
    parts, wide = parts_of(reader.database, wish)
    return {
        "found": [_shown(one, fields) for one in search_parts(reader.database, parts)],
        "widened": told_of(wish, wide),
        "begins": MARKS[0],
        "ends": MARKS[1],
        "ranked": RANKED if wish.ranked else None,
        "behind": behind(reader.database, clearance),
    }


def _facets(reader: Reader, fields: Fields) -> Plain:
    """Return how many are found of which kind, of the newest so many."""
    wish = wish_of(fields, _clearance(reader, fields))
    parts, _ = parts_of(reader.database, wish)
    return {**facets(reader.database, parts), "counted": COUNTED}


def _clearance(reader: Reader, fields: Fields) -> int:
    return eyes_of(reader.offices(), office_in(reader.config, fields)).open_upto


def _shown(line: dict[str, Any], fields: Fields) -> dict[str, Any]:
    """Return a line as it is shown; a telegram's words are not handed out against its caveats."""
    if line["record"] is not None:
        line.pop("digest")  # whoever guesses what is not shown of a record could compare
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
        Forbidden: it is asked for to be handed out, and a caveat of the telegram forbids that.
    """
    named = str(fields.get("record", ""))
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    edition, _ = bounded({"limit": fields.get("edition", 0)})
    line = line_of(reader.database, named, eyes.open_upto, edition)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        raise _absent(reader, named, eyes.open_upto)
    whole = decode(item.payload)
    if fields.get("purpose") == "json":
        must_be_handed_out(reader, line["source"])
    record = seen(reader.database, whole, eyes.open_upto)
    return {
        **line,
        **kept_of(reader, line["source"], record, eyes.open_upto),
        "digest": digest(encode(record)).hex().upper(),
        "mentions": mentions(reader.database, whole, line["shelf"], eyes.open_upto),
        "releases": [
            {
                **{name: value for name, value in one.items() if name not in ("record", "rule")},
                "redactions": shown_of(reader, one, eyes.open_upto),
            }
            for one in releases_of(reader.database, line["source"])
        ],
        "withdrawals": withdrawals_of(reader.database, line["source"]),
        "taken_back": takings_back(reader.database, line["source"], eyes.open_upto),
        "editions": editions(reader, line["source"], eyes.open_upto),
        "scans": scans_of(reader.database, line["source"]),
        "places": [one.spelled for one in seen_places(whole, record)],
        "content": plain(record),
        "checks": [plain(one) for one in checks_of(record)],
        "citations": [
            {"holding": place, "chicago": chicago(record, one), "gost": gost(one)}
            for place, one in enumerate(record.holdings, 1)
        ]
        or [{"holding": 0, "chicago": chicago(record, None), "gost": ""}],
    }


def _absent(reader: Reader, named: str, clearance: int) -> NotFound:
    """Return that there is no record; whoever may know why is told that its filing was an error."""
    msg = f"there is no record {named[:80]} in the archive"
    for said in takings_back(reader.database, named, clearance):
        why = f"{said['decided_on']}, {said['decided_by']} ({said['authority']}): {said['reason']}"
        return NotFound(msg, hint=f"its filing was taken back: {why}")
    return NotFound(msg, hint='"depesha archive search" finds them')


ARCHIVE: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {
    "archive-search": _search,
    "archive-facets": _facets,
    "archive-record": _record,
    "archive-public": public_page,
    "archive-public-scan": public_scan,
}
