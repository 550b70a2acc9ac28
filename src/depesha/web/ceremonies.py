"""What browsers are asked to do with passkeys, and what is believed of what comes back.

Two libraries stand on both sides of it: the browser's `navigator.credentials` and `webauthn` here.
Rule 1: the user is verified (a finger, a PIN) each time: a passkey that was found opens nothing.
Rule 2: a challenge is for one purpose and one answer (`challenges`); name and origin are this
    desk's.
Rule 3: what the passkey gives out (`prf`) comes beside its signed answer, goes to the station as a
    passphrase does, and into no page, log or fact.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import loads
from typing import Any, Final

from depesha.errors import DoesNotVerify, Refused
from depesha.names import OfficeId
from depesha.station.office_keys import Shown
from depesha.web.challenges import Challenges
from depesha.web.setting import Address

PRF_INPUT: Final = sha256(b"depesha: the key of an office").digest()
"""What every passkey is asked to give something out for. It is no secret: each passkey answers by a
key of its own, and the station's lock has a salt of its own."""

MAX_ANSWER: Final = 16 * 1024
"""Characters of an answer; the longest have a certificate chain of some kilobytes in them."""

TIMEOUT_MS: Final = 120_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A passkey that was made for an office."""

    credential: bytes
    public_key: bytes
    signs: int


class Ceremonies:
    """Asks and believes, for the desk at one address."""

    def __init__(self, address: Address, challenges: Challenges) -> None:
        self._address = address
        self._challenges = challenges

    def must_have_a_name(self) -> None:
        """Let pass where passkeys can be.

        Raises:
            Refused: the desk is reached by a number.
        """
        if not self._address.relying_party:
            msg = "passkeys are bound to a name, and this desk is reached by a number"
            raise Refused(msg, hint='say its name under [web]: origin = "https://desk.example.org"')

    def ask(self, purpose: str, known: Sequence[Mapping[str, Any]]) -> str:
        """Return what a browser is asked, in JSON, to show one of the known passkeys, or any."""
        import webauthn  # noqa: PLC0415  # 0.3 s, where a passkey is used
        from webauthn.helpers import structs  # noqa: PLC0415

        self.must_have_a_name()
        options = webauthn.generate_authentication_options(
            rp_id=self._address.relying_party,
            challenge=self._challenges.ask(purpose),
            timeout=TIMEOUT_MS,
            allow_credentials=_descriptors(known),
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        return _with_prf(webauthn.options_to_json(options))

    def ask_for_new(
        self, purpose: str, office: OfficeId, known: Sequence[Mapping[str, Any]], station: str
    ) -> str:
        """Return what a browser is asked, in JSON, to make a passkey for an office."""
        import webauthn  # noqa: PLC0415  # as above
        from webauthn.helpers import structs  # noqa: PLC0415

        self.must_have_a_name()
        options = webauthn.generate_registration_options(
            rp_id=self._address.relying_party,
            rp_name=f"Depesha {station}",
            user_name=office,
            user_display_name=office,
            user_id=sha256(b"depesha office " + office.encode()).digest(),
            challenge=self._challenges.ask(purpose),
            timeout=TIMEOUT_MS,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.PREFERRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(known),
        )
        return _with_prf(webauthn.options_to_json(options))

    def made(self, purpose: str, answer: str) -> Made:
        """Return the passkey that a browser made.

        Raises:
            DoesNotVerify: it is not what was asked for.
        """
        import webauthn  # noqa: PLC0415  # as above

        challenge = self._challenge(answer, purpose)
        try:
            found = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._address.relying_party,
                expected_origin=sorted(self._address.origins),
                require_user_verification=True,
            )
        except Exception as error:  # foreign bytes, read by a foreign library
            raise _not_believed() from error
        self._challenges.spend(challenge)
        return Made(
            credential=found.credential_id,
            public_key=found.credential_public_key,
            signs=found.sign_count,
        )

    def shown(
        self, purpose: str, answer: str, prf: str, known: Sequence[Mapping[str, Any]]
    ) -> Shown:
        """Return the passkey that a browser showed, one of the known.

        Raises:
            DoesNotVerify: it is none of them, or does not answer what was asked.
        """
        import webauthn  # noqa: PLC0415  # as above

        challenge = self._challenge(answer, purpose)
        named = credential_of(answer)
        kept = next((one for one in known if one["passkey"] == named.hex()), None)
        if kept is None:
            raise _not_believed()
        try:
            found = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._address.relying_party,
                expected_origin=sorted(self._address.origins),
                credential_public_key=bytes.fromhex(kept["public_key"]),
                credential_current_sign_count=kept["signs"],
                require_user_verification=True,
            )
        except Exception as error:  # as above
            raise _not_believed() from error
        self._challenges.spend(challenge)
        return Shown(credential=named, output=output_of(prf), signs=found.new_sign_count)

    def _challenge(self, answer: str, purpose: str) -> bytes:
        """Return what was asked, as the answer says; it must have been asked here, for that."""
        data = loads_bounded(answer)
        try:
            said = loads(unpadded(str(data["response"]["clientDataJSON"])))
            challenge = unpadded(str(said["challenge"]))
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise _not_believed() from error
        if not self._challenges.stands(challenge, purpose):
            raise _not_believed()
        return challenge


def credential_of(answer: str) -> bytes:
    """Return the id of the passkey that an answer is of.

    Raises:
        DoesNotVerify: it names none.
    """
    try:
        return unpadded(str(loads_bounded(answer)["rawId"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _not_believed() from error


def output_of(prf: str) -> bytes | None:
    """Return what a passkey gave out; None: nothing, or not what a PRF gives out.

    Raises:
        DoesNotVerify: it is something else.
    """
    if not prf:
        return None
    try:
        return unpadded(prf)
    except ValueError as error:
        raise _not_believed() from error


def loads_bounded(answer: str) -> dict[str, Any]:
    """Return an answer as an object.

    Raises:
        DoesNotVerify: it is too long, or none.
    """
    try:
        data = loads(answer) if len(answer) <= MAX_ANSWER else None
    except (ValueError, RecursionError) as error:
        raise _not_believed() from error
    if not isinstance(data, dict):
        raise _not_believed()
    return data


def unpadded(text: str) -> bytes:
    """Return what base64url without padding says.

    Raises:
        ValueError: it is not that.
    """
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except Base64Error as error:
        raise ValueError(str(error)) from error


def _not_believed() -> DoesNotVerify:
    msg = "this passkey does not answer what was asked"
    return DoesNotVerify(msg, hint="try again; or use the passphrase")


def _descriptors(known: Sequence[Mapping[str, Any]]) -> list[Any]:
    from webauthn.helpers import structs  # noqa: PLC0415  # as above

    return [
        structs.PublicKeyCredentialDescriptor(id=bytes.fromhex(one["passkey"])) for one in known
    ]


def _with_prf(options: str) -> str:
    """Return the options with the question for what only that passkey gives out.

    The library has no field for it.
    """
    first = urlsafe_b64encode(PRF_INPUT).rstrip(b"=").decode()
    return f'{options[:-1]}, "extensions": {{"prf": {{"eval": {{"first": "{first}"}}}}}}}}'
