"""Facts about copies: 100 to 109."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import (
    CopyArchived,
    CopyCertified,
    CopyDestroyed,
    CopyIssued,
    CopyOverdue,
    CopyPrinted,
    CopyReturned,
)
from depesha.schema import field, optional, time_ms
from depesha.store.fact_parts import LINE, NUMBER, OFFICE, UID
from depesha.store.fact_records.form import FactForm, form, uid_of

_COPY: Final = (field(0, "uid", UID), field(1, "number", NUMBER))
_ACT: Final = (*_COPY, field(2, "office", OFFICE))

COPIES: Final[Mapping[int, FactForm]] = {
    100: form(
        CopyIssued,
        uid_of,
        *_COPY,
        field(2, "holder", LINE),
        field(3, "office", OFFICE),
        field(4, "return_by", optional(time_ms())),
    ),
    101: form(CopyReturned, uid_of, *_ACT, field(3, "act", LINE, default="")),
    102: form(
        CopyDestroyed,
        uid_of,
        *_ACT,
        field(3, "act", LINE),
        field(4, "done_by", LINE),
        field(5, "witness", LINE),
    ),
    103: form(CopyArchived, uid_of, *_ACT, field(3, "shelf", LINE)),
    104: form(CopyCertified, uid_of, *_ACT, field(3, "certified_by", LINE)),
    105: form(CopyPrinted, uid_of, *_ACT, field(3, "printed_by", LINE, default="")),
    106: form(CopyOverdue, uid_of, *_COPY, field(2, "return_by", time_ms())),
}
