"""The parts of the simulator keep their own promises; else its laws would judge another world."""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import Forbidden, Malformed, NoCommunications
from depesha.names import StationId, TimeMs
from depesha.packet import MAX_HOPS
from depesha.route import Journey, find_way, may_carry, next_hop
from depesha.route import draw as route_chart
from depesha.windows import parse_windows
from tests.network.simulator.chart import Chart, draw
from tests.network.simulator.clockwork import Clockwork
from tests.network.simulator.disk import Disk
from tests.network.simulator.fuse import Fused, Moment, PowerCut
from tests.network.simulator.members import Member, Notary, member
from tests.network.simulator.settings import Settings, Shape, command, stormy
from tests.network.simulator.texts import mark_of, text_of

ONE, OTHER = StationId("s001"), StationId("s002")

# -- the small sealer keeps the promises of the port ----------------------------------------------


@pytest.fixture
def two() -> tuple[Member, Member]:
    notary = Notary()
    return member(ONE, notary, real_keys=False), member(OTHER, notary, real_keys=False)


def test_what_is_sealed_opens_at_its_station_alone(two: tuple[Member, Member]) -> None:
    one, other = two
    key = other.request.period_keys[0]
    sealed = one.sealer.seal(key.public_key, b"letter" * 100)
    assert other.sealer.open(sealed) == (key.fingerprint, b"letter" * 100)
    assert b"letter" not in sealed
    with pytest.raises(Malformed):
        one.sealer.open(sealed)


def test_what_was_changed_does_not_open(two: tuple[Member, Member]) -> None:
    one, other = two
    sealed = one.sealer.seal(other.request.period_keys[0].public_key, b"letter")
    for at in range(0, len(sealed), 37):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Malformed):
            other.sealer.open(changed)


def test_what_a_key_did_not_sign_does_not_verify(two: tuple[Member, Member]) -> None:
    one, other = two
    signature = one.sealer.sign_as_station("a@b", b"payload")
    public = one.request.identity.public_key
    assert other.sealer.verify(public, "a@b", b"payload", signature)
    assert not other.sealer.verify(public, "a@c", b"payload", signature)
    assert not other.sealer.verify(public, "a@b", b"other", signature)
    assert not other.sealer.verify(other.request.identity.public_key, "a@b", b"payload", signature)
    assert not other.sealer.verify(bytes(32), "a@b", b"payload", signature)
    with pytest.raises(Forbidden):
        one.sealer.sign_as_office(other.office, "a@b", b"payload")


# -- windows, charts ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_windows_are_drawn_as_the_plan_spells_them(seed: int) -> None:
    settings = replace(stormy(stations=20, seed=seed), windows=0.9, weekly=0.5, bags=0.5)
    texts = [line.windows for line in draw(settings).lines]
    assert [parse_windows(text).text for text in texts] == texts
    for word in ("daily", "days", "rate", "delay", "Europe/Moscow"):
        assert any(word in text for text in texts)


def test_a_ring_has_second_ways_and_a_chain_has_none() -> None:
    settings = replace(stormy(stations=6), detours=1.0)
    ring = draw(replace(settings, shape=Shape.RING))
    one, other = next(pair for pair in ring.pairs if "s000" not in pair)
    chart = route_chart(ring.lines, ring.transits())
    first = find_way(chart, Journey(own=one, destination=other, now=TimeMs(0))).next_hop
    shut = Journey(own=one, destination=other, now=TimeMs(0), shut=frozenset({first}))
    assert find_way(chart, shut).next_hop != first
    assert draw(replace(settings, shape=Shape.CHAIN)).detours == frozenset()


def follow(chart: Chart, writer: StationId, to: StationId) -> int:
    """Go the way of a packet by the rules of the chart, and return its hops."""
    rules, came_from, here = chart.transits(), None, writer
    for hops in range(MAX_HOPS):
        if here == to:
            return hops
        assert came_from is None or may_carry(here, came_from, to, rules)
        onward = next_hop(here, to, chart.lines, rules, came_from=came_from)
        came_from, here = here, onward
    msg = "it goes in a circle"
    raise AssertionError(msg)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("stations", [3, 4, 40])
