"""Alarms of a real station: each is printed as it comes, and a command is run for each."""

import select
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from json import loads

import pytest

from bench.network import A, C
from tests.stories.posts import PROGRAM, Post, draft, serve_all

WAIT_SECONDS = 30.0


@contextmanager
def following(post: Post) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*PROGRAM, "--home", str(post.path), "alarms", "--follow", "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # a line that was read ahead would not be waited for
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[bytes]) -> dict[str, object]:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], WAIT_SECONDS)[0], "nothing was printed"
    said: dict[str, object] = loads(process.stdout.readline())
    return said


@pytest.fixture
def hook(three: dict[str, Post]) -> None:
    """Give alpha a hook that writes down what it is given, and fails."""
    post = three[A]
    hook = post.path / "hook"
    hook.write_text(f'#!/bin/sh\ncat >> "{post.path}/heard"\ntest "$DEPESHA_ALARM_KIND" = late\n')
    hook.chmod(stat.S_IRWXU)
    settings = post.home.settings
    settings.write_text(f'alarm_hook = ["{hook}"]\n{settings.read_text()}')


def heard(post: Post) -> list[dict[str, object]]:
    path = post.path / "heard"
    return [loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def refused(three: dict[str, Post]) -> None:
    """Let the addressee refuse a telegram, as soon as it has come."""
    sent = three[A].run("send", "-", "--json", typed=draft("Now.", precedence="FLASH"))
    reference = loads(sent.stdout)["reference"]
    with three[C].face() as face:
        face.until(lambda lines: lines or None, read="inbox", fields={})
    assert three[C].run("report", reference, "--cannot", "no boat").returncode == 0


@pytest.mark.usefixtures("hook")
def test_each_alarm_is_printed_as_it_comes_and_rings_the_hook(three: dict[str, Post]) -> None:
    """An office cannot comply: an alarm, as urgent as the telegram.

    The hook that is rung for it fails, and that is an alarm too; for that one it is not rung.
    """
    alpha = three[A]
    serve_all(three)
    with following(alpha) as follower:
        refused(three)
        first, second = line_of(follower), line_of(follower)
        assert (first["what"], first["precedence"]) == ("cannot-comply", "FLASH")
        assert (second["what"], second["text"]) == ("alarm-hook-failed", "it ended with 1")
        (told,) = heard(alpha)
        assert (told["kind"], told["at_station"]) == ("alarm", A)
        assert {key: told[key] for key in ("alarm", "what", "about", "precedence")} == {
            key: first[key] for key in ("alarm", "what", "about", "precedence")
        }
        assert alpha.stop() == 0
        assert follower.wait(WAIT_SECONDS) == 0
        assert follower.stderr is not None
        assert b"the station has stopped" in follower.stderr.read()


@pytest.mark.usefixtures("hook")
def test_who_follows_leaves_with_an_interrupt(three: dict[str, Post]) -> None:
    alpha = three[A]
    serve_all(three)
    refused(three)
    with following(alpha) as follower:
        assert line_of(follower)["what"] == "cannot-comply"
        follower.send_signal(signal.SIGINT)
        assert follower.wait(WAIT_SECONDS) == 0
        assert follower.stderr is not None
        assert follower.stderr.read() == b""


def test_nobody_follows_a_station_that_is_not_served(three: dict[str, Post]) -> None:
    said = three[A].run("alarms", "--follow")
    assert (said.returncode, said.stdout) == (1, "")
    assert "nobody serves this station" in said.stderr
