"""Whether an office may say what its answer says: the same rule wherever the answer comes from.

One that was just delivered, one that a piece of evidence shows: each is judged here.
"""

from collections.abc import Callable, Collection
from typing import Final

from depesha.envelope import Kind
from depesha.errors import DoesNotVerify
from depesha.keybook import OfficeEntry, Role
from depesha.names import OfficeId, Signature, station_of
from depesha.notice import Answer, ResponseCode
from depesha.office.ports import Verifier
from depesha.office.proof import signing_office
from depesha.wire import NAMESPACE

PEOPLE_SAY: Final = frozenset(
    {
        ResponseCode.OPERATOR_ACK,
        ResponseCode.WILL_COMPLY,
        ResponseCode.HAVE_COMPLIED,
        ResponseCode.CANNOT_COMPLY,
    }
)


def must_be_said_by(
    sealer: Verifier,
    known: Callable[[OfficeId], OfficeEntry | None],
    office: OfficeEntry,
    given: Answer,
    signed: tuple[bytes, Signature],
) -> OfficeEntry:
    """Return whose key signed an answer, once that may sign it and the office may say so.

    Args:
        sealer: verifies signatures.
        known: gives an office by its id.
        office: whose answer it is.
        given: the answer.
        signed: its bytes and the signature.

    Raises:
        DoesNotVerify: the signature does not hold, or there is no authority for that answer.
    """
    payload, signature = signed
    signer = signing_office(known, office, given.deputy)
    if not sealer.verify(signer.public_key, NAMESPACE[Kind.ANSWER], payload, signature):
        msg = f"the answer is not signed by {signer.office}"
        raise DoesNotVerify(msg)
    if given.code not in PEOPLE_SAY:
        msg = f"no office says {given.code.name}"
        raise DoesNotVerify(msg)
    if given.code is not ResponseCode.OPERATOR_ACK and Role.MAY_ACKNOWLEDGE not in office.roles:
        msg = f"{given.office} has no authority for {given.code.name}"
        raise DoesNotVerify(msg)
    return signer


def must_be_asked(
    office: OfficeEntry, given: Answer, addressed: Collection[str], classification: int
) -> None:
    """Let pass an answer of an addressee, or of the duty office of an addressee's station.

    Args:
        office: whose answer it is.
        given: the answer.
        addressed: to which offices the telegram was.
        classification: its level: who stands in must be cleared for it.

    Raises:
        DoesNotVerify: the telegram was not for that office.
    """
    if (given.in_place_of or given.office) not in addressed:
        msg = f"{given.office} answers a telegram that was not addressed to it"
        raise DoesNotVerify(msg)
    if given.in_place_of and not (
        Role.DUTY in office.roles
        and station_of(OfficeId(given.in_place_of)) == given.station
        and office.clearance >= classification
    ):
        msg = f"{given.office} may not answer in place of {given.in_place_of}"
        raise DoesNotVerify(msg)
