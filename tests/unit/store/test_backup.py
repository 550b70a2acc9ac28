"""A backup is whole, encrypted, made beside the running writer, and never written over another."""

import resource
from pathlib import Path

import apsw
import pytest

from depesha.errors import Locked, NotFound, NotNow, Refused
from depesha.office.facts import Drafted
from depesha.store.backup import back_up, decrypt_copy
from depesha.store.book import StoredBook, open_book
from depesha.store.database import open_reader
from depesha.store.head import write_head
from tests.unit.store.conftest import KEY, Home, write
from tests.unit.store.facts_of import NOW, PEKING, ROSHCHIN, packet, registered, uid_of

MARKER = "Товарищу Филиппову доложено лично"


@pytest.mark.usefixtures("book")
def test_a_copy_in_the_clear_is_whole_and_the_store_stays_as_it_was(home: Home) -> None:
    target = home.folder / "plain.db"
    before = home.store.read_bytes()
    decrypt_copy(home.store, KEY, target)
    assert target.read_bytes().startswith(b"SQLite format 3")
    plain = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READONLY)
    assert plain.execute("SELECT count(*) FROM fact").fetchone() == (1,)
    plain.close()
    assert target.stat().st_mode & 0o777 == 0o600
    assert home.store.read_bytes() == before
    with pytest.raises(Refused, match="exists already"):
        decrypt_copy(home.store, KEY, target)


def _decrypted(store: Path, target: Path) -> bytes:
    """Return the content of the store as a plaintext database."""
    connection = apsw.Connection(str(store))
    connection.pragma("key", f"raw:{KEY.hex()}")
    connection.pragma("journal_mode", "delete")
    connection.execute("PRAGMA rekey = ''")
    connection.close()
    store.rename(target)
    return target.read_bytes()


def test_the_copy_holds_what_was_committed_and_nothing_of_the_open_group(
    home: Home, book: StoredBook
) -> None:
    write(book, registered(1))
    head = book.committed_head()
    book.begin()
    book.mark()
    book.append(registered(2), NOW)
    target = home.folder / "backup.db"
    assert back_up(home.store, KEY, target) == head
    book.commit()  # the writer was not disturbed

    write_head(home.folder / "restored-head", head)
    restored = open_book(target, KEY, home.folder / "restored-head", home.chance)
    assert restored.committed_head() == head
    assert restored.registers.telegram(uid_of(1))
    assert restored.registers.telegram(uid_of(2)) is None
    assert restored.check() == []
    write(restored, registered(3))
    restored.close()


def test_no_word_of_it_lies_open_in_the_copy_nor_beside_it(home: Home, book: StoredBook) -> None:
    write(book, Drafted(draft=1, version=1, office=ROSHCHIN, text=MARKER))
    book.begin()
    book.out_tray.put(PEKING, packet(1, sealed=MARKER.encode()), packet(1).slip.grade, NOW)
    book.commit()
    target = home.folder / "backup.db"
    back_up(home.store, KEY, target)
    names = {file.name for file in home.folder.iterdir()}
    assert names >= {"backup.db", "station.db", "station.db-wal", "head"}
    assert "backup.db.part" not in names
    files = {file.name: file.read_bytes() for file in home.folder.iterdir()}
    assert not [name for name, content in files.items() if MARKER.encode() in content]
    assert MARKER.encode() in _decrypted(target, home.folder / "plain.db")  # so it would be found
    assert (home.store.stat().st_mode & 0o777) == 0o600


def test_the_copy_belongs_to_the_station_alone_and_opens_with_its_key_only(
    home: Home, book: StoredBook
) -> None:
    write(book, registered(1))
    target = home.folder / "backup.db"
    back_up(home.store, KEY, target)
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Locked):
        open_reader(target, bytes(32))


@pytest.mark.usefixtures("book")
def test_a_backup_is_never_written_over(home: Home) -> None:
    target = home.folder / "backup.db"
    target.write_bytes(b"the only good one")
    with pytest.raises(Refused, match="exists already"):
        back_up(home.store, KEY, target)
    assert target.read_bytes() == b"the only good one"


@pytest.mark.usefixtures("book")
def test_what_a_killed_backup_left_behind_is_no_hindrance(home: Home) -> None:
    (home.folder / "backup.db.part").write_bytes(b"half")
    back_up(home.store, KEY, home.folder / "backup.db")
    assert not (home.folder / "backup.db.part").exists()


@pytest.mark.usefixtures("book")
def test_a_backup_that_fails_leaves_nothing_behind(home: Home) -> None:
    with pytest.raises(NotNow, match="cannot be written"):
        back_up(home.store, KEY, home.folder / "no-such-folder" / "backup.db")
    with pytest.raises(Locked):
        back_up(home.store, bytes(32), home.folder / "backup.db")
    assert not list(home.folder.glob("backup*"))


@pytest.mark.usefixtures("book")
def test_a_copy_in_the_clear_that_fails_leaves_nothing_behind(home: Home) -> None:
    with pytest.raises(NotNow, match="cannot be written"):
        decrypt_copy(home.store, KEY, home.folder / "no-such-folder" / "plain.db")
    with pytest.raises(Locked):
        decrypt_copy(home.store, bytes(32), home.folder / "plain.db")
    assert not list(home.folder.glob("plain*"))


def test_a_copy_in_the_clear_that_a_full_disk_ends_leaves_nothing_behind(
    home: Home, book: StoredBook
) -> None:
    write(book, *(registered(number) for number in range(1, 200)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with pytest.raises(NotNow):
            decrypt_copy(home.store, KEY, home.folder / "plain.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(home.folder.glob("plain*"))


@pytest.mark.usefixtures("book")
def test_a_copy_in_the_clear_of_what_cannot_be_looked_at_leaves_nothing_behind(home: Home) -> None:
    with pytest.raises(NotNow, match="file name too long"):
        decrypt_copy(home.folder / ("x" * 300), KEY, home.folder / "plain.db")
    assert not list(home.folder.glob("plain*"))


def test_there_must_be_a_store_to_back_up(home: Home) -> None:
    with pytest.raises(NotFound):
        back_up(home.store, KEY, home.folder / "backup.db")
