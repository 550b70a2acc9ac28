"""Orders to a station that nobody serves: the lock is taken, the desk runs for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from depesha.errors import Bug, Problem
from depesha.office.events import Done, Event, Outcome
from depesha.station import clock
from depesha.station.home import Home
from depesha.station.office_keys import NO_SECRETS, Secrets
from depesha.station.room import Room, open_room
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
        event = room.keyring.prepared(room.event(name, fields, order_id), secrets or NO_SECRETS)
        outcome = _handled(room, [event])[0]
    return result_of(outcome)


def give_all(
    home: Home,
    passphrase: Passphrase | None,
    orders: Sequence[tuple[str, Mapping[str, object]]],
    secrets: Secrets,
) -> list[Outcome]:
    """Hold the home, give one order behind the other, and return what each came to.

    They are one group with one commit: nothing else comes here meanwhile, for which to make way.
    One that is refused does not keep those behind it from being carried out.

    Raises:
        Busy: another process holds the home.
    """
    with home.held(), open_room(home, passphrase) as room:
        prepared = [_prepared(room, name, fields, "", secrets) for name, fields in orders]
        events = [one for one in prepared if not isinstance(one, Problem)]
        decided = iter(_handled(room, events) if events else ())
        return [one if isinstance(one, Problem) else next(decided) for one in prepared]


def _prepared(
    room: Room, name: str, fields: Mapping[str, object], order_id: str, secrets: Secrets
) -> Event | Problem:
    try:
        return room.keyring.prepared(room.event(name, fields, order_id), secrets)
    except Problem as problem:
        return problem


def _handled(room: Room, events: Sequence[Event]) -> Sequence[Outcome]:
    outcomes = room.desk.handle(events, clock.now()).outcomes
    room.clear_away()
    return outcomes


def result_of(outcome: Outcome) -> dict[str, Any]:
    """Return the result of an order that was carried out.

    Raises:
        Problem: it was refused.
    """
    if isinstance(outcome, Bug) and outcome.__cause__ is not None:
        raise outcome.__cause__  # it was met in this process, which can show the whole way there
    if isinstance(outcome, Problem):
        raise outcome
    if not isinstance(outcome, Done):
        msg = f"an order had the outcome {outcome!r}"
        raise TypeError(msg)
    return dict(outcome.value)
