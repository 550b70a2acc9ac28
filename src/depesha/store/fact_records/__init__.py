"""Each kind of fact: its number for ever, its table of fields, and what its leaf leaves visible.

Rule 1: a number is never used again and never means anything else. They stand in groups of ten:
    the station, outward, inward, service, the courier, alarms; from 70 on by field of work.
Rule 2: a field that is added later has a default, so that every old leaf still reads.
Rule 3: a reference is something that cannot be guessed (`journal.References`). So a body's or an
    answer's digest is none: whoever guesses the words could try them out.

Format: `docs/spec/journal.md`.
"""

from collections.abc import Mapping
from typing import Final

from depesha.errors import Malformed
from depesha.office.facts import Fact
from depesha.store.fact_records.alarms import ALARMS
from depesha.store.fact_records.amending import AMENDING
from depesha.store.fact_records.archive import ARCHIVE
from depesha.store.fact_records.attending import ATTENDING
from depesha.store.fact_records.control import CONTROL
from depesha.store.fact_records.copies import COPIES
from depesha.store.fact_records.courier import COURIER
from depesha.store.fact_records.covers import COVERS
from depesha.store.fact_records.evidence import EVIDENCE
from depesha.store.fact_records.filing import FILING
from depesha.store.fact_records.form import FactForm
from depesha.store.fact_records.inward import INWARD
from depesha.store.fact_records.journal import JOURNAL
from depesha.store.fact_records.keys import KEYS
from depesha.store.fact_records.outward import OUTWARD
from depesha.store.fact_records.people import PEOPLE
from depesha.store.fact_records.printing import PRINTING
from depesha.store.fact_records.restoring import RESTORING
from depesha.store.fact_records.service import SERVICE
from depesha.store.fact_records.station import THE_STATION

MAX_CONTENT_BYTES: Final = 8 * 1024 * 1024
"""Largest content of a fact: the longest is a draft's text."""
MAX_CONTENT_ITEMS: Final = 1 << 20
"""No fact reaches it; facts are read from the station's own store only."""

FACTS: Final[Mapping[int, FactForm]] = {
    **THE_STATION,
    **OUTWARD,
    **INWARD,
    **SERVICE,
    **COURIER,
    **ALARMS,
    **PEOPLE,
    **CONTROL,
    **AMENDING,
    **JOURNAL,
    **COPIES,
    **KEYS,
    **RESTORING,
    **EVIDENCE,
    **ARCHIVE,
    **FILING,
    **COVERS,
    **PRINTING,
    **ATTENDING,
}

KIND_OF: Final[Mapping[type[Fact], int]] = {form.make: kind for kind, form in FACTS.items()}


def decode_fact(kind: int, content: bytes) -> Fact:
    """Return the fact that a leaf's content spells.

    Raises:
        Malformed: the kind is unknown, or the content is not a fact of that kind.
    """
    try:
        form = FACTS[kind]
    except KeyError:
        msg = f"a fact of the unknown kind {kind}"
        raise Malformed(msg) from None
    fact: Fact = form.record.decode(
        content, max_bytes=MAX_CONTENT_BYTES, max_items=MAX_CONTENT_ITEMS
    )
    return fact
