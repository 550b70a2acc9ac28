"""What the desk asks of the archive's registers, and has done to its index."""

from typing import Protocol

from depesha.names import Digest


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

    def index(self, limit: int) -> int:
        """Put the next records into the index, at most so many; return how many that were."""
        ...
