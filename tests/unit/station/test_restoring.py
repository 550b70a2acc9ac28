"""A backup is put into a home: whole or not at all, and what was there is kept."""

import json
from pathlib import Path
from shutil import copytree
from threading import Event, Thread

import pytest

from depesha.errors import (
    Busy,
    DoesNotVerify,
    Malformed,
    NotFound,
    NumbersAwaited,
    Problem,
    Refused,
    RolledBack,
)
from depesha.seal.slots import open_key_file
from depesha.station import founding, restoring, slots, upkeep
from depesha.station.backup_about import hash_of
from depesha.station.client import connect
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from depesha.store.database import open_writer
from depesha.store.head import decode_head
from tests.unit.station.a_station import ROLES, draft, found, names_in, station

CHIEF = OfficeWish(name="chief", roles=("administrator",), clearance=5)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("restoring")
    home = found(folder / "alpha")
    founding.add_office(home, CHIEF, None)
    station(home).order("send", office="desk", text=draft("One."))
    upkeep.backup(home, folder / "saved", None)
    station(home).order("send", office="desk", text=draft("Two."))
    return folder


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Home:
    copytree(template, tmp_path, dirs_exist_ok=True)
    return Home(tmp_path / "alpha")


@pytest.fixture
def saved(home: Home) -> Path:
    return home.path.with_name("saved")


def numbers(home: Home) -> list[int]:
    return [line["number"] for line in station(home).read("outbox")]


def sound(home: Home) -> bool:
    return all(check["ok"] for check in upkeep.doctor(home, None, rebuild=True))


def test_a_broken_home_is_restored_in_its_place_and_kept_beside_it(home: Home, saved: Path) -> None:
    home.store.write_bytes(b"rubbish" * 1000)
    done = restoring.restore(home, saved, None, why="the disk broke")
    assert done["office"] == "chief@alpha"
    assert numbers(home) == [1]
    aside = Path(done["kept_aside"])
    assert (aside / "station.db").read_bytes() == b"rubbish" * 1000
    assert done["lost"] == decode_head((aside / "head").read_bytes()).size - done["journal_size"]
    assert sound(home)
    with pytest.raises(NumbersAwaited):
        station(home).order("send", office="desk", text=draft("Three."))
    station(home).order("restore-go-on", office="chief", without="beta")
    given = station(home).order("send", office="desk", text=draft("Three."))
    assert given["number"] > 2
    shown = station(home).read("restorations")
    assert shown["lost_numbers"][-1]["missing"] == []
    assert shown["lost_numbers"][-1]["skipped"] == [2, given["number"] - 1]
    assert shown["restoration"]["why"] == "the disk broke"


def test_only_an_administrator_goes_on(home: Home, saved: Path) -> None:
    restoring.restore(home, saved, None)
    with pytest.raises(Problem, match="may not go on"):
        station(home).order("restore-go-on", office="desk", without="beta")
    with pytest.raises(NotFound):
        station(home).order("restore-go-on", office="chief", without="gamma")


def test_an_empty_home_is_filled(saved: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "elsewhere")
    done = restoring.restore(other, saved, None)
    assert (done["lost"], done["kept_aside"], done["kept"]) == (None, None, [])
    assert numbers(other) == [1]
    assert other.keys.stat().st_mode & 0o777 == 0o600
    assert sound(other)
    other_still = Home(tmp_path / "made")
    other_still.path.mkdir()
    assert restoring.restore(other_still, saved, None)["kept_aside"] is None
    assert not [name for name in names_in(tmp_path) if "before" in name or "restoring" in name]


def test_it_is_restored_twice_and_each_time_begins_anew(home: Home, saved: Path) -> None:
    first = restoring.restore(home, saved, None)
    second = restoring.restore(home, saved, None)
    assert first["restoration"] != second["restoration"]
    assert first["kept_aside"] != second["kept_aside"]
    assert numbers(home) == [1]
    assert sound(home)


def test_newer_keys_and_settings_of_the_home_stay_in_use(home: Home, saved: Path) -> None:
    founding.add_office(home, OfficeWish(name="late", roles=ROLES, clearance=2), None)
    settings = home.settings.read_bytes()
    had = open_key_file(home.keys.read_bytes(), None)[1]
    done = restoring.restore(home, saved, None)
    assert done["kept"] == ["keys", "station.toml"]
    has = open_key_file(home.keys.read_bytes(), None)[1]
    assert home.settings.read_bytes() == settings
    assert has.offices == had.offices
    assert set(had.periods) < set(has.periods), "and one more was made"


def test_a_key_file_that_does_not_open_is_not_exchanged_for_an_older_one(
    home: Home, saved: Path
) -> None:
    slots.change_passphrase(home, lambda: "", "a new passphrase of theirs")
    keys = home.keys.read_bytes()
    with pytest.raises(Refused, match="does not open") as refused:
        restoring.restore(home, saved, None)
    assert "--old-keys" in refused.value.hint
    assert home.keys.read_bytes() == keys
    assert restoring.restore(home, saved, None, old_keys=True)["kept"] == ["station.toml"]


def test_numbers_that_an_earlier_restoration_skipped_are_not_given_by_a_second(
    home: Home, saved: Path
) -> None:
    restoring.restore(home, saved, None)
    station(home).order("restore-go-on", office="chief", without="beta")
    first = station(home).order("send", office="desk", text=draft("Three."))["number"]
    restoring.restore(home, saved, None)
    station(home).order("restore-go-on", office="chief", without="beta")
    second = station(home).order("send", office="desk", text=draft("Four."))["number"]
    assert second > first


