"""Orders that are begun together at a station that nobody serves."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.errors import Malformed, OfficeLocked
from depesha.seal.office_lock import relocked
from depesha.seal.slots import rewrite
from depesha.seal.stretch import TESTING_ONLY_COST
from depesha.station.client import Client, Given
from depesha.station.home import Home
from depesha.station.unlocking import open_keys
from tests.unit.reading_room.shelves import printed
from tests.unit.station import a_station

HIS = "correct horse battery"


@pytest.fixture
def alpha(tmp_path: Path) -> Home:
    return a_station.found(tmp_path / "alpha", offices=a_station.ARCHIVISTS[:1])


def entering(*payloads: bytes) -> Given:
    records = [b64encode(one).decode() for one in payloads]
    return "archive-enter", {"office": "archivist", "batch": "a file", "records": records}


def letter(number: int) -> bytes:
    return encode(printed(number, f"{number}. Words of it."))


def there(station: Client) -> int:
    page: Any = station.read("archive-export", office="archivist", limit=100)
    return len(page["records"])


def test_results_come_in_the_order_of_the_orders(alpha: Home) -> None:
    station = a_station.station(alpha)
    results = station.begin([entering(letter(1), letter(2)), ("archive-index", {"limit": 8})])
    assert results() == [{"entered": 2, "known": 0, "editions": [1, 1]}, {"indexed": 2}]


def test_one_that_is_refused_keeps_none_behind_it_from_being_carried_out(alpha: Home) -> None:
    station = a_station.station(alpha)
    results = station.begin([entering(letter(1), b"\xa0"), entering(letter(2))])
    with pytest.raises(Malformed):
        results()
    assert there(station) == 1


def test_an_office_that_is_locked_is_opened_by_its_passphrase(alpha: Home) -> None:
    master, keys = open_keys(alpha, None)
    keys = relocked(keys, "archivist@alpha", old=None, new=HIS, cost=TESTING_ONLY_COST)
    alpha.keys.write_bytes(rewrite(alpha.keys.read_bytes(), master, keys))
    station = a_station.station(alpha)
    with pytest.raises(OfficeLocked):
        station.begin([entering(letter(1))])()
    assert station.begin([entering(letter(1))], office_passphrase=HIS)() == [
        {"entered": 1, "known": 0, "editions": [1]}
    ]
