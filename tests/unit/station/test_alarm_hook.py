"""The hook for alarms: what the command is given, how long it may take, how many run at once.

Real commands in real processes; the station around them is a few functions.
"""

import asyncio
import stat
from collections.abc import Awaitable, Callable, Sequence
from json import loads
from pathlib import Path
from typing import Any

import pytest

from depesha.names import StationId
from depesha.station import alarm_hook
from depesha.station.alarm_hook import AlarmHook, Bell

SECONDS = 20.0


def alarm(number: int, kind: str = "gap", precedence: str = "PRIORITY") -> dict[str, Any]:
    return {
        "alarm": number,
        "what": kind,
        "about": "peking",
        "text": "118 пропал; $(rm -rf /)",
        "precedence": precedence,
        "raised_at": 1_800_000_000_000,
    }


def script(folder: Path, body: str) -> Path:
    path = folder / "hook"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(stat.S_IRWXU)
    return path


class Station:
    """A register of alarms, and what the hook said of itself."""

    def __init__(self, *alarms: dict[str, Any]) -> None:
        self.alarms = list(alarms)
        self.said: list[str] = []

    def bell(self, words: Sequence[str], folder: Path) -> Bell:
        return Bell(
            station=StationId("moscow"),
            words=words,
            told=folder / "alarm-hook",
            newest=self._newest,
            after=self._after,
            say=self._say,
        )

    async def _newest(self) -> int:
        return max((one["alarm"] for one in self.alarms), default=0)

    async def _after(self, last: int) -> Sequence[dict[str, Any]]:
        return [one for one in self.alarms if one["alarm"] > last]

    async def _say(self, problem: str) -> None:
        self.said.append(problem)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not holds():  # noqa: ASYNC110  # another process makes it true
            await asyncio.sleep(0.01)


def told(
    station: Station,
    words: Sequence[str],
    folder: Path,
    story: Callable[[AlarmHook], Awaitable[None]],
    timeout_seconds: float = SECONDS,
) -> None:
    async def run() -> None:
        hook = AlarmHook(station.bell(words, folder), timeout_seconds=timeout_seconds)
        hook.start()
        try:
            await story(hook)
        finally:
            await hook.stop()

    asyncio.run(run())


def kept(folder: Path) -> str:
    path = folder / "alarm-hook"
    return path.read_text().strip() if path.exists() else ""


def test_the_command_has_the_alarm_on_its_input_and_a_few_words_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPESHA_PASSPHRASE_FILE", "/secret")
    (tmp_path / "alarm-hook").write_text("0")
    out = tmp_path / "out"
    hook = script(tmp_path, f'cat > "{out}.json"; env > "{out}.env"; echo "$@" > "{out}"')

    async def story(_: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "7")

    station = Station(alarm(7, precedence="FLASH"))
    told(station, [str(hook), "$HOME; ls", "two words"], tmp_path, story)
    given = loads(Path(f"{out}.json").read_text())
    assert given == {"v": 1, "kind": "alarm", "at_station": "moscow", **station.alarms[0]}
    assert out.read_text() == "$HOME; ls two words\n", "no shell reads the words"
    around = dict(line.split("=", 1) for line in Path(f"{out}.env").read_text().splitlines())
    assert around["DEPESHA_ALARM_KIND"] == "gap"
    assert around["DEPESHA_ALARM_PRECEDENCE"] == "FLASH"
    assert around["DEPESHA_ALARM"] == "7"
    assert around["DEPESHA_STATION"] == "moscow"
    assert "DEPESHA_PASSPHRASE_FILE" not in around
    assert station.said == [""]


def test_a_hook_that_is_new_is_not_told_of_the_past_but_one_that_slept_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    hook = script(tmp_path, f'echo $DEPESHA_ALARM >> "{out}"')
    station = Station(alarm(7))

    async def begins(running: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "7")
        station.alarms.append(alarm(9))
        running.wake()
        await until(lambda: kept(tmp_path) == "9")

    async def goes_on(_: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "12")

    told(station, [str(hook)], tmp_path, begins)
    assert out.read_text() == "9\n"
    station.alarms.append(alarm(12))  # while nobody served
    told(station, [str(hook)], tmp_path, goes_on)
    assert out.read_text() == "9\n12\n"


