"""A command of the administrator's that is run for each new alarm: a bell, a mail, a message.

    alarm_hook = ["/usr/local/bin/ring", "--loud"]      in station.toml

Rule 1: no shell. The words are given as they stand; the alarm is one JSON object on standard input.
    The environment holds a few words and nothing of the station's own.
Rule 2: it runs beside the desk and holds nothing up: at most `AT_ONCE` run, each for at most
    `TIMEOUT_SECONDS`, then it is killed with all that it began.
Rule 3: that it failed is an alarm, once, and for that alarm it is not run.
Rule 4: which alarm was the last to be told is kept in a file, so that what was raised while nobody
    served, or in the moment of a crash, is told at the next start. An alarm may be told twice.
"""

import asyncio
import logging
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from typing import Any, Final

from depesha.errors import NotNow
from depesha.names import StationId
from depesha.store.reading import PRECEDENCES

AT_ONCE: Final = 4
"""Hooks that run at the same time."""

TIMEOUT_SECONDS: Final = 30.0

SHOWN_BYTES: Final = 2000
"""What of a hook's output goes to the log; the rest is read and thrown away."""

BATCH: Final = 32
"""Alarms that are told before it is noted that they were."""

INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
"""What a hook gets of the station's environment."""

VERSION: Final = 1

_log: Final = logging.getLogger(__name__)

Alarm = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """What a hook needs of its station.

    Attributes:
        station: whose alarms they are.
        words: the command.
        told: the file with the number of the last alarm that was told.
        newest: gives the number of the newest alarm.
        after: gives the alarms that were raised after one, in their order.
        say: tells the desk what went wrong with the hook; nothing: it works again.
    """

    station: StationId
    words: Sequence[str]
    told: Path
    newest: Callable[[], Awaitable[int]]
    after: Callable[[int], Awaitable[Sequence[Alarm]]]
    say: Callable[[str], Awaitable[None]]


class AlarmHook:
    """Runs the command for what is new, whenever it is woken. Used in its loop's thread."""

    def __init__(self, bell: Bell, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._bell = bell
        self._timeout = timeout_seconds
        self._woken = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._task: asyncio.Task[None] | None = None
        self._ringing: set[asyncio.Task[None]] = set()
        self._works: bool | None = None
        """Whether it ended well the last time; None before the first."""

    def start(self) -> None:
        """Begin; without a command there is nothing to do, ever."""
        if self._bell.words:
            self._woken.set()
            self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """There may be a new alarm."""
        self._woken.set()

    def ring(self, alarm: Alarm) -> None:
        """Run the command for an alarm that cannot be written down: that nothing can."""
        if self._bell.words:
            task = asyncio.create_task(self._tell(alarm))
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)

    async def stop(self) -> None:
        """Kill what runs; what it was to tell is told again at the next start."""
        tasks = [*self._ringing, *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                _log.error("the hook for alarms met a bug", exc_info=outcome)

    async def _run(self) -> None:
        last = await self._begin()
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                while alarms := await self._bell.after(last):
                    async with asyncio.TaskGroup() as group:
                        for alarm in sorted(alarms, key=_urgency, reverse=True):
                            group.create_task(self._tell(alarm))
                    last = int(alarms[-1]["alarm"])
                    self._keep(last)
            except NotNow as error:
                _log.warning("the new alarms cannot be read: %s", error)

    async def _begin(self) -> int:
        newest = await self._bell.newest()
        try:
            kept = int(self._bell.told.read_text())
        except (OSError, ValueError):
            self._keep(newest)  # a hook that is set up today is not told of last year
            return newest
        return min(kept, newest)

    def _keep(self, last: int) -> None:
        beside = self._bell.told.with_suffix(".new")
        try:
            beside.write_text(f"{last}\n")
            beside.replace(self._bell.told)
        except OSError as error:
            _log.warning("which alarm was told last cannot be kept: %s", error)

    async def _tell(self, alarm: Alarm) -> None:
        if alarm["what"] == "alarm-hook-failed":
            return
        async with self._room:
            problem = await self._ring(alarm)
        if problem:
            _log.warning("the hook for alarm %s failed: %s", alarm["alarm"], problem)
        if bool(problem) or self._works is not True:
            with suppress(NotNow):
                await self._bell.say(problem)
        self._works = not problem

    async def _ring(self, alarm: Alarm) -> str:
        """Run the command for one alarm; return what went wrong, or nothing."""
        told = {"v": VERSION, "kind": "alarm", "at_station": self._bell.station, **alarm}
        try:
            process = await asyncio.create_subprocess_exec(
                *self._bell.words,
                stdin=PIPE,
                stdout=PIPE,
                stderr=STDOUT,
                cwd="/",
                env=self._environment(alarm),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            return f"{self._bell.words[0]}: {getattr(error, 'strerror', None) or error}"
        output = asyncio.create_task(_shown(process))
        try:
            async with asyncio.timeout(self._timeout):
                await _give(process, dumps(told).encode() + b"\n")
                status = await process.wait()
        except TimeoutError:
            return f"it had not ended after {self._timeout:g} s"
        finally:
            _kill(process)
            said = await _said(process, output)
            if said:
                _log.info("the hook for alarm %s said: %s", alarm["alarm"], said)
        return f"it ended with {status}" if status else ""

    def _environment(self, alarm: Alarm) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "DEPESHA_STATION": self._bell.station,
            "DEPESHA_ALARM": str(alarm["alarm"] or ""),
            "DEPESHA_ALARM_KIND": str(alarm["what"]),
            "DEPESHA_ALARM_PRECEDENCE": str(alarm["precedence"]),
        }


async def _give(process: Process, line: bytes) -> None:
    """Write to its input; one that does not read it is as good."""
    pipe = process.stdin
    if pipe is None:
        return
    with suppress(ConnectionError):
        pipe.write(line)
        await pipe.drain()
    with suppress(ConnectionError):
        pipe.close()
        await pipe.wait_closed()


async def _shown(process: Process) -> bytes:
    """Read all that it says, so that it never waits for a reader; keep the beginning."""
    kept = b""
    while process.stdout is not None and (said := await process.stdout.read(65536)):
        kept = (kept + said)[:SHOWN_BYTES]
    return kept


async def _said(process: Process, output: asyncio.Task[bytes]) -> str:
    """Return what it said, harmless in a log, once it is gone."""
    try:
        async with asyncio.timeout(1.0):
            await process.wait()
            said = await output
    except TimeoutError:  # something that it began has left its session, and holds the pipe
        return ""
    return said.decode(errors="replace").strip().encode("unicode_escape").decode()


def _kill(process: Process) -> None:
    """Kill a command that has not ended, and all that it began."""
    if process.returncode is None:  # so its number is still its own
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _urgency(alarm: Alarm) -> int:
    return PRECEDENCES.index(alarm["precedence"])
