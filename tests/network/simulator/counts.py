"""What a history came to, in numbers."""

from dataclasses import dataclass

from depesha.office.facts import (
    Amended,
    Delivered,
    Fact,
    NonDelivered,
    Registered,
    RepeatRecognised,
)
from tests.network.simulator.ledger import Commit, Ledger


@dataclass(slots=True)
class Counts:
    """Counts of one history.

    Attributes:
        events, groups: what the desks decided, and in how many commits.
        registered, delivered, repeats, non_delivered: facts of all stations; a telegram for two
            stations is delivered twice, and an answer too can be given up.
        amended: what telegrams said of others, at whichever station.
        restored: stations that were restored from a backup, and said so.
        refused_to_open, put_back: older stores, without and with the file `head`.
    """

    events: int = 0
    groups: int = 0
    registered: int = 0
    delivered: int = 0
    repeats: int = 0
    non_delivered: int = 0
    crashes: int = 0
    refused_to_open: int = 0
    put_back: int = 0
    amended: int = 0
    restored: int = 0

    def join(self, ledger: Ledger) -> None:
        """Hear the facts that are counted."""
        for kind in (Registered, Delivered, RepeatRecognised, NonDelivered, Amended):
            ledger.on(kind, self._hear)

    def _hear(self, _commit: Commit, fact: Fact) -> None:
        self.registered += isinstance(fact, Registered)
        self.delivered += isinstance(fact, Delivered)
        self.repeats += isinstance(fact, RepeatRecognised)
        self.non_delivered += isinstance(fact, NonDelivered)
        self.amended += isinstance(fact, Amended)
