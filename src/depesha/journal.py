"""The journal's tree and its leaves: what nobody can rewrite unseen (RFC 6962, RFC 9162 §2.1).

Everything that happens at a station is a fact, and each fact is one leaf of a Merkle tree:

    entry = CBOR [1, kind, at_ms, references, SHA-256(salt ‖ content)]
    leaf  = SHA-256(0x00 ‖ entry)
    node  = SHA-256(0x01 ‖ left ‖ right)

Rule 1: an entry shows nothing of the content. Content and salt can be destroyed; the tree stays
    whole, and what is left of the entry gives no way to try out guesses.
Rule 2: a hash is 32 bytes and a tree that proves something has a leaf. Without these two checks an
    empty root equals an empty leaf hash, and nothing proves everything.
Rule 3: nothing here knows the kinds of facts, or where leaves are kept.

The same tree stands over the items of a delivery report and over the leaves of the key book.
Format: `docs/spec/journal.md`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from depesha import cbor
from depesha.names import Digest, SlipId, TimeMs, Uid
from depesha.schema import Record, Row, field, octets, optional, sint, uint

HASH_BYTES: Final = 32
SALT_BYTES: Final = 16

TILE_BITS: Final = 8
"""A tile is the hash over 256 leaves, or over 256 tiles of the level below (C2SP tlog-tiles)."""

EMPTY_ROOT: Final = Digest(sha256(b"").digest())
"""The root of a tree without leaves, RFC 6962 §2.1."""

MAX_ENTRY_BYTES: Final = 160
"""The longest entry, with all three references, has 125 bytes."""


# -- hashes ---------------------------------------------------------------------------------------


def leaf_hash(entry: bytes) -> Digest:
    """Return the hash of a leaf: SHA-256(0x00 ‖ entry)."""
    return Digest(sha256(b"\x00" + entry).digest())


def node_hash(left: bytes, right: bytes) -> Digest:
    """Return the hash of a node: SHA-256(0x01 ‖ left ‖ right)."""
    return Digest(sha256(b"\x01" + left + right).digest())


def root(leaves: Sequence[bytes]) -> Digest:
    """Return the root over leaf *hashes*, in order; of none, SHA-256 of nothing."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def path(leaves: Sequence[bytes], index: int) -> tuple[Digest, ...]:
    """Return the audit path of the leaf at `index`, from the leaf up (RFC 9162 §2.1.3.1).

    It works level by level: at each the last node may be without a partner and then rises as it is.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        msg = f"leaf {index} of {len(leaves)}"
        raise IndexError(msg)
    level = [Digest(leaf) for leaf in leaves]
    found: list[Digest] = []
    while len(level) > 1:
        partner = index ^ 1
        if partner < len(level):
            found.append(level[partner])
        level = _level_above(level)
        index >>= 1
    return tuple(found)


def _level_above(level: Sequence[Digest]) -> list[Digest]:
    pairs = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
    return pairs if len(level) % 2 == 0 else [*pairs, level[-1]]


def verify_path(
    leaf: bytes, index: int, size: int, audit_path: Sequence[bytes], expected_root: bytes
) -> bool:
    """Say whether `leaf` (a leaf hash) stands at `index` in the tree with that size and root.

    RFC 9162 §2.1.3.2, with every hash 32 bytes long and the size above zero (rule 2).
    """
    if not 0 <= index < size:
        return False
    if any(len(one) != HASH_BYTES for one in (leaf, expected_root, *audit_path)):
        return False
    at, last, found = index, size - 1, leaf
    for sibling in audit_path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == expected_root


# -- the growing edge -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subtree:
    """A full subtree: the hash over 2^height leaves."""

    height: int
    hash: Digest


class Frontier:
    """The right edge of a tree: all that is needed to append to it and to know its root.

    It holds one hash for each one-bit of the size, so it is as small at a million leaves as at a
    thousand, and `copy` is cheap.
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self, subtrees: Iterable[Subtree] = ()) -> None:
        """Begin with full subtrees from left to right, each at least as high as the next."""
        self._peaks: list[bytes] = []
        self._size = 0
        for subtree in subtrees:
            self._append(subtree.hash, subtree.height)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._size

    def copy(self) -> "Frontier":
        """Return a frontier that grows on its own."""
        other = Frontier()
        other._peaks, other._size = self._peaks.copy(), self._size
        return other

    def append(self, leaf: bytes) -> list[Subtree]:
        """Append a leaf hash; return the tiles that it completes, the lowest first, mostly none."""
        return self._append(leaf, 0)

    def _append(self, found: bytes, height: int) -> list[Subtree]:
        tiles: list[Subtree] = []
        carry = self._size >> height
        self._size += 1 << height
        while carry & 1:
            found = sha256(b"\x01" + self._peaks.pop() + found).digest()
            carry >>= 1
            height += 1
            if not height % TILE_BITS:
                tiles.append(Subtree(height, Digest(found)))
        self._peaks.append(found)
        return tiles

    def root(self) -> Digest:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = sha256(b"\x01" + peak + found).digest()
        return Digest(found)


# -- proofs over a tree of which only parts are at hand --------------------------------------------


Nodes = Callable[[int, int], Digest]
"""Returns the hash of a full subtree: its height, and its place among those of that height.

Place p at height h is the node over the leaves [p · 2^h, (p + 1) · 2^h).
"""


