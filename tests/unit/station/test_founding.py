import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import Problem, Refused, Usage
from depesha.keybook import read_request
from depesha.seal.sealer import StationSealer
from depesha.seal.slots import SlotKind, rewrite, slot_kinds
from depesha.station import founding, settings
from depesha.station.client import connect
from depesha.station.founding import Foundation
from depesha.station.home import Home, write_whole
from depesha.station.requests import request_text
from depesha.station.settings import OfficeWish
from depesha.station.unlocking import open_keys
from tests.unit.station.a_station import names_in

ALPHA = Foundation(station="alpha", centre=True, network="bench")


def test_a_station_is_founded_whole(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "alpha")
    shown = founding.init(home, replace(ALPHA, series={"special": 1070}), None)
    assert shown["station"] == "alpha"
    assert shown["open"] is True
    assert names_in(tmp_path / "a") == ["alpha"]
    assert set(names_in(home.path)) >= {"station.toml", "keys", "station.db", "head"}
    modes = {one.name: one.stat().st_mode & 0o777 for one in home.path.iterdir() if one.is_file()}
    assert {name for name, mode in modes.items() if mode & 0o077} == set(), "nobody else reads it"
    with connect(home.path) as station:
        assert station.read("keybook")["network"] == "bench"
        (series,) = [one for one in station.read("series") if one["series"] == "special"]
    assert series["next"] == 1070


WRONG: dict[str, Foundation] = {
    "zone": replace(ALPHA, zone="Mars/Olympus"),
    "policy": replace(ALPHA, policy="none"),
    "listen": replace(ALPHA, listen="nowhere"),
    "port": replace(ALPHA, listen="127.0.0.1:70000"),
    "name": replace(ALPHA, station="Al pha"),
    "series": replace(ALPHA, series={"out going": 1}),
    "first": replace(ALPHA, series={"special": 0}),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_foundation_that_is_refused_leaves_nothing(case: str, tmp_path: Path) -> None:
    with pytest.raises(Problem):
        founding.init(Home(tmp_path / "alpha"), WRONG[case], None)
    assert names_in(tmp_path) == []


def test_a_weak_passphrase_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        founding.init(Home(tmp_path / "alpha"), ALPHA, "сова")
    assert names_in(tmp_path) == []


def test_what_an_interrupted_foundation_left_is_no_obstacle(tmp_path: Path) -> None:
    site = tmp_path / ".alpha.founding"
    site.mkdir()
    (site / "keys").write_bytes(b"half")
    founding.init(Home(tmp_path / "alpha"), ALPHA, None)
    assert names_in(tmp_path) == ["alpha"]


def test_an_empty_folder_may_be_founded_in_and_a_full_one_not(tmp_path: Path) -> None:
    home = Home(tmp_path / "alpha")
    home.path.mkdir()
    founding.init(home, ALPHA, None)
    before = home.keys.read_bytes()
    with pytest.raises(Refused, match="is not empty"):
        founding.init(home, ALPHA, None)
    assert home.keys.read_bytes() == before


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "alpha")
    founding.init(home, ALPHA, None)
    return home


DESK = OfficeWish(name="desk", roles=("drafter", "releaser"), clearance=5, titles={"en": "Desk"})


def test_an_office_of_the_centre_is_in_the_key_book_at_once(home: Home) -> None:
    founding.add_office(home, DESK, None)
    with connect(home.path) as station:
        (office,) = station.read("offices")
    assert office["office"] == "desk@alpha"
    assert office["roles"] == ["drafter", "releaser"]
    assert office["clearance"] == 5


WRONG_OFFICES: dict[str, OfficeWish] = {
    "role": replace(DESK, roles=("king",)),
    "clearance": replace(DESK, clearance=256),
    "negative": replace(DESK, clearance=-1),
    "name": replace(DESK, name="the desk"),
}


@pytest.mark.parametrize("case", WRONG_OFFICES)
def test_an_office_that_is_refused_changes_nothing(case: str, home: Home) -> None:
    before = {path.name: path.read_bytes() for path in (home.keys, home.settings)}
    with pytest.raises(Problem):
        founding.add_office(home, WRONG_OFFICES[case], None)
    assert {path.name: path.read_bytes() for path in (home.keys, home.settings)} == before


def test_an_office_is_added_once(home: Home) -> None:
    founding.add_office(home, DESK, None)
    with pytest.raises(Refused, match="already"):
        founding.add_office(home, DESK, None)


def test_a_request_names_the_keys_and_the_offices_of_a_post(tmp_path: Path) -> None:
    home = Home(tmp_path / "beta")
    founding.init(home, Foundation(station="beta", names={"ru": "Бета"}), None)
    founding.add_office(home, DESK, None)
    shown = founding.request(home, None)
    request = read_request(shown["text"].encode())
    assert request.identity.station == "beta"
    assert dict(request.identity.names) == {"ru": "Бета"}
    assert [one.office for one in request.identity.offices] == ["desk@beta"]
    assert shown["fingerprint"] == request.fingerprint.hex()
    assert founding.request(home, None)["fingerprint"] == shown["fingerprint"]


