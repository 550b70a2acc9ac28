"""Records as tables: a frozen dataclass on one side, a CBOR map with integer keys on the other.

Every format of the house is one table, and this package is the only one that walks them:

    ADDRESSEE = Record(
        Addressee,
        field(0, "office", text(max=65, pattern=OFFICE_PATTERN)),
        field(1, "precedence", choice(Precedence), default=Precedence.ROUTINE),
        field(2, "due_at", optional(time_ms())),
    )
    BODY = Record(
        Body,
        field(0, "version", uint(min=1, max=1)),
        field(1, "addressees", many(ADDRESSEE, max=500)),
    )

Rule 1: one spelling per value. A field that equals its default is absent, and Malformed where it
    stands all the same; an unknown key and a missing one are Malformed.
Rule 2: what cannot be read cannot be written: both directions check the same bounds.
Rule 3: an error names the record and the field, never the value.
Rule 4: a first field named `version` is judged before anything else, so that a later format is
    recognised as such whatever its other keys are.

A table is checked against its dataclass when it is built, and turned into closures once: a record
of twenty fields takes some ten microseconds each way, without the CBOR.
"""

from depesha.schema.kind import (
    FIRST_TIME_MS,
    LAST_TIME_MS,
    MAX_UINT,
    Kind,
    Leaf,
    choice,
    flag,
    flags,
    long_text,
    many,
    octets,
    octets_upto,
    optional,
    pair,
    raw,
    row,
    sint,
    text,
    time_ms,
    uint,
)
from depesha.schema.record import Field, Record, Row, field

__all__ = [
    "FIRST_TIME_MS",
    "LAST_TIME_MS",
    "MAX_UINT",
    "Field",
    "Kind",
    "Leaf",
    "Record",
    "Row",
    "choice",
    "field",
    "flag",
    "flags",
    "long_text",
    "many",
    "octets",
    "octets_upto",
    "optional",
    "pair",
    "raw",
    "row",
    "sint",
    "text",
    "time_ms",
    "uint",
]
