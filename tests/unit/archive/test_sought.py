"""Words that are kept back, found however a text writes them."""

from time import process_time
from unicodedata import normalize

import pytest

from depesha.archive.sought import MAX_SET_OFF, MIN_SIGNS, sought_of

NAME = "Разуваеву"
SENTENCE = f"{'Посол сообщает, что Хрущёв и Майский прибудут. ' * 5}{NAME}"
"""Longer than what is looked for with blanks between its letters."""


def found_in(value: str, text: str) -> list[str]:
    sought = sought_of(value)
    assert sought is not None
    return [text[start:end] for start, end in sought.spans(text)]


@pytest.mark.parametrize(
    "written",
    [
        "Разуваеву",
        "РАЗУВАЕВУ",
        "Р А З У В А Е В У",
        "Разу\u00adваеву",  # what is not seen is in no search, and would be read past a redaction
        "Разу\u200bваеву",
        "Разува\u0301еву",
        "Разувае\u0308ву",
    ],
)
def test_a_name_is_found_however_it_is_written(written: str) -> None:
    assert found_in(NAME, f"т. _{written}_, лично") == [written]
    assert found_in(written, f"т. {NAME}, лично") == ([NAME] if " " not in written else [])


@pytest.mark.parametrize("text", ["Разуваевуй", "неРазуваеву", "Разу-ваеву", "Разуваев"])
def test_another_word_is_not_it(text: str) -> None:
    assert found_in(NAME, text) == []


@pytest.mark.parametrize("name", ["Майскому", "Толстой", "Хрущёву", "Zoë Ångström"])
def test_an_accent_by_itself_is_the_letter_that_has_it(name: str) -> None:
    apart = normalize("NFD", name)
    assert apart != name
    assert found_in(name, f"({apart})") == [apart]
    assert found_in(apart, f"({name})") == [name]


def test_a_sentence_is_found_in_one_pass_and_as_a_name_is() -> None:
    assert len(SENTENCE) > MAX_SET_OFF
    written = normalize("NFD", SENTENCE).replace("Разув", "Разу\u00adв").upper()
    assert found_in(SENTENCE, f"А: {written}! Б: {SENTENCE}") == [written, SENTENCE]
    assert found_in(SENTENCE, SENTENCE[2:]) == []


def test_all_of_it_is_taken_out_and_what_is_too_short_is_not_looked_for() -> None:
    sought = sought_of(NAME)
    assert sought is not None
    assert sought.taken_from("т. Разува\u0301еву\u200b.", "[…]") == "т. […]."
    assert sought.taken_from("никому", "[…]") == "никому"
    assert sought_of("я" * (MIN_SIGNS - 1)) is None
    assert sought_of("я\u0301\u00adя") is None


@pytest.mark.parametrize("text", ["е\u00ad", "е", "е ", "е\u0301 ", "\u00ad"])
def test_no_text_takes_longer_than_its_length(text: str) -> None:
    sought = [sought_of("еееееееее еее"), sought_of(SENTENCE)]
    began = process_time()
    for one in sought:
        assert one is not None
        one.stand_in(f"е{text * 50_000}")
    assert process_time() - began < 5  # seconds; by the square of the length it takes minutes
