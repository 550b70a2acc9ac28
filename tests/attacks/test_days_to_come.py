"""A decision that bears a day to come: nobody decided it, and the public would be told that day."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Usage
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.station import a_station

DECISION = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}
TO_COME = {**DECISION, "decided_on": "9999-12-31"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, (("archivist", "archivist", 5),))


def filed(archive: Archive) -> str:
    done = archive.station.order("send", office="desk", text=a_station.draft("Прилетели."))
    reference = f"alpha/{done['year']}/{done['number']}"
    place: dict[str, Any] = {"archive": "A", "fond": "1", "delo": "2", "open": True}
    archive.station.order("archive-file", office="archivist", reference=reference, **place)
    return reference


def refused(archive: Archive, order: str, **named: Any) -> None:
    with pytest.raises(Usage, match="still to come"):
        archive.station.order(order, office="archivist", **named)


def test_no_filing_is_taken_back_on_a_day_to_come(archive: Archive) -> None:
    named = {"reference": filed(archive), "reason": "in error"}
    refused(archive, "archive-unfile", **named, **TO_COME)
    archive.station.order("archive-unfile", office="archivist", **named, **DECISION)


def test_nothing_is_released_or_withdrawn_on_a_day_to_come(archive: Archive) -> None:
    named: dict[str, Any] = {"record": archive.enter(record("Текст."))}
    refused(archive, "archive-release", **named, **TO_COME)
    archive.station.order("archive-release", office="archivist", **named, **DECISION)
    named["reason"] = "in error"
    refused(archive, "archive-withdraw", **named, **TO_COME)
    archive.station.order("archive-withdraw", office="archivist", **named, **DECISION)


def test_not_many_are_released_on_a_day_to_come(archive: Archive) -> None:
    archive.enter(record("Текст."), batch="volume.xml")
    refused(archive, "archive-release-all", batch="volume.xml", **TO_COME)
    named = {"batch": "volume.xml"}
    done = archive.station.order("archive-release-all", office="archivist", **named, **DECISION)
    assert done["released"] == 1
