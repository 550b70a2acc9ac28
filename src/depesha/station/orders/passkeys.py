"""Orders about passkeys."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

MAX_NAME: Final = 60
"""Characters of what a holder calls a passkey."""

MAX_CREDENTIAL_BYTES: Final = 1023
"""WebAuthn level 3, section 4."""

MAX_PUBLIC_KEY_BYTES: Final = 2048
MAX_SIGNS: Final = 2**32 - 1


def _add(given: Given) -> Order:
    name = " ".join(given.text("name").split())
    if not 0 < len(name) <= MAX_NAME:
        msg = f"a passkey has a name of 1 to {MAX_NAME} characters"
        raise Usage(msg)
    signs = given.number("signs") if given.fields.get("signs") is not None else 0
    if signs > MAX_SIGNS:
        msg = "a passkey counts to 2^32 - 1"
        raise Usage(msg)
    return events.AddPasskey(
        order_id=given.order_id,
        office=given.office(),
        credential=_octets(given, "passkey", MAX_CREDENTIAL_BYTES),
        public_key=_octets(given, "public_key", MAX_PUBLIC_KEY_BYTES),
        name=name,
        signs=signs,
    )


def _remove(given: Given) -> Order:
    return events.RemovePasskey(
        order_id=given.order_id,
        office=given.office(),
        credential=_octets(given, "passkey", MAX_CREDENTIAL_BYTES),
    )


def _octets(given: Given, name: str, most: int) -> bytes:
    try:
        value = bytes.fromhex(given.text(name))
    except ValueError as error:
        msg = f"field {name!r} must be hex"
        raise Usage(msg) from error
    if not 0 < len(value) <= most:
        msg = f"field {name!r} has 1 to {most} bytes"
        raise Usage(msg)
    return value


PASSKEYS: Final[Mapping[str, Callable[[Given], Order]]] = {
    "passkey-add": _add,
    "passkey-remove": _remove,
}
