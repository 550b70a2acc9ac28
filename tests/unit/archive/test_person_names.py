"""A name as it is spelled, read: persons by surname and given names, bodies by all words."""

import pytest

from depesha.archive.person_names import Reading, given_agree, reading_of, surnames_agree

PERSONS = [
    ("Г Р О М Ы К О", "громыко", ()),
    ("Андрей А. Громыко", "громыко", ("андрей", "а")),
    ("Andrei A. Gromyko", "gromyko", ("andrei", "a")),
    ("GROMYKO, A. A.", "gromyko", ("a", "a")),
    ("Громыко А.А.", "громыко", ("а", "а")),
    ("Громыко Андрей Андреевич", "громыко", ("андрей", "андреевич")),
    ("Р. Абрамович", "абрамович", ("р",)),
    ("[Huddle]", "huddle", ()),
    ("MACARTHUR.", "macarthur", ()),
    ("the Commander in Chief, Far East (MacArthur)", "macarthur", ()),
    ("Чрезвычайный посол (Рощин Н. В.)", "рощин", ("н", "в")),
    ("т. Сталину", "сталину", ()),
    ("Т. Сталин", "сталин", ("т",)),
    ("General Norstad", "norstad", ()),
    ("Winston Lord", "lord", ("winston",)),
    ("Robert Murphy, Jr.", "murphy", ("robert",)),
    ("DE TARR", "tarr", ()),
    ("Дж. Даллес", "даллес", ("дж",)),
    ("E. M. House", "house", ("e", "m")),
]
BODIES = [
    ("the Department of State", "depart of state"),
    ("From the Embassy in Thailand", "embassi thailand"),
    ("Mission at Berlin", "mission berlin"),
    ("Secretary of State", "secretari of state"),
    ("Secretary General", "secretari general"),
    ("Ambassador Kirk", "ambassador kirk"),
    ("МИД СССР", "мид ссср"),
    ("Послу СССР", "посл ссср"),
    ("Министру иностранных дел", "министр иностра дел"),
    ("White House", "white hous"),
    ("CIA Station in [place not declassified]", "cia station place not declassifi"),
    ("One Two Three Four Five Six", "one two three four five six"),
]


@pytest.mark.parametrize(("text", "surname", "given"), PERSONS)
def test_a_person_is_read(text: str, surname: str, given: tuple[str, ...]) -> None:
    found = reading_of(text)
    assert (found.is_body, found.surname, found.given) == (False, surname, given)


@pytest.mark.parametrize(("text", "words"), BODIES)
def test_a_body_is_all_its_words(text: str, words: str) -> None:
    assert reading_of(text) == Reading(is_body=True, surname=words)


@pytest.mark.parametrize("text", ["", " ", "—", "()", "[", ","])
def test_what_has_no_word_has_no_surname(text: str) -> None:
    assert not reading_of(text).surname


SURNAMES = [
    ("Громыко", "Gromyko", True),
    ("Вышинскому", "Vyshinsky", True),
    ("РАЗУВАЕВУ", "Разуваев", True),
    ("Razuvaev", "Razuvayev", True),
    ("Roshchin", "Рошин", True),
    ("Harriman", "Hara", False),
    ("Harriman", "Хара", False),
    ("Hare", "Hart", False),
    ("Wilson", "Wiley", False),
    ("Ли", "Лим", False),
]


@pytest.mark.parametrize(("one", "other", "wanted"), SURNAMES)
def test_surnames_agree_letter_by_letter_or_in_a_case(
    one: str, other: str, *, wanted: bool
) -> None:
    assert surnames_agree(reading_of(one), reading_of(other)) is wanted
    assert surnames_agree(reading_of(other), reading_of(one)) is wanted


GIVEN = [
    ("A. Gromyko", "Андрей Громыко", True),
    ("Andrei A. Gromyko", "Громыко А.А.", True),
    ("Андрею Громыко", "Андрей Громыко", True),
    ("Yu. Andropov", "Юрий Андропов", True),
    ("Gromyko", "Anatoly Gromyko", True),
    ("Andrei Gromyko", "Anatoly Gromyko", False),
    ("A. P. Gromyko", "A. A. Gromyko", False),
    ("Q. Smith", "K. Smith", False),
    ("Yuri Smith", "I. Smith", False),
    ("J. Stalin", "Iosif Stalin", True),
    ("Evan M. Wilson", "Edwin C. Wilson", False),
]


@pytest.mark.parametrize(("one", "other", "wanted"), GIVEN)
def test_an_initial_is_any_such_name_and_another_contradicts(
    one: str, other: str, *, wanted: bool
) -> None:
    assert given_agree(reading_of(one), reading_of(other)) is wanted
