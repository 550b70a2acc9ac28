"""Writing on a record at the desk, paragraph by paragraph, and what others saved meanwhile."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from depesha.archive.record import Segment
from tests.archive_desk import Archive, archive_at
from tests.desks import Visitor
from tests.unit.reading_room.shelves import printed, seed

ENGLISH = ["On 20 November", "Explain", "In view of", "Confirm receipt.", "At once."]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def save(desk: Visitor, number: int, segments: list[str] = ENGLISH, **more: Any) -> Response:
    fields: dict[str, Any] = {
        "kind": "TRANSLATION",
        "text": "2",
        "language": "en",
        "author": "Иван",
        "date": "2026-11-29",
        "reason": "the first was free",
        "segment": segments,
        **more,
    }
    return desk.post(f"/archive/r/{number}/text", **fields)


def areas(page: str) -> list[str]:
    """Return what stands in the places to write."""
    found = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    return [unescape(one) for one in found]


def segments(archive: Archive, text: int = 2) -> list[str]:
    found = archive.station.read("archive-record", record=seed().source, office="archivist")
    return [one["text"] for one in found["content"]["telegram"]["texts"][text]["segments"]]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("text/2", 5),
        ("text/1", 5),
        ("new/translation", 5),
        ("new/translation?language=de", 5),
        ("new/normalised", 5),
        ("new/summary", 1),
    ],
)
def test_there_is_a_place_for_each_paragraph(
    archive: Archive, path: str, count: int, language: str
) -> None:
    number = archive.enter(seed())
    answer = archive.desk().get(f"/archive/r/{number}/{path}", language=language)
    assert answer.status_code == 200, answer.text[-900:]
    assert len(areas(answer.text)) == count
    if count > 1:
        assert "Получение подтвердите." in answer.text


def test_what_is_saved_is_the_next_edition(archive: Archive) -> None:
    number = archive.enter(seed())
    desk = archive.desk()
    answer = save(desk, number)
    assert answer.status_code == 303, answer.text[-900:]
    assert answer.headers["Location"] == f"/archive/r/{archive.number(seed().source)}#text"
    assert segments(archive) == ENGLISH
    page = desk.get(answer.headers["Location"]).text
    assert "the first was free" in page
    assert "Edition 2 is saved." in page


def test_line_ends_of_a_browser_are_line_ends(archive: Archive) -> None:
    number = archive.enter(seed())
    save(archive.desk(), number, ["a\r\nb", *ENGLISH[1:]])
    assert segments(archive)[0] == "a\nb"


def test_a_summary_is_written_in_one_place(archive: Archive) -> None:
    number = archive.enter(seed())
    answer = save(
        archive.desk(), number, ["One.\r\n\r\n\r\nTwo."], kind="SUMMARY", text="", language="ru"
    )
    assert answer.status_code == 303, answer.text[-900:]
    assert segments(archive, 3) == ["One.", "Two."]
    newest = archive.number(seed().source)
    page = archive.desk().get(f"/archive/r/{newest}/text/3").text
    assert areas(page) == ["One.\n\nTwo."]


def test_a_correction_leaves_what_was_typed(archive: Archive) -> None:
    number = archive.enter(seed())
    typed = [one.text for one in seed().telegram.texts[0].segments]
    answer = save(archive.desk(), number, kind="NORMALISED", text="1", language="ru")
    assert answer.status_code == 303, answer.text[-900:]
    assert (segments(archive, 0), segments(archive, 1)) == (typed, ENGLISH)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"author": ""}, "who wrote it"),
        ({"reason": " "}, "a reason has"),
        ({"language": "English"}, "not a language"),
        ({"date": "yesterday"}, "not a day"),
    ],
)
def test_what_is_refused_stands_in_the_page_again(
    archive: Archive, given: dict[str, Any], why: str
) -> None:
    number = archive.enter(seed())
    answer = save(archive.desk(), number, **given)
    assert answer.status_code == 422
    assert why in answer.text
    assert areas(answer.text) == ENGLISH


def test_nothing_is_lost_when_somebody_else_saved_meanwhile(archive: Archive) -> None:
    number = archive.enter(seed())
    was = [one.text for one in seed().telegram.texts[2].segments]
    theirs = [was[0], "Make clear", was[2], "Acknowledge.", was[4]]
    save(archive.desk("helper"), number, theirs, author="Пётр")
    mine = ["On the twentieth", was[1], was[2], "Confirm.", was[4]]
    answer = save(archive.desk(), number, mine)
    assert answer.status_code == 409
    assert "helper" in answer.text
    # what I wrote, theirs where I wrote nothing, and both where we differ
    assert areas(answer.text) == ["On the twentieth", "Make clear", was[2], "Confirm.", was[4]]
    assert re.findall(r'class="theirs">.*?<p dir="auto">(.*?)</p>', answer.text, re.DOTALL) == [
        "Acknowledge."
    ]
    newest = archive.number(seed().source)
    assert f'action="/archive/r/{newest}/text"' in answer.text
    assert segments(archive) == theirs
    again = save(archive.desk(), newest, areas(answer.text))
    assert again.status_code == 303
    assert segments(archive) == areas(answer.text)


def test_a_translation_that_somebody_began_meanwhile_is_gone_on_with(archive: Archive) -> None:
    number = archive.enter(seed())
    save(archive.desk("helper"), number, language="de", text="")
    answer = save(archive.desk(), number, ["Mein", "", "", "", ""], language="de", text="")
    assert answer.status_code == 409
    assert areas(answer.text)[0] == "Mein"
    assert "On 20 November" in answer.text


def test_what_differs_between_two_editions_is_told_by_word(archive: Archive) -> None:
    number = archive.enter(seed())
    was = [one.text for one in seed().telegram.texts[2].segments]
    save(archive.desk(), number, [*was[:3], "Confirm the receipt.", was[4]])
    newest = archive.number(seed().source)
    for path in (f"{newest}/compare/{number}", f"{number}/compare/{newest}"):
        page = archive.desk().get(f"/archive/r/{path}").text
        assert re.search(r"<ins><span[^>]*>put in: </span>the ", page)
        assert page.count("<li value=") == 1
        assert "4 paragraphs are the same." in page
        assert "the first was free" in page


def test_editions_of_different_records_are_not_compared(archive: Archive) -> None:
    first, other = archive.enter(seed()), archive.enter(printed(1, "x"))
    assert archive.desk().get(f"/archive/r/{first}/compare/{other}").status_code == 404
    same = archive.desk().get(f"/archive/r/{first}/compare/{first}").text
    assert "No text differs." in same


@pytest.mark.parametrize(
    "odd", ["text/0", "text/9", "text/x", "text/-1", "new/letter", "new/transcription"]
)
def test_what_is_not_written_has_no_page(archive: Archive, odd: str) -> None:
    number = archive.enter(seed())
    assert archive.desk().get(f"/archive/r/{number}/{odd}").status_code == 404


def test_a_record_of_more_paragraphs_than_a_page_takes_says_so(archive: Archive) -> None:
    record = printed(1, "x")
    (text,) = record.telegram.texts
    many = tuple(Segment(key=f"p{at}", text=f"{at}") for at in range(501))
    record = replace(
        record, telegram=replace(record.telegram, texts=(replace(text, segments=many),))
    )
    number = archive.enter(record)
    assert "edit it as a file" in archive.desk().get(f"/archive/r/{number}/new/translation").text
