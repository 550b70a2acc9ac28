"""What the centre keeps: the whole key book and plan, who was introduced to whom, and the heads.

Every function returns another registry; nothing is in force until `issuing.sign` has signed it.
Who may change the registry is the centre's to say: this file only keeps it consistent.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from depesha import schema
from depesha.errors import NotFound, Refused
from depesha.keybook.head import HEADS, Head
from depesha.keybook.leaf import (
    COLLECTIVE,
    IDENTITY,
    JOURNAL_KEY,
    LINE,
    MAX_LEAF_BYTES,
    OPENS_AFTER_MS,
    PERIOD_KEY,
    SILENCE,
    TRANSIT,
    CollectiveLeaf,
    IdentityLeaf,
    JournalKeyLeaf,
    LineLeaf,
    OfficeEntry,
    PeriodKeyLeaf,
    SilenceLeaf,
    Status,
    TransitLeaf,
    encode_leaf,
)
from depesha.keybook.request import MAX_PERIOD_KEYS, Request
from depesha.keybook.root import (
    MAX_ROOTS,
    NO_DIGEST,
    ROOT_DOCUMENT,
    ROOT_LINK,
    Holder,
    RootDocument,
    RootLink,
)
from depesha.names import STATION_PATTERN, Digest, StationId, TimeMs
from depesha.route import EVERYWHERE, Transit, line_between, neighbours
from depesha.schema import Record, many, octets_upto, pair, text, time_ms, uint
from depesha.windows import ALWAYS, parse_windows

MAX_STATIONS: Final = 10_000
MAX_RULES: Final = 50_000
MAX_INTRODUCTIONS: Final = 1_000_000
MAX_COLLECTIVES: Final = 1000
MAX_REGISTRY_BYTES: Final = 128 * 1024 * 1024
MAX_REGISTRY_ITEMS: Final = 8_000_000
"""Of a registry as full as it may be; it is read from the centre's own store only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The heads of a book, the newest one's note, and the edition that it covers."""

    heads: tuple[Head, ...] = ()
    note: bytes = b""
    edition: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The centre's key book and plan.

    Attributes:
        founder: the station that keeps it.
        introduced: pairs of stations that know each other, the first in the alphabet first.
        asked: when the request was made that each station was admitted by.
    """

    version: int = 1
    founder: StationId
    roots: tuple[RootLink, ...] = field(repr=False)
    identities: tuple[IdentityLeaf, ...] = ()
    period_keys: tuple[PeriodKeyLeaf, ...] = field(default=(), repr=False)
    lines: tuple[LineLeaf, ...] = ()
    transits: tuple[TransitLeaf, ...] = ()
    introduced: tuple[tuple[StationId, StationId], ...] = ()
    key_book: Signed = field(default=Signed(), repr=False)
    plan: Signed = field(default=Signed(), repr=False)
    asked: tuple[tuple[StationId, TimeMs], ...] = field(default=(), repr=False)
    silences: tuple[SilenceLeaf, ...] = ()
    collectives: tuple[CollectiveLeaf, ...] = ()
    journal_keys: tuple[JournalKeyLeaf, ...] = field(default=(), repr=False)

    @property
    def root(self) -> Digest:
        """Digest of the root document in force: the network's root fingerprint."""
        return self.roots[-1].digest

    @property
    def root_document(self) -> RootDocument:
        """The root document in force."""
        return ROOT_DOCUMENT.decode(self.roots[-1].document)

    def identity(self, station: StationId) -> IdentityLeaf:
        """Return a station's identity as it stands now, signed or not.

        Raises:
            NotFound: it is not in the book.
        """
        for leaf in self.identities:
            if leaf.station == station:
                return leaf
        msg = f"{station} is not in the key book"
        raise NotFound(msg, hint="admit its request first")


def found(network: str, request: Request, holders: Sequence[Holder], threshold: int) -> Registry:
    """Return the registry of a new network, whose founder asks for itself.

    Raises:
        Malformed: the name or the threshold is out of bounds.
    """
    document = RootDocument(
        network=network,
        number=1,
        previous=NO_DIGEST,
        threshold=threshold,
        keys=tuple(one.public for one in holders),
    )
    # nothing vouches for the first document but a person who compares its digest
    link = RootLink(document=ROOT_DOCUMENT.encode(document), signatures=())
    return admit(Registry(founder=request.identity.station, roots=(link,)), request)


