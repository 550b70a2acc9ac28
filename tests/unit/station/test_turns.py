"""Whose passphrase is tried next: the house first, then strangers in fair turn."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from depesha.errors import Busy
from depesha.station.turns import MAX_REMEMBERED, MAX_WAITING, Turns

SECONDS = 10.0
NEAR, FAR, FARTHER = "192.0.2.1", "198.51.100.1", "203.0.113.1"


class Room:
    """Who waits in it, and the order in which they were tried."""

    def __init__(self, patience: float = SECONDS) -> None:
        self.waits: dict[str, int] = {}
        self.turns = Turns(lambda office: self.waits.get(office, 0), patience=patience)
        self.tried: list[str] = []
        self.open = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def stranger(self, name: str, peer: str = NEAR, office: str = "gromyko") -> asyncio.Task[None]:
        async def comes() -> None:
            async with self.turns.of_a_stranger(peer, office):
                await self._try(name)

        return self._come(comes())

    def house(self, name: str) -> asyncio.Task[None]:
        async def comes() -> None:
            async with self.turns.of_the_house():
                await self._try(name)

        return self._come(comes())

    async def _try(self, name: str) -> None:
        self.tried.append(name)
        await self.open.wait()

    def _come(self, comes: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(comes)
        self._tasks.append(task)
        return task

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def all_tried(self) -> list[str]:
        """Let one after the other be tried; return in which order."""
        await self.settle()
        self.open.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return self.tried


def told(story: Callable[[Room], Awaitable[None]], patience: float = SECONDS) -> None:
    async def begun() -> None:
        await story(Room(patience))

    asyncio.run(asyncio.wait_for(begun(), SECONDS))


def test_the_house_waits_for_no_stranger_who_waits() -> None:
    async def story(room: Room) -> None:
        for number in range(5):
            room.stranger(f"stranger {number}")
        await room.settle()
        room.house("known here")
        room.house("a session")
        tried = await room.all_tried()
        assert tried[:3] == ["stranger 0", "known here", "a session"]
        assert len(tried) == 7

    told(story)


def test_one_is_tried_at_a_time() -> None:
    async def story(room: Room) -> None:
        for number in range(5):
            room.stranger(f"stranger {number}")
            room.house(f"house {number}")
        await room.settle()
        assert len(room.tried) == 1

    told(story)


def test_another_address_waits_for_one_turn_of_each() -> None:
    async def story(room: Room) -> None:
        for number in range(10):
            room.stranger(f"near {number}")
        room.stranger("far", FAR)
        room.stranger("farther", FARTHER)
        assert (await room.all_tried())[:4] == ["near 0", "far", "farther", "near 1"]

    told(story)


def test_another_office_of_one_address_waits_for_one_turn_of_each() -> None:
    async def story(room: Room) -> None:
        for number in range(10):
            room.stranger(f"gromyko {number}")
        room.stranger("razuvaev", office="razuvaev")
        assert (await room.all_tried())[:3] == ["gromyko 0", "razuvaev", "gromyko 1"]

    told(story)


def test_of_one_address_and_office_who_came_first_is_first() -> None:
    async def story(room: Room) -> None:
        for number in range(10):
            room.stranger(str(number))
        assert await room.all_tried() == [str(number) for number in range(10)]

    told(story)


def test_an_office_that_is_not_to_be_tried_yet_holds_up_no_other() -> None:
    async def story(room: Room) -> None:
        room.waits["gromyko"] = 200
        room.stranger("gromyko")
        room.stranger("razuvaev", office="razuvaev")
        await room.settle()
        assert room.tried == ["razuvaev"]
        room.open.set()
        await asyncio.sleep(0.05)
        room.waits.clear()
        assert await room.all_tried() == ["razuvaev", "gromyko"]

    told(story)


def test_when_too_many_wait_the_last_of_the_most_crowded_address_gives_way() -> None:
    async def story(room: Room) -> None:
        room.house("first")
        crowd = [room.stranger(f"near {number}", NEAR) for number in range(MAX_WAITING)]
        other = room.stranger("far", FAR)
        await room.settle()
        assert [task.done() for task in crowd] == [False] * (MAX_WAITING - 1) + [True]
        with pytest.raises(Busy):
            await crowd[-1]
        assert not other.done()
        late = room.stranger("near, late", NEAR)
        await room.settle()
        with pytest.raises(Busy):
            await late
        assert (await room.all_tried())[:3] == ["first", "near 0", "far"]

    told(story)


def test_nobody_waits_for_longer_than_a_proxy_does() -> None:
    async def story(room: Room) -> None:
        room.house("somebody")
        late = room.stranger("late")
        with pytest.raises(Busy):
            await late
        assert await room.all_tried() == ["somebody"]

    told(story, patience=0.1)


def test_whoever_leaves_while_he_waits_or_is_tried_holds_up_nobody() -> None:
    async def story(room: Room) -> None:
        tried, waits, house = room.stranger("tried"), room.stranger("waits"), room.house("house")
        await room.settle()
        for task in (waits, house, tried):
            task.cancel()
        room.stranger("next")
        assert await room.all_tried() == ["tried", "next"]

    told(story)


def test_whose_turn_has_come_as_he_leaves_passes_it_on() -> None:
    async def story(room: Room) -> None:
        first, second = room.house("first"), room.house("second")
        await room.settle()
        first.cancel()
        second.cancel()
        room.house("third")
        assert await room.all_tried() == ["first", "third"]

    told(story)


def test_what_is_remembered_of_strangers_is_bounded() -> None:
    async def story(room: Room) -> None:
        room.open.set()
        for number in range(MAX_REMEMBERED):
            await room.stranger(str(number), f"192.0.2.{number}", f"office{number}")
        assert len(room.turns._last) == MAX_REMEMBERED

    told(story)
