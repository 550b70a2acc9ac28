"""Orders about keys: this station's period keys, and at the centre revocation and the holders.

Rule 1: the key file is the station's, not the desk's: what was done to it is written down here
    afterwards, and what a crash kept from being written down is, the next time.
"""

from dataclasses import replace
from typing import Final

from depesha import keybook
from depesha.errors import NoCommunications, NotFound, Refused
from depesha.keybook import Armour, Registry, Status, bare, proposing, read_request
from depesha.keybook.carried import What
from depesha.keybook.root import ROOT_KEY
from depesha.names import Digest
from depesha.office import book_road, courier, diversion, revocation
from depesha.office.editions import (
    cosigned,
    drop_pending,
    in_force,
    pending,
    put_into_force,
    registry_of,
)
from depesha.office.events import (
    ChangeRoot,
    Done,
    DropEdition,
    ImportSignature,
    KeysTurned,
    Revoke,
    SignRequests,
)
from depesha.office.facts import PeriodKeyDestroyed, PeriodKeyMade
from depesha.office.ports import Why
from depesha.office.sitting import Sitting
from depesha.packet import Grade
from depesha.wire import digest

REQUEST_SENT: Final = "key-request-sent"
DAY_MS: Final = 24 * 60 * 60_000
ASK_AGAIN_MS: Final = DAY_MS

UNPUBLISHED: Final = "keys-unpublished"
RUNS_OUT_MS: Final = 14 * DAY_MS
"""Shorter than a period: a station that publishes ahead never comes here."""


def turned(sitting: Sitting, event: KeysTurned) -> Done:
    """Write down which period keys came and went, and ask the centre to publish what is new."""
    known = {one.fingerprint: one for one in sitting.book.key_life.period_keys()}
    live = {one.fingerprint for one in event.live}
    made = [one for one in event.live if one.fingerprint not in known]
    for key in made:
        sitting.record(
            PeriodKeyMade(
                fingerprint=key.fingerprint,
                valid_from=key.valid_from,
                valid_until=key.valid_until,
            )
        )
    _watch(sitting)
    gone = [name for name, one in known.items() if name not in live and one.destroyed_at is None]
    for name in gone:
        sitting.record(PeriodKeyDestroyed(fingerprint=name))
    return Done(
        value={
            "made": [one.fingerprint.hex() for one in made],
            "destroyed": [name.hex() for name in gone],
            "live": [
                {
                    "fingerprint": one.fingerprint.hex(),
                    "not_before_at": one.valid_from,
                    "not_after_at": one.valid_until,
                }
                for one in sorted(event.live, key=lambda one: one.valid_from)
            ],
            "asked": _ask(sitting, event),
            "text": event.request,
        }
    )


def _watch(sitting: Sitting) -> None:
    """Raise an alarm while the keys that the book has of this station are about to run out."""
    keys = sitting.key_book
    if keys is None:
        return
    until = max((key.not_after for key in keys.period_keys.get(sitting.own, ())), default=0)
    if until - sitting.now < RUNS_OUT_MS:
        days = max(until - sitting.now, 0) // DAY_MS
        text = f"the key book has keys of {sitting.own} for {days} more days: bring it a request"
        sitting.alarm(UNPUBLISHED, sitting.own, text)
    else:
        sitting.all_clear(UNPUBLISHED, sitting.own)


def _ask(sitting: Sitting, event: KeysTurned) -> str:
    """Ask the centre for what its book does not have yet; say whom: empty, if nobody was asked."""
    keys = sitting.key_book
    if keys is None or keys.keeper is None:
        return ""
    content = bare(Armour.REQUEST, event.request.encode())
    request = read_request(content)
    own = keys.period_keys.get(sitting.own, ())
    published = {key.fingerprint for key in own if key.not_after > sitting.now}
    wanted = published ^ {key.fingerprint for key in request.period_keys}  # made, or lost
    if not wanted:
        return ""
    if keys.keeper == sitting.own:
        book_road.asked(sitting, sitting.own, content, digest(content))
        return sitting.own
    marked = digest(b"".join(sorted(wanted)))
    last = sitting.book.state(REQUEST_SENT) or b""
    asked_at, asked_for, paper = int.from_bytes(last[:8], "big"), last[8:40], last[40:]
    if asked_for == marked and 0 <= sitting.now - asked_at < ASK_AGAIN_MS:
        return keys.keeper
    try:
        name = book_road.lay(sitting, keys.keeper, What.REQUEST, content, Grade.LOW)
    except NoCommunications:
        return ""  # it goes there as a file, or the alarm below comes in time
    book_road.withdraw(sitting, keys.keeper, Digest(paper) if paper else None)
    sitting.book.keep_state(REQUEST_SENT, max(sitting.now, 0).to_bytes(8, "big") + marked + name)
    return keys.keeper


