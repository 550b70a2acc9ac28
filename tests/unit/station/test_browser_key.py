"""The key under which browsers are known again: it lies in the home, and opens nothing."""

import stat
from pathlib import Path

import pytest

from depesha.station.browser_key import KEY_BYTES, browser_key
from depesha.station.home import Home


def test_it_is_made_once_and_is_there_after_a_restart(tmp_path: Path) -> None:
    home = Home(tmp_path)
    made = browser_key(home)
    assert len(made) == KEY_BYTES
    assert browser_key(Home(tmp_path)) == made
    assert stat.S_IMODE(home.browser_key.stat().st_mode) == 0o600


@pytest.mark.parametrize("kept", [b"", b"short", b"x" * (KEY_BYTES + 1), b"x" * 100_000])
def test_one_that_is_damaged_is_made_anew(tmp_path: Path, kept: bytes) -> None:
    home = Home(tmp_path)
    home.browser_key.write_bytes(kept)
    assert browser_key(home) != kept[:KEY_BYTES]
    assert len(browser_key(home)) == KEY_BYTES


def test_two_stations_have_two(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert browser_key(Home(tmp_path / "a")) != browser_key(Home(tmp_path / "b"))
