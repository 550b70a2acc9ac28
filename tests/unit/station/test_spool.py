"""What is handed in lies sealed, under no name, and is read again from any place."""

import os
from collections.abc import Iterator
from errno import EIO, ENOSPC
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Malformed, NotNow, StoreFull
from depesha.station.home import Home
from depesha.station.spool import PIECE_BYTES, SEALED_BYTES, Spool

WORDS = bytes(range(256)) * 1024 + b"the end"


LAID: list[Spool] = []
"""What was laid down by a test, which is let go of behind it."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield Home(tmp_path)
    while LAID:
        LAID.pop().close()


def laid(home: Home, data: bytes, step: int = 10_000) -> Spool:
    spool = Spool(home, left_free=0)
    LAID.append(spool)
    for start in range(0, len(data), step):
        spool.add(data[start : start + step])
    spool.end()
    return spool


def on_disk(spool: Spool) -> Any:
    return spool._file  # what a thief of the disk has


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, len(WORDS)])
def test_what_was_laid_down_is_read_again(home: Home, size: int) -> None:
    spool = laid(home, WORDS[:size])
    assert spool.size_bytes == size
    with spool.opened() as opened:
        assert opened.read() == WORDS[:size]


@pytest.mark.parametrize("place", [0, 1, PIECE_BYTES - 3, PIECE_BYTES, 2 * PIECE_BYTES + 17])
def test_it_is_read_from_any_place(home: Home, place: int) -> None:
    with laid(home, WORDS).opened() as opened:
        opened.read(100)
        opened.seek(place)
        assert opened.tell() == place
        assert opened.read(PIECE_BYTES + 5) == WORDS[place : place + PIECE_BYTES + 5]
        opened.seek(-7, 2)
        assert opened.read() == b"the end"
        assert opened.seek(10_000_000) == 10_000_000
        assert opened.read() == b""


def test_two_may_read_it_at_once(home: Home) -> None:
    spool = laid(home, WORDS)
    one, other = spool.opened(), spool.opened()
    assert one.read(10) == other.read(10) == WORDS[:10]


def test_no_folder_shows_it_and_its_plaintext_is_nowhere(home: Home) -> None:
    secret = b"the words of a telegram that nobody reads on the disk " * 4000
    spool = laid(home, secret)
    assert list(home.path.iterdir()) == []
    assert os.fstat(on_disk(spool).fileno()).st_mode & 0o777 == 0o600
    held = os.pread(on_disk(spool).fileno(), len(secret) * 2, 0)
    assert len(held) > len(secret)
    assert b"telegram" not in held


def test_what_somebody_changed_on_the_disk_does_not_open(home: Home) -> None:
    spool = laid(home, WORDS)
    os.pwrite(on_disk(spool).fileno(), b"x", SEALED_BYTES + 5)
    with spool.opened() as opened:
        assert opened.read(100) == WORDS[:100]
        with pytest.raises(Malformed, match="piece 1"):
            opened.read()


def test_pieces_that_changed_places_do_not_open(home: Home) -> None:
    spool = laid(home, WORDS)
    handle = on_disk(spool).fileno()
    os.pwrite(handle, os.pread(handle, SEALED_BYTES, SEALED_BYTES), 0)
    with spool.opened() as opened, pytest.raises(Malformed, match="piece 0"):
        opened.read(1)


def test_it_leaves_room_on_the_disk_for_the_station(home: Home) -> None:
    spool = Spool(home, left_free=2**62)
    with pytest.raises(StoreFull, match="no room"):
        spool.add(WORDS)
    spool.close()


class Broken:
    """A file of a disk that fails."""

    def __init__(self, code: int) -> None:
        self.code = code

    def fileno(self) -> int:
        raise OSError(self.code, "it fails")


@pytest.mark.parametrize(("code", "problem"), [(EIO, NotNow), (ENOSPC, StoreFull)])
def test_a_disk_that_fails_is_told(home: Home, code: int, problem: type[NotNow]) -> None:
    spool = Spool(home)
    spool.close()
    spool._file = Broken(code)  # type: ignore[assignment]
    spool.add(b"x")
    with pytest.raises(problem):
        spool.end()


def test_where_there_is_no_folder_nothing_is_laid_down(home: Home) -> None:
    with pytest.raises(NotNow, match="does not take"):
        Spool(Home(home.path / "nowhere"))


def test_it_is_let_go_of_twice_without_harm(home: Home) -> None:
    spool = laid(home, WORDS)
    spool.close()
    spool.close()
    assert on_disk(spool).closed
