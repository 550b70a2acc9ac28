"""Lines that fail without saying so: the other side vanishes, one direction is lost, bytes change.

Alpha calls the relay through a proxy; nobody tells either of them what happens to their line.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.network import A, B, C, free_port
from bench.proxy import Proxy
from tests.faults.clocks import Dial
from tests.faults.counting import (
    alarms,
    all_reported,
    arrived,
    await_alarm,
    await_arrival,
    await_calm,
    await_line,
    send,
)
from tests.stories.posts import Post, moved, posts, serve_all

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Three stations that serve, the line between A and B, and the clock of A."""

    stations: dict[str, Post]
    line: Proxy
    clock: Dial

    def __getitem__(self, name: str) -> Post:
        return self.stations[name]


@pytest.fixture
def story(network: Path, tmp_path: Path) -> Iterator[Story]:
    at = free_port()
    ports = moved(network, tmp_path, calls_a_at=at)
    with ExitStack() as stack:
        stations = stack.enter_context(posts(tmp_path))
        line = stack.enter_context(Proxy(at, ports[B]))
        clock = Dial(stations[A])
        stations[B].start()
        stations[C].start()
        clock.start()
        for post in stations.values():
            post.ready()
        await_line(stations[A], B)
        yield Story(stations=stations, line=line, clock=clock)


def ends_well(story: Story, count: int) -> None:
    """Let pass a story at whose end everything came once, and no alarm is left open."""
    all_reported(story[A])
    assert arrived(story[C]) == list(range(1, count + 1))
    await_calm(story[A])
    assert alarms(story[C], past=True) == []


def test_a_half_open_line_raises_an_alarm_and_loses_nothing(story: Story) -> None:
    """The relay's machine vanishes without FIN or RST; alpha's kernel has no reason to doubt."""
    send(story[A], 3)
    all_reported(story[A])
    story.line.swallow()
    send(story[A], 5, first=4)
    send(story[A], 1, first=9, precedence="FLASH")
    story.clock.set_forward(2 * MINUTE_MS)
    alarm = await_alarm(story[A], "held-up")
    assert alarm["about"] == B
    assert "flash" in alarm["text"]
    assert arrived(story[C]) == [1, 2, 3]
    story.line.cut(reset=True)  # it is back, and knows nothing of that connection
    story.line.pass_on()
    story.line.mend()
    ends_well(story, 9)
    assert set(alarms(story[A], past=True)) == {"held-up", "late-arrival"}


@pytest.mark.parametrize("way", [pytest.param("there", marks=pytest.mark.slow), "back"])
def test_one_way_loss_raises_an_alarm_and_loses_nothing(story: Story, way: str) -> None:
    """What one side says is lost; the other is heard. TLS notices when it passes again."""
    lost = story.line.there if way == "there" else story.line.back
    lost.swallow()
    send(story[A], 5)
    send(story[A], 1, first=6, precedence="FLASH")
    if way == "back":
        await_arrival(story[C], 6)  # all came; that they did cannot be said
    story.clock.set_forward(2 * MINUTE_MS)
    assert await_alarm(story[A], "held-up")["about"] == B
    lost.pass_on()
    send(story[A], 1, first=7, precedence="FLASH")  # each connection is found to be broken
    send(story[A], 1, first=8)  # by what is sent on it
    ends_well(story, 8)
    assert story.line.connections > 2, "the broken stream was believed"


@pytest.mark.parametrize("way", ["there", pytest.param("back", marks=pytest.mark.slow)])
def test_bytes_that_change_on_the_wire_break_the_line_and_nothing_else(
    story: Story, way: str
) -> None:
    changed = story.line.there if way == "there" else story.line.back
    send(story[A], 3)
    changed.garble()
    send(story[A], 3, first=4)
    story.line.await_connection(4)
    changed.pass_on()
    ends_well(story, 6)


@pytest.mark.slow
def test_a_line_that_stalls_raises_an_alarm_and_goes_on_where_it_stood(story: Story) -> None:
    """Nothing is lost on it and nothing moves: full buffers somewhere on the way."""
    story.line.there.stall()
    send(story[A], 40)
    story.clock.set_forward(40 * MINUTE_MS)
    assert "low" in await_alarm(story[A], "held-up")["text"]
    story.line.there.pass_on()
    ends_well(story, 40)
    assert story.line.connections == 2


@pytest.mark.slow
def test_a_line_that_is_slow_both_ways_is_no_fault(network: Path, tmp_path: Path) -> None:
    at = free_port()
    ports = moved(network, tmp_path, calls_a_at=at)
    with posts(tmp_path) as stations, Proxy(at, ports[B], delay_seconds=0.7) as line:
        serve_all(stations)
        send(stations[A], 20)
        all_reported(stations[A])
        assert arrived(stations[C]) == list(range(1, 21))
        assert alarms(stations[A], past=True) == []
        assert line.connections == 2


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_half_open_line_is_given_up_after_a_minute_and_called_again(story: Story) -> None:
    """Nobody cuts it this time: alpha finds out by itself, and its next call gets through."""
    story.line.swallow()
    send(story[A], 5)
    _await_words(story[A], "answered nothing for 60 s")
    story.line.pass_on()
    ends_well(story, 5)
    assert story.line.connections > 2


def _await_words(post: Post, words: str) -> None:
    with post.face() as face:
        while True:
            (line,) = face.ask(read="links")
            if words in f"{line['last_error']} {line['bulk_last_error']}":
                return
            time.sleep(0.5)  # no commit tells of it
