"""One order to a station that nobody serves: the lock is taken, the desk runs once."""

from collections.abc import Mapping
from typing import Any

from depesha.errors import Bug, Problem
from depesha.office.events import Done
from depesha.station import clock
from depesha.station.home import Home
from depesha.station.office_keys import NO_SECRETS, Secrets
from depesha.station.room import open_room
from depesha.station.unlocking import Passphrase


def give(
    home: Home,
    passphrase: Passphrase | None,
    name: str,
    fields: Mapping[str, object],
    order_id: str,
    secrets: Secrets | None = None,
) -> dict[str, Any]:
    """Hold the home, give one order, and return its result once it is durable.

    Raises:
        Busy: another process holds the home.
        Problem: the order is refused.
    """
    with home.held(), open_room(home, passphrase) as room:
        event = room.event(name, fields, order_id)
        granted = room.keyring.prepared(event, secrets or NO_SECRETS)
        outcome = room.desk.handle([granted], clock.now()).outcomes[0]
        room.clear_away()
    if isinstance(outcome, Bug) and outcome.__cause__ is not None:
        raise outcome.__cause__  # it was met in this process, which can show the whole way there
    if isinstance(outcome, Problem):
        raise outcome
    if not isinstance(outcome, Done):
        msg = f"an order had the outcome {outcome!r}"
        raise TypeError(msg)
    return dict(outcome.value)
