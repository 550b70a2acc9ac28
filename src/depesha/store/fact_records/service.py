"""Facts between stations: 40 to 49."""

from collections.abc import Mapping
from typing import Final

from depesha.notice import ServiceCode
from depesha.office.facts import (
    ChannelReconciled,
    GapAsked,
    NumbersVoided,
    ServiceLearned,
    ServiceSent,
)
from depesha.packet import Grade
from depesha.schema import (
    choice,
    field,
    many,
    optional,
    sint,
)
from depesha.store.fact_parts import (
    DIGEST,
    EPOCH,
    LINE,
    NUMBER,
    RECKONED,
    STATION,
    UID,
)
from depesha.store.fact_records.form import FactForm, form, nothing, uid_of

_RANGE: Final = (
    field(0, "sender", STATION),
    field(1, "epoch", EPOCH),
    field(2, "grade", choice(Grade)),
    field(3, "first", NUMBER),
    field(4, "last", NUMBER),
)
_SERVICE: Final = (
    field(2, "code", choice(ServiceCode)),
    field(3, "uid", optional(UID)),
    field(4, "subject", LINE, default=""),
)

SERVICE: Final[Mapping[int, FactForm]] = {
    40: form(ServiceSent, uid_of, field(0, "digest", DIGEST), field(1, "to", STATION), *_SERVICE),
    41: form(
        ServiceLearned,
        uid_of,
        field(0, "digest", DIGEST),
        field(1, "station", STATION),
        *_SERVICE,
    ),
    42: form(GapAsked, nothing, *_RANGE),
    43: form(NumbersVoided, nothing, *_RANGE),
    44: form(
        ChannelReconciled,
        nothing,
        field(0, "neighbour", STATION),
        field(1, "lane", NUMBER),
        field(2, "day", sint()),
        field(3, "channels", many(RECKONED, max=65536)),
    ),
}
