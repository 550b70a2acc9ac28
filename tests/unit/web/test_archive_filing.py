"""A telegram is filed from its page: what is told before, what is refused, what is seen after."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import OfficeLocked
from tests.archive_desk import Archive
from tests.unit.web.filed_telegrams import HOLDING, OPEN_AT, closed, file, filing_at, page_of
from tests.unit.web.filed_telegrams import still_open as opened
from tests.unit.web.test_archive import words


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return filing_at(tmp_path)


def post(kept: Archive, reference: str, office: str = "archivist", **fields: Any) -> Any:
    return kept.desk(office).post(page_of(reference), **{**HOLDING, **fields})


# -- who may ---------------------------------------------------------------------------------------


def test_an_archivist_is_led_from_the_sheet_to_the_form_and_nobody_else_is(
    archive: Archive,
) -> None:
    reference = opened(archive)
    link = f'href="{page_of(reference)}"'
    assert link in archive.desk().get(f"/telegram/{reference}").text
    assert link not in archive.desk("reader").get(f"/telegram/{reference}").text
    assert archive.desk("reader").get(page_of(reference)).status_code == 403
    assert post(archive, reference, "reader", open="1").status_code == 403


def test_to_whoever_is_not_cleared_the_telegram_is_not_there(archive: Archive) -> None:
    reference = opened(archive)
    hidden = archive.desk("clerk").get(page_of(reference))
    missing = archive.desk("clerk").get(page_of("alpha/2026/999"))
    assert hidden.status_code == missing.status_code == 404
    assert words(hidden.text).replace(reference, "") == words(missing.text).replace(
        "alpha/2026/999", ""
    )
    assert post(archive, reference, "clerk", open="1").status_code == 404
    assert (
        archive.station.read("archive-filing", office="archivist", reference=reference)["filed"]
        is None
    )


def test_the_holder_is_asked_for_and_the_form_comes_back(archive: Archive) -> None:
    def locked(_: dict[str, Any]) -> None:
        msg = "archivist is locked"
        raise OfficeLocked(msg)

    desk = archive.desk("archivist", **{"archive-file": locked})
    answer = desk.post(page_of(opened(archive)), **HOLDING, open="1")
    assert answer.status_code == 403
    assert 'name="passphrase"' in answer.text
    assert f'value="{HOLDING["fond"]}"' in answer.text


# -- beforehand ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_is_told_beforehand_who_has_still_to_answer(archive: Archive, language: str) -> None:
    reference = opened(archive, "A word.", "Copies: 1 A.; 2 File")
    page = archive.desk().get(page_of(reference), language=language)
    assert page.status_code == 200, page.text[-900:]
    assert OPEN_AT in page.text
    assert 'name="open" value="1" required' in page.text
    assert '<option value="2">2 · File' in page.text
    assert "Still open" in page.text


def test_what_is_closed_needs_no_word_about_it(archive: Archive) -> None:
    reference = closed(archive)
    page = archive.desk().get(page_of(reference)).text
    assert 'name="open"' not in page
    assert "Nobody has still to answer" in page
    assert post(archive, reference).status_code == 303


# -- refused ---------------------------------------------------------------------------------------

REFUSED: tuple[tuple[dict[str, str], int, str], ...] = (
    ({}, 409, "is still open"),
    ({"open": "1", "fond": ""}, 422, "a shelf mark names a fond and a delo"),
    ({"open": "1", "archive": " "}, 422, "an archive has 1 to"),
    ({"open": "1", "leaves": "9-8"}, 422, "there are no leaves 9-8"),
    ({"open": "1", "leaves": "x"}, 422, "not leaves: 'x'"),
    ({"open": "1", "since": "yesterday"}, 422, "a time begins and ends on a day"),
    ({"open": "1", "copy": "7"}, 404, "there is no copy 7"),
    ({"open": "1", "copy": "two"}, 422, "not a number of a copy: 'two'"),
    ({"open": "1", "copy": "-1"}, 422, "not a number of a copy: '-1'"),
    ({"open": "1", "copy": "9" * 15}, 422, "not a number of a copy"),
)


@pytest.mark.parametrize(("fields", "status", "why"), REFUSED)
def test_what_is_refused_stands_in_the_page_again_with_why(
    archive: Archive, fields: dict[str, str], status: int, why: str
) -> None:
    reference = opened(archive, "A word.", "Copies: 1 A.; 2 File")
    answer = post(archive, reference, **{"papka": "the folder", **fields})
    assert answer.status_code == status
    assert why in words(answer.text)
    assert 'value="the folder"' in answer.text
    assert ("checked" in answer.text) == ("open" in fields)


def test_the_same_place_twice_and_a_move_without_a_day_are_refused(archive: Archive) -> None:
    reference = opened(archive, "A word.", "Copies: 1 A.; 2 File")
    assert post(archive, reference, open="1", copy="2").status_code == 303
    again = post(archive, reference, open="1", copy="2")
    assert again.status_code == 409
    assert "it is filed there already" in again.text
    moved = post(archive, reference, open="1", copy="2", archive="РГАСПИ")
    assert moved.status_code == 422
    assert "that copy lies in АВП РФ" in moved.text


def test_what_is_typed_is_words_and_no_page(archive: Archive) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = post(archive, opened(archive), open="1", delo=hostile, leaves="x")
    assert "<script>alert" not in answer.text
    assert "&#34;&gt;&lt;script&gt;" in answer.text


# -- after -----------------------------------------------------------------------------------------


def test_the_sheet_and_the_record_lead_to_each_other(archive: Archive) -> None:
    reference = opened(archive, "A word.", "Copies: 1 A.; 2 File")
    answer = post(archive, reference, open="1", copy="2", leaves="67-68", since="1999-05")
    number = archive.number(reference)
    assert answer.headers["Location"] == f"/archive/r/{number}#holdings"
    record = archive.desk().get(f"/archive/r/{number}").text
    assert f'href="/telegram/{reference}"' in record
    assert f'href="{page_of(reference)}"' in record
    sheet = archive.desk().get(f"/telegram/{reference}").text
    assert f'href="/archive/r/{number}"' in sheet
    assert "АВП РФ, ф. 059а, оп. 5а, п. 11, д. 5, лл. 67-68" in words(sheet)
    assert "· copy 2 · since 1999-05" in words(sheet)


def test_a_copy_that_moved_is_told_with_its_history(archive: Archive) -> None:
    reference = opened(archive, "A word.", "Copies: 1 A.; 2 File")
    file(archive, reference, copy=2)
    assert (
        post(archive, reference, open="1", copy="2", archive="РГАСПИ", since="1999").status_code
        == 303
    )
    sheet = archive.desk().get(f"/telegram/{reference}").text
    assert "<s>АВП РФ, ф. 059а, оп. 5а, п. 11, д. 5</s>" in sheet
    assert "<b>РГАСПИ, ф. 059а, оп. 5а, п. 11, д. 5</b>" in sheet
    record = words(archive.desk().get(f"/archive/r/{archive.number(reference)}").text)
    assert "Copy No. 2 : АВП РФ, ф. 059а, оп. 5а, п. 11, д. 5 until 1999 → РГАСПИ" in record
    form = words(archive.desk().get(page_of(reference)).text)
    assert "АВП РФ, ф. 059а, оп. 5а, п. 11, д. 5 · copy 2 · until 1999" in form


def test_a_declassified_record_leads_to_the_telegram_only_whoever_may_read_it(
    archive: Archive,
) -> None:
    reference = opened(archive)
    number = file(archive, reference)["record"]
    archive.station.order(
        "archive-review",
        office="archivist",
        record=number,
        decision="declassify",
        decided_by="the board",
        authority="25 years",
        decided_on="2026-11-21",
    )
    link = f'href="/telegram/{reference}"'
    assert link in archive.desk().get(f"/archive/r/{number}").text
    page = archive.desk("clerk").get(f"/archive/r/{number}")
    assert page.status_code == 200
    assert link not in page.text
    assert page_of(reference) not in page.text


@pytest.mark.parametrize("office", ["archivist", "reader"])
def test_choices_tell_who_may_file(archive: Archive, office: str) -> None:
    reference = opened(archive)
    told = archive.station.read("choices", office=office, reference=reference)
    (one,) = [each for each in told if each["choice"] == "file"]
    assert bool(one["names"]) == (office == "archivist")
    assert (one["why"], one["about"]) == (
        (None, "") if office == "archivist" else ("right", "archivist")
    )


# -- taken back ------------------------------------------------------------------------------------

SAID: dict[str, Any] = {
    "decided_by": "the board",
    "authority": "rule 12",
    "decided_on": "2026-11-01",
    "reason": "the wrong delo",
}


def take_back(archive: Archive, reference: str, office: str = "archivist", **fields: Any) -> Any:
    return archive.desk(office).post(f"/telegram/{reference}/unfile", **{**SAID, **fields})


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_filing_that_was_an_error_is_taken_back_and_told_when_it_is_filed_again(
    archive: Archive, language: str
) -> None:
    reference = opened(archive)
    number = file(archive, reference)["record"]
    assert f"{reference}/unfile" in archive.desk().get(page_of(reference)).text
    form = archive.desk().get(f"/telegram/{reference}/unfile", language=language)
    assert "АВП РФ, ф. 059а" in words(form.text)
    answer = take_back(archive, reference)
    assert answer.headers["Location"] == f"/telegram/{reference}"
    assert archive.desk().get(f"/archive/r/{number}").status_code == 404
    assert "/archive/r/" not in archive.desk().get(f"/telegram/{reference}").text
    again = file(archive, reference)["record"]
    assert "the wrong delo" in words(archive.desk().get(f"/archive/r/{again}").text)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"reason": ""}, "a reason has 1 to"),
        ({"decided_by": ""}, "'decided_by' has 1 to"),
        ({"decided_on": "soon"}, "not a day: 'soon'"),
        ({"decided_on": ""}, "on which day is not said"),
    ],
)
def test_a_taking_back_that_is_refused_stands_in_the_page_again(
    archive: Archive, fields: dict[str, Any], why: str
) -> None:
    reference = opened(archive)
    number = file(archive, reference)["record"]
    answer = take_back(archive, reference, authority="a rule of ours", **fields)
    assert answer.status_code == 422, answer.text
    assert why in words(answer.text)
    assert 'value="a rule of ours"' in answer.text
    assert archive.desk().get(f"/archive/r/{number}").status_code == 200


def test_what_is_not_filed_or_public_is_not_taken_back(archive: Archive) -> None:
    reference = opened(archive)
    assert "It is not filed here." in archive.desk().get(f"/telegram/{reference}/unfile").text
    assert take_back(archive, reference).status_code == 409
    number = file(archive, reference)["record"]
    decision = {name: SAID[name] for name in ("decided_by", "authority", "decided_on")}
    archive.station.order("archive-release", office="archivist", record=number, **decision)
    answer = take_back(archive, reference)
    assert answer.status_code == 409
    assert f"record {number} is public" in words(answer.text)


def test_only_an_archivist_who_is_cleared_takes_a_filing_back(archive: Archive) -> None:
    reference = opened(archive)
    file(archive, reference)
    for office, status in (("reader", 403), ("clerk", 404)):
        assert archive.desk(office).get(f"/telegram/{reference}/unfile").status_code == status
        assert take_back(archive, reference, office).status_code == status
