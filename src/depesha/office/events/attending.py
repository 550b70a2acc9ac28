"""Who is at the desk: what the station says of sessions, and orders about passkeys.

`SignIn`, `SignOut` and `AttemptsFailed` are no orders: no face gives them, the station says them
once it has seen for itself (`station.attendance`).
"""

from dataclasses import dataclass

from depesha.names import OfficeId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The holder of an office proved that it is he; fields as in the fact `SignedIn`."""

    office: OfficeId
    session: SessionId
    passkey: bytes = b""
    signs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    """A session is over."""

    office: OfficeId
    session: SessionId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptsFailed:
    """Somebody tried several times to be an office, and was not.

    Attributes:
        about: the office, or the station where there is no such office that could sign in.
        times: how often in a row.
    """

    about: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPasskey:
    """Let a passkey sign in as an office; fields as in the fact `PasskeyAdded`.

    `can_sign` is said by the key file, whatever a face says.
    """

    order_id: str
    office: OfficeId
    credential: bytes
    public_key: bytes
    name: str
    signs: int = 0
    can_sign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePasskey:
    """Let a passkey sign in no longer."""

    order_id: str
    office: OfficeId
    credential: bytes
