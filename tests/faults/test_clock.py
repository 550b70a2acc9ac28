"""Clocks that are set by hours, forward and back, under stations that work.

The stations are real processes. In the first stories the time of day is what the station's own
clock port says; in the last one libfaketime, where it is installed, tells it to the whole process,
with OpenSSL and SQLite in it.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.network import A, B, C
from tests.faults.clocks import Dial
from tests.faults.counting import (
    all_reported,
    arrived,
    await_alarm,
    await_arrival,
    await_calm,
    send,
)
from tests.stories.posts import PROGRAM, Post, moved, posts

HOUR_MS = 3_600_000
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Three stations that serve, each by a clock of its own."""

    stations: dict[str, Post]
    clocks: dict[str, Dial]

    def __getitem__(self, name: str) -> Post:
        return self.stations[name]

    def all_came_once(self, count: int) -> None:
        all_reported(self[A])
        assert arrived(self[C]) == list(range(1, count + 1))


@pytest.fixture
def story(network: Path, tmp_path: Path) -> Iterator[Story]:
    moved(network, tmp_path)
    with ExitStack() as stack:
        stations = stack.enter_context(posts(tmp_path))
        clocks = {name: Dial(post) for name, post in stations.items()}
        for clock in clocks.values():
            clock.start()
        for post in stations.values():
            post.ready()
        yield Story(stations=stations, clocks=clocks)


@pytest.mark.parametrize("who", [A, pytest.param(C, marks=pytest.mark.slow)])
def test_a_clock_that_jumps_hours_forward_and_back_loses_and_doubles_nothing(
    story: Story, who: str
) -> None:
    send(story[A], 5)
    story.clocks[who].set_forward(7 * HOUR_MS)
    send(story[A], 5, first=6)
    await_arrival(story[C], 10)
    story.clocks[who].set_forward(-12 * HOUR_MS)
    send(story[A], 5, first=11)
    story.clocks[who].set_forward(5 * HOUR_MS)
    send(story[A], 5, first=16)
    story.all_came_once(20)
    for post in story.stations.values():
        await_calm(post)


def test_what_waits_when_the_clock_jumps_forward_is_said_and_carried_later(story: Story) -> None:
    """Everything that waits is hours late at once: the alarm is right, whatever the reason."""
    assert story[B].stop() == 0
    send(story[A], 3)
    story.clocks[A].set_forward(10 * HOUR_MS)
    await_alarm(story[A], "line-down")
    story.clocks[B].start().ready()
    story.all_came_once(3)
    await_calm(story[A])


@pytest.mark.slow
def test_a_relay_whose_clock_jumps_past_the_expiry_gives_back_what_it_cannot_know_better(
    story: Story,
) -> None:
    """Its clock is 60 days off: by it everything has expired. It says so, and nothing is silent."""
    story.clocks[B].set_forward(60 * 24 * HOUR_MS)
    send(story[A], 2)
    with story[A].face() as face:
        (*_, text) = face.until(
            lambda lines: [one["text"] for one in lines] if len(lines) == 2 else None,
            read="alarms",
        )
    assert "expired at relay" in text
    assert arrived(story[C]) == []
    story.clocks[B].set_forward(-60 * 24 * HOUR_MS)
    send(story[A], 2, first=3)
    await_arrival(story[C], 2)
    assert arrived(story[C]) == [3, 4]


@pytest.mark.slow
@pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not installed")
def test_a_whole_process_whose_time_of_day_jumps_goes_on(network: Path, tmp_path: Path) -> None:
    """TLS looks at the time too: a certificate must hold when the clock is weeks off."""
    moved(network, tmp_path)
    dial = tmp_path / "dial"
    dial.write_text("+0s")
    settings = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(dial),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    with posts(tmp_path) as stations:
        faked = ("env", *(f"{key}={value}" for key, value in settings.items()), *PROGRAM)
        stations[B].start()
        stations[C].start()
        stations[A].start(faked)
        for post in stations.values():
            post.ready()
        for number, off in enumerate(("+0s", "+9h", "-9h", "+20d", "+0s")):
            dial.write_text(off)
            send(stations[A], 4, first=1 + 4 * number)
            if number == 1:  # a new handshake, by the clock that is wrong
                assert stations[B].stop() == 0
                stations[B].serve()
        all_reported(stations[A])
        assert arrived(stations[C]) == list(range(1, 21))
