"""The file `head`: what was rolled back, replaced or hidden is noticed; what merely lags is not."""

import shutil
from pathlib import Path

import pytest

from depesha.envelope import JournalHead
from depesha.errors import NotNow, RolledBack
from depesha.journal import EMPTY_ROOT
from depesha.names import Digest
from depesha.store.book import StoredBook
from depesha.store.head import decode_head, encode_head, write_head
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import founded, registered

HEAD = JournalHead(size=1951, root=Digest(bytes(range(32))))


def _copy(home: Home, name: str) -> Path:
    copy = home.folder / name
    shutil.copy(home.store, copy)
    return copy


def test_the_file_always_has_the_same_size_and_reads_as_written(tmp_path: Path) -> None:
    path = tmp_path / "head"
    for size in (0, 1, 1951, 10**12):
        head = JournalHead(size=size, root=HEAD.root)
        write_head(path, head)
        assert path.stat().st_size == 118
        assert decode_head(path.read_bytes()) == head
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_head_is_written_after_each_commit(home: Home, book: StoredBook) -> None:
    for number in (1, 2):
        write(book, registered(number))
        assert decode_head(home.head.read_bytes()) == book.committed_head()


def test_a_rolled_back_store_is_noticed(home: Home, book: StoredBook) -> None:
    write(book, registered(1))
    book.close()
    old = _copy(home, "old.db")
    book = home.open()
    write(book, registered(2))
    book.close()
    old.replace(home.store)
    with pytest.raises(RolledBack, match="3 facts were written, 2 are here") as caught:
        home.open()
    assert caught.value.code == "rolled-back"
    assert caught.value.hint


def test_a_replaced_store_is_noticed_though_it_is_longer(home: Home, book: StoredBook) -> None:
    write(book, registered(1))
    book.close()
    kept = home.head.read_bytes()
    home.store.unlink()
    home.head.unlink()
    forged = home.open()
    write(forged, founded(), registered(1), registered(2), registered(3))
    forged.close()
    home.head.write_bytes(kept)
    with pytest.raises(RolledBack, match="first 2 facts are not those"):
        home.open()


def test_a_removed_head_is_noticed(home: Home, book: StoredBook) -> None:
    book.close()
    home.head.unlink()
    with pytest.raises(RolledBack, match="missing"):
        home.open()


def test_a_removed_store_is_noticed(home: Home, book: StoredBook) -> None:
    book.close()
    home.store.unlink()
    with pytest.raises(RolledBack, match="1 facts were written, 0 are here"):
        home.open()


def test_a_head_that_lags_after_a_power_cut_is_no_alarm(home: Home, book: StoredBook) -> None:
    lagging = home.head.read_bytes()
    for number in range(300):
        write(book, registered(number + 1))
    book.close()
    home.head.write_bytes(lagging)
    assert home.open().committed_head().size == 301


@pytest.mark.parametrize("at", [0, 16, 30, 40, 100, 116])
def test_a_changed_head_is_damaged(at: int) -> None:
    content = bytearray(encode_head(HEAD))
    content[at] ^= 1
    with pytest.raises(RolledBack, match="damaged"):
        decode_head(bytes(content))


@pytest.mark.parametrize(
    "content", [b"", b"depesha head 1\n", encode_head(HEAD) + b"\n", encode_head(HEAD)[:-1]]
)
def test_a_torn_head_is_damaged(content: bytes) -> None:
    with pytest.raises(RolledBack, match="damaged"):
        decode_head(content)


def test_a_power_cut_right_after_the_first_commit_is_no_alarm(home: Home) -> None:
    home.open().close()
    first = home.head.read_bytes()
    book = home.open()
    write(book, founded())
    book.close()
    home.head.write_bytes(first)
    assert home.open().committed_head().size == 1


def test_a_head_that_cannot_be_written_is_not_now(tmp_path: Path) -> None:
    with pytest.raises(NotNow, match="cannot be written: no such file"):
        write_head(tmp_path / "gone" / "head", HEAD)


def test_an_empty_store_needs_no_head(home: Home) -> None:
    assert home.open().committed_head() == JournalHead(size=0, root=EMPTY_ROOT)


def test_a_head_that_cannot_be_read_is_not_now(home: Home) -> None:
    home.head.mkdir()
    with pytest.raises(NotNow, match="cannot be read"):
        home.open()
