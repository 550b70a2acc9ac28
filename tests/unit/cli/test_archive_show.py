"""`archive show`: what editors wrote stands below the text, by the places that a release names."""

from dataclasses import replace
from pathlib import Path

from depesha.archive.record import Annotation, AnnotationKind, Record
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.cli.desk import run

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
