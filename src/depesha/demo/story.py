"""The story of telegram No. 26044, told in six steps with three real stations.

Rule 1: what the story says has happened was asked of a station or seen in a command's exit status.
Rule 2: what does not happen in time, or ends otherwise than it must, ends the story with status 1.
"""

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Final, TextIO

from depesha.demo import page as pages
from depesha.demo.archive_scene import SHELF, archived
from depesha.demo.commands import Commands, shown
from depesha.demo.desks import leave_open, lock_offices
from depesha.demo.founding import CENTRE, PLACES, found_network, serve_network
from depesha.demo.scenes import SCENES, Scene, left_waiting
from depesha.demo.serving import Stations
from depesha.demo.teller import Teller, teller
from depesha.errors import Problem, Refused

NEXT: Final = (
    (CENTRE, ("track", "26044"), "how far it has come"),
    (CENTRE, ("register", "out"), "Moscow's register"),
    ("pyongyang", ("show", "moscow/26044"), "the sheet at Pyongyang"),
    ("peking", ("inbox",), "what lies before Roshchin"),
    (CENTRE, ("doctor",), "is everything sound?"),
)
"""Where to look when the story is over: station, command, what it shows."""


def run(
    folder: Path | None = None,
    *,
    out: TextIO | None = None,
    keep: bool = False,
    desk: bool = False,
) -> int:
    """Tell the story and return the exit status: 0, or 1 where it did not go on.

    Args:
        folder: where the three homes are to stay; none: a folder that is removed at the end.
        out: where the story is told; none: standard output.
        keep: without a folder: leave the homes where they are, and say where.
        desk: when the story is told, leave the stations running with their desks open.

    Raises:
        Refused: the folder is not empty, or is none.
    """
    tell = teller(out or sys.stdout)
    with _place(folder, keep=keep) as home, _ended_by_sigterm():
        try:
            _tell(home, tell, desk=desk)
        except Problem as problem:
            tell.bad(problem.message)
            if problem.hint:
                tell.say(problem.hint)
            tell.say("The story ends here; its three stations have been stopped.")
            return 1
        _farewell(tell, home if folder is not None or keep else None)
    return 0


def _tell(folder: Path, tell: Teller, *, desk: bool) -> None:
    page = pages.read()
    commands = Commands(folder, tell)
    began = monotonic()
    _opening(tell, page)
    tell.chapter("Before the story: three stations are founded")
    _founding(tell, folder)
    found_network(commands, page)
    with Stations(folder, tell, desk=desk) as stations:
        serve_network(commands, stations)
        founded = monotonic()
        scene = Scene(page=page, commands=commands, stations=stations, tell=tell)
        for title, act in SCENES:
            tell.chapter(title)
            act(scene)
        tell.chapter("7. Many years later, in the archive")
        archived(scene)
        told = monotonic()
        if desk:
            stations.open_room(SHELF)
            tell.chapter("And one telegram waits")
            left_waiting(scene)
            lock_offices(commands)
            leave_open(stations, tell)
    tell.chapter("The end")
    tell.say(
        f"Set up in {founded - began:.0f} s, told in {told - founded:.0f} s;"
        " the three stations have been stopped."
    )


def _opening(tell: Teller, page: pages.Page) -> None:
    tell.chapter(page.title)
    tell.say(page.summary)
    tell.say(
        "The Russian text and the marks of the form are taken from the page, letter for letter."
        " Clocks are real: 18:35 and 20:50 of 21 November 1951 are marks on the sheet, no more."
        " Whatever the page does not say is the demo's own, and says so."
    )
    tell.say(page.citation)
    tell.say(page.permalink)


def _founding(tell: Teller, folder: Path) -> None:
    tell.say(f"Every command is the product's own, and runs in {folder}.")
    tell.say(
        "Moscow is the centre: it keeps the key book, which says whose keys are whose, and the"
        " plan, which says what lines there are. Every key file has an open slot (--open): whoever"
        " reads these folders has the keys. That is for demos; a real station asks for a"
        " passphrase."
    )
    tell.say(
        "A telegram's number comes from a register without gaps. The directive of 20 November"
        " must go out first; its own number is not on the sheet, so Moscow's register begins one"
        " line earlier, with a number that is the demo's own."
    )


def _farewell(tell: Teller, home: Path | None) -> None:
    if home is None:
        tell.say("To keep the three stations and look at them: depesha demo --folder stations")
        return
    tell.say(f"The three stations lie in {home}, stopped, ready for every command:")
    tell.listed([(_at(home, station, *words), what) for station, words, what in NEXT])
    tell.say("What is public lies beside them, and needs no station:")
    tell.listed([(shown(("archive", "serve", str(home / SHELF))), "the reading room")])
    tell.say("To let them work again, each in a window of its own:")
    tell.listed([(_at(home, station, "serve"), "") for station in PLACES])


def _at(home: Path, station: str, *words: str) -> str:
    return shown(("--home", str(home / station), *words))


@contextmanager
def _place(folder: Path | None, *, keep: bool) -> Iterator[Path]:
    """Lend the folder of the homes: the one named, or one that is removed at the end.

    Raises:
        Refused: the folder is not empty, or is none.
    """
    if folder is not None:
        yield _empty(folder)
    elif keep:
        yield Path(tempfile.mkdtemp(prefix="depesha-demo-"))
    else:
        with tempfile.TemporaryDirectory(prefix="depesha-demo-") as lent:
            yield Path(lent)


def _empty(folder: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        msg = f"{folder} is not a folder"
        raise Refused(msg, hint="name a folder that is empty or not there yet")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        msg = f"{folder} is not empty"
        raise Refused(msg, hint="name a folder that is empty or not there yet")
    return folder.resolve()


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the story as ^C does, so that no station outlives it."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
