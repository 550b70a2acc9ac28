"""Facts of execution control: 80 to 89."""

from collections.abc import Mapping
from typing import Final

from depesha.life import Term
from depesha.office.facts import (
    Chased,
    ChaserLearned,
    ChaserPostponed,
    Escalated,
    NonReceiptLearned,
    TermPassed,
    TermWarned,
)
from depesha.schema import choice, field, many, optional, time_ms
from depesha.store.fact_parts import DIGEST, NUMBER, OFFICE, STATION, UID
from depesha.store.fact_records.form import FactForm, form, uid_of

_TASK: Final = (field(0, "uid", UID), field(1, "office", OFFICE))
_TERM: Final = (*_TASK, field(2, "term", choice(Term)))

CONTROL: Final[Mapping[int, FactForm]] = {
    80: form(TermWarned, uid_of, *_TERM, field(3, "due_at", time_ms())),
    81: form(
        TermPassed,
        uid_of,
        *_TERM,
        field(3, "due_at", time_ms()),
        field(4, "look_at", optional(time_ms())),
    ),
    82: form(
        Chased,
        uid_of,
        *_TERM,
        field(3, "number", NUMBER),
        field(4, "chaser", optional(DIGEST)),
        field(5, "asked_by", OFFICE, default=""),
        field(6, "look_at", optional(time_ms())),
    ),
    83: form(ChaserPostponed, uid_of, *_TERM, field(3, "look_at", time_ms())),
    84: form(ChaserLearned, uid_of, *_TERM, field(3, "chaser", DIGEST)),
    85: form(Escalated, uid_of, *_TASK, field(2, "shown_to", many(OFFICE, max=1000), default=())),
    86: form(
        NonReceiptLearned,
        uid_of,
        *_TASK,
        field(2, "station", STATION),
        field(3, "notice", DIGEST),
    ),
}
