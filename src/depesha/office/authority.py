"""In whose name an order is given, and by whom it is signed.

Rule 1: an office acts for itself, or for an office beside it whose deputy the key book says it is.
Rule 2: authority is that of the office in whose name it is done; the signature is the deputy's own,
and both are named in what is signed.
Rule 3: nobody signs what he may not read: clearance is asked of both.
"""

from dataclasses import dataclass

from depesha.errors import Forbidden
from depesha.keybook import Role
from depesha.names import OfficeId
from depesha.office.sitting import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who acts: `office` in whose name, `signer` by whose key; mostly the same."""

    office: OfficeId
    signer: OfficeId

    @property
    def deputy(self) -> OfficeId | None:
        """The deputy that signs; none: the office signs itself."""
        return None if self.signer == self.office else self.signer


def acting(sitting: Sitting, given_by: OfficeId, acting_for: OfficeId | None) -> Acting:
    """Return who acts by an order.

    Raises:
        Refused: an office is another station's, or unknown.
        Forbidden: the one is no deputy of the other.
    """
    signer = sitting.local_office(given_by)
    if acting_for is None or acting_for == signer:
        return Acting(office=signer, signer=signer)
    office = sitting.local_office(acting_for)
    if signer not in sitting.keys().office(office).deputies:
        msg = f"{signer} is no deputy of {office}"
        raise Forbidden(msg, hint='the key book says who is; see "depesha office list"')
    return Acting(office=office, signer=signer)


def must_have(sitting: Sitting, who: Acting, role: Role, what: str) -> None:
    """Let pass whoever acts in the name of an office with a role.

    Raises:
        Forbidden: that office has it not.
    """
    if not sitting.may(who.office, role):
        msg = f"{who.office} may not {what}"
        raise Forbidden(msg, hint="the key book says what an office may do")