def revoke(sitting: Sitting, order: Revoke) -> Done:
    """Revoke a station for good, and tell all the others out of turn.

    Here it is given up at once; where holders have still to sign, the others learn it after that.

    Raises:
        NotFound: it is not in the book.
        Refused: it is this station, is revoked already, or the time is to come.
        Usage: this is not a centre.
    """
    since = order.since
    if since is not None and since > sitting.now:
        msg = "nobody is revoked from a time to come"
        raise Refused(msg, hint="name the time since when the station is not to be believed")
    after = keybook.revoke(registry_of(sitting), order.station, since)
    cut = revocation.give_up(sitting, order.station, order.reason, since)
    issued = put_into_force(sitting, after, Why.OUT_OF_TURN)
    if "waits" in issued:  # it is given up here all the same, and at once
        sitting.key_book = sitting.keys().without({order.station})
        diversion.forget_lines(sitting)
        courier.redirect(sitting)
    return Done(
        value={
            "station": order.station,
            "since_at": sitting.now if since is None else since,
            "cut_size": cut.size,
            "cut_root": cut.root.hex(),
            **issued,
        }
    )


def change_root(sitting: Sitting, order: ChangeRoot) -> Done:
    """Propose a root document with other holders; old and new ones must sign.

    Raises:
        Refused: this is not a centre, or the threshold cannot be reached.
        Malformed: a holder's key is none.
    """
    registry = registry_of(sitting)
    before = in_force(sitting)
    if before is None or not keybook.is_signed(registry):
        msg = "the key book or the plan was changed and not signed since"
        raise Refused(msg, hint='sign it first with "depesha plan sign"')
    added = [ROOT_KEY.decode(bare(Armour.ROOT_KEY, text.encode())) for text in order.holders]
    names = {key.name for key in added}
    known = {key.name for key in registry.root_document.keys}
    if strangers := set(order.without) - known:
        msg = f"{min(strangers)} holds no root key"
        raise Refused(msg, hint=f"there are {', '.join(sorted(known))}")
    kept = [
        key
        for key in registry.root_document.keys
        if key.name not in order.without and key.name not in names
    ]
    after = proposing.with_holders(registry, [*kept, *added], order.threshold)
    issued = put_into_force(sitting, after)
    return Done(value={"root": after.root.hex(), "threshold": order.threshold, **issued})


def sign_requests(sitting: Sitting, order: SignRequests) -> Done:
    """Sign the new period keys that stations asked for now, all in one edition.

    Raises:
        Usage: this is not a centre.
        NotFound: nobody asks for any.
    """
    del order
    registry_of(sitting)
    stations = book_road.batch(sitting)
    if not stations:
        msg = "no station asks for new period keys"
        raise NotFound(msg, hint='"depesha keybook requests" shows what needs a person')
    return Done(value={"stations": stations, **book_road.sign_batch(sitting)})


def drop_edition(sitting: Sitting, order: DropEdition) -> Done:
    """Give up the edition that waits: the registry is again as it is in force.

    A revocation is for good: those in it are proposed again, without the rest.

    Raises:
        NotFound: none waits.
        Refused: nothing but a revocation waits.
    """
    del order
    found, _, _ = pending(sitting)
    revoked = sorted(
        leaf.station
        for leaf in found.after.identities
        if leaf.status is Status.REVOKED
        and found.before.identity(leaf.station).status is not Status.REVOKED
    )
    after = found.before
    for station in revoked:
        since = found.after.identity(station).revoked_since
        after = keybook.revoke(after, station, since)
    if revoked and _same(found.after, after):
        msg = f"{', '.join(revoked)} is revoked, for good: nothing else waits"
        raise Refused(msg, hint="let the holders sign the edition: the others learn it only then")
    drop_pending(sitting)
    again: dict[str, object] = {}
    if revoked:
        introduced = registry_of(sitting).introduced
        again = put_into_force(sitting, replace(after, introduced=introduced), Why.OUT_OF_TURN)
    return Done(value={"edition": found.proposal.digest.hex(), "revoked": revoked, **again})


def _same(one: Registry, other: Registry) -> bool:
    """Say whether two registries hold the same, whatever is signed of it."""
    signed = (other.key_book, other.plan)
    like = replace(one, key_book=signed[0], plan=signed[1], introduced=other.introduced)
    return keybook.encode(like) == keybook.encode(other)


def import_signature(sitting: Sitting, order: ImportSignature) -> Done:
    """Take in what a holder signed of the edition that waits.

    Raises:
        NotFound: none waits.
        DoesNotVerify: it is under another edition, of nobody who may sign, or does not hold.
    """
    pending(sitting)
    content = bare(Armour.SIGNATURE, order.signature.encode())
    given = proposing.COSIGNATURE.decode(content, max_bytes=proposing.MAX_COSIGNATURE_BYTES)
    return Done(value={"holder": given.holder, **cosigned(sitting, given)})
