"""Facts of who is at the desk: 150 to 153."""

from collections.abc import Mapping
from typing import Final

from depesha.office.facts import PasskeyAdded, PasskeyRemoved, SignedIn, SignedOut
from depesha.schema import field, flag, octets, octets_upto, uint
from depesha.store.fact_parts import LINE, OFFICE
from depesha.store.fact_records.form import FactForm, form, nothing

SESSION_BYTES: Final = 8
MAX_CREDENTIAL_BYTES: Final = 1023
"""WebAuthn level 3, section 4."""

MAX_PUBLIC_KEY_BYTES: Final = 2048
"""COSE; RSA of 8192 bits has 1,040."""

MAX_SIGNS: Final = 2**32 - 1

_credential = octets_upto(MAX_CREDENTIAL_BYTES)
_signs = uint(min=0, max=MAX_SIGNS)

ATTENDING: Final[Mapping[int, FactForm]] = {
    150: form(
        SignedIn,
        nothing,
        field(0, "office", OFFICE),
        field(1, "session", octets(SESSION_BYTES)),
        field(2, "passkey", _credential, default=b""),
        field(3, "signs", _signs, default=0),
    ),
    151: form(
        PasskeyAdded,
        nothing,
        field(0, "office", OFFICE),
        field(1, "credential", _credential),
        field(2, "public_key", octets_upto(MAX_PUBLIC_KEY_BYTES)),
        field(3, "name", LINE),
        field(4, "signs", _signs, default=0),
        field(5, "can_sign", flag, default=False),
    ),
    152: form(
        PasskeyRemoved,
        nothing,
        field(0, "office", OFFICE),
        field(1, "credential", _credential),
    ),
    153: form(
        SignedOut,
        nothing,
        field(0, "office", OFFICE),
        field(1, "session", octets(SESSION_BYTES)),
        field(2, "why", LINE),
    ),
}
