"""Passkeys: registered, used, taken away."""

from typing import Final

from starlette.routing import Route

ROUTES: Final[tuple[Route, ...]] = ()
