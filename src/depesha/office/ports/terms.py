"""The tasks of offices as the clock looks at them: which terms run, and what was noticed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from depesha.life import Exit, Rung, Term
from depesha.names import OfficeId, StationId, TimeMs, Uid
from depesha.telegram import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class TermState:
    """One term of a task that runs.

    Attributes:
        due_at: when it runs out; None: it is not known yet, or there is no time to it.
        look_at: when the clock must look at it next; None: never again, as things stand.
        is_passed: that it ran out was noticed.
        chased: how many chasers went for it.
    """

    due_at: TimeMs | None
    look_at: TimeMs | None
    is_passed: bool = False
    chased: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A telegram at one addressee office, as its terms run.

    Attributes:
        station: of the office; `originator` is the telegram's.
        reference: as people name the telegram.
        is_ours: it was registered here; else it came.
        counted_from: when it was delivered, as terms are counted; None: no report says so yet.
        terms: those that run now, by what they are due for.
        chased: how many chasers went, or came, for any of its terms.
    """

    uid: Uid
    office: OfficeId
    station: StationId
    originator: StationId
    reference: str
    is_ours: bool
    message_type: int
    classification: int
    precedence: Precedence
    receipt: bool
    execution: bool
    rung: Rung
    exit: Exit | None
    counted_from: TimeMs | None
    terms: Mapping[Term, TermState]
    chased: int
    shown_to: tuple[OfficeId, ...] = ()


class Terms(Protocol):
    """Views of facts about tasks and their terms."""

    def due(self, now: TimeMs, limit: int) -> Sequence[Task]:
        """Return the tasks that are to be looked at by `now`, earliest first."""
        ...

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        ...

    def task(self, uid: Uid, office: OfficeId) -> Task | None:
        """Return how a telegram stands at an addressee office, if it is known here."""
        ...

    def shown(self, uid: Uid, office: OfficeId) -> Sequence[OfficeId]:
        """Return the addressees in whose place a duty office here is shown a telegram."""
        ...
