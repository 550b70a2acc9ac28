from pathlib import Path
from shutil import copy

import pytest

from depesha.errors import Locked, NotFound, Refused, Usage
from depesha.seal.keys import new_content
from depesha.seal.slots import new_key_file, open_key_file
from depesha.station import founding, upkeep
from depesha.station.home import Home
from depesha.store.database import open_reader, open_writer
from depesha.store.soundness import look_over
from tests.unit.station.a_station import draft, found, names_in, station

NUMBERS = [2, 1]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = found(tmp_path / "alpha")
    for text in ("One.", "Two."):
        station(home).order("send", office="desk", text=draft(text))
    return home


def numbers(home: Home) -> list[int]:
    return [line["number"] for line in station(home).read("outbox")]


def wrong(home: Home) -> list[str]:
    """Return the checks that failed."""
    return [check["check"] for check in upkeep.doctor(home, None) if not check["ok"]]


def test_a_sound_station_passes_every_check_and_says_that_its_slot_is_open(home: Home) -> None:
    checks = {check["check"]: check for check in upkeep.doctor(home, None)}
    assert all(check["ok"] for check in checks.values())
    assert checks.keys() >= {"known answer", "key file", "store", "key book"}
    assert "open slot" in checks["key file"]["detail"]


def test_the_registers_are_made_again_from_the_facts(home: Home) -> None:
    before = station(home).read("outbox")
    checks = upkeep.doctor(home, None, rebuild=True)
    assert checks[-1]["check"] == "rebuild"
    assert checks[-1]["ok"]
    assert station(home).read("outbox") == before


def damaged(home: Home, sql: str) -> None:
    """Change the store, as whoever holds its key could."""
    _, keys = open_key_file(home.keys.read_bytes(), None)
    database = open_writer(home.store, keys.store_key)
    database.begin()
    database.write(sql)
    database.commit()
    database.close()


def test_a_register_that_was_changed_is_named_and_made_again(home: Home) -> None:
    before = station(home).read("outbox")
    damaged(home, "UPDATE telegram SET title = 'another' WHERE number = 1")
    assert wrong(home) == []
    checks = upkeep.doctor(home, None, rebuild=True)
    assert not checks[-1]["ok"]
    assert checks[-1]["detail"].endswith(": telegram")
    assert station(home).read("outbox") == before
    assert upkeep.doctor(home, None, rebuild=True)[-1]["ok"]


def test_a_document_that_was_changed_is_found(home: Home) -> None:
    damaged(home, "UPDATE document SET payload = CAST(payload || x'00' AS BLOB) WHERE id = 2")
    (found_wrong,) = [check for check in upkeep.doctor(home, None) if not check["ok"]]
    assert found_wrong["check"] == "document"
    assert found_wrong["detail"].endswith("is not what its name says")


def test_damage_has_a_name_that_is_read_and_a_cure(home: Home) -> None:
    damaged(home, "UPDATE fact SET at = at + 1 WHERE id = 2")
    (found_wrong,) = [check for check in upkeep.doctor(home, None) if not check["ok"]]
    assert found_wrong["check"] == "journal leaf"
    assert found_wrong["hint"].endswith("restore a backup")


def test_a_station_without_a_key_book_is_told_so(tmp_path: Path) -> None:
    found(tmp_path / "alpha")
    other = Home(tmp_path / "alpha-correspondent")
    assert wrong(other) == ["key book"]


def test_a_missing_head_is_found(home: Home) -> None:
    home.head.unlink()
    assert wrong(home) == ["rolled-back"]


