"""What of a record would be public, were it released so; asked before it is decided."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.form import decode
from depesha.archive.places import places_of
from depesha.archive.redaction import MAX_REDACTIONS, Redaction, redaction_of
from depesha.archive.releasing import public
from depesha.archive.traces import traces
from depesha.errors import NotFound
from depesha.names import Digest
from depesha.station.plain import Plain, plain
from depesha.station.policies import shipped_policies
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, office_in
from depesha.store.archive_search import line_of
from depesha.store.papers import document


def _preview(reader: Reader, fields: Fields) -> Plain:
    """Return what of a record would be public, and where else it looks like what is kept back.

    Raises:
        NotFound: there is no record, or the reader is not cleared for it: in the same words.
        Usage: a redaction is none, or names no place of the record.
    """
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    named = str(fields.get("record", ""))
    line = line_of(reader.database, named, eyes.open_upto)
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if line is None or item is None:
        msg = f"there is no record {named[:80]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    said, kept_back = decode(item.payload), _redactions(fields.get("redactions"))
    made = public(said, kept_back)
    policy = shipped_policies().get(reader.config.policy)
    return {
        **line,
        "content": plain(made),
        "kept_back": [
            {"code": code, "authority": by}
            for code, by in sorted({(one.code, one.authority) for one in kept_back})
        ],
        "traces": [plain(one) for one in traces(said, kept_back, made)],
        "places": [{"place": one.spelled, "text": one.text} for one in places_of(said)],
        "codes": list(policy.redaction_codes) if policy else [],
    }


def _redactions(given: object) -> list[Redaction]:
    listed = given if isinstance(given, list) else []
    return [redaction_of(str(one)) for one in listed[:MAX_REDACTIONS]]


PREVIEWING: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {"archive-preview": _preview}
