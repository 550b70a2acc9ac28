"""Commands that work on a station's home itself, run in this process against a real station."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from json import loads
from pathlib import Path
from typing import Any

import pytest

from depesha.cli.call import World
from depesha.cli.entry import main
from tests.unit.cli.desk import Ran


class Desk:
    """Commands given to one real station."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: str, stdin: bytes = b"") -> Ran:
        out, err = io.StringIO(), io.StringIO()
        world = World(stdin=io.BytesIO(stdin), stdout=out, stderr=err, environ={})
        status = main(["--home", str(self.home), *words], world)
        return Ran(status=status, out=out.getvalue(), err=err.getvalue())

    def object(self, *words: str) -> dict[str, Any]:
        ran = self(*words, "--json")
        assert ran.status == 0, ran.err
        found: dict[str, Any] = loads(ran.out)
        return found


OPEN = "its key is open: whoever has the station signs as it\n"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A centre with one office, its keys open."""
    desk = Desk(tmp_path_factory.mktemp("stations") / "moscow")
    words = ["--centre", "--zone", "Europe/Moscow", "--policy", "mid-1951", "--name", "ru=Москва"]
    founded = desk("station", "init", "moscow", *words, "--series", "outgoing=26044", "--open")
    assert founded.status == 0, founded.err
    assert "its keys lie open" in founded.out
    roles = ["--role", "drafter", "--role", "releaser", "--role", "drafter"]
    added = desk.object("office", "add", "gromyko", *roles, "--clearance", "5")
    assert added["office"] == "gromyko@moscow"
    assert added["roles"] == ["drafter", "releaser"]
    return desk


def test_a_station_shows_what_needs_no_key(centre: Desk) -> None:
    found = centre.object("station", "show")
    assert found["names"] == {"ru": "Москва"}
    assert found["open"] is True
    lines = centre("station", "show").out.splitlines()
    assert "station       moscow" in lines
    assert "names         ru=Москва" in lines
    assert "offices       gromyko@moscow  drafter, releaser; clearance 5; key open" in lines
    assert "open          yes" in lines


def test_a_station_shows_one_line_for_each_thing(tmp_path: Path) -> None:
    """And an office that is added at a post is not in force before the centre has admitted it."""
    post = Desk(tmp_path / "peking")
    assert post("station", "init", "peking", "--open").status == 0
    for name, title in (("roshchin", ["--title", "ru=Посол"]), ("guard", [])):
        added = post("office", "add", name, "--role", "addressee", *title)
        assert added.out == f"{name}@peking added; send the centre the request again\n{OPEN}"
    post("link", "add", "moscow", "127.0.0.1:7001")
    post("link", "add", "mukden")
    assert post("station", "show").out.splitlines()[-4:] == [
        "lines         moscow  127.0.0.1:7001",
        "              mukden  it calls",
        "offices       roshchin@peking  addressee; clearance 0; ru=Посол; key open",
        "              guard@peking  addressee; clearance 0; key open",
    ]


def test_an_office_of_the_centre_is_in_force_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "moscow")
    desk("station", "init", "moscow", "--centre", "--open")
    added = desk("office", "add", "gromyko", "--role", "drafter")
    assert added.out == f"gromyko@moscow added; key book signed anew, version 2\n{OPEN}"


def test_offices_are_those_of_the_key_book(centre: Desk) -> None:
    ran = centre("office", "list")
    assert re.search(r"^gromyko@moscow +drafter, releaser +5 +open$", ran.out, re.MULTILINE)
    assert centre("office", "add", "x", "--role", "boss").status == 2
    assert centre("office", "add", "gromyko", "--role", "drafter").status == 1


def test_lines_are_added_changed_and_listed(centre: Desk) -> None:
    assert centre("link", "add", "peking", "127.0.0.1:7002").out == "line to peking added\n"
    assert centre.object("link", "add", "pyongyang")["address"] == ""
    assert centre("link", "list").out.splitlines() == [
        "neighbour  address         state",
        "peking     127.0.0.1:7002  not in the plan",
        "pyongyang                  not in the plan",
    ]
    assert centre("link", "status").out.splitlines()[1].split(maxsplit=1) == [
        "peking",
        "not in the plan  127.0.0.1:7002",
    ]
    assert centre("link", "add", "peking", "nowhere").status == 2
    changed = centre("link", "add", "peking", "127.0.0.1:7003").out
    assert changed == "line to peking changed (was 127.0.0.1:7002)\n"
    called = centre("link", "add", "pyongyang", "127.0.0.1:7004").out
    assert called == "line to pyongyang changed (was the neighbour calls)\n"
    assert centre("link", "listen", "127.0.0.1:0").status == 0
    assert centre.object("station", "show")["listen"] == "127.0.0.1:0"


def test_a_request_is_printed_or_written(centre: Desk, tmp_path: Path) -> None:
    target = tmp_path / "request"
    assert centre("station", "request", "-o", str(target)).status == 0
    armour = re.compile(r"-----BEGIN [A-Z ]+-----\n.*-----END [A-Z ]+-----\n", re.DOTALL)
    assert armour.fullmatch(target.read_text(encoding="utf-8"))
    assert armour.fullmatch(centre("station", "request").out)
    assert armour.fullmatch(centre.object("station", "request")["text"])


def test_a_backup_is_made_once(centre: Desk, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    written, opened, slot = centre("backup", str(target)).out.splitlines()
    assert written == f"backup written to {target}"
    assert opened.startswith("opened by the key file beside it")
    assert slot == "slot 1: open"
    assert target.stat().st_size > 0
    assert target.with_name("backup.keys").stat().st_size > 0
    assert centre("backup", str(target)).status == 1
    assert centre.object("backup", str(tmp_path / "other"))["size_bytes"] > 0


def test_the_doctor_finds_nothing_and_then_something(centre: Desk) -> None:
    assert "✗" not in centre("doctor", "--rebuild").out
    head = centre.home / "head"
    kept = head.read_bytes()
    head.write_bytes(b"not a head")
    try:
        ran = centre("doctor")
    finally:
        head.write_bytes(kept)
    assert ran.status == 1
    assert "✗ rolled-back  the file head is damaged\n" in ran.out
    assert ran.err.startswith("depesha: hint: ")


def test_locking_what_was_never_unlocked(centre: Desk) -> None:
    assert centre("lock").out == "it was locked already\n"
    assert centre.object("lock") == {"v": 1, "kind": "lock", "was_unlocked": False}


def test_a_second_station_in_the_same_folder(centre: Desk) -> None:
    ran = centre("station", "init", "peking", "--open")
    assert (ran.status, ran.out) == (1, "")


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends of a terminal."""
    leader, follower = os.openpty()
    yield leader, follower
    os.close(leader)
    os.close(follower)