def test_a_damaged_page_is_found_or_the_store_does_not_open(home: Home) -> None:
    data = bytearray(home.store.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    home.store.write_bytes(bytes(data))
    try:
        found_wrong = wrong(home)
    except (Refused, Locked) as error:
        found_wrong = [error.code]
    assert found_wrong


def test_a_backup_opens_with_the_keys_of_the_station(home: Home, tmp_path: Path) -> None:
    to = tmp_path / "saved.db"
    said = upkeep.backup(home, to, None)
    assert said["size_bytes"] == to.stat().st_size
    restored = Home(tmp_path / "restored")
    restored.path.mkdir()
    copy(home.head, restored.path)
    copy(to, restored.store)
    copy(said["keys"], restored.keys)
    copy(said["settings"], restored.settings)
    assert numbers(restored) == NUMBERS
    assert wrong(restored) == []
    assert b"One." not in to.read_bytes()


def test_the_keys_of_a_backup_lie_beside_it_and_it_is_said_who_can_open_them(
    home: Home, tmp_path: Path
) -> None:
    said = upkeep.backup(home, tmp_path / "open.db", None)
    keys = tmp_path / "open.db.keys"
    assert said["keys"] == str(keys)
    assert keys.read_bytes() == home.keys.read_bytes()
    assert keys.stat().st_mode & 0o777 == 0o600
    assert "whoever has both files has everything" in said["opened_by"]
    locked = Home(tmp_path / "locked")
    founding.init(locked, founding.Foundation(station="gamma"), "a passphrase of five words")
    said = upkeep.backup(locked, tmp_path / "locked.db", lambda: "a passphrase of five words")
    assert said["opened_by"] == "the key file beside it, with the passphrase of this station"


def test_the_settings_of_a_backup_lie_beside_it(home: Home, tmp_path: Path) -> None:
    said = upkeep.backup(home, tmp_path / "saved.db", None)
    settings = tmp_path / "saved.db.toml"
    assert said["settings"] == str(settings)
    assert settings.read_bytes() == home.settings.read_bytes()
    assert settings.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", ".", "/", ".."])
def test_a_backup_is_written_to_a_file_alone(home: Home, name: str) -> None:
    with pytest.raises(Usage) as raised:
        upkeep.backup(home, Path(name), None)
    assert raised.value.hint == "name a file"


def test_a_backup_makes_no_folder(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no folder") as raised:
        upkeep.backup(home, tmp_path / "nosuch" / "x", None)
    assert raised.value.hint.startswith("make the folder first")


def test_a_backup_of_which_one_file_is_there_leaves_no_other(home: Home, tmp_path: Path) -> None:
    pairs = (("a.db", "a.db.keys"), ("b.db.keys", "b.db"), ("c.db.toml", "c.db.keys"))
    for there, absent in pairs:
        (tmp_path / there).write_bytes(b"something dear")
        with pytest.raises(Refused, match="exists already"):
            upkeep.backup(home, tmp_path / there[: len("a.db")], None)
        assert (tmp_path / there).read_bytes() == b"something dear"
        assert not (tmp_path / absent).exists()


def test_a_backup_replaces_nothing(home: Home, tmp_path: Path) -> None:
    (tmp_path / "saved.db").write_bytes(b"something dear")
    with pytest.raises(Refused):
        upkeep.backup(home, tmp_path / "saved.db", None)
    assert (tmp_path / "saved.db").read_bytes() == b"something dear"


def test_a_backup_with_other_keys_is_refused_and_leaves_nothing(home: Home, tmp_path: Path) -> None:
    home.keys.write_bytes(new_key_file(new_content("alpha", founds_network=True), None))
    before = names_in(tmp_path)
    with pytest.raises(Locked):
        upkeep.backup(home, tmp_path / "saved.db", None)
    assert names_in(tmp_path) == before


def test_a_copy_in_the_clear_holds_the_words(home: Home, tmp_path: Path) -> None:
    clear = upkeep.decrypted_copy(home, tmp_path / "clear.db", None)
    assert clear.read_bytes().startswith(b"SQLite format 3\x00")
    assert b"One." in clear.read_bytes()
    with pytest.raises(Refused):
        upkeep.decrypted_copy(home, clear, None)


def test_nobody_looks_after_a_home_that_is_none(tmp_path: Path) -> None:
    nowhere = Home(tmp_path / "nowhere")
    with pytest.raises(NotFound):
        upkeep.doctor(nowhere, None)
    with pytest.raises(NotFound):
        upkeep.backup(nowhere, tmp_path / "saved.db", None)


def indexed(home: Home) -> Home:
    """Put the telegrams of a home into its index."""
    assert station(home).order("archive-index", limit=256)["indexed"]
    return home


def index_check(home: Home, **fields: bool) -> dict[str, object]:
    (check,) = [one for one in upkeep.doctor(home, None, **fields) if one["check"] == "index"]
    return check


def test_it_is_said_how_far_the_index_has_come(home: Home) -> None:
    assert "are not in it yet" in str(index_check(home)["detail"])
    assert index_check(indexed(home))["detail"] == "cards and words agree"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE card SET classification = 9", "under that classification"),
        ("DELETE FROM card_text", "no words"),
    ],
)
def test_an_index_that_is_wrong_is_named_and_made_again(home: Home, sql: str, said: str) -> None:
    damaged(indexed(home), sql)
    check = index_check(home)
    assert not check["ok"]
    assert said in str(check["detail"])
    assert "archive index --rebuild" in str(check["hint"])
    again = {one["check"]: one for one in upkeep.doctor(home, None, rebuild=True)}
    assert said in again["index rebuild"]["detail"]
    assert index_check(home)["ok"]
    assert station(home).read("archive-search")["found"]


def test_words_that_are_not_those_of_their_texts_are_found_by_a_rebuild(home: Home) -> None:
    damaged(indexed(home), "UPDATE card_text SET original = 'иное'")
    again = {one["check"]: one for one in upkeep.doctor(home, None, rebuild=True)}
    assert not again["index rebuild"]["ok"]
    assert "not those of its texts" in again["index rebuild"]["detail"]
    sound = {one["check"]: one for one in upkeep.doctor(home, None, rebuild=True)}
    assert sound["index rebuild"]["ok"]


def test_a_backup_has_the_index_and_is_looked_at_with_its_words(home: Home, tmp_path: Path) -> None:
    made = upkeep.backup(indexed(home), tmp_path / "copy", None)
    database = open_reader(
        tmp_path / "copy", open_key_file(home.keys.read_bytes(), None)[1].store_key
    )
    try:
        assert [one for one in look_over(database, home.head) if one.code == "pages"] == []
    finally:
        database.close()
    assert made["journal_size"]
