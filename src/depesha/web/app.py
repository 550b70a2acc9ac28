"""The desk as an application: every page, behind the guard."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from depesha.errors import Problem
from depesha.station import clock
from depesha.station.face import Bearings, Hosting
from depesha.web.challenges import Challenges
from depesha.web.guard import Guard
from depesha.web.house import House
from depesha.web.known import Known
from depesha.web.live import Hub
from depesha.web.pages import ROUTES
from depesha.web.problems import on_bug, on_http, on_leaving, on_problem
from depesha.web.sessions import Sessions
from depesha.web.setting import Address
from depesha.web.worktable import Worktable


def application(
    answers: Hosting, bearings: Bearings, address: Address, closing: asyncio.Event
) -> Guard:
    """Return the desk of one station.

    Args:
        answers: the station.
        bearings: what every page shows of it.
        address: where it listens.
        closing: set when the station stops.
    """
    pages = Starlette(
        routes=ROUTES,
        exception_handlers={
            Problem: on_problem,
            HTTPException: on_http,
            ClientDisconnect: on_leaving,
            Exception: on_bug,
        },
    )
    pages.state.house = House(
        answers=answers,
        bearings=bearings,
        address=address,
        sessions=Sessions(clock.now, answers),
        known=Known(bearings.browser_key),
        challenges=Challenges(clock.now),
        worktable=Worktable(clock.now, lambda sealed: _forsake(answers, sealed)),
        hub=Hub(answers, closing),
        closing=closing,
        now=clock.now,
    )
    return Guard(pages, address)


_forsaking: Final[set[asyncio.Task[None]]] = set()


def _forsake(answers: Hosting, sealed: Sequence[Mapping[str, Any]]) -> None:
    """Have sealed files removed that no draft will name; nobody waits for it."""
    if sealed:
        task = asyncio.get_running_loop().create_task(answers.forsake(sealed))
        _forsaking.add(task)
        task.add_done_callback(_forsaking.discard)
