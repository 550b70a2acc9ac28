"""A file that is handed in piece by piece: sealed while it comes, or not there at all."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from depesha.errors import Problem, Usage
from depesha.names import Digest
from depesha.station.handed_in import seal
from depesha.station.home import Home
from depesha.station.sealed_files import sealed_attachment
from depesha.store.blobs import BlobFolder

PIECE = b"0123456789abcdef" * 4096


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def broken_off() -> AsyncIterator[bytes]:
    yield PIECE
    msg = "whoever sent it has gone"
    raise ConnectionError(msg)


def blobs(home: Home) -> list[Path]:
    return [path for path in home.blobs.rglob("*") if path.is_file()]


def handed(
    home: Home, sent: AsyncIterator[bytes], name: str = "карта.pdf", most: int = 2**30
) -> object:
    return asyncio.run(seal(home, sent, name=name, media_type="", most_bytes=most))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize("parts", [(), (b"",), (b"x",), (PIECE,) * 40, (PIECE * 5, b"end")])
def test_what_an_order_names_is_what_came(home: Home, parts: tuple[bytes, ...]) -> None:
    said = handed(home, pieces(*parts))
    sealed = sealed_attachment(said)
    assert sealed.attachment.sha256 == Digest(sha256(b"".join(parts)).digest())
    assert sealed.attachment.size_bytes == sum(map(len, parts))
    assert sealed.attachment.media_type == "application/pdf"
    assert BlobFolder(home.blobs).size_of(sealed.ciphertext) == sealed.size_bytes


def test_its_plain_words_are_in_no_file(home: Home) -> None:
    handed(home, pieces(b"the plain words" * 1000))
    assert len(blobs(home)) == 1
    assert all(b"the plain words" not in path.read_bytes() for path in blobs(home))


def test_one_that_is_too_large_leaves_nothing(home: Home) -> None:
    with pytest.raises(Usage, match="has more than 100000 bytes"):
        handed(home, pieces(PIECE, PIECE), most=100_000)
    assert blobs(home) == []


def test_one_that_breaks_off_leaves_nothing(home: Home) -> None:
    with pytest.raises(ConnectionError):
        handed(home, broken_off())
    assert blobs(home) == []


@pytest.mark.parametrize("name", ["", "a/b", "..", "a\x00b", "a\nb", "x" * 256, "a\u202eb"])
def test_a_name_that_is_none_is_refused_before_anything_is_sealed(home: Home, name: str) -> None:
    with pytest.raises(Problem):
        handed(home, pieces(b"x"), name=name)
    assert blobs(home) == []
