"""The tree of one book and its signed head, the same for the key book and for the plan.

    note    depesha/soviet/keybook          origin: depesha/<network>/<book>
            7                               leaves
            CsUYapGGPo4dkMgIAUqom/Xa...     root of the tree, base64
            (empty line, signature lines)

    digest of head n = SHA-256(CBOR [origin, n, size, root, digest of head n - 1])

Rule 1: the first leaf is the edition (version, previous head, root document, time); the others are
    in ascending order of their hashes, so that a place in the tree says nothing about a name.
Rule 2: the note is the three lines that an ML-DSA-44 key can sign; all else that both kinds of key
    must cover is therefore in the edition.
Rule 3: a book travels with all its heads, 32 bytes and a number for each. The newest is signed and
    names the digest of the one before, and so on down: whoever holds one of them sees a fork.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from depesha import cbor
from depesha.errors import DoesNotVerify, Malformed
from depesha.journal import leaf_hash, node_hash, verify_path
from depesha.keybook.leaf import Edition, Leaf, decode_as, encode_leaf
from depesha.keybook.root import NO_DIGEST, Holder, RootDocument
from depesha.names import Digest, TimeMs
from depesha.schema import Record, Row, field, many, octets, octets_upto, uint
from depesha.seal.note import (
    Note,
    NoteKind,
    checkpoint_text,
    sign_with_ed25519,
    sign_with_mldsa,
    verify_note,
    write_note,
)

MAX_LEAVES: Final = 100_000
MAX_VERSIONS: Final = 100_000
"""Four megabytes of heads; a new version a day for a century is 36,500."""

MAX_DEPTH: Final = 32


class Kind(StrEnum):
    """Which book it is."""

    KEY_BOOK = "keybook"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One version's tree: how many leaves, and their root."""

    size: int
    root: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A leaf with its place in the tree and its audit path, from the leaf up."""

    leaf: bytes
    index: int
    path: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book as it travels: all heads, the newest one's note, and some of its leaves.

    The first of `leaves` is the edition.
    """

    heads: tuple[Head, ...]
    note: bytes
    leaves: tuple[Placed, ...]


HEADS: Final = many(Row(Head, uint(min=1, max=MAX_LEAVES), octets(32)), max=MAX_VERSIONS)

BOOK: Final = Record(
    Book,
    field(0, "heads", HEADS),
    field(1, "note", octets_upto(64 * 1024)),
    field(
        2,
        "leaves",
        many(
            Row(
                Placed,
                octets_upto(64 * 1024),
                uint(max=MAX_LEAVES),
                many(octets(32), max=MAX_DEPTH),
            ),
            min=1,
            max=MAX_LEAVES,
        ),
    ),
)


def origin(network: str, kind: Kind) -> str:
    """Return the first line of a note."""
    return f"depesha/{network}/{kind}"


def head_digests(named: str, heads: Iterable[Head]) -> list[Digest]:
    """Return the digest of each head, the oldest first; each covers all before it."""
    found: list[Digest] = []
    previous = NO_DIGEST
    for version, head in enumerate(heads, 1):
        spelled = cbor.encode([named, version, head.size, head.root, previous])
        previous = Digest(sha256(spelled).digest())
        found.append(previous)
    return found


# -- making ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All leaves of one version in their order, and the hashes of every level, leaves first.

    The levels are kept because an excerpt asks for the paths of many leaves of one tree.
    """

    leaves: tuple[bytes, ...]
    levels: tuple[tuple[Digest, ...], ...]

    @property
    def head(self) -> Head:
        """The head over the tree."""
        return Head(size=len(self.leaves), root=self.levels[-1][0])

    def placed(self, index: int) -> Placed:
        """Return one leaf with its audit path (RFC 9162 §2.1.3.1)."""
        partners = ((level, (index >> height) ^ 1) for height, level in enumerate(self.levels))
        found = tuple(level[partner] for level, partner in partners if partner < len(level))
        return Placed(leaf=self.leaves[index], index=index, path=found)


def grow(edition: bytes, leaves: Iterable[Leaf]) -> Tree:
    """Return the tree over an edition and the other leaves, in the order of rule 1."""
    others = sorted((leaf_hash(data), data) for data in map(encode_leaf, leaves))
    levels = [(leaf_hash(edition), *(found for found, _ in others))]
    while len(levels[-1]) > 1:
        levels.append(_level_above(levels[-1]))
    return Tree(leaves=(edition, *(data for _, data in others)), levels=tuple(levels))


def _level_above(level: tuple[Digest, ...]) -> tuple[Digest, ...]:
    """Return the nodes over pairs; a last one without a partner rises as it is."""
    pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return (*pairs, *level[len(level) & ~1 :])


def sign_head(named: str, head: Head, holders: Sequence[Holder], now: TimeMs) -> bytes:
    """Return the note over a head with both lines of each holder."""
    text = checkpoint_text(named, head.size, head.root)
    at_seconds = max(now // 1000, 0)
    lines = [sign_with_ed25519(text, one.name, one.ed25519) for one in holders]
    lines += [
        sign_with_mldsa(text, one.name, one.mldsa44, at_seconds=at_seconds) for one in holders
    ]
    return write_note(Note(text=text, lines=tuple(lines)))


# -- verifying ------------------------------------------------------------------------------------


def verified_edition(
    named: str, book: Book, document: RootDocument, document_digest: Digest
) -> Edition:
    """Return the edition of a book, once its note, its heads and every leaf in it hold.

    Raises:
        DoesNotVerify: the note is not signed by the root keys, or something does not fit it.
        Malformed: a part cannot be read.
    """
    newest = book.heads[-1] if book.heads else None
    if newest is None:
        msg = f"{named} has no head"
        raise Malformed(msg)
    for kind in NoteKind:
        note = verify_note(book.note, document.note_keys(kind), document.threshold)
        if note.text != checkpoint_text(named, newest.size, newest.root):
            msg = f"the signed head is not the newest of {named}"
            raise DoesNotVerify(msg)
    _must_stand(named, book.leaves, newest)
    edition = decode_as(Edition, book.leaves[0].leaf)
    before = head_digests(named, book.heads[:-1])
    expected = (len(book.heads), before[-1] if before else NO_DIGEST, document_digest)
    if (edition.version, edition.previous, edition.root_document) != expected:
        msg = f"the edition of {named} does not fit its heads or its root"
        raise DoesNotVerify(msg)
    return edition


def _must_stand(named: str, leaves: Sequence[Placed], head: Head) -> None:
    """Refuse leaves that are not in the tree, or of which the first is not in the first place."""
    if leaves[0].index != 0:
        msg = f"the edition of {named} is not its first leaf"
        raise DoesNotVerify(msg)
    for placed in leaves:
        hashed = leaf_hash(placed.leaf)
        if not verify_path(hashed, placed.index, head.size, placed.path, head.root):
            msg = f"a leaf of {named} is not in its tree"
            raise DoesNotVerify(msg)
