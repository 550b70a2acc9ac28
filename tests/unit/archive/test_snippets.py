"""Words around what was found: the best place, marked as the index found it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.asking import Term
from depesha.archive.snippets import MAX_LETTERS, WORDS, snippet

FIELDS = {"to": ("addressee",)}
MARKS = ("[", "]")


def shown(query: str, **columns: str) -> str:
    return snippet(columns, [Term(words=one) for one in query.split()], FIELDS, MARKS)


@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        ("филиппов", "Письмо тов. Филиппова получено.", "Письмо тов. [Филиппова] получено."),
        ("Razuvayev", "Явиться к Разуваеву", "Явиться к [Разуваеву]"),
        ("разъяснить", 'Просьба раз"яснить.', 'Просьба [раз"яснить].'),
        ("журавли", "Воробьи прилетели.", ""),
        ("", "Воробьи прилетели.", ""),
        ("воробьи", "", ""),
    ],
)
def test_what_was_found_is_marked(query: str, text: str, said: str) -> None:
    assert shown(query, original=text) == said


def test_the_densest_place_is_shown() -> None:
    text = "Нота. " + "слово " * 60 + "нота о рыбе. " + "слово " * 60
    said = shown("нота рыба", original=text)
    assert "[нота] о [рыбе]" in said
    assert said.startswith("…")
    assert said.endswith("…")
    assert len(said.split()) <= WORDS + 2


def test_the_column_that_has_more_of_it_is_shown() -> None:
    assert shown("нота рыба", original="Нота.", translation="нота о рыбе") == "[нота] о [рыбе]"
    assert shown("нота", original="Нота.", translation="нота") == "[Нота]."


def test_a_field_is_looked_for_in_its_columns_alone() -> None:
    term = [Term(words="рыба", field="to")]
    assert snippet({"original": "рыба"}, term, FIELDS, MARKS) == ""
    assert snippet({"addressee": "рыба"}, term, FIELDS, MARKS) == "[рыба]"


def test_exact_words_mark_no_other_spelling() -> None:
    term = [Term(words="Разуваев", is_exact=True)]
    assert (
        snippet({"original": "Разуваев и Разуваева"}, term, FIELDS, MARKS)
        == "[Разуваев] и Разуваева"
    )


def test_what_is_read_is_bounded() -> None:
    assert shown("нота", original=" " * MAX_LETTERS + "нота") == ""


def test_a_text_without_blanks_is_cut_all_the_same() -> None:
    said = shown("нота", original="я" * 5000 + ".нота." + "я" * 5000)
    assert "[нота]" in said
    assert len(said) < 400


@given(text=st.text(alphabet='абв .\n"', max_size=300), query=st.text(alphabet="абв", max_size=3))
def test_without_marks_it_stands_in_the_text(text: str, query: str) -> None:
    said = shown(query, original=text).replace("[", "").replace("]", "").strip("…")
    assert said in text
