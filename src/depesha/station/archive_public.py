"""Questions about what is public of the archive: releases, withdrawals, editions.

Rule 1: what the public is told of a record is made here, from the decision and the document;
    nothing else of it leaves.
Rule 2: what was public and is no longer leaves its name and that it is gone: withdrawn with who
    decided, by what and why; destroyed without a word.
Rule 3: of what differs between two releases the names of the fields are told, by what is public of
    both, and the reasons that were given with the editions, without the words that are kept back.
"""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from depesha.archive.errata import changed_fields, changes
from depesha.archive.form import decode, encode
from depesha.archive.glosses import seen_places
from depesha.archive.naming import name_of
from depesha.archive.record import Record
from depesha.archive.redaction import Part, Redaction, spelled
from depesha.archive.releasing import public, sweep_of
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.office.archive_places import HIDDEN
from depesha.station.archive_carrying import ENOUGH_LETTERS
from depesha.station.cover_reading import seen
from depesha.station.plain import Plain, plain
from depesha.station.reading import Fields, Reader, bounded
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

_INSIDE: Final = frozenset({"record", "edition", "redactions", "rule", "glosses"})
"""What of a release is the station's alone."""

MOST: Final = 255
"""The highest clearance there can be."""


def public_page(reader: Reader, fields: Fields) -> Plain:
    """Return what is public, a page at a time: each record as it was released, and no more.

    A page can have fewer than were asked for, for words are destroyed, and enough of them are
    enough: `last` says where it ends.
    """
    limit, _ = bounded({"limit": 100, **fields})
    after = fields.get("after")
    places = public_places(reader.database, after if isinstance(after, int) else -1, limit)
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
    versions = _versions(reader, source, record, kept_back)
    return {
        **row,
        "name": name,
        "source": made.source,
        "record": b64encode(encode(made)).decode(),
        "versions": versions,
        "withdrawals": withdrawals_of(reader.database, source),
        "kept_back": _codes(record, kept_back),
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


def _codes(record: Record, redactions: Sequence[Redaction]) -> list[dict[str, Any]]:
    """Return by which codes and whose authority anything is kept back, and of which parts.

    Nobody outside learns that there is a note which asks for a clearance, or that the words which
    were taken out of a text are a cover name.
    """
    kept_back = [
        replace(one, part=Part.TEXT) if one.part is Part.COVER else one
        for one in redactions
        if not _is_hidden(record, one)
    ]
    found = sorted({(one.code, one.authority) for one in kept_back})
    return [
        {
            "code": code,
            "authority": by,
            "parts": sorted(
                {one.part.name for one in kept_back if (one.code, one.authority) == (code, by)}
            ),
        }
        for code, by in found
    ]


def _is_hidden(record: Record, one: Redaction) -> bool:
    if one.part is not Part.NOTE:
        return False
    return bool(record.telegram.texts[one.of].annotations[one.segment].classification)


def _versions(reader: Reader, source: str, newest: Record, kept_back: Sequence[Redaction]) -> Lines:
    """Return every release of a source, each with what differs from the one before."""
    releases = releases_of(reader.database, source)
    if len(releases) == 1:
        one = {name: value for name, value in releases[0].items() if name not in _INSIDE}
        is_part = bool(_codes(newest, kept_back))
        return [{**one, "changed": [], "reasons": [], "kept_back": is_part}]
    sweep = sweep_of(newest, kept_back).by_letters()
    editions = editions_of(reader.database, source, MOST)
    told: Lines = []
    before: tuple[int, Record] | None = None
    for one in releases:
        record = _record(reader, one.pop("record"))
        edition = one.pop("edition") or 0
        rule, glosses = one.pop("rule"), one.pop("glosses")
        made = (
            public(record, one["redactions"], rule=rule, glosses=glosses)
            if record is not None
            else None
        )
        changed = changed_fields(before[1], made) if before and made else ()
        # a source says of itself where it stands and is in no list of what changed
        one["changed"] = [name for name in changed if name != "source"]
        one["reasons"] = [
            sweep.clean(each["reason"])
            for each in reversed(editions)
            if before and before[0] < each["edition"] <= edition and each["reason"]
        ]
        redactions = one.pop("redactions")
        one["kept_back"] = bool(_codes(record, redactions) if record else redactions)
        told.append(one)
        if made is not None:
            before = edition, made
    return told


def shown_of(reader: Reader, release: Mapping[str, Any], clearance: int) -> list[str]:
    """Return what a release keeps back, as places, without those that a reader is not shown."""
    record = _record(reader, release["record"])
    places = [spelled(one) for one in release["redactions"] if one.part not in HIDDEN]
    if record is not None:
        there = {
            one.spelled for one in seen_places(record, seen(reader.database, record, clearance))
        }
        places = [
            spelled(one)
            for one in release["redactions"]
            if one.part not in HIDDEN or spelled(one) in there
        ]
    return places


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
