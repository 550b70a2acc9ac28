"""Words as they are written: the same at a station and in the reading room, within a bound."""

from pathlib import Path
from typing import Any

import pytest

from depesha.archive.record import Record
from depesha.reading_room.finding import find
from depesha.reading_room.pages.searching import wish_of
from depesha.store import archive_written
from tests.archive_desk import Archive
from tests.unit.reading_room.shelves import printed, released, room_of
from tests.unit.web.filed_telegrams import filing_at

RECORDS = [
    printed(1, "Разуваеву было сказано", title="Razuvaev"),
    printed(2, "Разуваев сказал", addressee="Разуваеву"),
    printed(3, 'об"явление Петра'),
    printed(4, "объявления Пётр"),
    printed(5, "the word of the words"),
    printed(6, "the words alone", sender="Wordsworth"),
]
QUESTIONS = [
    ("разуваеву", {1, 2}),
    ("Разуваев", {2}),
    ("Razuvaev", {1}),
    ("объявление", {3}),
    ("петр", {4}),
    ("word", {5}),
    ("words", {5, 6}),
    ("words -word", {6}),
    ("words -wordsworth", {5}),
    ('"the words"', {5, 6}),
    ('"the word of"', {5}),
    ("Words alone", {6}),
    ("небывалое", set()),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    made = filing_at(tmp_path_factory.mktemp("station"))
    made.enter(*RECORDS)
    made.index()
    return made


def asked(archive: Archive, question: str = "archive-search", **fields: Any) -> dict[str, Any]:
    told: dict[str, Any] = archive.station.read(
        question, office="archivist", exact=True, thing="record", **fields
    )
    return told


def numbers(archive: Archive, **fields: Any) -> list[int]:
    return [one["number"] for one in asked(archive, **fields)["found"]]


@pytest.mark.parametrize(("query", "wanted"), QUESTIONS)
def test_a_station_finds_what_is_written_so(archive: Archive, query: str, wanted: set[int]) -> None:
    assert set(numbers(archive, query=query)) == wanted
    assert set(numbers(archive, query=query, order="rank")) == wanted
    counted = asked(archive, "archive-facets", query=query)
    assert (counted["count"], counted["is_more"]) == (len(wanted), False)


@pytest.mark.parametrize(("query", "wanted"), QUESTIONS)
def test_the_reading_room_finds_the_same(tmp_path: Path, query: str, wanted: set[int]) -> None:
    room = room_of(tmp_path / "s", [released(one) for one in RECORDS])
    found = find(room.shelf, wish_of({"q": query, "exact": "1"}))
    assert {line["number"] for line in found.lines} == wanted
    assert found.count == len(wanted)


def test_what_is_written_so_alone_is_marked(archive: Archive) -> None:
    (line,) = asked(archive, query="word")["found"]
    assert line["found"] == "the \x02word\x03 of the words"


def test_a_field_is_asked_for_what_is_written_there(archive: Archive) -> None:
    assert numbers(archive, query="to:Разуваеву") == [2]
    assert numbers(archive, query="to:Разуваев") == []
    assert numbers(archive, person="Разуваеву", query="") == [2]


def test_pages_go_on_and_have_each_once(archive: Archive) -> None:
    first = asked(archive, query="words", limit=1)["found"]
    rest = asked(archive, query="words", limit=5, before=first[0]["record"])["found"]
    assert [one["number"] for one in (*first, *rest)] == [6, 5]


def more(count: int) -> list[Record]:
    return [printed(number, "words", source=f"more/{number}") for number in range(100, 100 + count)]


def test_so_many_texts_are_looked_at_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_written, "CHECKED", 5)
    monkeypatch.setattr(archive_written, "_AT_ONCE", 2)
    made = filing_at(tmp_path)
    made.enter(*more(4), printed(1, "a word"))
    made.index()
    assert numbers(made, query="word") == [1], "the oldest of five is looked at"
    made.enter(printed(27, "words once more"))
    made.index()
    assert numbers(made, query="word") == [], "of six it is not"
    assert asked(made, "archive-facets", query="word")["is_more"]
