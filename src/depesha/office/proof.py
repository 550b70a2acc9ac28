"""Whether a body and its registration are what they say: the same rule wherever they come from.

A telegram that was delivered, one that is quoted in another, one that is read again from the store:
each is verified here, against the identity of its station.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from depesha.envelope import AttachmentKey, Kind, sealed_size
from depesha.errors import DoesNotVerify
from depesha.keybook import IdentityLeaf, OfficeEntry, Role
from depesha.names import OfficeId, Signature
from depesha.office.ports import Verifier
from depesha.policy import Policy
from depesha.telegram import Body, Quotation, Registration, Release, Review
from depesha.wire import (
    BODY,
    MAX_BODY_BYTES,
    NAMESPACE,
    REGISTRATION,
    REVIEW_NAMESPACE,
    digest,
)

MAX_REGISTRATION_BYTES: Final = 64 * 1024


def verified(
    sealer: Verifier, signer: IdentityLeaf, body: bytes, registration: bytes, signature: Signature
) -> tuple[Body, Registration]:
    """Return the body and the registration, once every signature of them holds.

    Args:
        sealer: verifies signatures.
        signer: the identity of the station that must have registered it.
        body: the body's bytes as received.
        registration: the registration's bytes as received.
        signature: the station's signature of the registration.

    Raises:
        Malformed: they cannot be read.
        DoesNotVerify: a signature, the body id or an authority does not hold.
    """
    if not sealer.verify(signer.public_key, NAMESPACE[Kind.REGISTRATION], registration, signature):
        msg = f"the registration is not signed by {signer.station}"
        raise DoesNotVerify(msg)
    registered = REGISTRATION.decode(registration, max_bytes=MAX_REGISTRATION_BYTES)
    if registered.station != signer.station:
        msg = f"{signer.station} registered in the name of {registered.station}"
        raise DoesNotVerify(msg)
    if digest(body) != registered.body_id:
        msg = "the registration is of another body"
        raise DoesNotVerify(msg)
    deputies = {one.office: one.deputy for one in registered.deputies}
    if deputies.keys() - {one.office for one in registered.releases}:
        msg = "the registration names a deputy for a release that it does not have"
        raise DoesNotVerify(msg)
    for release in registered.releases:
        _must_hold(sealer, signer, body, release, deputies.get(release.office))
    for review in registered.reviews:
        _must_be_reviewed(sealer, signer, body, review)
    read = BODY.decode(body, max_bytes=MAX_BODY_BYTES)
    if read.station != signer.station:
        msg = f"{signer.station} registered a body of {read.station}"
        raise DoesNotVerify(msg)
    return read, registered


def _must_hold(
    sealer: Verifier,
    signer: IdentityLeaf,
    body: bytes,
    release: Release,
    deputy: OfficeId | None,
) -> None:
    office = signer.office(release.office)
    if office is None or Role.RELEASER not in office.roles:
        msg = f"{release.office} may not release for {signer.station}"
        raise DoesNotVerify(msg)
    who = signing_office(signer.office, office, deputy)
    if not sealer.verify(who.public_key, NAMESPACE[Kind.BODY], body, release.signature):
        msg = f"the body is not signed by {who.office}"
        raise DoesNotVerify(msg)


def _must_be_reviewed(sealer: Verifier, signer: IdentityLeaf, body: bytes, review: Review) -> None:
    office = signer.office(review.office)
    if office is None or not sealer.verify(
        office.public_key, REVIEW_NAMESPACE, body, review.signature
    ):
        msg = f"the body was not reviewed by {review.office}"
        raise DoesNotVerify(msg)


def signing_office(
    known: Callable[[OfficeId], OfficeEntry | None], office: OfficeEntry, deputy: OfficeId | None
) -> OfficeEntry:
    """Return whose key signs for an office: its own, or that of a deputy.

    Args:
        known: gives an office by its id.
        office: in whose name it is signed.
        deputy: who says that it signed for it.

    Raises:
        DoesNotVerify: the key book knows no such deputy of that office.
    """
    if deputy is None:
        return office
    found = known(deputy) if deputy in office.deputies else None
    if found is None:
        msg = f"{deputy} is no deputy of {office.office}"
        raise DoesNotVerify(msg)
    return found


def missing_releases(
    policies: Mapping[str, Policy], body: Body, registered: Registration
) -> int | None:
    """Return how many offices have still to release a telegram, by the policy of its label.

    What counts is how many offices released it, and how many signed: one who signs for himself and
    as a deputy counts once. None: that very policy is not known here.
    """
    policy = policies.get(body.label.policy)
    if policy is None or policy.digest != body.label.policy_digest:
        return None
    precedence = max(one.precedence for one in body.addressees)
    needed = policy.releasers(body.label.classification, precedence)
    if needed <= 1 and registered.releases:
        return 0
    deputies = {one.office: one.deputy for one in registered.deputies}
    offices = {one.office for one in registered.releases}
    signers = {deputies.get(one, one) for one in offices}
    return max(0, needed - min(len(offices), len(signers)))


def must_be_released(policies: Mapping[str, Policy], body: Body, registered: Registration) -> None:
    """Let pass a telegram that as many offices released as the policy of its label demands.

    One whose policy is not known here passes: whoever shows it says so.

    Raises:
        DoesNotVerify: some are missing.
    """
    missing = missing_releases(policies, body, registered)
    if missing:
        msg = f"{missing} more offices must release it by policy {body.label.policy}"
        raise DoesNotVerify(msg)


def verified_quotation(
    sealer: Verifier, signer: IdentityLeaf, quotation: Quotation
) -> tuple[Body, Registration]:
    """Return the quoted body and registration, once every signature of them holds.

    Raises:
        Malformed: they cannot be read, or do not verify.
    """
    return verified(sealer, signer, quotation.body, quotation.registration, quotation.signature)


def must_be_announced(body: Body, keys: Sequence[AttachmentKey]) -> None:
    """Let pass an envelope that has one key for each attachment of the body, in their order.

    The size of a blob follows from that of what is sealed in it: so a lie about either is seen
    before a byte of it has come.

    Raises:
        DoesNotVerify: it has others, or a blob cannot hold what the body says.
    """
    expected = [(place, sealed_size(one.size_bytes)) for place, one in enumerate(body.attachments)]
    if [(key.attachment, key.size_bytes) for key in keys] != expected:
        msg = "the envelope announces other attachments than the telegram has"
        raise DoesNotVerify(msg)
