"""One page of the store is put back, or the key book in it; the database itself says `ok` to that.

Pages are encrypted one by one under their numbers, so an old page with its number is a good page.
Planted bugs: without `broken_tail` at opening, or without the leaves in `look_over`, the first test
fails; without the comparison with the register `adopted`, the last.
"""

import shutil
from pathlib import Path

import apsw
import pytest

from depesha.errors import Problem, RolledBack
from depesha.station.home import Home
from depesha.station.journal_upkeep import verify_journal
from depesha.station.unlocking import open_keys
from depesha.store.database import open_writer
from depesha.store.soundness import look_over
from tests.unit.station.a_station import draft, found, station

PAGE = 4096


def quiet(home: Home) -> bytes:
    """Move the log into the store, and return all of its pages."""
    database = open_writer(home.store, open_keys(home, None)[1].store_key)
    assert database.empty_log()
    database.close()
    return home.store.read_bytes()


def says_ok(home: Home) -> bool:
    """Ask the database itself, as its library does."""
    connection = apsw.Connection(str(home.store), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.pragma("cipher", "chacha20")
        connection.pragma("key", f"raw:{open_keys(home, None)[1].store_key.hex()}")
        return bool(connection.pragma("integrity_check") == "ok")
    except apsw.Error:
        return False
    finally:
        connection.close()


def codes(home: Home) -> set[str]:
    """Return what is found: at opening, by the doctor, or nothing."""
    try:
        database = open_writer(home.store, open_keys(home, None)[1].store_key)
    except Problem as error:
        return {error.code}
    try:
        return {finding.code for finding in look_over(database, home.head)}
    finally:
        database.close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return found(tmp_path / "alpha")


def send(home: Home, number: int) -> None:
    station(home).order("send", text=draft(f"number {number}"), office="desk")


def test_a_page_of_facts_that_was_put_back_is_found_though_the_database_says_ok(
    home: Home, tmp_path: Path
) -> None:
    """Each page that changed is put back alone; where the database says ok, facts tell it."""
    send(home, 1)
    old = quiet(home)
    database = open_writer(home.store, open_keys(home, None)[1].store_key)
    database.begin()
    # the same room, other words: a page that is put back fits its neighbours exactly
    database.write("UPDATE fact SET at = at + 1 WHERE id = 2")
    database.commit()
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    forged = home.store.read_bytes()
    assert len(forged) == len(old)
    pages = range(0, len(old), PAGE)
    changed = [at for at in pages if old[at : at + PAGE] != forged[at : at + PAGE]]
    facts = [at for at in changed if at]  # the first page counts the changes
    assert facts
    shutil.copy(home.store, tmp_path / "forged")
    home.store.write_bytes(old)
    assert codes(home) == set(), "the control: as it was, nothing is wrong"
    for at in facts:
        mixed = old[:at] + forged[at : at + PAGE] + old[at + PAGE :]
        home.store.write_bytes(mixed)
        assert says_ok(home), "the database does not see it"
        assert "leaf" in codes(home)
        with pytest.raises(Problem, match="is not the one that was written down there"):
            send(home, 2)


def test_the_whole_of_a_journal_is_verified(home: Home) -> None:
    send(home, 1)
    seen: list[tuple[int, int]] = []
    checks = verify_journal(home, None, lambda one, total: seen.append((one, total)))
    assert [check["check"] for check in checks if not check["ok"]] == []
    count = seen[0][1]
    assert seen == [(1, count)] * count
    database = open_writer(home.store, open_keys(home, None)[1].store_key)
    database.begin()
    database.write("UPDATE fact SET at = at + 1 WHERE id = 1")
    database.commit()
    database.close()
    checks = verify_journal(home, None, lambda _, __: None)
    assert [check["check"] for check in checks if not check["ok"]] == ["tree"]


def test_a_checkpoint_over_another_journal_is_found(home: Home, tmp_path: Path) -> None:
    """The newest note is of a history that is not here: it was signed, and then lost."""
    send(home, 1)
    shutil.copytree(home.path, tmp_path / "copy")
    send(home, 2)
    lost = (home.path / "checkpoint").read_bytes()
    other = Home(tmp_path / "copy")
    (other.path / "checkpoint").write_bytes(lost)
    checks = verify_journal(other, None, lambda _, __: None)
    assert [check["check"] for check in checks if not check["ok"]] == ["checkpoints"]


def test_a_key_book_that_was_put_back_in_the_store_is_refused(home: Home) -> None:
    """In it a station that was since revoked is still in force; the journal knows better."""
    key = open_keys(home, None)[1].store_key
    database = open_writer(home.store, key)
    (old,) = database.rows("SELECT content FROM state WHERE name = 'key-book'")
    database.close()
    station(home).order("keybook-introduce", station="alpha", correspondent="beta")
    station(home).order("plan-line", a="alpha", b="beta", windows="09:00-10:00 daily")
    station(home).order("plan-sign")
    database = open_writer(home.store, key)
    database.begin()
    database.write("UPDATE state SET content = ? WHERE name = 'key-book'", old)
    database.commit()
    database.close()
    with pytest.raises(RolledBack, match="the key book was put back"):
        send(home, 1)
    checks = verify_journal(home, None, lambda _, __: None)
    assert [check["check"] for check in checks if not check["ok"]] == ["key book in force"]
