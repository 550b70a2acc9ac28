"""Facts of the station, and its alarms: 1 to 9, 60 to 69."""

from collections.abc import Mapping
from typing import Final

from depesha.journal import References
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    KeyBookAdopted,
    SeriesOpened,
    StationFounded,
)
from depesha.schema import (
    choice,
    field,
    flag,
    optional,
)
from depesha.store.fact_parts import (
    DIGEST,
    EPOCH,
    LINE,
    NUMBER,
    STATION,
)
from depesha.store.fact_records.form import FactForm, form, nothing
from depesha.telegram import Precedence

THE_STATION: Final[Mapping[int, FactForm]] = {
    1: form(StationFounded, nothing, field(0, "station", STATION), field(1, "epoch", EPOCH)),
    2: form(
        SeriesOpened,
        nothing,
        field(0, "series", LINE),
        field(1, "year", NUMBER),
        field(2, "first", NUMBER),
        field(3, "runs_on", optional(flag)),
    ),
    3: form(
        KeyBookAdopted,
        lambda fact: References(digest=fact.digest),
        field(0, "version", NUMBER),
        field(1, "digest", DIGEST),
        field(2, "plan_version", NUMBER),
        field(3, "plan_digest", DIGEST),
    ),
    60: form(
        AlarmRaised,
        nothing,
        field(0, "kind", LINE),
        field(1, "about", LINE),
        field(2, "text", LINE),
        field(3, "precedence", optional(choice(Precedence))),
    ),
    61: form(AlarmCleared, nothing, field(0, "kind", LINE), field(1, "about", LINE)),
}
