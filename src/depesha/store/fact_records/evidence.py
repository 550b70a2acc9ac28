"""Facts of evidence and of enrolment: 120 to 129."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import EnrolmentNoted, EvidenceMade, EvidenceSigned
from depesha.schema import field, flag, optional
from depesha.store.fact_parts import DIGEST, LINE, NUMBER, OFFICE, STATION, UID
from depesha.store.fact_records.form import FactForm, form, nothing, uid_of

EVIDENCE: Final[Mapping[int, FactForm]] = {
    120: form(
        EvidenceMade,
        uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "recipient", optional(DIGEST)),
        field(3, "attachments", flag, default=False),
    ),
    121: form(
        EvidenceSigned,
        uid_of,
        field(0, "uid", UID),
        field(1, "number", NUMBER),
        field(2, "manifest", DIGEST),
    ),
    122: form(
        EnrolmentNoted,
        nothing,
        field(0, "station", STATION),
        field(1, "stage", LINE),
        field(2, "tries", NUMBER, default=0),
    ),
}
