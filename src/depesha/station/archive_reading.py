"""Questions about the archive: what is found, one record, its citations."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from depesha.archive.checks import checks_of
from depesha.archive.citing import chicago, gost
from depesha.archive.form import decode, encode
from depesha.archive.glosses import seen_places
from depesha.archive.proving import proof_name
from depesha.archive.record import Record
from depesha.archive.redaction import Part, spelled
from depesha.errors import NotFound, Usage
from depesha.names import Digest
from depesha.policy import Action
from depesha.station.archive_asking import wish_of
from depesha.station.archive_public import Shown, editions, public_page, public_scan, shown_of
from depesha.station.archive_schedule import kept_of
from depesha.station.archive_widening import parts_of, told_of
from depesha.station.cover_reading import mentions, seen
from depesha.station.handing_out import may_go, must_go
from depesha.station.plain import Plain, plain
from depesha.station.policies import shipped_policies
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store.archive_carrying import kept_at
from depesha.store.archive_facets import COUNTED, facets
from depesha.store.archive_index import behind
from depesha.store.archive_parts import search_parts
from depesha.store.archive_releases import releases_of, scans_of, withdrawals_of
from depesha.store.archive_search import MARKS, RANKED, line_of, shelf_behind
from depesha.store.archive_unfiling import takings_back
from depesha.store.evidence_lines import checked_of
from depesha.store.papers import document
from depesha.wire import digest


def _search(reader: Reader, fields: Fields) -> Plain:
    """Return what is found, records and telegrams, the newest first or by rank.

    What a caveat forbids to hand out is found, and its words are not handed out (`purpose`).
    """
    clearance = _clearance(reader, fields)
    wish = wish_of(_behind(reader, fields, clearance), clearance)
    parts, wide = parts_of(reader.database, wish)
    return {
        "found": [_shown(reader, one, fields) for one in search_parts(reader.database, parts)],
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


def _behind(reader: Reader, fields: Fields, clearance: int) -> Fields:
    """Return the fields, with the place of the line that a page goes on behind.

    Raises:
        Usage: there is no such line, or none for this reader: in the same words.
    """
    if (name := fields.get("before")) is None:
        return fields
    shelf = shelf_behind(reader.database, str(name), clearance)
    if shelf is None:
        msg = f"there is nothing found {str(name)[:80]} to go on behind"
        raise Usage(msg, hint="ask anew, from the newest on")
    return {**fields, "before": shelf}


def _clearance(reader: Reader, fields: Fields) -> int:
    return eyes_of(reader.offices(), office_in(reader.config, fields)).open_upto


def _shown(reader: Reader, line: dict[str, Any], fields: Fields) -> dict[str, Any]:
    """Return a line as it is shown; words are not handed out against a caveat."""
    del line["shelf"]  # it counts what was written down here, of whatever classification
    if line["record"] is not None:
        line.pop("digest")  # whoever guesses what is not shown of a record could compare
        is_handed_out = fields.get("purpose") == "json" and line["found"]
        if is_handed_out and not _may_go(reader, line["record"]):
            return {**line, "found": ""}
        return line
    policy, caveats = shipped_policies().get(line.pop("policy")), line["caveats"]
    may_go = not caveats or (policy is not None and policy.allows(caveats, Action.JSON))
    if fields.get("purpose") == "json" and not may_go:
        return {**line, "found": ""}
    return line


def _may_go(reader: Reader, place: int) -> bool:
    row = kept_at(reader.database, place)
    item = document(reader.database, row.record) if row else None
    return row is not None and item is not None and may_go(reader, row, decode(item.payload))


def _record(reader: Reader, fields: Fields) -> Plain:
    """Return one record, whole, with its checks and its citations.

    Raises:
        NotFound: there is none, or the reader is not cleared for it: in the same words.
        Forbidden: it is asked for to be handed out, and a caveat forbids that.
    """
    named = str(fields.get("record", ""))
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    edition, _ = bounded({"limit": fields.get("edition", 0)})
    line = line_of(reader.database, named, eyes.open_upto, edition)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        raise _absent(reader, named, eyes.open_upto)
    whole = decode(item.payload)
    row = kept_at(reader.database, line["record"])
    assert row is not None  # noqa: S101  # its line is of this store
    if fields.get("purpose") == "json":
        must_go(reader, row, whole)
    record = seen(reader.database, whole, eyes.open_upto)
    shelf = line.pop("shelf")
    return {
        **line,
        **kept_of(reader, line["source"], record, eyes.open_upto),
        "digest": digest(encode(record)).hex().upper(),
        "may_hand_out": may_go(reader, row, whole),
        "mentions": mentions(reader.database, whole, shelf, eyes.open_upto),
        "releases": [
            {
                **{name: value for name, value in one.items() if name not in _INSIDE},
                "without_reasons": bool(one["without_reasons"]),
                **_kept_back(one, shown_of(reader, one, eyes.open_upto)),
            }
            for one in releases_of(reader.database, line["source"])
        ],
        "withdrawals": withdrawals_of(reader.database, line["source"]),
        "taken_back": takings_back(reader.database, line["source"], eyes.open_upto),
        "editions": editions(reader, line["source"], eyes.open_upto),
        "scans": scans_of(reader.database, line["source"]),
        "places": [one.spelled for one in seen_places(whole, record)],
        "notes": list(_notes(whole, record)),
        "proofs": _proofs(reader, Digest(bytes.fromhex(line["digest"])), whole),
        "content": plain(record),
        "checks": [plain(one) for one in checks_of(record)],
        "citations": [
            {"holding": place, "chicago": chicago(record, one), "gost": gost(one)}
            for place, one in enumerate(record.holdings, 1)
        ]
        or [{"holding": 0, "chicago": chicago(record, None), "gost": ""}],
    }


def _proofs(reader: Reader, name: Digest, record: Record) -> list[dict[str, Any]]:
    """Return the proofs that a record tells of, and for which office each was verified here.

    The document alone verifies nothing: anybody can write one.
    """
    checked = checked_of(reader.database, name) if record.proofs else {}
    offices = [checked.get(proof_name(one)) for one in record.proofs]
    return [
        {**plain(one), "is_verified": office is not None, "office": office}
        for one, office in zip(record.proofs, offices, strict=True)
    ]


def _notes(whole: Record, shown: Record) -> Iterator[dict[str, Any]]:
    """Yield the editor's notes that a reader is shown, by their places in all of the record."""
    for one in seen_places(whole, shown):
        if one.part is Part.NOTE:
            note = whole.telegram.texts[one.of].annotations[one.segment]
            yield {
                "place": one.spelled,
                "kind": note.kind.name,
                "paragraph": note.segment + 1,
                "classification": note.classification,
                "body": note.body,
            }


def _absent(reader: Reader, named: str, clearance: int) -> NotFound:
    """Return that there is no record; whoever may know why is told that its filing was an error."""
    msg = f"there is no record {named[:80]} in the archive"
    for said in takings_back(reader.database, named, clearance):
        why = f"{said['decided_on']}, {said['decided_by']} ({said['authority']}): {said['reason']}"
        return NotFound(msg, hint=f"its filing was taken back: {why}")
    return NotFound(msg, hint='"depesha archive search" finds them')


def _kept_back(release: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    """Return which places a release names, as far as a reader is shown them, and by which codes."""
    codes = {one.code for one in release["redactions"] if spelled(one) in shown.redactions}
    return {"redactions": shown.redactions, "codes": sorted(codes), "glosses": shown.glosses}


_INSIDE: Final = frozenset({"record", "rule"})
"""What of a release only the station needs."""

ARCHIVE: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {
    "archive-search": _search,
    "archive-facets": _facets,
    "archive-record": _record,
    "archive-public": public_page,
    "archive-public-scan": public_scan,
}
