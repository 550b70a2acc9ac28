"""What makes the archive's pages easier to read: differences, likenesses, and no name of Python."""

import re
from pathlib import Path

import pytest

from depesha.archive.differing import Fate, Stretch, stretches
from depesha.web.records.comparing import readable
from depesha.web.records.likeness import Likeness, likenesses, words_at

TEMPLATES = Path(__file__).parents[3] / "src" / "depesha" / "web" / "templates"
METHOD = re.compile(
    r"\b(?!liked|group|key)([a-z_]+)\.(copy|items|keys|values|pop|update|clear|get)\b(?!\()"
)
ANEW = (
    "“Explain to Mao that there is a difference between the demand of old and the new one.”",
    "Written by the other, and nothing else of it stayed as it was before him.",
)


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.fate.name, one.text) for one in readable(stretches(before, after))]


def test_what_was_written_anew_is_gone_and_has_come_as_a_whole() -> None:
    raw = list(stretches(*ANEW))
    assert any(one.fate is Fate.SAME and one.text == "the " for one in raw), "else it tests nothing"
    made = told(*ANEW)
    assert ("SAME", "the ") not in made
    assert len(made) < len(raw)


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        (
            "Confirm receipt.",
            "Confirm the receipt.",
            [("SAME", "Confirm "), ("COME", "the "), ("SAME", "receipt.")],
        ),
        ("a", "a", [("SAME", "a")]),
        ("", "new", [("COME", "new")]),
        ("old", "", [("GONE", "old")]),
        ("", "", []),
    ],
)
def test_a_small_change_is_shown_as_it_is(
    before: str, after: str, parts: list[tuple[str, str]]
) -> None:
    assert told(before, after) == parts


@pytest.mark.parametrize(("before", "after"), [ANEW, ("a b c d", "a x c y"), ("one", "two")])
def test_both_wordings_stand_whole_in_it(before: str, after: str) -> None:
    made = list(readable(stretches(before, after)))
    assert "".join(one.text for one in made if one.fate is not Fate.COME) == before
    assert "".join(one.text for one in made if one.fate is not Fate.GONE) == after
    assert all(isinstance(one, Stretch) and one.text for one in made)


SAID = {"1": "20 ноября тов. Филиппова", "translation 1.3": "Filippov", "event 1": "21.XI.51"}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("1:10-24", "тов. Филиппова"),
        ("1", "20 ноября тов. Филиппова"),
        ("translation 1.3", "Filippov"),
        ("translation 1.3:0-4", "Fili"),
        ("note 2.1", ""),
        ("9:1-2", ""),
        ("1:999999999-9999999999", ""),
    ],
)
def test_a_place_is_told_in_its_words(place: str, words: str) -> None:
    assert words_at(place, SAID) == words


def test_what_looks_alike_is_told_with_both_wordings() -> None:
    traces = [{"kept_back": "1:10-24", "stands_in": "translation 1.3", "is_of_field": False}]
    places = [{"place": place, "text": text} for place, text in SAID.items()]
    assert likenesses(traces, places) == [
        Likeness(
            kept_back="1:10-24",
            kept="тов. Филиппова",
            stands_in="translation 1.3",
            said="Filippov",
        )
    ]


def test_no_page_shows_a_method_of_python_for_a_field_of_that_name() -> None:
    pages = sorted(TEMPLATES.rglob("*.html"))
    assert len(pages) > 40, "an empty folder tests nothing"
    found = {
        f"{page.name}: {one[0]}"
        for page in pages
        for code in re.findall(r"\{[{%].*?[%}]\}", page.read_text(encoding="utf-8"), re.DOTALL)
        for one in METHOD.finditer(code)
    }
    assert found == set()
