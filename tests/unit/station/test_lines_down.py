"""Three stations at work: a line that does not come up, and the way round it."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from depesha.names import StationId, TimeMs
from depesha.packet import Accept, LineDown
from depesha.station import clock, founding
from depesha.station.home import Home
from depesha.station.room import open_room
from depesha.station.serving import Serving
from depesha.station.settings import OfficeWish
from tests.unit.station.a_station import CORRESPONDENT, NAME, draft, found, station
from tests.unit.station.test_lines_closed import Ahead, answered, at_work, free_port

GAMMA = "gamma"


def triangle(folder: Path) -> list[Home]:
    """Return `alpha`, `beta` and `gamma`; `beta` calls `alpha` where nobody listens."""
    alpha = found(folder / NAME)
    beta = Home(alpha.path.with_name(f"{NAME}-correspondent"))
    gamma = Home(folder / GAMMA)
    founding.init(gamma, founding.Foundation(station=GAMMA), None)
    founding.add_office(gamma, OfficeWish(name="desk", roles=("operator",), clearance=5), None)
    centre = station(alpha)
    centre.order("keybook-admit", text=founding.request(gamma, None)["text"])
    centre.order("plan-line", a=NAME, b=GAMMA)
    centre.order("plan-line", a=CORRESPONDENT, b=GAMMA)
    centre.order("plan-transit", from_station=NAME, through=GAMMA, to=CORRESPONDENT)
    centre.order("plan-sign")
    root = centre.read("keybook")["root"]
    for home, name in ((beta, CORRESPONDENT), (gamma, GAMMA)):
        book = centre.read("keybook-export", station=name)["text"]
        station(home).order("keybook-import", text=book, root=root)
    at_alpha, at_gamma = free_port(), free_port()
    founding.set_listen(alpha, f"127.0.0.1:{at_alpha}")
    founding.set_listen(gamma, f"127.0.0.1:{at_gamma}")
    founding.add_line(gamma, NAME, f"127.0.0.1:{at_alpha}")
    founding.add_line(beta, GAMMA, f"127.0.0.1:{at_gamma}")
    founding.add_line(beta, NAME, f"127.0.0.1:{free_port()}")
    return [alpha, beta, gamma]


def test_a_flash_takes_the_way_round_a_line_that_is_down(tmp_path: Path) -> None:
    homes = triangle(tmp_path)
    now = Ahead(0)

    async def told() -> None:
        with ExitStack() as rooms:
            loop = asyncio.get_running_loop()
            opened = [rooms.enter_context(open_room(home, None)) for home in homes]
            posts = [Serving(room, loop, now) for room in opened]
            async with at_work(posts):
                alpha = posts[0]
                text = draft("Go.", "Precedence: FLASH")
                sent = await alpha.order("send", {"office": "desk", "text": text}, "")
                assert sent["addressees"][0]["way"] == CORRESPONDENT
                now.ahead_ms += 31_000
                await alpha.order("draft", {"office": "desk", "text": text}, "")
                await answered(alpha)
                shown = opened[0].read("track", {"office": "desk", "reference": "1"})
                assert shown["addressees"][0]["state"] == "DELIVERED"
                kinds = [one["kind"] for one in shown["history"]]
                assert "Diverted" in kinds
                passed = {one["destination"] for one in opened[2].read("relayed", {})}
                assert passed == {NAME, CORRESPONDENT}

    asyncio.run(told())


def test_a_line_that_is_set_up_as_folders_is_no_longer_down(tmp_path: Path) -> None:
    """It was planned first, and down for a day: nobody knew yet what would carry to it."""
    home = found(tmp_path / NAME)
    neighbour = StationId(CORRESPONDENT)
    with open_room(home, None) as room:
        before = TimeMs(clock.now() - 24 * 3600 * 1000)
        (noted,) = room.desk.handle([LineDown(neighbour=neighbour)], before).outcomes
        assert noted == Accept()
    out, into = tmp_path / "out", tmp_path / "in"
    out.mkdir()
    into.mkdir()
    founding.add_line(home, CORRESPONDENT, "", str(out), str(into))

    async def told() -> None:
        with open_room(home, None) as room:
            async with at_work([post := Serving(room, asyncio.get_running_loop(), clock.now)]):
                text = draft("Come.")
                sent = await post.order("send", {"office": "desk", "text": text}, "")
                assert sent["addressees"][0]["expected_at"] is not None

    asyncio.run(told())
