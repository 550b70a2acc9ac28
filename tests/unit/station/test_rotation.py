"""Period keys by the calendar: made ahead, kept while anything may be on its way, destroyed."""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha.keybook import read_request
from depesha.keybook.leaf import OPENS_AFTER_MS
from depesha.keybook.request import MAX_PERIOD_KEYS
from depesha.names import StationId, TimeMs
from depesha.seal.keys import KeyContent, new_content
from depesha.seal.slots import new_key_file, open_key_file
from depesha.station.home import Home, replace_secret, write_whole
from depesha.station.rotation import DAY_MS, KeyKeeper, next_turn, with_due_periods
from depesha.station.settings import Settings

NOW = TimeMs(1_800_000_000_000)
CONFIG = Settings(station=StationId("peking"))
MONTH_MS = 30 * DAY_MS


@pytest.fixture(scope="module")
def fresh() -> KeyContent:
    return with_due_periods(new_content("peking"), CONFIG, NOW)


def spans(content: KeyContent) -> list[tuple[int, int]]:
    """Return the periods in days from now."""
    return [
        ((one.valid_from - NOW) // DAY_MS, (one.valid_until - NOW) // DAY_MS)
        for one in content.periods
    ]


def test_a_new_station_has_a_key_for_now_and_three_ahead(fresh: KeyContent) -> None:
    assert spans(fresh) == [(-1, 30), (30, 60), (60, 90), (90, 120)]
    assert with_due_periods(fresh, CONFIG, NOW) == fresh


def test_a_key_is_made_whenever_one_begins(fresh: KeyContent) -> None:
    assert next_turn(fresh, NOW) == NOW + MONTH_MS
    later = with_due_periods(fresh, CONFIG, NOW + MONTH_MS)
    assert spans(later) == [*spans(fresh), (120, 150)]
    assert later.periods[:4] == fresh.periods


def test_a_seed_goes_when_nothing_can_be_on_its_way_to_it(fresh: KeyContent) -> None:
    end = NOW + MONTH_MS + OPENS_AFTER_MS
    assert spans(with_due_periods(fresh, CONFIG, end))[0] == (-1, 30)
    assert spans(with_due_periods(fresh, CONFIG, end + 1))[0] == (30, 60)
    assert next_turn(with_due_periods(fresh, CONFIG, end), end) == end + 1


def test_a_station_that_slept_for_a_year_wakes_with_keys(fresh: KeyContent) -> None:
    woken = with_due_periods(fresh, CONFIG, NOW + 365 * DAY_MS)
    assert spans(woken)[0] == (364, 395)
    assert len(woken.periods) == 4
    assert not {one.seed for one in woken.periods} & {one.seed for one in fresh.periods}


def test_a_key_at_once_begins_later_than_the_present_one(fresh: KeyContent) -> None:
    turned = with_due_periods(fresh, CONFIG, NOW + 5, at_once=True)
    in_force = [one for one in turned.periods if one.valid_from <= NOW + 5 < one.valid_until]
    assert len(in_force) == 2
    assert max(in_force, key=lambda one: one.valid_from) not in fresh.periods


def test_there_are_never_more_than_a_request_takes() -> None:
    config = replace(CONFIG, period_days=1, periods_ahead=5)
    content = new_content("peking")
    for _ in range(2 * MAX_PERIOD_KEYS):
        content = with_due_periods(content, config, NOW, at_once=len(content.periods) < 30)
    assert len(content.periods) <= 30 + 5


def keeper_of(folder: Path, content: KeyContent) -> tuple[KeyKeeper, Home, list[KeyContent]]:
    home = Home(folder)
    data = new_key_file(content, None)
    write_whole(home.keys, data)
    told: list[KeyContent] = []
    return KeyKeeper(home, CONFIG, open_key_file(data, None)[0], content, told.append), home, told


def test_the_file_is_rewritten_before_anybody_is_told(tmp_path: Path, fresh: KeyContent) -> None:
    keeper, home, told = keeper_of(tmp_path, fresh)
    later = TimeMs(NOW + MONTH_MS + OPENS_AFTER_MS + 1)
    turned = keeper.turn(later)
    _, on_disk = open_key_file(home.keys.read_bytes(), None)
    assert on_disk == keeper.content == told[0]
    assert fresh.periods[0].seed not in {one.seed for one in on_disk.periods}
    assert len(turned.live) == len(on_disk.periods)
    asked = read_request(turned.request.encode())
    assert all(key.not_after > later for key in asked.period_keys)
    assert asked.made_at == later
    keeper.turn(later)
    assert len(told) == 1, "nothing is due: nothing is written"


def test_a_full_disk_changes_nothing(
    tmp_path: Path, fresh: KeyContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, home, told = keeper_of(tmp_path, fresh)
    before = home.keys.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("depesha.station.rotation.replace_secret", full)
    with pytest.raises(OSError, match="no space"):
        keeper.turn(TimeMs(NOW + MONTH_MS))
    assert (home.keys.read_bytes(), keeper.content, told) == (before, fresh, [])


def test_what_a_secret_held_before_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"old" * 100)
    with path.open("rb") as old:
        replace_secret(path, b"new")
        assert path.read_bytes() == b"new"
        assert old.read() == bytes(300)


def test_a_second_name_of_the_file_is_left_alone(tmp_path: Path) -> None:
    path, other = tmp_path / "keys", tmp_path / "copy"
    path.write_bytes(b"old")
    other.hardlink_to(path)
    replace_secret(path, b"new")
    assert other.read_bytes() == b"old"
