"""A station at work in this process: real desk, real lines, real store."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from json import dumps, loads
from pathlib import Path
from threading import Event as Signal
from typing import Any

import pytest

from depesha.errors import OfficeLocked, Problem, Refused, StoreFull, WrongPassphrase
from depesha.names import StationId, TimeMs
from depesha.seal.office_lock import relocked
from depesha.seal.slots import rewrite
from depesha.seal.stretch import TESTING_ONLY_COST
from depesha.station import clock, founding
from depesha.station.home import Home
from depesha.station.office_keys import Secrets
from depesha.station.room import open_room
from depesha.station.serving import Serving
from depesha.station.settings import LineSetting
from depesha.station.unlocking import open_keys
from tests.unit.station import a_station

SECONDS = 20.0
HOUR_MS = 3_600_000


class SetClock:
    """The machine's clock, which somebody sets."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def __call__(self) -> TimeMs:
        return TimeMs(clock.now() + self.ahead_ms)


Story = Callable[[Serving], Awaitable[None]]


def serving(home: Home, story: Story, now: Callable[[], TimeMs] = clock.now) -> None:
    """Serve a station for as long as a story takes."""

    async def told() -> None:
        with open_room(home, None) as room:
            station = Serving(room, asyncio.get_running_loop(), now)
            ready = asyncio.Event()
            running = asyncio.create_task(station.run(lambda _: ready.set()))
            await ready.wait()
            try:
                async with asyncio.timeout(SECONDS):
                    await story(station)
            finally:
                station.stop()
                await running

    asyncio.run(told())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return a_station.found(tmp_path_factory.mktemp("served") / "alpha")


def draft(station: Serving) -> Awaitable[Any]:
    fields = {"office": "desk", "text": a_station.draft("Ясно")}
    return station.order("draft", fields, "")


def test_a_long_list_holds_up_neither_the_loop_nor_the_desk(home: Home) -> None:
    async def story(station: Serving) -> None:
        may_go = Signal()

        def written(done: object) -> bytes:
            assert may_go.wait(SECONDS)
            return str(done).encode()

        asked = asyncio.create_task(station.read("inbox", {}, written))
        assert (await draft(station))["state"] == "draft"
        assert not asked.done()
        may_go.set()
        assert await asked == b"[]"

    serving(home, story)


def test_lines_that_cannot_follow_a_new_key_book_stop_nothing(
    home: Home, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    third = Home(tmp_path / "gamma")
    founding.init(third, founding.Foundation(station="gamma"), None)
    request = founding.request(third, None)["text"]

    async def story(station: Serving) -> None:
        before = station.lines.status()
        beta = LineSetting(neighbour=StationId("beta"), address="nonsense")
        around = station.room.neighbourhood
        around.config = replace(around.config, lines=(beta,))
        watched = asyncio.Event()

        async def seen() -> None:
            watched.set()

        watch = asyncio.create_task(station.watch(seen))
        await watched.wait()
        watched.clear()
        await station.order("keybook-admit", {"text": request}, "")
        await watched.wait()
        assert (await draft(station))["state"] == "draft"
        assert station.lines.status() == before
        watch.cancel()

    with caplog.at_level(logging.ERROR):
        serving(home, story)
    assert "the lines do not follow key book" in caplog.text


def test_the_network_of_a_station_is_that_of_its_first_root(home: Home) -> None:
    async def story(station: Serving) -> None:
        book = station.room.desk.key_book
        assert book is not None
        assert station.room.neighbourhood.own().network == book.network_root

    serving(home, story)


def test_a_full_disk_is_an_alarm_while_nothing_can_be_written_and_is_in_the_log(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(station: Serving) -> None:
        connection = station.room._book._database._connection
        connection.pragma("max_page_count", connection.pragma("page_count"))
        long = a_station.draft("слово " * 20_000)
        before = await station.read("drafts", {}, written)
        with pytest.raises(StoreFull):
            await station.order("draft", {"office": "desk", "text": long}, "")
        (alarm,) = loads(await station.read("alarms", {}, written))
        assert (alarm["what"], alarm["about"]) == ("store-full", "alpha")
        assert alarm["text"] == "the disk is full"
        assert loads(await station.read("counts", {}, written))["alarms"] == 1
        assert await station.read("drafts", {}, written) == before
        connection.pragma("max_page_count", 1 << 30)

    def written(done: object) -> bytes:
        return dumps(done).encode()

    with caplog.at_level(logging.ERROR):
        serving(home, story)
    assert "nothing can be written: the disk is full" in caplog.text


# -- what the holder of an office lends -----------------------------------------------------------

HIS = "correct horse battery staple"
HERS = "staple battery horse correct"


def test_a_key_that_is_lent_is_taken_back_whatever_becomes_of_the_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Also of two orders at once, of which one has no passphrase."""
    home = a_station.found(tmp_path / "alpha")
    master, keys = open_keys(home, None)
    keys = relocked(keys, "desk@alpha", old=None, new=HIS, cost=TESTING_ONLY_COST)
    home.keys.write_bytes(rewrite(home.keys.read_bytes(), master, keys))

    async def story(station: Serving) -> None:
        sealer = station.room._sealer
        fields: dict[str, object] = {"office": "desk", "text": a_station.draft("Ясно")}
        with pytest.raises(WrongPassphrase):
            await station.order("send", fields, "", Secrets(office=HERS))
        lent, without = await asyncio.gather(
            station.order("send", fields, "one", Secrets(office=HIS)),
            station.order("send", fields, "two"),
            return_exceptions=True,
        )
        assert isinstance(without, OfficeLocked)
        assert isinstance(lent, dict)
        assert lent["number"] == 1
        with pytest.raises(Problem):  # a refused order gives its key back too
            await station.order("release", {"office": "desk", "draft": 77}, "", Secrets(office=HIS))
        assert sealer._lent == {}
        left = asyncio.create_task(station.order("send", fields, "three", Secrets(office=HIS)))
        await asyncio.sleep(0)
        while not sealer._lent:  # the key is open, and the loop does not know it yet
            time.sleep(0.001)  # noqa: ASYNC251  # the loop is not to go on meanwhile
        left.cancel()  # the face has gone
        with pytest.raises(asyncio.CancelledError):
            await left
        handed = {"office": "desk", "holder": "second watch"}
        with pytest.raises(Refused, match="has no new passphrase"):
            await station.order("office-handover", handed, "", Secrets(office=HIS))
        assert sealer._lent == {}  # nobody has the key that was lent for who has gone
        await station.order("office-handover", handed, "", Secrets(office=HIS, new=HERS))
        with pytest.raises(WrongPassphrase):
            await station.order("send", fields, "four", Secrets(office=HIS))

    with caplog.at_level(logging.WARNING):
        serving(home, story)
    assert "the passphrase does not open the key of desk@alpha" in caplog.text
    assert HIS not in caplog.text
    assert HERS not in caplog.text
    with open_room(home, None) as room:  # on disk too
        assert room._sealer.is_locked("desk@alpha")