def range_root(nodes: Nodes, first: int, last: int) -> Digest:
    """Return the hash over the leaves [first, last), a subtree as RFC 9162 §2.1.1 cuts them."""
    width = last - first
    split = _split(width)
    if split * 2 == width or width == 1:  # full
        height = width.bit_length() - 1
        return nodes(height, first >> height)
    return node_hash(
        range_root(nodes, first, first + split), range_root(nodes, first + split, last)
    )


def inclusion_path(nodes: Nodes, index: int, size: int) -> tuple[Digest, ...]:
    """Return the audit path of the leaf at `index` in the tree of `size` leaves, as `path` does.

    It asks for O(log size) full subtrees.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < size:
        msg = f"leaf {index} of {size}"
        raise IndexError(msg)
    found: list[Digest] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            found.append(range_root(nodes, middle, last))
            last = middle
        else:
            found.append(range_root(nodes, first, middle))
            first = middle
    return tuple(reversed(found))


def consistency_path(nodes: Nodes, old: int, new: int) -> tuple[Digest, ...]:
    """Return the proof that the tree of `new` leaves begins with that of `old` (RFC 9162 §2.1.4.1).

    Of a tree with itself it is empty.

    Raises:
        IndexError: `old` is not above zero, or is above `new`.
    """
    if not 0 < old <= new:
        msg = f"a tree of {old} leaves and one of {new}"
        raise IndexError(msg)
    found: list[Digest] = []
    first, last, is_known = 0, new, True
    while last != old:
        middle = first + _split(last - first)
        if old <= middle:
            found.append(range_root(nodes, middle, last))
            last = middle
        else:
            found.append(range_root(nodes, first, middle))
            first, is_known = middle, False
    if not is_known:
        found.append(range_root(nodes, first, last))
    return tuple(reversed(found))


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the tree of `new` leaves and root `new_root` begins with that of `old`.

    RFC 9162 §2.1.4.2, with every hash 32 bytes long and both sizes above zero (rule 2): nothing is
    consistent with a tree of no leaves, or an empty proof would prove anything.
    """
    if not 0 < old <= new:
        return False
    if any(len(one) != HASH_BYTES for one in (old_root, new_root, *proof)):
        return False
    if old == new:
        return not proof and old_root == new_root
    # where the old root is itself a node of the new tree, the proof leaves it out
    hashes = [old_root, *proof] if old & (old - 1) == 0 else [*proof]
    return bool(hashes) and _climb(old - 1, new - 1, hashes) == (old_root, new_root)


def _climb(at: int, last: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the old and the new root that a proof leads to, or None if it has another length."""
    while at & 1:
        at, last = at >> 1, last >> 1
    old_found = new_found = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old_found = node_hash(sibling, old_found)
            new_found = node_hash(sibling, new_found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        at, last = at >> 1, last >> 1
    return (old_found, new_found) if last == 0 else None


def _split(width: int) -> int:
    """Return the greatest power of two below `width`; of one leaf, zero."""
    return 0 if width < 2 else 1 << ((width - 1).bit_length() - 1)  # noqa: PLR2004  # two leaves


# -- entries --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What of a fact stays visible when its content is destroyed: names that cannot be guessed.

    Attributes:
        uid: the telegram.
        slip_id: the packet.
        digest: of something that holds secret or random bytes: a registration (signatures), an
            envelope, a delivery report (salts), sealed bytes. Never of a body or an answer, whose
            words could be tried out against it.
    """

    uid: Uid | None = None
    slip_id: SlipId | None = None
    digest: Digest | None = None


NO_REFERENCES: Final = References()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """What is hashed into a leaf, spelled as a row in this order.

    Attributes:
        version: 1.
        kind: number of the kind of fact.
        at: when it happened, by the station's clock.
        references: what stays visible.
        commitment: SHA-256(salt ‖ content).
    """

    version: int = 1
    kind: int
    at: TimeMs
    references: References
    commitment: Digest


_REFERENCES: Final = Record(
    References,
    field(0, "uid", optional(octets(16))),
    field(1, "slip_id", optional(octets(16))),
    field(2, "digest", optional(octets(HASH_BYTES))),
)

_ENTRY: Final = Row(
    JournalEntry, uint(min=1, max=1), uint(max=0xFFFF), sint(), _REFERENCES, octets(HASH_BYTES)
)


def commitment(salt: bytes, content: bytes) -> Digest:
    """Return what an entry says of its content: SHA-256(salt ‖ content), the salt 16 bytes.

    Raises:
        ValueError: the salt has another length, so that the boundary would not be fixed.
    """
    if len(salt) != SALT_BYTES:
        msg = f"a salt has {SALT_BYTES} bytes, not {len(salt)}"
        raise ValueError(msg)
    return Digest(sha256(salt + content).digest())


def encode_entry(entry: JournalEntry) -> bytes:
    """Return the bytes of an entry.

    Raises:
        Malformed: a field is out of bounds.
    """
    return cbor.encode(_ENTRY.pack(entry))


def decode_entry(data: bytes) -> JournalEntry:
    """Return the entry that `data` spells.

    Raises:
        Malformed: it is not an entry of this version.
    """
    return _ENTRY.unpack(cbor.decode(data, max_bytes=MAX_ENTRY_BYTES))
