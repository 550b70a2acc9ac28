"""Who reads at this station, and what a list shows to whom; known without loading the key book.

Rule 1: for an office that is named, what it is not cleared for is not there.
Rule 2: where none is named, nobody in particular reads, such as a registrar at the machine. A list
then has every line with its numbers, times, label and state, but a subject, a sender and offices
only where every office here is cleared for them.
Rule 3: a book that is numbered without gaps has a line for every number: of what an office is not
cleared for it is the number alone (`books`), so that nobody takes it for a gap.
Rule 4: what opens a telegram or a draft is asked for an office: the one named, or the only one.

What counts is the key book in force. What it says of the offices of this station is kept beside it,
in the same commit (`office.administration`), so that a tray opens without the office and the cipher
library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.errors import NotFound, Usage

NOBODY_CLEARED: Final = -1
"""Below every classification: where there is no office, nobody is cleared for anything."""

RELEASER: Final = "releaser"

MAX_CHOICE: Final = 12
"""Offices that a hint names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOffice:
    """An office of this station, as the key book in force says."""

    office: str
    clearance: int
    roles: frozenset[str]
    acts_for_releaser: bool = False
    """Whether it is the deputy of an office that may release."""
    acts_for: tuple[str, ...] = ()
    """The offices beside it whose deputy it is."""

    def may_read_draft_of(self, drafter: str, asked: Sequence[str] = ()) -> bool:
        """Say whether it may read a draft: its own, one it was asked to review, any if it releases.

        That alone does not suffice: it is cleared for the label that the draft names, too
        (`draft.clearance`).
        """
        return self.is_releaser or self.office == drafter or self.office in asked

    @property
    def is_releaser(self) -> bool:
        """Whether it may release, in its own name or in that of an office whose deputy it is."""
        return RELEASER in self.roles or self.acts_for_releaser


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What a list of telegrams shows to whoever asks.

    Attributes:
        clearance: lines that are classified higher are not there; None: all lines are.
        open_upto: lines that are classified higher have no subject, sender or offices.
    """

    clearance: int | None
    open_upto: int


def offices_of(kept: Sequence[dict[str, Any]]) -> list[ReadingOffice]:
    """Return the offices that the store keeps beside the key book in force."""
    deputies = {
        deputy for one in kept if RELEASER in one["roles"] for deputy in one.get("deputies", ())
    }
    return [
        ReadingOffice(
            office=one["office"],
            clearance=one["clearance"],
            roles=frozenset(one["roles"]),
            acts_for_releaser=one["office"] in deputies,
            acts_for=tuple(
                other["office"] for other in kept if one["office"] in other.get("deputies", ())
            ),
        )
        for one in kept
    ]


def reader_of(offices: Sequence[ReadingOffice], named: str | None) -> ReadingOffice | None:
    """Return the office that reads: the one named, or the only one; None is nobody in particular.

    Raises:
        NotFound: there is no such office here.
    """
    if named is None:
        return offices[0] if len(offices) == 1 else None
    found = next((one for one in offices if one.office == named), None)
    if found is None:
        msg = f"there is no office {named} here"
        raise NotFound(msg, hint='"depesha office list" lists the offices of this station')
    return found


def somebody(offices: Sequence[ReadingOffice], named: str | None) -> ReadingOffice:
    """Return the office that reads, where it must be one.

    Raises:
        NotFound: there is no such office here.
        Usage: there are several and none is named, or there is none.
    """
    office = reader_of(offices, named)
    if office is None:
        msg = "which office reads is not said" if offices else "no office acts here yet"
        make = 'make one with "depesha office add"'
        raise Usage(msg, hint=choice_of([one.office for one in offices]) if offices else make)
    return office


def choice_of(offices: Sequence[str]) -> str:
    """Return the hint to whoever named no office where there are several."""
    first, *others = sorted(offices)[:MAX_CHOICE]
    more = ", …" if len(offices) > MAX_CHOICE else ""
    return f"--as {first}, or another of them: {', '.join(others)}{more}"


def eyes_of(offices: Sequence[ReadingOffice], named: str | None) -> Eyes:
    """Return what a list of telegrams shows to the office named, or to nobody in particular.

    Raises:
        NotFound: there is no such office here.
    """
    if named is None:
        lowest = min((one.clearance for one in offices), default=NOBODY_CLEARED)
        return Eyes(clearance=None, open_upto=lowest)
    office = somebody(offices, named)
    return Eyes(clearance=office.clearance, open_upto=office.clearance)
