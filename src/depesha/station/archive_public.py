"""Questions about what is public of the archive: releases, withdrawals, editions.

Rule 1: what the public is told of a record is made here, from the decision and the document;
    nothing else of it leaves.
Rule 2: what was public and is no longer leaves its name and that it is gone: withdrawn with who
    decided, by what and why; destroyed without a word.
Rule 3: of what differs between two releases the names of the fields are told, by what is public of
    both, and the reasons that were given with the editions (`archive_versions`).
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from depesha.archive.errata import changes
from depesha.archive.form import decode, encode
from depesha.archive.glosses import seen_places
from depesha.archive.naming import name_of
from depesha.archive.record import Record
from depesha.archive.redaction import spelled
from depesha.archive.releasing import public
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.office.archive_places import HIDDEN
from depesha.station.archive_carrying import ENOUGH_LETTERS
from depesha.station.archive_versions import MOST, codes_of, versions_of
from depesha.station.cover_reading import seen
from depesha.station.plain import Plain, plain
from depesha.station.reading import Fields, Reader, behind, bounded
from depesha.store.archive_releases import (
    Lines,
    editions_of,
    expunged_at,
    public_places,
    released_at,
    releases_of,
    scan_is_out,
    scans_out,
    withdrawals_of,
    withdrawn_at,
)
from depesha.store.papers import document


def public_page(reader: Reader, fields: Fields) -> Plain:
    """Return what is public, a page at a time: each record as it was released, and no more.

    A page can have fewer than were asked for, for words are destroyed, and enough of them are
    enough: `last` says where it ends.
    """
    limit, _ = bounded({"limit": 100, **fields})
    places = public_places(reader.database, behind(fields), limit)
    shown: list[dict[str, Any]] = []
    withdrawn: list[dict[str, Any]] = []
    size = 0
    last = None
    for last, is_withdrawn in places:
        if is_withdrawn:
            withdrawn.append(_withdrawn(reader, last))
        elif (one := _released(reader, last)) is not None:
            shown.append(one)
            size += len(one["record"])
        elif (gone := _destroyed(reader, last)) is not None:
            withdrawn.append(gone)
        if size >= ENOUGH_LETTERS:
            break
    return {"public": shown, "withdrawn": withdrawn, "last": last}


def _withdrawn(reader: Reader, place: int) -> dict[str, Any]:
    """Return that a record is public no longer: its name, and neither its source nor its title."""
    row = withdrawn_at(reader.database, place)
    source = row.pop("source")
    return {**row, "name": row["name"] or name_of(source)}


def _destroyed(reader: Reader, place: int) -> dict[str, Any] | None:
    """Return that what was released is gone, if its words were destroyed since; else nothing.

    By whose order and why is the station's: what was said there was not said for the public.
    """
    row = released_at(reader.database, place)
    at = expunged_at(reader.database, row["source"])
    if at is None or _record(reader, row["record"]) is not None:
        return None
    told = dict.fromkeys(("decided_by", "authority", "decided_on", "reason"), "")
    name = row["name"] or name_of(row["source"])
    return {**told, "version": row["version"], "at": at, "name": name}


def _released(reader: Reader, place: int) -> dict[str, Any] | None:
    row = released_at(reader.database, place)
    record = _record(reader, row["record"])
    if record is None:
        return None  # its words were destroyed since
    kept_back, glosses = row.pop("redactions"), row.pop("glosses")
    name = row["name"] or name_of(row["source"])
    made = public(record, kept_back, rule=row.pop("rule"), glosses=glosses)
    if made.source != record.source:
        # two whose sources are kept back are not two editions of one
        made = replace(made, source=f"{made.source} {name}")
    source = row["source"]
    versions = versions_of(reader, releases_of(reader.database, source))
    return {
        **row,
        "name": name,
        "source": made.source,
        "record": b64encode(encode(made)).decode(),
        "versions": versions,
        "withdrawals": withdrawals_of(reader.database, source),
        "kept_back": codes_of(record, kept_back),
        "glosses": len(glosses),
        "scans": scans_out(reader.database, place, source),
    }


def public_scan(reader: Reader, fields: Fields) -> Plain:
    """Return the bytes of a scan that is public.

    Raises:
        NotFound: there is none, or it is not.
    """
    named = str(fields.get("digest", ""))
    name = Digest(bytes.fromhex(named)) if _DIGEST.fullmatch(named) else None
    item = document(reader.database, name) if name else None
    if name is None or item is None or not scan_is_out(reader.database, name):
        msg = "there is no such scan that is public"
        raise NotFound(msg)
    return {"digest": named, "data": b64encode(item.payload).decode()}


_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What of a decision a reader is shown, as places of its record.

    `redactions`: what is kept back; `glosses`: notes that go out by their names.
    """

    redactions: list[str]
    glosses: list[str]


def shown_of(reader: Reader, release: Mapping[str, Any], clearance: int) -> Shown:
    """Return what of a release a reader is shown: no place of a note that he is not.

    Where the record's words were destroyed nobody sees a note.
    """
    record = _record(reader, release["record"])
    there: set[str] = set()
    if record is not None:
        given = seen(reader.database, record, clearance)
        there.update(one.spelled for one in seen_places(record, given))
    kept_back = release["redactions"]
    return Shown(
        redactions=[
            spelled(one) for one in kept_back if one.part not in HIDDEN or spelled(one) in there
        ],
        glosses=[one for one in release["glosses"] if one in there],
    )


def _record(reader: Reader, digest: bytes) -> Record | None:
    item = document(reader.database, Digest(digest))
    return decode(item.payload) if item else None


def editions(reader: Reader, source: str, clearance: int | None) -> Lines:
    """Return the editions of a source that a reader is cleared for, each with what differs."""
    level = MOST if clearance is None else clearance
    lines = editions_of(reader.database, source, level)
    records = [_record(reader, one.pop("digest")) for one in lines]
    shown = [seen(reader.database, one, level) if one else None for one in records]
    for line, one, before in zip(lines, shown, [*shown[1:], None], strict=True):
        line["changes"] = plain(changes(before, one)) if one and before else []
    return lines
