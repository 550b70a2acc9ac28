"""Plain values become a dataclass, or it is told where they do not fit."""

import json
from typing import Any

import pytest

from depesha.archive.json_lines import record_of
from depesha.archive.plain_values import built
from depesha.archive.record import Record
from depesha.errors import Malformed
from depesha.station.plain import plain
from tests.unit.archive.full import full

TELEGRAM: dict[str, Any] = {"document_type": "telegram"}


def said(**fields: Any) -> dict[str, Any]:
    return {"source": "x", "telegram": {**TELEGRAM, **fields}}


def test_what_a_record_says_as_plain_values_is_that_record() -> None:
    record = full()
    assert built(Record, json.loads(json.dumps(plain(record)))) == record


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (5, "the record: fields are wanted"),
        ({"telegram": TELEGRAM}, "source: it is missing"),
        ({"source": "x", "telegram": {}}, "telegram.document_type: it is missing"),
        ({"source": 5, "telegram": TELEGRAM}, "source: text is wanted"),
        (said(outgoing_number=True), "telegram.outgoing_number: a whole number is wanted"),
        (said(texts={}), "telegram.texts: a list is wanted"),
        (said(texts=[5]), "telegram.texts 1: fields are wanted"),
        (said(caveats=["a", 5]), "telegram.caveats 2: text is wanted"),
        (said(b=1, a=1), "telegram.a: there is no such field"),
        (said(**{"x" * 99: 1}), f"telegram.{'x' * 40}: there is no such field"),
        (said(parties=[{"role": "EMPEROR", "text": ""}]), "telegram.parties 1.role: it is one of"),
        (said(parties=[{"role": 3, "text": ""}]), "telegram.parties 1.role: it is one of HOUSE,"),
    ],
)
def test_what_does_not_fit_is_told_by_its_place(values: object, why: str) -> None:
    with pytest.raises(Malformed) as told:
        record_of(values)
    assert told.value.message.startswith(why)
