"""Facts of the station as a whole: how it began, what is in force, and its alarms."""

from dataclasses import dataclass

from depesha.names import Digest, Epoch, StationId
from depesha.telegram import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class StationFounded:
    """The store began: the first leaf of every journal."""

    station: StationId
    epoch: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesOpened:
    """A series of numbers begins (or goes on) at `first`.

    With `runs_on` it does not begin anew with the year; None leaves that as it was.
    """

    series: str
    year: int
    first: int
    runs_on: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBookAdopted:
    """A version of the key book and of the plan was verified and is in force here."""

    version: int
    digest: Digest
    plan_version: int
    plan_digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised:
    """Something is missing or wrong and a person must look. One alarm per (kind, about) is open."""

    kind: str
    about: str
    text: str
    precedence: Precedence | None = None
    """How urgent it is; None is read as the kind's own urgency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmCleared:
    """What the alarm was about came right by itself."""

    kind: str
    about: str
