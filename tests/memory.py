"""The tests' temporary folders in memory, where there is enough of it.

A station syncs its store at every commit. On a disk the tests would wait for it half of their time,
and learn nothing: no machine of theirs loses its power. What must be seen on a disk that fails is
seen in `tests/faults`. `DEPESHA_TESTS_ON_DISK=1` leaves everything where `TMPDIR` says, and what a
test that failed has left can be looked at there.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")  # noqa: S108  # folders of our own are made in it
NEEDED_BYTES: Final = 6 * 1024**3
"""A whole run holds a quarter of it."""

_NAME: Final = "depesha-"
_mine: list[Path] = []


def folder() -> Path | None:
    """Return a new folder in memory, where all temporary ones are to be made; or None.

    Its name is short: the path of a socket has 107 bytes at most.
    """
    if os.environ.get("DEPESHA_TESTS_ON_DISK") == "1" or _NAME in os.environ.get("TMPDIR", ""):
        return None  # a worker is there already
    _clear_up()
    if _free_bytes() < NEEDED_BYTES:
        return None
    _mine.append(MEMORY / f"{_NAME}{os.getpid()}")
    _mine[0].mkdir(mode=0o711)  # the servers of mail go through it as somebody else
    os.environ["TMPDIR"] = tempfile.tempdir = str(_mine[0])
    return _mine[0]


def leave() -> None:
    """Remove the folder, if it was this process that made it."""
    while _mine:
        shutil.rmtree(_mine.pop(), ignore_errors=True)


def _free_bytes() -> int:
    """Return how much fits there: no more than the machine has left."""
    try:
        found = os.statvfs(MEMORY)
        told = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return 0
    available = re.search(r"^MemAvailable: +(\d+) kB$", told, re.MULTILINE)
    return min(found.f_bavail * found.f_frsize, 1024 * int(available[1]) if available else 0)


def _clear_up() -> None:
    """Remove what runs left that were killed."""
    for left in MEMORY.glob(f"{_NAME}*"):
        if not Path("/proc", left.name.removeprefix(_NAME)).exists():
            shutil.rmtree(left, ignore_errors=True)
