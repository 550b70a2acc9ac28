"""How long a FLASH takes behind one file of 200 MB, on the line of `bench/flash.py`.

The file would take half an hour; while it goes, one flash after the other is ordered, and then the
stations are stopped. Whether this version can carry a file is asked of its own help.

    python -m bench.attached --rounds 5 --json
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bench.face import at_door
from bench.flash import FULL_SECONDS, LINE_BYTES_PER_SECOND, flash, summary
from bench.network import A, B, C, found, free_port, serving
from bench.proxy import Proxy
from bench.texts import text_of

FILE_BYTES: Final = 200 * 1024 * 1024
PROGRAM: Final = (sys.executable, "-m", "depesha")
STARTED_SECONDS: Final = 120.0
BETWEEN_SECONDS: Final = 1.0
WORD: Final = "Attach:"

NOT_YET: Final[Mapping[str, Any]] = {"flash_behind_200mb_ms": None}


def carries_files() -> bool:
    """Say whether this version's help knows how a file is attached."""
    pages = [
        subprocess.run([*PROGRAM, "help", verb], capture_output=True, text=True, check=False).stdout
        for verb in ("draft", "send")
    ]
    return any(WORD in page for page in pages)


def _order_the_file(folder: Path) -> None:
    """Send a telegram to which a file is attached that nothing can make smaller."""
    with (folder / "file.bin").open("wb") as file:
        for _ in range(FILE_BYTES // 2**20):
            file.write(os.urandom(2**20))
    form = f"To: desk@{C}\nClassification: RESTRICTED\n{WORD} {folder / 'file.bin'}\n\nA file.\n"
    (folder / "file.txt").write_text(form)
    command = [*PROGRAM, "--home", str(folder / A), "send", str(folder / "file.txt")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _await_the_file(line: Proxy) -> None:
    """Wait until the line has been full of the file for some time."""
    deadline = time.monotonic() + STARTED_SECONDS
    goal = line.there.carried + FULL_SECONDS * LINE_BYTES_PER_SECOND
    while line.there.carried < goal:
        if time.monotonic() > deadline:
            msg = "the file does not move: this measures nothing"
            raise RuntimeError(msg)
        time.sleep(0.05)


async def _flashes(folder: Path, line: Proxy, rounds: int) -> list[tuple[float, float]]:
    async with at_door(folder / A) as here, at_door(folder / C) as there:
        took = []
        for place in range(rounds):
            before = line.there.carried
            await asyncio.sleep(BETWEEN_SECONDS)
            if line.there.carried - before < BETWEEN_SECONDS * LINE_BYTES_PER_SECOND / 2:
                msg = "the line was not full of the file: this measures nothing"
                raise RuntimeError(msg)
            took.append(await flash(here, there, text_of(4_000_000 + place)))
        return took


def measure(rounds: int) -> Mapping[str, Any]:
    """Measure the flash behind the file; where files are not carried yet, there is no figure."""
    if not carries_files():
        return NOT_YET
    with tempfile.TemporaryDirectory(prefix="depesha-attached-") as name:
        folder = Path(name)
        port = free_port()
        ports = found(folder, proxy=port)
        with (
            Proxy(port, ports[B], bytes_per_second=LINE_BYTES_PER_SECOND) as line,
            serving(folder),
        ):
            _order_the_file(folder)
            _await_the_file(line)
            return summary("flash_behind_200mb", asyncio.run(_flashes(folder, line, rounds)))


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="A flash behind a file of 200 MB.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.rounds)
    if given.json:
        print(json.dumps({"v": 1, "kind": "attached", **figures}))
        return
    for key, value in figures.items():
        print(f"{key:36} {'not in this version' if value is None else value:>8}")


if __name__ == "__main__":
    main()
