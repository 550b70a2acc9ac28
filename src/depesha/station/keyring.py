"""What holders lend of their offices' keys, for an order or for a session, and who may order what.

It stands between a face's order and the desk: an order goes on alone, or with a grant. Argon2 takes
half a second where a passphrase is given, so whoever calls `prepared` then is never the desk's
thread, nor the loop's.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from depesha.errors import OfficeLocked
from depesha.names import Grant, Lease
from depesha.office.events import (
    AddPasskey,
    ChangeOfficeKey,
    Event,
    Granted,
    HandOver,
    Order,
    RemovePasskey,
)
from depesha.seal.keys import KeyContent
from depesha.seal.office_lock import kept_of
from depesha.seal.passkey_lock import can_open
from depesha.seal.sealer import StationSealer
from depesha.station.leases import Leased, Leases
from depesha.station.office_keys import REKEYING, Rekeying, Secrets, rekeyed
from depesha.station.presence import ERRANDS, must_be_its_own, must_be_proved, told_of_session

Change = Callable[[Callable[[KeyContent], KeyContent]], KeyContent | None]

GIVES_UP_ALL: Final = (HandOver, ChangeOfficeKey)
"""After these no session of the office goes on: it has another holder, or was in wrong hands."""


class Keyring:
    """The keys of a station's offices, as their holders lend them.

    Args:
        sealer: the keys.
        change: rewrites the key file (`rotation.KeyKeeper.change`).
        kept: what the key file holds now.
    """

    def __init__(
        self, sealer: StationSealer, change: Change, kept: Callable[[], KeyContent]
    ) -> None:
        self._sealer = sealer
        self._change = change
        self._kept = kept
        self.leases = Leases(sealer.take_back)

    def prepared(self, order: Order, secrets: Secrets) -> Event:
        """Return an order with what its office's holder lends for it; `take_back` ends that.

        A key that is to be behind something else is so here, on disk, before the fact says so.

        Raises:
            OfficeLocked: it is given in the name of a session, and wants its holder.
            SessionEnded: there is no such session any more.
            Forbidden: it is given as another office than the session's.
            WrongPassphrase: what is given does not open the office's key.
            Refused: the key of the office cannot be changed so.
        """
        office, leased = getattr(order, "office", None), None
        if secrets.lease is not None:
            leased = self.leases.of(secrets.lease)
            office = leased.office
            must_be_its_own(order, office)
            if not secrets.prove:
                return self._by_session(order, leased, secrets.errand)
        if isinstance(order, REKEYING):
            return self._rekeyed(order, secrets)
        if office is None or not secrets.prove or not self._sealer.is_locked(office):
            return order
        grant = self._lent(office, secrets)
        try:
            # Argon2 took a second: the session may have ended meanwhile
            if leased is not None and secrets.lease is not None:
                self.leases.of(secrets.lease)
                if secrets.errand and isinstance(order, ERRANDS):
                    leased.errand = (type(order), secrets.errand)
        except BaseException:
            self._sealer.take_back(grant)
            raise
        return Granted(order=order, grant=grant)

    @staticmethod
    def _by_session(order: Order, leased: Leased, errand: str) -> Event:
        if not errand or leased.errand != (type(order), errand):
            must_be_proved(order, leased.office)
        order = told_of_session(order)
        if leased.grant is None:
            return order  # the desk says what it wants of a key that was not lent
        return Granted(order=order, grant=leased.grant, standing=True)

    def lend_to_whoever(self, office: str, secrets: Secrets) -> Grant | None:
        """Open an office's key for a session; None: a passkey that does not open it.

        Raises:
            WrongPassphrase: what is given does not open it; of no such office it says the same, as
                late.
        """
        if secrets.passkey is not None:
            shown = secrets.passkey
            if shown.output is None or not can_open(
                kept_of(self._kept(), office), shown.credential
            ):
                return None
            return self._sealer.lend_by_passkey(office, shown.credential, shown.output)
        return self._sealer.lend_to_whoever(office, secrets.office or "")

    def take_back(self, event: Event) -> None:
        """Forget the key that was lent for an order; of any other event, nothing."""
        if isinstance(event, Granted) and not event.standing:
            self._sealer.take_back(event.grant)

    def ended_by(self, event: Event) -> list[Lease]:
        """Return the sessions that end with an order: all of its office, or a passkey's."""
        order = event.order if isinstance(event, Granted) else event
        if isinstance(order, RemovePasskey):
            gone = (order.office, order.credential)
            return self.leases.where(lambda one: (one.office, one.passkey) == gone)
        if not isinstance(order, GIVES_UP_ALL):
            return []
        if isinstance(order, ChangeOfficeKey) and order.note:
            return []
        return self.leases.where(lambda one: one.office == order.office)

    def _lent(self, office: str, secrets: Secrets) -> Grant:
        shown = secrets.passkey
        if secrets.office is None and shown is not None:
            if shown.output is None:
                msg = f"this passkey signs in, and does not open the key of {office}"
                raise OfficeLocked(msg, hint="give its passphrase")
            return self._sealer.lend_by_passkey(office, shown.credential, shown.output)
        return self._sealer.lend(office, secrets.office or "")

    def _rekeyed(self, order: Rekeying, secrets: Secrets) -> Event:
        if isinstance(order, AddPasskey | RemovePasskey):
            return self._passkeys_changed(order, secrets)
        self._rewritten(order, secrets)
        return replace(order, locked=self._sealer.is_locked(order.office))

    def _passkeys_changed(self, order: AddPasskey | RemovePasskey, secrets: Secrets) -> Event:
        if not secrets.prove or not self._sealer.is_locked(order.office):
            return order  # the desk says what is missing; nothing is changed before
        grant = self._lent(order.office, secrets)
        try:
            self._rewritten(order, secrets)
        except BaseException:
            self._sealer.take_back(grant)
            raise
        if isinstance(order, AddPasskey):
            kept = kept_of(self._kept(), order.office)
            order = replace(order, can_sign=can_open(kept, order.credential))
        return Granted(order=order, grant=grant)

    def _rewritten(self, order: Rekeying, secrets: Secrets) -> None:
        changed = self._change(lambda keys: rekeyed(keys, order, secrets))
        if changed is not None:
            self._sealer.take_offices(changed)
