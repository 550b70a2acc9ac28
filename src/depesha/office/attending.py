"""Who is at the desk, written down: sign-ins, their ends, passkeys, and attempts that failed.

That it was he is seen outside the desk (`station.attendance`), as a passphrase is: Argon2 takes
half a second. Attempts that fail are no facts, for whoever guesses should not fill the journal; but
several in a row are an alarm, one for each office until somebody has accepted it.
"""

from typing import Final

from depesha.errors import NotFound, Refused
from depesha.office.events import (
    AddPasskey,
    AttemptsFailed,
    Done,
    RemovePasskey,
    SignIn,
    SignOut,
)
from depesha.office.facts import PasskeyAdded, PasskeyRemoved, SignedIn, SignedOut
from depesha.office.sitting import Sitting
from depesha.packet import Accept

ENDS: Final = (
    "signed-out",
    "idle",
    "whole-time",
    "ended-elsewhere",
    "key-changed",
    "authority-changed",
    "wrong-passphrase",
    "crowded-out",
)
"""Why a session ends; a holder reads it in his settings."""

SIGN_IN_FAILED: Final = "sign-in-failed"


def sign_in(sitting: Sitting, event: SignIn) -> Done:
    """Write down that an office's holder sat down.

    Raises:
        Refused: the office is not of this station, or the key book does not know it.
    """
    office = sitting.local_office(event.office)
    sitting.record(
        SignedIn(office=office, session=event.session, passkey=event.passkey, signs=event.signs)
    )
    return Done(value={"office": office})


def sign_out(sitting: Sitting, event: SignOut) -> Done:
    """Write down that a session is over."""
    sitting.record(SignedOut(office=event.office, session=event.session, why=event.why))
    return Done(value={"office": event.office})


def attempts_failed(sitting: Sitting, event: AttemptsFailed) -> Accept:
    """Raise an alarm, unless the same one is open."""
    text = f"{event.times} attempts in a row to sign in as {event.about} failed"
    sitting.alarm(SIGN_IN_FAILED, event.about, text)
    return Accept()


def add_passkey(sitting: Sitting, order: AddPasskey) -> Done:
    """Let a passkey sign in as an office.

    Raises:
        OfficeLocked: its holder did not prove that he is there.
        Refused: the passkey is an office's already.
    """
    office = sitting.giver(order.office)
    if sitting.book.registers.passkey_office(order.credential) is not None:
        msg = "this passkey is registered here already"
        raise Refused(msg, hint='"depesha office passkeys" lists them')
    sitting.record(
        PasskeyAdded(
            office=office,
            credential=order.credential,
            public_key=order.public_key,
            name=order.name,
            signs=order.signs,
            can_sign=order.can_sign,
        )
    )
    return Done(
        value={
            "office": office,
            "passkey": order.credential.hex(),
            "name": order.name,
            "can_sign": order.can_sign,
        }
    )


def remove_passkey(sitting: Sitting, order: RemovePasskey) -> Done:
    """Let a passkey sign in no longer.

    Raises:
        OfficeLocked: its holder did not prove that he is there.
        NotFound: the office has no such passkey.
    """
    office = sitting.giver(order.office)
    if sitting.book.registers.passkey_office(order.credential) != office:
        msg = f"{office} has no such passkey"
        raise NotFound(msg, hint='"depesha office passkeys" lists them')
    sitting.record(PasskeyRemoved(office=office, credential=order.credential))
    return Done(value={"office": office, "passkey": order.credential.hex()})
