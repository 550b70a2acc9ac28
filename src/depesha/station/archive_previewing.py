"""What of a record would be public, were it released so; asked before it is decided."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from depesha.archive.form import decode
from depesha.archive.glosses import seen_places
from depesha.archive.places import Place
from depesha.archive.redaction import MAX_REDACTIONS, Part, Redaction, redaction_of, spelled
from depesha.archive.releasing import HOW_COUNTED, public
from depesha.archive.traces import traces
from depesha.errors import NotFound, Usage
from depesha.names import Digest
from depesha.station.archive_carrying import archivist_in
from depesha.station.cover_reading import seen
from depesha.station.plain import Plain, plain
from depesha.station.policies import shipped_policies
from depesha.station.reading import Fields, Reader
from depesha.store.archive_search import line_of
from depesha.store.papers import document


def _preview(reader: Reader, fields: Fields) -> Plain:
    """Return what of a record would be public, and where else it looks like what is kept back.

    A note for which the reader is not cleared is no place to him: neither named nor to be named.

    Raises:
        Forbidden: the office is no archivist: nobody else decides.
        NotFound: there is no record, or the reader is not cleared for it: in the same words.
        Usage: a redaction is none, or names no place of the record.
    """
    clearance = archivist_in(reader, fields).clearance
    named = str(fields.get("record", ""))
    line = line_of(reader.database, named, clearance)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        msg = f"there is no record {named[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    said, kept_back = decode(item.payload), _redactions(fields.get("redactions"))
    places = list(seen_places(said, seen(reader.database, said, clearance)))
    _must_be_seen(kept_back, places)
    made = public(said, kept_back)
    policy = shipped_policies().get(reader.config.policy)
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
        "codes": list(policy.redaction_codes) if policy else [],
    }


def _must_be_seen(kept_back: Iterable[Redaction], places: Iterable[Place]) -> None:
    named = {(one.of, one.segment) for one in places if one.part is Part.NOTE}
    for one in kept_back:
        if one.part is Part.NOTE and (one.of, one.segment) not in named:
            msg = f"the record has nothing at {spelled(one)!r}"
            raise Usage(msg, hint=HOW_COUNTED)


def _redactions(given: object) -> list[Redaction]:
    listed = given if isinstance(given, list) else []
    return [redaction_of(str(one)) for one in listed[:MAX_REDACTIONS]]


PREVIEWING: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {"archive-preview": _preview}
