"""Processes that say when they are ready, and that never outlive the story."""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest

from depesha.demo.commands import Commands
from depesha.demo.serving import Served, Stations, free_address, serve_somewhere
from depesha.demo.teller import Teller
from depesha.errors import Busy, NotNow
from depesha.station import founding
from depesha.station.client import Client
from depesha.station.home import Home


def started(program: str) -> Served:
    errors = tempfile.TemporaryFile()  # noqa: SIM115  # `Served` closes it
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=errors
    )
    return Served("moscow", process, errors)


def is_running(pid: int) -> bool:
    return Path("/proc", str(pid)).exists()


def test_a_process_is_ready_when_it_says_so() -> None:
    served = started("print('serving', flush=True); input()")
    assert served.ready_line() == "serving"
    served.stop()


def test_a_process_that_is_stopped_has_ended_and_may_be_stopped_again() -> None:
    served = started("import time; print('serving', flush=True); time.sleep(60)")
    served.ready_line()
    served.stop()
    served.stop()
    assert not is_running(served.pid)


def test_a_taken_port_is_told_from_other_failures() -> None:
    with pytest.raises(Busy, match="port 7001 is in use"):
        started("import sys; sys.exit('port 7001 is in use')").ready_line()
    with pytest.raises(NotNow, match="moscow does not serve: locked"):
        started("import sys; sys.exit('locked')").ready_line()
    with pytest.raises(NotNow, match="it said nothing"):
        started("pass").ready_line()


def test_a_free_address_is_of_this_machine_only() -> None:
    host, port = free_address().split(":")
    assert host == "127.0.0.1"
    assert 1024 <= int(port) <= 65535


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serving")
    founding.init(Home(path / "moscow"), founding.Foundation(station="moscow", centre=True), None)
    return path


@pytest.fixture
def stations(folder: Path) -> Iterator[Stations]:
    with Stations(folder, Teller(StringIO(), is_coloured=False)) as found:
        yield found


def test_a_real_station_is_served_heard_and_stopped(folder: Path, stations: Stations) -> None:
    out = StringIO()
    address = serve_somewhere(stations, Commands(folder, Teller(out, is_coloured=False)), "moscow")
    assert f"link listen {address}" in out.getvalue()
    ear = stations.ear("moscow")
    assert ear.until(lambda moscow: moscow.read("journal")["size"], "there are no facts")

    asked: list[Client] = []

    def opens_it_and_looks_again(moscow: Client) -> int | None:
        found = [one for one in moscow.read("series") if one["series"] == "special"]
        if not asked:
            moscow.order("series", series="special", first=1070)
        asked.append(moscow)
        return int(found[0]["next"]) if found else None

    assert ear.until(opens_it_and_looks_again, "the commit is not heard") == 1070
    assert len(asked) > 1

    stations.stop()
    with pytest.raises(NotNow, match="moscow stopped: nothing comes"):
        ear.until(lambda _: [], "nothing comes")


def test_a_port_that_another_holds_is_told_by_the_product(folder: Path, stations: Stations) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        founding.set_listen(Home(folder / "moscow"), f"127.0.0.1:{other.getsockname()[1]}")
        with pytest.raises(Busy):
            stations.serve("moscow")


def test_no_station_outlives_a_story_that_fails(folder: Path) -> None:
    founding.set_listen(Home(folder / "moscow"), "")
    out = StringIO()
    with suppress(RuntimeError), Stations(folder, Teller(out, is_coloured=False)) as found:
        found.serve("moscow")
        raise RuntimeError
    pid = int(out.getvalue().split("(process ")[1].split(")")[0])
    assert not is_running(pid)
