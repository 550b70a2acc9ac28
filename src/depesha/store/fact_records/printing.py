"""Facts of paper: 164 to 167."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import AnswerPrinted, CopyReprinted
from depesha.schema import field
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE, UID
from depesha.store.fact_records.form import FactForm, form, uid_of

PRINTING: Final[Mapping[int, FactForm]] = {
    164: form(
        CopyReprinted,
        uid_of,
        field(0, "uid", UID),
        field(1, "number", NUMBER),
        field(2, "office", OFFICE),
        field(3, "printing", NUMBER),
        field(4, "reason", LINE),
        field(5, "witness", LINE, default=""),
        field(6, "printed_by", LINE, default=""),
    ),
    165: form(
        AnswerPrinted,
        uid_of,
        field(0, "uid", UID),
        field(1, "answer", DIGEST),
        field(2, "office", OFFICE),
        field(3, "printed_by", LINE, default=""),
    ),
}
