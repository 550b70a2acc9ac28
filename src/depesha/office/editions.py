"""Editions of the key book: put into force at the centre, taken into force at every station.

Two registries lie at a centre: the one that is worked on, and the one in force. What is not signed
yet changes nothing of what stations are given.

Rule 1: an edition is in force when the threshold of holders has signed it. The holders whose keys
    are here sign at once; if that does not suffice, it waits as a proposal (`keybook.proposing`).
Rule 2: another change makes another proposal in place of the one that waits.
"""

from dataclasses import replace
from json import dumps
from typing import Final

from depesha import keybook
from depesha.errors import EditionAwaited, Usage
from depesha.keybook import KeyBook, Press, Registry, Status, adopt, proposing
from depesha.names import StationId, station_of
from depesha.office import courier, diversion, expired_keys, restored_keys, revocation
from depesha.office.events import Done
from depesha.office.facts import EditionCosigned, EditionProposed, KeyBookAdopted
from depesha.office.ports import Why
from depesha.office.sitting import Sitting

KEY_BOOK: Final = "key-book"
OFFICES: Final = "offices"
REGISTRY: Final = "registry"
IN_FORCE: Final = "registry-in-force"
PENDING: Final = "pending-edition"
EDITION_WAITS: Final = "edition-waits"

AWAITED: Final = "editions-awaited"
"""State of a restored centre: whose key books are waited for, and whose came (`registry_back`)."""


# -- at every station -----------------------------------------------------------------------------


def take_into_force(sitting: Sitting, adopted: KeyBook) -> Done:
    """Keep a verified key book, write down that it is in force, and use it from now on."""
    sitting.book.keep_state(KEY_BOOK, adopted.encode())
    sitting.book.keep_state(OFFICES, offices_of(adopted))
    sitting.record(
        KeyBookAdopted(
            version=adopted.version,
            digest=adopted.digest,
            plan_version=adopted.plan_version,
            plan_digest=adopted.plan_digest,
        )
    )
    sitting.key_book = adopted.without(sitting.book.key_life.revoked())
    sitting.all_clear("key-book-behind", sitting.own)
    diversion.forget_lines(sitting)
    revocation.learned(sitting)
    courier.redirect(sitting)
    restored_keys.settle(sitting.book, adopted)
    expired_keys.adopted(sitting)
    return Done(
        value={
            "version": adopted.version,
            "plan_version": adopted.plan_version,
            "stations": sorted(adopted.stations),
        }
    )


def offices_of(adopted: KeyBook) -> bytes:
    """Return what a tray must know of the offices here, as JSON: it is read without the key book.

    [{"office": "desk@alpha", "clearance": 5, "roles": ["drafter", "releaser"]}, …]
    """
    here = [
        {
            "office": entry.office,
            "clearance": entry.clearance,
            "roles": [str(role.name).lower().replace("_", "-") for role in entry.roles],
            **({"deputies": list(entry.deputies)} if entry.deputies else {}),
        }
        for entry in adopted.offices.values()
        if station_of(entry.office) == adopted.station
    ]
    return dumps(here).encode()


# -- at the centre --------------------------------------------------------------------------------


def registry_of(sitting: Sitting) -> Registry:
    """Return the registry that is worked on.

    Raises:
        Usage: this is not a centre.
    """
    kept = sitting.book.state(REGISTRY)
    if kept is None:
        msg = f"{sitting.own} is not the centre of a network"
        raise Usage(msg, hint="the key book and the plan are made at the centre")
    return keybook.decode(kept)


def in_force(sitting: Sitting) -> Registry | None:
    """Return the registry in force; who was introduced to whom is in force without a signature.

    None: nothing of it was kept apart yet, and what is worked on is not signed.

    Raises:
        Usage: this is not a centre.
    """
    working = registry_of(sitting)
    kept = sitting.book.state(IN_FORCE)
    if kept is not None:
        return replace(keybook.decode(kept), introduced=working.introduced)
    return working if keybook.is_signed(working) else None


def keep(sitting: Sitting, registry: Registry) -> None:
    """Keep the registry that is worked on; what was in force until now is kept beside it."""
    kept = sitting.book.state(REGISTRY) if sitting.book.state(IN_FORCE) is None else None
    if kept is not None and keybook.is_signed(keybook.decode(kept)):
        sitting.book.keep_state(IN_FORCE, kept)
    sitting.book.keep_state(REGISTRY, keybook.encode(registry))


def is_awaited(sitting: Sitting) -> bool:
    """Say whether this is a restored centre that may not know which editions it signed."""
    return bool(sitting.book.state(AWAITED))


def must_be_newest(sitting: Sitting) -> None:
    """Let pass only where the newest edition is surely known here.

    Raises:
        EditionAwaited: the centre was restored, and stations may hold a later one.
    """
    if is_awaited(sitting):
        msg = "the centre was restored, and stations may hold later editions than it knows"
        hint = (
            '"depesha alarms" says what is waited for; see "If it is the centre" in docs/restore.md'
        )
        raise EditionAwaited(msg, hint=hint)


