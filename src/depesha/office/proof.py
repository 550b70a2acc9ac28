"""Whether a body and its registration are what they say: the same rule wherever they come from.

A telegram that was delivered, one that is quoted in another, one that is read again from the store:
each is verified here, against the identity of its station.
"""

from collections.abc import Sequence
from typing import Final

from depesha.envelope import AttachmentKey, Kind, sealed_size
from depesha.errors import DoesNotVerify
from depesha.keybook import IdentityLeaf, Role
from depesha.names import Signature
from depesha.office.ports import Verifier
from depesha.telegram import Body, Quotation, Registration, Release
from depesha.wire import BODY, MAX_BODY_BYTES, NAMESPACE, REGISTRATION, digest

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
    for release in registered.releases:
        _must_hold(sealer, signer, body, release)
    read = BODY.decode(body, max_bytes=MAX_BODY_BYTES)
    if read.station != signer.station:
        msg = f"{signer.station} registered a body of {read.station}"
        raise DoesNotVerify(msg)
    return read, registered


def _must_hold(sealer: Verifier, signer: IdentityLeaf, body: bytes, release: Release) -> None:
    office = signer.office(release.office)
    if office is None or Role.RELEASER not in office.roles:
        msg = f"{release.office} may not release for {signer.station}"
        raise DoesNotVerify(msg)
    if not sealer.verify(office.public_key, NAMESPACE[Kind.BODY], body, release.signature):
        msg = f"the body is not signed by {release.office}"
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
