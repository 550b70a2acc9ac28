"""Two stations whose only line is what somebody carries: telegrams, receipts, reports.

The real stations, with their desks, stores and seals, in one process and in quick time.
"""

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol

from bench.network import A, B
from depesha.links.folder.line import Pace
from depesha.station import clock, founding
from depesha.station.home import Home
from depesha.station.plain import Plain
from depesha.station.room import open_room
from depesha.station.serving import Serving
from tests.stories.folder_courier import Courier, Synchroniser, Way

QUICK = Pace(look_seconds=0.03, write_seconds=0.02, pack_loads=8)
TELEGRAMS = 12
SECONDS = 60.0


class Carrying(Protocol):
    def go(self) -> None: ...


@asynccontextmanager
async def served(home: Path) -> AsyncIterator[Serving]:
    """Serve a station in this process."""
    with ExitStack() as stack:
        place = Home(home)
        stack.enter_context(place.held())
        room = stack.enter_context(open_room(place, None))
        serving = Serving(room, asyncio.get_running_loop(), clock.now, QUICK)
        ready = asyncio.Event()
        running = asyncio.create_task(serving.run(lambda _: ready.set()))
        try:
            await ready.wait()
            yield serving
        finally:
            serving.stop()
            await running


def joined_by_folders(network: Path, folder: Path) -> list[Way]:
    """Copy the homes of two stations, and give them two folders each instead of an address."""
    places = {name: {side: folder / f"{name}-{side}" for side in ("out", "in")} for name in (A, B)}
    for name, other in ((A, B), (B, A)):
        shutil.copytree(network / name, folder / name)
        founding.set_listen(Home(folder / name), "")
        for place in places[name].values():
            place.mkdir()
        out, into = (str(place) for place in places[name].values())
        founding.add_line(Home(folder / name), other, "", out, into)
    return [Way(places[A]["out"], places[B]["in"]), Way(places[B]["out"], places[A]["in"])]


def ask(station: Serving, name: str, fields: dict[str, object]) -> Plain:
    """Return the answer to a question, as a face of this process gets it."""
    return station.room.read(name, fields, lines=station.lines.status())


def draft(place: int, to: str) -> str:
    return (
        f"To: desk@{to}\nClassification: RESTRICTED\nReceipt: confirm\nExecution: report\n\n"
        f"Telegram {place} to {to}.\n"
    )


async def exchange_telegrams(
    network: Path, folder: Path, carrying: Callable[[list[Way]], Carrying]
) -> Carrying:
    """Send both ways, confirm and report each, until every originator holds every report."""
    ways = joined_by_folders(network, folder)
    courier = carrying(ways)
    async with AsyncExitStack() as stack:
        stations = {name: await stack.enter_async_context(served(folder / name)) for name in (A, B)}
        for name, other in ((A, B), (B, A)):
            for place in range(TELEGRAMS):
                await stations[name].order("send", {"text": draft(place, other)}, f"{name} {place}")
        async with asyncio.timeout(SECONDS):
            while not all(is_executed(station) for station in stations.values()):
                courier.go()
                for station in stations.values():
                    await answer(station)
                await asyncio.sleep(0.02)
        for name, other in ((A, B), (B, A)):
            came = ask(stations[name], "register", {"direction": "in", "limit": 1000})
            assert sorted(line["incoming_number"] for line in came) == list(range(1, TELEGRAMS + 1))
            assert ask(stations[name], "alarms", {}) == []
            lines = {line["neighbour"]: line for line in ask(stations[name], "links", {})}
            assert lines[other]["state"] == "up"
            assert lines[other]["last_written_at"]
            assert lines[other]["last_read_at"]
    return courier


def is_executed(station: Serving) -> bool:
    sent = ask(station, "outbox", {"limit": 100})
    return len(sent) == TELEGRAMS and all(line["state"] == "EXECUTED" for line in sent)


async def answer(station: Serving) -> None:
    """Confirm and report whatever lies before the office."""
    for line in ask(station, "inbox", {"limit": 100}):
        reference = line["reference"]
        if line["state"] == "DELIVERED":
            await station.order("confirm", {"reference": reference}, f"confirm {reference}")
        if line["state"] in {"DELIVERED", "RECEIVED"}:
            await station.order(
                "report", {"reference": reference, "text": "Done."}, f"do {reference}"
            )


def test_a_courier_with_bad_luck_brings_everything_once(network: Path, tmp_path: Path) -> None:
    chance = random.Random(1951)  # noqa: S311  # a story to tell again
    courier = asyncio.run(exchange_telegrams(network, tmp_path, lambda ways: Courier(ways, chance)))
    assert isinstance(courier, Courier)
    assert min(courier.lost, courier.doubled, courier.cut, courier.late) > 0


def test_a_synchronised_folder_brings_everything_once(network: Path, tmp_path: Path) -> None:
    chance = random.Random(26044)  # noqa: S311  # a story to tell again
    courier = asyncio.run(
        exchange_telegrams(network, tmp_path, lambda ways: Synchroniser(ways, chance))
    )
    assert isinstance(courier, Synchroniser)
    assert courier.conflicts > 0
