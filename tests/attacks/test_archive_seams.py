"""Where pieces of the archive meet: what one hides, the next must not tell."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.archive.glosses import glossed_at, seen_by
from depesha.archive.name_keys import keys_of
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.archive.releasing import public
from depesha.errors import Forbidden, Problem, Refused, Usage
from tests.archive_desk import Archive, archive_at

GLOSS = "Сталин"


def record(text: str = "Передайте Филиппову.") -> Record:
    glosses = (
        Annotation(segment=0, start=0, end=9, kind=AnnotationKind.GLOSS, body=GLOSS),
        Annotation(segment=0, start=10, end=19, kind=AnnotationKind.NOTE, body="a note"),
    )
    said = Text(
        kind=TextKind.TRANSCRIPTION,
        language="ru",
        segments=(Segment(key="p1", text=text),),
        annotations=glosses if len(text) > 19 else (),
    )
    telegram = Telegram(document_type="telegram", texts=(said,), cover_names=("Филиппов",))
    return Record(source="x/1", telegram=telegram)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def preview(archive: Archive, number: int, office: str, *redactions: str) -> Any:
    asked = {"record": str(number), "office": office, "redactions": list(redactions)}
    return archive.station.read("archive-preview", **asked)


def enter(archive: Archive, office: str, level: int, one: Record) -> None:
    archive.station.order(
        "archive-enter",
        office=office,
        batch="b",
        classification=level,
        records=[b64encode(encode(one)).decode()],
    )


def test_a_preview_names_no_note_that_its_reader_is_not_cleared_for(archive: Archive) -> None:
    number = archive.enter(glossed_at(record(), 3))
    assert GLOSS in str(preview(archive, number, "archivist")["places"]), "the positive control"
    low = preview(archive, number, "helper")
    assert GLOSS not in str(low)
    assert [one["place"] for one in low["places"] if one["text"] == "a note"] == ["note 1.2"]
    with pytest.raises(Usage, match="nothing at"):
        preview(archive, number, "helper", "note 1.1=X/the board")
    assert preview(archive, number, "helper", "note 1.2=X/the board")["kept_back"]


def test_places_are_counted_alike_by_who_reads_and_by_who_decides(archive: Archive) -> None:
    number = archive.enter(glossed_at(record(), 3))
    shown = archive.station.read("archive-record", record=str(number), office="helper")
    assert "note 1.2" in shown["places"]
    assert "note 1.1" not in shown["places"]


def test_a_preview_is_for_those_who_decide(archive: Archive) -> None:
    number = archive.enter(record())
    with pytest.raises(Forbidden):
        preview(archive, number, "writer")


def test_cover_names_of_the_form_are_for_those_who_know_them() -> None:
    whole = record()
    assert seen_by(whole, 255).telegram.cover_names == ()
    assert seen_by(whole, 255, keys_of("Филиппов")).telegram.cover_names == ("Филиппов",)
    assert public(whole, ()).telegram.cover_names == ()


def test_no_edition_is_for_fewer_readers_than_the_one_before(archive: Archive) -> None:
    archive.enter(record())
    with pytest.raises(Refused, match="x/1 is here for whoever is cleared for 0"):
        enter(archive, "archivist", 4, record("Иначе."))
    shown = archive.station.read("archive-record", record="x/1", office="helper")
    assert [one["edition"] for one in shown["editions"]] == [1]


def test_an_edition_is_for_the_readers_of_the_one_before(archive: Archive) -> None:
    archive.enter(record(), level=4)
    enter(archive, "archivist", 0, record("Иначе."))
    with pytest.raises(Problem):
        archive.station.read("archive-record", record="x/1", office="helper")
    shown = archive.station.read("archive-record", record="x/1", office="archivist")
    assert (shown["edition"], shown["classification"]) == (2, 4)


def test_nobody_writes_an_edition_over_one_that_he_may_not_read(archive: Archive) -> None:
    archive.enter(record(), level=4)
    with pytest.raises(Forbidden, match="not cleared for what it would enter"):
        enter(archive, "helper", 0, record("Иначе."))
