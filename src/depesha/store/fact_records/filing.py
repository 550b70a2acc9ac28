"""Facts about filing: 172 to 175, and 180."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import Decision, FilingTakenBack, ReviewDecided, TelegramFiled
from depesha.schema import choice, field, many, uint
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE, UID
from depesha.store.fact_records.form import FactForm, form, nothing, uid_of

FILING: Final[Mapping[int, FactForm]] = {
    172: form(
        TelegramFiled,
        uid_of,
        field(0, "uid", UID),
        field(1, "record", DIGEST),
        field(2, "office", OFFICE),
        field(3, "policy", LINE),
        field(4, "classification", uint(max=255)),
        field(5, "review_on", LINE, default=""),
        field(6, "declassify_on", LINE, default=""),
    ),
    173: form(
        ReviewDecided,
        nothing,
        field(0, "record", DIGEST),
        field(1, "office", OFFICE),
        field(2, "decision", choice(Decision)),
        field(3, "decided_by", LINE),
        field(4, "authority", LINE),
        field(5, "decided_on", LINE),
        field(6, "category", LINE, default=""),
        field(7, "next_on", LINE, default=""),
    ),
    180: form(
        FilingTakenBack,
        uid_of,
        field(0, "uid", UID),
        field(1, "record", DIGEST),
        field(2, "office", OFFICE),
        field(3, "decided_by", LINE),
        field(4, "authority", LINE),
        field(5, "decided_on", LINE),
        field(6, "reason", LINE),
        field(7, "copies", many(NUMBER, max=10_000), default=()),
    ),
}
