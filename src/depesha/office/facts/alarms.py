"""Facts about alarms that a person makes: that somebody has taken one on."""

from dataclasses import dataclass

from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmAccepted:
    """An office accepted an alarm.

    Attributes:
        alarm: the place of the fact that raised it.
        note: what the office wrote beside it.
        lasts: it is still true, and stays in the list as accepted until it clears itself.
    """

    alarm: int
    kind: str
    about: str
    office: OfficeId
    note: str = ""
    lasts: bool = False
