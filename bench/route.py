"""How long a way takes to find: 1,000 stations, whose lines open 125,000 times in a packet's term.

    python -m bench.route --json

Every station carries for every other, which is the hardest plan: no rule cuts the search short.
Each line is open for half an hour a day; a packet's term is the default of 30 days, so a line has
30 contacts. Its floor is the reading of the same edges once, without reckoning.
"""

import argparse
import json
import time
from random import Random
from typing import Any

from depesha.names import StationId, TimeMs
from depesha.route import EVERYWHERE, Chart, Journey, Line, Transit, draw, find_way, line_between

STATIONS = 1_000
LINES = 4_170
TERM_DAYS = 30
DAY_MS = 86_400_000
NOW = TimeMs(1_800_000_000_000)
SIZE_BYTES = 2_048
JOURNEYS = 1_000


def plan(seed: int) -> tuple[list[Line], list[Transit]]:
    """Return lines that join all stations, and the rules that let each carry for all."""
    random = Random(seed)  # noqa: S311  # not a secret: a network to measure again
    names = [StationId(f"post-{number:04}") for number in range(STATIONS)]
    pairs = {(names[at], names[random.randrange(at)]) for at in range(1, STATIONS)}
    while len(pairs) < LINES:
        one, other = random.sample(names, 2)
        pairs.add((max(one, other), min(one, other)))
    lines = [line_between(one, other, _windows(random)) for one, other in sorted(pairs)]
    rules = [
        Transit(origin=origin, through=through, to=EVERYWHERE)
        for line in lines
        for origin, through in ((line.a, line.b), (line.b, line.a))
    ]
    return lines, rules


def _windows(random: Random) -> str:
    start, rate = random.randrange(24 * 60 - 30), random.choice((300, 9_600, 64_000))
    begin, end = (f"{at // 60:02}:{at % 60:02}" for at in (start, start + 30))
    return f"{begin}-{end} daily rate {rate}B/s"


def measure(seed: int = 26044) -> dict[str, Any]:
    """Return the figures of one network."""
    lines, rules = plan(seed)
    begun = time.perf_counter()
    chart = draw(lines, rules)
    build_ms = (time.perf_counter() - begun) * 1000
    random = Random(seed)  # noqa: S311  # as above
    stations = sorted(chart.edges)
    taken, hops = [], 0
    for _ in range(JOURNEYS):
        own, destination = random.sample(stations, 2)
        journey = Journey(
            own=own,
            destination=destination,
            now=TimeMs(NOW + random.randrange(7 * DAY_MS)),
            size_bytes=SIZE_BYTES,
            expires_at=TimeMs(NOW + TERM_DAYS * DAY_MS),
        )
        begun = time.perf_counter()
        way = find_way(chart, journey)
        taken.append((time.perf_counter() - begun) * 1000)
        hops += len(way.steps)
    taken.sort()
    return {
        "route_stations": STATIONS,
        "route_lines": len(lines),
        "route_contacts": len(lines) * TERM_DAYS,
        "route_build_ms": round(build_ms, 1),
        "route_p50_ms": round(taken[len(taken) // 2], 2),
        "route_p99_ms": round(taken[len(taken) * 99 // 100], 2),
        "route_floor_ms": round(_floor_ms(chart), 2),
        "route_hops": round(hops / JOURNEYS, 1),
    }


def _floor_ms(chart: Chart) -> float:
    begun = time.perf_counter()
    for edges in chart.edges.values():
        for there, _, carried in edges:
            if there in carried:
                raise AssertionError(there)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true")
    figures = measure()
    if parser.parse_args().json:
        print(json.dumps({"v": 1, "kind": "route", **figures}))
        return
    print("finding a way")
    for name, value in figures.items():
        print(f"  {name:<16} {value:>9}")


if __name__ == "__main__":
    main()
