"""The encrypted database: which files and keys are refused, and where its errors end."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from depesha.errors import Busy, Locked, NotFound, NotNow, Refused, StoreDamaged, StoreFull
from depesha.store.database import Database, open_reader, open_writer
from depesha.store.migrations import NEWEST

KEY = bytes(range(32))
MARKER = "получение подтвердите"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that was made and closed."""
    path = tmp_path / "station.db"
    open_writer(path, KEY).close()
    return path


def _encrypted_by_another(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("key", f"raw:{KEY.hex()}")
    connection.execute(f"CREATE TABLE canary (words); PRAGMA user_version = {NEWEST}")
    connection.close()


@pytest.mark.parametrize("size", [0, 2, 16, 31, 33, 48])
def test_a_key_of_another_length_is_refused_and_makes_no_passphrase(
    tmp_path: Path, size: int
) -> None:
    with pytest.raises(Refused, match="32 bytes"):
        open_writer(tmp_path / "station.db", bytes(size))


@pytest.mark.parametrize("opening", [open_writer, open_reader])
def test_a_wrong_key_opens_nothing(store: Path, opening: object) -> None:
    assert callable(opening)
    with pytest.raises(Locked, match="does not open with this key"):
        opening(store, bytes(32))


@pytest.mark.parametrize("opening", [open_writer, open_reader])
def test_a_plaintext_database_in_its_place_is_refused(tmp_path: Path, opening: object) -> None:
    assert callable(opening)
    path = tmp_path / "station.db"
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE canary (words)")
    connection.close()
    with pytest.raises(Refused, match="plaintext"):
        opening(path, KEY)


def test_an_encrypted_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    _encrypted_by_another(path)
    with pytest.raises(Refused, match="not a store of Depesha"):
        open_reader(path, KEY)


@pytest.mark.parametrize("opening", [open_writer, open_reader])
def test_a_store_of_another_version_is_refused(store: Path, opening: object) -> None:
    assert callable(opening)
    writer = open_writer(store, KEY)
    writer._connection.pragma("user_version", 1000)
    writer.close()
    with pytest.raises(Refused, match="version 1000"):
        opening(store, KEY)


def test_a_reader_does_not_make_a_store(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no store"):
        open_reader(tmp_path / "station.db", KEY)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_not_now(tmp_path: Path) -> None:
    with pytest.raises(NotNow, match="cannot be made: no such file"):
        open_writer(tmp_path / "gone" / "station.db", KEY)


def test_a_folder_in_its_place_is_not_now(tmp_path: Path) -> None:
    (tmp_path / "station.db").mkdir()
    with pytest.raises(NotNow, match="cannot be read: is a directory"):
        open_writer(tmp_path / "station.db", KEY)


def test_a_path_that_the_database_cannot_take_is_not_now(tmp_path: Path) -> None:
    deep = tmp_path / ("m" * 200) / ("i" * 200) / ("d" * 200)
    deep.mkdir(parents=True)
    with pytest.raises(NotNow, match="cannot be opened"):
        open_writer(deep / "station.db", KEY)


def test_a_file_without_a_canary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    connection = apsw.Connection(str(path))
    connection.pragma("key", f"raw:{KEY.hex()}")
    connection.execute(f"CREATE TABLE other (words); PRAGMA user_version = {NEWEST}")
    connection.close()
    with pytest.raises(Refused, match="not a store of Depesha"):
        open_reader(path, KEY)


@pytest.fixture
def damaged(store: Path) -> Iterator[Database]:
    """A store whose largest table was overwritten on the disk while it was open."""
    writer = open_writer(store, KEY)
    writer.begin()
    _fill(writer)
    writer.commit()
    writer.close()
    size = store.stat().st_size
    with store.open("r+b") as file:
        file.seek(size * 3 // 4)
        file.write(bytes(size // 8))
    writer = open_writer(store, KEY)
    yield writer
    writer.close()


def test_overwritten_pages_are_a_damaged_store(damaged: Database) -> None:
    everything = "SELECT sum(length(result)) FROM order_result"
    with pytest.raises(StoreDamaged):
        damaged.row(everything)
    with pytest.raises(StoreDamaged):
        damaged.rows(everything)
    with pytest.raises(StoreDamaged):
        list(damaged.each("SELECT result FROM order_result"))


def test_the_files_belong_to_the_station_alone(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    writer = open_writer(path, KEY)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    writer.close()
    assert modes == {"station.db": 0o600, "station.db-wal": 0o600, "station.db-shm": 0o600}


def test_no_word_of_it_lies_open_on_the_disk(tmp_path: Path) -> None:
    writer = open_writer(tmp_path / "station.db", KEY)
    writer.begin()
    writer.write("INSERT INTO order_result (order_id, at, result) VALUES ('1', 1, ?)", (MARKER,))
    writer.commit()
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    writer.close()
    assert len(files) == 3
    assert not [name for name, content in files.items() if MARKER.encode() in content]


def test_a_reader_sees_what_was_committed_and_cannot_write(store: Path) -> None:
    writer, reader = open_writer(store, KEY), open_reader(store, KEY)
    count = "SELECT count(*) FROM order_result"
    writer.begin()
    writer.write("INSERT INTO order_result (order_id, at, result) VALUES ('1', 1, 'x')")
    assert reader.row(count) == (0,)
    writer.commit()
    assert reader.row(count) == (1,)
    reader.rows("BEGIN")
    with pytest.raises(Refused, match="may not be written"):
        reader.write("DELETE FROM order_result")
    reader.close()
    writer.close()


def test_a_reader_left_in_the_middle_does_not_hold_the_log(store: Path) -> None:
    writer, reader = open_writer(store, KEY), open_reader(store, KEY)
    reader.row("SELECT name FROM sqlite_schema")  # one of many rows
    writer.begin()
    writer.write("INSERT INTO order_result (order_id, at, result) VALUES ('1', 1, 'x')")
    writer.commit()
    busy, _, _ = writer.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0]
    assert busy == 0
    reader.close()
    writer.close()


def test_what_is_read_at_once_is_of_one_moment(store: Path) -> None:
    writer, reader = open_writer(store, KEY), open_reader(store, KEY)
    count = "SELECT count(*) FROM state"
    with reader.at_once():
        before = reader.row(count)
        writer.begin()
        with writer.at_once():  # in a transaction it is of that
            writer.write("INSERT INTO state VALUES ('x', x'00')")
        writer.commit()
        assert reader.row(count) == before == (0,)
    assert reader.row(count) == (1,)
    with pytest.raises(ZeroDivisionError), reader.at_once():
        raise ZeroDivisionError
    with reader.at_once():
        assert reader.row(count) == (1,)
    for one in (reader, writer):
        one.close()


def test_two_writers_at_once_are_refused_by_the_store(store: Path) -> None:
    first, second = open_writer(store, KEY), open_writer(store, KEY)
    second._connection.set_busy_timeout(10)  # the test need not wait
    first.begin()
    with pytest.raises(Busy, match="another process"):
        second.begin()
    first.close()
    second.close()


def test_nothing_is_written_outside_a_transaction(store: Path) -> None:
    writer = open_writer(store, KEY)
    with pytest.raises(NotNow, match="everything of the group is lost"):
        writer.write("DELETE FROM canary")
    with pytest.raises(NotNow):
        writer.commit()
    writer.rollback()  # harmless
    assert writer.row("SELECT count(*) FROM canary") == (1,)
    writer.close()


def test_a_full_disk_costs_the_whole_transaction_and_says_so(store: Path) -> None:
    writer = open_writer(store, KEY)
    pages = writer.row("PRAGMA page_count")
    assert pages
    writer._connection.pragma("max_page_count", pages[0] + 4)
    writer.begin()
    writer.mark()
    with pytest.raises(StoreFull, match="everything of the group is lost") as caught:
        _fill(writer)
    assert caught.value.code == "store-full"
    with pytest.raises(NotNow, match="everything of the group is lost"):
        writer.undo()
    with pytest.raises(NotNow):
        _fill(writer)  # and nothing slips in behind it, committed alone
    writer.rollback()
    assert writer.row("SELECT count(*) FROM order_result") == (0,)
    writer.close()


def _fill(writer: Database) -> None:
    for order in range(100):
        writer.write(
            "INSERT INTO order_result (order_id, at, result) VALUES (?, 1, ?)",
            (str(order), "x" * 4000),
        )


def test_a_bug_is_not_dressed_up_as_a_passing_hindrance(store: Path) -> None:
    writer = open_writer(store, KEY)
    writer.begin()
    with pytest.raises(apsw.SQLError):
        writer.write("INSERT INTO no_such_table VALUES (1)")
    writer.close()


def test_a_flipped_bit_is_found(store: Path) -> None:
    assert _is_sound(store)
    content = bytearray(store.read_bytes())
    content[len(content) // 2] ^= 1
    store.write_bytes(content)
    assert not _is_sound(store)


def _is_sound(store: Path) -> bool:
    """Say whether every page reads; by the page that is spoilt it is refused, or reported."""
    try:
        writer = open_writer(store, KEY)
    except Refused:
        return False
    try:
        return writer.rows("PRAGMA integrity_check") == [("ok",)]
    except Refused:
        return False
    finally:
        writer.close()


@pytest.mark.parametrize("overwrites", [False, True])
def test_what_is_deleted_is_overwritten(
    tmp_path: Path,
    overwrites: bool,  # noqa: FBT001  # by the parametrization
) -> None:
    """The writer sets it; what it does is seen on pages without a cipher, free ones too."""
    writer = open_writer(tmp_path / "station.db", KEY)
    assert writer.row("PRAGMA secure_delete") == (1,)
    writer.close()
    plain = tmp_path / "plain.db"
    connection = apsw.Connection(str(plain))
    connection.pragma("journal_mode", "wal")
    connection.pragma("secure_delete", int(overwrites))
    connection.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, words BLOB)")
    for length in (10, 30_000):  # in a page with others, and in pages of their own
        connection.execute("INSERT INTO words VALUES (NULL, ?)", (b"sparrows " * length,))
    connection.pragma("wal_checkpoint", "TRUNCATE")
    assert b"sparrows" in plain.read_bytes(), "the control"
    connection.execute("DELETE FROM words")
    connection.pragma("wal_checkpoint", "TRUNCATE")
    assert (b"sparrows" in plain.read_bytes()) is not overwrites
    connection.close()


@pytest.mark.parametrize("opening", [open_writer, open_reader])
def test_a_statement_is_not_compiled_anew_for_another_value(store: Path, opening: object) -> None:
    assert callable(opening)
    database: Database = opening(store, KEY)
    statement = """SELECT own.station FROM amendment JOIN telegram AS own ON own.id = amender
        WHERE amendment.uid = ? ORDER BY holds DESC, amendment.id"""
    asked: list[int] = []

    def allow(what: int, *_about: object) -> int:
        asked.append(what)  # while a statement is compiled, and only then
        return apsw.SQLITE_OK

    database._connection.authorizer = allow
    assert database.row(statement, (b"first",)) is None
    once = len(asked)
    assert once > 0
    for number in range(5):
        assert database.row(statement, (bytes([number]),)) is None
    assert len(asked) == once
    database._connection.authorizer = None
    database.close()
