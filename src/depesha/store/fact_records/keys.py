"""Facts of key life: 130 to 139."""

from collections.abc import Mapping
from typing import Final

from depesha.journal import References
from depesha.office.facts import (
    EditionCosigned,
    EditionProposed,
    ExpiredKeyMet,
    KeyRequestLearned,
    PaperWithdrawn,
    PeriodKeyDestroyed,
    PeriodKeyMade,
    SealedAgain,
    StationRevoked,
)
from depesha.schema import field, flag, time_ms
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, SLIP, STATION, UID
from depesha.store.fact_records.form import FactForm, form, nothing, slip_and_digest_of, uid_of

KEYS: Final[Mapping[int, FactForm]] = {
    130: form(
        PeriodKeyMade,
        lambda fact: References(digest=fact.fingerprint),
        field(0, "fingerprint", DIGEST),
        field(1, "valid_from", time_ms()),
        field(2, "valid_until", time_ms()),
    ),
    131: form(
        PeriodKeyDestroyed,
        lambda fact: References(digest=fact.fingerprint),
        field(0, "fingerprint", DIGEST),
    ),
    132: form(
        KeyRequestLearned,
        nothing,
        field(0, "station", STATION),
        field(1, "digest", DIGEST),
        field(2, "by_itself", flag),
    ),
    133: form(
        ExpiredKeyMet,
        slip_and_digest_of,
        field(0, "slip_id", SLIP),
        field(1, "neighbour", STATION),
        field(2, "digest", DIGEST),
    ),
    134: form(
        SealedAgain,
        uid_of,
        field(0, "digest", DIGEST),
        field(1, "uid", UID),
        field(2, "station", STATION),
    ),
    135: form(PaperWithdrawn, nothing, field(0, "digest", DIGEST), field(1, "station", STATION)),
    136: form(
        StationRevoked,
        nothing,
        field(0, "station", STATION),
        field(1, "reason", LINE, default=""),
        field(2, "since", time_ms()),
        field(3, "head_size", NUMBER),
        field(4, "head_root", DIGEST),
    ),
    137: form(
        EditionProposed,
        lambda fact: References(digest=fact.digest),
        field(0, "digest", DIGEST),
        field(1, "version", NUMBER),
        field(2, "plan_version", NUMBER),
    ),
    138: form(
        EditionCosigned,
        lambda fact: References(digest=fact.digest),
        field(0, "digest", DIGEST),
        field(1, "holder", LINE),
    ),
}
