"""Ways and permissions; the case of No. 26044 first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import NoCommunications
from depesha.names import StationId
from depesha.route import (
    EVERYWHERE,
    Line,
    Transit,
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