def put_into_force(
    sitting: Sitting, after: Registry, why: Why = Why.LOOK, *, working: Registry | None = None
) -> dict[str, object]:
    """Sign a registry, as far as the keys here go, and take it into force or let it wait.

    `working` is what is worked on from now on, if it holds more than is signed now.

    Returns:
        `version` and `plan_version`; where it waits, `waits` as well: how many holders must sign.

    Raises:
        EditionAwaited: the centre was restored, and does not know its newest edition yet.
    """
    must_be_newest(sitting)
    around = sitting.around
    press = Press(holders=around.holders, now=sitting.now, token=around.chance.token)
    before = in_force(sitting) if sitting.book.state(REGISTRY) is not None else None
    if before is None:
        return _issue(sitting, keybook.sign(after, press), why)
    found = proposing.read(proposing.propose(before, after, press))
    given = [
        proposing.cosign(found, holder, sitting.now)
        for holder in around.holders
        if proposing.may_sign(found, holder)
    ]
    keep(sitting, working or after)
    return _settle(sitting, found, given, why)


def cosigned(sitting: Sitting, given: proposing.Cosignature) -> dict[str, object]:
    """Take in what a holder signed of the edition that waits; in force at the threshold.

    Raises:
        NotFound: no edition waits.
        DoesNotVerify: it is under another edition, of nobody who may sign, or does not hold.
    """
    must_be_newest(sitting)
    found, had, why = pending(sitting)
    proposing.must_hold(found, given)
    others = [one for one in had if one.holder != given.holder]
    sitting.record(EditionCosigned(digest=found.proposal.digest, holder=given.holder))
    return _settle(sitting, found, [*others, given], why, is_new=False)


def _settle(
    sitting: Sitting,
    found: proposing.Opened,
    given: list[proposing.Cosignature],
    why: Why,
    *,
    is_new: bool = True,
) -> dict[str, object]:
    signed = proposing.complete(found, given)
    if signed is not None:
        sitting.book.keep_state(PENDING, b"")
        sitting.all_clear(EDITION_WAITS, sitting.own)
        return _issue(sitting, signed, why)
    sitting.book.keep_state(PENDING, proposing.pack(found, given, int(why)))
    versions = (len(found.after.key_book.heads), len(found.after.plan.heads))
    waits = proposing.missing(found, given)
    if is_new:
        digest = found.proposal.digest
        proposed = EditionProposed(digest=digest, version=versions[0], plan_version=versions[1])
        sitting.record(proposed)
    text = f"key book {versions[0]}, plan {versions[1]} wait for {waits} more holders to sign"
    sitting.all_clear(EDITION_WAITS, sitting.own)
    sitting.alarm(EDITION_WAITS, sitting.own, text)
    return {"version": versions[0], "plan_version": versions[1], "waits": waits}


def pending(
    sitting: Sitting,
) -> tuple[proposing.Opened, list[proposing.Cosignature], Why]:
    """Return the edition that waits, what was signed of it, and how urgent it is.

    Raises:
        NotFound: none waits.
    """
    found, given, why = proposing.unpack(sitting.book.state(PENDING))
    return found, given, Why(why)


def drop_pending(sitting: Sitting) -> proposing.Opened:
    """Give up the edition that waits, and go back to the registry in force.

    Raises:
        NotFound: none waits.
    """
    found, _, _ = pending(sitting)
    introduced = registry_of(sitting).introduced
    keep(sitting, replace(found.before, introduced=introduced))
    sitting.book.keep_state(PENDING, b"")
    sitting.all_clear(EDITION_WAITS, sitting.own)
    return found


def _issue(sitting: Sitting, signed: Registry, why: Why) -> dict[str, object]:
    """Take a signed registry into force here, and let the copies of the others be due."""
    kept = sitting.book.state(REGISTRY)
    working = keybook.decode(kept) if kept is not None else signed
    sitting.book.keep_state(IN_FORCE, keybook.encode(signed))
    parts = (signed.roots, signed.key_book, signed.plan)
    keep(sitting, replace(working, roots=parts[0], key_book=parts[1], plan=parts[2]))
    shown = replace(signed, introduced=working.introduced)
    adopted = adopt(sitting.key_book, keybook.excerpt(shown, sitting.own), signed.root)
    take_into_force(sitting, adopted)
    for leaf in signed.identities:
        if leaf.station != sitting.own and leaf.status is Status.ACTIVE:
            due(sitting, leaf.station, why)
    return {"version": adopted.version, "plan_version": adopted.plan_version}


def due(sitting: Sitting, station: StationId, why: Why) -> None:
    """Let a station's copy of the key book be due now."""
    copy = sitting.book.key_life.copy(station)
    urgent = max(why, copy.why) if copy.due_at is not None and copy.due_at <= sitting.now else why
    sitting.book.key_life.keep_copy(replace(copy, due_at=sitting.now, why=urgent))
