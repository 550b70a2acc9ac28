"""Orders about alarms, and what became of the hook that is told of them."""

from dataclasses import dataclass

from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAlarm:
    """An office has looked at an alarm and takes it on; `alarm` is its number in the list."""

    order_id: str
    office: OfficeId
    alarm: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookRan:
    """The station's hook for alarms was run: what went wrong; empty: it ended well."""

    problem: str = ""
