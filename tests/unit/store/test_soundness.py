"""The look over the store finds what a database cannot: leaves and heads that do not fit."""

import pytest

from depesha.store.book import StoredBook
from depesha.store.database import open_writer
from depesha.store.soundness import MAX_FINDINGS, look_over
from tests.unit.store.conftest import KEY, Home, write
from tests.unit.store.facts_of import registered
from tests.unit.store.test_projection import A_DAY


def _damage(book: StoredBook, sql: str) -> list[str]:
    book._database.begin()
    book._database.write(sql)
    book._database.commit()
    return [finding.code for finding in book.check()]


def test_a_sound_store_has_no_findings(book: StoredBook) -> None:
    write(book, *A_DAY)
    assert book.check() == []


def test_a_rewritten_fact_is_found_though_the_database_is_whole(book: StoredBook) -> None:
    write(book, *A_DAY)
    codes = _damage(book, "UPDATE fact SET at = at + 1 WHERE id = 7")
    assert codes == ["leaf"]
    assert "leaf 7 " in book.check()[0].message


def test_a_forged_leaf_does_not_extend_the_head(book: StoredBook) -> None:
    write(book, *A_DAY)
    codes = _damage(book, "UPDATE fact SET leaf = zeroblob(32) WHERE id = 7")
    assert codes == ["leaf", "rolled-back"]


def test_overwritten_pages_are_found_and_nothing_is_raised(home: Home, book: StoredBook) -> None:
    write(book, *(registered(number) for number in range(1, 600)))
    book.close()
    size = home.store.stat().st_size
    with home.store.open("r+b") as file:
        file.seek(size // 2)
        file.write(bytes(size // 3))
    database = open_writer(home.store, KEY)
    codes = {finding.code for finding in look_over(database, home.head)}
    database.close()
    assert codes >= {"pages", "leaf"}


def test_an_index_that_does_not_fit_its_table_is_found(home: Home, book: StoredBook) -> None:
    write(book, *A_DAY)
    book._database.rows("PRAGMA writable_schema = ON")
    _damage(
        book,
        "UPDATE sqlite_schema SET sql = 'CREATE INDEX telegram_by_number ON telegram"
        " (year, station, number)' WHERE name = 'telegram_by_number'",
    )
    book.close()
    findings = home.open().check()
    assert {finding.code for finding in findings} == {"pages"}
    assert "the database says: " in findings[0].message


def test_a_removed_tail_is_found(book: StoredBook) -> None:
    write(book, *A_DAY)
    assert _damage(book, "DELETE FROM fact WHERE id > 20") == ["rolled-back"]


def test_a_missing_head_is_found(home: Home, book: StoredBook) -> None:
    home.head.unlink()
    assert [finding.code for finding in book.check()] == ["rolled-back"]


@pytest.mark.usefixtures("home")
def test_the_findings_are_bounded(book: StoredBook) -> None:
    write(book, *(registered(number) for number in range(1, 600)))
    codes = _damage(book, "UPDATE tile SET level = 9")
    assert 1 <= codes.count("leaf") <= MAX_FINDINGS
