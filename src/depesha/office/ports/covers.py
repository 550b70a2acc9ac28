"""What the desk asks of the cover names that are kept, and of the authority of names."""

from collections.abc import Sequence
from typing import Protocol

from depesha.archive.names import Name


class Covers(Protocol):
    """Cover names and names; of what a clearance does not suffice for nothing is told."""

    def named(self, cover: str, clearance: int) -> list[str]:
        """Return the ids of the cover names that bear that id, or that form."""
        ...

    def counts(self, identification: str, clearance: int) -> bool:
        """Say whether that identification is there and was not withdrawn."""
        ...

    def has_stated(self, names: Sequence[Name]) -> list[bool]:
        """Say of each name whether it is stated exactly so."""
        ...
