"""Facts of restorations: 140 to 149."""

from collections.abc import Mapping
from typing import Final

from depesha.envelope import JournalHead
from depesha.journal import References
from depesha.office.facts import (
    LastNumbersAsked,
    LastNumbersForgone,
    LastNumbersLearned,
    NumbersLost,
    RestorationEnded,
    RestorationLearned,
    Restored,
    TelegramTakenBack,
)
from depesha.restoration import SeriesNumber
from depesha.schema import Row, field, many, optional, time_ms
from depesha.store.fact_parts import DIGEST, EPOCH, LINE, NUMBER, STATION, UID
from depesha.store.fact_records.form import FactForm, form, nothing

HEAD: Final = Row(JournalHead, NUMBER, DIGEST)
SERIES: Final = many(Row(SeriesNumber, LINE, NUMBER, NUMBER), max=10_000)

RESTORING: Final[Mapping[int, FactForm]] = {
    140: form(
        Restored,
        lambda fact: References(digest=fact.document),
        field(0, "document", DIGEST),
        field(1, "station", STATION),
        field(2, "epoch", EPOCH),
        field(3, "head", HEAD),
        field(4, "backed_up_at", time_ms()),
        field(5, "lost", optional(HEAD)),
        field(6, "office", LINE, default=""),
        field(7, "why", LINE, default=""),
        field(8, "series", SERIES, default=()),
        field(9, "awaits", many(STATION, max=10_000), default=()),
    ),
    141: form(
        LastNumbersAsked, nothing, field(0, "station", STATION), field(1, "repeat_at", time_ms())
    ),
    142: form(
        LastNumbersLearned,
        nothing,
        field(0, "station", STATION),
        field(1, "restoration", DIGEST),
        field(2, "series", SERIES, default=()),
        field(3, "head", optional(HEAD)),
        field(4, "registrations", many(DIGEST, max=1000), default=()),
    ),
    143: form(LastNumbersForgone, nothing, field(0, "station", STATION), field(1, "office", LINE)),
    144: form(
        NumbersLost,
        nothing,
        field(0, "series", LINE),
        field(1, "year", NUMBER),
        field(2, "first", NUMBER),
        field(3, "last", NUMBER),
    ),
    145: form(RestorationEnded, nothing, field(0, "document", DIGEST)),
    146: form(
        TelegramTakenBack,
        lambda fact: References(uid=fact.uid, digest=fact.digest),
        field(0, "uid", UID),
        field(1, "digest", DIGEST),
        field(2, "station", STATION),
    ),
    147: form(
        RestorationLearned,
        lambda fact: References(digest=fact.document),
        field(0, "station", STATION),
        field(1, "document", DIGEST),
        field(2, "epoch", EPOCH),
        field(3, "ended", EPOCH),
        field(4, "head", HEAD),
        field(5, "restored_at", time_ms()),
        field(6, "lost", NUMBER, default=0),
    ),
}
