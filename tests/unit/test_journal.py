"""The journal's tree: the reference of RFC 6962, its laws, and proofs that must fail, by name."""

import doctest
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.journal import (
    EMPTY_ROOT,
    MAX_ENTRY_BYTES,
    Frontier,
    JournalEntry,
    References,
    Subtree,
    commitment,
    consistency_path,
    decode_entry,
    encode_entry,
    inclusion_path,
    leaf_hash,
    node_hash,
    path,
    root,
    verify_consistency,
    verify_path,
)
from depesha.names import Digest, SlipId, TimeMs, Uid

ROOT = Path(__file__).parents[2]
VECTORS = sorted((ROOT / "tests" / "vectors" / "journal").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"

HASHES = st.binary(min_size=32, max_size=32)
LEAVES = st.lists(HASHES, min_size=1, max_size=70)


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """Return the tree head as RFC 6962 §2.1 defines it, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


# -- vectors --------------------------------------------------------------------------------------


Lines = dict[str, list[str]]


def _vector(file: Path) -> tuple[dict[str, str], Lines]:
    """Return the header of a vector file, and the values of each word in its body."""
    head, _, body = file.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert fields.keys() == {"expect", "what", "comment"}, f"{file.name} has unknown header lines"
    lines: Lines = {}
    for line in body.splitlines():
        word, _, value = line.partition(" ")
        lines.setdefault(word, []).append(value)
    return fields, lines


def _root_vector(lines: Lines) -> str:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in lines["leaf"]]
    return "success" if root(leaves) == bytes.fromhex(lines["root"][0]) else "does-not-verify"


def _path_vector(lines: Lines) -> str:
    holds = verify_path(
        bytes.fromhex(lines["leaf"][0]),
        int(lines["index"][0]),
        int(lines["size"][0]),
        [bytes.fromhex(one) for one in lines.get("path", [])],
        bytes.fromhex(lines["root"][0]),
    )
    return "success" if holds else "does-not-verify"


def _entry_vector(lines: Lines) -> str:
    data = bytes.fromhex(lines["entry"][0])
    try:
        entry = decode_entry(data)
    except Malformed as error:
        return error.code
    assert encode_entry(entry) == data
    for word, value in (
        ("kind", str(entry.kind)),
        ("at", str(entry.at)),
        ("uid", (entry.references.uid or b"").hex()),
        ("slip_id", (entry.references.slip_id or b"").hex()),
        ("digest", (entry.references.digest or b"").hex()),
    ):
        assert lines.get(word, [""]) == [value]
    committed = commitment(*(bytes.fromhex(lines[word][0]) for word in ("salt", "content")))
    assert entry.commitment == committed
    assert leaf_hash(data).hex() == lines["leaf"][0]
    return "success"


def _consistency_vector(lines: Lines) -> str:
    holds = verify_consistency(
        int(lines["old"][0]),
        int(lines["new"][0]),
        bytes.fromhex(lines["old-root"][0]),
        bytes.fromhex(lines["new-root"][0]),
        [bytes.fromhex(one) for one in lines.get("proof", [])],
    )
    return "success" if holds else "does-not-verify"


WHAT = {
    "root": _root_vector,
    "path": _path_vector,
    "consistency": _consistency_vector,
    "entry": _entry_vector,
}


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_vector(file: Path) -> None:
    head, lines = _vector(file)
    assert WHAT[head["what"]](lines) == head["expect"]


def test_the_example_of_the_page_comes_out() -> None:
    done = doctest.testfile(str(ROOT / "docs" / "spec" / "journal.md"), module_relative=False)
    assert (done.failed, done.attempted > 0) == (0, True)


# -- the tree -------------------------------------------------------------------------------------


def test_the_empty_tree_has_the_root_of_nothing() -> None:
    assert root([]) == EMPTY_ROOT == defined_root([])


@given(LEAVES)
def test_the_root_is_what_the_rfc_defines(leaves: list[bytes]) -> None:
    assert root(leaves) == defined_root(leaves)


@given(LEAVES, st.data())
def test_every_leaf_has_a_path_that_holds_only_for_it(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    audit_path, head, size = path(leaves, index), root(leaves), len(leaves)
    assert verify_path(leaves[index], index, size, audit_path, head)
    other = data.draw(HASHES.filter(lambda leaf: leaf != leaves[index]))
    assert not verify_path(other, index, size, audit_path, head)
    assert not verify_path(leaves[index], index, size, audit_path, other)
    assert not verify_path(leaves[index], index, size, (*audit_path, Digest(other)), head)
    if audit_path:
        assert not verify_path(leaves[index], index, size, audit_path[:-1], head)


def test_all_paths_of_all_small_trees_hold() -> None:
    for size in range(1, 131):
        leaves = [leaf_hash(bytes([at])) for at in range(size)]
        head = root(leaves)
        for index in range(size):
            assert verify_path(leaves[index], index, size, path(leaves, index), head)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_path(index: int) -> None:
    with pytest.raises(IndexError):
        path([bytes(32)] * 3, index)


def test_an_empty_root_does_not_prove_an_empty_leaf() -> None:
    assert not verify_path(b"", 0, 1, (), b"")


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (2, 1)])
def test_nothing_is_proved_outside_the_tree(index: int, size: int) -> None:
    assert not verify_path(bytes(32), index, size, (), bytes(32))


def test_a_short_hash_in_the_path_proves_nothing() -> None:
    leaf, sibling = bytes(32), b"short"
    assert not verify_path(leaf, 0, 2, (sibling,), node_hash(leaf, sibling))


# -- the growing edge -----------------------------------------------------------------------------


@given(LEAVES)
def test_the_edge_knows_the_root_after_each_leaf(leaves: list[bytes]) -> None:
    frontier = Frontier()
    for size, leaf in enumerate(leaves, start=1):
        frontier.append(leaf)
        assert (frontier.size, frontier.root()) == (size, defined_root(leaves[:size]))


def test_a_copy_grows_on_its_own() -> None:
    frontier = Frontier()
    frontier.append(bytes(32))
    copied = frontier.copy()
    copied.append(bytes(32))
    assert (frontier.size, copied.size) == (1, 2)
    assert frontier.root() == bytes(32)


def test_full_tiles_are_told_and_an_edge_begins_with_them() -> None:
    leaves = [leaf_hash(at.to_bytes(4, "big")) for at in range(600)]
    frontier = Frontier()
    told = [tile for leaf in leaves for tile in frontier.append(leaf)]
    assert told == [
        Subtree(8, Digest(defined_root(leaves[:256]))),
        Subtree(8, Digest(defined_root(leaves[256:512]))),
    ]
    rest = [Subtree(0, Digest(leaf)) for leaf in leaves[512:]]
    assert Frontier([*told, *rest]).root() == frontier.root()


def test_the_leaf_that_fills_two_levels_tells_both() -> None:
    frontier = Frontier(
        [Subtree(8, Digest(bytes(32)))] * 255
        + [Subtree(height, Digest(bytes(32))) for height in (7, 6, 5, 4, 3, 2, 1, 0)]
    )
    assert [tile.height for tile in frontier.append(bytes(32))] == [8, 16]


# -- proofs over a tree of which only parts are at hand -------------------------------------------

REFERENCE = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
REFERENCE_LEAVES = [
    leaf_hash(bytes.fromhex(leaf)) for leaf in (*REFERENCE, "606162636465666768696a6b6c6d6e6f")
]
"""The tree of the Certificate Transparency reference implementation."""


def nodes_of(leaves: Sequence[bytes]) -> Callable[[int, int], Digest]:
    """Return the full subtrees of a tree; to ask for one that is not full is a fault."""
    made: dict[tuple[int, int], Digest] = {}

    def node(height: int, place: int) -> Digest:
        if not height:
            return Digest(leaves[place])
        if (height, place) not in made:
            below = node(height - 1, 2 * place), node(height - 1, 2 * place + 1)
            made[height, place] = node_hash(*below)
        return made[height, place]

    return node


def test_the_proofs_of_the_reference_tree_come_out() -> None:
    """As the reference implementation and the vectors of transparency-dev/merkle have them."""
    node = nodes_of(REFERENCE_LEAVES)
    assert [one.hex() for one in consistency_path(node, 1, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in consistency_path(node, 6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


LEAVES_OF_130 = [leaf_hash(at.to_bytes(2, "big")) for at in range(130)]


@pytest.mark.parametrize("new", range(1, 131))
def test_every_consistency_proof_up_to_130_holds_and_no_other(new: int) -> None:
    node = nodes_of(LEAVES_OF_130)
    roots = [defined_root(LEAVES_OF_130[:size]) for size in range(new + 1)]
    for old in range(1, new + 1):
        proof = consistency_path(node, old, new)
        assert verify_consistency(old, new, roots[old], roots[new], proof)
        forged = bytes([roots[old][0] ^ 1]) + roots[old][1:]
        assert not verify_consistency(old, new, forged, roots[new], proof)
        assert not verify_consistency(old, new, roots[old], forged, proof)
        assert not verify_consistency(old, new, roots[old], roots[new], [*proof, roots[old]])
        assert not (proof and verify_consistency(old, new, roots[old], roots[new], proof[:-1]))
        other = bytes(32)
        for at in range(len(proof)):
            changed = [*proof[:at], other, *proof[at + 1 :]]
            assert not verify_consistency(old, new, roots[old], roots[new], changed)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 64, 65, 127, 130])
def test_a_path_from_parts_is_the_path_from_all(size: int) -> None:
    node = nodes_of(LEAVES_OF_130)
    for index in range(size):
        assert inclusion_path(node, index, size) == path(LEAVES_OF_130[:size], index)


def test_acceptance_trap_an_empty_leaf_in_an_empty_root() -> None:
    """Were hashes of any length taken, a zero-length root would equal a zero-length leaf hash."""
    assert not verify_path(b"", 0, 1, [], b"")


def test_acceptance_trap_nothing_is_consistent_with_nothing() -> None:
    """Were sizes of zero taken, the empty proof would show any root to extend a tree of none."""
    assert not verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(0, 8, EMPTY_ROOT, root(REFERENCE_LEAVES), [])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
def test_a_proof_that_cannot_be_is_not_made(old: int, new: int) -> None:
    with pytest.raises(IndexError):
        consistency_path(nodes_of(REFERENCE_LEAVES), old, new)


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 0)])
def test_a_path_of_no_leaf_is_not_made(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_path(nodes_of(REFERENCE_LEAVES), index, size)


# -- entries --------------------------------------------------------------------------------------

ENTRIES = st.builds(
    JournalEntry,
    kind=st.integers(0, 0xFFFF),
    at=st.integers(-(1 << 63), (1 << 63) - 1).map(TimeMs),
    references=st.builds(
        References,
        uid=st.none() | st.binary(min_size=16, max_size=16).map(Uid),
        slip_id=st.none() | st.binary(min_size=16, max_size=16).map(SlipId),
        digest=st.none() | HASHES.map(Digest),
    ),
    commitment=HASHES.map(Digest),
)


@given(ENTRIES)
def test_an_entry_reads_as_it_was_written(entry: JournalEntry) -> None:
    data = encode_entry(entry)
    assert len(data) <= MAX_ENTRY_BYTES
    assert decode_entry(data) == entry


@given(st.binary(max_size=MAX_ENTRY_BYTES + 1))
def test_any_bytes_are_an_entry_or_malformed(data: bytes) -> None:
    try:
        entry = decode_entry(data)
    except Malformed:
        return
    assert encode_entry(entry) == data


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_salt_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(bytes(size), b"content")


def test_what_stands_in_the_salt_cannot_be_moved_to_the_content() -> None:
    assert commitment(bytes(16), b"abc") != commitment(bytes(16), b"abcd")
