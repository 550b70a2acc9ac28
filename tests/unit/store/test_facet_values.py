"""What is counted of cards, on a real store, against counting their words one by one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from depesha.archive.cards import Card, Thing, Words
from depesha.archive.telling import Told
from depesha.store import archive_index, facet_values, words
from depesha.store.archive_facets import COUNTED, facets
from depesha.store.archive_index import Laid
from depesha.store.archive_search import Wish
from depesha.store.database import Database, open_writer
from depesha.store.facet_values import FACETS, SHOWN, key_in, miscounted

KEY = bytes(range(32))
LABELS = ("СОВ. СЕКРЕТНО", "Сов.секретно", "секретно", "secret", "")
PEOPLE = ("Разуваев", "РАЗУВАЕВУ", "Razuvayev", "Рощин", *(f"Person {one}" for one in range(30)))
LEFT = """SELECT count(*) FROM (SELECT shelf FROM card_value UNION ALL SELECT id FROM facet_key
    UNION ALL SELECT id FROM facet_value)"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    database = open_writer(tmp_path / "station.db", KEY)
    database.begin()
    words.make(database)
    yield database
    database.rollback()
    database.close()


def card(number: int, *, level: int = 0, label: str = "", people: Sequence[str] = ()) -> Laid:
    told = Told(
        sent=f"19{50 + number % 3}-01-01",
        number=number,
        title="A telegram",
        kind="telegram",
        sender="",
        addressee="",
        place="",
        label=label,
        precedence="",
        language="ru",
    )
    made = Card(
        thing=Thing.RECORD,
        told=told,
        words=Words(original="words"),
        archives=("АВП РФ",),
        people=tuple(people),
    )
    return Laid(id=number, shelf=number, classification=level, card=made)


def some(count: int, seed: int = 1) -> list[Laid]:
    chance = Random(seed)  # noqa: S311  # cards, and no secret
    return [
        card(
            number,
            level=chance.randrange(4),
            label=chance.choice(LABELS),
            people=chance.sample(PEOPLE, chance.randrange(4)),
        )
        for number in range(1, count + 1)
    ]


def told(database: Database, clearance: int | None = None) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = facets(
        database, [Wish(terms=(), clearance=clearance)]
    )["facets"]
    return found


def first_spellings(people: Sequence[str]) -> list[str]:
    keys = [key_in("u")(one) for one in people]
    return [one for place, one in enumerate(people) if keys.index(keys[place]) == place]


def by_hand(cards: Sequence[Laid], letter: str, clearance: int) -> list[tuple[str, int]]:
    """Return the values of a facet as they are counted one by one."""
    seen = [one.card for one in cards if one.classification <= clearance]
    values = {
        "u": [name for one in seen for name in first_spellings(one.people)],
        "l": [one.told.label for one in seen if one.told.label],
        "y": [one.told.sent[:4] for one in seen],
    }[letter]
    spellings: dict[str, Counter[str]] = {}
    for value in values:
        spellings.setdefault(key_in(letter)(value), Counter())[value] += 1
    found = [
        (min(one, key=lambda value: (-one[value], value)), one.total())
        for one in spellings.values()
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:SHOWN]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("clearance", [0, 2, 9])
def test_they_are_what_counting_one_by_one_gives(
    store: Database, seed: int, clearance: int
) -> None:
    cards = some(200, seed)
    for place in range(0, len(cards), 32):
        archive_index.lay(store, cards[place : place + 32])
    for letter in "uly":
        assert told(store, clearance)[FACETS[letter]] == by_hand(cards, letter, clearance)
    assert miscounted(store) == 0


def test_who_is_spelled_in_two_ways_on_a_card_is_counted_once(store: Database) -> None:
    """As on a form whose heading and signature are typed differently."""
    archive_index.lay(store, [card(1, people=("Разуваев", "РАЗУВАЕВУ", "Рощин"))])
    assert told(store)["person"] == [("Разуваев", 1), ("Рощин", 1)]
    assert miscounted(store) == 0
    archive_index.take_out(store, 1)
    assert store.row(LEFT) == (0,)


def test_what_is_laid_in_another_order_is_counted_alike(store: Database) -> None:
    """As after `doctor --rebuild`: of values that are as common the first by letters are shown."""
    cards = some(60)
    archive_index.lay(store, cards)
    before = told(store)
    words.make_anew(store)
    for one in reversed(cards):
        archive_index.lay(store, [one])
    assert told(store) == before


def test_spellings_of_one_value_are_one_as_it_is_spelled_most_often(store: Database) -> None:
    people = [("Разуваев",), ("РАЗУВАЕВУ",), ("Разуваев",), ("Рощин",)]
    archive_index.lay(store, [card(place + 1, people=one) for place, one in enumerate(people)])
    assert told(store)["person"] == [("Разуваев", 3), ("Рощин", 1)]


def test_a_spelling_that_only_others_may_see_is_shown_to_nobody_else(store: Database) -> None:
    high = [card(number, level=3, label="Сов.секретно") for number in range(1, 9)]
    archive_index.lay(store, [*high, card(9, label="СОВ. СЕКРЕТНО")])
    assert told(store, 0)["label"] == [("СОВ. СЕКРЕТНО", 1)]
    assert told(store, 3)["label"] == [("Сов.секретно", 9)]


def test_the_newest_are_counted_and_that_there_are_more_is_said(store: Database) -> None:
    old = [card(number, label="old") for number in range(1, 4)]
    archive_index.lay(store, [*old, *(card(number + 4) for number in range(COUNTED))])
    found = facets(store, [Wish(terms=(), clearance=9)])
    assert (found["count"], found["is_more"], found["facets"]["label"]) == (COUNTED, True, [])


def test_what_is_taken_out_leaves_no_name_behind(store: Database) -> None:
    cards = some(40)
    archive_index.lay(store, cards)
    for one in cards[1:]:
        archive_index.take_out(store, one.id)
        assert miscounted(store) == 0
    archive_index.take_out(store, cards[0].id)
    assert store.row(LEFT) == (0,)


def test_a_name_that_another_card_has_stays(store: Database) -> None:
    archive_index.lay(store, [card(1, people=("Рощин",)), card(2, people=("Рощин", "Малик"))])
    archive_index.take_out(store, 2)
    assert told(store)["person"] == [("Рощин", 1)]
    assert store.rows("SELECT value FROM facet_value WHERE facet = 'u'") == [("Рощин",)]


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE facet_value SET cards = cards + 1 WHERE facet = 'l'",
        "DELETE FROM facet_value WHERE facet = 'l'",
        "DELETE FROM facet_key WHERE facet = 'l'",
        "INSERT INTO facet_key VALUES (999, 'l', 'of nothing')",
        "UPDATE card_value SET said = ''",
        "UPDATE card_value SET classification = 4",
        "DELETE FROM card_value",
    ],
)
def test_the_doctor_finds_what_is_counted_wrongly(store: Database, planted: str) -> None:
    archive_index.lay(store, [card(1, label="secret")])
    before = archive_index.differences(store)
    store.write(planted)
    assert len(archive_index.differences(store)) > len(before)


def test_of_a_store_without_an_index_nothing_is_counted(store: Database) -> None:
    words.destroy(store)
    assert facet_values.counted(store, []) == {name: [] for name in FACETS.values()}
    assert told(store) == {name: [] for name in FACETS.values()}
