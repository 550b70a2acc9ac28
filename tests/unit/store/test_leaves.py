"""The journal in the store: its edge read again at any size, and each damage found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from depesha.errors import Refused
from depesha.journal import EMPTY_ROOT, Frontier, leaf_hash
from depesha.office.facts import AlarmCleared, AlarmRaised
from depesha.store import leaves
from depesha.store.database import Database, open_writer
from tests.unit.store.facts_of import NOW

KEY = bytes(range(32))
BIG = 66_000  # beyond 256 tiles, so that two levels are in use


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_writer(tmp_path / "station.db", KEY)
    yield database
    database.close()


def _append(database: Database, count: int, frontier: Frontier | None = None) -> Frontier:
    frontier = frontier or Frontier()
    database.begin()
    for number in range(count):
        fact = AlarmCleared(kind="gap", about=str(number))
        leaves.append(database, frontier, fact, NOW, number.to_bytes(16, "big"))
    database.commit()
    return frontier


def _change(database: Database, sql: str) -> None:
    database.begin()
    database.write(sql)
    database.commit()


def test_an_empty_journal_has_the_root_of_nothing(database: Database) -> None:
    assert leaves.size(database) == 0
    assert leaves.head_at(database, 0).root == EMPTY_ROOT
    assert list(leaves.broken_leaves(database)) == []


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 511, 512, 800])
def test_the_edge_is_read_again_from_tiles_and_leaves(database: Database, count: int) -> None:
    written = _append(database, count)
    read = leaves.frontier_at(database, count)
    assert (read.size, read.root()) == (count, written.root())
    assert list(leaves.broken_leaves(database)) == []


def test_every_earlier_head_can_still_be_told(database: Database) -> None:
    frontier, roots = Frontier(), []
    for _ in range(6):
        _append(database, 100, frontier)
        roots.append((frontier.size, frontier.root()))
    for size, root in roots:
        assert leaves.head_at(database, size).root == root


def test_a_long_journal_is_opened_in_few_rows(database: Database) -> None:
    frontier = Frontier()
    database.begin()
    for place in range(BIG):
        leaf = leaf_hash(place.to_bytes(4, "big"))
        database.write(leaves._NEW_FACT, (place, 61, 0, b"", b"", leaf))
        for tile in frontier.append(leaf):
            leaves._write_tile(database, tile, place + 1)
    database.commit()
    assert len(list(leaves._edge(database, BIG))) < 600
    assert leaves.head_at(database, BIG).root == frontier.root()
    assert len(list(leaves._edge(database, 65_536))) == 1
    assert leaves.head_at(database, 65_535).size == 65_535


def test_a_head_beyond_the_journal_cannot_be_told(database: Database) -> None:
    _append(database, 3)
    with pytest.raises(Refused, match="no whole tree of 4 leaves"):
        leaves.head_at(database, 4)


def test_facts_are_read_in_order_from_any_place(database: Database) -> None:
    _append(database, 5)
    found = [(place, fact) for place, _, fact in leaves.each_fact(database, after=2)]
    assert found == [
        (3, AlarmCleared(kind="gap", about="3")),
        (4, AlarmCleared(kind="gap", about="4")),
    ]
    assert leaves.fact_at(database, 4) == AlarmCleared(kind="gap", about="4")
    assert leaves.fact_at(database, 5) is None


DAMAGE = {
    "rewritten content": "UPDATE fact SET content = x'a2006367617001613a' WHERE id = 5",
    "unreadable content": "UPDATE fact SET content = x'ff' WHERE id = 5",
    "another time": "UPDATE fact SET at = at + 1 WHERE id = 5",
    "another kind": "UPDATE fact SET kind = 60 WHERE id = 5",
    "an unknown kind": "UPDATE fact SET kind = 999 WHERE id = 5",
    "another salt": "UPDATE fact SET salt = zeroblob(16) WHERE id = 5",
    "a short salt": "UPDATE fact SET salt = x'00' WHERE id = 5",
    "another leaf": "UPDATE fact SET leaf = zeroblob(32) WHERE id = 5",
    "a missing fact": "DELETE FROM fact WHERE id = 5",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_leaf_is_found(database: Database, damage: str) -> None:
    _append(database, 10)
    _change(database, DAMAGE[damage])
    found = list(leaves.broken_leaves(database))
    assert found
    assert found[0] in (5, 6)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE tile SET hash = zeroblob(32)",
        "DELETE FROM tile",
        "INSERT INTO tile VALUES (1, 7, zeroblob(32))",
    ],
)
def test_a_damaged_tile_is_found(database: Database, damage: str) -> None:
    _append(database, 300)
    _change(database, damage)
    assert list(leaves.broken_leaves(database))


def test_the_same_words_make_different_leaves(database: Database) -> None:
    """Nobody can tell from two leaves that the same thing happened twice."""
    frontier = Frontier()
    database.begin()
    for number in range(2):
        fact = AlarmRaised(kind="gap", about="peking", text="118 is missing")
        leaves.append(database, frontier, fact, NOW, number.to_bytes(16, "big"))
    database.commit()
    assert database.row("SELECT count(DISTINCT leaf), count(DISTINCT content) FROM fact") == (2, 1)
