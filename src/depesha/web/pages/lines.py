"""Stations, lines, ways and the queue."""

from typing import Final

from starlette.routing import Route

ROUTES: Final[tuple[Route, ...]] = ()
