"""Facts about cover names, whom they meant, and the authority of names."""

from dataclasses import dataclass

from depesha.archive.names import NameKind
from depesha.names import CoverId, OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverForm:
    """A spelling of a cover name, and its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverNamed:
    """A cover name is known to be one.

    Attributes:
        cover: 8 random bytes: ids that are counted would tell how many there are.
        forms: as it is spelled.
        classification: what a reader must be cleared for to know it as a cover name.
        compartment, remarks: as whoever keeps it says.
    """

    cover: CoverId
    forms: tuple[CoverForm, ...]
    office: OfficeId
    classification: int = 0
    compartment: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAmended:
    """A cover name is for other readers from now on, or is none: it was kept in error.

    Attributes:
        classification: what a reader must be cleared for; of no effect on one that is taken back.
        is_taken_back: it is a cover name no longer.
        reason: why.
    """

    cover: CoverId
    office: OfficeId
    reason: str
    classification: int = 0
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverIdentified:
    """Whom a cover name meant, at a time.

    Attributes:
        identification: 8 random bytes.
        person, variants: as named, and otherwise spelled.
        classification: what a reader must be cleared for to know it.
        since, until: a day, month or year each; empty: open.
        basis, decided_by: on what, and who says so.
        published_in: where it is public, if it is.
    """

    identification: CoverId
    cover: CoverId
    person: str
    classification: int
    basis: str
    decided_by: str
    office: OfficeId
    variants: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    published_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationWithdrawn:
    """An identification counts no more; that it was made stays."""

    identification: CoverId
    office: OfficeId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameStated:
    """How a person, a place or an office is called: `archive.names.Name`, by an office."""

    id: str
    kind: NameKind
    preferred: str
    office: OfficeId
    variants: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
