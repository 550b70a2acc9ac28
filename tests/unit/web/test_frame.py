"""What every page bears: the frame, the likings of its person, the bar, help, problems."""

import re
from pathlib import Path

import pytest

from depesha.errors import Forbidden, NoCommunications, Refused
from depesha.web.places import GROUPS, PLACES, QUICK
from tests.desks import OFFICE, visit

LETTERS = [place.letter for place in PLACES.values() if place.letter]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_theme_stands_on_the_page(theme: str) -> None:
    visitor = visit()
    visitor.client.cookies.set("depesha-theme", theme)
    assert f'data-theme="{theme}"' in visitor.get("/help").text


@pytest.mark.parametrize("theme", ["", "purple", '"><script>', "DARK"])
def test_a_theme_that_is_none_is_as_the_browser_likes(theme: str) -> None:
    visitor = visit()
    visitor.client.headers["Cookie"] = "; ".join(
        [
            *(f"{one.name}={one.value}" for one in visitor.client.cookies.jar),
            f"depesha-theme={theme}",
        ]
    )
    page = visitor.get("/help").text
    assert "data-theme" not in page
    assert "<script>" not in page


def test_single_letters_are_keys_until_they_are_switched_off() -> None:
    visitor = visit()
    assert 'data-keys="on"' in visitor.get("/help").text
    visitor.client.cookies.set("depesha-keys", "off")
    assert 'data-keys="off"' in visitor.get("/help").text


def test_a_page_has_no_script_and_no_style_of_its_own() -> None:
    page = visit().get("/help").text
    assert re.findall(r"<script(?! src=\"/static/)", page) == []
    assert "<style" not in page
    assert " style=" not in page
    assert re.findall(r"\son\w+=", page) == []


def test_the_place_that_is_open_is_marked_also_after_the_counts_came() -> None:
    visitor = visit()
    fragment = visitor.get("/counts?here=/alarms", fragment=True).text
    assert re.search(r'href="/alarms"[^>]*aria-current="page"', fragment)
    assert 'id="quick" hx-swap-oob' in fragment


def test_where_one_is_is_compared_and_never_written() -> None:
    fragment = visit().get('/counts?here="><script>alert(1)</script>', fragment=True).text
    assert "<script>" not in fragment


def test_no_letter_leads_to_two_places() -> None:
    assert len(LETTERS) == len(set(LETTERS))
    assert "g" not in LETTERS


def test_the_foot_of_a_phone_has_places_of_the_bar() -> None:
    assert set(QUICK) <= set(PLACES.values())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_help_names_every_place_and_its_letter(language: str) -> None:
    page = visit().get("/help", language=language).text
    for group in GROUPS:
        for place in group.places:
            assert f'href="{place.path}"' in page
            assert f"<kbd>{place.letter.upper()}</kbd>" in page


def test_help_has_first_steps_and_the_stages() -> None:
    page = visit().get("/help").text
    assert "First steps" in page
    assert "no machine" not in page
    assert page.count("<li>Look into") == 2


def test_a_problem_is_said_in_the_readers_language_with_its_message() -> None:
    cure = 'send it through the centre, or have a way added with "depesha plan transit"'
    problem = NoCommunications("no way is known to tokyo", hint=cure)
    visitor = visit({"tray": problem, "counts": {"alarms": 0, "queued": 0}})
    answer = visitor.get("/tray/incoming", language="ru")
    assert answer.status_code == 409
    assert "Связи нет" in answer.text
    assert '<p class="banner danger" role="alert">пути к tokyo нет</p>' in answer.text
    assert "пусть центр запланирует путь" in answer.text
    assert "depesha plan" not in answer.text + visitor.get("/tray/incoming").text


def test_what_is_known_in_english_only_is_marked_so_and_a_commands_hint_is_not_shown() -> None:
    visitor = visit({"tray": Refused("the moon is in the way", hint='ask "depesha moon"')})
    answer = visitor.get("/tray/incoming", language="ru")
    assert '<span lang="en">the moon is in the way</span>' in answer.text
    assert "depesha moon" not in answer.text
    assert 'class="hint"' not in answer.text
    assert "<span lang" not in visitor.get("/tray/incoming").text


def test_a_problem_of_a_fragment_goes_to_the_notices() -> None:
    visitor = visit({"tray": Forbidden("not yours")})
    answer = visitor.get("/tray/incoming", fragment=True)
    assert answer.headers["HX-Retarget"] == "#notices"
    assert "It is not allowed to this office" in answer.text


def test_what_is_not_there_is_told_alike_to_whoever_is_not_signed_in() -> None:
    stranger = visit(office=None)
    for path in ("/nothing", "/help"):
        answer = stranger.get(path)
        assert answer.status_code == 303
        assert OFFICE not in answer.text


def test_a_page_that_is_not_there_says_so() -> None:
    answer = visit().get("/nothing")
    assert answer.status_code == 404
    assert "There is no such thing here" in answer.text


def test_an_unknown_language_changes_nothing() -> None:
    answer = visit().post("/language", language="xx")
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


def test_the_manual_names_every_place_with_its_letter() -> None:
    manual = (Path(__file__).resolve().parents[3] / "docs" / "desk.md").read_text()
    for place in PLACES.values():
        assert f"| {place.caption} | {place.letter.upper()} | {place.about} |" in manual
