"""Making a record public at the desk: nobody decides what he has not seen."""

import re
from base64 import b64decode
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import decode
from depesha.archive.glosses import glossed_at
from depesha.archive.places import places_of
from depesha.archive.redaction import FILED, Part
from depesha.errors import Usage
from depesha.web.pages.archive_release import redactions_in
from tests.archive_desk import Archive, archive_at
from tests.unit.archive.full import full
from tests.unit.reading_room.shelves import seed

DECISION: dict[str, Any] = {
    "decided_by": "the board",
    "authority": "25 years",
    "decided_on": "1976-11-21",
    "review_on": "1986-11-21",
    "code": "3.3(b)(1)",
}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def hidden(page: str, action: str) -> dict[str, Any]:
    """Return the hidden fields of the form that goes there."""
    (form,) = re.findall(
        rf'<form method="post" action="{action}"[^>]*>(.*?)</form>', page, re.DOTALL
    )
    found: dict[str, Any] = {}
    for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(unescape(value))
    found.pop("form_token", None)
    return {name: values if name == "redaction" else values[0] for name, values in found.items()}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_text_stands_there_by_paragraphs(archive: Archive, language: str) -> None:
    number = archive.enter(seed())
    answer = archive.desk().get(f"/archive/r/{number}/release", language=language)
    assert answer.status_code == 200, answer.text[-900:]
    assert answer.text.count("data-paragraph=") == 5


def test_the_page_before_the_decision_is_exactly_what_goes_out(archive: Archive) -> None:
    number = archive.enter(seed())
    desk = archive.desk()
    path = f"/archive/r/{number}/release"
    answer = desk.post(f"{path}/preview", places="1\n4:0-9=1.4(b)/the office", **DECISION)
    assert answer.status_code == 200, answer.text[-900:]
    (public,) = re.findall(r'<section class="card public".*?</section>', answer.text, re.DOTALL)
    assert "тов. Филиппова:" not in public
    assert "Filippov:" not in public
    assert re.findall(r"kept back under </span>([^<]+)</span>", public) == [
        "3.3(b)(1)",
        "3.3(b)(1)",
        "1.4(b)",
        "1.4(b)",
    ]
    fields = hidden(answer.text, path)
    assert fields["redaction"] == ["1=3.3(b)(1)/25 years", "4:0-9=1.4(b)/the office"]
    done = desk.post(path, **fields)
    assert done.status_code == 303, done.text[-900:]
    (one,) = archive.station.read("archive-public", after=-1)["public"]
    assert one["review_on"] == "1986-11-21"
    assert {each["code"] for each in one["kept_back"]} == {"3.3(b)(1)", "1.4(b)"}
    page = desk.get(f"/archive/r/{number}").text
    assert "the board" in page


def test_a_record_goes_out_whole_where_nothing_is_kept_back(archive: Archive) -> None:
    number = archive.enter(seed())
    answer = archive.desk().post(f"/archive/r/{number}/release/preview", places="", **DECISION)
    assert "Whole: nothing is kept back." in answer.text
    assert hidden(answer.text, f"/archive/r/{number}/release").get("redaction") is None


@pytest.mark.parametrize("places", ["9", "1:5-2", "rubbish", "1:0-99999"])
def test_a_place_that_is_none_is_told_and_what_was_typed_stays(
    archive: Archive, places: str
) -> None:
    number = archive.enter(seed())
    answer = archive.desk().post(f"/archive/r/{number}/release/preview", places=places, **DECISION)
    assert answer.status_code == 422
    assert places in answer.text
    assert 'value="the board"' in answer.text


def test_one_goes_back_to_what_was_chosen(archive: Archive) -> None:
    number = archive.enter(seed())
    answer = archive.desk().post(
        f"/archive/r/{number}/release/preview", places="1:0-9", back="1", **DECISION
    )
    assert "1:0-9</textarea>" in answer.text


def test_what_the_station_refuses_is_told_on_the_page_that_was_seen(archive: Archive) -> None:
    number = archive.enter(seed())
    answer = archive.desk().post(
        f"/archive/r/{number}/release", **{**DECISION, "decided_on": "yesterday"}
    )
    assert answer.status_code == 422
    assert "not a day" in answer.text
    assert archive.station.read("archive-public", after=-1)["public"] == []


def test_a_line_takes_the_code_and_the_authority_that_are_chosen() -> None:
    typed = {"code": "A", "authority": "the law", "places": " 1 \n\n2:3-4 =B\n3=/x\n4=C/y"}
    assert redactions_in(typed) == ["1=A/the law", "2:3-4=B/the law", "3=A/x", "4=C/y"]


def test_a_place_without_a_code_is_refused() -> None:
    with pytest.raises(Usage, match="by which code"):
        redactions_in({"code": "", "authority": "a", "places": "1"})


def test_so_many_places_are_refused() -> None:
    with pytest.raises(Usage, match="at most 500"):
        redactions_in({"code": "A", "authority": "a", "places": "1\n" * 501})


# -- of a telegram of today, and notes that ask for a clearance ------------------------------------


def whole_of(page: str) -> str:
    (public,) = re.findall(r'<section class="card public".*?</section>', page, re.DOTALL)
    return unescape(public)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_that_goes_out_of_a_filed_telegram_stands_on_the_page(
    archive: Archive, language: str
) -> None:
    number = archive.enter(full())
    shown = archive.desk().post(
        f"/archive/r/{number}/release/preview", places="", language=language, **DECISION
    )
    public = whole_of(shown.text)
    for place in places_of(full()):
        if place.part in FILED - {Part.COVER}:
            for word in place.text.split():
                assert word in public, place.spelled
    assert full().telegram.parties[0].office in public


def test_one_of_its_fields_is_kept_back_on_the_page(archive: Archive) -> None:
    number = archive.enter(full())
    chosen = archive.desk().get(f"/archive/r/{number}/release").text
    assert 'data-place="attachment 2"' in chosen
    shown = archive.desk().post(
        f"/archive/r/{number}/release/preview", places="attachment 2", **DECISION
    )
    public, attached = whole_of(shown.text), full().telegram.attachments
    assert attached[0].name in public
    assert attached[1].name not in public
    assert attached[1].sha256 not in public
    assert full().telegram.parties[0].office not in public
    assert "Which offices are meant does not go out in part" in shown.text


def test_a_note_that_asks_for_a_clearance_goes_out_where_it_is_ticked(archive: Archive) -> None:
    number = archive.enter(glossed_at(seed(), 3))
    desk = archive.desk()
    path = f"/archive/r/{number}/release"
    chosen = desk.get(path).text
    (place,) = set(re.findall(r'name="gloss" value="(note [\d.]+)"[^>]*>[^S]*Stalin<', chosen)[:1])
    without = whole_of(desk.post(f"{path}/preview", places="", **DECISION).text)
    assert "[Stalin]" not in without
    shown = desk.post(f"{path}/preview", places="", gloss=place, **DECISION).text
    assert "[Stalin]" in whole_of(shown)
    back = desk.post(f"{path}/preview", places="", gloss=place, back="1", **DECISION).text
    assert f'value="{place}" checked' in back
    assert desk.post(path, **hidden(shown, path)).status_code == 303
    (one,) = archive.station.read("archive-public", after=-1)["public"]
    assert one["glosses"] == 1
    assert "body='Stalin'" in str(decode(b64decode(one["record"])).telegram.texts)


def test_whoever_is_not_cleared_for_a_note_is_offered_none(archive: Archive) -> None:
    number = archive.enter(glossed_at(seed(), 3))
    assert 'name="gloss"' not in archive.desk("helper").get(f"/archive/r/{number}/release").text
