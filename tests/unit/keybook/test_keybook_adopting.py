"""Adopting: what a station believes, and what it does not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha import keybook
from depesha.errors import DoesNotVerify, Problem, UnknownVersion, Usage
from depesha.keybook import Armour
from depesha.keybook.adopting import EXCERPT, Excerpt
from depesha.keybook.head import Book, Kind, Placed, grow, origin, sign_head
from depesha.keybook.leaf import Edition, Leaf, LineLeaf, encode_leaf
from depesha.keybook.root import NO_DIGEST
from depesha.route import line_between
from tests.unit.keybook.a_network import (
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RULE,
    Salts,
    book_of,
    holder,
    identity,
    press,
    request,
    star,
    star_with_transit,
    unsigned,
)

FILE = keybook.excerpt(star(), PEKING)
ROOT = star().root


def test_the_first_key_book_needs_the_root_that_a_person_names() -> None:
    with pytest.raises(Usage, match="needs the root fingerprint") as caught:
        keybook.adopt(None, FILE, None)
    assert "--root" in caught.value.hint


def test_an_armoured_key_book_is_the_same() -> None:
    armoured = keybook.wrap(Armour.KEY_BOOK, FILE).encode()
    assert keybook.adopt(None, armoured, ROOT) == book_of(PEKING)


def test_a_key_book_is_opened_again_from_the_store() -> None:
    assert keybook.reopen(book_of(PEKING).encode()) == book_of(PEKING)


def test_a_newer_key_book_takes_the_place_of_the_old_one() -> None:
    newer = keybook.excerpt(star_with_transit(), PEKING)
    book = keybook.adopt(book_of(PEKING), newer, None)
    assert (book.version, book.plan_version) == (2, 2)
    assert book.edition.previous == book_of(PEKING).digest
    assert PYONGYANG in book.stations


def test_adopting_the_same_again_changes_nothing() -> None:
    assert keybook.adopt(book_of(PEKING), FILE, ROOT) == book_of(PEKING)


def test_the_same_version_may_show_more() -> None:
    more = keybook.excerpt(keybook.introduce(star(), PEKING, PYONGYANG), PEKING)
    assert PYONGYANG in keybook.adopt(book_of(PEKING), more, None).stations


def test_the_key_book_of_another_network_is_foreign() -> None:
    foreign = keybook.found("entente", request(PEKING), [holder("entente/a")], 1)
    foreign = keybook.sign(foreign, press(holder("entente/a")))
    for held, root in ((None, ROOT), (book_of(PEKING), None), (book_of(PEKING), foreign.root)):
        with pytest.raises(DoesNotVerify, match="another network") as caught:
            keybook.adopt(held, keybook.excerpt(foreign, PEKING), root)
        assert caught.value.exit_status == 5
        assert "root fingerprint" in caught.value.hint


def test_the_root_that_is_named_must_be_that_of_the_book_though_one_is_held() -> None:
    with pytest.raises(DoesNotVerify, match="another network"):
        keybook.adopt(book_of(PEKING), FILE, NO_DIGEST)


def test_the_key_book_of_another_station_does_not_verify() -> None:
    with pytest.raises(DoesNotVerify, match="made for pyongyang, not for peking"):
        keybook.adopt(book_of(PEKING), keybook.excerpt(star(), PYONGYANG), None)


def test_a_fork_is_seen_by_whoever_holds_the_other_side() -> None:
    other = keybook.sign(unsigned(), press(salts=Salts(given=500)))
    fork = keybook.allow_transit(other, RULE, salt=bytes(16))
    fork = keybook.sign(fork, press(salts=Salts(given=600)))
    assert keybook.adopt(None, keybook.excerpt(fork, PEKING), ROOT).plan_version == 2
    with pytest.raises(DoesNotVerify, match="the key book forked: another version 1"):
        keybook.adopt(book_of(PEKING), keybook.excerpt(fork, PEKING), None)


def test_a_fork_of_the_plan_alone_is_seen() -> None:
    fork = replace(star(), plan=keybook.sign(unsigned(), press(salts=Salts(given=500))).plan)
    with pytest.raises(DoesNotVerify, match="the plan forked"):
        keybook.adopt(book_of(PEKING), keybook.excerpt(fork, PEKING), None)


# -- what does not fit ----------------------------------------------------------------------------


def whole() -> Excerpt:
    return EXCERPT.decode(FILE)


def without_heads(book: Book) -> Book:
    return replace(book, heads=())


def other_history(book: Book) -> Book:
    return replace(book, heads=(*book.heads, *book.heads))


def other_tree(book: Book) -> Book:
    return replace(book, heads=(replace(book.heads[0], size=book.heads[0].size + 1),))


def without_edition(book: Book) -> Book:
    return replace(book, leaves=book.leaves[1:])


def moved_leaf(book: Book) -> Book:
    first, second = book.leaves[:2]
    return replace(book, leaves=(first, replace(second, index=second.index + 1)))


def invented_leaf(book: Book) -> Book:
    invented = Placed(leaf=book.leaves[1].leaf + b"\x00", index=1, path=book.leaves[1].path)
    return replace(book, leaves=(book.leaves[0], invented))


def leaf_twice(book: Book) -> Book:
    return replace(book, leaves=(*book.leaves, *book.leaves))


def other_note(book: Book) -> Book:
    return replace(
        book, note=EXCERPT.decode(keybook.excerpt(star_with_transit(), PEKING)).plan.note
    )


def note_of_one_kind(book: Book) -> Book:
    lines = book.note.decode().splitlines(keepends=True)
    return replace(book, note="".join(lines[:-1]).encode())


SPOILT: list[Callable[[Book], Book]] = [
    without_heads,
    other_history,
    other_tree,
    without_edition,
    moved_leaf,
    invented_leaf,
    leaf_twice,
    other_note,
    note_of_one_kind,
]


@pytest.mark.parametrize("part", ["key_book", "plan"])
@pytest.mark.parametrize("spoil", SPOILT)
def test_a_book_with_a_part_that_does_not_fit_does_not_verify(
    part: str, spoil: Callable[[Book], Book]
) -> None:
    excerpt = whole()
    changed: Any = {part: spoil(getattr(excerpt, part))}
    spoilt = replace(excerpt, **changed)
    with pytest.raises(DoesNotVerify) as caught:
        keybook.adopt(None, EXCERPT.encode(spoilt), ROOT)
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_the_plan_cannot_stand_in_for_the_key_book() -> None:
    excerpt = whole()
    swapped = replace(excerpt, key_book=excerpt.plan, plan=excerpt.key_book)
    with pytest.raises(DoesNotVerify):
        keybook.adopt(None, EXCERPT.encode(swapped), ROOT)


def signed_by_the_root(kind: Kind, *leaves: Leaf) -> bytes:
    """The excerpt of a centre whose root signs whatever stands in one of its books."""
    edition = Edition(
        salt=bytes(16), version=1, previous=NO_DIGEST, root_document=ROOT, issued_at=NOW
    )
    tree = grow(encode_leaf(edition), leaves)
    book = Book(
        heads=(tree.head,),
        note=sign_head(origin("soviet", kind), tree.head, [holder()], NOW),
        leaves=tuple(tree.placed(place) for place in range(len(tree.leaves))),
    )
    in_key_book = kind is Kind.KEY_BOOK
    excerpt = whole()
    return EXCERPT.encode(
        replace(
            excerpt,
            key_book=book if in_key_book else excerpt.key_book,
            plan=excerpt.plan if in_key_book else book,
        )
    )


STATION, LINE = identity(MOSCOW), LineLeaf(salt=bytes(16), line=line_between(MOSCOW, PEKING))


def test_what_the_root_signs_is_believed() -> None:
    assert keybook.adopt(None, signed_by_the_root(Kind.KEY_BOOK, STATION), ROOT).stations
    assert keybook.adopt(None, signed_by_the_root(Kind.PLAN, LINE), ROOT).lines


@pytest.mark.parametrize(
    ("kind", "leaves"),
    [
        (Kind.KEY_BOOK, (STATION, replace(STATION, salt=bytes(16)))),
        (Kind.KEY_BOOK, (STATION, LINE)),
        (Kind.PLAN, (STATION, LINE)),
    ],
    ids=["a station twice", "a line in the key book", "a station in the plan"],
)
def test_even_the_root_cannot_sign(kind: Kind, leaves: tuple[Leaf, ...]) -> None:
    with pytest.raises(DoesNotVerify, match="does not belong"):
        keybook.adopt(None, signed_by_the_root(kind, *leaves), ROOT)


def test_an_excerpt_of_a_later_format_is_recognised_as_such() -> None:
    assert FILE[:3] == b"\xa5\x00\x01"
    with pytest.raises(UnknownVersion):
        keybook.adopt(None, b"\xa5\x00\x02" + FILE[3:], ROOT)


def test_a_request_instead_of_a_key_book_says_so() -> None:
    with pytest.raises(DoesNotVerify, match="a depesha request where"):
        keybook.adopt(None, keybook.wrap(Armour.REQUEST, b"x").encode(), ROOT)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_no_key_book(data: bytes) -> None:
    with pytest.raises(DoesNotVerify) as caught:
        keybook.adopt(None, data, ROOT)
    assert caught.value.hint


@settings(max_examples=300)
@given(st.data())
def test_a_changed_byte_is_seen_wherever_it_is(draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(FILE) - 1))
    changed = bytearray(FILE)
    changed[place] ^= draw.draw(st.integers(1, 255))
    try:
        keybook.adopt(book_of(PEKING), bytes(changed), ROOT)
    except Problem as problem:
        assert isinstance(problem, DoesNotVerify | UnknownVersion)  # noqa: PT017  # either will do
        return
    pytest.fail(f"byte {place} may be anything")
