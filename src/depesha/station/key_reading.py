"""Questions about keys: what waits at the centre, and what a station that was seized gives away."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.errors import NotFound, Usage
from depesha.keybook import (
    Armour,
    KeyBook,
    PeriodKeyLeaf,
    fingerprint_text,
    proposing,
    wrap,
)
from depesha.keybook.leaf import OPENS_AFTER_MS
from depesha.names import StationId, TimeMs, station_id
from depesha.office.editions import PENDING
from depesha.station import clock
from depesha.station.plain import Plain
from depesha.station.reading import Fields, Reader
from depesha.station.sight import key_book
from depesha.store.key_life import copies, newest_envelope, requests
from depesha.store.papers import state
from depesha.store.restoration_view import last_restorations
from depesha.store.seizure import beyond, came_from, delivered_to, queued_for, revocation_of

Shown = dict[str, Any]

MAX_REQUESTS: Final = 10_000

OPEN_STORE: Final = (
    "everything that lies in its store: all telegrams that came there and were sent from there, "
    "with their texts, registers, drafts, attachments; its signing keys, and those of its offices"
)
LOCKED_STORE: Final = (
    "how many bytes its store has, and nothing in it, unless its passphrase is guessed, which costs"
    " 256 MiB and half a second a guess; with an open slot it is an open store"
)
NOT_LEARNED: Final = (
    "what other stations write to each other, though it passed through there: it is sealed to them",
    "what was sealed to a period key that was destroyed there, if it was not kept in the store",
    "what may be said in the name of any other station or office",
)
STEPS: Final = (
    'at the centre: "depesha keybook revoke {0} REASON --since TIME"; all are told out of turn',
    "tell the stations by another way that {0} is not to be believed since then",
    (
        "look through what came beyond the cut line: it is marked in every list, and not answered;"
        " act on none of it before it is confirmed by another way"
    ),
    (
        "let the drafters send again what was queued for it, to whoever takes its place: it was"
        " sealed to {0} alone and ends here, and they are told by the alarm non-delivery"
    ),
    (
        "what went through {0} to others needs nobody: what is not confirmed is sent again by"
        " another way, if the plan has one, and else its drafter is told"
    ),
    "a station that comes back there is founded anew, under another id, with keys of its own",
)


def spoken_versions(reader: Reader, keys: KeyBook) -> dict[StationId, Shown]:
    """Return which key book each station has, as far as its letters or its own word say."""
    known = {one.station: one for one in copies(reader.database)}
    began = last_restorations(reader.database)
    found: dict[StationId, Shown] = {}
    for station in keys.stations - {keys.station}:
        envelope = newest_envelope(reader.database, station)
        copy = known.get(station)
        restored = began.get(station)
        if restored and envelope and envelope.epoch != restored[0]:
            envelope = None  # of before: it went back to an older key book
        held = copy.held_version if copy else 0
        if restored and copy and (copy.held_at or 0) <= restored[1]:
            held = 0
        said = max(envelope.book_version if envelope else 0, held)
        found[station] = {
            "book_version": said or None,
            "sent_version": (copy.version or None) if copy else None,
        }
    return found


def _requests(reader: Reader, fields: Fields) -> Plain:
    named = station_id(str(fields["station"])) if fields.get("station") else None
    waiting = [
        one for one in requests(reader.database, MAX_REQUESTS) if named in (None, one.station)
    ]
    if named is not None and not waiting:
        msg = f"no request of {named} waits here"
        raise NotFound(msg)
    return [
        {
            "station": one.station,
            "needs_person": one.needs_person,
            "at": one.at,
            "due_at": one.due_at,
            **({"text": wrap(Armour.REQUEST, one.content)} if named is not None else {}),
        }
        for one in waiting
    ]


def _pending(reader: Reader, fields: Fields) -> Shown:
    del fields
    found, given, _ = proposing.unpack(state(reader.database, PENDING))
    return {
        **described(found),
        "signed_by": [one.holder for one in given],
        "waits": proposing.missing(found, given),
        "text": wrap(Armour.EDITION, proposing.PROPOSAL.encode(found.proposal)),
    }


def described(found: proposing.Opened) -> Shown:
    """Return what an edition that waits is and changes, for whoever is to sign it."""
    return {
        "network": found.after.root_document.network,
        "version": len(found.after.key_book.heads),
        "plan_version": len(found.after.plan.heads),
        "edition": found.proposal.digest.hex(),
        "root": found.before.root.hex(),
        "root_groups": fingerprint_text(found.before.root),
        "new_root": found.after.root.hex() if found.has_new_root else None,
        "changes": list(proposing.say(found)),
    }


def _seized(reader: Reader, fields: Fields) -> Shown:
    """Return what is to be known of a station that was seized, from what lies here."""
    database = reader.database
    keys = key_book(database)
    station = station_id(str(fields.get("station", "")))
    if keys is None or station not in keys.stations:
        msg = f"{station} is not known here"
        raise NotFound(msg, hint='"depesha keybook show" lists the stations that are')
    if station == keys.station:
        msg = f"{station} is this station"
        raise Usage(msg, hint="the drill is held where the other stations' letters lie")
    revoked = revocation_of(database, station)
    since = _since(fields) or (TimeMs(revoked["since_at"]) if revoked else None)
    envelope = newest_envelope(database, station, since)
    witnessed_at = envelope.created_at if envelope else None
    sealed_to = _sealed_to(keys.period_keys.get(station, ()), since or clock.now())
    return {
        "station": station,
        "status": keys.identities[station].status.name,
        "revoked": revoked,
        "since_at": witnessed_at if since is None else since,
        "enemy_learns": {"open_store": OPEN_STORE, "locked_store": LOCKED_STORE},
        "enemy_does_not_learn": list(NOT_LEARNED),
        "period_keys": sealed_to,
        "traffic_readable_since_at": min((one["not_before_at"] for one in sealed_to), default=None),
        "copies": delivered_to(database, station),
        "its_own": came_from(database, station),
        "queued": queued_for(database, station),
        "cut_line": {
            "size": envelope.head.size if envelope else 0,
            "root": envelope.head.root.hex() if envelope else None,
            "witnessed_at": witnessed_at,
        },
        "beyond": beyond(database, station, since),
        "next": [step.format(station) for step in STEPS],
    }


def _since(fields: Fields) -> TimeMs | None:
    since = fields.get("since_at")
    if since is None:
        return None
    if isinstance(since, bool) or not isinstance(since, int) or since < 0:
        msg = "field 'since_at' must be a time in milliseconds"
        raise Usage(msg)
    return TimeMs(since)


def _sealed_to(periods: tuple[PeriodKeyLeaf, ...], at: int) -> list[Shown]:
    """Return the period keys whose seeds are there at a time: traffic to them can be read there."""
    return [
        {
            "fingerprint": key.fingerprint.hex(),
            "not_before_at": key.not_before,
            "not_after_at": key.not_after,
            "destroyed_at": key.not_after + OPENS_AFTER_MS,
            "in_use": key.not_before <= at,
        }
        for key in sorted(periods, key=lambda key: key.not_before)
        if key.not_after + OPENS_AFTER_MS > at
    ]


KEY_QUESTIONS: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "keybook-requests": _requests,
    "keybook-pending": _pending,
    "seized": _seized,
}
"""Questions about keys."""
