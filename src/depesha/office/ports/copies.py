"""The copies ledger, as the desk reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from depesha.names import Digest, TimeMs, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyState:
    """One copy as it stands: who answers for it, and what was done with it."""

    uid: Uid
    number: int
    holder: str
    state: str
    """`HELD`, `RETURNED`, `DESTROYED` or `ARCHIVED`."""
    return_by: TimeMs | None = None
    certified_at: TimeMs | None = None
    printed_at: TimeMs | None = None
    printings: int = 0
    """How often it was printed; the last sheet is the one that holds."""
    certified_by: str = ""
    printed_by: str = ""
    shelf: str = ""
    """Where it was put when it was archived."""


class CopyLedger(Protocol):
    """Views of facts about copies."""

    def of(self, uid: Uid) -> Sequence[CopyState]:
        """Return the copies of a telegram that this station made, by their numbers."""
        ...

    def due(self, now: TimeMs, limit: int) -> Sequence[CopyState]:
        """Return held copies whose term is over and was not noticed, the earliest first."""
        ...

    def next_due(self) -> TimeMs | None:
        """Return when the next term ends that was not noticed yet."""
        ...

    def answer_printings(self, answer: Digest) -> int:
        """Return how often an answer was printed here."""
        ...
