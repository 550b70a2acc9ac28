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

    def index(self, limit: int) -> int:
        """Put the next records into the index, at most so many; return how many that were."""
        ...
