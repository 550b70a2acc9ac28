"""The journal as it lies in the store: facts, their leaves, and tiles over 256 of them.

A tile is the hash over 256 leaves, or over 256 tiles of the level below. With them the right edge
of a tree of any size is found in at most 255 rows a level (under 600 for a million facts), and so
is every node of a proof.
"""

from collections.abc import Callable, Iterator
from typing import Final

from depesha import cbor
from depesha.envelope import JournalHead
from depesha.errors import Malformed, NotFound, Refused
from depesha.journal import (
    SALT_BYTES,
    TILE_BITS,
    Frontier,
    JournalEntry,
    Subtree,
    commitment,
    decode_entry,
    encode_entry,
    leaf_hash,
)
from depesha.names import Digest, TimeMs
from depesha.office.facts import Expunged, Fact, RecordExpunged
from depesha.schema import octets_upto
from depesha.schema import row as row_of
from depesha.store.database import Database
from depesha.store.fact_records import FACTS, KIND_OF, MAX_CONTENT_BYTES, decode_fact

_TILE = 1 << TILE_BITS

TAIL: Final = 256
"""How many of the last facts are looked at when a store is opened: 5 ms."""

EXPUNGED: Final = row_of(octets_upto(1024), octets_upto(MAX_CONTENT_BYTES))
"""What is kept in place of an expunged content: its entry, and what is left without the words.

It stands beside an empty salt.
"""

_LEAVES = "SELECT leaf FROM fact WHERE id >= ? AND id < ? ORDER BY id"
_TILES = "SELECT hash FROM tile WHERE level = ? AND place >= ? AND place < ? ORDER BY place"
_SIZE = "SELECT coalesce(max(id) + 1, 0) FROM fact"
_NEW_FACT = "INSERT INTO fact (id, kind, at, salt, content, leaf) VALUES (?, ?, ?, ?, ?, ?)"
_NEW_TILE = "INSERT INTO tile (level, place, hash) VALUES (?, ?, ?)"
_FACT = "SELECT kind, salt, content FROM fact WHERE id = ?"
_ONE = "SELECT kind, at, salt, content FROM fact WHERE id = ?"
_FACTS = "SELECT id, kind, at, salt, content, leaf FROM fact WHERE id >= ? ORDER BY id"


def append(database: Database, frontier: Frontier, fact: Fact, at: TimeMs, salt: bytes) -> int:
    """Write a fact as the next leaf and return its place; `frontier` grows with it.

    Raises:
        NotNow: the store cannot take it; the frontier must then be thrown away with the event.
    """
    kind = KIND_OF[type(fact)]
    form = FACTS[kind]
    content = form.record.encode(fact)
    entry = JournalEntry(
        kind=kind,
        at=at,
        references=form.references(fact),
        commitment=commitment(salt, content),
    )
    leaf = leaf_hash(encode_entry(entry))
    place = frontier.size
    database.write(_NEW_FACT, (place, kind, at, salt, content, leaf))
    for tile in frontier.append(leaf):
        _write_tile(database, tile, place + 1)
    return place


