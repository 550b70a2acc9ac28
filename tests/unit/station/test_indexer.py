"""The indexer: behind everything else, batch after batch, and again after what failed."""

import asyncio
from collections.abc import Iterator

import pytest

from depesha.errors import NotNow
from depesha.office.events import Done, KeepIndex, Outcome
from depesha.station import indexer as indexing
from depesha.station.indexer import BATCH, QUIET_SECONDS, Indexer


class Desk:
    """A desk that has so many batches to do, and notes when each was given."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes: Iterator[Outcome] = iter(outcomes)
        self.given: list[float] = []

    async def give(self, batch: KeepIndex) -> Outcome:
        assert batch is BATCH
        self.given.append(now())
        return next(self.outcomes, done(0))


def done(count: int) -> Done:
    return Done(value={"indexed": count})


def now() -> float:
    return asyncio.get_running_loop().time()


async def until(desk: Desk, count: int) -> None:
    async with asyncio.timeout(10):
        while len(desk.given) < count:  # noqa: ASYNC110  # as whoever looks from outside
            await asyncio.sleep(0.01)


def test_what_was_left_is_indexed_and_then_what_it_is_woken_for() -> None:
    async def story() -> None:
        desk = Desk(done(3), done(1), done(0), done(2))
        indexer = Indexer(desk.give, now)
        indexer.start()
        await until(desk, 3)
        await asyncio.sleep(0.05)
        assert len(desk.given) == 3, "nothing is left, and nothing is asked"
        indexer.wake()
        await until(desk, 5)
        await indexer.stop()

    asyncio.run(story())


def test_it_steps_back_while_the_desk_has_other_work() -> None:
    async def story() -> None:
        desk = Desk(done(1))
        indexer = Indexer(desk.give, now)
        indexer.start()
        last = now()
        for _ in range(4):
            await asyncio.sleep(QUIET_SECONDS / 2)
            indexer.stir()
            last = now()
        assert desk.given == []
        await until(desk, 1)
        assert desk.given[0] - last >= QUIET_SECONDS * 0.9
        await indexer.stop()

    asyncio.run(story())


def test_a_desk_that_is_never_quiet_gets_a_batch_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "LONGEST_SECONDS", 0.5)

    async def story() -> None:
        desk = Desk(done(1))
        indexer = Indexer(desk.give, now)
        begun = now()
        indexer.start()
        while not desk.given and now() - begun < 5:
            indexer.stir()
            await asyncio.sleep(0.02)
        assert 0.4 <= desk.given[0] - begun < 3
        await indexer.stop()

    asyncio.run(story())


def test_what_the_store_did_not_take_is_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "REST_SECONDS", 0.01)

    async def story() -> None:
        desk = Desk(NotNow("the disk is full"), done(1), done(0))
        indexer = Indexer(desk.give, now)
        indexer.start()
        await until(desk, 3)
        await indexer.stop()

    asyncio.run(story())
