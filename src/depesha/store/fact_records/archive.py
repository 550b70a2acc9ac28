"""Facts about the archive: 170 to 179."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import RecordEntered
from depesha.schema import field, uint
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE
from depesha.store.fact_records.form import FactForm, form, nothing

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
}
