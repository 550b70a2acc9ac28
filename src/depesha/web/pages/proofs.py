"""The journal and evidence, to be taken away."""

from typing import Final

from starlette.routing import Route

ROUTES: Final[tuple[Route, ...]] = ()
