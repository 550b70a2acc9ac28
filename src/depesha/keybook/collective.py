"""Collective addresses of a key book: who stands behind a name, and who is shown it.

Rule 1: a name has no `@`, so it is never taken for an office, and stands once in the book.
Rule 2: a station is shown a collective address if it is shown the stations of all its members. So
nobody learns from it of a station that he does not know, and what is expanded is never a part.

Decision 0025.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from depesha.errors import NotFound, Refused
from depesha.keybook.leaf import MAX_MEMBERS, CollectiveLeaf
from depesha.keybook.registry import MAX_COLLECTIVES, Registry, acquaintances
from depesha.names import OfficeId, StationId, station_of


def set_collective(
    registry: Registry, name: str, members: Iterable[OfficeId], *, salt: bytes
) -> Registry:
    """Return the registry in which a name stands for these offices, in place of those before.

    Raises:
        NotFound: one of them is not in the book.
        Refused: they are too many, or the names are.
    """
    wanted = tuple(sorted(set(members)))
    for member in wanted:
        if registry.identity(station_of(member)).office(member) is None:
            msg = f"no office {member} is in the key book"
            raise NotFound(msg, hint='"depesha keybook show" lists the offices')
    kept = tuple(leaf for leaf in registry.collectives if leaf.name != name)
    if len(wanted) > MAX_MEMBERS or len(kept) >= MAX_COLLECTIVES:
        msg = f"a collective address has at most {MAX_MEMBERS} members"
        raise Refused(msg, hint="make two of them")
    before = next((leaf for leaf in registry.collectives if leaf.name == name), None)
    if before is not None and before.members == wanted:
        return registry
    added = CollectiveLeaf(salt=salt, name=name, members=wanted)
    return replace(registry, collectives=(*kept, added))


def remove_collective(registry: Registry, name: str) -> Registry:
    """Return the registry without a collective address.

    Raises:
        NotFound: it is not in the book.
    """
    kept = tuple(leaf for leaf in registry.collectives if leaf.name != name)
    if kept == registry.collectives:
        msg = f"no collective address {name} is in the key book"
        raise NotFound(msg)
    return replace(registry, collectives=kept)


def shown_collectives(
    shown: AbstractSet[StationId], collectives: Sequence[CollectiveLeaf]
) -> Iterator[CollectiveLeaf]:
    """Yield the collective addresses that a station is shown which is shown these stations."""
    return (leaf for leaf in collectives if stations_of(leaf.members) <= shown)


def stations_of(members: Collection[OfficeId]) -> AbstractSet[StationId]:
    """Return the stations at which these offices act."""
    return {station_of(member) for member in members}


def kept_from(registry: Registry, members: Collection[OfficeId]) -> AbstractSet[StationId]:
    """Return the stations that do not know all members' stations: they are not shown the name."""
    wanted = stations_of(members)
    known = acquaintances(registry)
    return {
        station
        for station, others in known.items()
        if not wanted <= others and station != registry.founder
    }
