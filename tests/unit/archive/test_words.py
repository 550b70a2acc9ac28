"""Words of the index: cases of a name are one, spellings of a name are one, words stay apart."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.spelling import fixed_point, key_of
from depesha.archive.tokens import EXACT, tokens, tokens_of

SURNAMES = [
    "Разуваев",
    "Филиппов",
    "Рощин",
    "Вышинский",
    "Молотов",
    "Зорин",
    "Хрущев",
    "Булганин",
    "Маленков",
    "Микоян",
    "Яковлев",
    "Кузнецов",
    "Соболев",
    "Юдин",
    "Жуков",
    "Чичерин",
    "Майский",
    "Семенов",
    "Малик",
    "Штыков",
    "Гусев",
    "Пушкин",
    "Подцероб",
    "Царапкин",
    "Тункин",
    "Ильичев",
    "Крапивин",
    "Лавров",
    "Примаков",
    "Добрынин",
    "Виноградов",
    "Панюшкин",
    "Трояновский",
    "Лозовский",
    "Деканозов",
    "Литвинов",
    "Арутюнян",
    "Кутузов",
    "Некрасов",
    "Горчаков",
]


def cases(name: str) -> list[str]:
    """Return the cases of a Russian surname, by its ending."""
    if name.endswith("ский"):
        return [name[:-2] + end for end in ("ий", "ого", "ому", "им", "ом")]
    instrumental = "ым" if name.endswith(("ов", "ев", "ин", "ын")) else "ом"
    return [name + end for end in ("", "а", "у", instrumental, "е")]


@pytest.mark.parametrize("name", SURNAMES)
def test_every_case_of_a_surname_has_one_fixed_point_and_one_key(name: str) -> None:
    assert len({fixed_point(case.lower()) for case in cases(name)}) == 1
    assert len({key_of(case.lower()) for case in cases(name)}) == 1


SPELLINGS = (
    ("Разуваев", "Razuvaev Razuvayev"),
    ("Рощин", "Roshchin Roschin"),
    ("Рошин", "Roshchin"),
    ("Вышинский", "Vyshinsky Vyshinskiy Vyshinski Vyshinskii"),
    ("Филиппов", "Filippov Filipov"),
    ("Хрущев", "Khrushchev Khruschev"),
    ("Громыко", "Gromyko"),
    ("Семенов", "Semenov Semyonov"),
    ("Юдин", "Yudin Iudin"),
    ("Микоян", "Mikoyan Mikoian"),
    ("Жуков", "Zhukov"),
    ("Кузнецов", "Kuznetsov"),
    ("Майский", "Maisky Maiski"),
)


@pytest.mark.parametrize(
    ("russian", "latin"), [(ru, one) for ru, several in SPELLINGS for one in several.split()]
)
def test_a_name_has_one_key_in_both_scripts(russian: str, latin: str) -> None:
    assert key_of(latin.lower()) == key_of(russian.lower())


def test_names_that_are_not_one_have_keys_of_their_own() -> None:
    keys = {key_of(name.lower()): name for name in SURNAMES}
    assert len(keys) == len(SURNAMES)


def test_a_word_in_small_letters_is_no_name_until_it_is_asked_for() -> None:
    assert tokens_of("мира") == ("мир",)
    assert "~разув" in tokens_of("разуваев", asked=True)


def test_a_name_that_is_too_short_for_a_key_has_its_fixed_point() -> None:
    assert tokens_of("Ли") == ("ли", "=ли")
    assert tokens_of("Li") == ("li",)


def test_exact_words_have_their_stem_alone() -> None:
    asked = [found for _, _, found in tokens(EXACT + "Разуваев 38", asked=True)]
    assert asked == [tokens_of("разуваев"), ("38",)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('раз"яснения', "разъяснения"),
        ("об’явлении", "объявлении"),
        ("всё", "все"),
        ("тов", "товарищ"),
        ("указан\u00adную", "указанную"),
    ],
)
def test_what_a_typewriter_could_not_write_is_read(typed: str, read: str) -> None:
    assert tokens_of(typed) == tokens_of(read)


def test_quotation_marks_around_a_word_are_no_sign_in_it() -> None:
    assert [found[2][0] for found in tokens('"Разъясните" "38 параллель"')] == [
        tokens_of("Разъясните")[0],
        "38",
        tokens_of("параллель")[0],
    ]


def test_english_words_are_stemmed_as_english() -> None:
    assert tokens_of("telegraphed") == tokens_of("telegraphing")


@given(text=st.text(max_size=200), asked=st.booleans())
def test_tokens_stand_where_they_say_and_in_order(text: str, *, asked: bool) -> None:
    last = 0
    for start, end, found in tokens(text, asked=asked):
        assert last <= start < end <= len(text)
        assert found
        assert all(found)
        last = end


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=20))
def test_a_fixed_point_is_one(word: str) -> None:
    assert fixed_point(fixed_point(word)) == fixed_point(word)


def test_the_same_word_gives_the_same_tokens() -> None:
    for name, asked in product(SURNAMES, (False, True)):
        assert tokens_of(name, asked=asked) == tokens_of(name, asked=asked)
