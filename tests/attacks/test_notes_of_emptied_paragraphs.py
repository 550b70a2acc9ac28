"""Emptying a paragraph: no note goes with it, and nobody learns by it that there was a hidden one.

    an archivist who is cleared for little empties the paragraph at which a gloss stands that he
    is not cleared for: the gloss is not lost; and all that he is told is what he would be told if
    there had been none

Planted bug, caught here: what stood at the paragraph goes with it.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive import translating
from depesha.archive.form import encode
from depesha.archive.record import Annotation, AnnotationKind, Record, TextKind
from depesha.errors import Problem
from depesha.station.client import Client
from tests.unit.reading_room.shelves import seed
from tests.unit.station import a_station

GLOSS = "Джугашвили"
TRANSLATION = 2
EMPTIED = ["", "“Explain …”", "In view of …", "", "At once."]
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("archive-record", {"record": "{newest}"}),
    ("archive-record", {"record": "{newest}", "purpose": "json"}),
    ("archive-record", {"record": "{first}"}),
    ("archive-export", {"record": "{newest}"}),
    ("archive-preview", {"record": "{newest}"}),
    ("archive-search", {"query": GLOSS}),
    ("archive-search", {"query": ""}),
    ("archive-facets", {"query": ""}),
)


def with_notes(*, hidden: bool) -> Record:
    """Return the seed with a note that everybody sees at a paragraph, and perhaps hidden ones."""
    record = seed()
    open_note = Annotation(segment=3, start=0, end=7, kind=AnnotationKind.NOTE, body="sic")
    secret = (
        replace(open_note, segment=0, kind=AnnotationKind.GLOSS, body=GLOSS, classification=4),
        replace(open_note, kind=AnnotationKind.PERSON, body=GLOSS, classification=4),
    )
    texts = list(record.telegram.texts)
    notes = (open_note, *secret) if hidden else (open_note,)
    texts[TRANSLATION] = replace(texts[TRANSLATION], annotations=notes)
    return replace(record, telegram=replace(record.telegram, texts=tuple(texts)))


def a_client(folder: Path, number: int = 0) -> Client:
    home = a_station.found(folder, offices=a_station.ARCHIVISTS, number=number)
    return a_station.station(home)


def enter(station: Client, record: Record) -> int:
    document = b64encode(encode(record)).decode()
    station.order("archive-enter", office="archivist", batch="page.md", records=[document])
    return newest(station)


def newest(station: Client) -> int:
    found = station.read("archive-record", record=seed().source, office="archivist")
    return int(found["record"])


def translate(station: Client, segments: list[str], office: str = "helper") -> dict[str, Any]:
    return station.order(
        "archive-translate",
        office=office,
        record=newest(station),
        kind=TextKind.TRANSLATION.name,
        language="en",
        author="Иван",
        text=TRANSLATION,
        segments=segments,
        reason="not said",
    )


def untimed(value: Any) -> Any:
    """Return an answer without what the clock put there."""
    if isinstance(value, dict):
        return {name: untimed(one) for name, one in value.items() if name != "at"}
    return [untimed(one) for one in value] if isinstance(value, list) else value


def told(station: Client, first: int) -> Iterator[str]:
    """Yield what the office that is cleared for little is told, whatever it asks."""
    places = {"first": str(first), "newest": str(newest(station))}
    for question, fields in QUESTIONS:
        asked = {
            name: one.format(**places) if isinstance(one, str) else one
            for name, one in fields.items()
        }
        try:
            answer = station.read(question, office="helper", **asked)
        except Problem as problem:
            answer = {"code": problem.code, "message": problem.message, "hint": problem.hint}
        yield json.dumps(untimed(answer), ensure_ascii=False, sort_keys=True)


def session(folder: Path, *, hidden: bool) -> list[str]:
    """Return all that the office is told while it empties, saves again, and fills again."""
    station = a_client(folder, int(hidden))
    first = enter(station, with_notes(hidden=hidden))
    heard: list[str] = []
    for segments in (EMPTIED, EMPTIED, ["x", "", "", "", ""], ["a", "b", "c", "d", "e"]):
        try:
            heard.append(json.dumps(translate(station, segments)))
        except Problem as problem:
            heard.append(f"{problem.code}: {problem.message} ({problem.hint})")
        heard += told(station, first)
    return heard


def test_leak_a_hidden_note_shows_by_nothing_when_its_paragraph_is_emptied(tmp_path: Path) -> None:
    with_it = session(tmp_path / "with", hidden=True)
    without = session(tmp_path / "without", hidden=False)
    assert with_it == without
    assert not [one for one in with_it if GLOSS in one and "query" not in one]
    assert any('"lost_places": 1' in one for one in with_it), "of the note that he sees he is told"
    assert any("nothing is changed" in one for one in with_it)


def notes_seen(station: Client, office: str) -> list[tuple[str, str]]:
    found = station.read("archive-record", record=str(newest(station)), office=office)
    text = found["content"]["telegram"]["texts"][TRANSLATION]
    return sorted((one["body"], one["lost_from"]) for one in text["annotations"])


def test_who_is_cleared_is_told_that_notes_lost_their_places(tmp_path: Path) -> None:
    station = a_client(tmp_path / "a")
    enter(station, with_notes(hidden=True))
    assert translate(station, EMPTIED)["lost_places"] == 1
    assert notes_seen(station, "helper") == [("sic", "p4")]
    assert notes_seen(station, "archivist") == [("sic", "p4"), (GLOSS, "p1"), (GLOSS, "p4")]


def test_who_empties_it_himself_and_is_cleared_is_told_of_all(tmp_path: Path) -> None:
    station = a_client(tmp_path / "a")
    enter(station, with_notes(hidden=True))
    assert translate(station, EMPTIED, office="archivist")["lost_places"] == 3


def test_planted_what_stood_at_a_paragraph_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss that this file is about: the test above must fail by it."""
    kept = translating._moved
    monkeypatch.setattr(
        translating, "_moved", lambda *given: (one for one in kept(*given) if not one.lost_from)
    )
    station = a_client(tmp_path / "a")
    enter(station, with_notes(hidden=True))
    translate(station, EMPTIED)
    assert notes_seen(station, "archivist") == []


def test_leak_what_is_lost_is_no_more_public_than_it_was(tmp_path: Path) -> None:
    station = a_client(tmp_path / "a")
    enter(station, with_notes(hidden=True))
    translate(station, EMPTIED)
    for redactions in ([], ["2=3.3(b)(1)/the board"], ["4=3.3(b)(1)/the board"]):
        shown = station.read(
            "archive-preview",
            record=str(newest(station)),
            redactions=redactions,
            office="archivist",
        )
        public = json.dumps(shown["content"], ensure_ascii=False)
        assert GLOSS not in public
        assert ('"body": "sic"' in public) is not bool(redactions), "it goes with its paragraph"
