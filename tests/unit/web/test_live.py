"""The stream of events: commits are told, together and soon; it ends with the session."""

import asyncio
from collections.abc import AsyncIterator

from depesha.web.live import BREATH, CHANGED, Hub
from tests.desks import SmallStation


async def some(stream: AsyncIterator[bytes], count: int) -> list[bytes]:
    return [await anext(stream) for _ in range(count)]


def hub(breath: float = 20.0) -> tuple[Hub, SmallStation, asyncio.Event]:
    station, closing = SmallStation({}), asyncio.Event()
    return Hub(station, closing, pace=0.01, breath=breath), station, closing


def test_a_commit_is_told_to_every_stream() -> None:
    async def story() -> None:
        told, station, _ = hub()
        one, other = told.events(lambda: True), told.events(lambda: True)
        assert await some(one, 1) == await some(other, 1) == [CHANGED]
        await asyncio.sleep(0.02)  # the watch is in force
        assert await some(one, 1) == await some(other, 1) == [CHANGED]
        station.changed.set()
        assert await some(one, 1) == await some(other, 1) == [CHANGED]
        await one.aclose()  # type: ignore[attr-defined]  # an async generator
        await other.aclose()  # type: ignore[attr-defined]

    asyncio.run(asyncio.wait_for(story(), 10))


def test_silence_is_breath() -> None:
    async def story() -> list[bytes]:
        told, _, _ = hub(breath=0.02)
        stream = told.events(lambda: True)
        said = await some(stream, 4)
        await stream.aclose()  # type: ignore[attr-defined]
        return said

    assert BREATH in asyncio.run(asyncio.wait_for(story(), 10))


def test_it_ends_at_once_when_the_station_stops() -> None:
    async def story() -> list[bytes]:
        told, _, closing = hub()
        stream = told.events(lambda: True)
        await some(stream, 1)
        closing.set()
        return [said async for said in stream]

    assert len(asyncio.run(asyncio.wait_for(story(), 5))) <= 1


def test_it_ends_with_the_session() -> None:
    async def story() -> list[bytes]:
        told, _, _ = hub()
        lasts = [True, False]
        stream = told.events(lambda: lasts.pop(0))
        return [said async for said in stream]

    assert asyncio.run(asyncio.wait_for(story(), 10)) == [CHANGED, CHANGED]


def test_whoever_leaves_in_the_middle_leaves_no_task_behind() -> None:
    async def story() -> int:
        before = asyncio.all_tasks()
        told, _, _ = hub()
        stream = told.events(lambda: True)
        await some(stream, 2)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.02)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await asyncio.sleep(0.02)
        return len(asyncio.all_tasks() - before)

    assert asyncio.run(asyncio.wait_for(story(), 10)) == 0
