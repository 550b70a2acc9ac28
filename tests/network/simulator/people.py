"""The people of a simulation: they send, answer what came, and ask again after a power cut.

Rule 1: whoever gets no answer from his station asks again, with the same order id.
Rule 2: what happens is drawn before it begins, so that a history with fewer telegrams is the same
    one with the last of them left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from depesha.errors import Bug, NotNow, NumbersAwaited, Problem
from depesha.names import OfficeId, StationId
from depesha.office.events import (
    Amend,
    Cancel,
    Comply,
    Confirm,
    Done,
    Order,
    Outcome,
    Report,
    Send,
)
from depesha.office.facts import Delivered
from depesha.telegram import Relation
from tests.network.drafts import draft
from tests.network.keys import DAY_MS, HOUR_MS, MINUTE_MS
from tests.network.simulator.clockwork import Clockwork, drawn_from
from tests.network.simulator.ledger import Commit
from tests.network.simulator.settings import Settings
from tests.network.simulator.texts import text_of

ANSWERED = 0.6
"""Share of the telegrams that somebody answers."""

LATE = 0.2
"""Share of the answers that come days late."""

PRECEDENCES = ("DEFERRED", "ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH")
AGAIN_MS = 10_000

AMENDING = 500_000
"""The texts of what amends are numbered from here on."""

Give = Callable[[StationId, Order, Callable[[Outcome], None]], bool]
"""Gives an order to a station, and says whether anybody was there to take it."""


@dataclass(slots=True)
class Tally:
    """What became of orders: done, or refused with a word to the person."""

    done: int = 0
    repeated: int = 0
    refused: dict[str, int] = field(default_factory=dict)


class People:
    """All who give orders."""

    def __init__(
        self,
        settings: Settings,
        correspondents: Mapping[StationId, Sequence[StationId]],
        clock: Clockwork,
        give: Give,
        met_a_bug: Callable[[StationId, Bug], None],
    ) -> None:
        self._clock = clock
        self._give = give
        self._met_a_bug = met_a_bug
        self._random = drawn_from(settings.seed, "people")
        self._correspondents = correspondents
        self._sending_ms = settings.sending_ms
        self._amending = settings.amending
        self.unanswered: dict[StationId, dict[str, Order]] = {}
        self.tally = Tally()
        for number in range(settings.telegrams):
            self._plan(number)

    # -- sending

    def _plan(self, number: int) -> None:
        random = drawn_from(self._random.random(), number)
        station = random.choice(sorted(self._correspondents))
        to = self._correspondents[station]
        if to:
            several = random.sample(to, 2 if len(to) > 1 and random.random() < 0.2 else 1)
            order = _send(station, several, number, random)
            at = self._clock.now + random.randrange(self._sending_ms)
            self._clock.at(at, partial(self.ask, station, order))

    def ask(self, station: StationId, order: Order) -> None:
        """Give an order at a station, and again until it is answered."""
        self.unanswered.setdefault(station, {})[order.order_id] = order
        self._give(station, order, partial(self._answered, station, order))

    def _answered(self, station: StationId, order: Order, outcome: Outcome) -> None:
        self._clock.note("answered", station, order.order_id, type(outcome).__name__)
        if isinstance(outcome, Bug):
            self._met_a_bug(station, outcome)
        if isinstance(outcome, NotNow | NumbersAwaited):
            wait_ms = AGAIN_MS if isinstance(outcome, NotNow) else 10 * MINUTE_MS
            self._clock.after(wait_ms, partial(self.ask, station, order))
            return
        self.unanswered[station].pop(order.order_id, None)
        if isinstance(outcome, Done):
            self.tally.done += 1
            self.tally.repeated += bool(outcome.value.get("repeated"))
            if isinstance(order, Send):
                self._amend(station, order, str(outcome.value["reference"]))
        elif isinstance(outcome, Problem):
            self.tally.refused[outcome.code] = self.tally.refused.get(outcome.code, 0) + 1

    def begun(self, station: StationId) -> None:
        """A station is there again: whoever got no answer asks again."""
        for order in list(self.unanswered.get(station, {}).values()):
            self.ask(station, order)

    def _amend(self, station: StationId, order: Send, reference: str) -> None:
        """Perhaps the sender cancels or corrects what he sent, before it is there or long after."""
        random = drawn_from("amends", order.order_id)
        if random.random() >= self._amending:
            return
        words = text_of(AMENDING + int(order.order_id.rpartition("-")[2]))
        named: dict[str, Any] = {"office": order.office, "reference": reference}
        amends: Order = (
            Cancel(order_id=f"cancel-{order.order_id}", reason=words, **named)
            if random.random() < 0.6
            else Amend(
                order_id=f"correct-{order.order_id}",
                relation=Relation.CORRECTS,
                text=f"\n{words}\n",
                **named,
            )
        )
        self._clock.after(random.randrange(4 * HOUR_MS), partial(self.ask, station, amends))

    # -- answering

    def delivered(self, commit: Commit, fact: Delivered) -> None:
        """A telegram lies before an office: perhaps it answers, at once or in some hours."""
        random = drawn_from(fact.entry.identity.uid.hex())
        if random.random() > ANSWERED:
            return
        station = commit.station.name
        reference = f"{fact.entry.station}/{fact.entry.number}"
        chosen = random.choice(_ANSWERS)
        late_ms = random.randrange(HOUR_MS, 4 * DAY_MS) if random.random() < LATE else 0
        for number, answer in enumerate(chosen):
            order_id = f"{answer}-{number}-{fact.entry.identity.uid.hex()}"
            order = _answer(answer, order_id, OfficeId(f"desk@{station}"), reference)
            wait_ms = random.randrange(MINUTE_MS, 3 * HOUR_MS) + number * HOUR_MS + late_ms
            self._clock.after(wait_ms, partial(self.ask, station, order))


_ANSWERS: tuple[tuple[str, ...], ...] = (
    ("confirm",),
    ("comply",),
    ("report",),
    ("cannot",),
    ("confirm", "comply", "report"),
    ("comply", "report"),
    ("comply", "interim", "interim"),
    ("interim", "interim", "report"),
    ("confirm", "cannot"),
)


def _answer(answer: str, order_id: str, office: OfficeId, reference: str) -> Order:
    if answer == "confirm":
        return Confirm(order_id=order_id, office=office, reference=reference)
    if answer == "comply":
        return Comply(order_id=order_id, office=office, reference=reference)
    return Report(
        order_id=order_id,
        office=office,
        reference=reference,
        text="" if answer == "cannot" else f"Исполнено: {order_id[:10]}.",
        interim=answer == "interim",
        cannot="Нет связи." if answer == "cannot" else "",
    )


def _asked(precedence: str, random: Random) -> dict[str, str]:
    """Return what is asked of the addressees: a receipt, a report, interim reports, or nothing.

    Of what is deferred nothing: its chasers would still go when all is to be at rest.
    """
    if precedence == "DEFERRED":
        return {}
    lines = {}
    if random.random() < 0.6:
        lines["Receipt"] = random.choice(("confirm", f"confirm within {random.randrange(1, 9)}h"))
    if random.random() < 0.5:
        every = f" every {random.randrange(1, 5)}h" if random.random() < 0.3 else ""
        lines["Execution"] = f"report within {random.randrange(2, 24)}h{every}"
    return lines


def _send(station: StationId, to: Sequence[StationId], number: int, random: Random) -> Send:
    lines = {"Precedence": random.choice(PRECEDENCES)}
    if random.random() < 0.1:
        lines["Deliver_by"] = f"within {random.randrange(1, 12)}h"
    lines |= _asked(lines["Precedence"], random)
    offices = [f"desk@{one}" for one in to]
    return Send(
        order_id=f"send-{number}",
        office=OfficeId(f"desk@{station}"),
        text=draft(*offices, text=text_of(number), **lines),
    )
