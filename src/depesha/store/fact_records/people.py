"""Facts of people: 70 to 79."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import (
    ApprovalVoided,
    BodyComposed,
    DraftReviewed,
    OfficeHandedOver,
    OfficeKeyChanged,
    ReviewAsked,
)
from depesha.schema import field, flag, many
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE, SIGNATURE
from depesha.store.fact_records.form import FactForm, form, nothing

_offices = many(OFFICE, max=1000)

PEOPLE: Final[Mapping[int, FactForm]] = {
    70: form(
        BodyComposed,
        nothing,  # who guesses the words of a body could try them out against its id
        field(0, "draft", NUMBER),
        field(1, "version", NUMBER),
        field(2, "body_id", DIGEST),
        field(3, "needed", NUMBER),
    ),
    71: form(
        DraftReviewed,
        nothing,  # who guesses the words of a body could try them out against its id
        field(0, "draft", NUMBER),
        field(1, "version", NUMBER),
        field(2, "body_id", DIGEST),
        field(3, "office", OFFICE),
        field(4, "signature", SIGNATURE),
        field(5, "note", LINE, default=""),
    ),
    72: form(
        ApprovalVoided,
        nothing,
        field(0, "draft", NUMBER),
        field(1, "version", NUMBER),
        field(2, "office", OFFICE),
        field(3, "released_by", _offices, default=()),
        field(4, "reviewed_by", _offices, default=()),
    ),
    73: form(
        OfficeHandedOver,
        nothing,
        field(0, "office", OFFICE),
        field(1, "holder", LINE),
        field(2, "locked", flag, default=False),
    ),
    74: form(
        OfficeKeyChanged,
        nothing,
        field(0, "office", OFFICE),
        field(1, "locked", flag),
    ),
    75: form(
        ReviewAsked,
        nothing,
        field(0, "draft", NUMBER),
        field(1, "version", NUMBER),
        field(2, "office", OFFICE),
        field(3, "of", OFFICE),
    ),
}
