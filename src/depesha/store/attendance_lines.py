"""Lines that follow from facts of who is at the desk. Who writes what is in `projection.py`."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import (
    OfficeHandedOver,
    OfficeKeyChanged,
    PasskeyAdded,
    PasskeyRemoved,
    SignedIn,
    SignedOut,
)
from depesha.store.database import Database

_IN: Final = """INSERT INTO attendance VALUES
    (?1, ?2, ?3, coalesce((SELECT name FROM passkey WHERE credential = ?4), ''), ?5, NULL, '')
    ON CONFLICT DO NOTHING"""
_USED: Final = """UPDATE passkey SET used_at = ?1, signs = max(signs, ?2) WHERE credential = ?3"""
_OUT: Final = """UPDATE attendance SET ended_at = ?, why = ?
    WHERE session = ? AND ended_at IS NULL"""
_ADDED: Final = """INSERT INTO passkey VALUES (?, ?, ?, ?, ?, ?, ?, NULL)
    ON CONFLICT DO NOTHING"""
_REMOVED: Final = "DELETE FROM passkey WHERE credential = ? AND office = ?"
_ALL_REMOVED: Final = "DELETE FROM passkey WHERE office = ?"


def signed_in(database: Database, fact: SignedIn, at: TimeMs, place: int) -> None:
    """He sits at the desk; a passkey that he showed was used."""
    database.write(_IN, (place, fact.office, fact.session, fact.passkey, at))
    if fact.passkey:
        database.write(_USED, (at, fact.signs, fact.passkey))


def signed_out(database: Database, fact: SignedOut, at: TimeMs, _place: int) -> None:
    """He does no longer."""
    database.write(_OUT, (at, fact.why, fact.session))


def passkey_added(database: Database, fact: PasskeyAdded, at: TimeMs, _place: int) -> None:
    """The office has one more."""
    said = (fact.public_key, fact.name, fact.signs, fact.can_sign, at)
    database.write(_ADDED, (fact.credential, fact.office, *said))


def passkey_removed(database: Database, fact: PasskeyRemoved, _at: TimeMs, _place: int) -> None:
    """It has one less."""
    database.write(_REMOVED, (fact.credential, fact.office))


def key_changed(
    database: Database, fact: OfficeHandedOver | OfficeKeyChanged, _at: TimeMs, _place: int
) -> None:
    """What the office's key is behind is new: passkeys of before are none of its."""
    database.write(_ALL_REMOVED, (fact.office,))
