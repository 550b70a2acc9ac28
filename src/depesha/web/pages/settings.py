"""Settings of this browser and this office."""

from typing import Final

from starlette.routing import Route

ROUTES: Final[tuple[Route, ...]] = ()
