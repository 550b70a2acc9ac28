"""A line that moves while something long goes on; only where a person watches.

depesha: backup … 12 s
depesha: sealing map.pdf …  45 %  of 1.0 GB  310 MB/s  2 s left
depesha: importing frus1951.xml …  45 %  of 12.0 MB  6.0 MB/s  1 s left  documents: 1,204

Where bytes go by and nobody watches (a log), it is a plain line now and then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Final, TextIO

from depesha.cli.call import Call
from depesha.export.screen import safe

TICK_SECONDS: Final = 1.0
REDRAW_SECONDS: Final = 0.2
LOG_SECONDS: Final = 10.0
UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")
THOUSAND: Final = 1000

CLEAR: Final = "\r\x1b[K"


@contextmanager
def working(call: Call, what: str) -> Iterator[None]:
    """Show on standard error that `what` goes on; nothing with -q, --json or without a terminal."""
    stream = call.world.stderr
    if call.args.quiet or call.args.json or not stream.isatty():
        yield
        return
    done = Event()
    line = Thread(target=_tick, args=(stream, what, done), daemon=True)
    line.start()
    try:
        yield
    finally:
        done.set()
        line.join()
        stream.write(CLEAR)
        stream.flush()


def _tick(stream: TextIO, what: str, done: Event) -> None:
    for seconds in count(1):
        if done.wait(TICK_SECONDS):
            return
        stream.write(f"{CLEAR}depesha: {what} … {seconds} s")
        stream.flush()


@contextmanager
def moving(call: Call, what: str, total: int | Path) -> Iterator[Callable[[int], None]]:
    """Show on standard error how many bytes of `total` have gone by, as the caller is told.

    Args:
        call: the command under way; with -q or --json nothing is shown.
        what: what is done, and to which file.
        total: how many bytes there are, or the file that has them.
    """
    if call.args.quiet or call.args.json:
        yield lambda _: None
        return
    stream = call.world.stderr
    bar = Bar(stream, safe(what), _size_of(total), is_watched=stream.isatty(), now=monotonic)
    try:
        yield bar.moved
    finally:
        bar.end()


@contextmanager
def passing(call: Call, what: str, total: int | Path) -> Iterator[Callable[[int, str], None]]:
    """Show the same, and beside it what the caller says that it has come to."""
    if call.args.quiet or call.args.json:
        yield lambda _, __: None
        return
    stream = call.world.stderr
    bar = Bar(stream, safe(what), _size_of(total), is_watched=stream.isatty(), now=monotonic)
    try:
        yield bar.passed
    finally:
        bar.end()


@contextmanager
def counting(call: Call, what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how many of how many were looked at, as the caller is told."""
    if call.args.quiet or call.args.json:
        yield lambda _, __: None
        return
    stream = call.world.stderr
    bar = Bar(
        stream, safe(what), 0, is_watched=stream.isatty(), now=monotonic, say=lambda n: f"{n:,}"
    )
    try:
        yield bar.counted
    finally:
        bar.end()


def _size_of(total: int | Path) -> int:
    if isinstance(total, int):
        return total
    try:
        return total.stat().st_size
    except (OSError, ValueError):
        return 0  # whoever opens it says what is wrong with it


class Bar:
    """Bytes that go by: how many, how fast, how long still."""

    def __init__(
        self,
        stream: TextIO,
        what: str,
        total: int,
        *,
        is_watched: bool,
        now: Callable[[], float],
        say: Callable[[int], str] | None = None,
    ) -> None:
        self._stream = stream
        self._what = what
        self._total = total
        self._now = now
        self._say = say or size
        self._is_watched = is_watched
        self._every = REDRAW_SECONDS if is_watched else LOG_SECONDS
        self._begun_at = self._shown_at = now()
        self._gone = 0
        self._beside = ""

    def moved(self, size_bytes: int) -> None:
        """Count bytes that have gone by, and show it now and then."""
        self._gone += size_bytes
        if self._now() - self._shown_at >= self._every:
            self._shown_at = self._now()
            self._show()

    def passed(self, size_bytes: int, beside: str) -> None:
        """Count bytes, and say beside them what they came to."""
        self._beside = f"  {safe(beside)}"
        self.moved(size_bytes)

    def counted(self, more: int, total: int) -> None:
        """Count what has gone by of a total that is told only now."""
        self._total = total
        self.moved(more)

    def end(self) -> None:
        """Leave the line as it was found."""
        if self._is_watched:
            self._stream.write(CLEAR)
            self._stream.flush()

    def _show(self) -> None:
        line = f"depesha: {self._what} … {self._said()}"
        self._stream.write(f"{CLEAR}{line}" if self._is_watched else f"{line}\n")
        self._stream.flush()

    def _said(self) -> str:
        seconds = max(self._now() - self._begun_at, 0.001)
        rate = self._gone / seconds
        percent = 100 * self._gone // self._total if self._total else 100
        left = max(0, self._total - self._gone) / rate if rate else 0
        of, how_fast = self._say(self._total), self._say(int(rate))
        return f"{percent:3} %  of {of}  {how_fast}/s  {left:.0f} s left{self._beside}"


def size(size_bytes: int) -> str:
    """Return a number of bytes as a person reads it, as in `1.5 GB`."""
    value, unit = float(size_bytes), 0
    while value >= THOUSAND and unit < len(UNITS) - 1:
        value, unit = value / THOUSAND, unit + 1
    return f"{value:.1f} {UNITS[unit]}" if unit else f"{size_bytes} {UNITS[0]}"
