"""A centre that was restored gets its registry back, and signs nothing until it has.

    centre restored ── question ──────────────> station
    takes it, or waits for more <── HELD ──── the excerpt that it holds

Rule 1: editions that were signed after the backup are held elsewhere. Another edition under the
    same version is a fork that no station ever gets over, so none is signed (`edition-awaited`)
    before every correspondent has given its excerpt back, or is gone on without.
Rule 2: what came back is the registry only if the newest signed head covers all of it. If leaves
    are missing, the centre goes on waiting: for the excerpt of a station that it has forgotten.
"""

from dataclasses import replace
from typing import Final

from depesha import cbor, keybook
from depesha.errors import DoesNotVerify
from depesha.keybook import Status, adopt, returning
from depesha.keybook.carried import Paper
from depesha.names import STATION_PATTERN, StationId
from depesha.office import restoring
from depesha.office.asking import ask_for_key_book
from depesha.office.editions import (
    AWAITED,
    EDITION_WAITS,
    IN_FORCE,
    PENDING,
    REGISTRY,
    due,
    in_force,
    keep,
    registry_of,
    take_into_force,
)
from depesha.office.events import Done, GoOn, Restore
from depesha.office.ports import Why
from depesha.office.sitting import Sitting
from depesha.schema import many, row, text

RETURNED: Final = "returned-excerpt:"
EDITION_AWAITED: Final = "edition-awaited"

_MAX_BYTES: Final = 1 << 20
_STATIONS: Final = many(text(max=32, pattern=STATION_PATTERN), max=keybook.MAX_STATIONS)
_PAIR: Final = row(_STATIONS, _STATIONS)


def restore(sitting: Sitting, order: Restore) -> Done:
    """Begin anew; at a centre, let no edition be signed before all have said which they hold."""
    done = restoring.restore(sitting, order)
    if sitting.key_book is not None:
        ask_for_key_book(sitting)  # a later one may be in force
    last = sitting.book.restorations.last()
    if last is not None and last.unanswered and sitting.book.state(REGISTRY) is not None:
        begin(sitting, last.unanswered)
    return done


def go_on(sitting: Sitting, order: GoOn) -> Done:
    """Wait for a station no longer, nor for its key book."""
    done = restoring.go_on(sitting, order)
    forgo(sitting, order.without)
    return done


def begin(sitting: Sitting, awaits: frozenset[StationId]) -> None:
    """Wait for the key books of these stations."""
    _keep(sitting, set(awaits), set())
    said = f"no edition is signed before {len(awaits)} stations gave their key books back"
    sitting.alarm(EDITION_AWAITED, sitting.own, said)


def _keep(sitting: Sitting, awaits: set[StationId], came: set[StationId]) -> None:
    sitting.book.keep_state(AWAITED, cbor.encode([sorted(awaits), sorted(came)]))


def _kept(sitting: Sitting) -> tuple[set[StationId], set[StationId]] | None:
    kept = sitting.book.state(AWAITED)
    if not kept:
        return None
    awaits, came = _PAIR.unpack(cbor.decode(kept, max_bytes=_MAX_BYTES))
    return {StationId(one) for one in awaits}, {StationId(one) for one in came}


# -- at the centre --------------------------------------------------------------------------------


def take(sitting: Sitting, paper: Paper) -> None:
    """Take in what a station holds; late or of no use, it changes nothing.

    Raises:
        DoesNotVerify: it is damaged, another station's, or of another history.
    """
    if _kept(sitting) is None:
        return
    held = returning.held_by(_signed(sitting), paper.content)
    if held.station != paper.station:
        msg = f"{paper.station} gives back the key book of {held.station}"
        raise DoesNotVerify(msg)
    take_held(sitting, held)


def take_held(sitting: Sitting, held: returning.Held) -> None:
    """Keep an excerpt that came back on the road or as a file, and see whether that is all."""
    kept = _kept(sitting)
    if kept is None:
        return
    awaits, came = kept
    sitting.book.keep_state(f"{RETURNED}{held.station}", held.book.encode())
    _keep(sitting, awaits - {held.station}, came | {held.station})
    look(sitting)


def take_file(sitting: Sitting, held: returning.Held) -> Done:
    """Take in what a station holds from a file: also of one that this centre has forgotten."""
    take_held(sitting, held)
    keys = sitting.keys()
    return Done(
        value={
            "version": keys.version,
            "plan_version": keys.plan_version,
            "stations": sorted(keys.stations),
        }
    )


def forgo(sitting: Sitting, station: StationId) -> None:
    """Wait for a station's key book no longer."""
    kept = _kept(sitting)
    if kept is not None and station in kept[0]:
        _keep(sitting, kept[0] - {station}, kept[1])
        look(sitting)


def _signed(sitting: Sitting) -> keybook.Registry:
    return in_force(sitting) or registry_of(sitting)


def look(sitting: Sitting) -> None:
    """Take the registry into force that came back, if it is whole."""
    kept = _kept(sitting)
    if kept is None or kept[0]:
        return
    before = _signed(sitting)
    found = []
    for station in sorted(kept[1]):
        data = sitting.book.state(f"{RETURNED}{station}")
        if data:
            found.append(returning.held_by(before, data))
    sitting.all_clear(EDITION_AWAITED, sitting.own)
    try:
        rebuilt = returning.rebuild(before, found)
    except DoesNotVerify as error:
        sitting.alarm(EDITION_AWAITED, sitting.own, error.message)
        return
    if rebuilt.registry is None:
        books = " and ".join(str(kind) for kind in rebuilt.missing)
        said = (
            f"editions {rebuilt.versions[0]} and {rebuilt.versions[1]} of key book and plan are in "
            f"force, and leaves of the {books} did not come back: bring the key book of a station "
            "that was admitted since the backup"
        )
        sitting.alarm(EDITION_AWAITED, sitting.own, said)
        return
    _take_into_force(sitting, rebuilt.registry, is_grown=rebuilt.registry != before)
    for station in kept[1]:
        sitting.book.keep_state(f"{RETURNED}{station}", b"")
    sitting.book.keep_state(AWAITED, b"")


def _take_into_force(sitting: Sitting, registry: keybook.Registry, *, is_grown: bool) -> None:
    if not is_grown:
        return
    sitting.book.keep_state(PENDING, b"")
    sitting.all_clear(EDITION_WAITS, sitting.own)
    introduced = tuple(sorted({*registry.introduced, *registry_of(sitting).introduced}))
    whole = replace(registry, introduced=introduced)
    sitting.book.keep_state(IN_FORCE, keybook.encode(whole))
    keep(sitting, whole)
    adopted = adopt(sitting.key_book, keybook.excerpt(whole, sitting.own), None)
    take_into_force(sitting, adopted)
    for leaf in whole.identities:
        if leaf.station != sitting.own and leaf.status is Status.ACTIVE:
            due(sitting, leaf.station, Why.LOOK)