def test_a_passphrase_makes_no_open_slot(tmp_path: Path) -> None:
    home = Home(tmp_path / "alpha")
    phrase = "сова стережёт ключ"
    shown = founding.init(home, Foundation(station="alpha"), phrase)
    assert shown["open"] is False
    assert SlotKind.OPEN not in slot_kinds(home.keys.read_bytes())
    founding.add_office(home, DESK, lambda: phrase)
    assert SlotKind.OPEN not in slot_kinds(home.keys.read_bytes())


# -- lines ----------------------------------------------------------------------------------------


def test_a_line_is_written_down_once_for_a_neighbour(home: Home) -> None:
    founding.add_line(home, "beta", "127.0.0.1:7001")
    founding.add_line(home, "gamma", "")
    founding.add_line(home, "beta", "[::1]:7002")
    lines = {one.neighbour: one.address for one in settings.read(home.settings.read_bytes()).lines}
    assert lines == {"beta": "[::1]:7002", "gamma": ""}


def test_a_line_that_is_changed_says_how_it_was(home: Home) -> None:
    assert founding.add_line(home, "beta", "127.0.0.1:7001")["was"] is None
    changed = founding.add_line(home, "beta", "127.0.0.1:7002")
    assert changed["was"] == {"address": "127.0.0.1:7001", "folder_out": "", "folder_in": ""}


def test_a_line_leads_to_folders_that_are_there(home: Home, tmp_path: Path) -> None:
    before = home.settings.read_bytes()
    out, into = tmp_path / "out", tmp_path / "in"
    out.mkdir()
    with pytest.raises(Usage, match="there is no folder") as raised:
        founding.add_line(home, "beta", "", str(out), str(into))
    assert raised.value.hint.startswith("make both folders first")
    assert home.settings.read_bytes() == before
    into.mkdir()
    assert founding.add_line(home, "beta", "", str(out), str(into))["folder_in"] == str(into)


@pytest.mark.parametrize("name", ["X Y", "x", "Shore", "a" * 33])
def test_a_network_is_named_as_a_station_is(name: str, tmp_path: Path) -> None:
    wish = founding.Foundation(station="alpha", centre=True, network=name)
    with pytest.raises(Usage, match="not a network's name") as raised:
        founding.init(Home(tmp_path / "alpha"), wish, None)
    assert raised.value.hint.startswith("2 to 32 of a-z")
    assert not (tmp_path / "alpha").exists()


def test_a_line_is_written_down_while_the_station_is_served(home: Home) -> None:
    """Nothing of it is in force before the next start, so nobody need stop for it."""
    assert founding.add_line(home, "beta", "127.0.0.1:7001")["served"] is False
    with home.held(), socket.socket(socket.AF_UNIX) as door:
        door.bind(str(home.socket))
        door.listen()
        assert founding.add_line(home, "gamma", "")["served"] is True
        assert founding.set_listen(home, "127.0.0.1:7003")["served"] is True
    config = settings.read(home.settings.read_bytes())
    assert [one.neighbour for one in config.lines] == ["beta", "gamma"]
    assert config.listen == "127.0.0.1:7003"


def test_lines_that_are_written_down_at_once_are_all_there(home: Home) -> None:
    names = [f"post-{number}" for number in range(12)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: founding.add_line(home, name, ""), names))
    lines = settings.read(home.settings.read_bytes()).lines
    assert sorted(one.neighbour for one in lines) == sorted(names)


def test_a_port_that_is_none_is_named(home: Home) -> None:
    with pytest.raises(Usage, match="no such port: 99999") as caught:
        founding.add_line(home, "beta", "127.0.0.1:99999")
    assert "0 to 65535" in caught.value.hint


@pytest.mark.parametrize("address", ["nowhere", "host:", ":1", "host:x", "host:65536", "host:１"])
def test_an_address_that_is_none_is_refused(address: str, home: Home) -> None:
    before = home.settings.read_bytes()
    with pytest.raises(Usage):
        founding.add_line(home, "beta", address)
    with pytest.raises(Usage):
        founding.set_listen(home, address)
    assert home.settings.read_bytes() == before


def test_a_key_file_from_before_gets_a_journal_key_at_the_next_order(home: Home) -> None:
    master, content = open_keys(home, None)
    assert content.journal is not None
    old = replace(content, journal=None)
    write_whole(home.keys, rewrite(home.keys.read_bytes(), master, old))
    assert read_request(request_text(config_of(home), old).encode()).journal_key is None
    with connect(home.path) as client:
        client.order("series", series="special", first=7)
    _, now = open_keys(home, None)
    assert now.journal is not None
    assert replace(now, journal=None) == old
    asked = read_request(request_text(config_of(home), now).encode()).journal_key
    assert asked is not None
    assert asked.public_key == StationSealer(now).checkpoints.public


def config_of(home: Home) -> settings.Settings:
    return settings.read(home.settings.read_bytes())
