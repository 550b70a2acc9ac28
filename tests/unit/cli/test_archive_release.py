"""`archive release`: what is kept back and what goes out by name is asked as it was said."""

import pytest

from depesha.archive.redaction import Part
from depesha.cli.archive_release import COMMANDS
from tests.unit.cli.desk import run

DONE = {"record": 12, "version": 1, "traces": []}
DECISION = ("--by", "the board", "--authority", "law 5", "--on", "1976-11-21")


def test_notes_and_identifications_are_named_beside_what_is_kept_back() -> None:
    said = ("--with-glosses", "note 3.1", "--with-identification", "0011223344556677")
    kept = ("--redact", "attachment 2=1.4(a)/the board")
    ran = run(
        "archive", "release", "12", *DECISION, *said, *kept, answers={"archive-release": DONE}
    )
    ((name, fields),) = ran.asked
    assert name == "archive-release"
    assert fields["glosses"] == ["note 3.1"]
    assert fields["identifications"] == ["0011223344556677"]
    assert fields["redactions"] == ["attachment 2=1.4(a)/the board"]


@pytest.mark.parametrize("said", [("--with-glosses", "note 3.1"), ("--with-identification", "00")])
def test_many_records_are_released_without_naming_notes(said: tuple[str, str]) -> None:
    ran = run("archive", "release", "--source", "frus1951", *DECISION, *said)
    assert ran.status == 2
    assert ran.asked == []


def test_help_names_every_part() -> None:
    places = COMMANDS["archive release"].more.partition("Places:")[2]
    words = set(places.replace(";", " ").replace(",", " ").split())
    assert {part.name.lower() for part in Part} - {"text"} <= words
