"""Job J1 (DESIGN §11): N telegrams from A through the relay B to C, and their reports back at A.

The clock runs from the first order entered to the last report committed at A; release is inside.
Wire bytes are TCP payload in both directions on A-B, counted in a run of their own through a proxy.

    python -m bench.j1 --telegrams 1000 --json
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bench.counting import Counter, counted
from bench.floor import floor_cpu_ms
from bench.network import A, B, C, Serving, found, free_port, serving
from depesha.station.client import connect

PLAIN_BYTES: Final = 1207
DEADLINE_SECONDS: Final = 300.0
IDLE_ROUNDS: Final = 30

RUSSIAN: Final = (
    "Ввиду того, что связи с Вами не имеется, направляем указание непосредственно. "
    "Получение подтвердите. Исполнение телеграфьте немедленно. "
)
ENGLISH: Final = (
    "Explain the reasons for the demand and the difference between it and the present position "
    "of the delegation; report when it has been carried out, and what was said in answer. "
)


def text_of(number: int) -> str:
    """Return a text of `PLAIN_BYTES` bytes, half Russian, half English, unlike the others."""
    words = f"{number:06} {RUSSIAN}{ENGLISH}"
    marks = " ".join(f"{(number * 7919 + step * 104729) % 1_000_003:06}" for step in range(40))
    text = (words + marks + " ").encode()
    while len(text) < PLAIN_BYTES:
        text += f"{ENGLISH[number % 60 :]}{(number * 31 + len(text)) % 99991} ".encode()
    return text[:PLAIN_BYTES].decode(errors="ignore").ljust(PLAIN_BYTES - 3)


def draft_of(number: int) -> str:
    """Return the draft of one telegram."""
    return (
        f"To: desk@{C}\nClassification: RESTRICTED\nPrecedence: ROUTINE\n"
        f"Receipt: confirm\n\n{text_of(number)}"
    )


class Face:
    """A face at the door that sends without waiting and hears what comes."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self.changed = asyncio.Event()

    async def enter(self) -> None:
        """Go in, and begin to listen."""
        self._reader, self._writer = await asyncio.open_unix_connection(
            str(self._home / "station.sock"), limit=2**24
        )
        self._listening = asyncio.create_task(self._listen())

    async def leave(self) -> None:
        """Go out."""
        self._listening.cancel()
        self._writer.close()

    def say(self, **request: object) -> asyncio.Future[Any]:
        """Send a request and return its answer to come."""
        self._next += 1
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[self._next] = future
        line = json.dumps({"id": self._next, **request}, ensure_ascii=False)
        self._writer.write(line.encode() + b"\n")
        return future

    async def drain(self) -> None:
        """Wait until the door has taken what was said."""
        await self._writer.drain()

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            answer = json.loads(line)
            if answer.get("changed"):
                self.changed.set()
            elif (future := self._waiting.pop(answer["id"], None)) is not None:
                if "problem" in answer:
                    future.set_exception(RuntimeError(str(answer["problem"])))
                else:
                    future.set_result(answer["done"])


async def _job(home: Path, first: int, count: int) -> float:
    face = Face(home)
    await face.enter()
    drafts = [draft_of(number) for number in range(first, first + count)]
    face.say(watch=True)
    begun = time.perf_counter()
    answers = []
    for text in drafts:
        answers.append(face.say(order="send", fields={"text": text}))
        if len(answers) % 64 == 0:
            await face.drain()
    await asyncio.gather(*answers)
    await _all_reported(face)
    taken = time.perf_counter() - begun
    await face.leave()
    return taken


async def _all_reported(face: Face) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            face.changed.clear()
            if await face.say(read="outstanding") == 0:
                return
            await face.changed.wait()


