"""A timer to a time of the wall clock."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from depesha.names import TimeMs
from depesha.station.due import LONGEST_WAIT_SECONDS, Due

HOUR_MS = 3_600_000


class SetClock:
    """A clock that stands, and that somebody sets."""

    def __init__(self) -> None:
        self.at = TimeMs(1_000_000)

    def __call__(self) -> TimeMs:
        return self.at


class Called:
    """How often it was called, and a wait for the next time."""

    def __init__(self) -> None:
        self.times = 0
        self.again = asyncio.Event()

    def __call__(self) -> None:
        self.times += 1
        self.again.set()


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 20))


def test_it_calls_once_it_is_time() -> None:
    async def story() -> None:
        now, called = SetClock(), Called()
        Due(asyncio.get_running_loop(), now, called).set(now())
        await called.again.wait()
        assert called.times == 1

    run(story())


def test_the_timer_does_not_sleep_through_a_clock_that_is_set() -> None:
    async def story() -> None:
        now, called = SetClock(), Called()
        timer = Due(asyncio.get_running_loop(), now, called, longest_wait_s=0.01)
        timer.set(TimeMs(now() + HOUR_MS))
        await asyncio.sleep(0.05)
        assert not called.again.is_set(), "it was looked at, and is not due"
        now.at = TimeMs(now() + HOUR_MS)
        await called.again.wait()
        assert called.times == 1

    run(story())


def test_the_longest_wait_is_a_minute() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        now, called = SetClock(), Called()
        timer = Due(loop, now, called)
        timer.set(TimeMs(now() + HOUR_MS))
        handle = timer._timer
        assert handle is not None
        assert handle.when() - loop.time() <= LONGEST_WAIT_SECONDS

    run(story())


def test_set_again_it_forgets_the_earlier_time() -> None:
    async def story() -> None:
        now, called = SetClock(), Called()
        timer = Due(asyncio.get_running_loop(), now, called)
        timer.set(now())
        timer.set(None)
        await asyncio.sleep(0.02)
        assert not called.times

    run(story())


def test_what_has_ended_calls_nothing_and_takes_nothing() -> None:
    async def story() -> None:
        now, called = SetClock(), Called()
        timer = Due(asyncio.get_running_loop(), now, called)
        timer.set(now())
        timer.end()
        timer.set(now())
        await asyncio.sleep(0.02)
        assert not called.times

    run(story())
