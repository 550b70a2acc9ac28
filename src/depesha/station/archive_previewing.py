"""What of a record would be public, were it released so; asked before it is decided."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from depesha.archive.form import decode
from depesha.archive.glosses import seen_places
from depesha.archive.places import Place
from depesha.archive.record import AnnotationKind, Record
from depesha.archive.redaction import MAX_REDACTIONS, Part, Redaction, note_at, redaction_of
from depesha.archive.releasing import public
from depesha.archive.traces import traces
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.office.archive_places import must_be_places
from depesha.station.archive_carrying import archivist_in
from depesha.station.archive_versions import reasons_with
from depesha.station.cover_reading import seen
from depesha.station.plain import Plain, plain
from depesha.station.policies import shipped_policies
from depesha.station.reading import Fields, Reader
from depesha.store.archive_search import line_of
from depesha.store.covers import StoredCovers
from depesha.store.papers import document


def _preview(reader: Reader, fields: Fields) -> Plain:
    """Return what of a record would be public, and where else it looks like what is kept back.

    A note for which the reader is not cleared is no place to him: neither named nor to be named.
    What is refused here the decision refuses too, by the same rule (`office.archive_places`).

    Raises:
        Forbidden: the office is no archivist: nobody else decides.
        NotFound: there is no record, or the reader is not cleared for it: in the same words.
        Usage: a redaction is none, or names no place of the record.
    """
    clearance = archivist_in(reader, fields).clearance
    asked = str(fields.get("record", ""))
    line = line_of(reader.database, asked, clearance)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        msg = f"there is no record {asked[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    said, kept_back = decode(item.payload), _redactions(fields.get("redactions"))
    places = list(seen_places(said, seen(reader.database, said, clearance)))
    glosses = tuple(map(note_at, _listed(fields.get("glosses"))))
    named = tuple(_listed(fields.get("identifications")))
    must_be_places(StoredCovers(reader.database), said, clearance, kept_back, glosses, named)
    made = public(said, kept_back, glosses=glosses)
    policy = shipped_policies().get(reader.config.policy)
    reasons = reasons_with(reader, line, kept_back, glosses)
    del line["shelf"]
    del line["digest"]  # of all of it: whoever guesses at a note that he is not shown could try
    return {
        **line,
        "content": plain(made),
        "kept_back": [
            {"code": code, "authority": by}
            for code, by in sorted({(one.code, one.authority) for one in kept_back})
        ],
        "traces": [plain(one) for one in traces(said, kept_back, made)],
        "places": [{"place": one.spelled, "text": one.text} for one in places],
        "glosses": list(_asking(said, places)),
        "reasons": reasons,
        "offices": sum(bool(one.office) for one in said.telegram.parties),
        "codes": list(policy.redaction_codes) if policy else [],
    }


def _asking(record: Record, places: list[Place]) -> Iterator[dict[str, Any]]:
    """Yield the notes that ask for a clearance of their own: each goes out if it is named."""
    for one in places:
        if one.part is not Part.NOTE:
            continue
        note = record.telegram.texts[one.of].annotations[one.segment]
        if note.classification and note.kind is not AnnotationKind.COVER:
            level = note.classification
            yield {"place": one.spelled, "text": one.text, "classification": level}


def _redactions(given: object) -> list[Redaction]:
    return [redaction_of(one) for one in _listed(given)]


def _listed(given: object) -> list[str]:
    listed = given if isinstance(given, list) else []
    return [str(one) for one in listed[:MAX_REDACTIONS]]


PREVIEWING: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {"archive-preview": _preview}
