"""The faces have every letter of the seed, and what they lack is shown by its code."""

from importlib.resources import files

import pytest

from depesha.demo.page import FILE
from depesha.paper.faces import FILES, FOLDER, MODERN, PRINTED, TYPED, letters, letters_of
from depesha.paper.letters import drawn

SEED = files("depesha.demo").joinpath(FILE).read_text(encoding="utf-8")
ALPHABET = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"


@pytest.mark.parametrize("family", FILES)
def test_every_letter_of_the_seed_has_a_glyph_in_each_face(family: str) -> None:
    wanted = {letter for letter in SEED if letter.isprintable()} - {"“", "”", "’"}
    assert len(wanted) > 100, "a seed without letters tests nothing"
    assert wanted - letters(family) == set()


@pytest.mark.parametrize("family", FILES)
def test_a_face_has_both_alphabets_and_the_signs_of_the_form(family: str) -> None:
    assert set(ALPHABET) - letters(family) == set()
    assert set("№«»–—…§()[]{}&" + '"') - letters(family) == set()


def test_each_face_stands_with_its_licence() -> None:
    faces = sorted(FOLDER.glob("*.ttf"))
    assert len(faces) == 6
    for face in faces:
        licence = FOLDER / f"{face.stem.partition('-')[0]}.OFL.txt"
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")


def test_a_list_of_families_has_the_letters_of_all() -> None:
    assert "Ω" not in letters("Depesha Typewriter")
    assert "Ω" in letters_of(TYPED)
    assert letters_of(MODERN) >= letters_of(PRINTED)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('Раз"ясните', 'Раз"ясните'),
        ("a\tb", "a    b"),
        ("漢", "[U+6F22]"),
        ("a\u202eb", "a[U+202E]b"),
        ("шрифт\u00ad", "шрифт[U+00AD]"),
        ("א", "[U+05D0]"),
        ("\U0001f600", "[U+1F600]"),
        ("\x07", "[U+0007]"),
        ("и\u0306", "и\u0306"),
    ],
)
def test_what_is_not_drawn_or_not_seen_stands_as_its_code(text: str, shown: str) -> None:
    assert drawn(text, TYPED) == shown


def test_line_ends_stay() -> None:
    assert drawn("a\n\nb", TYPED) == "a\n\nb"
