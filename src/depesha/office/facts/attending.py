"""Facts of who is at the desk: sign-ins and their ends, passkeys added and taken away."""

from dataclasses import dataclass

from depesha.names import OfficeId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """An office's holder sat down at the desk in the browser.

    Attributes:
        session: names it.
        passkey: the id of the passkey that he showed; empty: he typed his passphrase.
        signs: what the passkey says how often it signed; 0: it does not count.
    """

    office: OfficeId
    session: SessionId
    passkey: bytes = b""
    signs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    """He left, or was shown out; `why` is one of `office.attending.ENDS`."""

    office: OfficeId
    session: SessionId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded:
    """A passkey signs in as an office from now on.

    Attributes:
        credential: its id, as its maker gave it.
        public_key: verifies what it signs (COSE, RFC 9052).
        name: what its holder calls it.
        signs: as in `SignedIn`.
        can_sign: it opens the office's key too (the key file has a lock of it).
    """

    office: OfficeId
    credential: bytes
    public_key: bytes
    name: str
    signs: int = 0
    can_sign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved:
    """A passkey is none of this office any more."""

    office: OfficeId
    credential: bytes
