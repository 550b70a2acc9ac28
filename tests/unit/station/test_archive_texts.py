"""Writing on a record: its next edition, who may, and what somebody else saved meanwhile."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.archive.record import Record
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.station.client import Client
from tests.unit.reading_room.shelves import seed
from tests.unit.station import a_station

WORDS = ["On 20 November …", "“Explain …”", "In view of …", "Confirm receipt.", "At once."]


@pytest.fixture
def station(tmp_path: Path) -> Client:
    offices = (*a_station.ARCHIVISTS, ("writer", "drafter", 5))
    home = a_station.found(tmp_path / "alpha", offices=offices)
    return a_station.station(home)


def enter(station: Client, record: Record, level: int = 0) -> int:
    """Enter a record; return its number."""
    station.order(
        "archive-enter",
        office="archivist",
        batch="page.md",
        classification=level,
        records=[b64encode(encode(record)).decode()],
    )
    return number(station, record.source)


def number(station: Client, name: str | int, office: str = "archivist") -> int:
    found = station.read("archive-record", record=str(name), office=office)
    return int(found["record"])


def translate(station: Client, record: int, **more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "office": "archivist",
        "record": record,
        "language": "en",
        "author": "Иван",
        "date": "2026-11-29",
        "text": 2,
        "segments": WORDS,
        "reason": "the first was free",
        **more,
    }
    return station.order("archive-translate", **fields)


def editions(station: Client, record: int, office: str = "archivist") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = station.read("archive-record", record=str(record), office=office)[
        "editions"
    ]
    return found


def test_what_is_saved_is_the_next_edition_and_the_one_before_stays(station: Client) -> None:
    first = enter(station, seed(), level=3)
    assert translate(station, first)["edition"] == 2
    second = number(station, seed().source)
    now = station.read("archive-record", record=str(second), office="archivist")
    text = now["content"]["telegram"]["texts"][2]
    assert [one["text"] for one in text["segments"]] == WORDS
    assert (text["author"], text["version"], text["date"]["iso"]) == ("Иван", 1, "2026-11-29")
    assert now["classification"] == 3
    before = station.read("archive-record", record=str(first), office="archivist")
    assert before["content"]["telegram"]["texts"][2]["author"] == ""


def test_each_edition_says_who_made_it_and_why(station: Client) -> None:
    first = enter(station, seed())
    translate(station, first)
    newest, oldest = editions(station, first)
    assert (newest["edition"], newest["reason"], newest["office"]) == (
        2,
        "the first was free",
        "archivist@alpha",
    )
    assert (oldest["record"], oldest["reason"]) == (first, "")


def test_who_writes_on_an_edition_that_is_past_writes_over_nothing(station: Client) -> None:
    first = enter(station, seed())
    translate(station, first)
    with pytest.raises(Refused, match="edition 1, and there is 2"):
        translate(station, first, author="Пётр")
    assert len(editions(station, first)) == 2


@pytest.mark.parametrize("kind", ["SUMMARY", "NORMALISED"])
def test_summaries_and_corrections_are_saved_too(station: Client, kind: str) -> None:
    first = enter(station, seed())
    text = {"SUMMARY": None, "NORMALISED": 1}[kind]
    translate(station, first, kind=kind, text=text, segments=[f"{kind} {one}" for one in WORDS])
    found = station.read(
        "archive-record", record=str(number(station, seed().source)), office="archivist"
    )
    (made,) = [one for one in found["content"]["telegram"]["texts"] if one["kind"] == kind]
    assert made["segments"][0]["text"] == f"{kind} {WORDS[0]}"


def test_who_keeps_no_archive_writes_nothing(station: Client) -> None:
    first = enter(station, seed())
    with pytest.raises(Forbidden):
        translate(station, first, office="writer")


def test_what_an_archivist_is_not_cleared_for_is_not_there(station: Client) -> None:
    first = enter(station, seed(), level=4)
    with pytest.raises(NotFound) as secret:
        translate(station, first, office="helper")
    with pytest.raises(NotFound) as nothing:
        translate(station, 999, office="helper")
    assert secret.value.message.replace(str(first), "N") == nothing.value.message.replace(
        "999", "N"
    )
    for question in ("archive-record", "archive-preview"):
        with pytest.raises(NotFound, match=r"there is no record \d+ in the archive"):
            station.read(question, record=str(first), office="helper")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"segments": WORDS[1:]}, "the original has 5 paragraphs, and this has 4"),
        ({"kind": "TRANSCRIPTION"}, "not a kind of text that is written"),
        ({"date": "1951-02-30"}, "not a day"),
        ({"date": "1951-1"}, "not a day"),
        ({"reason": " "}, "a reason has"),
        ({"reason": "x" * 401}, "a reason has"),
        ({"segments": "text"}, "list"),
    ],
)
def test_what_does_not_fit_is_refused(station: Client, given: dict[str, Any], why: str) -> None:
    first = enter(station, seed())
    with pytest.raises(Usage, match=why):
        translate(station, first, **given)
    assert len(editions(station, first)) == 1


def test_a_preview_is_what_the_release_makes_public(station: Client) -> None:
    first = enter(station, seed())
    shown = station.read(
        "archive-preview",
        record=str(first),
        redactions=["1:0-10=3.3(b)(1)/the board"],
        office="archivist",
    )
    texts = shown["content"]["telegram"]["texts"]
    assert texts[0]["segments"][0]["text"].startswith("[… 3.3(b)(1)]")
    assert texts[1]["segments"][0]["text"] == "[… 3.3(b)(1)]"
    assert shown["kept_back"] == [{"code": "3.3(b)(1)", "authority": "the board"}]
    whole = station.read("archive-preview", record=str(first), office="archivist")
    assert len(whole["content"]["telegram"]["texts"]) == 3


def test_a_preview_of_no_place_is_refused(station: Client) -> None:
    first = enter(station, seed())
    for odd in ("9=3.3/the board", "rubbish"):
        with pytest.raises(Usage):
            station.read("archive-preview", record=str(first), redactions=[odd], office="archivist")
