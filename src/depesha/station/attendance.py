"""Who is at the desk: holders are let in, counted when they fail, and shown out.

Rule 1: an office that is not here, one whose key is open, and a wrong passphrase are the same to
    whoever stands outside: the same words, after the same time. The log tells them apart.
Rule 2: one passphrase is tried at a time (256 MiB and half a second each), in the order of `turns`:
    browsers that are known here before strangers, and strangers in fair turn.
Rule 3: that somebody signed in is a fact before he is let in; that he left is one soon after.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from depesha.errors import Forbidden, NotFound, NotNow, Problem, Usage, WrongPassphrase
from depesha.names import Grant, Lease, OfficeId, SessionId, office_id
from depesha.office.events import AttemptsFailed, Event, Outcome, SignIn, SignOut
from depesha.station.attempts import ALARM_AT, Attempts
from depesha.station.leases import MAX_WRONG, Leased
from depesha.station.office_keys import Secrets
from depesha.station.room import Room
from depesha.station.turns import Turns

SESSION_BYTES: Final = 8
LEASE_BYTES: Final = 16
MAX_NAMED: Final = 80
"""Characters of what somebody typed as an office that are counted under."""

DENIED: Final = (WrongPassphrase, Forbidden, NotFound)

_log: Final = logging.getLogger(__name__)

T = TypeVar("T")
Elsewhere = Callable[[Callable[[], T]], Awaitable[T]]


class Attendance:
    """The sessions at the desk of one serving station.

    Args:
        room: the station.
        turns: whose passphrase is tried next.
        attempts: how often each was tried in vain.
        elsewhere: does what takes half a second in the thread that is there for it.
        submit: gives the desk an event.
    """

    def __init__(
        self,
        room: Room,
        turns: Turns,
        attempts: Attempts,
        elsewhere: Callable[[Callable[[], Grant | None]], Awaitable[Grant | None]],
        submit: Callable[[Event], "asyncio.Future[Outcome]"],
    ) -> None:
        self._room = room
        self._ring = room.keyring
        self._elsewhere = elsewhere
        self._submit = submit
        self._turns = turns
        self._attempts = attempts

    async def enter(self, named: str, secrets: Secrets, known: str = "", peer: str = "") -> Lease:
        """Let in whoever holds an office, and return what stands for his session.

        Args:
            named: the office, as he typed it.
            secrets: his passphrase, or a passkey whose signature the face has verified.
            known: names the browser, where he signed in from it before; else empty.
            peer: from where he comes.

        Raises:
            WrongPassphrase: they do not go together here.
            TooOften: he tried in vain too often from there; he can try again in a moment.
            Busy: too many others are trying.
        """
        office = self._office(named)
        if secrets.passkey is not None:  # quick, and not to be guessed
            try:
                grant = self._ring.lend_to_whoever(office, secrets)
            except DENIED as error:
                raise self._denied(office, named, error) from None
            return await self._let_in(OfficeId(office), secrets, grant)
        counted = (office or named.strip()[:MAX_NAMED], known)
        if known:
            self._attempts.must_wait_no_longer(*counted)
            times = self._attempts.begun(*counted)
            turn = self._turns.of_the_house()
        else:
            turn = self._turns.of_a_stranger(peer, counted[0])
            times = 0
        async with turn:
            times = times or self._attempts.begun(*counted)
            try:
                grant = await self._elsewhere(lambda: self._ring.lend_to_whoever(office, secrets))
            except DENIED as error:
                self._alarm(office, times)
                raise self._denied(office, named, error) from None
        self._attempts.succeeded(*counted)
        return await self._let_in(OfficeId(office), secrets, grant)

    def stands(self, lease: Lease) -> bool:
        """Say whether a session lasts."""
        return self._ring.leases.stands(lease)

    def leave(self, lease: Lease, why: str) -> None:
        """End a session: its key is forgotten now; that it ended is written down soon."""
        ended = self._ring.leases.end(lease)
        if ended is None:
            return
        _log.info("a session of %s ended: %s", ended.office, why)
        try:
            self._submit(SignOut(office=ended.office, session=ended.session, why=why))
        except NotNow as error:  # the station stops: its sessions end with it
            _log.info("that it ended is not written down: %s", error)

    def guessed_wrong(self, lease: Lease | None) -> None:
        """Count a wrong passphrase in a session; after some of them another sits there."""
        if lease is None or not self.stands(lease):
            return
        leased = self._ring.leases.of(lease)
        leased.wrong += 1
        if leased.wrong >= MAX_WRONG:
            self.leave(lease, "wrong-passphrase")
            self._alarm(leased.office, leased.wrong)

    def proved(self, lease: Lease | None) -> None:
        """Forget the wrong passphrases of a session: he is there."""
        if lease is not None and self.stands(lease):
            self._ring.leases.of(lease).wrong = 0

    def look(self) -> None:
        """End the sessions of offices that have another authority now than when they began."""
        changed = self._ring.leases.where(
            lambda one: self._room.authority_of(one.office) != one.authority
        )
        for lease in changed:
            self.leave(lease, "authority-changed")

    def end_by(self, event: Event) -> None:
        """End the sessions whose key is behind something else after an order."""
        for lease in self._ring.ended_by(event):
            self.leave(lease, "key-changed")

    def _office(self, named: str) -> str:
        """Return the office that somebody names; what is none is the name of nobody."""
        name = named.strip().lower()
        try:
            return office_id(name if "@" in name else f"{name}@{self._room.station}")
        except Usage:
            return ""

    def _denied(self, office: str, named: str, error: Problem) -> WrongPassphrase:
        """Write down why somebody is not let in, and return what he is told: not that."""
        whom = office or named.strip()[:MAX_NAMED]
        _log.warning("nobody signs in as %r: %s", whom, self._reason(office, error))
        return _not_together()

    async def _let_in(self, office: OfficeId, secrets: Secrets, grant: Grant | None) -> Lease:
        token = self._room.chance.token
        lease, session = Lease(token(LEASE_BYTES)), SessionId(token(SESSION_BYTES))
        shown = secrets.passkey
        self._ring.leases.begin(
            lease,
            Leased(
                office=office,
                session=session,
                grant=grant,
                authority=self._room.authority_of(office),
                passkey=shown.credential if shown else b"",
            ),
        )
        event = SignIn(
            office=office,
            session=session,
            passkey=shown.credential if shown else b"",
            signs=shown.signs if shown else 0,
        )
        try:
            outcome = await self._submit(event)
        except BaseException:
            self._ring.leases.end(lease)
            raise
        if isinstance(outcome, Problem):
            self._ring.leases.end(lease)
            raise outcome
        return lease

    def _alarm(self, office: str, times: int) -> None:
        """Tell the desk of attempts in a row: at the fifth, and at each fifth after that."""
        if times % ALARM_AT:
            return
        is_here = any(office == one for one in self._room.offices())
        about = office if is_here else self._room.station
        try:
            self._submit(AttemptsFailed(about=about, times=times))
        except NotNow as error:
            _log.warning("%d attempts, and no alarm: %s", times, error)

    def _reason(self, office: str, error: Problem) -> str:
        """Return for the log what is not told outside."""
        if all(office != one for one in self._room.offices()):
            return "there is no such office here"
        if not self._room.is_locked(office):
            return f'its key is open; "depesha office passphrase {office}" gives it a passphrase'
        return error.message


def _not_together() -> WrongPassphrase:
    msg = "that office and what was given do not go together here"
    return WrongPassphrase(msg, hint="an office signs in by the passphrase of its key")
