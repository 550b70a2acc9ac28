"""Which records are here, and what an archivist may take out."""

from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import decode, encode
from depesha.archive.record import Annotation, AnnotationKind, Record
from depesha.errors import Forbidden, NotFound, Usage
from depesha.station.client import Client
from tests.unit.reading_room.shelves import printed, seed
from tests.unit.station import a_station


@pytest.fixture
def station(tmp_path: Path) -> Client:
    offices = (*a_station.ARCHIVISTS, ("clerk", "drafter", 5))
    home = a_station.found(tmp_path / "alpha", offices=offices)
    return a_station.station(home)


def letter(number: int) -> Record:
    return printed(number, f"{number}. Words of it.")


def enter(station: Client, *records: Record, level: int = 0) -> None:
    station.order(
        "archive-enter",
        office="archivist",
        batch="file",
        classification=level,
        records=[b64encode(encode(one)).decode() for one in records],
    )


def export(station: Client, office: str = "archivist", **asked: Any) -> Any:
    return station.read("archive-export", office=office, **asked)


def name_of(record: Record) -> str:
    return sha256(encode(record)).hexdigest()


def test_what_is_here_is_known_and_nothing_else(station: Client) -> None:
    here, other = letter(1), letter(2)
    enter(station, here)
    names = [name_of(here), name_of(other)]
    answer = station.read("archive-known", office="archivist", records=names)
    assert answer == {"known": [name_of(here)]}


def test_what_a_reader_is_not_cleared_for_is_not_known(station: Client) -> None:
    enter(station, letter(1), level=4)
    asked = {"records": [name_of(letter(1))]}
    assert station.read("archive-known", office="helper", **asked) == {"known": []}


@pytest.mark.parametrize("names", [None, "x", ["zz"], ["00"], ["00" * 32] * 257, [7]])
def test_what_names_no_records_is_refused(station: Client, names: object) -> None:
    with pytest.raises(Usage):
        station.read("archive-known", office="archivist", records=names)


@pytest.mark.parametrize("question", ["archive-known", "archive-export"])
def test_who_keeps_no_archive_takes_nothing_out(station: Client, question: str) -> None:
    with pytest.raises(Forbidden):
        station.read(question, office="clerk", records=[])


def test_all_records_come_a_page_at_a_time_as_they_were_entered(station: Client) -> None:
    given = [letter(number) for number in range(1, 8)]
    enter(station, *given)
    found: list[Record] = []
    after = -1
    while (page := export(station, after=after, limit=3))["last"] is not None:
        assert len(page["records"]) <= 3
        found += [decode(b64decode(one["document"])) for one in page["records"]]
        after = page["last"]
    assert found == given


def test_what_a_reader_is_not_cleared_for_is_not_there(station: Client) -> None:
    enter(station, letter(1))
    enter(station, letter(2), level=3)
    page = export(station, "helper")
    assert [one["classification"] for one in page["records"]] == [0]
    assert page["withheld"] == 0
    for named in ("nothing", letter(2).source):
        with pytest.raises(NotFound, match="there is no record"):
            export(station, "helper", record=named)


def test_a_caveat_that_forbids_copies_holds_until_the_record_is_public(station: Client) -> None:
    enter(station, seed(), letter(1))
    page = export(station)
    assert [decode(b64decode(one["document"])).source for one in page["records"]] == [
        letter(1).source
    ]
    assert page["withheld"] == 1
    with pytest.raises(Forbidden, match="caveats"):
        export(station, record=seed().source)
    station.order(
        "archive-release",
        office="archivist",
        record=station.read("archive-record", record=seed().source, office="archivist")["record"],
        decided_by="the board",
        authority="25 years",
        decided_on="1976-11-21",
    )
    (one,) = export(station, record=seed().source)["records"]
    assert decode(b64decode(one["document"])) == seed()
    assert export(station)["withheld"] == 0


def test_a_gloss_above_the_readers_clearance_is_not_taken_out(station: Client) -> None:
    plain = letter(1)
    (text, *others) = plain.telegram.texts
    gloss = Annotation(
        segment=0, start=0, end=1, kind=AnnotationKind.GLOSS, body="who it is", classification=4
    )
    glossed = replace(text, annotations=(*text.annotations, gloss))
    record = replace(plain, telegram=replace(plain.telegram, texts=(glossed, *others)))
    enter(station, record)
    (seen,) = export(station)["records"]
    assert decode(b64decode(seen["document"])) == record
    (less,) = export(station, "helper")["records"]
    assert decode(b64decode(less["document"])) == plain
