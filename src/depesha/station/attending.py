"""The questions about who is at the desk: passkeys of offices, and who signed in."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.station.plain import Plain
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store import attendance

Shown = dict[str, Any]


def _passkeys(reader: Reader, fields: Fields) -> list[Shown]:
    return list(attendance.passkeys(reader.database, office_in(reader.config, fields)))


def _passkey(reader: Reader, fields: Fields) -> str | None:
    """Return whose a passkey is; None: it is nobody's here."""
    try:
        credential = bytes.fromhex(str(fields.get("passkey", "")))
    except ValueError:
        return None
    return attendance.passkey_office(reader.database, credential)


def _sign_ins(reader: Reader, fields: Fields) -> list[Shown]:
    limit, offset = bounded(fields)
    office = office_in(reader.config, fields)
    return list(attendance.sign_ins(reader.database, office, limit, offset))


ATTENDING: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "passkeys": _passkeys,
    "passkey-office": _passkey,
    "sign-ins": _sign_ins,
}
"""Questions of people at the desk."""
