"""Proofs from the store: the same as from all leaves, over two levels of tiles."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesha.errors import Refused
from depesha.journal import (
    Frontier,
    consistency_path,
    inclusion_path,
    path,
    verify_consistency,
    verify_path,
)
from depesha.names import Digest
from depesha.store import leaves
from depesha.store.database import Database, open_writer
from depesha.store.proving import StoredNodes, leaf_at, prove_consistency, prove_inclusion
from tests.unit.store.test_leaves import _append

KEY = bytes(range(32))
BIG = 66_000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_writer(tmp_path_factory.mktemp("big") / "station.db", KEY)
    _append(database, BIG)
    yield database
    database.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Database]:
    database = open_writer(tmp_path / "station.db", KEY)
    _append(database, 700)
    yield database
    database.close()


def test_each_path_is_that_of_the_leaves(small: Database) -> None:
    hashes = [Digest(row[0]) for row in small.rows("SELECT leaf FROM fact ORDER BY id")]
    for size in (1, 255, 256, 257, 512, 700):
        for index in {0, size // 2, size - 1}:
            assert prove_inclusion(small, index, size) == path(hashes[:size], index)


def test_paths_over_two_levels_of_tiles_verify(big: Database) -> None:
    nodes = StoredNodes(big)
    for size in (65_535, 65_536, 65_537, BIG):
        head = nodes.head(size)
        assert head == leaves.head_at(big, size)
        for index in (0, 300, 65_300, size - 1):
            proof = inclusion_path(nodes, index, size)
            leaf = leaf_at(big, index)
            assert leaf is not None
            assert verify_path(leaf, index, size, proof, head.root)
            assert len(proof) <= 17


def test_any_two_heads_are_consistent(big: Database) -> None:
    nodes = StoredNodes(big)
    chosen = random.Random(1951)  # noqa: S311  # the same sizes in every run
    for _ in range(200):
        old, new = sorted(chosen.sample(range(1, BIG + 1), 2))
        proof = consistency_path(nodes, old, new)
        old_root, new_root = nodes.head(old).root, nodes.head(new).root
        assert verify_consistency(old, new, old_root, new_root, proof)
        assert not verify_consistency(old, new, new_root, old_root, proof)
    assert prove_consistency(big, 7, BIG) == consistency_path(nodes, 7, BIG)


def test_a_tree_with_a_hole_proves_nothing(small: Database) -> None:
    small.begin()
    small.write("DELETE FROM tile WHERE level = 1 AND place = 1")
    small.commit()
    with pytest.raises(Refused, match="no whole tree"):
        StoredNodes(small).head(600)
    assert leaf_at(small, 700) is None


def test_a_frontier_and_the_nodes_agree(small: Database) -> None:
    frontier: Frontier = leaves.frontier_at(small, 699)
    assert StoredNodes(small).head(699).root == frontier.root()
