"""The reading room: how long a page takes to make, with its floor beside it.

    python -m bench.room [--records N] [--corpus FILE]

FILE is records as `depesha archive import` reads them; without it they are made of one telegram.
Each record of it stands on the shelf as often as is needed, on another day and with another number.
A page is asked from the room itself, so no network is in the figure. The floor of a record's page
is its line read from the shelf and its document decoded. At the end the same pages are asked while
searches by rank go on: by one reader, and by several.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from depesha.archive.form import decode, encode
from depesha.archive.importing import records
from depesha.archive.page import read_page
from depesha.archive.record import Record
from depesha.reading_room.answer import Asked
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.pages import answer
from depesha.reading_room.pages.room import Room
from depesha.reading_room.readers import Readers
from depesha.reading_room.shelf import build
from depesha.reading_room.site import Site

SEED = Path(__file__).resolve().parents[1] / "src/depesha/demo/telegram-26044.md"
SITE = Site(base="http://127.0.0.1:8018")
ROUNDS = 300
DECISION = {
    "decided_by": "the office",
    "authority": "printed",
    "decided_on": "1983-01-01",
    "review_on": "",
    "kept_back": [],
    "versions": [],
    "at": 0,
}


def taken(corpus: Path | None) -> list[Record]:
    """Return the records of a corpus; without one the seed alone."""
    if corpus is None:
        return [read_page(SEED.read_bytes())]
    with corpus.open("rb") as opened:
        return [one for one in records(opened, corpus.stem) if isinstance(one, Record)]


def multiplied(source: list[Record], count: int) -> Iterator[dict[str, Any]]:
    """Yield so many records as a shelf is made of."""
    for number in range(count):
        one = source[number % len(source)]
        telegram = replace(one.telegram, outgoing_number=number + 1)
        made = replace(one, source=f"{one.source}/{number}", telegram=telegram)
        yield {
            "source": made.source,
            "version": 1,
            "document": encode(made),
            "release": DECISION,
        }


def percentiles(step: Callable[[int], object], rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Return the median and the 95th percentile of a step in ms; the median of the processor's."""
    found, worked = [], []
    for number in range(rounds):
        begun, at = time.perf_counter_ns(), time.process_time_ns()
        step(number)
        found.append((time.perf_counter_ns() - begun) / 1e6)
        worked.append((time.process_time_ns() - at) / 1e6)
    late = statistics.quantiles(found, n=20)[-1]
    return statistics.median(found), late, statistics.median(worked)


def asked(place: str, **query: str) -> Asked:
    """Return a question for a page in English."""
    return Asked(place=place, language="en", query=query)


async def beside(shelf: Path, names: list[str], readers: int) -> float:
    """Return the 95th percentile of a record's page in ms while searches by rank go on."""
    room = Readers.of(shelf, SITE, readers)
    search = asked("en/search", q="the telegram", order="rank")
    busy = True

    async def searching() -> None:
        while busy:
            await room.ask(lambda one: answer(one, search))

    going_on = [asyncio.create_task(searching()) for _ in range(2)]
    await asyncio.sleep(0.2)
    found = []
    for name in names[:60]:
        begun = time.perf_counter_ns()
        await room.ask(lambda one, name=name: answer(one, asked(f"en/r/{name}")))  # type: ignore[misc]  # bound at once
        found.append((time.perf_counter_ns() - begun) / 1e6)
    busy = False
    await asyncio.gather(*going_on)
    room.close()
    return statistics.quantiles(found, n=20)[-1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.room")
    parser.add_argument("--records", type=int, default=12_000)
    parser.add_argument("--corpus", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "public.shelf"
        laid = list(multiplied(taken(args.corpus), args.records))  # a station has them as they are
        begun, worked = time.perf_counter(), time.process_time()
        build(path, laid)
        took, worked = time.perf_counter() - begun, time.process_time() - worked
        print(
            f"shelf of {args.records:,} records made in {took:.1f} s, of the processor {worked:.1f}"
        )
        print(f"its size: {path.stat().st_size / 1e6:.0f} MB")
        del laid
        room = Room(shelf=Shelf(path), site=SITE)
        step = max(1, args.records // ROUNDS)
        every = room.shelf.every_name(args.records)[::step]
        names = [name for name, _ in every]
        documents = [
            row[0] for row in room.shelf.rows("SELECT document FROM record LIMIT ?", (ROUNDS,))
        ]
        pages: dict[str, Callable[[int], object]] = {
            "floor: a record read and decoded": lambda number: (
                room.shelf.record(names[number % len(names)]),
                decode(documents[number % len(documents)]),
            ),
            "record": lambda number: answer(room, asked(f"en/r/{names[number % len(names)]}")),
            "first page": lambda _: answer(room, asked("en")),
            "year": lambda _: answer(room, asked("en/years/1951")),
            "people": lambda _: answer(room, asked("en/people")),
            "places, with the map": lambda _: answer(room, asked("en/places")),
            "search, newest first": lambda _: answer(room, asked("en/search", q="telegram")),
            "search, by rank": lambda _: answer(
                room, asked("en/search", q="telegram", order="rank")
            ),
            "search, narrowed": lambda _: answer(
                room, asked("en/search", q="telegram", year="1951", language="ru")
            ),
            "search, as written": lambda _: answer(
                room, asked("en/search", q="telegram", exact="1")
            ),
        }
        for what, page in pages.items():
            rounds = ROUNDS if what in ("record", "first page") or "floor" in what else 60
            median, late, worked = percentiles(page, rounds)
            print(f"{what:36} p50 {median:8.2f} ms   p95 {late:8.2f} ms   processor {worked:8.2f}")
        for readers in (1, 4):
            late = asyncio.run(beside(path, names, readers))
            print(f"record beside two searches by rank, {readers} readers: p95 {late:.1f} ms")


if __name__ == "__main__":
    main()
