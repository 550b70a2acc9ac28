"""What a terminal is given is harmless and has the width that it seems to have."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.export.screen import centre, cut, ends, pad, safe, width, wrap

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINERS = "\u200c\u200d"


def is_harmless(line: str) -> bool:
    return not any(unicodedata.category(sign) in OBEYED and sign not in JOINERS for sign in line)


@given(ANY_TEXT)
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    assert is_harmless(safe(text))
    assert safe(safe(text)) == safe(text)


@pytest.mark.parametrize(
    "text", ["Получение подтвердите.", "N 8680 / мм", 'Раз"ясните', "北京 大使馆", "é ü ї ѓ", ""]
)
def test_what_people_write_is_unchanged(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize(
    ("attack", "shown"),
    [
        ("\x1b[2J\x1b[H СОВ. СЕКРЕТНО", "\\x1b[2J\\x1b[H СОВ. СЕКРЕТНО"),
        ("\x9b2J", "\\x9b2J"),
        ("a\rb", "a\\x0db"),
        ("a\bb", "a\\x08b"),
        ("a\nb", "a\\x0ab"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\u202eОНТЕРКЕС", "\\u202eОНТЕРКЕС"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("a\u2028b", "a\\u2028b"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("a\u00a0b", "a b"),
    ],
)
def test_a_subject_that_draws_on_the_terminal(attack: str, shown: str) -> None:
    assert safe(attack) == shown


def test_a_letter_with_a_tower_of_accents_does_not_paint_over_the_line_above() -> None:
    shown = safe("a" + "\u0301" * 40)
    assert shown.count("\u0301") == 2
    assert shown.count("\\u0301") == 38


@given(ANY_TEXT, st.integers(1, 30))
def test_what_is_cut_fits(text: str, places: int) -> None:
    line = safe(text)
    shown = cut(line, places)
    assert width(shown) <= places
    assert shown == line or shown.endswith("…")


@pytest.mark.parametrize(
    ("text", "places"), [("abc", 3), ("Москва", 6), ("北京", 4), ("e\u0301", 1), ("", 0)]
)
def test_the_width_is_that_of_the_terminal(text: str, places: int) -> None:
    assert width(text) == places


def test_a_line_is_filled_on_either_side() -> None:
    assert pad("北", 4) == "北  "
    assert pad("7", 3, right=True) == "  7"
    assert centre("да", 6, "─") == "──да──"
    assert centre("да", 7) == "  да"
    assert centre("too long", 3) == "too long"


def test_two_ends_that_do_not_fit_take_two_lines() -> None:
    assert ends("a", "b", 5) == "a   b"
    assert ends("abc", "def", 6) == "abc\n   def"


@given(ANY_TEXT, st.integers(2, 40))
def test_a_wrapped_text_keeps_its_width_and_its_words(text: str, places: int) -> None:
    lines = wrap(text, places)
    assert all(width(line) <= places for line in lines)
    assert all(is_harmless(line) for line in lines)
    joined = "".join("".join(lines).split())
    assert joined == "".join(safe(text.replace("\t", " ").replace("\n", " ")).split())


def test_a_text_is_broken_between_words() -> None:
    text = "Ввиду того, что тов. Рошин связи с Вами не имеет"
    assert wrap(text, 20) == ["Ввиду того, что тов.", "Рошин связи с Вами", "не имеет"]
    assert wrap("  a\n\nb", 9) == ["  a", "", "b"]
    assert wrap("abcdef", 4) == ["abcd", "ef"]
