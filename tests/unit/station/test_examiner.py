"""The examiner: one at a time, whatever an earlier run left, and again what could not be read."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from depesha.errors import NotNow
from depesha.names import Digest, Uid
from depesha.office.events import Examined
from depesha.station.examiner import Examiner

BLOB = Digest(bytes(32))


def found(place: int) -> Examined:
    return Examined(uid=Uid(bytes(16)), place=place)


class Shelf:
    """What waits to be examined."""

    def __init__(self, *waiting: Examined, unreadable: bool = False) -> None:
        self.waiting = list(waiting)
        self.unreadable = unreadable
        self.halted: Callable[[], bool] = bool

    def __call__(self, passed: set[Digest], halted: Callable[[], bool]) -> Examined | None:
        self.halted = halted
        if self.unreadable:
            passed.add(BLOB)
        return self.waiting.pop(0) if self.waiting else None


class Desk:
    """What was told, and a wait for so much of it."""

    def __init__(self, problem: NotNow | None = None) -> None:
        self.told: list[Examined] = []
        self.problem = problem
        self._came = asyncio.Condition()

    async def tell(self, one: Examined) -> None:
        async with self._came:
            self.told.append(one)
            self._came.notify_all()
        if self.problem is not None:
            raise self.problem

    async def until(self, count: int) -> list[Examined]:
        async with self._came, asyncio.timeout(20):
            await self._came.wait_for(lambda: len(self.told) >= count)
        return self.told


def test_what_was_left_is_examined_and_then_what_it_is_woken_for() -> None:
    async def story() -> None:
        shelf, desk = Shelf(found(0), found(1)), Desk()
        examiner = Examiner(shelf, desk.tell)
        examiner.start()
        assert await desk.until(2) == [found(0), found(1)]
        shelf.waiting.append(found(2))
        examiner.wake()
        assert (await desk.until(3))[-1] == found(2)
        await examiner.stop()
        assert shelf.halted()

    asyncio.run(story())


def test_a_desk_that_cannot_take_it_now_is_asked_later(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        desk = Desk(NotNow("the station is stopping"))
        examiner = Examiner(Shelf(found(0)), desk.tell)
        examiner.start()
        await desk.until(1)
        await examiner.stop()

    with caplog.at_level(logging.WARNING):
        asyncio.run(story())
    assert "examined later: the station is stopping" in caplog.text


def test_an_examiner_that_was_never_started_stops() -> None:
    async def story() -> None:
        await Examiner(Shelf(), Desk().tell).stop()

    asyncio.run(story())


def test_what_cannot_be_read_holds_nothing_else_up() -> None:
    async def story() -> None:
        shelf, desk = Shelf(found(0), unreadable=True), Desk()
        examiner = Examiner(shelf, desk.tell)
        examiner.start()
        assert await desk.until(1) == [found(0)]
        await examiner.stop()

    asyncio.run(story())
