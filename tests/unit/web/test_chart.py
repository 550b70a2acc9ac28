"""The laws of the map: nobody covers anybody, and the same network is the same map."""

from itertools import combinations

import pytest

from depesha.web.chart import LABEL_HEIGHT, MAX_STATIONS, Chart, draw

OWN = "own"


def star(posts: int) -> tuple[list[str], list[tuple[str, str]]]:
    names = [f"post-{place:03}" for place in range(posts)]
    return names, [(OWN, one) for one in names]


def chain(posts: int) -> tuple[list[str], list[tuple[str, str]]]:
    names = [f"post-{place:03}" for place in range(posts)]
    return names, list(zip([OWN, *names], names, strict=False))


def tree(posts: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Every station has four further ones."""
    names = [OWN, *(f"post-{place:03}" for place in range(posts))]
    return names, [(names[(place - 1) // 4], names[place]) for place in range(1, len(names))]


def lonely(posts: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Everybody is known, and no line leads anywhere."""
    return star(posts)[0], []


SHAPES = [star, chain, tree, lonely]
SIZES = [0, 1, 2, 3, 8, 14, 15, 59, 60, 300]


def covered(drawn: Chart) -> list[tuple[str, str]]:
    return [
        (a.station, b.station)
        for a, b in combinations(drawn.spots.values(), 2)
        if abs(a.x - b.x) < drawn.label_width - 0.2 and abs(a.y - b.y) < LABEL_HEIGHT - 0.2
    ]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("posts", SIZES)
@pytest.mark.parametrize("widest", [1, 9, 200])
def test_no_label_covers_another(shape: object, posts: int, widest: int) -> None:
    assert callable(shape)
    names, lines = shape(posts)
    assert covered(draw(OWN, names, lines, widest)) == []


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("posts", SIZES)
def test_every_label_is_inside_the_map(shape: object, posts: int) -> None:
    assert callable(shape)
    names, lines = shape(posts)
    drawn = draw(OWN, names, lines, 9)
    for spot in drawn.spots.values():
        assert drawn.label_width / 2 - 0.2 <= spot.x <= drawn.width - drawn.label_width / 2 + 0.2
        assert LABEL_HEIGHT / 2 - 0.2 <= spot.y <= drawn.height - LABEL_HEIGHT / 2 + 0.2


@pytest.mark.parametrize("shape", SHAPES)
def test_whoever_asks_sees_himself_and_his_neighbours_first(shape: object) -> None:
    assert callable(shape)
    names, lines = shape(300)
    drawn = draw(OWN, names, lines, 9)
    assert OWN in drawn.spots
    assert len(drawn.spots) == MAX_STATIONS
    assert drawn.left_out == len({*names, OWN}) - MAX_STATIONS
    near = sorted(spot.hops for spot in drawn.spots.values() if spot.hops is not None)
    left = {one for one in names if one not in drawn.spots}
    assert near[0] == 0
    if shape is tree:
        assert all(int(one.removeprefix("post-")) >= MAX_STATIONS - 1 for one in left)


def test_the_same_network_is_the_same_map_however_it_is_told() -> None:
    names, lines = tree(40)
    turned = [(b, a) for a, b in reversed(lines)]
    assert draw(OWN, names, lines, 9) == draw(OWN, reversed(names), turned, 9)


def test_a_station_alone_is_a_map() -> None:
    drawn = draw(OWN, [], [], 3)
    assert list(drawn.spots) == [OWN]
    assert (drawn.width, drawn.height) == (drawn.label_width, LABEL_HEIGHT)


def test_two_that_no_line_joins_are_both_there() -> None:
    drawn = draw(OWN, ["far"], [], 3)
    assert drawn.spots["far"].hops is None
    assert covered(drawn) == []


def test_a_line_from_a_station_to_itself_is_none() -> None:
    drawn = draw(OWN, [], [(OWN, OWN)], 3)
    assert list(drawn.spots) == [OWN]
