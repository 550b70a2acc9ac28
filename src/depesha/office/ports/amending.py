"""The part of the book about amendments, what is held back, and void numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid
from depesha.telegram import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentState:
    """What one telegram says of another.

    Attributes:
        registration: the registration digest of the other, as the amender has it.
        station: whose the amender is; `reference` is how it is named.
        message_type: of the amender.
        said_at: when the amender was registered.
        holds: the other is here, and the amender may say so.
        classification: of the amender.
    """

    registration: Digest
    station: StationId
    reference: str
    message_type: int
    relation: Relation
    said_at: TimeMs
    holds: bool
    classification: int


class Amendments(Protocol):
    """Views of facts about amendments, holds and void numbers."""

    def of(self, uid: Uid) -> Sequence[AmendmentState]:
        """Return what is said of a telegram, at most 256: first what holds, then as it came."""
        ...

    def withdrawn_by(self, uid: Uid) -> tuple[OfficeId, TimeMs] | None:
        """Return which office cancelled a telegram before it was sent, and when."""
        ...

    def closed_by(self, uid: Uid) -> tuple[Relation, str] | None:
        """Return by which telegram one was cancelled, or else superseded; and as which of both."""
        ...

    def relations_of(self, uid: Uid) -> Sequence[Relation]:
        """Return what a telegram itself is to others."""
        ...

    def held_until(self, uid: Uid) -> TimeMs | None:
        """Return until when a telegram is held, or None if it is not."""
        ...

    def due(self, now: TimeMs, limit: int) -> Sequence[Uid]:
        """Return the held telegrams whose time has come, the earliest first."""
        ...

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        ...

    def bearer(self, series: str, year: int, number: int) -> Uid | None:
        """Return the telegram that bears a number of a series."""
        ...

    def first_number(self, series: str, year: int) -> int | None:
        """Return the lowest number of a series that is borne or void, or None if there is none."""
        ...

    def is_void(self, series: str, year: int, number: int) -> bool:
        """Say whether that number is void."""
        ...
