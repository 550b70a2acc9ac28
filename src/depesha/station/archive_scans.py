"""The scan of a sheet, for whoever may read the record that it is of."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.form import decode
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.station.handing_out import must_go
from depesha.station.plain import Plain
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, office_in
from depesha.store.archive_carrying import kept_at
from depesha.store.archive_releases import scans_of
from depesha.store.archive_search import line_of
from depesha.store.papers import document


def _scan(reader: Reader, fields: Fields) -> Plain:
    """Return the bytes of a scan of a record, and what they are.

    Raises:
        NotFound: there is none, or the reader is not cleared for the record: in the same words.
        Forbidden: it is asked for to be handed out, and a caveat of the record forbids that.
    """
    named, digest = str(fields.get("record", "")), str(fields.get("digest", ""))
    clearance = eyes_of(reader.offices(), office_in(reader.config, fields)).open_upto
    line = line_of(reader.database, named, clearance)
    scans = scans_of(reader.database, line["source"]) if line else []
    found = next((one for one in scans if one["digest"] == digest), None)
    item = document(reader.database, Digest(bytes.fromhex(digest))) if found else None
    if line is None or found is None or item is None:
        msg = "there is no such scan"
        raise NotFound(msg)
    if fields.get("purpose") == "json":
        _must_go(reader, line["record"])
    return {
        "sheet": found["sheet"],
        "type": found["type"],
        "data": b64encode(item.payload).decode(),
    }


def _must_go(reader: Reader, place: int) -> None:
    row = kept_at(reader.database, place)
    whole = document(reader.database, row.record) if row else None
    if row is not None and whole is not None:
        must_go(reader, row, decode(whole.payload))


SCANS: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {"archive-scan-of": _scan}
