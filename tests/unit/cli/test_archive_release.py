"""`archive release`: what is kept back and what goes out by name is asked as it was said."""

from typing import Any

import pytest

from depesha.archive.redaction import Part
from depesha.cli.archive_release import COMMANDS
from tests.unit.cli.desk import run

DONE = {"record": 12, "version": 1, "traces": [], "glosses": 1}
TEXT: dict[str, Any] = {
    "language": "ru",
    "segments": [{"text": "Передайте ему."}],
    "annotations": [{"kind": "GLOSS", "body": "the courier"}, {"kind": "PAGE", "body": "67"}],
}
SHOWN: dict[str, Any] = {
    "content": {"telegram": {"texts": [TEXT]}},
    "glosses": [
        {"place": "note 1.1", "text": "the courier", "classification": 3},
        {"place": "note 1.3", "text": "the minister", "classification": 3},
    ],
    "reasons": ["the date was misread"],
    "traces": [{"kept_back": "party 2", "stands_in": "title"}],
}
ANSWERS = {"archive-release": DONE, "archive-preview": SHOWN}
DECISION = ("--by", "the board", "--authority", "law 5", "--on", "1976-11-21")


def test_notes_and_identifications_are_named_beside_what_is_kept_back() -> None:
    said = ("--with-glosses", "note 3.1", "--with-identification", "0011223344556677")
    kept = ("--redact", "attachment 2=1.4(a)/the board")
    ran = run("archive", "release", "12", *DECISION, *said, *kept, answers=ANSWERS)
    (_, seen), (name, fields) = ran.asked
    assert name == "archive-release"
    named = ("glosses", "identifications", "redactions")
    assert [seen[one] for one in named] == [fields[one] for one in named]
    assert fields["glosses"] == ["note 3.1"]
    assert fields["identifications"] == ["0011223344556677"]
    assert fields["redactions"] == ["attachment 2=1.4(a)/the board"]


@pytest.mark.parametrize(
    "said",
    [
        ("--with-glosses", "note 3.1"),
        ("--with-identification", "00"),
        ("--without-reasons",),
        ("--preview",),
    ],
)
def test_many_records_are_released_without_naming_notes(said: tuple[str, ...]) -> None:
    ran = run("archive", "release", "--source", "frus1951", *DECISION, *said)
    assert ran.status == 2
    assert ran.asked == []


def test_help_names_every_part() -> None:
    places = COMMANDS["archive release"].more.partition("Places:")[2]
    words = set(places.replace(";", " ").replace(",", " ").split())
    assert {part.name.lower() for part in Part} - {"text"} <= words


def test_a_preview_prints_what_would_go_out_and_decides_nothing() -> None:
    kept = "party 2=3.3(b)(1)/the board"
    said = ("--preview", "--redact", kept, "--with-glosses", "note 1.1")
    ran = run("archive", "release", "12", *said, answers={"archive-preview": SHOWN})
    assert [name for name, _ in ran.asked] == ["archive-preview"]
    assert ran.out.splitlines() == [
        "— ru —",
        "Передайте ему.",
        "",
        f"kept back: {kept}",
        "a note goes out (gloss): the courier",
        "note 1.3 stays here, unless it is named: the minister",
        "why an edition differs goes out: the date was misread",
        "what is kept back at party 2 seems to stand there still: title",
        "nothing is decided yet",
    ]


def test_a_preview_without_reasons_has_none() -> None:
    said = ("--preview", "--without-reasons")
    ran = run("archive", "release", "12", *said, answers={"archive-preview": SHOWN})
    assert "misread" not in ran.out
    assert "whole: nothing is kept back" in ran.out


def test_how_many_notes_and_reasons_went_out_is_told() -> None:
    ran = run("archive", "release", "12", *DECISION, answers=ANSWERS)
    assert "notes that went out by name: 1; reasons of editions that go out: 1" in ran.out
    ran = run("archive", "release", "12", *DECISION, "--without-reasons", answers=ANSWERS)
    ((_, fields),) = ran.asked
    assert fields["without_reasons"] is True
    assert "reasons of editions that go out: 0" in ran.out


def test_a_decision_says_who_made_it() -> None:
    ran = run("archive", "release", "12", "--by", "the board", answers=ANSWERS)
    assert ran.status == 2
    assert ran.asked == []
