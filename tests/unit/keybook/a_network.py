"""A small real network for the tests of the key book: real keys, seeded salts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from depesha import keybook
from depesha.keybook import (
    Holder,
    IdentityLeaf,
    KeyBook,
    OfficeEntry,
    PeriodKeyLeaf,
    Press,
    Registry,
    Request,
    Role,
)
from depesha.names import OfficeId, StationId, TimeMs
from depesha.route import Transit
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import RootSeeds
from depesha.seal.signature import SigningKey, sign, signing_key
from tests.certificates import certificate_of

MOSCOW, PEKING, PYONGYANG = (StationId(name) for name in ("moscow", "peking", "pyongyang"))
RULE = Transit(origin=PEKING, through=MOSCOW, to=PYONGYANG)

NOW = TimeMs(1_800_000_000_000)
MONTH_MS = 30 * 86_400_000


def seed(*words: str) -> bytes:
    return sha256("/".join(words).encode()).digest()


@dataclass
class Salts:
    """Salts that differ and are the same in every run."""

    given: int = 0

    def __call__(self, size_bytes: int) -> bytes:
        self.given += 1
        return seed("salt", str(self.given))[:size_bytes]


def signing(station: StationId) -> SigningKey:
    return signing_key(seed(station, "signing"))


def signer(station: StationId) -> Callable[[str, bytes], bytes]:
    key = signing(station)
    return lambda namespace, payload: sign(key, namespace, payload)


@cache
def x_wing(*words: str) -> bytes:
    return identity_from_seed(seed(*words)).public_key


def office(name: str, station: StationId, roles: Role) -> OfficeEntry:
    office_id = OfficeId(f"{name}@{station}")
    return OfficeEntry(
        office=office_id,
        titles=(("ru", "Посол"), ("en", "Ambassador")),
        public_key=signing_key(seed(office_id)).public,
        roles=roles,
        clearance=5,
    )


def identity(station: StationId, *offices: OfficeEntry) -> IdentityLeaf:
    return IdentityLeaf(
        salt=seed(station, "identity")[:16],
        station=station,
        names=(("en", station.title()),),
        zone="Europe/Moscow",
        public_key=signing(station).public,
        certificate=certificate_of(station),
        offices=offices,
    )


def period_key(station: StationId, month: int = 0) -> PeriodKeyLeaf:
    return PeriodKeyLeaf(
        salt=seed(station, "period", str(month))[:16],
        station=station,
        public_key=x_wing(station, "period", str(month)),
        not_before=TimeMs(NOW + month * MONTH_MS),
        not_after=TimeMs(NOW + (month + 2) * MONTH_MS),
    )


OFFICES = {
    MOSCOW: [("gromyko", Role.RELEASER | Role.ADDRESSEE), ("registrar", Role.REGISTRAR)],
    PEKING: [("roshchin", Role.DRAFTER | Role.ADDRESSEE)],
    PYONGYANG: [("razuvaev", Role.ADDRESSEE | Role.MAY_ACKNOWLEDGE)],
}


def request(station: StationId) -> Request:
    return Request(
        identity=identity(station, *(office(name, station, r) for name, r in OFFICES[station])),
        period_keys=(period_key(station),),
        made_at=NOW,
    )


@cache
def holder(name: str = "soviet/moscow") -> Holder:
    seeds = RootSeeds(ed25519=seed(name, "ed25519"), mldsa44=seed(name, "mldsa44"))
    return keybook.holder(name, seeds)


def press(*holders: Holder, salts: Salts | None = None, now: TimeMs = NOW) -> Press:
    return Press(holders=holders or (holder(),), now=now, token=salts or Salts())


@cache
def unsigned() -> Registry:
    """The centre has admitted both posts and planned its two lines."""
    registry = keybook.found("soviet", request(MOSCOW), [holder()], 1)
    for post in (PEKING, PYONGYANG):
        registry = keybook.admit(registry, request(post))
        registry = keybook.add_line(registry, MOSCOW, post, salt=seed("line", post)[:16])
    return registry


@cache
def star() -> Registry:
    """The same, signed: version 1 of both books."""
    return keybook.sign(unsigned(), press())


@cache
def star_with_transit() -> Registry:
    """Version 2: Peking and Pyongyang know each other, and Moscow carries between them."""
    registry = keybook.introduce(star(), PEKING, PYONGYANG)
    registry = keybook.admit(registry, renewed(PYONGYANG))
    registry = keybook.allow_transit(registry, RULE, salt=seed("rule")[:16])
    return keybook.sign(registry, press(salts=Salts(given=100)))


def renewed(station: StationId) -> Request:
    """The station asks for a second period key."""
    asked = request(station)
    return Request(
        identity=asked.identity,
        period_keys=(*asked.period_keys, period_key(station, 1)),
        made_at=TimeMs(NOW + MONTH_MS),
    )


def book_of(station: StationId, registry: Registry | None = None) -> KeyBook:
    registry = registry or star()
    return keybook.adopt(None, keybook.excerpt(registry, station), registry.root)