def admit(registry: Registry, request: Request) -> Registry:
    """Return the registry with a station's identity and period keys in place of what it had.

    Admitting the same request again changes nothing.

    Raises:
        Refused: the station is revoked, is known with another key or by a later request, a key is
            another station's, or the book is full.
    """
    identity = request.identity
    known = next((one for one in registry.identities if one.station == identity.station), None)
    others = tuple(one for one in registry.identities if one.station != identity.station)
    if known is not None and known.public_key != identity.public_key:
        msg = f"{identity.station} is in the key book with another signing key"
        raise Refused(msg, hint="a station that lost its keys comes back under a new name")
    _must_be_newer(registry, request)
    taken = {key for one in others for key in _keys(one)}
    if not taken.isdisjoint(_keys(identity)):
        msg = f"a key of {identity.station} belongs to another station"
        raise Refused(msg, hint="every station and office makes keys of its own")
    if len(others) >= MAX_STATIONS:
        msg = f"the key book has {MAX_STATIONS} stations and takes no more"
        raise Refused(msg)
    kept = tuple(key for key in registry.period_keys if key.station != identity.station)
    return replace(
        registry,
        identities=(*others, identity),
        period_keys=(*kept, *request.period_keys),
        asked=tuple(sorted({**dict(registry.asked), identity.station: request.made_at}.items())),
        journal_keys=_with_journal_key(registry, request),
    )


def _with_journal_key(registry: Registry, request: Request) -> tuple[JournalKeyLeaf, ...]:
    """Return the journal keys with the one that the station asks for, or without any of it."""
    station = request.identity.station
    others = tuple(one for one in registry.journal_keys if one.station != station)
    return others if request.journal_key is None else (*others, request.journal_key)


def _must_be_newer(registry: Registry, request: Request) -> None:
    """Refuse a request that was overtaken: whoever kept it may send it again."""
    if _is_revoked(registry, request):
        msg = f"{request.identity.station} is revoked"
        raise Refused(msg, hint="a station that was given up comes back under a new name")
    if _is_overtaken(registry, request):
        msg = f"a later request of {request.identity.station} was admitted already"
        hint = "ask the station for a new one; if its clock was ahead then, it must be later still"
        raise Refused(msg, hint=hint)


def _is_revoked(registry: Registry, request: Request) -> bool:
    return any(
        one.station == request.identity.station and one.status is Status.REVOKED
        for one in registry.identities
    )


def _is_overtaken(registry: Registry, request: Request) -> bool:
    before = dict(registry.asked).get(request.identity.station)
    return before is not None and request.made_at < before


def _keys(identity: IdentityLeaf) -> set[bytes]:
    return {
        identity.public_key,
        *(office.public_key for office in identity.offices),
        *identity.tls_pins,
    }


MAX_AHEAD_MS: Final = 2 * 366 * 24 * 3_600_000
"""A period key that the centre admits by itself ends within this time."""


def additions(registry: Registry, request: Request, now: TimeMs) -> Registry | None:
    """Return the registry with the period keys that a known station has, and nothing else changed.

    None: it asks for something else as well, so a person must decide. A key of its own that has not
    ended and that it does not name is one that it lost, and goes; one that has ended stays as long
    as it opens.

    Raises:
        Refused: the station is revoked, or a later request of it was admitted already.
    """
    station = request.identity.station
    known = next((one for one in registry.identities if one.station == station), None)
    _must_be_newer(registry, request)
    if known is None or replace(known, salt=request.identity.salt) != request.identity:
        return None
    held = [key for key in registry.period_keys if key.station == station]
    named = _fingerprints(request.period_keys)
    kept = [
        key
        for key in held
        if key.fingerprint in named or key.not_after <= now < key.not_after + OPENS_AFTER_MS
    ]
    fresh = [key for key in request.period_keys if key.fingerprint not in _fingerprints(held)]
    others = tuple(key for key in registry.period_keys if key.station != station)
    if (
        not {key.fingerprint for key in fresh}.isdisjoint(_fingerprints(others))
        or any(not key.not_before < key.not_after <= now + MAX_AHEAD_MS for key in fresh)
        or len(kept) + len(fresh) > 2 * MAX_PERIOD_KEYS
    ):
        return None
    if not fresh and kept == held:
        return registry
    return replace(
        registry,
        period_keys=(*others, *kept, *fresh),
        asked=tuple(sorted({**dict(registry.asked), station: request.made_at}.items())),
    )


def _fingerprints(keys: Iterable[PeriodKeyLeaf]) -> set[Digest]:
    return {key.fingerprint for key in keys}


