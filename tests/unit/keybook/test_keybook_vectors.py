"""One success or one failure a file: leaves, requests and excerpts as others may make them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from depesha import keybook
from depesha.errors import Problem
from depesha.keybook import Armour, bare
from depesha.keybook.leaf import decode_leaf, encode_leaf
from depesha.names import Digest

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "keybook").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"


def check_leaf(body: str, _root: Digest) -> None:
    data = bytes.fromhex(body)
    assert encode_leaf(decode_leaf(data)) == data


def check_request(body: str, _root: Digest) -> None:
    assert keybook.read_request(body.encode()).period_keys


def check_excerpt(body: str, root: Digest) -> None:
    book = keybook.adopt(None, body.encode(), root)
    assert book.encode() == bare(Armour.KEY_BOOK, body.encode())


CHECKS: dict[str, Callable[[str, Digest], None]] = {
    "leaf": check_leaf,
    "request": check_request,
    "excerpt": check_excerpt,
}


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_does_what_it_says(path: Path) -> None:
    head, _, body = path.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert fields.keys() - {"root"} == {"format", "expect", "comment"}
    root = Digest(bytes.fromhex(fields.get("root", "")))
    try:
        CHECKS[fields["format"]](body, root)
        found = "success"
    except Problem as problem:
        found = problem.code
    assert found == fields["expect"]


def test_every_format_has_a_success_and_a_failure() -> None:
    heads = [path.read_text().splitlines()[:2] for path in VECTORS]
    kinds = {(lines[0], lines[1] == "expect: success") for lines in heads}
    assert kinds == {(f"format: {name}", whole) for name in CHECKS for whole in (True, False)}
