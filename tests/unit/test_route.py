"""Ways and permissions; the case of No. 26044 first."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import NoCommunications
from depesha.names import StationId, TimeMs
from depesha.packet import MAX_HOPS
from depesha.route import (
    EVERYWHERE,
    Chart,
    Journey,
    Line,
    Transit,
    Way,
    answer_at,
    draw,
    find_way,
    line_between,
    may_carry,
    neighbours,
    next_hop,
)

MOSCOW, PEKING, PYONGYANG, MUKDEN = (
    StationId(name) for name in ("moscow", "peking", "pyongyang", "mukden")
)
STAR = (line_between(MOSCOW, PEKING), line_between(PYONGYANG, MOSCOW))
RULE = Transit(origin=PEKING, through=MOSCOW, to=PYONGYANG)


def test_roshchin_has_no_communications_with_razuvaev_though_lines_join() -> None:
    with pytest.raises(NoCommunications, match="no way is known to pyongyang") as caught:
        next_hop(PEKING, PYONGYANG, STAR, ())
    assert "plan transit" in caught.value.hint
    assert not may_carry(MOSCOW, PEKING, PYONGYANG, ())


def test_the_centre_reaches_pyongyang_directly() -> None:
    assert next_hop(MOSCOW, PYONGYANG, STAR, ()) == PYONGYANG


def test_with_the_rule_peking_goes_through_moscow_and_moscow_may_carry() -> None:
    assert next_hop(PEKING, PYONGYANG, STAR, (RULE,)) == MOSCOW
    assert may_carry(MOSCOW, PEKING, PYONGYANG, (RULE,))
    assert next_hop(MOSCOW, PYONGYANG, STAR, (RULE,), came_from=PEKING) == PYONGYANG


def test_a_rule_holds_in_one_direction_only() -> None:
    with pytest.raises(NoCommunications):
        next_hop(PYONGYANG, PEKING, STAR, (RULE,))
    assert not may_carry(MOSCOW, PYONGYANG, PEKING, (RULE,))


def test_a_rule_for_all_destinations_is_a_default_way() -> None:
    rule = Transit(origin=PEKING, through=MOSCOW, to=EVERYWHERE)
    assert next_hop(PEKING, PYONGYANG, STAR, (rule,)) == MOSCOW
    assert may_carry(MOSCOW, PEKING, MUKDEN, (rule,))


def test_a_rule_that_names_the_destination_goes_before_one_for_all() -> None:
    lines = (*STAR, line_between(PEKING, MUKDEN), line_between(PEKING, StationId("anshan")))
    rules = (
        Transit(origin=PEKING, through=StationId("anshan"), to=EVERYWHERE),
        RULE,
        Transit(origin=PEKING, through=MUKDEN, to=PYONGYANG),
    )
    assert next_hop(PEKING, PYONGYANG, lines, rules) == MOSCOW
    assert next_hop(PEKING, PYONGYANG, lines, rules, excluded={MOSCOW}) == MUKDEN
    assert next_hop(PEKING, PYONGYANG, lines, rules, excluded={MOSCOW, MUKDEN}) == "anshan"


def test_a_packet_does_not_go_back_where_it_came_from() -> None:
    with pytest.raises(NoCommunications):
        next_hop(PEKING, PYONGYANG, STAR, (RULE,), came_from=MOSCOW)
    with pytest.raises(NoCommunications):
        next_hop(MOSCOW, PEKING, STAR, (), came_from=PEKING)


def test_a_rule_without_a_line_is_no_way() -> None:
    with pytest.raises(NoCommunications):
        next_hop(PEKING, PYONGYANG, STAR[1:], (RULE,))


def test_a_line_is_one_value_whichever_end_is_named_first() -> None:
    assert line_between(PEKING, MOSCOW) == Line(a=MOSCOW, b=PEKING) == line_between(MOSCOW, PEKING)
    assert neighbours(MOSCOW, STAR) == {PEKING, PYONGYANG}
    assert STAR[0].other(PYONGYANG) is None


STATIONS = st.sampled_from([MOSCOW, PEKING, PYONGYANG, MUKDEN])
LINES = st.lists(st.builds(line_between, STATIONS, STATIONS), max_size=6)
RULES = st.lists(
    st.builds(Transit, origin=STATIONS, through=STATIONS, to=STATIONS | st.just(EVERYWHERE)),
    max_size=6,
)


@given(STATIONS, STATIONS, LINES, RULES, st.none() | STATIONS, st.frozensets(STATIONS))
def test_a_way_is_a_line_that_is_not_ruled_out_and_whoever_is_passed_may_carry(
    own: StationId,
    destination: StationId,
    lines: list[Line],
    rules: list[Transit],
    came_from: StationId | None,
    excluded: frozenset[StationId],
) -> None:
    try:
        hop = next_hop(own, destination, lines, rules, came_from=came_from, excluded=excluded)
    except NoCommunications:
        return
    assert hop in neighbours(own, lines) - {came_from} - excluded
    assert hop == destination or may_carry(hop, own, destination, rules)


# -- earliest arrival -----------------------------------------------------------------------------

NOW = TimeMs(1_800_000_000_000)  # Friday, 15 January 2027, 08:00 UTC
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def way(
    lines: list[Line] | tuple[Line, ...],
    rules: list[Transit] | tuple[Transit, ...],
    own: StationId = PEKING,
    to: StationId = PYONGYANG,
    *,
    excluded: frozenset[StationId] = frozenset(),
    **more: int,
) -> Way:
    journey = Journey(
        own=own,
        destination=to,
        now=NOW,
        size_bytes=more.get("size_bytes", 0),
        expires_at=TimeMs(more.get("expires_at", NOW + 30 * DAY_MS)),
    )
    return find_way(draw(lines, rules), journey, excluded)


def names(found: Way) -> list[StationId]:
    return [step.station for step in found.steps]


RADIO = (
    line_between(PEKING, MOSCOW, "10:00-10:30 daily"),
    line_between(MOSCOW, PYONGYANG, "06:00-06:30 daily rate 100B/s delay 1h"),
)


def test_no_26044_goes_peking_moscow_pyongyang_with_a_predicted_time() -> None:
    found = way(RADIO, (RULE,), size_bytes=1000)
    assert names(found) == [MOSCOW, PYONGYANG]
    assert found.whole
    first, last = found.steps
    assert (first.leaves_at, first.arrives_at, first.rule) == (
        NOW + 2 * HOUR_MS,
        NOW + 2 * HOUR_MS,
        RULE,
    )
    assert (last.leaves_at, last.rule) == (NOW + 22 * HOUR_MS, None)
    assert found.arrives_at == NOW + 23 * HOUR_MS + 10_000


def test_with_moscow_excluded_peking_has_no_communications() -> None:
    with pytest.raises(NoCommunications, match="no way is known to pyongyang"):
        way(RADIO, (RULE,), excluded=frozenset({MOSCOW}))


def test_the_earliest_arrival_goes_before_the_direct_line() -> None:
    lines = (*STAR, line_between(PEKING, PYONGYANG, "mondays"))
    assert names(way(lines, (RULE,))) == [MOSCOW, PYONGYANG]
    always = (*STAR, line_between(PEKING, PYONGYANG))
    assert names(way(always, (RULE,))) == [PYONGYANG]


def test_what_would_arrive_after_the_expiry_is_no_way() -> None:
    with pytest.raises(NoCommunications, match="no way to pyongyang arrives before") as caught:
        way(RADIO, (RULE,), expires_at=NOW + 22 * HOUR_MS)
    assert "longer term" in caught.value.hint
    assert way(RADIO, (RULE,), expires_at=NOW + 23 * HOUR_MS).whole


def test_a_rule_at_each_carrying_station_is_needed() -> None:
    chain = (
        line_between(PEKING, MUKDEN),
        line_between(MUKDEN, MOSCOW),
        line_between(MOSCOW, PYONGYANG),
    )
    first = Transit(origin=PEKING, through=MUKDEN, to=PYONGYANG)
    second = Transit(origin=MUKDEN, through=MOSCOW, to=EVERYWHERE)
    assert names(way(chain, (first, second))) == [MUKDEN, MOSCOW, PYONGYANG]
    with pytest.raises(NoCommunications):
        way(chain, (first,))
    with pytest.raises(NoCommunications):
        way(chain, (first, Transit(origin=PEKING, through=MOSCOW, to=EVERYWHERE)))


def test_a_way_that_is_not_known_to_its_end_is_taken_and_says_so() -> None:
    found = way((STAR[0],), (RULE,))
    assert (names(found), found.whole, found.arrives_at) == ([MOSCOW], False, None)
    rule = Transit(origin=PEKING, through=MUKDEN, to=PYONGYANG)
    lines = (*STAR, line_between(PEKING, MUKDEN))
    assert names(way(lines, (RULE, rule))) == [MOSCOW, PYONGYANG]
    assert names(way(lines, (RULE, rule), excluded=frozenset({MOSCOW}))) == [MUKDEN]


def test_of_equal_arrivals_fewer_hops_go_first_then_the_closer_rule_then_the_name() -> None:
    anshan = StationId("anshan")
    lines = [line_between(PEKING, one) for one in (anshan, MOSCOW, MUKDEN)]
    lines += [line_between(one, PYONGYANG) for one in (MOSCOW, MUKDEN)]
    lines += [line_between(anshan, MOSCOW)]
    rules = [Transit(origin=PEKING, through=one, to=PYONGYANG) for one in (anshan, MUKDEN)]
    rules += [Transit(origin=anshan, through=MOSCOW, to=PYONGYANG)]
    rules += [Transit(origin=PEKING, through=MOSCOW, to=EVERYWHERE)]
    assert names(way(lines, rules)) == [MUKDEN, PYONGYANG]
    assert names(way(lines, rules, excluded=frozenset({MUKDEN}))) == [MOSCOW, PYONGYANG]
    assert names(way(lines, rules[:3], excluded=frozenset({MUKDEN})))[0] == anshan


def test_an_answer_comes_back_through_the_same_windows() -> None:
    found = way(RADIO, (RULE,))
    back = answer_at(draw(RADIO, (RULE,)), PEKING, found)
    assert back == NOW + 2 * DAY_MS + 2 * HOUR_MS  # 06:00 tomorrow is over: the next, and 10:00
    unknown = way((STAR[0],), (RULE,))
    assert answer_at(draw(STAR[:1], (RULE,)), PEKING, unknown) is None
    assert answer_at(draw(STAR, (RULE,)), PEKING, way(STAR, (RULE,))) == NOW


def test_a_packet_goes_no_further_than_the_hop_limit() -> None:
    posts = [StationId(f"post-{at:02}") for at in range(MAX_HOPS + 2)]
    lines = [line_between(one, other) for one, other in pairwise(posts)]
    rules = [Transit(origin=a, through=b, to=EVERYWHERE) for a, b in pairwise(posts)]
    assert len(way(lines, rules, posts[1], posts[-1]).steps) == MAX_HOPS
    with pytest.raises(NoCommunications):
        way(lines, rules, posts[0], posts[-1])


@given(LINES, RULES, st.permutations([MOSCOW, PEKING, PYONGYANG, MUKDEN]))
def test_no_permitted_way_arrives_earlier(
    lines: list[Line], rules: list[Transit], stations: list[StationId]
) -> None:
    """Every way through at most two others, tried one by one, against the search."""
    own, destination, *others = stations
    windows = ("always", "09:00-10:00 daily", "mondays delay 2h", "fridays rate 10B/s")
    lines = [replace(one, windows=windows[at % 4]) for at, one in enumerate(lines)]
    lines = list({(one.a, one.b): one for one in lines if one.a != one.b}.values())
    chart = draw(lines, rules)
    ways: list[list[StationId]] = [[], *([one] for one in others), others, others[::-1]]
    arrivals = [arrival(chart, [own, *through, destination]) for through in ways]
    known = min((at for at in arrivals if at is not None), default=None)
    try:
        found = find_way(chart, Journey(own=own, destination=destination, now=NOW, size_bytes=99))
    except NoCommunications:
        assert known is None
        return
    assert found.arrives_at == known


def arrival(chart: Chart, stations: list[StationId]) -> TimeMs | None:
    at = NOW
    for here, there in pairwise(stations):
        windows = chart.windows(here, there)
        if windows is None:
            return None
        if there != stations[-1] and chart.rule(here, there, stations[-1]) is None:
            return None
        passed = windows.passage(at, 99, TimeMs(NOW + 10_000 * DAY_MS))
        assert passed is not None
        at = passed[1]
    return at
