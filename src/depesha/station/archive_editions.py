"""Questions about the editions of a record, and about what a release would make public."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.form import decode
from depesha.archive.releasing import public
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.station.orders.archive import redaction_of
from depesha.station.plain import Plain, plain
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, office_in
from depesha.store.archive_editions import editions
from depesha.store.archive_search import line_of
from depesha.store.papers import document


def _editions(reader: Reader, fields: Fields) -> Plain:
    """Return the editions of a record, the newest first.

    Raises:
        NotFound: there is no record, or the reader is not cleared for it: in the same words.
    """
    line, clearance = _line(reader, fields)
    return {
        "source": line["source"],
        "edition": line["edition"],
        "editions": editions(reader.database, line["source"], clearance),
    }


def _preview(reader: Reader, fields: Fields) -> Plain:
    """Return what of a record would be public, were it released so.

    Raises:
        NotFound: there is no record, or the reader is not cleared for it: in the same words.
        Usage: a redaction is none, or names no place of the record.
    """
    line, _ = _line(reader, fields)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"])))
    if item is None:
        raise _absent(fields)
    given = fields.get("redactions", [])
    kept_back = [redaction_of(str(one)) for one in given] if isinstance(given, list) else []
    codes = sorted({(one.code, one.authority) for one in kept_back})
    return {
        **line,
        "content": plain(public(decode(item.payload), kept_back)),
        "kept_back": [{"code": code, "authority": by} for code, by in codes],
        "codes": [],
        "places": [],
    }


def _line(reader: Reader, fields: Fields) -> tuple[dict[str, Any], int]:
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    line = line_of(reader.database, str(fields.get("record", "")), eyes.open_upto)
    if line is None:
        raise _absent(fields)
    return line, eyes.open_upto


def _absent(fields: Fields) -> NotFound:
    msg = f"there is no record {str(fields.get('record', ''))[:80]} in the archive"
    return NotFound(msg, hint='"depesha archive search" finds them')


ARCHIVE_EDITIONS: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {
    "archive-editions": _editions,
    "archive-preview": _preview,
}