def revoke(registry: Registry, station: StationId, since: TimeMs | None = None) -> Registry:
    """Return the registry in which a station is neither written to nor believed, for good.

    `since`: from when on nothing of it counts, where that was before; all stations are told.

    Raises:
        NotFound: it is not in the book.
        Refused: it is the one that keeps the registry, or is revoked already.
    """
    leaf = registry.identity(station)
    if station == registry.founder:
        msg = f"{station} keeps the registry and cannot revoke itself"
        raise Refused(msg, hint="a centre that was lost takes its network with it: found another")
    if leaf.status is Status.REVOKED:
        msg = f"{station} is revoked already"
        raise Refused(msg)
    others = tuple(one for one in registry.identities if one.station != station)
    keys = tuple(key for key in registry.period_keys if key.station != station)
    revoked = replace(leaf, status=Status.REVOKED, revoked_since=since)
    return replace(registry, identities=(*others, revoked), period_keys=keys)


def changes(registry: Registry, request: Request) -> tuple[str, ...]:
    """Return what admitting a request would change, a line each, for the person who decides."""
    known = [one for one in registry.identities if one.station == request.identity.station]
    before = {_say_office(entry) for one in known for entry in one.offices}
    after = {_say_office(entry) for entry in request.identity.offices}
    lines = [] if known else [f"new station {request.identity.station}"]
    if _is_revoked(registry, request):
        lines.append("it is revoked, and cannot be admitted")
    if _is_overtaken(registry, request):
        lines.append("it is older than the request that was admitted, and cannot be admitted")
    lines += [f"without office {entry}" for entry in sorted(before - after)]
    lines += [f"with office {entry}" for entry in sorted(after - before)]
    if known and known[0].tls_pins != request.identity.tls_pins:
        lines.append("with another certificate")
    if request.identity.status is Status.REVOKED:
        lines.append("revoked from now on, for good")
    if request.journal_key is not None and request.journal_key.public_key not in {
        one.public_key for one in registry.journal_keys if one.station == request.identity.station
    }:
        lines.append(f"with journal key {sha256(request.journal_key.public_key).hexdigest()[:16]}")
    held = {key.fingerprint for key in registry.period_keys}
    fresh = [key for key in request.period_keys if key.fingerprint not in held]
    return (*lines, *(f"with period key {key.fingerprint.hex()[:16]}" for key in fresh))


def _say_office(entry: OfficeEntry) -> str:
    roles = ", ".join((role.name or "").lower().replace("_", "-") for role in entry.roles)
    deputies = f"; deputies {', '.join(entry.deputies)}" if entry.deputies else ""
    return f"{entry.office}: {roles or 'no roles'}; clearance {entry.clearance}{deputies}"


def introduce(registry: Registry, station: StationId, correspondent: StationId) -> Registry:
    """Return the registry in which the two stations are shown to each other.

    Introducing them again changes nothing.

    Raises:
        NotFound: one of them is not in the book.
        Refused: they are one.
    """
    for one in (station, correspondent):
        registry.identity(one)
    if station == correspondent:
        msg = f"{station} knows itself"
        raise Refused(msg)
    pair = (min(station, correspondent), max(station, correspondent))
    return replace(registry, introduced=tuple(sorted({*registry.introduced, pair})))


def add_line(
    registry: Registry, one: StationId, other: StationId, *, salt: bytes, windows: str = ALWAYS
) -> Registry:
    """Return the registry with a line between two stations, in place of the one they had.

    Raises:
        NotFound: one of them is not in the book.
        Malformed: they are one, or the windows are not formed like any.
    """
    for station in (one, other):
        registry.identity(station)
    line = line_between(one, other, parse_windows(windows).text)
    kept = tuple(leaf for leaf in registry.lines if (leaf.line.a, leaf.line.b) != (line.a, line.b))
    added = LineLeaf(salt=salt, line=line)
    encode_leaf(added)
    return replace(registry, lines=(*kept, added))


def remove_line(registry: Registry, one: StationId, other: StationId) -> Registry:
    """Return the registry without the line between two stations.

    Raises:
        NotFound: there is none.
    """
    line = line_between(one, other)
    kept = tuple(leaf for leaf in registry.lines if (leaf.line.a, leaf.line.b) != (line.a, line.b))
    if kept == registry.lines:
        msg = f"the plan has no line between {one} and {other}"
        raise NotFound(msg)
    return replace(registry, lines=kept)


