"""A line that is open at times only, as operator and drafter see it, and as a station serves it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from depesha.errors import NoCommunications, Usage
from depesha.names import StationId, TimeMs
from depesha.office.facts import LineMinimized
from depesha.packet import LETTERS, Packet
from depesha.station import clock, founding
from depesha.station.client import Client
from depesha.station.home import Home
from depesha.station.plain import Plain
from depesha.station.room import open_room
from depesha.station.serving import Serving
from depesha.windows import DAYS, parse_windows
from tests.unit.station.a_station import CORRESPONDENT, NAME, draft, found, station

BETA = StationId(CORRESPONDENT)
SECONDS = 30.0
DAY_MS = 86_400_000


def days_ahead(days: int) -> str:
    """Return the windows of a weekday that is not today nor tomorrow."""
    return DAYS[(datetime.fromtimestamp(clock.now() / 1000, UTC).weekday() + days) % 7]


@pytest.fixture
def centre(tmp_path: Path) -> Client:
    """A centre whose only line opens in three days."""
    told = station(found(tmp_path / NAME))
    told.order("plan-line", a=NAME, b=CORRESPONDENT, windows=f"{days_ahead(3)} delay 8h")
    told.order("plan-sign")
    return told


def test_what_waits_for_a_closed_line_says_until_when(centre: Client) -> None:
    sent = centre.order("send", office="desk", text=draft("Wait."))
    (addressee,) = sent["addressees"]
    opens_at = parse_windows(days_ahead(3)).opens_at(clock.now())
    assert opens_at is not None
    assert addressee["expected_at"] == opens_at + 8 * 3_600_000
    (waiting,) = centre.read("queue")
    assert waiting["why"].startswith("closed until ")
    assert (waiting["next_try_at"], waiting["expected_at"]) == (opens_at, addressee["expected_at"])
    (tracked,) = centre.read("track", office="desk", reference="1")["addressees"]
    assert tracked["outstanding"]["expected_at"] == addressee["expected_at"]
    assert tracked["diversions"] == []


def test_a_route_is_explained(centre: Client) -> None:
    found = centre.read("route", to=f"desk@{CORRESPONDENT}")
    (step,) = found["steps"]
    assert (found["next_hop"], found["direct"], found["ways"]) == (BETA, True, [BETA])
    assert (step["windows"], step["rule"]) == (f"{days_ahead(3)} delay 8h", None)
    assert found["expected_at"] == step["arrives_at"] == step["leaves_at"] + 8 * 3_600_000
    assert found["answer_at"] > found["expected_at"]
    assert (found["beyond"], found["blocked"], found["excluded"]) == (None, False, [])


def test_who_is_excluded_is_said_and_why(centre: Client) -> None:
    with pytest.raises(NoCommunications, match="no way is known to beta") as caught:
        centre.read("route", to=BETA, exclude=[BETA])
    assert "beta: excluded, as was asked" in caught.value.hint
    with pytest.raises(NoCommunications) as caught:
        centre.read("route", to="gamma")
    assert "beta: no rule lets it carry from alpha to gamma" in caught.value.hint
    for bad in ({"exclude": "beta"}, {"exclude": ["Beta!"]}, {"grade": "soon"}):
        with pytest.raises(Usage):
            centre.read("route", to=BETA, **bad)


def test_a_line_at_a_minimum_says_so(tmp_path: Path) -> None:
    told = station(found(tmp_path / NAME))
    told.order("send", office="desk", text=draft("Wait."))
    told.order("minimize", neighbour=BETA, precedence="IMMEDIATE")
    (waiting,) = told.read("queue")
    assert waiting["why"] == "only URGENT and above passes on this line"
    found_way = told.read("route", to=BETA)
    assert (found_way["blocked"], found_way["expected_at"]) == (True, None)
    assert told.read("route", to=BETA, grade="urgent")["blocked"] is False
    with open_room(Home(tmp_path / NAME), None) as room:
        around = room.neighbourhood
        assert around.waiting(BETA, {}, 10, LETTERS) == []
        assert around.holds(BETA, waiting["entry"]) is not None, "it is kept back, and not gone"
        assert around.holds(StationId(NAME), waiting["entry"]) is None
    told.order("minimize", neighbour=BETA, precedence="off")
    with open_room(Home(tmp_path / NAME), None) as room:
        assert len(room.neighbourhood.waiting(BETA, {}, 10, LETTERS)) == 1
    assert LineMinimized.__name__ not in str(told.read("alarms"))


def test_a_silent_station_is_shown_and_keeps_what_it_has_to_say(tmp_path: Path) -> None:
    told = station(found(tmp_path / NAME))
    until = clock.now() + DAY_MS
    told.order("plan-silence", station=NAME, until_at=until)
    told.order("plan-silence", station=BETA, until_at=until)
    told.order("plan-sign")
    assert told.read("plan")["silences"] == [
        {"station": NAME, "until_at": until},
        {"station": BETA, "until_at": until},
    ]
    told.order("send", office="desk", text=draft("Wait."))
    (waiting,) = told.read("queue")
    assert waiting["why"].startswith("this station keeps silent until ")
    (tracked,) = told.read("track", office="desk", reference="1")["addressees"]
    assert tracked["silent_until"] == until
    assert told.read("route", to=BETA)["silent_until"] == until


# -- served ---------------------------------------------------------------------------------------


class Ahead:
    """The clock of another day; it may stand still at first."""

    def __init__(self, ahead_ms: int, *, stands_at: TimeMs | None = None) -> None:
        self.ahead_ms = ahead_ms
        self._stands_at = stands_at

    def __call__(self) -> TimeMs:
        return self._stands_at or TimeMs(clock.now() + self.ahead_ms)

    def go(self) -> None:
        """Let it run from where it stands."""
        self.ahead_ms = self() - clock.now()
        self._stands_at = None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def joined(folder: Path, windows: str) -> tuple[Home, Home]:
    """Return two stations whose line is open at times only."""
    home = found(folder / NAME)
    other = Home(home.path.with_name(f"{NAME}-correspondent"))
    told = station(home)
    told.order("plan-line", a=NAME, b=CORRESPONDENT, windows=windows)
    told.order("plan-sign")
    book = told.read("keybook-export", station=BETA)["text"]
    station(other).order("keybook-import", text=book, root=told.read("keybook")["root"])
    port = free_port()
    founding.set_listen(home, f"127.0.0.1:{port}")
    founding.add_line(other, NAME, f"127.0.0.1:{port}")
    return home, other


def armoured(answer: Plain) -> bytes:
    """Return the text of a key book."""
    assert isinstance(answer, dict)
    return str(answer["text"]).encode()


async def zero(station: Serving, question: str, fields: dict[str, object], nothing: bytes) -> None:
    """Wait until a question has an answer that says nothing."""
    done = asyncio.Event()

    async def seen() -> None:
        if await station.read(question, fields, lambda answer: str(answer).encode()) == nothing:
            done.set()

    watch = asyncio.create_task(station.watch(seen))
    await done.wait()
    watch.cancel()


async def answered(station: Serving) -> None:
    """Wait until nothing of a station is outstanding."""
    await zero(station, "outstanding", {}, b"0")


@asynccontextmanager
async def at_work(posts: Sequence[Serving]) -> AsyncIterator[None]:
    """Serve several stations in one process, and stop them.

    One after the other: opening a door changes the umask of the whole process for a moment.
    """
    doors = asyncio.Semaphore(0)
    running = []
    try:
        async with asyncio.timeout(SECONDS):
            for one in posts:
                running.append(asyncio.create_task(one.run(lambda _: doors.release())))
                await doors.acquire()
            yield
    finally:
        for one in posts:
            one.stop()
        await asyncio.gather(*running)


def test_nothing_leaves_before_the_line_opens_and_then_it_goes_by_itself(tmp_path: Path) -> None:
    windows = days_ahead(3)
    home, other = joined(tmp_path, windows)
    opens_at = parse_windows(windows).opens_at(clock.now())
    assert opens_at is not None
    now = Ahead(0, stands_at=TimeMs(opens_at - 500))

    async def told() -> None:
        with open_room(home, None) as room, open_room(other, None) as far:
            loop = asyncio.get_running_loop()
            here, there = Serving(room, loop, now), Serving(far, loop, now)
            async with at_work([here, there]):
                await here.order("send", {"office": "desk", "text": draft("Wait.")}, "")
                assert here.lines.status()[0].tally.sent == 0
                (kept,) = room.neighbourhood.waiting(BETA, {}, 10, LETTERS)
                assert isinstance(kept.load, Packet)
                now.go()
                await answered(here)
                assert now() >= opens_at

    asyncio.run(told())


def test_a_plan_that_opens_a_line_lets_go_what_waits_for_it(tmp_path: Path) -> None:
    home, other = joined(tmp_path, days_ahead(3))

    async def told() -> None:
        with open_room(home, None) as room, open_room(other, None) as far:
            loop = asyncio.get_running_loop()
            here, there = (Serving(one, loop, clock.now) for one in (room, far))
            async with at_work([here, there]):
                await here.order("send", {"office": "desk", "text": draft("Wait.")}, "")
                await here.order("plan-line", {"a": NAME, "b": CORRESPONDENT}, "")
                assert len(room.neighbourhood.waiting(BETA, {}, 10, LETTERS)) == 1
                await here.order("plan-sign", {}, "")
                book = await here.read("keybook-export", {"station": BETA}, armoured)
                await there.order("keybook-import", {"text": book.decode()}, "")  # it calls
                await zero(here, "queue", {}, b"[]")

    asyncio.run(told())
