"""The land of the map: Natural Earth's countries at 1 : 110,000,000, without their borders, as SVG.

    python tools/land.py naturalearth_lowres.shp land.svg

The shapes are of the public domain; a package has them whose hash `requirements/assets.txt` vouches
for. Projected as `reading_room/atlas.py` draws places (plate carrée, 1,000 wide), to a tenth of a
unit; points that fall upon one another are dropped.
"""

import struct
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

WIDTH, NORTH, SOUTH = 1000, 80, -58
HEIGHT = round((NORTH - SOUTH) * WIDTH / 360)
SCALE = WIDTH / 36
POLYGON = 5
NEAR = 6
"""Tenths: points of a coast that are nearer fall together."""

FILL = "#8f8371"
"""Between light and dark: it is seen on both."""

Point = tuple[int, int]


def rings(data: bytes) -> Iterator[list[tuple[float, float]]]:
    """Yield each ring of a shape file (ESRI, 1998): degrees east and north."""
    at = 100
    while at < len(data):
        _number, words = struct.unpack_from(">ii", data, at)
        body = at + 8
        if struct.unpack_from("<i", data, body)[0] == POLYGON:
            parts, points = struct.unpack_from("<ii", data, body + 36)
            starts = [*struct.unpack_from(f"<{parts}i", data, body + 44), points]
            first = body + 44 + 4 * parts
            for start, end in pairwise(starts):
                yield [
                    struct.unpack_from("<dd", data, first + 16 * point)
                    for point in range(start, end)
                ]
        at = body + 2 * words


def path(ring: list[tuple[float, float]]) -> str:
    """Return a ring as SVG draws it, in tenths, each point from the last one; empty: too small."""
    points: list[Point] = []
    for east, north in ring:
        held = min(NORTH + 4.0, max(SOUTH - 4.0, north))
        point = round((east + 180) * SCALE), round((NORTH - held) * SCALE)
        if not points or max(abs(point[0] - points[-1][0]), abs(point[1] - points[-1][1])) > NEAR:
            points.append(point)
    if len(points) < 3:  # noqa: PLR2004  # a triangle
        return ""
    steps = [f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z"


def main(shapes: Path, drawn: Path) -> None:
    """Draw it."""
    land = "".join(path(ring) for ring in rings(shapes.read_bytes()))
    drawn.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path opacity=".5" transform="scale(.1)" fill="{FILL}" '
        f'd="{land}"/></svg>\n'
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