def _write_tile(database: Database, tile: Subtree, size: int) -> None:
    place = (size >> tile.height) - 1
    database.write(_NEW_TILE, (tile.height // TILE_BITS, place, tile.hash))


def size(database: Database) -> int:
    """Return how many facts there are."""
    row = database.row(_SIZE)
    return int(row[0]) if row else 0


def frontier_at(database: Database, size: int) -> Frontier:
    """Return the right edge of the tree as it was at `size`, read from tiles and leaves."""
    return Frontier(_edge(database, size))


def _edge(database: Database, size: int) -> Iterator[Subtree]:
    """Yield full subtrees that cover the first `size` leaves, from left to right."""
    top = max(size.bit_length() - 1, 0) // TILE_BITS
    covered = 0  # in units of the level below
    for level in range(top, 0, -1):
        covered <<= TILE_BITS
        until = size >> (level * TILE_BITS)
        for (tile,) in database.rows(_TILES, (level, covered, until)):
            yield Subtree(level * TILE_BITS, Digest(tile))
        covered = until
    for (leaf,) in database.rows(_LEAVES, (covered << TILE_BITS, size)):
        yield Subtree(0, Digest(leaf))


def head_at(database: Database, size: int) -> JournalHead:
    """Return the head that the journal had at `size` leaves.

    Raises:
        Refused: leaves or tiles below that size are missing.
    """
    frontier = frontier_at(database, size)
    if frontier.size != size:
        msg = f"the journal has no whole tree of {size} leaves"
        raise Refused(msg, hint='the store is damaged: run "depesha doctor"')
    return JournalHead(size=size, root=frontier.root())


def fact_at(database: Database, place: int) -> Fact | None:
    """Return the fact at a place of the journal."""
    row = database.row(_FACT, (place,))
    return decode_fact(row[0], kept_content(row[1], row[2])) if row else None


def each_fact(database: Database, after: int = -1) -> Iterator[tuple[int, TimeMs, Fact]]:
    """Yield every fact behind the place `after` with its place and time, in order."""
    for place, kind, at, salt, content, _ in database.each(_FACTS, (after + 1,)):
        yield place, TimeMs(at), decode_fact(kind, kept_content(salt, content))


def broken_leaves(
    database: Database, seen: Callable[[int], None] = lambda _: None
) -> Iterator[int]:
    """Yield the places whose leaf does not follow from what is kept there, or is missing.

    Every entry is made again from its fact and hashed; tiles are compared with the leaves. `seen`
    is told of each fact.
    """
    frontier = Frontier()
    redacted: set[int] = set()
    listed: set[int] = set()
    tiles = {(level, place): tile for level, place, tile in database.each(_ALL_TILES)}
    for place, kind, at, salt, content, leaf in database.each(_FACTS, (0,)):
        seen(1)
        if place != frontier.size or _leaf_of(kind, TimeMs(at), salt, content) != leaf:
            yield place
            return  # behind a broken leaf no place means anything
        if not salt:
            redacted.add(place)
        elif kind in _DESTROYS:
            listed.update(_places_in(kind, content))
        for tile in frontier.append(leaf):
            key = (tile.height // TILE_BITS, ((place + 1) >> tile.height) - 1)
            if tiles.pop(key, None) != tile.hash:
                yield place
    yield from sorted(redacted - listed)  # nobody ordered that it be destroyed
    if tiles:
        yield frontier.size


_ALL_TILES = "SELECT level, place, hash FROM tile"


_DESTROYS: Final = (KIND_OF[Expunged], KIND_OF[RecordExpunged])


def _places_in(kind: int, content: bytes) -> tuple[int, ...]:
    fact = decode_fact(kind, content)
    return fact.facts if isinstance(fact, Expunged | RecordExpunged) else ()


def broken_tail(database: Database, size: int) -> int | None:
    """Return the first of the last `TAIL` places whose leaf does not follow from its fact."""
    first = max(size - TAIL, 0)
    for place, kind, at, salt, content, leaf in database.each(_FACTS, (first,)):
        if _leaf_of(kind, TimeMs(at), salt, content) != leaf:
            return int(place)
    return None


def entry_at(database: Database, place: int) -> bytes:
    """Return the entry at a place of the journal, as it is hashed into its leaf.

    Raises:
        NotFound: there is no such place.
        Malformed: what is kept there makes no entry.
    """
    row = database.row(_ONE, (place,))
    if row is None:
        msg = f"there is no fact {place} in the journal"
        raise NotFound(msg, hint='"depesha journal head" says how many there are')
    kind, at, salt, content = row
    return _entry_of(kind, TimeMs(at), salt, content)


def _leaf_of(kind: int, at: TimeMs, salt: bytes, content: bytes) -> Digest:
    try:
        return leaf_hash(_entry_of(kind, at, salt, content))
    except Malformed:
        return Digest(b"")


def _entry_of(kind: int, at: TimeMs, salt: bytes, content: bytes) -> bytes:
    """Return the entry that follows from what is kept of a fact.

    Of one that was expunged the entry itself is kept, beside what is left of the content.
    """
    if not salt:
        entry, _ = EXPUNGED.unpack(cbor.decode(content, max_bytes=MAX_CONTENT_BYTES))
        made = decode_entry(entry)
        if (made.kind, made.at) != (kind, at):
            msg = "an expunged fact is kept under another kind or time than its entry has"
            raise Malformed(msg)
        return bytes(entry)
    if len(salt) != SALT_BYTES:
        msg = f"a salt of {len(salt)} bytes"
        raise Malformed(msg)
    fact = decode_fact(kind, content)
    return encode_entry(
        JournalEntry(
            kind=kind,
            at=at,
            references=FACTS[kind].references(fact),
            commitment=commitment(salt, content),
        )
    )


def kept_content(salt: bytes, content: bytes) -> bytes:
    """Return the content of a fact, or what is left of it if it was expunged."""
    if salt:
        return content
    _, left = EXPUNGED.unpack(cbor.decode(content, max_bytes=MAX_CONTENT_BYTES))
    return bytes(left)
