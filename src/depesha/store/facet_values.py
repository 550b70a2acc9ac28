"""What is counted of a card: its values by facet, written as numbers beside the card.

    card_value  shelf, classification, "y4.4 l7.9 p2.2 g1.1 w3.5 k1.1 a2.2 u12.31 u88.90"

`u12.31`: a person, number 12 in `facet_key`, spelled as number 31 in `facet_value`. So to count
thousands of cards reads a narrow table and counts short words; what the commonest are called is
read afterwards, of a dozen of each facet.

Rule 1: spellings of one value have one key, and so have those of a person, in every case and in
    both scripts. A card in which a value is spelled in two ways has the first, and counts once.
Rule 2: a value that no card has any more is gone, and its key with it: what is taken out of the
    index leaves no name behind.
Rule 3: numbers are of one index and are told to nobody. Whoever counts reads cards and names in one
    moment (`Database.at_once`), for a number can be another name's later.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from depesha.archive.cards import Card
from depesha.archive.spelling import key_of
from depesha.policy.terms import spelled
from depesha.store.database import Database

SHOWN: Final = 12
"""Values of a facet, the commonest."""

YEAR_LETTERS: Final = 4

FACETS: Final = {
    "y": "year",
    "l": "label",
    "p": "precedence",
    "g": "language",
    "w": "place",
    "s": "series",
    "k": "kind",
    "a": "archive",
    "u": "person",
}
"""The letter of a facet, and its name; in the order in which they are told."""

PERSON: Final = "u"

Value = tuple[str, str]
"""The letter of a facet, and a value as it is spelled."""

_KNOWN: Final = "SELECT key, id FROM facet_value WHERE facet = ? AND value = ?"
_MORE: Final = "UPDATE facet_value SET cards = cards + ? WHERE id = ?"
_KEY: Final = "SELECT id FROM facet_key WHERE facet = ? AND key = ?"
_NEW_KEY: Final = "INSERT INTO facet_key (facet, key) VALUES (?, ?) RETURNING id"
_NEW: Final = """INSERT INTO facet_value (facet, value, key, cards) VALUES (?, ?, ?, ?)
    RETURNING id"""
_LAY: Final = "INSERT INTO card_value VALUES (?, ?, ?)"
_SAID: Final = "SELECT said FROM card_value WHERE shelf = ?"
_TAKE_OUT: Final = "DELETE FROM card_value WHERE shelf = ?"
_FEWER: Final = "UPDATE facet_value SET cards = cards - 1 WHERE id = ?"
_NO_VALUE: Final = "DELETE FROM facet_value WHERE id = ? AND cards <= 0"
_NO_KEY: Final = """DELETE FROM facet_key WHERE id = ?1
    AND NOT EXISTS (SELECT 1 FROM facet_value AS v WHERE v.key = ?1)"""
_CALLED: Final = """SELECT v.id, v.value FROM json_each(?) AS e
    CROSS JOIN facet_value AS v ON v.id = e.value"""


# -- written ---------------------------------------------------------------------------------------


def lay(database: Database, cards: Sequence[tuple[int, int, Card]]) -> None:
    """Write down what is counted of cards: of each its shelf, its classification, itself."""
    values = [list(_values(card)) for _, _, card in cards]
    numbers = {
        value: _numbered(database, value, count)
        for value, count in Counter(one for each in values for one in each).items()
    }
    for (shelf, classification, _), each in zip(cards, values, strict=True):
        said = " ".join(numbers[one] for one in each)
        database.write(_LAY, (shelf, classification, said))


def _values(card: Card) -> Iterator[Value]:
    told = card.told
    said = (
        ("y", (told.sent[:YEAR_LETTERS],)),
        ("l", (told.label,)),
        ("p", (told.precedence,)),
        ("g", (told.language,)),
        ("w", (told.place,)),
        ("s", (card.series,)),
        ("k", (told.kind,)),
        ("a", card.archives),
        (PERSON, card.people),
    )
    for letter, values in said:
        yield from ((letter, one) for one in _once(letter, values) if one)


def _once(letter: str, values: Sequence[str]) -> Iterable[str]:
    """Return the values of a card without other spellings of one that it has: it counts once."""
    if len(values) <= 1:
        return values
    key = key_in(letter)
    return {key(one): one for one in reversed(values)}.values()


def _numbered(database: Database, value: Value, count: int) -> str:
    """Return a value as it is written, and count so many more cards that have it."""
    letter, word = value
    known = database.row(_KNOWN, value)
    if known:
        key, number = known
        database.write(_MORE, (count, number))
    else:
        named = (letter, key_in(letter)(word))
        row = database.row(_KEY, named)
        key = row[0] if row else database.insert(_NEW_KEY, named)
        number = database.insert(_NEW, (letter, word, key, count))
    return f"{letter}{key}.{number}"


def key_in(letter: str) -> Callable[[str], str]:
    """Return what gives the key of a value of that facet."""
    return person_key if letter == PERSON else spelled


def person_key(name: str) -> str:
    """Return what spellings of one person have in common."""
    return " ".join(key_of(word) or word for word in name.lower().split())


def take_out(database: Database, shelf: int) -> None:
    """Take out what is counted of a card, and what is called so nowhere else."""
    row = database.row(_SAID, (shelf,))
    database.write(_TAKE_OUT, (shelf,))
    for said in row[0].split() if row else ():
        key, number = _numbers(said)
        database.write(_FEWER, (number,))
        database.write(_NO_VALUE, (number,))
        database.write(_NO_KEY, (key,))


def _numbers(said: str) -> tuple[int, int]:
    key, _, number = said[1:].partition(".")
    return int(key), int(number)


# -- counted ---------------------------------------------------------------------------------------


def counted(database: Database, said: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Return by facet the commonest values of cards, each with how often it stands there.

    Args:
        database: a reader, of the moment in which the cards were read.
        said: what is written of each card.
    """
    words = Counter(" ".join(said).split())
    keys: dict[str, Counter[str]] = {letter: Counter() for letter in FACETS}
    for word, count in words.items():
        keys[word[0]][word.partition(".")[0]] += count
    commonest = {one for found in keys.values() for one in _commonest(found)}
    spellings: dict[str, Counter[int]] = {}
    for word, count in words.items():
        key, _, number = word.partition(".")
        if key in commonest:
            spellings.setdefault(key, Counter())[int(number)] = count
    called = _called(database, spellings.values())
    found: dict[str, list[tuple[str, int]]] = {letter: [] for letter in FACETS}
    for key, numbers in spellings.items():
        found[key[0]].append((_most(numbers, called), numbers.total()))
    return {name: _shown(found[letter]) for letter, name in FACETS.items()}