def test_every_pair_has_a_way(shape: Shape, stations: int) -> None:
    drawn = stormy(stations=stations, shape=shape)
    chart = draw(replace(drawn, windows=0.0, detours=0.0))
    assert len(chart.stations) == stations
    assert chart.pairs
    for one, other in chart.pairs:
        assert follow(chart, one, other) == follow(chart, other, one) > 0


def test_a_chart_without_a_line_has_no_way_over_it() -> None:
    chart = draw(stormy(stations=6, shape=Shape.CHAIN))
    cut = chart.without([chart.lines[2]], last_first=True)
    over_it = [(one, other) for one, other in cut.pairs if one <= "s003" < other]
    assert over_it
    for one, other in over_it:
        with pytest.raises(NoCommunications):
            follow(cut, one, other)


# -- disk, power, clock ---------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    made = Disk(tmp_path / "head")
    made.head.write_bytes(b"old head")
    return made


def test_a_power_cut_leaves_what_was_committed(disk: Disk) -> None:
    for name in ("kept", "lost"):
        disk.database.begin()
        disk.database.write("INSERT INTO state VALUES (?, ?)", (name, b""))
        if name == "kept":
            disk.database.commit()
    assert not disk.is_at_rest
    disk.lose_power()
    assert disk.database.rows("SELECT name FROM state") == [("kept",)]


@pytest.mark.parametrize("with_head", [False, True])
def test_an_older_disk_is_put_back(disk: Disk, *, with_head: bool) -> None:
    image = disk.image()
    disk.database.begin()
    disk.database.write("INSERT INTO state VALUES ('later', x'')")
    disk.database.commit()
    disk.head.write_bytes(b"new head")
    disk.put_back(image, with_head=with_head)
    assert disk.database.rows("SELECT name FROM state") == []
    assert disk.head.read_bytes() == (b"old head" if with_head else b"new head")


class Counting:
    """A book that counts its commits."""

    def __init__(self) -> None:
        self.commits = 0

    def begin(self) -> None:
        pass

    def mark(self) -> None:
        pass

    def commit(self) -> None:
        self.commits += 1


@pytest.mark.parametrize(
    ("moment", "committed"), [(Moment.MIDDLE, 0), (Moment.BEFORE, 0), (Moment.AFTER, 1)]
)
def test_the_power_fails_once_and_at_its_moment(moment: Moment, committed: int) -> None:
    book = Counting()
    power = Fused(book)
    power.blows = moment
    power.begin()
    power.mark()
    fails = power.mark if moment is Moment.MIDDLE else power.commit
    with pytest.raises(PowerCut):
        fails()
    assert book.commits == committed
    power.commit()
    assert book.commits == committed + 1


def test_the_clock_jumps_and_never_back() -> None:
    clock = Clockwork(TimeMs(100))
    seen: list[tuple[int, str]] = []
    clock.at(300, lambda: seen.append((clock.now, "late")))
    clock.at(50, lambda: seen.append((clock.now, "past")))
    clock.after(20, lambda: seen.append((clock.now, "soon")))
    while clock.step(250):
        pass
    assert seen == [(100, "past"), (120, "soon")]
    assert clock.next_at == 300


def test_the_trace_is_of_all_that_happened_in_order() -> None:
    one, other = Clockwork(TimeMs(0)), Clockwork(TimeMs(0))
    for word in ("a", "b"):
        one.note(word)
    for word in ("b", "a"):
        other.note(word)
    assert one.trace() != other.trace()


def test_a_text_bears_its_mark_and_a_command_its_settings() -> None:
    assert mark_of(text_of(7).encode()) == b"SECRET-000007"
    assert mark_of(b"nothing") is None
    said = command(Settings(seed=9, real_keys=True))
    assert "--seed 9" in said
    assert said.endswith("--real-keys")
    assert "--real-keys" not in command(Settings())
