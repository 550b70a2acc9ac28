"""Answers to a telegram: confirm, comply, report, answer, pass on."""

from typing import Final

from starlette.routing import Route

ROUTES: Final[tuple[Route, ...]] = ()