def test_what_is_too_slow_is_killed_with_all_that_it_began(tmp_path: Path) -> None:
    (tmp_path / "alarm-hook").write_text("0")
    child = tmp_path / "child"
    hook = script(tmp_path, f'sleep 60 & echo $! > "{child}"; wait')
    station = Station(alarm(7))

    async def story(_: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "7")

    told(station, [str(hook)], tmp_path, story, timeout_seconds=0.5)
    assert station.said == ["it had not ended after 0.5 s"]
    assert not alive(int(child.read_text()))


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_station_that_stops_waits_for_no_hook(tmp_path: Path) -> None:
    (tmp_path / "alarm-hook").write_text("0")
    began = tmp_path / "began"
    hook = script(tmp_path, f'echo $$ > "{began}"; exec sleep 60')

    async def story(_: AlarmHook) -> None:
        await until(lambda: began.exists() and began.read_text().endswith("\n"))

    told(Station(alarm(7)), [str(hook)], tmp_path, story)
    assert not alive(int(began.read_text()))
    assert kept(tmp_path) == "0", "it is told again at the next start"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["/nowhere/hook"], "/nowhere/hook: No such file or directory"),
        (["/bin/sh", "-c", "cat > /dev/null; exit 3"], "it ended with 3"),
        (["/bin/sh", "-c", "kill -9 $$"], "it ended with -9"),
    ],
)
def test_a_failure_is_said_and_is_no_loop(words: list[str], problem: str, tmp_path: Path) -> None:
    (tmp_path / "alarm-hook").write_text("0")
    station = Station(alarm(7))

    async def story(running: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "7")
        station.alarms.append(alarm(8, "alarm-hook-failed"))
        running.wake()
        await until(lambda: kept(tmp_path) == "8")

    told(station, words, tmp_path, story)
    assert station.said == [problem], "for its own alarm it is not run"


def test_it_says_once_that_it_works_again(tmp_path: Path) -> None:
    (tmp_path / "alarm-hook").write_text("0")
    hook = script(tmp_path, 'test "$DEPESHA_ALARM" != 7')
    station = Station(alarm(7))

    async def story(running: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "7")
        for number in (8, 9):
            station.alarms.append(alarm(number))
            running.wake()
            await until(lambda number=number: kept(tmp_path) == str(number))  # type: ignore[misc]

    told(station, [str(hook)], tmp_path, story)
    assert station.said == ["it ended with 1", ""]


def test_few_run_at_once_and_the_most_urgent_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm_hook, "AT_ONCE", 1)
    (tmp_path / "alarm-hook").write_text("0")
    out, busy = tmp_path / "out", tmp_path / "busy"
    hook = script(
        tmp_path, f'mkdir "{busy}" || exit 9; echo $DEPESHA_ALARM >> "{out}"; rmdir "{busy}"'
    )
    station = Station(alarm(1, precedence="ROUTINE"), alarm(2, precedence="FLASH"), alarm(3))

    async def story(_: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "3")

    told(station, [str(hook)], tmp_path, story)
    assert out.read_text().split() == ["2", "3", "1"]
    assert station.said == [""], "none met another"


def test_much_output_that_nobody_reads_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "alarm-hook").write_text("0")
    hook = script(tmp_path, "head -c 3000000 /dev/zero; echo wrong >&2; exit 1")
    station = Station(alarm(7))

    async def story(_: AlarmHook) -> None:
        await until(lambda: kept(tmp_path) == "7")

    told(station, [str(hook)], tmp_path, story)
    assert station.said == ["it ended with 1"]


def test_what_cannot_be_written_down_is_told_all_the_same(tmp_path: Path) -> None:
    """The disk is full: there is no fact, and no number."""
    out = tmp_path / "out"
    hook = script(tmp_path, f'echo "$DEPESHA_ALARM_KIND,$DEPESHA_ALARM," > "{out}"')

    async def story(running: AlarmHook) -> None:
        running.ring({**alarm(0, "store-full", "FLASH"), "alarm": None})
        await until(lambda: out.exists() and out.read_text() == "store-full,,\n")

    told(Station(), [str(hook)], tmp_path, story)
    assert kept(tmp_path) == "0", "what is told next has its number"


def test_without_a_command_nothing_is_begun(tmp_path: Path) -> None:
    async def story(running: AlarmHook) -> None:
        running.wake()
        running.ring(alarm(1))
        await asyncio.sleep(0)

    told(Station(alarm(1)), [], tmp_path, story)
    assert list(tmp_path.iterdir()) == []
