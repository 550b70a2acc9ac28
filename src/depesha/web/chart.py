"""Where each station stands on the map: reckoned here, so that the map is the same for everybody.

This station stands in the middle; its neighbours on a ring around it; further ones by how many
lines they are away, near the one they are reached by; last those to whom no line is known.

Rule 1: no two labels cover each other. Places are reckoned in labels: one is 1 wide and 1 high, and
    no two stations are nearer than √2, so two labels are apart by their width or their height.
Rule 2: the same network gives the same map: names decide, and there is no chance in it.
Rule 3: a map has at most `MAX_STATIONS`: of a larger network the nearest, and how many are not
    drawn is told.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, inf, pi, sin, sqrt
from typing import Final

MAX_STATIONS: Final = 61
"""This one, and four full rings: more is no map but a cloud."""

APART: Final = sqrt(2)
"""How far apart two stations are at least, in labels."""

ONE_RING: Final = 14
"""So many stand on one ring, however wide it gets; more are spread over several."""

LABEL_HEIGHT: Final = 64.0
LETTER_WIDTH: Final = 9.4
"""Of wide letters at 14 px, semibold: a name is measured without a font."""
MAX_LETTERS: Final = 18
LEAST_WIDTH: Final = 108.0
PADDING: Final = 26.0

SPREAD: Final = ((8, 1.45), (20, 1.15))
"""A small network has room: up to so many stations, so many times as far apart."""

ROUNDING: Final = 1e-9

ON_A_TELEPHONE: Final = 560.0
"""So wide a map is still read where it is made to fit 360 pixels."""

FIRST_ANGLE: Final = -pi / 2
"""The first neighbour stands above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One station on the map, in pixels; the label is as wide as the map's `label_width`."""

    station: str
    x: float
    y: float
    hops: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A map: how large it is, where everybody stands, and how many found no place.

    Attributes:
        width, height: in pixels.
        label_width: of every station's label.
        spots: by station.
        left_out: how many more stations there are.
    """

    width: float
    height: float
    label_width: float
    spots: Mapping[str, Spot]
    left_out: int

    @property
    def is_wide(self) -> bool:
        """Whether a telephone would show it too small to be read: it has the tables."""
        return self.width > ON_A_TELEPHONE


def draw(own: str, stations: Iterable[str], lines: Iterable[tuple[str, str]], widest: int) -> Chart:
    """Return where everybody stands.

    Args:
        own: the station whose map it is.
        stations: everybody who is known, whether a line leads there or not.
        lines: pairs of stations that a line joins.
        widest: letters of the longest name that is written.
    """
    joined = _joined(lines)
    hops, parents = _distances(own, joined)
    known = {*stations, *hops, own}
    order = sorted(known, key=lambda one: (hops.get(one, len(known)), one))
    shown = order[:MAX_STATIONS]
    places = {own: (0.0, 0.0)}
    radius, turns = 0.0, {own: FIRST_ANGLE}
    for members in _rings(shown[1:], hops):
        ranked = sorted(members, key=lambda one: (turns.get(parents.get(one, ""), 0.0), one))
        radius = _radius(len(ranked), radius)
        reached = {one: turns[parents[one]] for one in ranked if parents.get(one, own) != own}
        turns |= _turns(ranked, reached, radius, shift=len(places) % 2)
        for one in ranked:
            places[one] = (radius * cos(turns[one]), radius * sin(turns[one]))
    return _in_pixels(places, hops, widest, left_out=len(order) - len(shown))


def spread(count: int) -> float:
    """Return how many times as far apart as they must be so many stations stand."""
    return next((times for most, times in SPREAD if count <= most), 1.0)


def _joined(lines: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    joined: dict[str, set[str]] = {}
    for a, b in lines:
        joined.setdefault(a, set()).add(b)
        joined.setdefault(b, set()).add(a)
    return {one: sorted(others - {one}) for one, others in joined.items()}


def _distances(
    own: str, joined: Mapping[str, Sequence[str]]
) -> tuple[dict[str, int], dict[str, str]]:
    """Return how many lines away each station is, and by whom it is reached."""
    hops, parents, queue = {own: 0}, {}, deque([own])
    while queue:
        here = queue.popleft()
        for there in joined.get(here, ()):
            if there not in hops:
                hops[there], parents[there] = hops[here] + 1, here
                queue.append(there)
    return hops, parents


def _rings(ordered: Sequence[str], hops: Mapping[str, int]) -> list[list[str]]:
    """Return who stands on each ring: one distance on one ring, or on several where it is full."""
    by_hops: dict[int, list[str]] = {}
    for one in ordered:
        by_hops.setdefault(hops.get(one, MAX_STATIONS), []).append(one)
    rings: list[list[str]] = []
    for members in by_hops.values():
        if len(members) <= ONE_RING:
            rings.append(members)
            continue
        left = members
        while left:
            room = _room(APART * (len(rings) + 1))
            rings.append(left[:room])
            left = left[room:]
    return rings


def _room(radius: float) -> int:
    """Return how many stand on a ring of a radius without being too near to each other."""
    return int(pi / asin(min(1.0, APART / (2 * radius))) + 1e-9)


def _radius(count: int, within: float) -> float:
    """Return the radius of the next ring: far enough from the last, and room enough for all."""
    needed = APART / (2 * sin(pi / count)) if count > 1 else 0.0
    return max(within + APART, needed)


def _turns(
    ranked: Sequence[str], parents: Mapping[str, float], radius: float, shift: int
) -> dict[str, float]:
    """Return the angle of each: near whom it is reached by, else all around.

    Args:
        ranked: who stands on the ring, by the angle of whom it is reached by.
        parents: that angle; of the first rings and of those without a way there is none.
        radius: of the ring.
        shift: whether the ring is turned by half a place, so that lines to further rings are seen.
    """
    near = _near(ranked, parents, radius) if len(parents) == len(ranked) else None
    if near is not None:
        return near
    step = 2 * pi / len(ranked)
    begin = FIRST_ANGLE + (step / 2 if shift else 0.0)
    return {one: begin + step * place for place, one in enumerate(ranked)}


def _near(
    ranked: Sequence[str], parents: Mapping[str, float], radius: float
) -> dict[str, float] | None:
    """Return angles as near to the parents' as they may be; None: so they find no room."""
    apart = 2 * asin(min(1.0, APART / (2 * radius))) + ROUNDING
    siblings = Counter(parents.values())
    seen: Counter[float] = Counter()
    turns: dict[str, float] = {}
    last = -inf
    for one in ranked:
        wish = parents[one]
        wish += apart * (seen[wish] - (siblings[wish] - 1) / 2)
        seen[parents[one]] += 1
        turns[one] = last = max(wish, last + apart)
    return turns if last - turns[ranked[0]] <= 2 * pi - apart else None


def _in_pixels(
    places: Mapping[str, tuple[float, float]],
    hops: Mapping[str, int],
    widest: int,
    left_out: int,
) -> Chart:
    width = max(LEAST_WIDTH, min(widest, MAX_LETTERS) * LETTER_WIDTH + PADDING)
    wide, high = width * spread(len(places)), LABEL_HEIGHT * spread(len(places))
    at = {one: (x * wide, y * high) for one, (x, y) in places.items()}
    left, top = (min(place[axis] for place in at.values()) for axis in (0, 1))
    right, bottom = (max(place[axis] for place in at.values()) for axis in (0, 1))
    return Chart(
        width=round(right - left + width, 1),
        height=round(bottom - top + LABEL_HEIGHT, 1),
        label_width=width,
        spots={
            one: Spot(
                station=one,
                x=round(x - left + width / 2, 1),
                y=round(y - top + LABEL_HEIGHT / 2, 1),
                hops=hops.get(one),
            )
            for one, (x, y) in at.items()
        },
        left_out=left_out,
    )
