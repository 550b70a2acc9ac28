"""Facts of corrections and cancellations, of what is held, repeated, voided: 90 to 99."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import (
    Amended,
    HoldBegan,
    HoldEnded,
    Repeated,
    VoidedNumber,
    Withdrawn,
)
from depesha.schema import choice, field, many, time_ms
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE, STATION, UID
from depesha.store.fact_records.form import FactForm, form, nothing, uid_of
from depesha.telegram import Relation

AMENDING: Final[Mapping[int, FactForm]] = {
    90: form(
        Amended,
        uid_of,
        field(0, "uid", UID),
        field(1, "registration", DIGEST),
        field(2, "station", STATION),
        field(3, "number", LINE),
        field(4, "amender", UID),
        field(5, "relation", choice(Relation)),
        field(6, "said_at", time_ms()),
    ),
    91: form(HoldBegan, uid_of, field(0, "uid", UID), field(1, "until", time_ms())),
    92: form(HoldEnded, uid_of, field(0, "uid", UID)),
    93: form(
        Withdrawn,
        uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "reason", LINE),
    ),
    94: form(
        Repeated,
        uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "stations", many(STATION, max=1000)),
    ),
    95: form(
        VoidedNumber,
        nothing,
        field(0, "series", LINE),
        field(1, "year", NUMBER),
        field(2, "number", NUMBER),
        field(3, "office", OFFICE),
        field(4, "reason", LINE),
    ),
}
