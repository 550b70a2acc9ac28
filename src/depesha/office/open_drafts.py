"""A draft as an order names it: there for whoever may read it, and for nobody else.

Rule 1: its drafter reads it, whoever was asked to review it, and whoever may release; and each of
    them is cleared for the label that it names (`draft.clearance`).
Rule 2: for anybody else it is not there, in the same words as for a number that there is not,
    whatever has become of it.
"""

from depesha.draft.clearance import is_cleared
from depesha.errors import NotFound, Refused
from depesha.keybook import Role
from depesha.names import OfficeId
from depesha.office.labels import policy_of
from depesha.office.ports import DraftState
from depesha.office.sitting import Sitting


def open_draft(sitting: Sitting, number: int, office: OfficeId) -> DraftState:
    """Return a draft that an office may read and that can still be changed.

    Raises:
        NotFound: there is none of that number for the office.
        Refused: it was released already, or dropped.
    """
    state = sitting.book.registers.draft(number)
    if state is None or not _may_read(sitting, state, office):
        msg = f"there is no draft {number}"
        raise NotFound(msg, hint='"depesha draft list" lists them')
    if state.state == "registered":
        msg = f"draft {number} was released already"
        raise Refused(msg, hint="what was released never changes; write a correction")
    if state.state == "dropped":
        msg = f"draft {number} was dropped"
        raise Refused(msg, hint="write another")
    return state


def _may_read(sitting: Sitting, state: DraftState, office: OfficeId) -> bool:
    is_drafter = office == state.office
    clearance = sitting.keys().office(office).clearance
    if not is_cleared(policy_of(sitting), state.text, clearance, is_drafter=is_drafter):
        return False
    return (
        is_drafter
        or _releases(sitting, office)
        or office in sitting.book.registers.asked(state.draft)
    )


def _releases(sitting: Sitting, office: OfficeId) -> bool:
    """Say whether it may release, in its own name or in that of an office whose deputy it is."""
    return sitting.may(office, Role.RELEASER) or any(
        office in entry.deputies
        for entry in sitting.keys().identity(sitting.own).offices
        if Role.RELEASER in entry.roles
    )
