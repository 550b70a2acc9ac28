"""Who is who: which spellings are one entry, and which are left apart because nobody can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.identities import MAX_ALIKE, identities

ONE = ["Громыко А.А.", "Andrei A. Gromyko", "A. Gromyko", "Г Р О М Ы К О", "Андрей Громыко"]
DULLES = ("Dulles", "Даллес", "John Foster Dulles")


def parted(spellings: list[str], *known: tuple[str, ...]) -> set[frozenset[str]]:
    return {frozenset(one.spellings) for one in identities(spellings, known)}


def groups(*spelled: list[str]) -> set[frozenset[str]]:
    return {frozenset(one) for one in spelled}


def test_every_spelling_of_one_person_is_one_entry() -> None:
    assert parted(ONE) == groups(ONE)
    assert [one.known for one in identities(ONE, [("Громыко", "Gromyko")])] == [0]


def test_bodies_are_told_apart_by_all_their_words() -> None:
    found = parted(["Secretary of State", "Department of State", "the Department of State"])
    assert found == groups(
        ["Secretary of State"], ["Department of State", "the Department of State"]
    )


def test_two_of_one_surname_are_two_and_what_could_be_either_is_neither() -> None:
    found = parted([*ONE, "Anatoly Gromyko"])
    assert frozenset({"Andrei A. Gromyko", "Андрей Громыко"}) in found
    assert {frozenset({one}) for one in ("Anatoly Gromyko", "A. Gromyko", "Г Р О М Ы К О")} <= found


def test_a_bare_surname_of_two_persons_is_an_entry_of_its_own_in_both_scripts() -> None:
    found = parted(["P. Gromyko", "Andrei Gromyko", "Gromyko", "Громыко"])
    assert found == groups(["P. Gromyko"], ["Andrei Gromyko"], ["Gromyko", "Громыко"])


def test_initials_that_either_of_two_names_fit_join_neither() -> None:
    found = parted(["A. A. Smith", "Andrew Smith", "Anatol Smith"])
    assert found == groups(["A. A. Smith"], ["Andrew Smith"], ["Anatol Smith"])


def test_the_authority_joins_what_no_spelling_tells() -> None:
    kim = ("Ким Ир Сен", "Kim Il Sung", "김일성")
    assert parted(["Ким Ир Сен", "Kim Il Sung", "Ким Ир Сену"], kim) == groups(
        ["Ким Ир Сен", "Kim Il Sung", "Ким Ир Сену"]
    )
    assert len(parted(["Ким Ир Сен", "Kim Il Sung"])) == 2
    assert parted(["Dulles", "Даллес"], DULLES) == groups(["Dulles", "Даллес"])


def test_another_person_of_the_surname_is_not_the_one_that_the_authority_has() -> None:
    found = parted(["Dulles", "Allen Dulles", "J. F. Dulles"], DULLES)
    assert found == groups(["Dulles"], ["Allen Dulles"], ["J. F. Dulles"])
    alone = identities(["Allen Dulles"], [DULLES])
    assert [one.known for one in alone] == [None]


def test_whoever_does_not_stand_on_the_shelf_parts_nobody() -> None:
    brothers = [("Andrei Gromyko",), ("Anatoly Gromyko",)]
    found = identities(["Andrei A. Gromyko", "Gromyko"], brothers)
    assert [(one.spellings, one.known) for one in found] == [(("Andrei A. Gromyko", "Gromyko"), 0)]


def test_given_names_of_one_person_in_the_authority_do_not_contradict() -> None:
    malik = ("Малик", "Yakov Malik", "Jacob Malik")
    names = ["Yakov Malik", "Jacob Malik", "Malik"]
    assert parted(names, malik) == groups(names)
    assert len(parted(names)) == 3


def test_a_body_that_the_authority_has_is_one_in_both_languages() -> None:
    house = ("МИД СССР", "Soviet Foreign Ministry")
    names = ["МИД СССР", "Soviet Foreign Ministry"]
    assert parted(names, house) == groups(names)


def test_too_many_of_one_surname_are_left_apart() -> None:
    letters = "ABDFGHKLMNOPRSTU"
    names = [f"{letters[at % 16]}. {letters[at // 16]}. Smith" for at in range(MAX_ALIKE + 1)]
    assert len(parted([*names, "Smith"])) == MAX_ALIKE + 2


NAMES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.builds(
            lambda given, name: f"{given} {name}".strip(),
            st.sampled_from(["", "A.", "Андрей", "Andrei A.", "the", "General", "Б.", "Pavel"]),
            st.sampled_from(["Gromyko", "Громыко", "Громыки", "Embassy", "Kim Il Sung", "Hare"]),
        ),
    ),
    unique=True,
    max_size=12,
)


@given(names=NAMES, order=st.randoms(use_true_random=False))
def test_every_spelling_is_of_one_entry_whatever_comes_first(
    names: list[str], order: object
) -> None:
    known = [("Громыко", "Gromyko"), ("Ким Ир Сен", "Kim Il Sung")]
    found = identities(names, known)
    assert sorted(text for one in found for text in one.spellings) == sorted(names)
    shuffled = list(names)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random, which no test may import
    assert set(identities(shuffled, known)) == set(found)


@pytest.mark.parametrize("known", [[], [()], [("", " ")]])
def test_nothing_is_nobody(known: list[tuple[str, ...]]) -> None:
    assert identities([], known) == ()
    assert len(identities([""], known)) == 1
