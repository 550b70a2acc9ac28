"""Tables align, whatever stands in them, and give way in a narrow window only."""

import fcntl
import io
import os
import struct
import termios
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesha.cli.call import Call, World
from depesha.cli.table import lines
from depesha.export.columns import Column, field, listed
from depesha.export.screen import width
from tests.unit.cli.desk import run

COLUMNS = (
    Column(title="station", cell=field("station")),
    Column(title="size", cell=field("size"), right=True),
    Column(title="roles", cell=listed("roles")),
    Column(title="subject", cell=field("subject"), gives_way=True),
    Column(title="note", cell=field("note")),
)
ROWS = [
    {"station": "Москва", "size": 7, "subject": "директива от 20 ноября и ещё много слов"},
    {"station": "北京", "size": 26044, "roles": ["drafter", "releaser"], "subject": "\x1b[2J"},
]


def call(stdout: io.TextIOBase) -> Call:
    world = World(
        stdin=io.BytesIO(),
        stdout=stdout,  # type: ignore[arg-type]  # a text stream
        stderr=io.StringIO(),
        environ={"DEPESHA_LANG": "en"},
        connect=lambda *_, **__: pytest.fail("no station is needed"),
    )
    return Call(verb="test", args=Namespace(home=Path("none")), world=world)


def test_columns_align_and_an_empty_one_is_left_out() -> None:
    assert list(lines(call(io.StringIO()), COLUMNS, ROWS)) == [
        "station  bytes  roles              subject",
        "Москва       7                     директива от 20 ноября и ещё много слов",
        "北京     26044  drafter, releaser  \\x1b[2J",
    ]


@pytest.fixture
def window() -> Iterator[io.TextIOBase]:
    """A real terminal of 50 places."""
    leader, follower = os.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
    with os.fdopen(follower, "w", encoding="utf-8") as stream:
        yield stream
    os.close(leader)


def test_in_a_narrow_window_the_subject_gives_way(window: io.TextIOBase) -> None:
    table = list(lines(call(window), COLUMNS, ROWS))
    assert max(width(line) for line in table) == 50
    assert table[1].endswith("директива от 2…")


def test_without_rows_standard_error_says_so_and_quiet_says_nothing() -> None:
    ran = run("queue", answers={"queue": []})
    assert (ran.status, ran.out, ran.err) == (0, "", "depesha: nothing waits\n")
    assert run("queue", "-q", answers={"queue": []}).err == ""
    assert run("queue", "--json", answers={"queue": []}).out == ""
