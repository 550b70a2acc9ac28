"""Orders about cover names and the authority of names."""

from dataclasses import dataclass

from depesha.archive.names import Name
from depesha.names import OfficeId
from depesha.office.facts.covers import CoverForm


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCover:
    """Keep a cover name.

    Attributes:
        forms: as it is spelled.
        classification: what a reader must be cleared for to know it as one.
    """

    order_id: str
    office: OfficeId
    forms: tuple[CoverForm, ...]
    classification: int = 0
    compartment: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendCover:
    """Let a cover name be for other readers, or be none: it was kept in error.

    Attributes:
        cover: its id, or a form of it, where one alone is known by that to whoever orders.
        classification: what a reader must be cleared for from now on; None: it is taken back.
    """

    order_id: str
    office: OfficeId
    cover: str
    classification: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyCover:
    """Say whom a cover name meant, at a time.

    Attributes:
        cover: its id, or a form of it, where one alone is known by that to whoever orders.
        person, variants: as named, and otherwise spelled.
        classification: what a reader must be cleared for to know it.
        since, until: a day, month or year each; empty: open.
    """

    order_id: str
    office: OfficeId
    cover: str
    person: str
    classification: int
    basis: str
    decided_by: str
    variants: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    published_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawIdentification:
    """Let an identification count no more; `identification` is its id."""

    order_id: str
    office: OfficeId
    identification: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateNames:
    """State how persons, places and offices are called."""

    order_id: str
    office: OfficeId
    names: tuple[Name, ...]
