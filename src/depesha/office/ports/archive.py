"""What the desk asks of the archive's registers, and has done to its index."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from depesha.archive.cards import ToldBy
from depesha.names import Digest, OfficeId, Uid


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a record beside its document.

    Attributes:
        edition: which of its source's; `newest`: how many there are.
        batch: what it came in.
        classification: what a reader must be cleared for.
    """

    source: str
    edition: int
    newest: int
    batch: str
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

    def standing(self, record: Digest) -> Standing:
        """Return what is known of a record that is there, beside its document."""
        ...

    def releases(self, record: Digest) -> int:
        """Return how many decisions there are about the source of a record."""
        ...

    def public_version(self, record: Digest) -> int:
        """Return by which decision something of the source of a record is public; 0: nothing is."""
        ...

    def public_name(self, record: Digest) -> str:
        """Return the name that was drawn for the source of a record; empty: none was."""
        ...

    def is_out(self, source: str, sheet: int, scan: Digest) -> bool:
        """Say whether a scan of a sheet is public now."""
        ...

    def scans(self, record: Digest) -> list[tuple[int, Digest, bool]]:
        """Return the scans of a record's sheets, the newest last: sheet, digest, is redacted."""
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

    def schedule(self, source: str) -> ScheduleState | None:
        """Return what is said about when a source is looked at again; None: nothing is."""
        ...

    def next_due(self) -> str:
        """Return the earliest day on which a record is to be looked at again; empty: none."""
        ...

    def index_again(self, source: str) -> None:
        """Put the newest edition of a source into the index anew: it is classified otherwise."""
        ...

    def take_out(self, source: str) -> None:
        """Take whatever the index has of a source out of it."""
        ...

    def index_unfiled(self, source: str, uid: Uid, by: ToldBy) -> None:
        """Let a telegram be found as itself again, where it was found as a record."""
        ...

    def taken_back(self, source: str, clearance: int) -> EditionState | None:
        """Return the newest edition of a source whose filing was taken back, if one was."""
        ...

    def source(self, number: int, clearance: int) -> str | None:
        """Return what the record of that number was taken from, if that clearance is enough."""
        ...

    def is_expunged(self, source: str) -> bool:
        """Say whether the words of a source's records were destroyed here, and none came since."""
        ...

    def destroy(self, source: str) -> int:
        """Destroy the documents of a source and its words in the index; return how many."""
        ...

    def destroy_taken_back(self, source: str) -> None:
        """Destroy those of a source whose filing was taken back."""
        ...

    def destroy_reasons(self, source: str, *, of_taken_back: bool = False) -> tuple[int, ...]:
        """Destroy why editions of a source differ and scans were taken back; return the places.

        Args:
            source: what they were taken from.
            of_taken_back: of those alone whose filing was taken back.
        """
        ...

    def checked(self, record: Digest) -> Mapping[Digest, OfficeId]:
        """Return which proofs of a document were verified, by their names, and for which office."""
        ...

    def index(self, by: ToldBy, limit: int, letters: int | None) -> int:
        """Put the next records and telegrams into the index; return how many that were.

        Args:
            by: by what a telegram's label and time are told.
            limit: at most so many.
            letters: stop behind so many letters of text; None: never.
        """
        ...

    def index_anew(self) -> None:
        """Destroy the index; it is made again by `index`."""
        ...
