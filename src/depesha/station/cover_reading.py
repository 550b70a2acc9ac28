"""Questions about cover names and the authority of names; and where cover names stand in a record.

A reader is told of what he is cleared for; of the rest in the same words as of what is not there.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from depesha.archive.covers import mentions_in
from depesha.archive.glosses import seen_by
from depesha.archive.name_keys import keys_of, keys_of_all
from depesha.archive.record import AnnotationKind, Record
from depesha.archive.tokens import tokens
from depesha.errors import NotFound, Usage
from depesha.station.plain import Plain
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store.cover_reading import (
    covered_by,
    covers_of,
    known_covers,
    names_by,
    names_listed,
)
from depesha.store.database import Database

MAX_ASKED: Final = 200
"""Characters of a name that is asked for."""


def seen(database: Database, record: Record, clearance: int) -> Record:
    """Return a record as a reader is given it, here or in any other form."""
    bodies = [
        one.body
        for text in record.telegram.texts
        for one in text.annotations
        if one.kind is AnnotationKind.COVER
    ]
    bodies += record.telegram.cover_names
    known = known_covers(database, keys_of_all(bodies), clearance) if bodies else frozenset()
    return seen_by(record, clearance, known)


def mentions(
    database: Database, record: Record, shelf: int, clearance: int
) -> list[dict[str, Any]]:
    """Return where cover names stand in a record, and whom they mean, as far as a reader may know.

    Args:
        database: where they are kept.
        record: the document whole, with every mark of its editor.
        shelf: its place.
        clearance: the reader's.
    """
    words = {
        token
        for text in record.telegram.texts
        for part in (*(one.text for one in text.segments), *(one.body for one in text.annotations))
        for _, _, found in tokens(part, asked=True)
        for token in found
    }
    covered = covered_by(database, words, clearance)
    return [asdict(one) for one in mentions_in(record, covered, shelf)] if covered else []


def _clearance(reader: Reader, fields: Fields) -> int:
    return eyes_of(reader.offices(), office_in(reader.config, fields)).open_upto


def _covers(reader: Reader, fields: Fields) -> Plain:
    """Return the cover names that the reader may know as such, with whom he may know they meant."""
    return covers_of(reader.database, _clearance(reader, fields))


def _cover(reader: Reader, fields: Fields) -> Plain:
    """Return the cover names of one spelling, or of one id.

    Raises:
        NotFound: there is none, or the reader is not cleared for it: in the same words.
    """
    named = _asked(fields, "cover")
    keys = keys_of(named)
    found = [
        one
        for one in covers_of(reader.database, _clearance(reader, fields))
        if one["cover"] == named
        or not keys.isdisjoint(keys_of_all(form["text"] for form in one["forms"]))
    ]
    if not found:
        msg = "there is no such cover name"
        raise NotFound(msg, hint='"depesha archive cover list" lists them')
    return found


def _names(reader: Reader, fields: Fields) -> Plain:
    """Return names of the authority: those that are spelled so, or a page of all."""
    named = _asked(fields, "spelled")
    if named:
        return names_by(reader.database, keys_of(named))
    limit, _ = bounded({"limit": 100, **fields})
    return names_listed(reader.database, str(fields.get("after") or "")[:MAX_ASKED], limit)


def _asked(fields: Fields, field: str) -> str:
    value = fields.get(field)
    named = value if isinstance(value, str) else ""
    if len(named) > MAX_ASKED:
        msg = f"field {field!r} has at most {MAX_ASKED} characters"
        raise Usage(msg)
    return named


COVERS: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {
    "archive-covers": _covers,
    "archive-cover": _cover,
    "archive-names": _names,
}
