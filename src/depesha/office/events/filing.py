"""Orders about filing live telegrams, and about their schedule."""

from dataclasses import dataclass

from depesha.names import OfficeId
from depesha.office.facts import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTelegram:
    """Make a record of a telegram that is here: a copy of it lies in an archive.

    Attributes:
        archive, fond, opis, delo, papka: the shelf mark.
        first_leaf, last_leaf: its leaves; 0: not said.
        copy_number: which copy that is; 0: nobody says.
        since: since when it lies there, ISO 8601 as far as it is known; empty: not said.
        is_open_too: though an addressee has still to answer.
    """

    order_id: str
    office: OfficeId
    reference: str
    archive: str
    fond: str = ""
    opis: str = ""
    delo: str = ""
    papka: str = ""
    first_leaf: int = 0
    last_leaf: int = 0
    copy_number: int = 0
    since: str = ""
    is_open_too: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfileTelegram:
    """Take the filing of a telegram back: it was done in error.

    Attributes:
        decided_by, authority, decided_on, reason: who, by what law or rule, on which day, and why.
    """

    order_id: str
    office: OfficeId
    reference: str
    decided_by: str
    authority: str
    decided_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """Decide about a record that is looked at again.

    Attributes:
        record: its number here.
        decided_by, authority, decided_on: who, by what law or rule, on which day.
        category: of what stays classified: the code by which it is exempt.
        next_on: of what stays classified: when it is looked at again.
    """

    order_id: str
    office: OfficeId
    record: int
    decision: Decision
    decided_by: str
    authority: str
    decided_on: str
    category: str = ""
    next_on: str = ""
