"""Times are shown in the station's zone, with UTC beside."""

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from depesha.export.times import shown
from tests.unit.cli.desk import run

MOSCOW = ZoneInfo("Europe/Moscow")
PYONGYANG = ZoneInfo("Asia/Pyongyang")


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("time", "zone", "words"),
    [
        (at(2026, 11, 21, 17, 50), MOSCOW, "21.11 20:50 MSK (17:50Z)"),
        (at(2026, 11, 21, 23, 0), MOSCOW, "22.11 02:00 MSK (21.11 23:00Z)"),
        (at(1951, 11, 21, 17, 50), MOSCOW, "21.11.1951 20:50 MSK (17:50Z)"),
        (at(2026, 11, 21, 17, 50), PYONGYANG, "22.11 02:50 KST (21.11 17:50Z)"),
        (at(2026, 11, 21, 17, 50), UTC, "21.11 17:50Z"),
        (None, UTC, ""),
        (10**18, UTC, f"{10**18} ms"),
        (-(10**18), MOSCOW, f"{-(10**18)} ms"),
    ],
)
def test_a_time_in_the_zone_of_the_station(time: int | None, zone: tzinfo, words: str) -> None:
    assert shown(time, zone, 2026) == words


def test_the_zone_is_that_of_the_home(tmp_path: Path) -> None:
    text = 'station = "moscow"\nzone = "Europe/Moscow"\nlanguage = "ru"\n'
    tmp_path.joinpath("station.toml").write_text(text, encoding="utf-8")
    row = {"raised_at": at(1951, 11, 21, 17, 50), "what": "gap"}
    ran = run("alarms", "--home", str(tmp_path), answers={"alarms": [row]})
    assert ran.out.splitlines()[0].split() == ["с", "что"]
    assert "21.11.1951 20:50 MSK (17:50Z)" in ran.out
