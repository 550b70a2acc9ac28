"""A relay that takes custody and lies: it drops, delays, alters, replays. Real stations around it.

It can hold things up and it can waste them; it cannot make anything arrive twice or otherwise, nor
keep anybody from being told.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bench.network import A, B, C
from depesha.names import SlipId, StationId, TimeMs
from depesha.packet import Packet
from depesha.station.home import Home
from tests.faults.clocks import Dial
from tests.faults.counting import (
    alarms,
    all_reported,
    arrived,
    await_alarm,
    await_arrival,
    await_calm,
    send,
)
from tests.faults.lying_relay import Lie, LyingRelay, honest
from tests.stories.posts import Post, moved, posts

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A and C, who serve, the relay between them, and the clock of A."""

    a: Post
    c: Post
    relay: LyingRelay
    clock: Dial


@pytest.fixture
def story(network: Path, tmp_path: Path) -> Iterator[Story]:
    moved(network, tmp_path)
    with ExitStack() as stack:
        stations = stack.enter_context(posts(tmp_path, (A, C)))
        home = Home(tmp_path / B)
        ends = (StationId(A), StationId(C))
        relay = stack.enter_context(LyingRelay(home, ends, StationId(C)))
        clock = Dial(stations[A])
        stations[C].start()
        clock.start()
        for post in stations.values():
            post.ready()
        yield Story(a=stations[A], c=stations[C], relay=relay, clock=clock)


def drops(packet: Packet) -> Sequence[Packet]:
    del packet
    return []


def alters_sealed(packet: Packet) -> Sequence[Packet]:
    middle = len(packet.sealed) // 2
    changed = bytes([packet.sealed[middle] ^ 1])
    sealed = packet.sealed[:middle] + changed + packet.sealed[middle + 1 :]
    return [replace(packet, sealed=sealed)]


def alters_slip(packet: Packet) -> Sequence[Packet]:
    slip = replace(packet.slip, expires_at=TimeMs(packet.slip.expires_at + HOUR_MS))
    return [replace(packet, slip=slip)]


def replays(packet: Packet) -> Sequence[Packet]:
    return [packet, packet, packet]


def replays_under_another_slip(packet: Packet) -> Sequence[Packet]:
    slip = replace(packet.slip, slip_id=SlipId(bytes(16)))
    return [packet, replace(packet, slip=slip)]


def test_what_a_relay_drops_is_missed_said_and_sent_again(story: Story) -> None:
    story.relay.lies(drops)
    send(story.a, 3, precedence="FLASH")
    _custody_taken(story, 1)
    story.clock.set_forward(2 * MINUTE_MS)  # the first repeat: it drops that too
    _custody_taken(story, 2)
    story.clock.set_forward(4 * MINUTE_MS)
    assert await_alarm(story.a, "late-arrival")["about"].startswith(f"{C}:")
    assert arrived(story.c) == []
    _custody_taken(story, 3)
    story.relay.lies(honest)
    story.clock.set_forward(16 * MINUTE_MS)
    all_reported(story.a)
    assert arrived(story.c) == [1, 2, 3]
    await_calm(story.a)


@pytest.mark.slow
def test_what_a_relay_delays_is_sent_again_and_comes_once(story: Story) -> None:
    story.relay.lies(drops)
    send(story.a, 3, precedence="FLASH")
    _custody_taken(story, 1)
    story.clock.set_forward(2 * MINUTE_MS)
    _custody_taken(story, 2)
    story.clock.set_forward(4 * MINUTE_MS)
    await_alarm(story.a, "late-arrival")
    story.relay.lies(honest)
    story.relay.release()  # the first, and its repeat, and the repeat of that
    all_reported(story.a)
    assert arrived(story.c) == [1, 2, 3]
    await_calm(story.a)


def test_sealed_bytes_that_a_relay_alters_are_quarantined_and_sent_again(story: Story) -> None:
    story.relay.lies(alters_sealed)
    send(story.a, 1, precedence="FLASH")
    assert await_alarm(story.c, "quarantined")["about"] == B
    # the return is signed, but not for the bytes that were sent
    assert await_alarm(story.a, "return-unproved")["about"] == C
    assert arrived(story.c) == []
    story.relay.lies(honest)
    story.clock.set_forward(2 * MINUTE_MS)
    all_reported(story.a)
    assert arrived(story.c) == [1]


@pytest.mark.slow
def test_a_slip_that_a_relay_alters_is_found_out_and_said_at_both_ends(story: Story) -> None:
    """The sealed bytes are whole, so the return is proved: a non-delivery to the originator."""
    story.relay.lies(alters_slip)
    send(story.a, 1, precedence="FLASH")
    assert await_alarm(story.c, "quarantined")["about"] == B
    assert "cannot-process" in await_alarm(story.a, "non-delivery")["text"]
    assert arrived(story.c) == []
    story.relay.lies(honest)
    send(story.a, 1, first=2, precedence="FLASH")
    await_arrival(story.c, 1)
    assert arrived(story.c) == [2]


@pytest.mark.parametrize(
    "lie", [replays, pytest.param(replays_under_another_slip, marks=pytest.mark.slow)]
)
def test_what_a_relay_replays_comes_once(story: Story, lie: Lie) -> None:
    story.relay.lies(lie)
    send(story.a, 5)
    all_reported(story.a)
    assert arrived(story.c) == [1, 2, 3, 4, 5]
    if lie is replays_under_another_slip:
        assert await_alarm(story.c, "quarantined")["about"] == B
    else:
        assert alarms(story.c, past=True) == []


def _custody_taken(story: Story, attempts: int) -> None:
    """Wait until the third telegram was sent so often, and the relay has custody of it."""

    def accept(track: dict[str, Any]) -> bool | None:
        waits = track["addressees"][0]["outstanding"]
        return (waits["attempts"] == attempts and waits["waits_for"] is None) or None

    with story.a.face() as face:
        face.until(accept, read="track", fields={"reference": "3"})
