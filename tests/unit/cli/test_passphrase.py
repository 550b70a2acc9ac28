"""Where a passphrase comes from."""

import io
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from depesha.cli.call import World
from depesha.cli.passphrase import new_passphrase, passphrase
from depesha.errors import Locked, NotFound, Usage


def world(stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> World:
    return World(
        stdin=io.BytesIO(stdin), stdout=io.StringIO(), stderr=io.StringIO(), environ=environ or {}
    )


def test_it_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "pass"
    file.write_bytes("сова и ключ\r\nневажно\n".encode())
    assert passphrase(world(), str(file)) == "сова и ключ"
    named = world(environ={"DEPESHA_PASSPHRASE_FILE": str(file)})
    assert passphrase(named, None) == "сова и ключ"
    assert new_passphrase(named, None) == "сова и ключ"


def test_it_is_the_first_line_of_standard_input() -> None:
    assert passphrase(world(b"abc"), "-") == "abc"


@pytest.mark.parametrize("data", [b"", b"\n", b"\nabc\n", b"\xff\n", b"a" * 5000])
def test_what_is_no_passphrase_is_told(data: bytes) -> None:
    with pytest.raises(Usage):
        passphrase(world(data), "-")


def test_a_file_that_is_not_there_and_nobody_to_ask() -> None:
    with pytest.raises(NotFound):
        passphrase(world(), "missing")
    with pytest.raises(Locked, match="no terminal"):
        passphrase(world(), None)


class Prompt:
    """A person at a real terminal, who types before being asked."""

    def __init__(self, typed: str) -> None:
        self.leader, self.follower = os.openpty()
        os.write(self.leader, typed.encode())

    def world(self) -> World:
        return World(
            stdin=os.fdopen(os.dup(self.follower), "rb"),
            stdout=io.StringIO(),
            stderr=os.fdopen(os.dup(self.follower), "w"),
            environ={},
        )


def test_a_terminal_can_be_asked() -> None:
    person = Prompt("")
    surroundings = person.world()
    assert surroundings.can_ask()
    assert not world().can_ask()
    surroundings.stdin.close()
    surroundings.stderr.close()
    os.close(person.leader)
    os.close(person.follower)
