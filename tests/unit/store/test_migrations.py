"""The tables: from nothing, step by step, never backwards, and each known to be kept or made."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from depesha.errors import Refused
from depesha.store.migrations import KEPT, MIGRATIONS, NEWEST, REGISTERS, migrate
from depesha.store.migrations.control import CONTROL
from depesha.store.migrations.filed_readers import FILED_READERS

_SCHEMA = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[apsw.Connection]:
    connection = apsw.Connection(str(tmp_path / "tables.db"))
    yield connection
    connection.close()


def test_a_fresh_store_gets_the_newest_tables(connection: apsw.Connection) -> None:
    migrate(connection)
    assert connection.pragma("user_version") == NEWEST == len(MIGRATIONS)


def test_step_by_step_leads_to_the_same_tables(connection: apsw.Connection, tmp_path: Path) -> None:
    for version in range(1, NEWEST + 1):
        migrate(connection, upto=version)
        assert connection.pragma("user_version") == version
    at_once = apsw.Connection(str(tmp_path / "at-once.db"))
    migrate(at_once)
    schema = connection.execute(_SCHEMA).fetchall()
    assert schema == at_once.execute(_SCHEMA).fetchall()
    at_once.close()


def test_a_store_that_is_up_to_date_is_not_touched(connection: apsw.Connection) -> None:
    migrate(connection)
    before = connection.total_changes(), connection.execute(_SCHEMA).fetchall()
    migrate(connection)
    assert (connection.total_changes(), connection.execute(_SCHEMA).fetchall()) == before


def test_a_step_that_fails_leaves_the_version_before_it_whole(
    connection: apsw.Connection,
) -> None:
    migrate(connection, upto=1)
    connection.execute("CREATE TABLE alarm (id)")  # the last table of step 2 is in its way
    before = connection.execute(_SCHEMA).fetchall()
    with pytest.raises(apsw.SQLError):
        migrate(connection)
    assert connection.pragma("user_version") == 1
    assert connection.execute(_SCHEMA).fetchall() == before


def test_a_newer_store_is_refused_with_a_hint(connection: apsw.Connection) -> None:
    connection.pragma("user_version", NEWEST + 1)
    with pytest.raises(Refused, match=f"version {NEWEST + 1}") as caught:
        migrate(connection)
    assert "newer" in caught.value.hint


def test_control_keeps_the_duties_that_are_there(connection: apsw.Connection) -> None:
    """A telegram that came before it gets its expiry, and its exit follows as before."""
    before = MIGRATIONS.index(CONTROL)
    migrate(connection, upto=before)
    connection.execute(
        """INSERT INTO telegram VALUES (7, x'01', x'02', 'moscow', 1951, 1, 1951, 1, 10, 5, 6, 99,
        1, 'neutral', 2, '[]', '[]', 1, '', '');
        INSERT INTO duty (telegram, office, station, place, kind, precedence, local_precedence,
        receipt, execution, delivered_at, refused_at)
        VALUES (7, 'a@b', 'b', 0, 0, 1, '', 1, 0, 10, 11)"""
    )
    migrate(connection)
    columns = "expires_at, counted_from, rung, exit, look_at"
    (line,) = connection.execute(f"SELECT {columns} FROM duty").fetchall()  # noqa: S608
    assert line == (99, 10, 3, "CANNOT_COMPLY", None)


def test_every_table_is_a_register_or_kept_for_itself(connection: apsw.Connection) -> None:
    migrate(connection)
    tables = [name for (name,) in connection.execute(_TABLES)]
    assert sorted(tables) == sorted((*REGISTERS, *KEPT))


def test_the_duties_of_an_older_store_keep_their_exits(connection: apsw.Connection) -> None:
    migrate(connection, upto=MIGRATIONS.index(CONTROL))
    for place, times in enumerate(("1, NULL", "NULL, 1", "NULL, NULL")):
        connection.execute(
            f"""INSERT INTO duty (telegram, office, station, place, kind, precedence,
            local_precedence, receipt, execution, refused_at, undelivered_at)
            VALUES ({place}, 'desk@peking', 'peking', 0, 0, 1, '', 0, 0, {times})"""  # noqa: S608
        )
    migrate(connection)
    exits = connection.execute("SELECT exit FROM duty ORDER BY telegram").fetchall()
    assert exits == [("CANNOT_COMPLY",), ("NON_DELIVERY",), (None,)]
    connection.execute("UPDATE duty SET superseded_at = 3 WHERE telegram = 0")
    connection.execute("UPDATE duty SET superseded_at = 3, cancelled_at = 9 WHERE telegram = 2")
    exits = connection.execute("SELECT exit FROM duty ORDER BY telegram").fetchall()
    assert exits == [("SUPERSEDED",), ("NON_DELIVERY",), ("CANCELLED",)]


def test_all_editions_of_what_was_filed_are_for_the_same_readers(
    connection: apsw.Connection,
) -> None:
    """One that anybody may read could stand before the record of a secret telegram."""
    migrate(connection, upto=MIGRATIONS.index(FILED_READERS))
    for place, source, edition, level in (
        (1, "a/1951/1", 1, 0),
        (2, "a/1951/1", 2, 4),
        (3, "v", 1, 0),
    ):
        connection.execute(
            "INSERT INTO record VALUES (?1, ?1, ?2, ?3, ?4, 'b', 'o', 0, ?5" + ", ''" * 10 + ")",
            (place, bytes([place]), source, edition, level),
        )
    connection.execute(
        "INSERT INTO schedule (source, place, record, uid) VALUES ('a/1951/1', 2, x'02', x'07')"
    )
    migrate(connection)
    levels = connection.execute("SELECT classification FROM record ORDER BY id").fetchall()
    assert levels == [(4,), (4,), (0,)]
