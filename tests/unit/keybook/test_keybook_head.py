"""The tree of a book: its order, its paths, its chain of heads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import journal
from depesha.keybook.head import Head, Kind, Tree, grow, head_digests, origin
from depesha.keybook.leaf import LineLeaf, encode_leaf
from depesha.names import Digest, StationId
from depesha.route import line_between


def lines(count: int) -> list[LineLeaf]:
    return [
        LineLeaf(
            salt=number.to_bytes(16, "big"),
            line=line_between(StationId("moscow"), StationId(f"post-{number}")),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6, 7, 8, 20])
def test_every_leaf_stands_in_the_tree_where_its_path_says(count: int) -> None:
    tree = grow(b"edition", lines(count))
    hashes = tree.levels[0]
    assert tree.head == Head(size=count + 1, root=journal.root(hashes))
    for index in range(count + 1):
        placed = tree.placed(index)
        assert placed.path == journal.path(hashes, index)
        assert journal.verify_path(
            journal.leaf_hash(placed.leaf), index, tree.head.size, placed.path, tree.head.root
        )


def test_the_edition_is_first_and_the_others_in_the_order_of_their_hashes() -> None:
    tree = grow(b"edition", lines(9))
    assert tree.leaves[0] == b"edition"
    assert list(tree.levels[0][1:]) == sorted(tree.levels[0][1:])
    assert sorted(tree.leaves[1:]) == sorted(map(encode_leaf, lines(9)))


@given(st.permutations(lines(7)))
def test_a_tree_does_not_depend_on_the_order_in_which_leaves_were_added(
    leaves: list[LineLeaf],
) -> None:
    def built(from_leaves: list[LineLeaf]) -> Tree:
        return grow(b"edition", from_leaves)

    assert built(leaves) == built(lines(7))


HEADS = [Head(size=size, root=Digest(bytes([size]) * 32)) for size in (1, 2, 3)]


def test_the_digest_of_a_head_covers_all_before_it() -> None:
    whole = head_digests("depesha/soviet/keybook", HEADS)
    assert head_digests("depesha/soviet/keybook", HEADS[:2]) == whole[:2]
    changed = [Head(size=9, root=HEADS[0].root), *HEADS[1:]]
    assert not set(head_digests("depesha/soviet/keybook", changed)) & set(whole)


def test_the_plan_has_other_digests_than_the_key_book() -> None:
    names = [origin("soviet", kind) for kind in Kind]
    assert names == ["depesha/soviet/keybook", "depesha/soviet/plan"]
    assert not set(head_digests(names[0], HEADS)) & set(head_digests(names[1], HEADS))
