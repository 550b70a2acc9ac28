"""A line moves while something long goes on, and only where a person watches."""

import io
import time
from argparse import Namespace

from depesha.cli import progress
from depesha.cli.call import Call, World


class Window(io.StringIO):
    def isatty(self) -> bool:
        return True


def call(stderr: io.StringIO, *, quiet: bool = False, json: bool = False) -> Call:
    world = World(stdin=io.BytesIO(), stdout=io.StringIO(), stderr=stderr, environ={})
    return Call(verb="backup", args=Namespace(quiet=quiet, json=json), world=world)


def test_in_a_window_a_line_moves_and_is_gone_at_the_end() -> None:
    window = Window()
    with progress.working(call(window), "backup"):
        time.sleep(progress.TICK_SECONDS * 1.2)
    assert "depesha: backup … 1 s" in window.getvalue()
    assert window.getvalue().endswith(progress.CLEAR)


def test_nowhere_else() -> None:
    for stream, quiet, json in (
        (io.StringIO(), False, False),
        (Window(), True, False),
        (Window(), False, True),
    ):
        with progress.working(call(stream, quiet=quiet, json=json), "backup"):
            pass
        assert stream.getvalue() == ""
