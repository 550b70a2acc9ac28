"""The desk's search: a telegram is found by the words of its text, filed or not."""

from pathlib import Path
from typing import Any

import pytest

from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.station import a_station

OFFICES = (("archivist", "archivist", 5), ("reader", "drafter", 1))
DECISION = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def found(archive: Archive, text: str = "квазиворобьи", office: str = "archivist") -> list[str]:
    archive.index()
    lines: list[Any] = archive.station.read("find", text=text, office=office)["lines"]
    return [one["reference"] for one in lines]


def sent(archive: Archive) -> str:
    draft = a_station.draft("Квазиворобьи прилетели.", "Subject: birds")
    text = draft.replace("RESTRICTED", "SECRET")
    done = archive.station.order("send", office="desk", text=text)
    return f"alpha/{done['year']}/{done['number']}"


def file(archive: Archive, reference: str, delo: str = "2") -> int:
    given: dict[str, Any] = {"archive": f"A {delo}", "fond": "1", "delo": delo, "open": True}
    done = archive.station.order("archive-file", office="archivist", reference=reference, **given)
    return int(done["record"])


def test_it_is_found_before_and_after_it_is_filed_and_once(archive: Archive) -> None:
    reference = sent(archive)
    assert found(archive) == [reference]
    file(archive, reference)
    assert found(archive) == [reference]
    file(archive, reference, "3")
    assert found(archive) == [reference], "of two editions"
    archive.station.order(
        "archive-unfile", office="archivist", reference=reference, reason="x", **DECISION
    )
    assert found(archive) == [reference]


def test_a_record_of_the_past_is_no_telegram(archive: Archive) -> None:
    archive.enter(record("Квазиворобьи прилетели."))
    assert found(archive) == []


def test_whoever_reads_the_declassified_record_does_not_find_the_telegram(
    archive: Archive,
) -> None:
    reference = sent(archive)
    number = file(archive, reference)
    assert found(archive, office="reader") == []
    given: dict[str, Any] = {**DECISION, "record": number, "decision": "declassify"}
    archive.station.order("archive-review", office="archivist", **given)
    archive.index()
    answer = archive.station.read("archive-search", query="квазиворобьи", office="reader")
    assert len(answer["found"]) == 1, "the control: its record he reads"
    assert found(archive, office="reader") == []
    assert found(archive) == [reference]
