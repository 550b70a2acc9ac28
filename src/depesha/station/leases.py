"""Sessions at the desk, as the station knows them: whose each is, and which key it was lent.

A lease is what a face has of it: random bytes, good for nothing but to be shown with an order. When
a lease ends, the key that was lent for it is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from depesha.errors import SessionEnded
from depesha.names import Grant, Lease, OfficeId, SessionId

MAX_WRONG: Final = 5
"""Wrong passphrases in one session; then somebody else sits there, and it ends."""


@dataclass(slots=True, kw_only=True)
class Leased:
    """One session.

    Attributes:
        office: who signed in.
        session: names it in the journal.
        grant: stands for the office's key; None: a passkey signed in that does not open it.
        authority: what the key book said of the office then.
        passkey: the passkey that signed in; empty: a passphrase did.
        wrong: how many wrong passphrases were typed in it, one after the other.
    """

    office: OfficeId
    session: SessionId
    grant: Grant | None = field(repr=False)
    authority: object
    passkey: bytes = b""
    wrong: int = 0
    errand: tuple[type[object], str] | None = field(default=None, repr=False)


class Leases:
    """All sessions of a station.

    Args:
        forget: forgets a key that was lent.
    """

    def __init__(self, forget: Callable[[Grant], None]) -> None:
        self._forget = forget
        self._leased: dict[Lease, Leased] = {}

    def begin(self, lease: Lease, leased: Leased) -> None:
        """Begin a session."""
        self._leased[lease] = leased

    def stands(self, lease: Lease) -> bool:
        """Say whether a session lasts."""
        return lease in self._leased

    def of(self, lease: Lease) -> Leased:
        """Return a session.

        Raises:
            SessionEnded: it is over.
        """
        found = self._leased.get(lease)
        if found is None:
            msg = "this session has ended"
            raise SessionEnded(msg, hint="sign in; what was typed is kept")
        return found

    def end(self, lease: Lease) -> Leased | None:
        """End a session and return it; calling it twice is the same as once."""
        ended = self._leased.pop(lease, None)
        if ended is not None and ended.grant is not None:
            self._forget(ended.grant)
        return ended

    def where(self, holds: Callable[[Leased], bool]) -> list[Lease]:
        """Return the sessions of which something is true."""
        return [lease for lease, leased in list(self._leased.items()) if holds(leased)]
