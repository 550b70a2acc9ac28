"""Take a key book excerpt in: verify all of it, and compare it with what is held.

Rule 1: nothing is believed that does not follow from a root digest that a person named, or from the
    root of the book that is held.
Rule 2: versions only rise. A lower one is refused; another head of a version that was seen is a
    fork, and does not verify.
Rule 3: the same version again may show more leaves (an introduction), so it replaces what is held.

After TUF's client rules, and DESIGN §6.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from depesha.errors import DoesNotVerify, Malformed, Refused, UnknownVersion, Usage
from depesha.keybook.armour import Armour, bare
from depesha.keybook.book import KeyBook
from depesha.keybook.head import BOOK, Book, Kind, Placed, head_digests, origin, verified_edition
from depesha.keybook.leaf import (
    CollectiveLeaf,
    IdentityLeaf,
    JournalKeyLeaf,
    LineLeaf,
    PeriodKeyLeaf,
    SilenceLeaf,
    Status,
    TransitLeaf,
    decode_leaf,
)
from depesha.keybook.root import MAX_ROOTS, ROOT_LINK, RootLink, network_root, verified_root
from depesha.names import STATION_PATTERN, Digest, OfficeId, StationId, TimeMs
from depesha.route import Line, Transit
from depesha.schema import Record, field, many, text, uint

MAX_EXCERPT_BYTES: Final = 24 * 1024 * 1024
"""The excerpt of a centre with 1,000 stations has about 3 MB, that of a post in a star 8 kB."""

MAX_EXCERPT_ITEMS: Final = 1 << 19
"""A centre with 1,000 stations and 10,000 versions has some 80,000; so many cost 50 MB at most."""

_AGAIN: Final = "get the file from the centre again, and compare the root fingerprint"


class RolledBack(Refused):
    """A key book or plan that is older than the one in force: a replay, or an old file."""

    code = "key-book-rolled-back"
    exit_status = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What the centre gives to one station."""

    version: int = 1
    station: StationId
    roots: tuple[RootLink, ...]
    key_book: Book
    plan: Book


EXCERPT: Final = Record(
    Excerpt,
    field(0, "version", uint(min=1, max=1)),
    field(1, "station", text(max=32, pattern=STATION_PATTERN)),
    field(2, "roots", many(ROOT_LINK, min=1, max=MAX_ROOTS)),
    field(3, "key_book", BOOK),
    field(4, "plan", BOOK),
)


def adopt(held: KeyBook | None, excerpt: bytes, root: Digest | None) -> KeyBook:
    """Return the key book that an excerpt (armoured or bare) makes, instead of `held`.

    `root` is the digest of the root document that a person trusts; it is needed the first time.

    Raises:
        Usage: it is the first key book, and no root was named.
        DoesNotVerify: it is damaged, of another network, for another station, or a fork.
        RolledBack: it is older than `held`.
        UnknownVersion: it is of a later format.
    """
    if held is None and root is None:
        msg = "the first key book needs the root fingerprint"
        raise Usage(msg, hint="name it with --root; the centre's 'depesha keybook show' prints it")
    adopted = _as_one_line(lambda: _verified(bare(Armour.KEY_BOOK, excerpt), held, root))
    if held is not None:
        _must_follow(held, adopted)
    return adopted


def reopen(data: bytes) -> KeyBook:
    """Return the key book whose `encode` gave `data`, from this station's own store.

    Raises:
        DoesNotVerify: the store's bytes were changed.
    """
    return _as_one_line(lambda: _verified(data, None, None))


_Found = TypeVar("_Found")


def _as_one_line(verify: Callable[[], _Found]) -> _Found:
    """Turn every way of being damaged into one error with a cure."""
    try:
        return verify()
    except UnknownVersion:
        raise
    except DoesNotVerify as error:
        raise DoesNotVerify(error.message, hint=error.hint or _AGAIN) from error
    except Malformed as error:
        msg = f"not a key book, or a damaged one: {error.message}"
        raise DoesNotVerify(msg, hint=error.hint or _AGAIN) from error


