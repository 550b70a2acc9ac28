"""Facts about the archive: 170, 171, 189."""

from collections.abc import Mapping
from typing import Final

from depesha.archive.record import TextKind
from depesha.archive.releasing import MAX_REDACTIONS, Redaction
from depesha.office.facts import RecordEntered, RecordReleased, RecordRevised
from depesha.schema import Row, choice, field, many, uint
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE
from depesha.store.fact_records.form import FactForm, form, nothing

REDACTION: Final = Row(Redaction, NUMBER, NUMBER, NUMBER, LINE, LINE)

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
    ),
    189: form(
        RecordRevised,
        nothing,
        field(0, "record", DIGEST),
        field(1, "basis", DIGEST),
        field(2, "office", OFFICE),
        field(3, "kind", choice(TextKind)),
        field(4, "language", LINE),
        field(5, "reason", LINE),
    ),
}
