"""What the desk asks of the cover names that are kept, and of the authority of names."""

from collections.abc import Collection, Sequence
from typing import Protocol

from depesha.archive.covers import Covered
from depesha.archive.names import Name


class Covers(Protocol):
    """Cover names and names; of what a clearance does not suffice for nothing is told.

    What is asked without a clearance is for the desk alone: it decides by it, and tells nobody.
    """

    def named(self, cover: str, clearance: int) -> list[str]:
        """Return the ids of the cover names that bear that id, or that form."""
        ...

    def counts(self, identification: str, clearance: int) -> bool:
        """Say whether that identification is there and was not withdrawn."""
        ...

    def known(self, keys: Collection[str], clearance: int) -> frozenset[str]:
        """Return those of these keys that are of cover names which a reader may know as such."""
        ...

    def covered(self, words: Collection[str]) -> Sequence[Covered]:
        """Return what cover names mean that may begin with one of these words, whoever may know."""
        ...

    def identified(self, keys: Collection[str]) -> Sequence[str]:
        """Return the identifications that count of a person with one of these keys."""
        ...

    def level(self, identification: str) -> int:
        """Return what a reader must be cleared for to know an identification that counts."""
        ...

    def meant_from(self, cover: str) -> int | None:
        """Return from which level on somebody knows whom it meant; None: nobody does."""
        ...

    def is_variant(self, form: str) -> bool:
        """Say whether the authority of names states that form as another one of somebody's name."""
        ...

    def has_stated(self, names: Sequence[Name]) -> list[bool]:
        """Say of each name whether it is stated exactly so."""
        ...