@pytest.mark.parametrize(
    ("second", "status"), [("сова стережёт ключ", 0), ("сова стережёт замок", 2)]
)
def test_a_person_gives_a_new_passphrase_twice(
    tmp_path: Path, terminal: tuple[int, int], second: str, status: int
) -> None:
    leader, follower = terminal
    command = [sys.executable, "-m", "depesha", "--home", str(tmp_path / "m")]
    with subprocess.Popen(
        ["setsid", "--ctty", "--wait", *command, "station", "init", "moscow"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ) as founding:
        said = _until(leader, "new passphrase: ")
        os.write(leader, "сова стережёт ключ\n".encode())
        said += _until(leader, "the same again: ")
        os.write(leader, f"{second}\n".encode())
        assert founding.wait(30) == status
    said += os.read(leader, 4096).decode()
    assert "сова" not in said, "a passphrase is not shown"
    assert ("the two passphrases differ" in said) == (status == 2)


def _until(leader: int, prompt: str) -> str:
    said = ""
    while prompt not in said:
        said += os.read(leader, 4096).decode()
    return said


def test_a_disk_that_takes_no_more_changes_nothing(centre: Desk, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("To: a@peking\nClassification: SECRET\n\ntext\n", encoding="utf-8")
    before = centre.object("journal", "head")
    command = [sys.executable, "-m", "depesha", "--home", str(centre.home), "draft", str(draft)]
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 1; exec "$@"', "bash", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("depesha: error: the disk ")
    assert centre.object("journal", "head") == before
    assert "✗" not in centre("doctor").out


# -- offices with passphrases of their own --------------------------------------------------------


def test_a_holder_is_asked_when_his_passphrase_is_needed_and_not_before(
    tmp_path: Path, terminal: tuple[int, int]
) -> None:
    """A person at a terminal: the order is tried first, then he types, unseen."""
    desk = Desk(tmp_path / "moscow")
    desk("station", "init", "moscow", "--centre", "--open")
    own = tmp_path / "own"
    own.write_text("сова стережёт ключ\n", encoding="utf-8")
    words = ["--role", "drafter", "--role", "releaser", "--office-passphrase-file", str(own)]
    assert desk("office", "add", "gromyko", *words, "--clearance", "5").status == 0
    draft = tmp_path / "draft.txt"
    draft.write_text("To: ab@peking\nClassification: SECRET\n\ntext\n", encoding="utf-8")
    assert desk("draft", str(draft)).status == 0
    leader, follower = terminal
    command = [sys.executable, "-m", "depesha", "--home", str(desk.home)]
    with subprocess.Popen(
        ["setsid", "--ctty", "--wait", *command, "draft", "return", "1", "the date"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ) as returning:
        said = _until(leader, "the key of gromyko@moscow is locked; its passphrase: ")
        os.write(leader, "сова стережёт ключ\n".encode())
        assert returning.wait(30) == 0
    said += os.read(leader, 4096).decode()
    assert "draft 1: returned" in said
    assert "сова" not in said


def test_an_office_changes_hands_while_nobody_serves(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "moscow")
    desk("station", "init", "moscow", "--centre", "--open")
    desk("office", "add", "gromyko", "--role", "drafter", "--role", "releaser")
    handed = desk("office", "handover", "gromyko", "--to", "A.  Gromyko")
    assert handed.out.splitlines() == [
        "gromyko@moscow is held by A. Gromyko",
        "its key is open: whoever has the station signs as it",
    ]
    again = desk("office", "handover", "gromyko", "--to", "A. Vyshinsky")
    assert again.out.startswith("gromyko@moscow is held by A. Vyshinsky, until now A. Gromyko\n")
    (row,) = [loads(line) for line in desk("office", "list", "--json").out.splitlines()]
    assert (row["holder"], row["key"], row["deputies"]) == ("A. Vyshinsky", "open", [])
    assert desk("office", "handover", "gromyko", "--to", "  ").status == 2
    assert desk("office", "handover", "nobody", "--to", "X").status == 3
    assert desk("office", "handover", "gromyko", "--to", "x" * 101).status == 2
