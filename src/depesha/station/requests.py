"""A station's request to be admitted to a key book, from its keys and its settings."""

from typing import Any, Final

from depesha import cbor
from depesha.errors import OfficeLocked
from depesha.keybook import (
    IdentityLeaf,
    JournalKeyLeaf,
    OfficeEntry,
    PeriodKeyLeaf,
    Request,
    Role,
    fingerprint_text,
    read_request,
    write_request,
)
from depesha.names import OfficeId, TimeMs, office_id
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import KeyContent
from depesha.seal.office_lock import kept_of, opened
from depesha.seal.sealer import Chance, StationSealer
from depesha.seal.signature import sign, signing_key
from depesha.spoken import fingerprint_words
from depesha.station import clock
from depesha.station.settings import OfficeWish, Settings

SALT_BYTES: Final = 16

DEPUTIES_NAMESPACE: Final = "deputies@depesha.v1"
"""An office's signature over `[office, names of its deputies]`, kept in `station.toml`."""

ROLE_WORDS: Final = {str(role.name).lower().replace("_", "-"): role for role in Role}
"""The words of the roles, as in `may-acknowledge`."""


def request_text(config: Settings, content: KeyContent, *, made_at: TimeMs | None = None) -> str:
    """Return the signed request, armoured; made now, if no time is given.

    Raises:
        Malformed: something in the settings is too long.
        OfficeLocked: they name deputies of a locked office which that did not name itself.
    """
    sealer = StationSealer(content)
    chance = Chance()
    identity = IdentityLeaf(
        salt=chance.token(SALT_BYTES),
        station=config.station,
        names=tuple(sorted(config.names.items())),
        zone=config.zone,
        public_key=sealer.station_public,
        certificate=content.tls_certificate,
        offices=tuple(
            sorted(
                (_office(config, sealer, wish) for wish in config.offices),
                key=lambda entry: entry.office,
            )
        ),
    )
    keys = tuple(
        PeriodKeyLeaf(
            salt=chance.token(SALT_BYTES),
            station=config.station,
            public_key=identity_from_seed(period.seed).public_key,
            not_before=TimeMs(period.valid_from),
            not_after=TimeMs(period.valid_until),
        )
        for period in content.periods
    )
    asked = Request(
        identity=identity,
        period_keys=keys,
        made_at=made_at or clock.now(),
        journal_key=_journal_key(config, sealer, chance),
    )
    return write_request(asked, sealer.sign_as_station)


def _journal_key(config: Settings, sealer: StationSealer, chance: Chance) -> JournalKeyLeaf | None:
    public = sealer.checkpoints.public
    if not public:
        return None
    return JournalKeyLeaf(salt=chance.token(SALT_BYTES), station=config.station, public_key=public)


def signed_deputies(
    content: KeyContent, office: OfficeId, wish: OfficeWish, own: str | None
) -> str:
    """Return an office's signature over whom it names as its deputies, in hex.

    Raises:
        NotFound: there is no key of that office here.
        OfficeLocked: it is locked, and `own`, the passphrase of its holder, was not given.
        WrongPassphrase: that does not open it.
    """
    key = signing_key(opened(kept_of(content, office), own))
    return sign(key, DEPUTIES_NAMESPACE, _deputies(office, wish)).hex()


def _deputies(office: OfficeId, wish: OfficeWish) -> bytes:
    return cbor.encode([office, list(wish.deputies)])


def _must_be_named_by_itself(sealer: StationSealer, office: OfficeId, wish: OfficeWish) -> None:
    """Let pass deputies whom a locked office named itself; an open one is asked nothing.

    Raises:
        OfficeLocked: they were written down without its key.
    """
    if not wish.deputies or not sealer.is_locked(office):
        return
    try:
        signature = bytes.fromhex(wish.deputies_signature)
    except ValueError:
        signature = b""
    payload = _deputies(office, wish)
    if not sealer.verify(sealer.office_public(office), DEPUTIES_NAMESPACE, payload, signature):
        msg = f"the deputies of {office} in station.toml are not named by itself: its key is locked"
        hint = f'its holder names them: "depesha office deputy {wish.name} --deputy NAME"'
        raise OfficeLocked(msg, hint=hint)


def _office(config: Settings, sealer: StationSealer, wish: OfficeWish) -> OfficeEntry:
    office = office_id(f"{wish.name}@{config.station}")
    _must_be_named_by_itself(sealer, office, wish)
    roles = Role(0)
    for word in wish.roles:
        roles |= ROLE_WORDS[word]
    return OfficeEntry(
        office=office,
        titles=tuple(sorted(wish.titles.items())),
        public_key=sealer.office_public(office),
        roles=roles,
        clearance=wish.clearance,
        deputies=tuple(sorted(office_id(f"{name}@{config.station}") for name in wish.deputies)),
    )


def described(text: str) -> dict[str, Any]:
    """Return a request with what is read out beside it."""
    request = read_request(text.encode())
    groups = fingerprint_text(request.fingerprint)
    return {
        "text": text,
        "station": request.identity.station,
        "fingerprint": request.fingerprint.hex(),
        "fingerprint_groups": groups,
        "words": fingerprint_words(request.fingerprint),
    }
