"""A line moves while something long goes on, and only where a person watches."""

import io
import time
from argparse import Namespace
from pathlib import Path

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


class Watch:
    """A clock that goes on when it is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_bytes_that_go_by_are_shown_with_rate_and_rest() -> None:
    window, watch = Window(), Watch()
    bar = progress.Bar(window, "sealing map.pdf", 1_000_000, is_watched=True, now=watch)
    bar.moved(100)  # too soon to be drawn
    assert window.getvalue() == ""
    watch.now = 2.0
    bar.moved(499_900)
    line = "depesha: sealing map.pdf …  50 %  of 1.0 MB  250.0 kB/s  2 s left"
    assert window.getvalue() == f"{progress.CLEAR}{line}"
    bar.end()
    assert window.getvalue().endswith(progress.CLEAR)


def test_where_nobody_watches_it_is_a_plain_line_now_and_then() -> None:
    log, watch = io.StringIO(), Watch()
    bar = progress.Bar(log, "sealing", 0, is_watched=False, now=watch)
    for second in range(25):
        watch.now = float(second)
        bar.moved(1)
    bar.end()
    assert len(log.getvalue().splitlines()) == 2
    assert "\x1b" not in log.getvalue()


def test_a_bar_is_quiet_when_it_is_told_to_be(tmp_path: Path) -> None:
    for quiet, json in ((True, False), (False, True)):
        window = Window()
        with progress.moving(call(window, quiet=quiet, json=json), "sealing", 5) as moved:
            moved(5)
        assert window.getvalue() == ""
    window = Window()
    with progress.moving(call(window), "sealing", tmp_path / "nosuch") as moved:
        moved(5)
    assert window.getvalue() == progress.CLEAR


def test_a_size_is_written_as_a_person_reads_it() -> None:
    sizes = {0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 2_500_000_000: "2.5 GB"}
    assert {number: progress.size(number) for number in sizes} == sizes
    assert progress.size(10**16) == "10000.0 TB"
