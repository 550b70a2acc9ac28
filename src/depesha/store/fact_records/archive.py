"""Facts about the archive: 170 to 189."""

from collections.abc import Mapping
from typing import Final

from depesha.archive.form import MAX_PROOFS
from depesha.archive.redaction import MAX_REDACTIONS, Part, Redaction
from depesha.cbor import Encodable, Value
from depesha.errors import Malformed
from depesha.office.facts import (
    EvidenceChecked,
    RecordEntered,
    RecordExpunged,
    RecordReleased,
    ReleaseWithdrawn,
    ScanAdded,
    ScanTakenBack,
)
from depesha.schema import Row, choice, field, flag, many, uint
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE
from depesha.store.fact_records.form import FactForm, form, nothing

_REDACTION: Final = Row(Redaction, NUMBER, NUMBER, NUMBER, LINE, LINE, choice(Part), NUMBER)
_OF_TEXT: Final = 5
_OTHER: Final = 7


class Redactions:
    """Redactions as rows: of the text five items, as the first ones had; of other parts seven."""

    def pack(self, value: Redaction, /) -> list[Encodable]:
        """Return a redaction as an array.

        Raises:
            Malformed: a field is out of bounds.
        """
        packed = _REDACTION.pack(value)
        return packed if any(packed[_OF_TEXT:]) else packed[:_OF_TEXT]

    def unpack(self, value: Value, /) -> Redaction:
        """Return the redaction that an array spells.

        Raises:
            Malformed: it is none, or spells a place of the text with what others have.
        """
        if type(value) is not list or len(value) not in (_OF_TEXT, _OTHER):
            msg = "redaction: must be a row of 5 or 7 items"
            raise Malformed(msg)
        if len(value) == _OTHER and not any(value[_OF_TEXT:]):
            msg = "redaction: of the text it has 5 items"
            raise Malformed(msg)
        return _REDACTION.unpack([*value, 0, 0][:_OTHER])


REDACTION: Final = Redactions()

ARCHIVE: Final[Mapping[int, FactForm]] = {
    170: form(
        RecordEntered,
        nothing,
        field(0, "record", DIGEST),
        field(1, "source", LINE),
        field(2, "edition", NUMBER),
        field(3, "batch", LINE),
        field(4, "office", OFFICE),
        field(5, "classification", uint(max=255), default=0),
        field(6, "reason", LINE, default=""),
    ),
    171: form(
        RecordReleased,
        nothing,
        field(0, "record", DIGEST),
        field(1, "version", NUMBER),
        field(2, "office", OFFICE),
        field(3, "decided_by", LINE),
        field(4, "authority", LINE),
        field(5, "decided_on", LINE),
        field(6, "redactions", many(REDACTION, max=MAX_REDACTIONS), default=()),
        field(7, "review_on", LINE, default=""),
        field(8, "name", LINE, default=""),
        field(9, "scans", many(DIGEST, max=10_000), default=()),
        field(10, "rule", uint(max=255), default=0),
        field(11, "glosses", many(LINE, max=MAX_REDACTIONS), default=()),
        field(12, "identifications", many(LINE, max=MAX_REDACTIONS), default=()),
        field(13, "scan_sheets", many(NUMBER, max=10_000), default=()),
        field(14, "without_reasons", flag, default=False),
    ),
    182: form(
        ReleaseWithdrawn,
        nothing,
        field(0, "record", DIGEST),
        field(1, "version", NUMBER),
        field(2, "office", OFFICE),
        field(3, "decided_by", LINE),
        field(4, "authority", LINE),
        field(5, "decided_on", LINE),
        field(6, "reason", LINE),
    ),
    187: form(
        RecordExpunged,
        nothing,
        field(0, "source", LINE),
        field(1, "reason", LINE),
        field(2, "office", OFFICE),
        field(3, "facts", many(NUMBER, max=10_000), default=()),
    ),
    183: form(
        ScanAdded,
        nothing,
        field(0, "source", LINE),
        field(1, "sheet", NUMBER),
        field(2, "digest", DIGEST),
        field(3, "media_type", LINE),
        field(4, "width", NUMBER),
        field(5, "height", NUMBER),
        field(6, "size_bytes", NUMBER),
        field(7, "office", OFFICE),
        field(8, "is_redacted", flag, default=False),
    ),
    190: form(
        ScanTakenBack,
        nothing,
        field(0, "source", LINE),
        field(1, "sheet", NUMBER),
        field(2, "digest", DIGEST),
        field(3, "is_redacted", flag, default=False),
        field(4, "reason", LINE),
        field(5, "office", OFFICE),
    ),
    188: form(
        EvidenceChecked,
        nothing,
        field(0, "record", DIGEST),
        field(1, "proofs", many(DIGEST, max=MAX_PROOFS)),
        field(2, "office", OFFICE),
    ),
}
