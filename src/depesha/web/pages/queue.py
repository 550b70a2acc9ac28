"""The queue: what waits, for whom, why, and when it goes on."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.errors import Refused
from depesha.web.asking import Desk, desk_of, house_of
from depesha.web.language import language_of
from depesha.web.network import names_of
from depesha.web.rendering import is_fragment, render

PAGE: Final = 100
"""Loads that are shown; the sums above them are of all."""

AGES: Final = ((86_400, "unit d"), (3_600, "unit h"), (60, "unit min"), (1, "unit s"))
"""A length of time is told in its largest unit."""


async def _queue(request: Request) -> Response:
    desk, house = desk_of(request), house_of(request)
    rows = await desk.read("queue", limit=PAGE + 1)
    oldest = await desk.of_station("queue-oldest")
    counts = await desk.of_station("counts")
    is_live = is_fragment(request) and request.query_params.get("part") == "queue"
    return await render(
        request,
        "lines/queue-rows.html" if is_live else "lines/queue.html",
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        oldest=[{**one, "age": _age(int(one["age_s"]))} for one in oldest],
        queued=counts["queued"],
        names=await _names(desk, language_of(request, house.bearings.language)),
    )


async def _names(desk: Desk, language: str) -> dict[str, str]:
    try:
        return names_of(await desk.of_station("keybook"), language)
    except Refused:  # no key book yet
        return {}


def _age(seconds: int) -> dict[str, Any]:
    """Return a length of time as a number and its unit."""
    size, unit = next((one for one in AGES if seconds >= one[0]), AGES[-1])
    return {"number": seconds // size, "unit": unit}


ROUTES: Final[tuple[Route, ...]] = (Route("/queue", _queue),)
