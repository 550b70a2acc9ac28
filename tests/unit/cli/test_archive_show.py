"""`archive show`: what editors wrote stands below the text, by the places that a release names."""

from dataclasses import replace
from pathlib import Path

from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Asked,
    Happening,
    MarkKind,
    Party,
    Record,
    TextKind,
)
from depesha.words import word
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.cli.desk import run
from tests.unit.reading_room.shelves import seed

OFFICES = (("archivist", "archivist", 5), ("reader", "drafter", 1))


def noted() -> Record:
    """A record with a page's begin, a note for everybody and one for whoever is cleared for 3."""
    one = record("Передайте ему.")
    (text,) = one.telegram.texts
    notes = (
        Annotation(segment=0, start=0, end=0, kind=AnnotationKind.PAGE, body="67"),
        Annotation(segment=0, start=0, end=5, kind=AnnotationKind.NOTE, body="by courier"),
        Annotation(
            segment=0,
            start=10,
            end=13,
            kind=AnnotationKind.GLOSS,
            body="the minister",
            classification=3,
        ),
    )
    texts = (replace(text, annotations=notes),)
    return replace(one, telegram=replace(one.telegram, texts=texts))


def shown(archive: Archive, office: str) -> str:
    """Return what the command prints of what the station answers."""
    found = archive.station.read("archive-record", record="volume/d1", office=office)
    return run("archive", "show", "volume/d1", answers={"archive-record": found}).out


def test_notes_stand_with_their_places_for_whoever_is_shown_them(tmp_path: Path) -> None:
    archive = archive_at(tmp_path, OFFICES)
    archive.enter(noted())
    printed = shown(archive, "archivist")
    assert "note 1.2 (footnote, paragraph 1): by courier" in printed
    assert "note 1.3 (gloss, paragraph 1, level 3): the minister" in printed
    assert "note 1.1" not in printed, "where a page begins says nothing"
    below = shown(archive, "reader")
    assert "note 1.2 (footnote, paragraph 1): by courier" in below
    assert "minister" not in below
    assert "note 1.3" not in below


def test_a_record_is_shown_whole(tmp_path: Path) -> None:
    """Whatever the page of a record has is printed: the form, the copies and every mark."""
    archive = archive_at(tmp_path, OFFICES)
    one = seed()
    archive.enter(one)
    found = archive.station.read("archive-record", record=one.source, office="archivist")
    printed = run("archive", "show", one.source, answers={"archive-record": found}).out
    for said in (
        "summary: Telegram from Gromyko to Razuvaev",
        "contents there: Original Scan, Translation - English",
        "type: Шифрованная телеграмма",
        "special number: 1070",
        "form: 17",
        "caveat: Снятие копий воспрещается",
        "caption: О С О Б А Я",
        "Received for dispatch: Получена 18 час. 35 мин. 21.XI 195 1 г.",
        "asks: to confirm receipt (Получение подтвердите.)",
        "copies typed: 2",
        "copy 1: т. Сталину",
        "  sheet 2: -2- (struck out)",
        "  sheet 2: Иван (handwritten)",
        "  printed places for copies, empty: 8",
        "— en, translation —",
        "Leaves and sheets: agrees (sheets: 2; leaves by holding: 2, 2, 2)",
    ):
        assert said in printed, said


def test_the_codes_of_a_record_have_words() -> None:
    codes = [
        *(f"event {one.name}" for one in Happening),
        *(f"asks {one.name}" for one in Asked),
        *(f"mark {one.name}" for one in MarkKind),
        *(f"text {one.name}" for one in TextKind),
        *(f"party {one.name}" for one in Party),
    ]
    assert [one for one in codes if word(one, "ru") == one] == []


def test_a_record_without_holdings_is_not_cited_by_one() -> None:
    told = {"citations": [{"holding": 0, "chicago": "A to B.", "gost": ""}]}
    done = run("archive", "cite", "7", "--style", "gost", answers={"archive-record": told})
    assert done.status != 0
    assert "no holding" in done.err
    assert "--style chicago" in done.err
