"""What a record is to others: found by number and date, among what the reader is cleared for."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.record import Annotation, AnnotationKind, Moment, Record, Referred
from depesha.errors import NotFound
from depesha.store.archive_thread import MOST
from depesha.telegram import Relation
from tests.archive_desk import Archive
from tests.unit.reading_room.shelves import printed
from tests.unit.web.filed_telegrams import file, filing_at, still_open

QUESTION = printed(1, "a question")
YEAR = str(datetime.now(UTC).year)  # the station's clock is the real one
REPLY = "In reply to your telegram 1: yes."


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return filing_at(tmp_path)


def later(number: int, words: str, **fields: Any) -> Record:
    """Return a telegram back, from whom the question went to."""
    return printed(number, words, sender="Secretary of State", addressee="Caffery", **fields)


def thread(archive: Archive, record: object, office: str = "archivist") -> dict[str, Any]:
    told: dict[str, Any] = archive.station.read("archive-thread", record=str(record), office=office)
    return told


def bonds(found: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(one["bond"], one["other"]["number"], one["confidence"]) for one in found]


# -- what is found ---------------------------------------------------------------------------------


def test_what_it_says_and_what_is_said_of_it_is_told_with_how_sure_it_is(archive: Archive) -> None:
    archive.enter(QUESTION, later(2, REPLY))
    archive.index()
    question, answer = thread(archive, "volume/d1"), thread(archive, "volume/d2")
    assert bonds(answer["bonds"]) == [("REPLIES", 1, 95)]
    assert bonds(question["answered"]) == [("REPLIES", 2, 95)]
    assert question["bonds"] == answer["answered"] == []
    assert answer["bonds"][0]["words"] == "In reply to your telegram 1"
    assert answer["bonds"][0]["other"]["record"] == archive.number("volume/d1")
    assert not question["is_more"]


def test_what_is_not_certain_is_less_and_two_alike_are_none(archive: Archive) -> None:
    archive.enter(QUESTION, printed(3, "See telegram 1.", sender="Bruce", addressee="Acheson"))
    archive.index()
    assert bonds(thread(archive, "volume/d3")["bonds"]) == [("REFERS", 1, 70)]
    archive.enter(replace(QUESTION, source="volume/d1bis"))
    archive.index()
    assert thread(archive, "volume/d3")["bonds"] == []
    assert thread(archive, "volume/d1")["answered"] == []


def test_a_note_of_the_editor_mentions_too(archive: Archive) -> None:
    archive.enter(QUESTION, later(2, "Yes.", annotations=(noted("Replies to telegram 1."),)))
    archive.index()
    assert [one[1] for one in bonds(thread(archive, "volume/d2")["bonds"])] == [1]


def noted(words: str, level: int = 0) -> Annotation:
    return Annotation(
        segment=0, start=0, end=1, kind=AnnotationKind.NOTE, body=words, classification=level
    )


def test_a_past_edition_hangs_together_with_the_same(archive: Archive) -> None:
    archive.enter(QUESTION, later(2, REPLY))
    first, past = archive.number("volume/d1"), archive.number("volume/d2")
    archive.enter(printed(1, "a question, read better"), later(2, f"{REPLY} Once more."))
    archive.index()
    assert bonds(thread(archive, past)["bonds"]) == [("REPLIES", 1, 95)]
    assert bonds(thread(archive, first)["answered"]) == [("REPLIES", 2, 95)]
    assert thread(archive, past)["bonds"][0]["other"]["record"] == archive.number("volume/d1")


def test_without_a_day_or_a_number_nothing_hangs_together(archive: Archive) -> None:
    undated = later(2, REPLY)
    undated = replace(undated, telegram=replace(undated.telegram, events=()))
    unnumbered = replace(QUESTION, telegram=replace(QUESTION.telegram, outgoing_number=0))
    archive.enter(unnumbered, undated)
    archive.index()
    for source in ("volume/d1", "volume/d2"):
        told = thread(archive, source)
        assert told["bonds"] == told["answered"] == []


def test_of_many_that_say_its_number_the_newest_are_looked_at_and_that_is_said(
    archive: Archive,
) -> None:
    archive.enter(QUESTION, *(later(number, REPLY) for number in range(2, MOST + 12)))
    archive.index()
    found = thread(archive, "volume/d1")
    assert found["is_more"]
    assert len(found["answered"]) == MOST


# -- telegrams of this station ---------------------------------------------------------------------


def test_a_filed_telegram_leads_to_one_that_is_not_and_to_its_record_once_it_is(
    archive: Archive,
) -> None:
    first = still_open(archive)
    second = still_open(archive, "Please repeat the answer to my telegram 1.")
    file(archive, second)
    archive.index()
    (one,) = thread(archive, second)["bonds"]
    assert (one["other"]["record"], one["other"]["telegram"]) == (None, first)
    number = file(archive, first)["record"]
    archive.index()
    (one,) = thread(archive, second)["bonds"]
    assert one["other"]["record"] == number
    assert [each["other"]["number"] for each in thread(archive, first)["answered"]] == [2]


def stating(number: str, year: str = YEAR) -> Record:
    """Return a record whose form says to what it is the correction."""
    said = Referred(
        relation=Relation.CORRECTS,
        number=number,
        date=Moment(text=year, iso=year) if year else None,
        words="the third line",
    )
    record = later(2, "Read otherwise.")
    return replace(record, telegram=replace(record.telegram, references=(said,)))


def test_what_its_form_says_is_told_as_said_and_leads_there(archive: Archive) -> None:
    number = file(archive, still_open(archive))["record"]
    archive.enter(stating("alpha/1"))
    archive.index()
    (one,) = thread(archive, "volume/d2")["stated"]
    assert (one["relation"], one["number"], one["words"]) == (
        *("CORRECTS", "alpha/1"),
        "the third line",
    )
    assert one["other"]["record"] == number
    assert "confidence" not in one


@pytest.mark.parametrize(
    "record", [stating("alpha/1", "1952"), stating("peking/1"), stating("№ 1"), stating("x/1e3")]
)
def test_what_a_form_names_and_is_not_here_leads_nowhere(archive: Archive, record: Record) -> None:
    file(archive, still_open(archive))
    archive.enter(record)
    archive.index()
    (one,) = thread(archive, "volume/d2")["stated"]
    assert one["other"] is None


# -- who is told -----------------------------------------------------------------------------------


def test_of_what_he_is_not_cleared_for_a_reader_is_told_nothing(archive: Archive) -> None:
    archive.enter(QUESTION)
    alone = [thread(archive, "volume/d1", office) for office in ("clerk", "archivist")]
    archive.enter(later(2, REPLY), level=4)
    archive.index()
    assert bonds(thread(archive, "volume/d1")["answered"]) == [("REPLIES", 2, 95)]
    assert thread(archive, "volume/d1", "clerk") == alone[0]
    with pytest.raises(NotFound) as hidden:
        thread(archive, "volume/d2", "clerk")
    with pytest.raises(NotFound) as missing:
        thread(archive, "volume/d9", "clerk")
    assert hidden.value.message.replace("d2", "d9") == missing.value.message


def test_a_hidden_telegram_of_that_number_makes_nothing_less_sure(archive: Archive) -> None:
    archive.enter(QUESTION, later(2, REPLY))
    archive.enter(replace(QUESTION, source="volume/d1bis"), level=4)
    archive.index()
    assert bonds(thread(archive, "volume/d2", "clerk")["bonds"]) == [("REPLIES", 1, 95)]
    assert thread(archive, "volume/d2", "archivist")["bonds"] == []


def test_a_note_that_asks_for_more_mentions_nothing_to_others(archive: Archive) -> None:
    notes = (noted("Replies to telegram 1.", level=4),)
    archive.enter(QUESTION, later(2, "Yes.", annotations=notes))
    archive.index()
    assert len(thread(archive, "volume/d2")["bonds"]) == 1
    assert thread(archive, "volume/d2", "clerk")["bonds"] == []


def test_a_hidden_telegram_that_a_form_names_leads_nowhere(archive: Archive) -> None:
    still_open(archive)
    archive.enter(stating("alpha/1"))
    archive.index()
    (one,) = thread(archive, "volume/d2")["stated"]
    assert one["other"]["telegram"] == f"alpha/{YEAR}/1"
    (one,) = thread(archive, "volume/d2", "clerk")["stated"]
    assert one["other"] is None
    assert one["number"] == "alpha/1"
