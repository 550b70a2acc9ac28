"""What the desk asks of the archive's registers, and has done to its index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from depesha.names import Digest, Uid
from depesha.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleState:
    """When a source is looked at again, and what it is.

    `uid`: of the telegram that was filed, if one was; days are ISO 8601, empty: never.
    """

    record: Digest
    uid: Uid | None
    review_on: str
    declassify_on: str
    is_declassified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionState:
    """An edition of a source: its number here, its document, what a reader must be cleared for."""

    record: int
    digest: Digest
    classification: int


class Archive(Protocol):
    """The records of this station."""

    def has(self, record: Digest) -> bool:
        """Say whether a record is there."""
        ...

    def editions(self, source: str) -> int:
        """Return how many editions of a source there are."""
        ...

    def record(self, number: int, clearance: int) -> Digest | None:
        """Return the record of that number here, if that clearance is enough for it."""
        ...

    def releases(self, record: Digest) -> int:
        """Return how many decisions there are about the source of a record."""
        ...

    def unreleased(
        self, batch: str, source: str, after: int, clearance: int, limit: int
    ) -> list[tuple[int, Digest]]:
        """Return records that are not public, by their numbers from `after` on, at most so many.

        Args:
            batch: what they came in; empty: whichever.
            source: how their sources begin.
            after: the number behind which they stand.
            clearance: what is enough for them.
            limit: how many at most.
        """
        ...

    def newest(self, source: str, clearance: int) -> EditionState | None:
        """Return the newest edition of a source for which that clearance is enough."""
        ...

    def documents_of(self, source: str) -> Sequence[Digest]:
        """Return the documents of all editions of a source."""
        ...

    def schedule(self, source: str) -> ScheduleState | None:
        """Return what is said about when a source is looked at again; None: nothing is."""
        ...

    def next_due(self) -> str:
        """Return the earliest day on which a record is to be looked at again; empty: none."""
        ...

    def take_out(self, record: Digest) -> None:
        """Take a record out of the index: no page of the store has its words after the commit."""
        ...

    def index_again(self, source: str) -> None:
        """Put the newest edition of a source into the index anew: it is classified otherwise."""
        ...

    def index(self, policies: Mapping[str, Policy], limit: int, letters: int | None) -> int:
        """Put the next records and telegrams into the index; return how many that were.

        Args:
            policies: by which labels are named.
            limit: at most so many.
            letters: stop behind so many letters of text; None: never.
        """
        ...

    def index_anew(self) -> None:
        """Destroy the index; it is made again by `index`."""
        ...
