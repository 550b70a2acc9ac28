"""How much memory one large attachment takes, and how fast it goes, over loopback as it is.

The file is sealed and sent by the command line at A, goes through the relay B to C, is verified
there, and is saved by the command line. What is asked: no process keeps the file in memory. The
rate is of the whole way, from the start of `send` to the end of `attachment save`.

    python -m bench.gigabyte --bytes 1073741824 --json
"""

import argparse
import filecmp
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.network import A, C, found, peak_mb, serving
from depesha.station.client import connect

MEBIBYTE: Final = 2**20
BYTES: Final = 1024 * MEBIBYTE
PROGRAM: Final = (sys.executable, "-m", "depesha")
LOOKED_AT_SECONDS: Final = 0.02
ARRIVED_AT_SECONDS: Final = 0.5
LEAST_SECONDS: Final = 120.0
LEAST_BYTES_PER_SECOND: Final = MEBIBYTE
"""Slower than that it has stopped: the wait for it has an end."""


def _write_file(path: Path, size_bytes: int) -> None:
    """Write a file that nothing can make smaller."""
    with path.open("wb") as file:
        for start in range(0, size_bytes, MEBIBYTE):
            file.write(os.urandom(min(MEBIBYTE, size_bytes - start)))


def _peak_of_command(home: Path, words: Sequence[str]) -> float:
    """Run a command to its end; return the largest resident size that it was seen to have."""
    process = subprocess.Popen(
        [*PROGRAM, "--home", str(home), *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, peak_mb(process.pid))  # the mark only rises, so the last look counts
        time.sleep(LOOKED_AT_SECONDS)
    if process.returncode:
        msg = f"depesha {words[0]} ended with {process.returncode}: this measures nothing"
        raise RuntimeError(msg)
    return peak


def _await_verified(home: Path, size_bytes: int) -> str:
    """Wait until the attachment is verified at C; return the telegram's reference there."""
    deadline = time.monotonic() + LEAST_SECONDS + size_bytes / LEAST_BYTES_PER_SECOND
    with connect(home) as station:
        while time.monotonic() < deadline:
            for one in station.read("inbox"):
                if (one["attachments"] or {}).get("verified") == 1:
                    return f"{one['station']}/{one['year']}/{one['number']}"
            time.sleep(ARRIVED_AT_SECONDS)
    msg = "the attachment did not arrive: this measures nothing"
    raise RuntimeError(msg)


def measure(size_bytes: int = BYTES) -> Mapping[str, Any]:
    """Measure one attachment of that size from A through B to C."""
    with tempfile.TemporaryDirectory(prefix="depesha-gigabyte-") as name:
        folder = Path(name)
        source, saved, form = folder / "file.bin", folder / "saved.bin", folder / "form.txt"
        _write_file(source, size_bytes)
        form.write_text(f"To: desk@{C}\nClassification: RESTRICTED\nAttach: {source}\n\nA file.\n")
        found(folder)
        with serving(folder) as stations:
            begun = time.monotonic()
            sending = _peak_of_command(folder / A, ("send", str(form)))
            reference = _await_verified(folder / C, size_bytes)
            words = ("attachment", "save", reference, "1", "-o", str(saved))
            saving = _peak_of_command(folder / C, words)
            took = time.monotonic() - begun
            stations_mb = max(one.peak_mb() for one in stations.values())
        if not filecmp.cmp(source, saved, shallow=False):
            msg = "what was saved is not what was sent"
            raise RuntimeError(msg)
    return {
        "attachment_bytes": size_bytes,
        "attachment_rss_mb": round(stations_mb),
        "attachment_cli_rss_mb": round(max(sending, saving)),
        "attachment_mb_per_second": round(size_bytes / MEBIBYTE / took, 1),
    }


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="The memory that one large attachment takes.")
    parser.add_argument("--bytes", type=int, default=BYTES, help="the size of the file")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.bytes)
    if given.json:
        print(json.dumps({"v": 1, "kind": "gigabyte", **figures}))
        return
    for key, value in figures.items():
        print(f"{key:36} {value:>12}")


if __name__ == "__main__":
    main()