def _verified(data: bytes, held: KeyBook | None, root: Digest | None) -> KeyBook:
    excerpt = EXCERPT.decode(data, max_bytes=MAX_EXCERPT_BYTES, max_items=MAX_EXCERPT_ITEMS)
    trusted = held.root if held is not None else root or excerpt.roots[0].digest
    document = verified_root(excerpt.roots, trusted)
    if root is not None:
        verified_root(excerpt.roots, root)
    digest = excerpt.roots[-1].digest
    named, named_plan = origin(document.network, Kind.KEY_BOOK), origin(document.network, Kind.PLAN)
    edition = verified_edition(named, excerpt.key_book, document, digest)
    plan_edition = verified_edition(named_plan, excerpt.plan, document, digest)
    placed, periods, collectives, journals = _stations(excerpt.key_book.leaves[1:])
    lines, transits, silences = _rules(excerpt.plan.leaves[1:])
    identities = {name: leaf for name, (leaf, _) in placed.items()}
    return KeyBook(
        excerpt=data,
        station=excerpt.station,
        root_document=document,
        root=digest,
        network_root=network_root(excerpt.roots),
        edition=edition,
        plan_edition=plan_edition,
        heads=excerpt.key_book.heads,
        head_digests=tuple(head_digests(named, excerpt.key_book.heads)),
        plan_head_digests=tuple(head_digests(named_plan, excerpt.plan.heads)),
        identities=identities,
        placed={name: place for name, (_, place) in placed.items()},
        period_keys=periods,
        offices={entry.office: entry for leaf in identities.values() for entry in leaf.offices},
        lines=_open_lines(lines, identities),
        transits=transits,
        silences=silences,
        collectives=collectives,
        journal_keys=journals,
    )


def _open_lines(
    lines: Sequence[Line], identities: Mapping[StationId, IdentityLeaf]
) -> tuple[Line, ...]:
    """Return the lines without those to a revoked station: nothing goes over them any more."""
    revoked = {name for name, leaf in identities.items() if leaf.status is Status.REVOKED}
    return tuple(line for line in lines if revoked.isdisjoint((line.a, line.b)))


_Placed = dict[StationId, tuple[IdentityLeaf, Placed]]
_Periods = dict[StationId, tuple[PeriodKeyLeaf, ...]]
_Collectives = dict[str, tuple[OfficeId, ...]]
_Journals = dict[StationId, Placed]


def _stations(leaves: Sequence[Placed]) -> tuple[_Placed, _Periods, _Collectives, _Journals]:
    """Return identities, period keys, collective addresses, journal keys."""
    identities: _Placed = {}
    periods: _Periods = {}
    collectives: _Collectives = {}
    journals: _Journals = {}
    for placed in leaves:
        match decode_leaf(placed.leaf):
            case IdentityLeaf() as leaf if leaf.station not in identities:
                identities[leaf.station] = (leaf, placed)
            case PeriodKeyLeaf() as key:
                periods[key.station] = (*periods.get(key.station, ()), key)
            case CollectiveLeaf() as collective if collective.name not in collectives:
                collectives[collective.name] = collective.members
            case JournalKeyLeaf(station=station) if station not in journals:
                journals[station] = placed
            case _:
                msg = "a leaf of the key book stands twice, or does not belong into it"
                raise DoesNotVerify(msg)
    return identities, periods, collectives, journals


_Rules = tuple[tuple[Line, ...], tuple[Transit, ...], dict[StationId, TimeMs]]


def _rules(leaves: Sequence[Placed]) -> _Rules:
    """Return lines, transit rules and silent stations among the leaves of the plan."""
    lines: list[Line] = []
    transits: list[Transit] = []
    silences: dict[StationId, TimeMs] = {}
    for placed in leaves:
        match decode_leaf(placed.leaf):
            case LineLeaf(line=line):
                lines.append(line)
            case TransitLeaf(transit=transit):
                transits.append(transit)
            case SilenceLeaf(station=station, until=until) if station not in silences:
                silences[station] = until
            case _:
                msg = "a leaf of the plan does not belong into it"
                raise DoesNotVerify(msg)
    return tuple(lines), tuple(transits), silences


def _must_follow(held: KeyBook, adopted: KeyBook) -> None:
    """Refuse what is older than `held`, a fork of it, or another station's."""
    if adopted.station != held.station:
        msg = f"this key book was made for {adopted.station}, not for {held.station}"
        raise DoesNotVerify(msg, hint="ask the centre for this station's own")
    for what, before, after in (
        ("key book", held.head_digests, adopted.head_digests),
        ("plan", held.plan_head_digests, adopted.plan_head_digests),
    ):
        if len(after) < len(before):
            msg = f"the {what} has version {len(after)}, and {len(before)} is in force here"
            raise RolledBack(msg, hint="ask the centre for the newest one")
        if after[len(before) - 1] != before[-1]:
            msg = f"the {what} forked: another version {len(before)} was seen here"
            raise DoesNotVerify(msg, hint="tell the centre at once: its root may be in other hands")
