"""Records by their digests and one behind the other, on a real store."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.names import Digest
from depesha.station.home import Home
from depesha.station.unlocking import store_key
from depesha.store.archive_carrying import after, known, one_of
from depesha.store.database import Database, open_reader
from tests.unit.office.test_archive import enter, letter, station

__all__ = ["station"]


@pytest.fixture
def database(station: Any, tmp_path: Path) -> Any:
    enter(station, letter(1), letter(2))
    enter(station, letter(3), level=3)
    home = Home(tmp_path / "alpha")
    found = open_reader(home.store, store_key(home, None))
    yield found
    found.close()


def name(number: int) -> Digest:
    return Digest(sha256(encode(letter(number))).digest())


def test_those_that_are_here_are_known(database: Database) -> None:
    asked = [name(9), name(2), name(1)]
    assert set(known(database, asked, 5)) == {name(1), name(2)}
    assert known(database, [], 5) == []


def test_what_is_above_a_clearance_is_not_known(database: Database) -> None:
    assert known(database, [name(3)], 2) == []
    assert known(database, [name(3)], 3) == [name(3)]


def test_they_come_in_the_order_of_their_numbers(database: Database) -> None:
    found = after(database, -1, 10, 5)
    assert [one.record for one in found] == [name(1), name(2), name(3)]
    assert [one.id for one in found] == sorted(one.id for one in found)
    assert after(database, found[0].id, 1, 5) == [found[1]]
    assert after(database, found[-1].id, 10, 5) == []


def test_a_page_leaves_out_what_is_above_a_clearance(database: Database) -> None:
    assert [one.record for one in after(database, -1, 10, 2)] == [name(1), name(2)]


def test_one_is_found_by_its_source_and_by_its_number(database: Database) -> None:
    first = one_of(database, letter(1).source, 5)
    assert first is not None
    assert first == one_of(database, str(first.id), 5)
    assert not first.is_public
    assert one_of(database, letter(3).source, 2) is None
    assert one_of(database, "no such", 5) is None