def test_the_files_of_a_home_are_made_again(home: Home, saved: Path) -> None:
    """The newest checkpoint is of the restored journal; the hook is told of what comes now."""
    restoring.restore(home, saved, None)
    assert (home.path / "checkpoint").is_file()
    assert int(home.alarm_hook.read_text()) >= 0
    assert sound(home)


def test_keys_of_another_store_are_not_kept(home: Home, saved: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    founding.init(other, founding.Foundation(station="alpha", centre=True), None)
    home.keys.write_bytes(other.keys.read_bytes())
    assert restoring.restore(home, saved, None)["kept"] == ["station.toml"]
    assert numbers(home) == [1]


@pytest.mark.parametrize("end", ["", ".keys", ".toml"])
def test_a_damaged_file_is_named_and_nothing_is_changed(home: Home, saved: Path, end: str) -> None:
    file = saved.with_name(saved.name + end)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    before = {path: path.read_bytes() for path in home.path.iterdir() if path.is_file()}
    with pytest.raises(DoesNotVerify, match=f"^{file.name} is damaged"):
        restoring.restore(home, saved, None)
    assert {path: path.read_bytes() for path in home.path.iterdir() if path.is_file()} == before


def test_a_missing_file_is_named(home: Home, saved: Path) -> None:
    saved.with_name("saved.keys").unlink()
    with pytest.raises(NotFound, match=r"lacks its file saved\.keys"):
        restoring.restore(home, saved, None)
    with pytest.raises(NotFound, match="is no backup"):
        restoring.restore(home, saved.with_name("nothing"), None)
    saved.with_name("saved.about").write_text("{}")
    with pytest.raises(Malformed, match="damaged"):
        restoring.restore(home, saved, None)


def test_a_store_whose_damage_the_list_of_files_hides_is_found_with_its_place(
    home: Home, saved: Path
) -> None:
    """Somebody changed a fact of the backup, with its key, and made the list fit."""
    _, keys = open_key_file(home.keys.read_bytes(), None)
    database = open_writer(saved, keys.store_key)
    database.begin()
    database.write("UPDATE fact SET at = at + 1 WHERE id = 2")
    database.commit()
    database.rows("PRAGMA journal_mode = DELETE")
    database.close()
    about = saved.with_name("saved.about")
    said = json.loads(about.read_text())
    said["files"]["store"] = hash_of(saved).hex()
    about.write_text(json.dumps(said))
    with pytest.raises(DoesNotVerify, match="leaf 2 of the journal"):
        restoring.restore(home, saved, None)
    assert numbers(home) == [2, 1]


def test_a_backup_of_another_station_is_refused(home: Home, saved: Path) -> None:
    other = home.path.with_name("alpha-correspondent")
    with pytest.raises(Refused, match="a backup of alpha, and beta lives in"):
        restoring.restore(Home(other), saved, None)


def test_a_home_that_somebody_works_on_is_not_restored(home: Home, saved: Path) -> None:
    with home.held(), pytest.raises(Busy):
        restoring.restore(home, saved, None)
    assert numbers(home) == [2, 1]


def test_a_process_that_died_between_the_two_moves_is_taken_up_again(
    home: Home, saved: Path
) -> None:
    aside = home.path.with_name("alpha.before-now")
    home.path.rename(aside)
    site = home.path.with_name(".alpha.restoring")
    copytree(aside, site)
    with pytest.raises(NotFound):
        station(home).read("outbox")
    restoring.restore(home, saved, None)
    assert numbers(home) == [1]
    assert not site.exists()


def test_whoever_waits_for_the_lock_gets_that_of_the_new_home(home: Home) -> None:
    """A home that is exchanged meanwhile is locked in its new shape, not in the one set aside."""
    entered, leave = Event(), Event()

    def wait() -> None:
        with home.held(wait_seconds=20):
            entered.set()
            leave.wait(20)

    with home.held():
        waiting = Thread(target=wait)
        waiting.start()
        assert not entered.wait(0.2)
        home.path.rename(home.path.with_name("aside"))
        copytree(home.path.with_name("aside"), home.path)
        (home.path / "lock").unlink()
    assert entered.wait(20)
    with pytest.raises(Busy), home.held(wait_seconds=0.1):
        pass
    leave.set()
    waiting.join()


def test_a_store_put_back_by_hand_is_refused_without_a_restoration(home: Home, saved: Path) -> None:
    for end in ("-wal", "-shm"):
        home.store.with_name(home.store.name + end).unlink(missing_ok=True)
    home.store.write_bytes(saved.read_bytes())
    with pytest.raises(RolledBack, match="rolled back"), connect(home.path) as client:
        client.order("send", office="desk", text=draft("Three."))


def test_a_backup_is_made_whole_while_the_station_writes(home: Home, tmp_path: Path) -> None:
    done = Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            station(home).order("send", office="desk", text=draft(f"Telegram {number}."))

    writing = Thread(target=write)
    writing.start()
    try:
        said = [upkeep.backup(home, tmp_path / f"copy-{at}", None) for at in range(3)]
    finally:
        done.set()
        writing.join()
    for at, one in enumerate(said):
        other = Home(tmp_path / f"home-{at}")
        assert (
            restoring.restore(other, tmp_path / f"copy-{at}", None)["journal_size"]
            == (one["journal_size"])
        )
        assert sound(other)
