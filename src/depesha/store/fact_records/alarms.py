"""Facts about alarms that a person makes: 62 to 63."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import AlarmAccepted
from depesha.schema import field, flag
from depesha.store.fact_parts import LINE, NUMBER, OFFICE
from depesha.store.fact_records.form import FactForm, form, nothing

ALARMS: Final[Mapping[int, FactForm]] = {
    62: form(
        AlarmAccepted,
        nothing,
        field(0, "alarm", NUMBER),
        field(1, "kind", LINE),
        field(2, "about", LINE),
        field(3, "office", OFFICE),
        field(4, "note", LINE, default=""),
        field(5, "lasts", flag, default=False),
    ),
}
