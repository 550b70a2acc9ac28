"""Who is signed in at the desk: a record of each session, in the memory of the station's process.

A session is named by a random token in a cookie; kept is its SHA-256, so that whoever reads this
memory's traces signs in with none of it. It ends when nobody used it for half an hour, twelve hours
after it began, when it signs out, when the station ends it (the office has another holder, another
passphrase, another authority), and with the process. The station is told, and forgets the key that
the holder lent for it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from depesha.names import Lease, OfficeId, TimeMs
from depesha.station.tokens import token

TOKEN_BYTES: Final = 32
IDLE_MS: Final = 30 * 60 * 1000
WHOLE_MS: Final = 12 * 3600 * 1000
MAX_SESSIONS: Final = 256
MAX_NOTICES: Final = 8


@dataclass(slots=True, kw_only=True)
class Session:
    """One signed-in office at one browser.

    Attributes:
        office: who signed in.
        lease: what stands for it at the station.
        form_token: stands in every form of this session and in no other's.
        began_at: when it signed in.
        seen_at: when it last asked for something by itself.
        browser: what the browser says of itself, in a word or two.
        notices: what is to be told on the next page: kind (`done`, `warned`) and words.
    """

    office: OfficeId
    lease: Lease
    form_token: str
    began_at: TimeMs
    seen_at: TimeMs
    browser: str = ""
    notices: list[tuple[str, str]] = field(default_factory=list)

    def tell(self, kind: str, words: str) -> None:
        """Have something told on the next page."""
        self.notices = [*self.notices, (kind, words)][-MAX_NOTICES:]

    def told(self) -> list[tuple[str, str]]:
        """Return what is to be told, once."""
        notices, self.notices = self.notices, []
        return notices


class Keeper(Protocol):
    """Who knows whether a session lasts: the station."""

    def stands(self, lease: Lease) -> bool:
        """Say whether it does."""
        ...

    def leave(self, lease: Lease, why: str) -> None:
        """End it there too."""
        ...


class Sessions:
    """All sessions of a desk.

    Args:
        now: the clock.
        keeper: the station.
    """

    def __init__(self, now: Callable[[], TimeMs], keeper: Keeper) -> None:
        self._now = now
        self._keeper = keeper
        self._open: dict[bytes, Session] = {}
        self._ended: dict[bytes, OfficeId] = {}

    def begin(self, office: OfficeId, lease: Lease, browser: str = "") -> str:
        """Begin a session, and return the token that names it; no token is ever taken up again."""
        now = self._now()
        self.sweep()
        while len(self._open) >= MAX_SESSIONS:
            oldest = min(self._open, key=lambda name: self._open[name].seen_at)
            self._end(oldest, "crowded-out")
        named = token(TOKEN_BYTES)
        self._open[_digest(named)] = Session(
            office=office,
            lease=lease,
            form_token=token(TOKEN_BYTES),
            began_at=now,
            seen_at=now,
            browser=browser,
        )
        return named

    def find(self, named: str, *, by_itself: bool = False) -> Session | None:
        """Return the session of a token; None: there is none, or it is over.

        Args:
            named: the token.
            by_itself: the page asks without a person: the session does not last longer for that.
        """
        now = self._now()
        name = _digest(named)
        session = self._open.get(name)
        if session is None:
            return None
        if why := self._over(session, now):
            self._end(name, why)
            return None
        if not by_itself:
            session.seen_at = now
        return session

    def was(self, named: str) -> OfficeId | None:
        """Return whose session a token named that is over, if that is still known."""
        return self._ended.get(_digest(named))

    def end(self, named: str) -> None:
        """Sign out; calling it twice is the same as once."""
        self._end(_digest(named), "signed-out")
        self._ended.pop(_digest(named), None)

    def end_others(self, office: OfficeId, but: Session | None = None) -> int:
        """End every session of an office, but one; return how many."""
        others = [
            name for name, one in self._open.items() if one.office == office and one is not but
        ]
        for name in others:
            self._end(name, "ended-elsewhere")
        return len(others)

    def of(self, office: OfficeId) -> list[Session]:
        """Return the sessions of an office, the youngest first."""
        self.sweep()
        found = [one for one in self._open.values() if one.office == office]
        return sorted(found, key=lambda one: one.began_at, reverse=True)

    def sweep(self) -> None:
        """End those whose time is over."""
        now = self._now()
        for name, session in list(self._open.items()):
            if why := self._over(session, now):
                self._end(name, why)

    def _over(self, session: Session, now: TimeMs) -> str:
        """Return why a session is over; empty: it is not."""
        if now - session.began_at >= WHOLE_MS:
            return "whole-time"
        if now - session.seen_at >= IDLE_MS:
            return "idle"
        return "" if self._keeper.stands(session.lease) else "key-changed"

    def _end(self, name: bytes, why: str) -> None:
        session = self._open.pop(name, None)
        if session is None:
            return
        self._ended[name] = session.office
        while len(self._ended) > MAX_SESSIONS:
            del self._ended[next(iter(self._ended))]
        self._keeper.leave(session.lease, why)


def _digest(named: str) -> bytes:
    return hashlib.sha256(named.encode(errors="surrogatepass")).digest()
