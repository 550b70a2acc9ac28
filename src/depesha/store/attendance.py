"""What the registers say of who is at the desk: sign-ins, and the passkeys of offices."""

from collections.abc import Sequence
from typing import Any, Final

from depesha.names import OfficeId
from depesha.store.database import Database

_OFFICE_OF: Final = "SELECT office FROM passkey WHERE credential = ?"
_PASSKEYS: Final = """SELECT credential, office, public_key, name, signs, can_sign, added_at,
    used_at FROM passkey WHERE ?1 IS NULL OR office = ?1 ORDER BY office, added_at, credential
    LIMIT ?2"""
_SIGN_INS: Final = """SELECT office, session, passkey, at, ended_at, why FROM attendance
    WHERE ?1 IS NULL OR office = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3"""

MAX_PASSKEYS_SHOWN: Final = 2000
"""More than 200 offices with 8 each."""


def passkey_office(database: Database, credential: bytes) -> OfficeId | None:
    """Return whose a passkey is, if it is anybody's here."""
    row = database.row(_OFFICE_OF, (credential,))
    return OfficeId(row[0]) if row else None


def passkeys(database: Database, office: str | None) -> Sequence[dict[str, Any]]:
    """Return the passkeys of an office, or of all."""
    rows = database.rows(_PASSKEYS, (office, MAX_PASSKEYS_SHOWN))
    return [
        {
            "passkey": credential.hex(),
            "office": whose,
            "public_key": public_key.hex(),
            "name": name,
            "signs": signs,
            "can_sign": bool(can_sign),
            "added_at": added_at,
            "used_at": used_at,
        }
        for credential, whose, public_key, name, signs, can_sign, added_at, used_at in rows
    ]


def sign_ins(
    database: Database, office: str | None, limit: int, offset: int
) -> Sequence[dict[str, Any]]:
    """Return who sat down at the desk, the last first; a session that has no end may last."""
    return [
        {
            "office": whose,
            "session": session.hex(),
            "by": "passkey" if passkey else "passphrase",
            "passkey": passkey,
            "at": at,
            "ended_at": ended_at,
            "why": why,
        }
        for whose, session, passkey, at, ended_at, why in database.rows(
            _SIGN_INS, (office, limit, offset)
        )
    ]
