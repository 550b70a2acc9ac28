"""A line that moves while something long goes on; only where a person watches.

depesha: backup … 12 s
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Event, Thread
from typing import Final, TextIO

from depesha.cli.call import Call

TICK_SECONDS: Final = 1.0
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