def _commonest(keys: Counter[str]) -> Iterator[str]:
    """Yield the keys that may be shown: those that are as common as the last, too."""
    if len(keys) <= SHOWN:
        yield from keys
        return
    least = keys.most_common(SHOWN)[-1][1]
    yield from (one for one, count in keys.items() if count >= least)


def _called(database: Database, spellings: Iterable[Counter[int]]) -> Mapping[int, str]:
    numbers = [number for one in spellings for number in one]
    if not numbers:
        return {}  # where nothing is found there may be no index
    return dict(database.rows(_CALLED, (json.dumps(numbers),)))


def _most(numbers: Counter[int], called: Mapping[int, str]) -> str:
    """Return the spelling that stands most often; of several the first by letters."""
    return min((-count, called[number]) for number, count in numbers.items())[1]


def _shown(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:SHOWN]


# -- compared --------------------------------------------------------------------------------------

_ALL: Final = "SELECT said FROM card_value"
_KEPT: Final = """SELECT k.facet || k.id || '.' || v.id, v.cards
    FROM facet_value AS v JOIN facet_key AS k ON k.id = v.key"""
_KEYLESS: Final = """SELECT (SELECT count(*) FROM facet_value)
    - (SELECT count(*) FROM facet_value AS v JOIN facet_key AS k ON k.id = v.key),
    (SELECT count(*) FROM facet_key AS k
        WHERE NOT EXISTS (SELECT 1 FROM facet_value AS v WHERE v.key = k.id))"""


def miscounted(database: Database) -> int:
    """Return how many values stand at more or fewer cards than is written, or are of nothing."""
    at_cards = Counter(word for (said,) in database.each(_ALL) for word in said.split())
    kept: Counter[str] = Counter(dict(database.rows(_KEPT)))
    differing = sum(at_cards[one] != kept[one] for one in {*at_cards, *kept})
    return differing + sum(database.row(_KEYLESS) or (0, 0))
