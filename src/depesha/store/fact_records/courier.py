"""Facts of the courier: 50 to 59."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import (
    Diverted,
    HandedOn,
    LineMinimized,
    Quarantined,
    Relayed,
    ReturnSent,
)
from depesha.packet import ReturnReason
from depesha.schema import (
    choice,
    field,
    optional,
)
from depesha.store.fact_parts import (
    DIGEST,
    LINE,
    SLIP,
    STATION,
)
from depesha.store.fact_records.form import FactForm, form, nothing, slip_and_digest_of, slip_of
from depesha.telegram import Precedence

COURIER: Final[Mapping[int, FactForm]] = {
    50: form(
        Relayed,
        slip_of,
        field(0, "slip_id", SLIP),
        field(1, "came_from", STATION),
        field(2, "next_hop", STATION),
        field(3, "destination", STATION),
    ),
    51: form(HandedOn, slip_of, field(0, "slip_id", SLIP), field(1, "neighbour", STATION)),
    52: form(
        ReturnSent,
        slip_of,
        field(0, "slip_id", SLIP),
        field(1, "reason", choice(ReturnReason)),
        field(2, "neighbour", STATION),
    ),
    53: form(
        Quarantined,
        slip_and_digest_of,
        field(0, "slip_id", SLIP),
        field(1, "neighbour", STATION),
        field(2, "digest", DIGEST),
        field(3, "code", LINE),
    ),
    54: form(
        Diverted,
        slip_of,
        field(0, "slip_id", SLIP),
        field(1, "destination", STATION),
        field(2, "neighbour", STATION),
        field(3, "next_hop", STATION),
        field(4, "reason", choice(ReturnReason)),
    ),
    55: form(
        LineMinimized,
        nothing,
        field(0, "neighbour", STATION),
        field(1, "precedence", optional(choice(Precedence))),
    ),
}
