"""How long a FLASH takes behind what waits already, on a line of 128 KiB/s.

A calls B through a proxy that holds the line to its rate, each direction, with some 27 KiB of
buffer of its own (`bench/proxy.py`); B and C are joined by loopback as it is. The line is stopped
until everything waits at A; then it runs, and when it is full the FLASH is ordered.

* opened: from the order entered at A until C has committed it.
* report: from the order entered at A until A has committed its delivery report.

    python -m bench.flash --rounds 5 --json
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.face import Face, at_door
from bench.network import A, B, C, found, free_port, serving
from bench.proxy import Proxy
from bench.texts import CORPUS, draft, draft_of, real_texts, text_of

LINE_BYTES_PER_SECOND: Final = 128 * 1024
WAITING: Final = 2_000
FULL_SECONDS: Final = 1.0
"""After so long every buffer between A and B is full."""


def _is_delivered(lines: Any) -> bool | None:  # noqa: ANN401  # what the door says
    return True if lines[0]["state"] == "DELIVERED" else None


async def flash(here: Face, there: Face, text: str) -> tuple[float, float]:
    """Order one flash; return the ms until C has it, and until A knows."""
    begun = time.perf_counter()
    (answer,) = await here.send([draft(text, precedence="FLASH")])

    async def opened() -> float:
        question = {"reference": answer["reference"]}
        await there.until(lambda found: found, read="track", fields=question)
        return (time.perf_counter() - begun) * 1000

    async def reported() -> float:
        await here.until(_is_delivered, read="outbox", fields={"limit": 1})
        return (time.perf_counter() - begun) * 1000

    came, known = await asyncio.gather(opened(), reported())
    return came, known


def summary(name: str, took: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Return median and worst of several flashes, until C had each and until A knew."""
    opened, reported = zip(*took, strict=True)
    return {
        f"{name}_ms": round(statistics.median(opened)),
        f"{name}_worst_ms": round(max(opened)),
        f"{name}_report_ms": round(statistics.median(reported)),
        f"{name}_report_worst_ms": round(max(reported)),
        f"{name}_rounds": len(took),
    }


async def _round(folder: Path, line: Proxy, drafts: list[str], text: str) -> tuple[float, float]:
    async with at_door(folder / A) as here, at_door(folder / C) as there:
        line.there.stall()
        await here.send(drafts)
        line.there.pass_on()
        await asyncio.sleep(FULL_SECONDS)
        took = await flash(here, there, text)
        still = await here.say(read="queue", fields={"limit": 1})
        if not still:
            msg = "nothing was waiting any more when the flash was through: this measures nothing"
            raise RuntimeError(msg)
        await here.all_reported()
        return took


def _texts(rounds: int, corpus: Path | None) -> Iterator[list[str]]:
    real = real_texts(corpus) if corpus else []
    for place in range(rounds):
        first = place * WAITING
        if real:
            # numbered: the same text again would be the same telegram
            numbers = range(first, first + WAITING)
            yield [draft(f"{number}. {real[number % len(real)]}") for number in numbers]
        else:
            yield [draft_of(first + one) for one in range(WAITING)]


def measure(rounds: int, corpus: Path | None = None) -> dict[str, Any]:
    """Measure the flash behind 2,000 waiting, and return median and worst."""
    with tempfile.TemporaryDirectory(prefix="depesha-flash-") as name:
        folder = Path(name)
        port = free_port()
        ports = found(folder, proxy=port)
        with (
            Proxy(port, ports[B], bytes_per_second=LINE_BYTES_PER_SECOND) as line,
            serving(folder),
        ):
            took = [
                # another text each time: one that is sent again is the same telegram
                asyncio.run(_round(folder, line, drafts, text_of(3_000_000 + place)))
                for place, drafts in enumerate(_texts(rounds, corpus))
            ]
    return summary("flash_behind_2000", took)


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="A flash behind 2,000 waiting telegrams.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--real", action="store_true", help="let real telegrams wait")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="real telegrams, a JSON a line")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.rounds, given.corpus if given.real else None)
    if given.json:
        print(json.dumps({"v": 1, "kind": "flash", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:36} {value:>8}")


if __name__ == "__main__":
    main()
