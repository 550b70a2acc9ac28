"""What a station is shown of the plan: its permitted ways, and not one leaf more."""

from depesha.keybook.leaf import LineLeaf, TransitLeaf
from depesha.keybook.showing import shown_plan
from depesha.names import StationId
from depesha.route import EVERYWHERE, Transit, line_between

A, B, C, D, E = (StationId(f"post-{letter}") for letter in "abcde")


def line(one: StationId, other: StationId) -> LineLeaf:
    return LineLeaf(salt=bytes(16), line=line_between(one, other))


def rule(origin: StationId, through: StationId, to: str) -> TransitLeaf:
    return TransitLeaf(salt=bytes(16), transit=Transit(origin=origin, through=through, to=to))


AB, BC, CD, BE, DE = line(A, B), line(B, C), line(C, D), line(B, E), line(D, E)
LINES = (AB, BC, CD, BE, DE)


def test_a_whole_permitted_way_is_shown() -> None:
    rules = (rule(A, B, D), rule(B, C, D))
    assert shown_plan(A, [D], LINES, rules) == {AB, BC, CD, *rules}


def test_what_leads_to_nobody_that_it_writes_to_is_not_shown() -> None:
    rules = (rule(A, B, EVERYWHERE), rule(B, C, D), rule(C, D, E))
    assert shown_plan(A, [E], LINES, rules) == {AB, BE, rules[0]}


def test_a_way_that_ends_in_nothing_is_not_shown_beyond_its_own_rule() -> None:
    rules = (rule(A, B, D), rule(B, C, E))
    assert shown_plan(A, [D], LINES, rules) == {AB, rules[0]}


def test_a_relay_is_shown_the_ways_of_those_for_whom_it_carries() -> None:
    rules = (rule(A, B, D), rule(B, C, D))
    assert shown_plan(B, [], LINES, rules) == {AB, BC, BE, CD, *rules}


def test_a_relay_for_everybody_is_shown_every_way_that_begins_at_it() -> None:
    rules = (rule(A, B, EVERYWHERE), rule(B, C, EVERYWHERE), rule(D, E, B))
    assert shown_plan(B, [], LINES, rules) == {AB, BC, BE, CD, *rules[:2]}


def test_nothing_is_shown_of_a_way_back_through_the_station_itself() -> None:
    rules = (rule(A, B, D), rule(B, A, D), rule(B, C, D))
    assert shown_plan(A, [D], LINES, rules) == {AB, BC, CD, *rules}
    assert shown_plan(E, [D], LINES, rules) == {BE, DE}
