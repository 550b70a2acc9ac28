"""A registry that was lost in part, made again from the excerpts that its stations hold.

An excerpt shows all leaves of the stations in it, so that a later one says of these what is true,
and what is gone. The excerpts are laid over the old registry from the oldest to the newest; whether
the outcome is the whole of it is proved by the newest signed head, which covers every leaf.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from depesha.errors import DoesNotVerify
from depesha.keybook.adopting import EXCERPT, MAX_EXCERPT_BYTES, MAX_EXCERPT_ITEMS, Excerpt, reopen
from depesha.keybook.book import KeyBook
from depesha.keybook.head import Book, Kind
from depesha.keybook.issuing import is_printed
from depesha.keybook.leaf import (
    CollectiveLeaf,
    IdentityLeaf,
    JournalKeyLeaf,
    Leaf,
    LineLeaf,
    PeriodKeyLeaf,
    SilenceLeaf,
    TransitLeaf,
    decode_leaf,
)
from depesha.keybook.registry import Registry, Signed, acquaintances
from depesha.keybook.root import verified_root
from depesha.names import StationId, station_of

KINDS: Final = (Kind.KEY_BOOK, Kind.PLAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An excerpt that a station holds: verified from its own first root document."""

    book: KeyBook
    excerpt: Excerpt = field(repr=False)

    @property
    def station(self) -> StationId:
        """Whom it was made for."""
        return self.excerpt.station

    @property
    def versions(self) -> tuple[int, int]:
        """Of the key book and of the plan."""
        return len(self.excerpt.key_book.heads), len(self.excerpt.plan.heads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of it.

    Attributes:
        registry: None, if not all of it came back.
        versions: the newest of the key book and of the plan that anybody has seen.
        missing: which of the two books did not come back whole.
    """

    registry: Registry | None
    versions: tuple[int, int]
    missing: tuple[Kind, ...] = ()


def held_by(registry: Registry, data: bytes) -> Held:
    """Return an excerpt that a station gives back, if it is of this network, older or newer.

    Raises:
        DoesNotVerify: it is damaged, of another network, or of another history than `registry`.
    """
    book = reopen(data)
    excerpt = EXCERPT.decode(data, max_bytes=MAX_EXCERPT_BYTES, max_items=MAX_EXCERPT_ITEMS)
    trusted = registry.roots[: len(excerpt.roots)][-1].digest
    verified_root(excerpt.roots, trusted)
    _must_be_one_history([Signed(heads=registry.key_book.heads), excerpt.key_book])
    _must_be_one_history([Signed(heads=registry.plan.heads), excerpt.plan])
    return Held(book=book, excerpt=excerpt)


def _must_be_one_history(parts: Sequence[Signed | Book]) -> None:
    longest = max((one.heads for one in parts), key=len)
    if any(one.heads != longest[: len(one.heads)] for one in parts):
        msg = "the key book forked: two stations hold different versions under one number"
        raise DoesNotVerify(msg)


def rebuild(registry: Registry, found: Sequence[Held]) -> Rebuilt:
    """Return the registry as its newest edition says, as far as `found` gives it back.

    `registry` is as it was signed last. Who was introduced to whom follows from who is shown.

    Raises:
        DoesNotVerify: two excerpts are of different histories.
    """
    _must_be_one_history([registry.key_book, *(one.excerpt.key_book for one in found)])
    _must_be_one_history([registry.plan, *(one.excerpt.plan for one in found)])
    made = registry
    for one in sorted(found, key=lambda one: one.versions[0]):
        if one.versions[0] >= len(registry.key_book.heads):
            made = _with_stations(made, one)
    for one in sorted(found, key=lambda one: one.versions[1]):
        if one.versions[1] >= len(registry.plan.heads):
            made = _with_rules(made, one)
    roots = max((registry.roots, *(one.excerpt.roots for one in found)), key=len)
    made = replace(made, roots=roots)
    made = replace(
        made,
        key_book=_newest([registry.key_book, *(one.excerpt.key_book for one in found)]),
        plan=_newest([registry.plan, *(one.excerpt.plan for one in found)]),
    )
    versions = (len(made.key_book.heads), len(made.plan.heads))
    missing = tuple(kind for kind in KINDS if not is_printed(made, kind))
    if missing:
        return Rebuilt(registry=None, versions=versions, missing=missing)
    return Rebuilt(registry=_with_acquaintances(made, found), versions=versions)


def _newest(parts: Sequence[Signed | Book]) -> Signed:
    newest = max(parts, key=lambda one: len(one.heads))
    if isinstance(newest, Signed):
        return newest
    return Signed(heads=newest.heads, note=newest.note, edition=newest.leaves[0].leaf)


_L = TypeVar("_L", bound=Leaf)


def _of(book: Book, kind: type[_L]) -> tuple[_L, ...]:
    leaves = (decode_leaf(one.leaf) for one in book.leaves[1:])
    return tuple(leaf for leaf in leaves if isinstance(leaf, kind))


def _but(leaves: Iterable[_L], stations: Iterable[StationId]) -> tuple[_L, ...]:
    known = set(stations)
    return tuple(one for one in leaves if getattr(one, "station", None) not in known)


def _with_stations(registry: Registry, held: Held) -> Registry:
    """Return the registry with all that an excerpt says of the stations in it."""
    book, shown = held.excerpt.key_book, held.book.stations
    collectives = tuple(
        one
        for one in registry.collectives
        if not {station_of(member) for member in one.members} <= shown
    )
    named = _of(book, CollectiveLeaf)
    names = {one.name for one in named}
    asked = dict(registry.asked)
    identities = _of(book, IdentityLeaf)
    periods = _of(book, PeriodKeyLeaf)
    issued_at = held.book.edition.issued_at
    changed = {one.station for one in identities if one not in registry.identities}
    changed |= {one.station for one in periods if one not in registry.period_keys}
    for station in changed:  # it asked before that was signed: an older request is overtaken
        asked[station] = max(asked.get(station, issued_at), issued_at)
    return replace(
        registry,
        identities=(*_but(registry.identities, shown), *identities),
        period_keys=(*_but(registry.period_keys, shown), *periods),
        journal_keys=(*_but(registry.journal_keys, shown), *_of(book, JournalKeyLeaf)),
        collectives=(*(one for one in collectives if one.name not in names), *named),
        asked=tuple(sorted(asked.items())),
    )


def _with_rules(registry: Registry, held: Held) -> Registry:
    """Return the registry with the lines and rules that a station has, and those it was shown."""
    plan, station = held.excerpt.plan, held.station
    lines, transits = _of(plan, LineLeaf), _of(plan, TransitLeaf)
    joined = {(one.line.a, one.line.b) for one in lines}
    rules = {one.transit for one in transits}
    everything = station == registry.founder
    silences = _of(plan, SilenceLeaf)
    silent = {one.station for one in silences} | (
        {one.station for one in registry.silences} if everything else held.book.stations
    )
    return replace(
        registry,
        lines=(
            *(
                one
                for one in registry.lines
                if not everything
                and station not in (one.line.a, one.line.b)
                and (one.line.a, one.line.b) not in joined
            ),
            *lines,
        ),
        transits=(
            *(
                one
                for one in registry.transits
                if not everything
                and station not in (one.transit.origin, one.transit.through)
                and one.transit not in rules
            ),
            *transits,
        ),
        silences=(*_but(registry.silences, silent), *silences),
    )


def _with_acquaintances(registry: Registry, found: Iterable[Held]) -> Registry:
    """Return the registry in which everybody still knows whom it was shown."""
    known = acquaintances(registry)
    pairs = {
        (min(one.station, other), max(one.station, other))
        for one in found
        if one.station != registry.founder and one.station in known
        for other in one.book.stations
        if other in known and other not in known[one.station]
    }
    return replace(registry, introduced=tuple(sorted({*registry.introduced, *pairs})))
