"""Proofs over the journal as it lies in the store: every node from tiles and leaves.

A group of 256 tiles (or leaves) is read once and made into a small pyramid of its own, so an
inclusion proof at a million facts costs three groups, and further proofs from the same
`StoredNodes` cost less.
"""

from typing import Final

from depesha.envelope import JournalHead
from depesha.errors import Refused
from depesha.journal import (
    TILE_BITS,
    consistency_path,
    inclusion_path,
    node_hash,
    range_root,
)
from depesha.names import Digest, Uid
from depesha.store.database import Database

_TILE: Final = 1 << TILE_BITS

_LEAVES: Final = "SELECT leaf FROM fact WHERE id >= ? AND id < ? ORDER BY id"
_TILES: Final = "SELECT hash FROM tile WHERE level = ? AND place >= ? AND place < ? ORDER BY place"
_TELEGRAM: Final = "SELECT id FROM telegram WHERE uid = ?"
_LEAF: Final = "SELECT leaf FROM fact WHERE id = ?"

Pyramid = list[list[Digest]]
"""The nodes over one group: its members, the nodes over pairs of them, and so on."""


class StoredNodes:
    """The full subtrees of the journal (`journal.Nodes`), of one state of the store."""

    __slots__ = ("_database", "_groups")

    def __init__(self, database: Database) -> None:
        """Read from a connection; what was read is kept, so do not keep this over a commit."""
        self._database = database
        self._groups: dict[tuple[int, int], Pyramid] = {}

    def __call__(self, height: int, place: int) -> Digest:
        """Return the hash over 2^height leaves at a place.

        Raises:
            Refused: leaves or tiles are missing.
        """
        level, rest = divmod(height, TILE_BITS)
        group = place >> (TILE_BITS - rest)
        pyramid = self._groups.get((level, group))
        if pyramid is None:
            pyramid = self._groups[level, group] = self._pyramid(level, group)
        try:
            return pyramid[rest][place - (group << (TILE_BITS - rest))]
        except IndexError:
            msg = "the journal has no whole tree: leaves or tiles are missing"
            raise Refused(msg, hint='the store is damaged: run "depesha doctor"') from None

    def _pyramid(self, level: int, group: int) -> Pyramid:
        first = group * _TILE
        rows = (
            self._database.rows(_TILES, (level, first, first + _TILE))
            if level
            else self._database.rows(_LEAVES, (first, first + _TILE))
        )
        nodes = [Digest(row[0]) for row in rows]
        pyramid = [nodes]
        for _ in range(TILE_BITS - 1):
            nodes = [node_hash(*nodes[at : at + 2]) for at in range(0, len(nodes) - 1, 2)]
            pyramid.append(nodes)
        return pyramid

    def head(self, size: int) -> JournalHead:
        """Return the head that the journal had at `size` leaves, above zero.

        Raises:
            Refused: leaves or tiles are missing.
        """
        return JournalHead(size=size, root=range_root(self, 0, size))


def leaf_at(database: Database, place: int) -> Digest | None:
    """Return the leaf hash at a place of the journal, or None where there is none."""
    row = database.row(_LEAF, (place,))
    return Digest(row[0]) if row else None


def place_of_telegram(database: Database, uid: Uid) -> int | None:
    """Return the place of the fact that a telegram was registered or delivered by."""
    row = database.row(_TELEGRAM, (uid,))
    return int(row[0]) if row else None


def prove_inclusion(database: Database, place: int, size: int) -> tuple[Digest, ...]:
    """Return the audit path of the fact at `place` in the journal of `size` facts.

    Raises:
        IndexError: there is no such place at that size.
        Refused: leaves or tiles are missing.
    """
    return inclusion_path(StoredNodes(database), place, size)


def prove_consistency(database: Database, old: int, new: int) -> tuple[Digest, ...]:
    """Return the proof that the journal of `new` facts begins with that of `old`.

    Raises:
        IndexError: `old` is not above zero, or is above `new`.
        Refused: leaves or tiles are missing.
    """
    return consistency_path(StoredNodes(database), old, new)
