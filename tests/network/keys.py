"""Who is in the network: stations, offices, lines and rules, with real keys made from their names.

    peking ---- moscow ---- pyongyang        moscow carries between the two
                  |
                tokyo                        known to moscow alone

Everything is the same in every run, and made once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

from depesha import keybook
from depesha.keybook import (
    Holder,
    IdentityLeaf,
    JournalKeyLeaf,
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
from depesha.seal.keys import KeyContent, OfficeSeed, PeriodSeed, RootSeeds
from depesha.seal.sealer import StationSealer
from depesha.seal.signature import signing_key
from tests.certificates import certificate_of

NOW = TimeMs(1_800_000_000_000)  # 15 January 2027, 11:00 in Moscow
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
YEAR_MS = 365 * DAY_MS

MOSCOW, PEKING, PYONGYANG, TOKYO = (
    StationId(name) for name in ("moscow", "peking", "pyongyang", "tokyo")
)
GROMYKO = OfficeId("gromyko@moscow")
VYSHINSKY = OfficeId("vyshinsky@moscow")
CLERK = OfficeId("clerk@moscow")
ROSHCHIN = OfficeId("roshchin@peking")
OPERATOR = OfficeId("operator@peking")
GUARD = OfficeId("guard@peking")
RAZUVAEV = OfficeId("razuvaev@pyongyang")
DESK = OfficeId("desk@tokyo")

EVERYTHING = (
    Role.DRAFTER
    | Role.RELEASER
    | Role.OPERATOR
    | Role.ADDRESSEE
    | Role.MAY_ACKNOWLEDGE
    | Role.REGISTRAR
    | Role.ARCHIVIST
)

OFFICES: dict[StationId, dict[OfficeId, tuple[Role, int]]] = {
    MOSCOW: {
        GROMYKO: (EVERYTHING, 5),
        CLERK: (Role.DRAFTER | Role.ADMINISTRATOR, 2),
        VYSHINSKY: (Role.DRAFTER | Role.RELEASER, 5),
    },
    PEKING: {
        ROSHCHIN: (EVERYTHING, 5),
        OPERATOR: (Role.OPERATOR | Role.ADDRESSEE | Role.DUTY, 5),
        GUARD: (EVERYTHING | Role.DUTY, 1),
    },
    PYONGYANG: {RAZUVAEV: (EVERYTHING, 5)},
    TOKYO: {DESK: (EVERYTHING, 5)},
}
"""The offices of each station: roles, and the highest level that they may read."""

DEPUTIES: dict[OfficeId, tuple[OfficeId, ...]] = {GROMYKO: (CLERK,), ROSHCHIN: (OPERATOR,)}
"""Who may act for an office, beside it."""

STATIONS = tuple(OFFICES)


def seed(*words: object) -> bytes:
    return sha256("/".join(map(str, words)).encode()).digest()


@cache
def content_of(station: StationId) -> KeyContent:
    """Return the secrets of a station; its certificate is of no use on a real line."""
    return KeyContent(
        station=station,
        signing=seed(station, "signing"),
        store_key=seed(station, "store"),
        tls_key=b"no line",
        tls_certificate=certificate_of(station),
        periods=(
            PeriodSeed(
                seed=seed(station, "period"), valid_from=NOW - DAY_MS, valid_until=NOW + YEAR_MS
            ),
        ),
        offices=tuple(
            OfficeSeed(office=office, seed=seed(office)) for office in sorted(OFFICES[station])
        ),
        journal=seed(station, "journal"),
    )


@cache
def sealer_of(station: StationId) -> StationSealer:
    return StationSealer(content_of(station))


@cache
def request_of(station: StationId) -> Request:
    """Return what a station asks the centre to put into the key book."""
    content = content_of(station)
    identity = IdentityLeaf(
        salt=seed(station, "identity")[:16],
        station=station,
        zone="Europe/Moscow",
        public_key=sealer_of(station).station_public,
        certificate=content.tls_certificate,
        offices=tuple(
            OfficeEntry(
                office=office,
                public_key=signing_key(seed(office)).public,
                roles=roles,
                clearance=clearance,
                deputies=DEPUTIES.get(office, ()),
            )
            for office, (roles, clearance) in sorted(OFFICES[station].items())
        ),
    )
    period = PeriodKeyLeaf(
        salt=seed(station, "leaf")[:16],
        station=station,
        public_key=identity_from_seed(seed(station, "period")).public_key,
        not_before=TimeMs(NOW - DAY_MS),
        not_after=TimeMs(NOW + YEAR_MS),
    )
    journal_key = JournalKeyLeaf(
        salt=seed(station, "journal leaf")[:16],
        station=station,
        public_key=sealer_of(station).checkpoints.public,
    )
    return Request(identity=identity, period_keys=(period,), made_at=NOW, journal_key=journal_key)


def request_text(station: StationId, *, without: Sequence[OfficeId] = ()) -> str:
    """Return a station's signed request, as it sends it."""
    asked = request_of(station)
    offices = tuple(one for one in asked.identity.offices if one.office not in without)
    return keybook.write_request(
        replace(asked, identity=replace(asked.identity, offices=offices)),
        sealer_of(station).sign_as_station,
    )


@cache
def holder() -> Holder:
    seeds = RootSeeds(ed25519=seed("root", "ed25519"), mldsa44=seed("root", "mldsa44"))
    return keybook.holder("soviet/moscow", seeds)


@dataclass
class Salts:
    """Salts that differ, and are the same in every run."""

    given: int = 0

    def __call__(self, size_bytes: int) -> bytes:
        self.given += 1
        return seed("salt", self.given)[:size_bytes]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who has a line, who was introduced, who carries: what a network differs in."""

    lines: tuple[tuple[StationId, StationId], ...] = (
        (MOSCOW, PEKING),
        (MOSCOW, PYONGYANG),
        (MOSCOW, TOKYO),
    )
    introduced: tuple[tuple[StationId, StationId], ...] = ((PEKING, PYONGYANG),)
    transits: tuple[Transit, ...] = (
        Transit(origin=PEKING, through=MOSCOW, to=PYONGYANG),
        Transit(origin=PYONGYANG, through=MOSCOW, to=PEKING),
    )
    windows: tuple[tuple[StationId, StationId, str], ...] = ()
    """Of the lines that are not always open."""
    silences: tuple[tuple[StationId, TimeMs], ...] = ()


STAR = Plan()


def press() -> Press:
    return Press(holders=(holder(),), now=NOW, token=Salts())


@cache
def registry(plan: Plan = STAR) -> Registry:
    """Return the signed key book and plan of a whole network."""
    made = keybook.found("soviet", request_of(MOSCOW), [holder()], 1)
    for station in STATIONS[1:]:
        made = keybook.admit(made, request_of(station))
    windows = {frozenset({one, other}): text for one, other, text in plan.windows}
    for one, other in plan.lines:
        text = windows.get(frozenset({one, other}), "always")
        salt = seed("line", one, other)[:16]
        made = keybook.add_line(made, one, other, salt=salt, windows=text)
    for one, other in plan.introduced:
        made = keybook.introduce(made, one, other)
    for rule in plan.transits:
        made = keybook.allow_transit(made, rule, salt=seed("rule", rule)[:16])
    for station, until in plan.silences:
        made = keybook.silence(made, station, until, salt=seed("silence", station)[:16])
    return keybook.sign(made, press())


@cache
def book_of(station: StationId, plan: Plan = STAR) -> KeyBook:
    """Return the key book that a station holds."""
    made = registry(plan)
    return keybook.adopt(None, keybook.excerpt(made, station), made.root)
