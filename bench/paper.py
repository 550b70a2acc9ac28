"""How long a printed copy takes: No. 26044 on two sheets, each time another telegram.

    python -m bench.paper --json

In one process, as `depesha serve` prints: the first copy reads the faces, the others do not. Beside
it the floor: the typesetter with the same faces and an empty sheet, which differs each time too.
What it leaves out is the order (one commit) and the question.
"""

import argparse
import json
import statistics
import time
from typing import Any

from typst import Fonts
from typst import compile as set_in_type

from depesha.paper.compiling import STANDARD
from depesha.paper.copy_sheet import copy_sheet
from depesha.paper.faces import FOLDER
from tests.unit.paper.seed import PAGE, copy_found

COPIES = 40


def _floor() -> list[float]:
    faces = Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    times = []
    for number in range(COPIES):
        begun = time.perf_counter()
        source: Any = {"main.typ": f"#{number}".encode()}
        set_in_type(
            source, font_paths=faces, ignore_system_fonts=True, pdf_standards=STANDARD, timestamp=0
        )
        times.append((time.perf_counter() - begun) * 1000)
    return times[1:]


def measure() -> dict[str, Any]:
    """Return the figures."""
    times, cpu = [], []
    for number in range(COPIES + 1):
        found = copy_found(text=f"{PAGE.text}\n\n{number}")
        begun, used = time.perf_counter(), time.process_time()
        copy_sheet(found)
        times.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return {
        "paper_first_ms": round(times[0], 1),
        "paper_p50_ms": round(statistics.median(times[1:]), 1),
        "paper_p95_ms": round(statistics.quantiles(times[1:], n=20)[-1], 1),
        "paper_cpu_ms": round(statistics.median(cpu[1:]), 1),
        "paper_floor_ms": round(statistics.median(_floor()), 1),
    }


def main() -> None:
    """Measure, and print one object."""
    parser = argparse.ArgumentParser(prog="bench.paper")
    parser.add_argument("--json", action="store_true")
    parser.parse_args()
    print(json.dumps(measure()))


if __name__ == "__main__":
    main()
