"""Bugs of execution control to plant: as in `bugs.py`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from depesha.life import Term
from depesha.names import OfficeId, TimeMs, Uid
from depesha.office.facts import Escalated, Fact, Registered, TermPassed
from depesha.office.ports import Task
from tests.network.through import Through

MANY = 10_000
FAR = TimeMs(10**15)


class Terms(Through):
    """A book whose terms are another port's."""

    def __init__(self, honest: Any, terms: Any) -> None:
        super().__init__(honest)
        self.terms = terms


class ForgetsTermsAtARestart(Through):
    """It looks at what came since it was opened, and at nothing before."""

    def __init__(self, honest: Any) -> None:
        super().__init__(honest)
        self._known: set[tuple[Uid, OfficeId]] = set()
        self._before: set[tuple[Uid, OfficeId]] | None = None

    def _remembered(self, now: TimeMs) -> list[Task]:
        tasks: Sequence[Task] = self._honest.due(now, MANY)
        if self._before is None:
            self._before = {(one.uid, one.office) for one in self._honest.due(FAR, MANY)}
        return [one for one in tasks if (one.uid, one.office) not in self._before]

    def due(self, now: TimeMs, limit: int) -> Sequence[Task]:
        return self._remembered(now)[:limit]

    def next_due(self) -> TimeMs | None:
        looks = [
            state.look_at
            for task in self._remembered(FAR)
            for state in task.terms.values()
            if state.look_at is not None
        ]
        return min(looks, default=None)


class ChasesWhoHasAnswered(Through):
    """It remembers whom it had to chase, and chases him once more whatever he has said."""

    def __init__(self, honest: Any) -> None:
        super().__init__(honest)
        self._again: dict[tuple[Uid, OfficeId], Task] = {}

    def due(self, now: TimeMs, limit: int) -> Sequence[Task]:
        tasks: Sequence[Task] = self._honest.due(now, limit)
        answered = [
            key
            for key in self._again
            if (known := self._honest.task(*key)) is not None and not known.terms
        ]
        again = [self._again.pop(key) for key in answered]
        self._again |= {(one.uid, one.office): one for one in tasks if one.is_ours}
        return [*tasks, *again]


class ShowsItToNobody(Through):
    """It writes down that a term is over where it should show a telegram to the duty office."""

    def append(self, fact: Fact, at: TimeMs) -> None:
        if isinstance(fact, Escalated):
            fact = TermPassed(uid=fact.uid, office=fact.office, term=Term.UNREAD, due_at=at)
        self._honest.append(fact, at)


class ForgetsWhatIsAsked(Through):
    """It registers a telegram as if nothing were asked of its addressees."""

    def append(self, fact: Fact, at: TimeMs) -> None:
        if isinstance(fact, Registered):
            duties = tuple(replace(one, receipt=False, execution=False) for one in fact.duties)
            fact = replace(fact, duties=duties)
        self._honest.append(fact, at)
