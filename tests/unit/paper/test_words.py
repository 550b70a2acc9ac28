"""Words, times and paragraphs of a sheet."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.paper.folios import folio_of
from depesha.paper.inks import inks
from depesha.paper.words import FORM_17, NEUTRAL, Speech, layout_of, pieces, zone_named
from tests.unit.paper.seed import at

RU = Speech(language="ru", zone=ZoneInfo("Europe/Moscow"), is_modern=False)
EN = Speech(language="en", zone=ZoneInfo("Europe/Moscow"), is_modern=False)


def test_a_day_is_written_as_on_the_form() -> None:
    assert RU.day(at(20, 50)) == "21.XI.51г."
    assert EN.day(at(20, 50)) == "21 Nov 1951"
    assert RU.day(None) == ""


def test_a_time_fills_the_places_of_the_blank() -> None:
    assert RU.blank_time("Получена", at(18, 35)) == {
        "label": "Получена",
        "plain": "21.11.1951 18:35 MSK",
        "hour": "18",
        "minute": "35",
        "date": "21.XI 1951",
        "zone": "MSK",
    }
    assert EN.blank_time("Filed", at(18, 35))["date"] == "21 Nov 1951"


def test_a_time_that_is_none_leaves_the_places_empty() -> None:
    assert set(RU.blank_time("Отправлена", None).values()) == {"Отправлена", ""}


def test_a_time_beyond_every_calendar_is_its_number() -> None:
    assert RU.time(2**53 - 1) == f"{2**53 - 1} ms"
    assert RU.day(2**53 - 1) == ""


def test_a_blank_line_parts_paragraphs_and_a_line_end_stays_one() -> None:
    assert RU.paragraphs("а\nб\n\n\nв\n") == [[["а"], ["б"]], [["в"]]]
    assert RU.paragraphs("") == []


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=200))
def test_pieces_are_the_line(line: str) -> None:
    assert "".join(pieces(line)) == line


def test_a_long_word_may_be_broken_but_never_before_its_accent() -> None:
    line = "и\u0306" * 40
    parts = pieces(line)
    assert len(parts) > 5
    assert all(not part.startswith("\u0306") for part in parts)
    assert pieces("короткие слова") == ["короткие слова"]


def test_the_policy_decides_the_form() -> None:
    assert (layout_of("neutral"), layout_of("mid-1951"), layout_of("?")) == (
        NEUTRAL,
        FORM_17,
        FORM_17,
    )


def test_a_zone_that_this_machine_lacks_is_the_stations() -> None:
    assert str(zone_named("Nowhere/At-All", "Europe/Moscow")) == "Europe/Moscow"
    assert zone_named("", "") is UTC


@pytest.mark.parametrize(
    ("marks", "folio"),
    [
        (["44"], 44),
        (["ф. 45, оп. 1, д. 348, лл. 44-45"], 44),
        (["APRF, f. 45, op. 1, d. 348, ll. 44-45"], 44),
        (["", "ф. 45, л. 7"], 7),
        (["f. 45, op. 1"], None),
        (["дело 12"], None),
        ([], None),
        (["9" * 40], None),
    ],
)
def test_a_folio_is_what_the_shelf_mark_says(marks: list[str], folio: int | None) -> None:
    assert folio_of(marks) == folio


@pytest.mark.parametrize(
    ("said", "ink"),
    [
        ({"foreground": "#b71c1c", "background": "white"}, ("#b71c1c", "#ffffff")),
        ({"foreground": "chartreuse", "background": '#000"); panic('}, ("#000000", "#ffffff")),
        (None, ("#000000", "#ffffff")),
    ],
)
def test_inks_are_colours_and_nothing_else(said: dict[str, str] | None, ink: object) -> None:
    found = inks(said)
    assert (found["foreground"], found["background"]) == ink
