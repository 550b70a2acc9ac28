"""Questions about the network: the key book, the plan, offices, ways, lines, the journal's head."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from depesha import keybook
from depesha.errors import Refused, Usage
from depesha.keybook import Armour, KeyBook, OfficeEntry, fingerprint_text, wrap
from depesha.links.exchange import FolderReport, LaneReport, LineStatus, MailReport
from depesha.names import Digest, StationId, station_id, station_of
from depesha.office.editions import IN_FORCE, PENDING
from depesha.packet import Grade
from depesha.route import neighbours
from depesha.spoken import fingerprint_words
from depesha.station import clock, mail_setting
from depesha.station.channels import line_register
from depesha.station.key_reading import KEY_QUESTIONS, spoken_versions
from depesha.station.plain import Plain
from depesha.station.queueing import closed, oldest, queue
from depesha.station.reading import Fields, Reader, bounded
from depesha.station.routing import explain, ways
from depesha.station.settings import LineSetting
from depesha.station.sight import key_book
from depesha.store.papers import relayed, service_messages, state
from depesha.store.people import offices_here
from depesha.store.restoration_view import restorations
from depesha.store.seizure import revocation_of
from depesha.store.traffic import minimized

Shown = dict[str, Any]


def held_book(reader: Reader) -> KeyBook:
    """Return the key book in force.

    Raises:
        Refused: there is none yet.
    """
    keys = key_book(reader.database)
    if keys is None:
        msg = f"station {reader.config.station} has no key book yet"
        raise Refused(msg, hint='take one in with "depesha keybook import FILE"')
    return keys


def _keybook(reader: Reader, fields: Fields) -> Shown:
    del fields
    keys = held_book(reader)
    spoken = spoken_versions(reader, keys)
    return {
        "network": keys.network,
        "station": keys.station,
        "version": keys.version,
        "digest": keys.digest.hex(),
        "root": keys.root.hex(),
        "root_groups": fingerprint_text(keys.root),
        "root_words": fingerprint_words(keys.root),
        "is_centre": state(reader.database, "registry") is not None,
        "collectives": [
            {"name": name, "members": list(members)}
            for name, members in sorted(keys.collectives.items())
        ],
        "keeper": keys.keeper,
        "stations": [
            {
                **_station(keys, station),
                **spoken.get(station, {}),
                "revocation": revocation_of(reader.database, station),
            }
            for station in sorted(keys.stations)
        ],
    }


def _station(keys: KeyBook, station: StationId) -> Shown:
    leaf = keys.identities[station]
    return {
        "station": station,
        "names": dict(leaf.names),
        "zone": leaf.zone,
        "status": leaf.status.name,
        "public_key": leaf.public_key.hex(),
        "key_groups": fingerprint_text(key := Digest(sha256(leaf.public_key).digest())),
        "key_words": fingerprint_words(key),
        "offices": [_office(entry) for entry in leaf.offices],
        "period_keys": [
            {
                "fingerprint": key.fingerprint.hex(),
                "not_before_at": key.not_before,
                "not_after_at": key.not_after,
            }
            for key in keys.period_keys.get(station, ())
        ],
    }


def _office(entry: OfficeEntry) -> Shown:
    return {
        "office": entry.office,
        "titles": dict(entry.titles),
        "roles": [str(role.name).lower().replace("_", "-") for role in entry.roles],
        "clearance": entry.clearance,
        "deputies": list(entry.deputies),
    }


def _offices(reader: Reader, fields: Fields) -> list[Shown]:
    keys = held_book(reader)
    here = None if fields.get("all") else reader.config.station
    kept = offices_here(reader.database)
    return [
        {**_office(entry), **_held(kept.get(office, {}), station_of(office), reader)}
        for office, entry in sorted(keys.offices.items())
        if here in (None, station_of(office))
    ]


def _held(kept: Mapping[str, Any], station: StationId, reader: Reader) -> Shown:
    """Return who holds an office here, and what its key is behind; of one elsewhere, nothing."""
    if station != reader.config.station:
        return {}
    return {
        "holder": kept.get("holder"),
        "held_since_at": kept.get("held_since_at"),
        "key": "locked" if kept.get("locked") else "open",
    }


def _export(reader: Reader, fields: Fields) -> Shown:
    registry = state(reader.database, "registry")
    held_here = state(reader.database, "key-book")
    if registry is None and held_here and fields.get("station") == reader.config.station:
        # what a restored centre asks back, as a file
        return {"station": reader.config.station, "text": wrap(Armour.KEY_BOOK, held_here)}
    if registry is None:
        msg = f"{reader.config.station} is not the centre of a network"
        raise Usage(msg, hint="the key book is exported at the centre")
    station = station_id(str(fields.get("station", "")))
    drawn = keybook.decode(registry)
    held = state(reader.database, IN_FORCE)
    if held is not None and state(reader.database, PENDING):  # the stations need not wait for it
        drawn = replace(keybook.decode(held), introduced=drawn.introduced)
    excerpt = keybook.excerpt(drawn, station)
    return {"station": station, "text": wrap(Armour.KEY_BOOK, excerpt)}


def _plan(reader: Reader, fields: Fields) -> Shown:
    del fields
    keys = held_book(reader)
    registry = state(reader.database, "registry")
    drawn = keybook.decode(registry) if registry is not None else None
    silences = {one.station: one.until for one in drawn.silences} if drawn else keys.silences
    lines = [leaf.line for leaf in drawn.lines] if drawn else list(keys.lines)
    transits = [leaf.transit for leaf in drawn.transits] if drawn else list(keys.transits)
    return {
        "version": keys.plan_version,
        "signed": keybook.is_signed(drawn) if drawn else True,
        "lines": [{"a": one.a, "b": one.b, "windows": one.windows} for one in lines],
        "transits": [
            {"from": one.origin, "through": one.through, "to": one.to} for one in transits
        ],
        "silences": [
            {"station": station, "until_at": until} for station, until in sorted(silences.items())
        ],
    }


def _route(reader: Reader, fields: Fields) -> Shown:
    return explain(reader, held_book(reader), fields)


def _ways(reader: Reader, fields: Fields) -> list[Shown]:
    return ways(reader, held_book(reader), fields)


def _links(reader: Reader, fields: Fields) -> list[Shown]:
    """Return the lines as they are now, then those of the plan or of the settings that are not."""
    statuses = fields.get("lines")
    served = list(statuses) if isinstance(statuses, list | tuple) else []
    idle = NOT_SERVING if statuses is None else NOT_IN_FORCE
    shown = {one.neighbour for one in served}
    keys = key_book(reader.database)
    limits = minimized(reader.database)
    return [
        *(
            {**_status(one), **_closed(keys, one), **_minimum(limits, one.neighbour)}
            for one in served
        ),
        *(
            {**line, "state": idle if line["planned"] else UNPLANNED}
            for line in _neighbours(reader, fields)
            if line["neighbour"] not in shown
        ),
    ]


def _closed(keys: KeyBook | None, line: LineStatus) -> Shown:
    why = closed(keys, line.neighbour, clock.now())
    if not why:
        return {}
    return {"state": CLOSED, "until_at": why["next_try_at"], "last_error": why["why"]}


def _minimum(limits: Mapping[StationId, Grade], neighbour: StationId) -> Shown:
    lowest = limits.get(neighbour)
    return {} if lowest is None else {"lowest_grade": lowest.name}


CLOSED: Final = "closed"
NOT_SERVING: Final = "not serving"
NOT_IN_FORCE: Final = "not in force"
UNPLANNED: Final = "not in the plan"
"""States of a line beside those that it has of itself."""


def _neighbours(reader: Reader, fields: Fields) -> list[Shown]:
    """Return whom the plan joins to this station, or its settings; no address: he calls."""
    del fields
    written = {one.neighbour: _written(one) for one in reader.config.lines}
    keys = key_book(reader.database)
    planned = neighbours(reader.config.station, keys.lines if keys is not None else ())
    return [
        {"neighbour": one, "address": "", **written.get(one, {}), "planned": one in planned}
        for one in sorted({*planned, *written})
    ]


def _written(line: LineSetting) -> Shown:
    if line.folder_out:
        return {"folder_out": line.folder_out, "folder_in": line.folder_in}
    return {"address": line.address, **mail_setting.shown(line.mail)}


def _status(one: LineStatus) -> Shown:
    return {
        "neighbour": one.neighbour,
        "state": str(one.state),
        "since_at": one.since,
        "until_at": one.until,
        "last_error": one.last_error,
        "hint": one.hint,
        "address": str(one.address or ""),
        "in_flight": one.in_flight,
        "blobs": [
            {"entry": entry, "state": str(how.state), "gone_bytes": how.gone_bytes}
            for entry, how in sorted(one.blobs.items())
        ],
        "sent": one.tally.sent,
        "accepted": one.tally.accepted,
        "deferred": one.tally.deferred,
        "refused": one.tally.refused,
        "received": one.tally.received,
        "malformed": one.tally.malformed,
        **(_bulk(one.bulk) if one.bulk else {}),
        **(_folders(one.folder) if one.folder else {}),
        **(_mail(one.mail) if one.mail else {}),
    }


def _bulk(report: LaneReport) -> Shown:
    return {
        "bulk_state": str(report.state),
        "bulk_since_at": report.since,
        "bulk_until_at": report.until,
        "bulk_last_error": report.last_error,
        "bulk_in_flight": report.in_flight,
    }


def _folders(report: FolderReport) -> Shown:
    return {
        "folder_out": report.out,
        "folder_in": report.into,
        "packs": report.packs,
        "packs_missing": report.missing,
        "last_written_at": report.written_at,
        "last_read_at": report.read_at,
        "unanswered_since_at": report.unanswered_since,
        "quarantined": report.quarantined,
        "blobs_lying": report.blobs,
        "blob_bytes": report.blob_bytes,
        "blobs_awaited": report.awaited,
    }


def _mail(report: MailReport) -> Shown:
    return {
        "mail_to": report.to,
        "mail_from": report.sender,
        "smtp": report.smtp,
        "mailbox": report.box,
        "packs": report.packs,
        "packs_missing": report.missing,
        "mails_sent": report.sent,
        "last_sent_at": report.sent_at,
        "last_came_at": report.came_at,
        "next_mail_at": report.next_at,
        "unanswered_since_at": report.unanswered_since,
        "sending_error": report.sending_error,
        "fetching_error": report.fetching_error,
        "mails_taken": report.taken,
        "mails_foreign": report.foreign,
        "mails_returned": report.returned,
        "mails_spoiled": report.spoiled,
        "mails_too_big": report.too_big,
        "quarantined": report.quarantined,
    }


def _service(reader: Reader, fields: Fields) -> list[Shown]:
    del fields
    return service_messages(reader.database)


def _restorations(reader: Reader, fields: Fields) -> Shown:
    del fields
    return restorations(reader.database)


def _relayed(reader: Reader, fields: Fields) -> list[Shown]:
    limit, _ = bounded({"limit": 1000, **fields})
    return relayed(reader.database, limit)


DIRECTORY: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "keybook": _keybook,
    "keybook-export": _export,
    "offices": _offices,
    "plan": _plan,
    "route": _route,
    "ways": _ways,
    "queue": queue,
    "queue-oldest": oldest,
    "links": _links,
    "line-register": line_register,
    "neighbours": _neighbours,
    "service": _service,
    "relayed": _relayed,
    **KEY_QUESTIONS,
    "restorations": _restorations,
}
"""Questions that need the key book, or say something of the station as a whole."""
