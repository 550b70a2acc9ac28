"""A record that is typed in under a name that a reader takes for a telegram's reference."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.elsewhere import carried_in, is_reference, looks_like_reference
from depesha.archive.form import encode
from depesha.errors import Refused
from tests.archive_desk import Archive, archive_at
from tests.network.records import record

ALIKE = {
    "a blank before": " alpha/2026/1",
    "a blank behind": "alpha/2026/1 ",
    "a blank that does not break": "alpha/2026/1\u00a0",
    "a blank of no width": "alpha\u200b/2026/1",
    "a joiner": "alpha/20\u200d26/1",
    "a mark of direction": "\u202aalpha/2026/1",
    "the end of a line": "alpha/2026/1\n",
    "an empty place of Hangul": "alpha/2026/1\u3164",
    "an accent that hardly shows": "alpha/2026/1\u0323",
    "capitals": "ALPHA/2026/1",
    "a nought before the number": "alpha/2026/01",
    "a nought before the year": "alpha/02026/1",
    "two strokes": "alpha//2026/1",
    "a Cyrillic letter": "\u0430lpha/2026/1",
    "Cyrillic letters": "\u0430l\u0440h\u0430/2026/1",
    "a capital of Cyrillic": "\u0412ravo/2026/1",
    "a Greek letter": "alph\u03b1/2026/1",
    "wide letters": "\uff41\uff4c\uff50\uff48\uff41/2026/1",
    "a wide stroke": "alpha\uff0f2026\uff0f1",
    "a stroke of division": "alpha\u22152026\u22151",
    "digits of another script": "alpha/\u0662\u0660\u0662\u0666/1",
    "an l for a one": "alpha/2026/l",
    "an O for a nought": "alpha/2O26/1",
    "a hyphen that does not break": "alpha\u2011one/2026/1",
}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def enter(archive: Archive, source: str) -> Any:
    one = b64encode(encode(record(source=source))).decode()
    return archive.station.order("archive-enter", office="archivist", batch="b", records=[one])


@pytest.mark.parametrize("source", ALIKE.values(), ids=ALIKE)
def test_what_looks_like_a_reference_is_no_name_of_a_record(archive: Archive, source: str) -> None:
    assert not is_reference(source)
    assert looks_like_reference(source)
    with pytest.raises(Refused) as refused:
        enter(archive, source)
    assert "elsewhere:" in (refused.value.hint or "")
    carried = carried_in(record(source=source)).source
    assert carried == f"elsewhere:{source}", "the name itself stays as it was given"
    assert enter(archive, carried)["entered"] == 1


@pytest.mark.parametrize(
    "source",
    [
        "frus1951v07p2/d1",
        "Wilson Center/119017",
        "РГАНИ/5/30",
        "АП РФ/45/1/339",
        "fond/12/3",
        "vol/1951/I",
        "vol/1951/iv",
        "volume/loll/1",
        "alpha/2026/0",
        "alpha/2026/1/2",
        "alpha/2026/1.",
    ],
)
def test_what_looks_like_none_is_entered_as_it_is_named(archive: Archive, source: str) -> None:
    assert not looks_like_reference(source)
    assert enter(archive, source)["entered"] == 1
    assert archive.number(source) >= 0
