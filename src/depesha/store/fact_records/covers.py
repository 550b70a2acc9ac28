"""Facts about cover names and the authority of names: 176 to 179, 191.

Nothing of them is a reference: whoever guesses a name could compare.
"""

from collections.abc import Mapping
from typing import Final

from depesha.archive.names import NameKind
from depesha.office.facts import (
    CoverAmended,
    CoverForm,
    CoverIdentified,
    CoverNamed,
    IdentificationWithdrawn,
    NameStated,
)
from depesha.schema import Row, choice, field, flag, many, octets, uint
from depesha.store.fact_parts import LINE, LINES, OFFICE
from depesha.store.fact_records.form import FactForm, form, nothing

ID: Final = octets(8)
LEVEL: Final = uint(max=255)

COVERS: Final[Mapping[int, FactForm]] = {
    176: form(
        CoverNamed,
        nothing,
        field(0, "cover", ID),
        field(1, "forms", many(Row(CoverForm, LINE, LINE), max=1000)),
        field(2, "office", OFFICE),
        field(3, "classification", LEVEL, default=0),
        field(4, "compartment", LINE, default=""),
        field(5, "remarks", LINE, default=""),
    ),
    177: form(
        CoverIdentified,
        nothing,
        field(0, "identification", ID),
        field(1, "cover", ID),
        field(2, "person", LINE),
        field(3, "classification", LEVEL),
        field(4, "basis", LINE),
        field(5, "decided_by", LINE),
        field(6, "office", OFFICE),
        field(7, "variants", LINES, default=()),
        field(8, "since", LINE, default=""),
        field(9, "until", LINE, default=""),
        field(10, "published_in", LINE, default=""),
    ),
    178: form(
        IdentificationWithdrawn,
        nothing,
        field(0, "identification", ID),
        field(1, "office", OFFICE),
        field(2, "reason", LINE),
    ),
    179: form(
        NameStated,
        nothing,
        field(0, "id", LINE),
        field(1, "kind", choice(NameKind)),
        field(2, "preferred", LINE),
        field(3, "office", OFFICE),
        field(4, "variants", LINES, default=()),
        field(5, "external", LINES, default=()),
        field(6, "since", LINE, default=""),
        field(7, "until", LINE, default=""),
    ),
    191: form(
        CoverAmended,
        nothing,
        field(0, "cover", ID),
        field(1, "office", OFFICE),
        field(2, "reason", LINE),
        field(3, "classification", LEVEL, default=0),
        field(4, "is_taken_back", flag, default=False),
    ),
}
