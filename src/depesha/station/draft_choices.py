"""What an office may do with a draft, told before it asks, for faces that offer it.

    {"choice": "release", "names": ["gromyko@moscow"], "why": null, "about": ""}
    {"choice": "endorse", "names": [], "why": "own", "about": "gromyko@moscow"}

Rule 1: this decides nothing, as `choices` does not: the order is decided in its commit.
Rule 2: `names` are the offices in whose name it may be done: its own and, for a release, those
    whose deputy it is.
Rule 3: what the words of a draft keep from release `look-over` says; here stands what its state and
    the office's rights do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from depesha.draft import parse_partial
from depesha.errors import Problem
from depesha.names import OfficeId
from depesha.office.drafting import UNRETURNED
from depesha.office.ports import DraftState, Endorsement
from depesha.station.policies import shipped_policies
from depesha.station.readers import RELEASER, ReadingOffice, somebody
from depesha.station.reading import Fields, Reader, office_in
from depesha.station.showing import readable_draft
from depesha.store.registers import StoredRegisters

Shown = dict[str, Any]
Why: TypeAlias = tuple[str, str]

DRAFTER: Final = "drafter"
UNKNOWN_LEVEL: Final = 0
"""Of a label that is none yet: it keeps nobody away, and `look-over` says that it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A draft, and an office in whose name something might be done with it.

    Attributes:
        draft: as it stands.
        level: the classification that its words name.
        office: in whose name.
        signer: who would sign: the office itself, or its deputy.
        asked: who was asked to review it.
        standing: what was signed of this version.
        holder: who holds an office.
    """

    draft: DraftState
    level: int
    office: ReadingOffice
    signer: ReadingOffice
    asked: Sequence[str]
    standing: Sequence[Endorsement]
    holder: Callable[[OfficeId], str]


Hindrance: TypeAlias = Callable[[Case], Why | None]

# -- what may stand in the way --------------------------------------------------------------------


def _open(case: Case) -> Why | None:
    over = case.draft.state in ("registered", "dropped")
    return ("draft-over", f"Draft state {case.draft.state}") if over else None


def _lies(case: Case) -> Why | None:
    return None if case.draft.state in UNRETURNED else ("draft-returned", case.draft.office)


def _right(role: str, case: Case) -> Why | None:
    return None if role in case.office.roles else ("right", role)


def _cleared(case: Case) -> Why | None:
    low = next((one for one in (case.office, case.signer) if one.clearance < case.level), None)
    return ("draft-clearance", low.office) if low else None


def _unreleased(case: Case) -> Why | None:
    """One person signs once, whatever offices he holds."""
    for one in case.standing:
        signer = one.deputy or one.office
        if not one.is_release:
            continue
        holder = case.holder(OfficeId(case.signer.office))
        same = case.signer.office == signer or (holder and holder == case.holder(signer))
        if one.office == case.office.office or same:
            return "draft-signed", signer
    return None


def _not_own(case: Case) -> Why | None:
    return ("draft-own", case.draft.office) if case.draft.office == case.office.office else None


def _asked_or_releaser(case: Case) -> Why | None:
    may = case.office.office in case.asked or RELEASER in case.office.roles
    return None if may else ("draft-not-asked", "")


def _unreviewed(case: Case) -> Why | None:
    mine = any(one.office == case.office.office and not one.is_release for one in case.standing)
    return ("draft-signed", case.office.office) if mine else None


def _own_or_releaser(case: Case) -> Why | None:
    own = case.draft.office == case.office.office
    return None if own else _right(RELEASER, case)


_RELEASES: Final = partial(_right, RELEASER)

CHOICES: Final[Mapping[str, tuple[Hindrance, ...]]] = {
    "release": (_open, _lies, _RELEASES, _cleared, _unreleased),
    "endorse": (_open, _lies, _not_own, _asked_or_releaser, _cleared, _unreviewed),
    "return": (_open, _lies, _RELEASES),
    "ask": (_open, _lies, _own_or_releaser),
    "edit": (_open, partial(_right, DRAFTER)),
    "drop": (_open, _own_or_releaser),
}
"""What may stand in the way of each; the first that does is told."""

DEPUTED: Final = frozenset({"release"})
"""What a deputy does for an office."""

# -- the question ---------------------------------------------------------------------------------


def draft_choices(reader: Reader, fields: Fields) -> list[Shown]:
    """Return what an office may do with a draft, each in whose name, or why not.

    Raises:
        NotFound: there is none, or it is not for the office to read: in the same words.
        Usage: it is not said which office asks.
    """
    offices = reader.offices()
    signer = somebody(offices, office_in(reader.config, fields))
    draft, asked = readable_draft(reader, fields)
    registers = StoredRegisters(reader.database)
    standing = [
        one
        for one in registers.endorsements(draft.draft)
        if one.voided_at is None and one.version == draft.version
    ]
    cases = [
        Case(
            draft=draft,
            level=_level(reader, draft),
            office=office,
            signer=signer,
            asked=asked,
            standing=standing,
            holder=registers.holder,
        )
        for office in (signer, *(one for one in offices if one.office in signer.acts_for))
    ]
    return [_choice(choice, hindrances, cases) for choice, hindrances in CHOICES.items()]


def _choice(choice: str, hindrances: Sequence[Hindrance], cases: Sequence[Case]) -> Shown:
    said = [(case, _first(hindrances, case)) for case in cases[: None if choice in DEPUTED else 1]]
    names = [case.office.office for case, why in said if why is None]
    # an office that may not release for itself is told what keeps it from releasing for another
    whys = sorted((why for _, why in said if why is not None), key=lambda one: one[0] == "right")
    why, about = (None, "") if names else whys[0]
    return {"choice": choice, "names": names, "why": why, "about": about}


def _first(hindrances: Sequence[Hindrance], case: Case) -> Why | None:
    return next((why for hinders in hindrances if (why := hinders(case)) is not None), None)


def _level(reader: Reader, draft: DraftState) -> int:
    try:
        said = parse_partial(draft.text.encode())
        policy = shipped_policies()[reader.config.policy]
        return policy.find_classification(said.classification).level
    except Problem:
        return UNKNOWN_LEVEL
