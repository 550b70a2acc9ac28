"""The archive on the desk: finding, a record, and who sees what of it."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.checks import checks_of
from depesha.archive.record import Attached, Holding, OtherNumber, Quoted, Referred
from depesha.telegram import Relation
from depesha.web.pages.archive import offered
from depesha.web.records.showing import snippet
from depesha.words import word
from tests.archive_desk import Archive, archive_at
from tests.unit.archive.test_scans import png
from tests.unit.reading_room.shelves import printed, seed

TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def words(text: str) -> str:
    """Return what is read on a page."""
    return " ".join(unescape(TAG.sub(" ", text)).split())


# -- finding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_records_are_found_by_words_with_what_was_found_marked(
    archive: Archive, language: str
) -> None:
    number = archive.enter(seed())
    archive.enter(printed(7, "nothing of the kind"))
    archive.index()
    page = archive.desk().get("/archive?q=Разуваев", language=language)
    assert page.status_code == 200, page.text[-900:]
    assert f'href="/archive/r/{number}"' in page.text
    assert page.text.count("data-row>") == 1
    assert "<mark>" in page.text
    part = archive.desk().get("/archive?q=Разуваев", fragment=True, language=language)
    assert "<html" not in part.text


def test_without_words_everything_is_there_the_newest_first(archive: Archive) -> None:
    first, last = printed(1, "early"), printed(20, "late")
    archive.enter(last, first)
    archive.index()
    page = archive.desk().get("/archive").text
    found = re.findall(r'href="/archive/r/(\d+)"', page)
    assert [int(one) for one in found] == [
        archive.number("volume/d20"),
        archive.number("volume/d1"),
    ]


def test_facets_narrow_down_and_are_let_go(archive: Archive) -> None:
    archive.enter(printed(1, "a", place="Paris"), printed(2, "b", place="Rome"))
    archive.index()
    page = archive.desk().get("/archive?q=&place=Rome").text
    assert page.count("data-row>") == 1
    assert "place=Rome" not in re.findall(r'class="button small" href="([^"]*)"', page)[0]
    assert 'name="place" value="Rome"' in page
    assert re.search(
        r'href="/archive\?place=Paris"|place=Paris', archive.desk().get("/archive").text
    )


def test_years_stand_in_their_order_and_others_by_their_number() -> None:
    facets: dict[str, list[Any]] = {
        "year": [[1951, 40], [1968, 13], [1949, 12]],
        "place": [["Rome", 3], ["Athens", 1]],
    }
    assert dict(offered(facets)) == {
        "year": [[1968, 13], [1951, 40], [1949, 12]],
        "place": [["Rome", 3], ["Athens", 1]],
    }


def test_a_further_leaf_goes_on_where_the_first_ended(archive: Archive) -> None:
    archive.enter(*(printed(number, f"word {number}") for number in range(1, 61)))
    archive.index()
    desk = archive.desk()
    first = desk.get("/archive?q=word").text
    (onward,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = desk.get(unescape(onward)).text
    rows = [re.findall(r'href="/archive/r/(\d+)"', page) for page in (first, second)]
    assert [len(one) for one in rows] == [50, 10]
    assert not set(rows[0]) & set(rows[1])
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    "query", ["year=x", "number=-1", "before=x", "before=" + "9" * 30, "number=1e3", "year=²"]
)
def test_what_is_no_number_is_no_mistake_of_the_page(archive: Archive, query: str) -> None:
    archive.enter(seed())
    archive.index()
    assert archive.desk().get(f"/archive?{query}").status_code == 200


def test_a_day_that_is_none_is_told(archive: Archive) -> None:
    assert archive.desk().get("/archive?since=yesterday").status_code == 422


@pytest.mark.parametrize(
    ("found", "parts"),
    [
        ("a [b] c", [(False, "a "), (True, "b"), (False, " c")]),
        ("[a][b]", [(True, "a"), (True, "b")]),
        ("none", [(False, "none")]),
        ("", []),
        ("a [cut", [(False, "a "), (False, "cut")]),
    ],
)
def test_a_snippet_is_its_words_and_which_were_found(
    found: str, parts: list[tuple[bool, str]]
) -> None:
    assert snippet(found, "[", "]") == parts


# -- a record --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_everything_of_the_seed_is_on_its_page(archive: Archive, language: str) -> None:
    number = archive.enter(seed())
    answer = archive.desk().get(f"/archive/r/{number}", language=language)
    assert answer.status_code == 200, answer.text[-900:]
    page, record = words(answer.text), seed()
    assert {"en": "указан sheet 2 ную", "ru": "указан лист 2 ную"}[language] in page
    telegram = record.telegram
    said = [
        telegram.document_type,
        str(telegram.special_number),
        *telegram.caveats,
        *(one.text for one in telegram.parties),
        *(one.at.text for one in telegram.events),
        *(one.text for one in telegram.obligations),
        *(
            mark.text
            for copy in record.copies
            for mark in copy.marks
            if mark.kind.name != "FORM_SLOT"
        ),
        *(one.holder_text for one in record.copies),
        *(one.fond for one in record.holdings),
    ]
    assert [one for one in said if " ".join(one.split()) not in page] == []
    assert "Confirm receipt." in page
    assert "[Stalin]" in page.replace("[ Stalin ]", "[Stalin]")
    assert "ГОСТ" in page
    checked = {"en": "leaves by holding: 2, 2, 2", "ru": "листов дела по местам хранения: 2, 2, 2"}
    assert checked[language] in page
    heads = {"en": "Fond Opis Delo Papka Leaves", "ru": "Фонд Опись Дело Папка Листы"}
    assert heads[language] in page
    assert "45 1 348 — 44–45" in page  # of leaves
    assert {"en": "Original language Russian", "ru": "Язык подлинника русский"}[language] in page


def test_every_part_of_a_check_has_words_in_both_languages() -> None:
    whole = seed()
    *first, last = whole.telegram.texts
    cut = replace(last, segments=last.segments[:-1], annotations=())
    torn = replace(whole, telegram=replace(whole.telegram, texts=(*first, cut)))
    codes = {code for one in checks_of(torn) for code, _ in one.told if code}
    assert "side by side as far as" in codes
    for code in codes:
        assert word(f"check part {code}", "ru") != f"check part {code}", code


def test_a_record_is_cited_for_programs_by_each_of_its_holdings(archive: Archive) -> None:
    free = replace(seed(), telegram=replace(seed().telegram, caveats=()))
    number = archive.enter(free)
    desk = archive.desk()
    items = json.loads(desk.get(f"/archive/r/{number}/cite/2.csl.json").text)
    assert items[0]["archive"] == seed().holdings[1].archive
    assert desk.get(f"/archive/r/{number}/cite/1.ris").text.startswith("TY  - PCOMM")
    answer = desk.get(f"/archive/r/{number}/cite/3.bib")
    assert answer.text.startswith("@letter{")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="record-{number}.3.bib"'
    for odd in ("4.ris", "0.ris", "1.exe", "1", "x.ris"):
        assert desk.get(f"/archive/r/{number}/cite/{odd}").status_code == 404


def test_only_an_archivist_is_offered_what_an_archivist_does(archive: Archive) -> None:
    number = archive.enter(seed())
    for office, may in (("archivist", True), ("writer", False)):
        page = archive.desk(office).get(f"/archive/r/{number}").text
        assert ("/new/translation" in page) == may
        assert (f"/archive/r/{number}/release" in page) == may


@pytest.mark.parametrize("odd", ["999", "x", "-1", "1" * 16, "٣"])
def test_what_is_not_there_is_told_so(archive: Archive, odd: str) -> None:
    assert archive.desk().get(f"/archive/r/{odd}").status_code == 404


# -- what else stands on its page ------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_thread_stands_on_the_page_as_far_as_the_reader_is_cleared(
    archive: Archive, language: str
) -> None:
    archive.enter(printed(1, "a question"))
    reply = printed(
        2, "In reply to your telegram 1.", sender="Secretary of State", addressee="Caffery"
    )
    archive.enter(reply, level=4)
    archive.index()
    question, answer = archive.number("volume/d1"), archive.number("volume/d2")
    page = archive.desk().get(f"/archive/r/{question}", language=language).text
    assert f'href="/archive/r/{answer}"' in page
    said = {"en": "is answered by", "ru": "на неё отвечает"}[language]
    assert f"{said} № 2, 1951-03-03" in words(page)
    assert "95 %" in words(page)
    assert 'id="thread"' not in archive.desk("reader").get(f"/archive/r/{question}").text


def test_scans_are_shown_to_whoever_may_read_the_record(archive: Archive) -> None:
    number = archive.enter(printed(1, "words"), level=4)
    picture = png(3, 4)
    archive.station.order(
        "archive-scan",
        office="archivist",
        record=number,
        sheet=1,
        data=b64encode(picture).decode(),
    )
    (place,) = set(re.findall(r'src="(/archive/r/\d+/scan/\w+)"', page_of(archive, number)))
    answer = archive.desk().get(place)
    assert answer.content == picture
    assert answer.headers["Content-Type"] == "image/png"
    assert archive.desk("reader").get(place).status_code == 404
    for odd in ("0" * 64, "x", "1"):
        assert archive.desk().get(f"/archive/r/{number}/scan/{odd}").status_code == 404
    other = archive.enter(printed(2, "words"))
    wrong = place.replace(f"/r/{number}/", f"/r/{other}/")
    assert archive.desk("reader").get(wrong).status_code == 404


def page_of(archive: Archive, number: int, office: str = "archivist") -> str:
    return archive.desk(office).get(f"/archive/r/{number}").text


def test_whether_it_is_public_stands_at_its_head(archive: Archive) -> None:
    number = archive.enter(printed(1, "words"))
    decision: dict[str, Any] = {
        "office": "archivist",
        "record": number,
        "decided_by": "the board",
        "authority": "25 years",
        "decided_on": "1976-11-21",
    }
    assert "not public" in words(page_of(archive, number))
    archive.station.order("archive-release", **decision)
    assert "public, whole" in words(page_of(archive, number))
    archive.station.order("archive-withdraw", **decision, reason="a mistake")
    page = words(page_of(archive, number))
    assert "It was public, and is so no longer." in page
    assert "a mistake" in page
    archive.station.order("archive-release", **decision)
    assert "is so no longer" not in words(page_of(archive, number))


def test_an_edition_tells_field_by_field_what_differs(archive: Archive) -> None:
    archive.enter(printed(1, "words", place="Paris"))
    archive.enter(printed(1, "words", place="Rome"))
    page = words(page_of(archive, archive.number("volume/d1")))
    assert "1 field differs from the edition before" in page
    assert "telegram.parties[2].text Paris → Rome" in page


def test_whom_a_cover_name_means_is_told_to_whoever_may_know(archive: Archive) -> None:
    number = archive.enter(seed())
    archive.station.order(
        "archive-cover-add", office="archivist", forms=["Филиппов=ru"], classification=0
    )
    archive.station.order(
        "archive-cover-identify",
        office="archivist",
        cover="Филиппов",
        person="Somebody Else",
        variants=[],
        classification=3,
        basis="a source",
        decided_by="the board",
    )
    assert "Филиппов → Somebody Else" in words(page_of(archive, number))
    assert "Somebody Else" not in page_of(archive, number, "reader")


def test_what_else_stands_on_the_form_is_on_the_page(archive: Archive) -> None:
    plain = printed(1, "words")
    telegram = replace(
        plain.telegram,
        subject="About it",
        references=(Referred(relation=Relation.CORRECTS, number="moscow/7", words="the date"),),
        quotations=(Quoted(key="q1", author="Molotov", number="12"),),
        attachments=(
            Attached(name="map.png", media_type="image/png", size_bytes=9, sha256="ab" * 32),
        ),
        numbers=(OtherNumber(series="BLUE", number=77),),
        marks=("a stamp",),
        message_type="EXERCISE",
        remarks=("deliver at once",),
    )
    holding = Holding(as_cited="RGASPI, as somebody wrote it", archive="RGASPI", fond="558")
    number = archive.enter(replace(plain, telegram=telegram, holdings=(holding,)))
    said = words(page_of(archive, number))
    expected = (
        *("About it", "moscow/7", "the date", "Molotov , 12", "map.png", "BLUE 77", "a stamp"),
        *("EXERCISE", "deliver at once", "RGASPI, as somebody wrote it", "so says its form"),
    )
    assert [one for one in expected if one not in said] == []
