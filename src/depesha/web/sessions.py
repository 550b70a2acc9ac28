"""Who is signed in at the desk: a record of each session, in the memory of the station's process.

A session is named by a random token in a cookie; kept is its SHA-256, so that whoever reads this
memory's traces signs in with none of it. It ends when nobody used it for half an hour, twelve hours
after it began, when it signs out, and with the process.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from depesha.names import OfficeId, TimeMs
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
        form_token: stands in every form of this session and in no other's.
        began_at: when it signed in.
        seen_at: when it last asked for something by itself.
        notices: what is to be told on the next page: kind (`done`, `warned`) and words.
    """

    office: OfficeId
    form_token: str
    began_at: TimeMs
    seen_at: TimeMs
    notices: list[tuple[str, str]] = field(default_factory=list)

    def tell(self, kind: str, words: str) -> None:
        """Have something told on the next page."""
        self.notices = [*self.notices, (kind, words)][-MAX_NOTICES:]

    def told(self) -> list[tuple[str, str]]:
        """Return what is to be told, once."""
        notices, self.notices = self.notices, []
        return notices


class Sessions:
    """All sessions of a desk.

    Args:
        now: the clock.
    """

    def __init__(self, now: Callable[[], TimeMs]) -> None:
        self._now = now
        self._open: dict[bytes, Session] = {}

    def begin(self, office: OfficeId) -> str:
        """Begin a session, and return the token that names it."""
        now = self._now()
        self._sweep(now)
        while len(self._open) >= MAX_SESSIONS:
            oldest = min(self._open, key=lambda name: self._open[name].seen_at)
            del self._open[oldest]
        named = token(TOKEN_BYTES)
        self._open[_digest(named)] = Session(
            office=office, form_token=token(TOKEN_BYTES), began_at=now, seen_at=now
        )
        return named

    def find(self, named: str, *, by_itself: bool = False) -> Session | None:
        """Return the session of a token; None: there is none, or it is over.

        Args:
            named: the token.
            by_itself: the page asks without a person: the session does not last longer for that.
        """
        now = self._now()
        session = self._open.get(_digest(named))
        if session is None or not _lasts(session, now):
            self._open.pop(_digest(named), None)
            return None
        if not by_itself:
            session.seen_at = now
        return session

    def end(self, named: str) -> None:
        """End a session; calling it twice is the same as once."""
        self._open.pop(_digest(named), None)

    def end_others(self, office: OfficeId, but: Session | None = None) -> int:
        """End every session of an office, but one; return how many."""
        others = [
            name for name, one in self._open.items() if one.office == office and one is not but
        ]
        for name in others:
            del self._open[name]
        return len(others)

    def of(self, office: OfficeId) -> list[Session]:
        """Return the sessions of an office, the youngest first."""
        self._sweep(self._now())
        found = [one for one in self._open.values() if one.office == office]
        return sorted(found, key=lambda one: one.began_at, reverse=True)

    def _sweep(self, now: TimeMs) -> None:
        self._open = {name: one for name, one in self._open.items() if _lasts(one, now)}


def _lasts(session: Session, now: TimeMs) -> bool:
    return now - session.seen_at < IDLE_MS and now - session.began_at < WHOLE_MS


def _digest(named: str) -> bytes:
    return hashlib.sha256(named.encode(errors="surrogatepass")).digest()
