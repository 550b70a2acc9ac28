"""Questions by which records are carried in and out: which are here, and what may be taken out.

Rule 1: an archivist takes records out, and what he is not cleared for is not there.
Rule 2: a caveat that forbids copies holds (`handing_out`): such a record stays here, and how many
    those are is told.
Rule 3: a gloss that asks for more than the reader has is not taken out with its record.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.form import decode, encode
from depesha.archive.record import Record
from depesha.errors import Forbidden, NotFound, Usage
from depesha.names import Digest
from depesha.station.cover_reading import seen
from depesha.station.handing_out import may_go, must_go
from depesha.station.plain import Plain
from depesha.station.readers import ReadingOffice, somebody
from depesha.station.reading import Fields, Reader, behind, bounded, office_in
from depesha.store.archive_carrying import Kept, after, known, one_of
from depesha.store.papers import document

MAX_ASKED: Final = 256
ENOUGH_LETTERS: Final = 8 * 1024 * 1024
"""Of documents in an answer: behind them it ends, and the next goes on. One has up to 22 MiB."""

ARCHIVIST: Final = "archivist"
DIGEST_BYTES: Final = 32


def _known(reader: Reader, fields: Fields) -> Plain:
    """Return which of these records are here; one that the reader is not cleared for is not.

    Raises:
        Usage: they are not named as they must be.
    """
    names = fields.get("records")
    if not isinstance(names, list) or len(names) > MAX_ASKED:
        msg = f"field 'records' is a list of at most {MAX_ASKED} digests in hex"
        raise Usage(msg)
    office = archivist_in(reader, fields)
    asked = [_digest(name) for name in names]
    there = known(reader.database, asked, office.clearance)
    return {"known": [one.hex() for one in there if _may_name(reader, one, office.clearance)]}


def _may_name(reader: Reader, name: Digest, clearance: int) -> bool:
    """Say whether a reader sees all of a record: else he could try what he guesses at the rest."""
    item = document(reader.database, name)
    if item is None:
        return True
    record = decode(item.payload)
    return all(
        one.classification <= clearance
        for text in record.telegram.texts
        for one in text.annotations
    )


def _digest(name: object) -> Digest:
    try:
        found = bytes.fromhex(str(name))
    except ValueError:
        found = b""
    if len(found) != DIGEST_BYTES:
        msg = "a record is named by its SHA-256 in hex"
        raise Usage(msg)
    return Digest(found)


def _export(reader: Reader, fields: Fields) -> Plain:
    """Return what may be taken out: one record, or all, a page at a time.

    Raises:
        Forbidden: the office keeps no archive, or the caveats of that one record forbid it.
        NotFound: that one is not here, or the reader is not cleared for it: in the same words.
    """
    office = archivist_in(reader, fields)
    if fields.get("record"):
        return _one(reader, str(fields["record"]), office.clearance)
    limit, _ = bounded({"limit": 100, **fields})
    rows = after(reader.database, behind(fields), limit, office.clearance)
    told: list[Plain] = []
    withheld = size = 0
    last = None
    for row in rows:
        last = row.id
        record = _record(reader, row, office.clearance)
        if record is None:
            continue
        if not may_go(reader, row, record):
            withheld += 1
            continue
        told.append(_told(row, record))
        size += len(told[-1]["document"])
        if size >= ENOUGH_LETTERS:
            break
    return {"records": told, "withheld": withheld, "last": last}


def _one(reader: Reader, name: str, clearance: int) -> Plain:
    row = one_of(reader.database, name, clearance)
    record = _record(reader, row, clearance) if row is not None else None
    if row is None or record is None:
        msg = f"there is no record {name[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    must_go(reader, row, record)
    return {"records": [_told(row, record)], "withheld": 0, "last": row.id}


def archivist_in(reader: Reader, fields: Fields) -> ReadingOffice:
    """Return the office that asks, if it keeps the archive.

    Raises:
        Forbidden: it does not.
    """
    office = somebody(reader.offices(), office_in(reader.config, fields))
    if ARCHIVIST not in office.roles:
        msg = f"{office.office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    return office


def _record(reader: Reader, row: Kept, clearance: int) -> Record | None:
    """Return a record as its reader may take it out; None: its words were destroyed."""
    database = reader.database
    item = document(database, row.record)
    if item is None:
        return None
    return seen(database, decode(item.payload), clearance)


def _told(row: Kept, record: Record) -> dict[str, Any]:
    return {
        "record": row.id,
        "classification": row.classification,
        "document": b64encode(encode(record)).decode(),
    }


CARRYING: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "archive-known": _known,
    "archive-export": _export,
}
