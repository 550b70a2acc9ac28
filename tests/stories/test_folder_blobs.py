"""Large packets between two stations that see each other's files only when somebody brings them."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests.links.blob_files import bytes_of, laid, unfinished
from tests.links.folder_carrier import QUICK, lines_of, other
from tests.links.small_station import SmallStation, packet
from tests.stories.folder_courier import Courier, Synchroniser, Way

BLOBS = 8
SECONDS = 90.0


class Carrying(Protocol):
    def go(self) -> None: ...


def noise(seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311  # a repeatable one is wanted
    return chance.randbytes(200_000 + chance.randrange(100_000))


async def exchange_blobs(folder: Path, carrying: Callable[[list[Way]], Carrying]) -> Carrying:
    """Send blobs and letters both ways, until neither side has custody of anything."""
    places = {}
    for name in ("alpha", "beta"):
        places[name] = folder / f"{name}-out", folder / f"{name}-in"
        for place in places[name]:
            place.mkdir()
    courier = carrying([Way(places[name][0], places[other(name)][1]) for name in ("alpha", "beta")])
    stations = {name: SmallStation(name) for name in ("alpha", "beta")}
    lines = []
    for name, station in stations.items():
        for number in range(BLOBS):
            station.put(other(name), laid(station, number, noise(number)), wake=False)
            station.put(other(name), packet(100 + number), wake=False)
        lines.append(lines_of(station, folder / name, *places[name], QUICK))
    async with asyncio.timeout(SECONDS):
        while any(station.disk.tray for station in stations.values()):
            courier.go()
            await asyncio.sleep(0.05)
        while any(list(places[name][0].glob("*.depblob")) for name in stations):
            courier.go()  # what is done with goes from the folders too
            await asyncio.sleep(0.05)
    for line in lines:
        await line.stop()
    for station in stations.values():
        assert len(station.disk.taken) == 2 * BLOBS
        for number in range(BLOBS):
            assert bytes_of(station.disk, number) == noise(number)
        assert not unfinished(station.disk)
    return courier


def test_a_courier_with_bad_luck_brings_every_blob(tmp_path: Path) -> None:
    chance = random.Random(1951)  # noqa: S311  # a story to tell again
    courier = asyncio.run(exchange_blobs(tmp_path, lambda ways: Courier(ways, chance)))
    assert isinstance(courier, Courier)
    assert min(courier.lost, courier.doubled, courier.cut, courier.late) > 0


def test_a_synchronised_folder_brings_every_blob(tmp_path: Path) -> None:
    chance = random.Random(26044)  # noqa: S311  # a story to tell again
    courier = asyncio.run(exchange_blobs(tmp_path, lambda ways: Synchroniser(ways, chance)))
    assert isinstance(courier, Synchroniser)
    assert courier.conflicts > 0
