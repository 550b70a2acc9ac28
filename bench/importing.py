"""How fast a volume in TEI comes into the archive: from the command to the last word in the index.

    python -m bench.importing --documents 5000 [--big 200] --json

The command is the real one, first into a station that another process serves (`import_served_…`,
with the processor time of both), then into one that nobody serves. Its floor is what no archive can
go below: reading the same volume and writing each record as bytes, in one process.
`--big MB` also measures the memory that reading a volume of that size takes. Documents are printed
telegrams, of the corpus where it is at hand, each with a name of its own.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from depesha.archive.form import encode
from depesha.archive.importing import records
from depesha.archive.record import Record

DOCUMENTS: Final = 3_000
REACHED: Final = ("import_served_per_second", "import_per_second")
CORPUS: Final = Path("../shared/corpus/frus-tei-excerpt.xml")
BEGIN: Final = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>\n'
END: Final = "</body></text></TEI>\n"
MADE: Final = (
    '<div type="document" n=""><head>Telegram From the Embassy to the Department</head><opener>'
    '<dateline><placeName>Seoul</placeName>, <date when="1951-11-21T18:35:00">November 21'
    "</date></dateline><seg>secret priority</seg></opener>" + "<p>%s</p>" * 4 + "</div>\n"
)
WORDS: Final = "Explain the reasons for the demand and report when it has been carried out. " * 9


def documents() -> list[str]:
    """Return documents that a volume is made of: the corpus', or ones that anybody can make."""
    if not CORPUS.is_file():
        return [MADE % ((f"{number}. {WORDS}",) + (WORDS,) * 3) for number in range(1, 61)]
    text = CORPUS.read_text(encoding="utf-8")
    return re.findall(
        r'<div xmlns="[^"]*"[^>]*type="document".*?(?=<div xmlns|</body>)', text, re.DOTALL
    )


def named(given: list[str]) -> Iterator[str]:
    """Yield the documents again and again, each under another name."""
    for place, one in enumerate(cycle(given)):
        yield re.sub(r' n="[^"]*"', f' n="bench/d{place}"', one, count=1)


def volume(path: Path, count: int = 0, size_bytes: int = 0) -> int:
    """Write a volume of so many documents, or of so many bytes; return how many documents."""
    written = done = 0
    with path.open("w", encoding="utf-8") as out:
        out.write(BEGIN)
        for one in islice(named(documents()), count or None):
            out.write(one)
            done, written = done + 1, written + len(one.encode())
            if size_bytes and written >= size_bytes:
                break
        out.write(END)
    return done


def _depesha(home: Path, *words: str) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "depesha", "--home", str(home), *words, "-q"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _cpu_seconds() -> float:
    """Return the processor time of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _made(home: Path) -> Path:
    _depesha(home, "station", "init", "moscow", "--centre", "--open")
    _depesha(home, "office", "add", "archivist", "--role", "archivist", "--clearance", "5")
    return home


def _served(home: Path, path: Path, count: int) -> dict[str, Any]:
    """Import into a station that is served; `…_cpu_ms` are of one document."""
    # not above: the memory of reading alone is measured by a process that imports this file
    from bench.network import Serving  # noqa: PLC0415

    station = Serving(home)
    try:
        here, there = _cpu_seconds(), station.cpu_seconds()
        seconds = _depesha(home, "archive", "import", str(path))
        spent = (_cpu_seconds() - here, station.cpu_seconds() - there)
        peak = station.peak_mb()
    finally:
        station.stop()
    return {
        "import_served_per_second": round(count / seconds),
        "import_client_cpu_ms": round(spent[0] * 1000 / count, 2),
        "import_station_cpu_ms": round(spent[1] * 1000 / count, 2),
        "import_station_rss_mb": round(peak),
    }


def _floor_seconds(path: Path) -> float:
    begun = time.perf_counter()
    with path.open("rb") as opened:
        for one in records(opened, "bench"):
            if isinstance(one, Record):
                encode(one)
    return time.perf_counter() - begun


def memory_mb(size_mb: int) -> dict[str, Any]:
    """Return what reading a volume of that size takes, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="depesha-importing-") as name:
        path = Path(name) / "big.xml"
        count = volume(path, size_bytes=size_mb * 1_000_000)
        code = f"from bench.importing import read_only; read_only({str(path)!r})"
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        seconds, peak_kb, read = done.stdout.split()
    return {
        "import_big_mb": size_mb,
        "import_big_documents": count,
        "import_big_read": int(read),
        "import_big_seconds": round(float(seconds), 1),
        "import_big_rss_mb": round(int(peak_kb) / 1024),
    }


def read_only(path: str) -> None:
    """Read a volume and print the seconds, the largest memory in kB, and how many were read."""
    begun = time.perf_counter()
    with Path(path).open("rb") as opened:
        read = sum(isinstance(one, Record) for one in records(opened, "bench"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.perf_counter() - begun, peak, read)


def measure(count: int = DOCUMENTS) -> dict[str, Any]:
    """Import a volume, import it again, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-importing-") as name:
        path = Path(name) / "bench.xml"
        volume(path, count)
        served = _served(_made(Path(name) / "served"), path, count)
        home = _made(Path(name) / "home")
        first = _depesha(home, "archive", "import", str(path))
        again = _depesha(home, "archive", "import", str(path))
        return {
            "import_documents": count,
            "import_bytes": path.stat().st_size,
            **served,
            "import_per_second": round(count / first),
            "import_again_per_second": round(count / again),
            "import_floor_per_second": round(count / _floor_seconds(path)),
            "load": round(os.getloadavg()[0], 1),
        }


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="How fast a volume comes into the archive.")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--big", type=int, default=0, metavar="MB", help="the memory of reading it")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.documents) | (memory_mb(given.big) if given.big else {})
    if given.json:
        print(json.dumps({"v": 1, "kind": "importing", **figures}))
        return
    for key, value in figures.items():
        reach = "   >= 500" if key in REACHED else ""
        print(f"{key:32} {value:>12}{reach}")


if __name__ == "__main__":
    main()
