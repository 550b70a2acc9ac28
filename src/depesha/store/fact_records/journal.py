"""Facts of the journal itself: 110 to 119."""

from collections.abc import Mapping
from typing import Final

from depesha.journal import References
from depesha.office.facts import (
    CheckpointSigned,
    Expunged,
    HeadProved,
    JournalDoubted,
    ProofAsked,
    ProofGiven,
)
from depesha.schema import field, many, octets_upto, optional
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE, STATION, UID
from depesha.store.fact_records.form import FactForm, form, nothing, uid_of

_MAX_NOTE: Final = 8 * 1024
_sizes = many(NUMBER, max=64)

JOURNAL: Final[Mapping[int, FactForm]] = {
    110: form(
        CheckpointSigned,
        lambda fact: References(digest=fact.root),
        field(0, "size", NUMBER),
        field(1, "root", DIGEST),
        field(2, "note", octets_upto(_MAX_NOTE)),
    ),
    111: form(
        ProofAsked,
        nothing,
        field(0, "station", STATION),
        field(1, "digest", DIGEST),
        field(2, "sizes", _sizes),
    ),
    112: form(
        HeadProved,
        lambda fact: References(digest=fact.root),
        field(0, "station", STATION),
        field(1, "digest", DIGEST),
        field(2, "size", NUMBER),
        field(3, "root", DIGEST),
        field(4, "proved", _sizes),
    ),
    113: form(
        JournalDoubted,
        lambda fact: References(digest=fact.root),
        field(0, "station", STATION),
        field(1, "finding", LINE),
        field(2, "cut", NUMBER),
        field(3, "size", NUMBER),
        field(4, "root", DIGEST),
        field(5, "evidence", DIGEST),
    ),
    114: form(
        ProofGiven,
        nothing,
        field(0, "station", STATION),
        field(1, "digest", DIGEST),
        field(2, "size", NUMBER),
    ),
    115: form(
        Expunged,
        uid_of,
        field(0, "uid", UID),
        field(1, "facts", many(NUMBER, max=1 << 16)),
        field(2, "documents", many(DIGEST, max=1 << 16)),
        field(3, "reason", LINE),
        field(4, "office", optional(OFFICE)),
    ),
}
