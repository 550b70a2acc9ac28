"""One record, brought in by whomever, by which an import, a search or the reading room breaks off.

What its form allows, a file of JSON can say: an address that is none, a year that was misprinted, a
month that no calendar has, a note at a paragraph that is not there, a blank without its house.
"""

from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Copy,
    Event,
    Happening,
    Moment,
    Named,
    Party,
    Record,
    Segment,
)
from depesha.archive.redaction import redaction_of
from depesha.archive.releasing import public
from depesha.errors import Usage
from depesha.reading_room.showing import form_of
from depesha.reading_room.writing import write
from tests.archive_desk import Archive, archive_at
from tests.unit.archive.full import full
from tests.unit.reading_room.shelves import printed, released, room_of

OFFICES = (("archivist", "archivist", 5),)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def sent_on(iso: str, number: int = 1) -> Record:
    record = printed(number, "Words of it.")
    events = (Event(kind=Happening.SENT, at=Moment(text=iso, iso=iso)),)
    return replace(record, telegram=replace(record.telegram, events=events))


def in_files(folder: Path, *records: Record) -> list[str]:
    """Write the reading room of these and of a good one; return the names of their pages."""
    room = room_of(folder / "s.shelf", [released(one) for one in (*records, printed(9, "Good."))])
    write(replace(room, site=replace(room.site, in_files=True)), folder / "site")
    return [path.name for path in (folder / "site").rglob("*.html")]


@pytest.mark.parametrize("source", ["https://[x", "http://a]b/c", "http://a℀b/"])
def test_an_address_that_is_none(tmp_path: Path, source: str) -> None:
    assert in_files(tmp_path, replace(printed(1, "Words."), source=source))


@pytest.mark.parametrize("iso", ["9951-11-21T18:35", "9999-12-31T23:59", "2721"])
def test_a_year_that_was_misprinted(archive: Archive, tmp_path: Path, iso: str) -> None:
    """With it the batch was refused, and the import broke off."""
    archive.enter(sent_on("1951-11-21", 2), sent_on(iso))
    archive.index()
    read = archive.station.read
    for since, count in (("9999", 1), ("2721-01-01", 1), ("1700", 2)):
        found = read("archive-search", query="words", since=since, office="archivist")["found"]
        assert len(found) == count
    assert in_files(tmp_path, sent_on(iso))


@pytest.mark.parametrize("iso", ["1951-13-01", "1951-00", "1951-99-99T99:99", "0000"])
def test_a_month_that_no_calendar_has(tmp_path: Path, iso: str) -> None:
    assert in_files(tmp_path, sent_on(iso))


@pytest.mark.parametrize("lacking", ["parties", "events"])
def test_a_blank_of_which_a_place_is_empty(tmp_path: Path, lacking: str) -> None:
    record = full()
    assert form_of(record) is not None, "the control: it has a blank"
    telegram = record.telegram
    given: Any = {
        "parties": (Named(role=Party.TO, text="A"),),
        "events": (Event(kind=Happening.SENT, at=Moment(text="x")),),
    }
    some: dict[str, Any] = {lacking: given[lacking]}
    none: dict[str, Any] = {lacking: ()}
    assert in_files(
        tmp_path,
        replace(record, telegram=replace(telegram, **some)),
        replace(record, source="v/2", telegram=replace(telegram, **none)),
    )


def test_sheets_without_number_are_gone_through_once() -> None:
    record = full()
    (typed, *others) = record.telegram.texts
    many = tuple(Segment(key=f"p{one}", text="x", sheet=one % 10_000) for one in range(100_000))
    texts = (replace(typed, segments=many, annotations=()), *others)
    copies = (Copy(number=1, sheets=10_000),)
    long = replace(record, copies=copies, telegram=replace(record.telegram, texts=texts))
    begun = process_time()
    form = form_of(long)
    assert process_time() - begun < 10
    assert form is not None
    assert sum(len(one.paragraphs) for one in form.sheets) == len(many)


@pytest.mark.parametrize("kind", [AnnotationKind.NOTE, AnnotationKind.COVER, AnnotationKind.GLOSS])
def test_a_note_at_a_paragraph_that_is_not_there(kind: AnnotationKind) -> None:
    record = printed(1, "Words.", annotations=())
    (text,) = record.telegram.texts
    note = Annotation(segment=99, start=0, end=1, kind=kind, body="Caffery")
    texts = (replace(text, annotations=(note,)),)
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    encode(record)
    made = public(record, [redaction_of("party 1=C/us")])
    assert made.telegram.parties[0].text == "[… C]"
    assert made.telegram.texts[0].annotations == ()


def test_a_list_of_things_is_none(archive: Archive) -> None:
    archive.enter(printed(1, "Words."))
    archive.index()
    with pytest.raises(Usage, match="to find"):
        archive.station.read("archive-search", query="words", thing=["x"], office="archivist")
