"""What a page of the copies ledger asks for: a date, a state, and what it says of each.

?at=2026-12-31          as the ledger stood at the end of that day, on the station's clock
?state=held             those copies alone
"""

from datetime import date, timedelta
from typing import Any, Final

from starlette.requests import Request

from depesha.export.periods import start_of
from depesha.web.asking import house_of

DAY: Final = timedelta(days=1)
STATES: Final = ("held", "overdue", "returned", "destroyed", "archived")


def date_asked(request: Request) -> date | None:
    """Return the day as at whose end the ledger is asked for; what is none is none."""
    try:
        return date.fromisoformat(request.query_params.get("at", "")[:10])
    except ValueError:
        return None


def moment_asked(request: Request) -> int | None:
    """Return the last moment of that day, in UTC ms."""
    day = date_asked(request)
    if day is None or day >= date.max:
        return None
    return start_of(day + DAY, house_of(request).bearings.zone) - 1


def state_asked(request: Request) -> str:
    """Return the state that is asked for; empty: every one."""
    state = request.query_params.get("state", "")
    return state if state in STATES else ""


def ledger_fields(request: Request) -> dict[str, Any]:
    """Return the fields of the question that an address has."""
    state = state_asked(request).upper()
    fields = {"at": moment_asked(request), "state": state or None}
    return {name: value for name, value in fields.items() if value is not None}