async def _idle(a_home: Path, c_home: Path, first: int) -> tuple[list[float], list[float]]:
    """Return the times until one telegram is opened at C, and until its report is back, in ms."""
    here, there = Face(a_home), Face(c_home)
    await here.enter()
    await there.enter()
    here.say(watch=True)
    there.say(watch=True)
    opened, reported = [], []
    for number in range(first, first + IDLE_ROUNDS):
        await asyncio.sleep(0.05)
        before = await there.say(read="incoming-count")
        there.changed.clear()
        begun = time.perf_counter()
        await here.say(order="send", fields={"text": draft_of(number)})
        while await there.say(read="incoming-count") == before:
            await there.changed.wait()
            there.changed.clear()
        opened.append((time.perf_counter() - begun) * 1000)
        await _all_reported(here)
        reported.append((time.perf_counter() - begun) * 1000)
    await here.leave()
    await there.leave()
    return opened, reported


def _tally(folder: Path, expected: int) -> tuple[int, int]:
    """Return how many telegrams are lost, and how many doubled, by C's incoming register."""
    with connect(folder / C) as there:
        lines = there.read("register", direction="in", limit=100_000)
    numbers = [line["number"] for line in lines]
    return expected - len(set(numbers)), len(numbers) - len(set(numbers))


def measure(telegrams: int) -> dict[str, Any]:
    """Run the job and return its figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-j1-") as name:
        folder = Path(name)
        found(folder)
        with serving(folder) as processes:
            asyncio.run(_job(folder / A, 1_000_000, 64))  # warm: lines up, caches filled
            opened, reported = asyncio.run(_idle(folder / A, folder / C, 2_000_000))
            cpu = _cpu(processes)
            taken = asyncio.run(_job(folder / A, 0, telegrams))
            spent = _cpu(processes) - cpu
            peak = max(process.peak_mb() for process in processes.values())
        lost, doubled = _tally(folder, telegrams + 64 + IDLE_ROUNDS)
    sent, came = _wire(telegrams)
    return {
        "v": 1,
        "kind": "j1",
        "telegrams": telegrams,
        "telegrams_per_second": round(telegrams / taken, 1),
        "cpu_ms_per_telegram": round(spent * 1000 / telegrams, 3),
        "floor_cpu_ms_per_telegram": round(floor_cpu_ms(text_of(1).encode()), 3),
        "idle_opened_ms": round(statistics.median(opened), 2),
        "idle_report_ms": round(statistics.median(reported), 2),
        "wire_bytes_per_plain_byte": round((sent + came) / (telegrams * PLAIN_BYTES), 3),
        "rss_mb": round(peak, 1),
        "lost": lost,
        "doubled": doubled,
    }


def _cpu(processes: Mapping[str, Serving]) -> float:
    return sum(process.cpu_seconds() for process in processes.values())


def _wire(telegrams: int) -> tuple[int, int]:
    """Return the bytes from A to B and back for the job alone, counted by a proxy between them."""
    with tempfile.TemporaryDirectory(prefix="depesha-wire-") as name:
        folder = Path(name)
        proxy = free_port()
        ports = found(folder, proxy=proxy)
        with counted(proxy, ports[B]) as counter, serving(folder):
            asyncio.run(_job(folder / A, 1_000_000, 1))
            before = Counter(sent=counter.sent, came=counter.came)
            asyncio.run(_job(folder / A, 0, telegrams))
            return counter.sent - before.sent, counter.came - before.came


REACH: Final = {
    "telegrams_per_second": (500, "at least"),
    "cpu_ms_per_telegram": (2.5, "at most"),
    "idle_opened_ms": (20, "at most"),
    "idle_report_ms": (30, "at most"),
    "wire_bytes_per_plain_byte": (1.5, "at most"),
}


def main() -> None:
    """Run J1 and print its figures."""
    parser = argparse.ArgumentParser(description="Job J1: telegrams through a relay and back.")
    parser.add_argument("--telegrams", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.telegrams)
    if given.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        if name in ("v", "kind"):
            continue
        reach, way = REACH.get(name, ("", ""))
        print(f"{name:32} {value:>12}   {way} {reach}".rstrip())


if __name__ == "__main__":
    main()
