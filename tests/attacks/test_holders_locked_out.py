"""Strangers guess without end, at many places at once: the true holder comes in all the same."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from depesha.callers.peers import HERE
from depesha.errors import Busy, WrongPassphrase
from depesha.names import Grant
from depesha.seal.office_lock import relocked
from depesha.seal.slots import rewrite
from depesha.seal.stretch import TESTING_ONLY_COST
from depesha.station import clock
from depesha.station.home import Home
from depesha.station.office_keys import Secrets
from depesha.station.room import open_room
from depesha.station.serving import Serving
from depesha.station.unlocking import open_keys
from depesha.web.known import Known
from tests.desks import OFFICE, visit
from tests.unit.station import a_station

SECONDS = 60.0
THREADS = 6
STRETCH_SECONDS = 0.1
HIS, WRONG = "correct horse battery", "battery horse correct"
ELSEWHERE = "192.0.2.7"

Story = Callable[[Serving], Awaitable[None]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = a_station.found(tmp_path / "alpha")
    master, keys = open_keys(home, None)
    keys = relocked(keys, "desk@alpha", old=None, new=HIS, cost=TESTING_ONLY_COST)
    home.keys.write_bytes(rewrite(home.keys.read_bytes(), master, keys))
    return home


def under_attack(
    home: Home, monkeypatch: pytest.MonkeyPatch, names: Callable[[int], str], story: Story
) -> None:
    """Tell a story while strangers at this machine's own address guess as fast as they can."""

    async def guess(station: Serving, thread: int) -> None:
        while True:
            for number in range(1000):
                with suppress(WrongPassphrase, Busy):
                    name = names(1000 * thread + number)
                    await station.enter(name, Secrets(office=WRONG), "", HERE)
                await asyncio.sleep(0)

    async def told() -> None:
        with open_room(home, None) as room:
            lend = room.keyring.lend_to_whoever

            def slowly(office: str, secrets: Secrets) -> Grant | None:
                time.sleep(STRETCH_SECONDS)
                return lend(office, secrets)

            monkeypatch.setattr(room.keyring, "lend_to_whoever", slowly)
            station = Serving(room, asyncio.get_running_loop(), clock.now)
            ready = asyncio.Event()
            running = asyncio.create_task(station.run(lambda _: ready.set()))
            await ready.wait()
            guessing = [asyncio.create_task(guess(station, one)) for one in range(THREADS)]
            await asyncio.sleep(8 * STRETCH_SECONDS)
            try:
                async with asyncio.timeout(SECONDS):
                    await story(station)
            finally:
                for one in guessing:
                    one.cancel()
                station.stop()
                await running

    asyncio.run(told())


def his_office(_: int) -> str:
    return "desk"


def any_office(number: int) -> str:
    return f"office{number}"


async def seconds_of(enters: Awaitable[object]) -> float:
    began = time.monotonic()
    assert await enters
    return time.monotonic() - began


@pytest.mark.parametrize("names", [his_office, any_office])
def test_a_browser_known_here_comes_in_at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch, names: Callable[[int], str]
) -> None:
    async def story(station: Serving) -> None:
        for _ in range(5):
            entering = station.enter("desk", Secrets(office=HIS), "his browser", HERE)
            assert await seconds_of(entering) < 10 * STRETCH_SECONDS

    under_attack(home, monkeypatch, names, story)


@pytest.mark.parametrize("names", [his_office, any_office])
def test_orders_do_not_wait_behind_strangers(
    home: Home, monkeypatch: pytest.MonkeyPatch, names: Callable[[int], str]
) -> None:
    async def story(station: Serving) -> None:
        fields = {"office": "desk", "text": a_station.draft("Ясно")}
        made = await station.order("draft", fields, "", Secrets())
        released = station.order(
            "release", {"office": "desk", "draft": made["draft"]}, "", Secrets(office=HIS)
        )
        assert await seconds_of(released) < 10 * STRETCH_SECONDS

    under_attack(home, monkeypatch, names, story)


def test_a_new_browser_elsewhere_comes_in_at_the_next_turn_of_its_office(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(station: Serving) -> None:
        entering = station.enter("desk", Secrets(office=HIS), "", ELSEWHERE)
        assert await seconds_of(entering) < 3.0 + 10 * STRETCH_SECONDS

    under_attack(home, monkeypatch, his_office, story)


def test_a_new_browser_at_the_guessers_own_address_comes_in_after_each_of_them(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(station: Serving) -> None:
        entering = station.enter("desk", Secrets(office=HIS), "", HERE)
        assert await seconds_of(entering) < THREADS * 3.0 + 10 * STRETCH_SECONDS

    under_attack(home, monkeypatch, his_office, story)


def test_a_new_browser_comes_in_while_others_name_one_office_after_the_other(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(station: Serving) -> None:
        entering = station.enter("desk", Secrets(office=HIS), "", HERE)
        assert await seconds_of(entering) < 2 * THREADS * STRETCH_SECONDS + 1.0

    under_attack(home, monkeypatch, any_office, story)


def test_a_restart_makes_nobody_a_stranger_at_his_own_browser() -> None:
    before, after = visit(office=None), visit(office=None)
    cookie = before.house.known.cookie(OFFICE)
    assert after.house.known.name(cookie, OFFICE) == cookie[:32]
    assert Known(b"another key of another station!!").name(cookie, OFFICE) == ""


def test_where_he_comes_from_is_told_to_the_station() -> None:
    told: list[str] = []
    visitor = visit({"enter": lambda fields: told.append(fields["peer"])}, office=None)
    visitor.post("/sign-in", office="razuvaev", passphrase=HIS)
    assert told == ["testclient"]
