"""What is due for review, as a list; the decision, and what is refused of it."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import OfficeLocked
from tests.archive_desk import Archive
from tests.desks import BEARINGS, visit
from tests.unit.reading_room.shelves import printed
from tests.unit.web.filed_telegrams import file, filing_at, still_open
from tests.unit.web.test_archive import words

TODAY = datetime.now(BEARINGS.zone).date()  # the real one, where the desk is
FAR = "show=coming&until=2200-01-01"
DECIDED: dict[str, Any] = {
    "decided_by": "the board",
    "authority": "25 years",
    "decided_on": "2026-11-21",
}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return filing_at(tmp_path)


def kept_back_until(archive: Archive, number: int, day: date, level: int = 0) -> int:
    """Enter a record of which a release keeps something back until a day."""
    record = archive.enter(printed(number, "words that nobody minds"), level=level)
    archive.station.order(
        "archive-release",
        office="archivist",
        record=record,
        decided_by="the board",
        authority="25 years",
        decided_on="1976-11-21",
        redactions=["1:0-5=3.3(b)(1)/the board"],
        review_on=day.isoformat(),
        despite_traces=True,
    )
    return record


def listed(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'record-title" href="/archive/r/(\d+)"', page)]


# -- the list --------------------------------------------------------------------------------------


def test_overdue_by_today_and_coming_are_three_lists(archive: Archive) -> None:
    late = kept_back_until(archive, 1, TODAY - timedelta(days=3))
    now = kept_back_until(archive, 2, TODAY)
    soon = kept_back_until(archive, 3, TODAY + timedelta(days=3))
    later = kept_back_until(archive, 4, TODAY + timedelta(days=3000))
    desk = archive.desk()
    assert listed(desk.get("/archive/due").text) == [late, now]
    assert listed(desk.get("/archive/due?show=overdue").text) == [late]
    assert listed(desk.get("/archive/due?show=coming").text) == [soon]
    assert listed(desk.get(f"/archive/due?{FAR}").text) == [soon, later]
    assert listed(desk.get("/archive/due?show=whatever").text) == [late, now]
    assert desk.get("/archive/due").text.count("chip late") == 1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_line_tells_what_is_due_and_by_which_schedule(archive: Archive, language: str) -> None:
    file(archive, still_open(archive))
    kept_back_until(archive, 1, TODAY + timedelta(days=2))
    page = archive.desk().get(f"/archive/due?{FAR}", language=language)
    assert page.status_code == 200, page.text[-900:]
    said = words(page.text)
    expected = {
        "en": ("policy neutral", "a release in part", "to be declassified", "SECRET"),
        "ru": ("правила neutral", "частичное открытие", "рассекретить", "SECRET"),
    }
    assert [one for one in expected[language] if one not in said] == []


def test_of_a_decision_the_category_is_told(archive: Archive) -> None:
    number = archive.enter(printed(1, "words"), level=2)
    decide(archive, number, decision="keep", category="25X1", next_on="2150-01-01")
    assert "the last decision: 25X1" in words(archive.desk().get(f"/archive/due?{FAR}").text)


def test_a_further_page_goes_on_where_the_first_ended(archive: Archive) -> None:
    first = TODAY - timedelta(days=400)
    entered = [kept_back_until(archive, one, first + timedelta(days=one)) for one in range(1, 54)]
    desk = archive.desk()
    page = desk.get("/archive/due?show=overdue").text
    (onward,) = re.findall(r'rel="next" href="([^"]+)"', page)
    rest = desk.get(unescape(onward)).text
    assert listed(page) + listed(rest) == entered
    assert 'rel="next"' not in rest
    assert 'href="/archive/due?show=overdue"' in rest


def test_whoever_is_not_cleared_has_no_line_and_no_decision_is_offered_to_others(
    archive: Archive,
) -> None:
    hidden = kept_back_until(archive, 1, TODAY, level=4)
    seen = kept_back_until(archive, 2, TODAY)
    assert listed(archive.desk("clerk").get("/archive/due").text) == [seen]
    assert listed(archive.desk("archivist").get("/archive/due").text) == [hidden, seen]
    assert "/review" in archive.desk("archivist").get("/archive/due").text
    assert "/review" not in archive.desk("reader").get("/archive/due").text


@pytest.mark.parametrize("odd", ["show=coming&until=soon", "after=x", "after=2026-01-01:x"])
def test_an_address_that_is_none_is_told(archive: Archive, odd: str) -> None:
    assert archive.desk().get(f"/archive/due?{odd}").status_code == 422


def test_the_archive_and_the_alarm_lead_there(archive: Archive) -> None:
    assert 'href="/archive/due"' in archive.desk().get("/archive").text
    alarm = {
        "alarm": 3,
        "what": "review-overdue",
        "precedence": "ROUTINE",
        "about": "alpha",
        "text": "",
        "raised_at": 0,
        "accepted_at": None,
        "cleared_at": None,
        "lasts": True,
    }
    page = visit({"alarms": [alarm]}).get("/alarms").text
    assert 'href="/archive/due?show=overdue"' in page


# -- the decision ----------------------------------------------------------------------------------


def decide(archive: Archive, number: int, office: str = "archivist", **fields: Any) -> Any:
    return archive.desk(office).post(f"/archive/r/{number}/review", **{**DECIDED, **fields})


def test_it_stays_classified_until_a_day_by_a_category(archive: Archive) -> None:
    number = archive.enter(printed(1, "words"), level=2)
    done = decide(archive, number, decision="keep", category="25X1", next_on="2150-01-01")
    assert done.headers["Location"] == f"/archive/r/{number}#kept"
    page = words(archive.desk().get(f"/archive/r/{number}").text)
    assert "stays classified (25X1), looked at again on 2150-01-01" in page
    assert "the board" in page


def test_declassified_it_is_seen_by_all_and_the_fields_of_what_stays_do_not_count(
    archive: Archive,
) -> None:
    number = archive.enter(printed(1, "words"), level=4)
    assert archive.desk("clerk").get(f"/archive/r/{number}").status_code == 404
    fields = {"decision": "declassify", "category": "25X1", "next_on": "2150-01-01"}
    done = decide(archive, number, **fields, back="due")
    assert done.headers["Location"] == "/archive/due"
    page = archive.desk("clerk").get(f"/archive/r/{number}")
    assert page.status_code == 200
    assert "declassified" in words(page.text)
    assert "declassified already" in archive.desk().get(f"/archive/r/{number}/review").text


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "not a decision"),
    ({"decision": "burn"}, "not a decision: 'burn'"),
    ({"decision": "keep"}, "what stays classified is exempt by a category"),
    ({"decision": "keep", "category": "25X1"}, "what stays classified is exempt by a category"),
    ({"decision": "keep", "category": "25X1", "next_on": "1999-01-01"}, "is not to come"),
    ({"decision": "keep", "category": "25X1", "next_on": "soon"}, "not a day: 'soon'"),
    ({"decision": "declassify", "decided_by": " "}, "'decided_by' has 1 to"),
    ({"decision": "declassify", "authority": ""}, "'authority' has 1 to"),
    ({"decision": "declassify", "decided_on": ""}, "on which day is not said"),
)


@pytest.mark.parametrize(("fields", "why"), REFUSED)
def test_what_is_refused_stands_in_the_page_again_with_why(
    archive: Archive, fields: dict[str, str], why: str
) -> None:
    number = archive.enter(printed(1, "words"), level=2)
    answer = decide(archive, number, **{"authority": '"the law"', **fields})
    assert answer.status_code == 422, answer.text
    assert why in words(answer.text)
    if "authority" not in fields:
        assert "&#34;the law&#34;" in answer.text
    assert (
        archive.station.read("archive-record", record=str(number), office="archivist")["reviews"]
        == []
    )


def test_only_an_archivist_decides_and_only_of_what_he_may_read(archive: Archive) -> None:
    number = archive.enter(printed(1, "words"), level=2)
    fields = {"decision": "declassify"}
    assert archive.desk("reader").get(f"/archive/r/{number}/review").status_code == 403
    assert decide(archive, number, "reader", **fields).status_code == 403
    assert archive.desk("clerk").get(f"/archive/r/{number}/review").status_code == 404
    assert decide(archive, number, "clerk", **fields).status_code == 404
    page = archive.desk("reader").get(f"/archive/r/{number}")
    assert page.status_code == 200
    assert f"/archive/r/{number}/review" not in page.text


def test_the_holder_is_asked_for(archive: Archive) -> None:
    def locked(_: dict[str, Any]) -> None:
        msg = "archivist is locked"
        raise OfficeLocked(msg)

    number = archive.enter(printed(1, "words"), level=2)
    desk = archive.desk("archivist", **{"archive-review": locked})
    answer = desk.post(f"/archive/r/{number}/review", **DECIDED, decision="declassify")
    assert answer.status_code == 403
    assert 'name="passphrase"' in answer.text