def allow_transit(registry: Registry, transit: Transit, *, salt: bytes) -> Registry:
    """Return the registry with a transit rule; allowing it again changes nothing.

    Raises:
        NotFound: one of its stations is not in the book.
        Refused: it goes in a circle, or there is no line for its first step.
    """
    destinations = [] if transit.to == EVERYWHERE else [StationId(transit.to)]
    for station in (transit.origin, transit.through, *destinations):
        registry.identity(station)
    if len({transit.origin, transit.through, transit.to}) < 3:  # noqa: PLR2004  # three parties
        msg = f"a rule from {transit.origin} through {transit.through} to {transit.to} is a circle"
        raise Refused(msg)
    if transit.through not in neighbours(transit.origin, [leaf.line for leaf in registry.lines]):
        msg = f"the plan has no line between {transit.origin} and {transit.through}"
        raise Refused(msg, hint='add it first with "depesha plan line"')
    if any(leaf.transit == transit for leaf in registry.transits):
        return registry
    return replace(registry, transits=(*registry.transits, TransitLeaf(salt=salt, transit=transit)))


def forbid_transit(registry: Registry, transit: Transit) -> Registry:
    """Return the registry without a transit rule.

    Raises:
        NotFound: it is not in the plan.
    """
    kept = tuple(leaf for leaf in registry.transits if leaf.transit != transit)
    if kept == registry.transits:
        msg = f"no rule from {transit.origin} through {transit.through} to {transit.to}"
        raise NotFound(msg)
    return replace(registry, transits=kept)


def silence(
    registry: Registry, station: StationId, until: TimeMs | None, *, salt: bytes
) -> Registry:
    """Return the registry with a station silent until a time, or no longer silent.

    Raises:
        NotFound: it is not in the book, or was not silent.
    """
    registry.identity(station)
    kept = tuple(leaf for leaf in registry.silences if leaf.station != station)
    if until is not None:
        added = SilenceLeaf(salt=salt, station=station, until=until)
        return replace(registry, silences=(*kept, added))
    if kept == registry.silences:
        msg = f"the plan does not keep {station} silent"
        raise NotFound(msg)
    return replace(registry, silences=kept)


def acquaintances(registry: Registry) -> Mapping[StationId, AbstractSet[StationId]]:
    """Return whom each station knows: itself, its neighbours, those that it was introduced to.

    And the one that keeps the registry: key books and requests go there and back.
    """
    known: dict[StationId, set[StationId]] = {
        leaf.station: {leaf.station} for leaf in registry.identities
    }
    lines = ((leaf.line.a, leaf.line.b) for leaf in registry.lines)
    keeper = ((registry.founder, name) for name in known if name != registry.founder)
    for one, other in (*lines, *registry.introduced, *keeper):
        known[one].add(other)
        known[other].add(one)
    return known


# -- bytes ----------------------------------------------------------------------------------------

_station = text(max=32, pattern=STATION_PATTERN)

SIGNED: Final = Record(
    Signed,
    schema.field(0, "heads", HEADS, default=()),
    schema.field(1, "note", octets_upto(MAX_LEAF_BYTES), default=b""),
    schema.field(2, "edition", octets_upto(MAX_LEAF_BYTES), default=b""),
)

REGISTRY: Final = Record(
    Registry,
    schema.field(0, "version", uint(min=1, max=1)),
    schema.field(1, "founder", _station),
    schema.field(2, "roots", many(ROOT_LINK, min=1, max=MAX_ROOTS)),
    schema.field(3, "identities", many(IDENTITY, max=MAX_STATIONS), default=()),
    schema.field(
        4, "period_keys", many(PERIOD_KEY, max=2 * MAX_STATIONS * MAX_PERIOD_KEYS), default=()
    ),
    schema.field(5, "lines", many(LINE, max=MAX_RULES), default=()),
    schema.field(6, "transits", many(TRANSIT, max=MAX_RULES), default=()),
    schema.field(
        7, "introduced", many(pair(_station, _station), max=MAX_INTRODUCTIONS), default=()
    ),
    schema.field(8, "key_book", SIGNED, default=Signed()),
    schema.field(9, "plan", SIGNED, default=Signed()),
    schema.field(10, "asked", many(pair(_station, time_ms()), max=MAX_STATIONS), default=()),
    schema.field(11, "silences", many(SILENCE, max=MAX_STATIONS), default=()),
    schema.field(12, "collectives", many(COLLECTIVE, max=MAX_COLLECTIVES), default=()),
    schema.field(13, "journal_keys", many(JOURNAL_KEY, max=MAX_STATIONS), default=()),
)


def encode(registry: Registry) -> bytes:
    """Return the registry's bytes, for the centre's own store.

    Raises:
        Malformed: it is larger than a registry may be.
    """
    return REGISTRY.encode(registry)


def decode(data: bytes) -> Registry:
    """Return the registry that `encode` wrote.

    Raises:
        Malformed: it is not one.
    """
    return REGISTRY.decode(data, max_bytes=MAX_REGISTRY_BYTES, max_items=MAX_REGISTRY_ITEMS)
