"""What the registers here say of another station: what lay there, what it sent, what waits for it.

For a drill, or the day itself: these read whole registers, which nothing else does. A telegram is
named by its number and its label, never by its words.
"""

import json
from typing import Any, Final

from depesha.names import StationId, TimeMs
from depesha.store.database import Database, Row

MOST: Final = 10_000
"""Lines of one list; how many there are is counted apart."""

Line = dict[str, Any]

_COPIES: Final = """(SELECT json_group_array(number ORDER BY number) FROM copy
        WHERE copy.telegram = t.id AND substr(holder, -length('@' || ?1)) = '@' || ?1)"""
"""The numbers of the copies that the ledger here gave to offices of that station."""

_SENT_THERE: Final = f"""SELECT t.station, t.year, t.number, t.classification, t.policy, t.caveats,
    {_COPIES}, t.registered_at, group_concat(d.office, ' '), min(d.delivered_at)
    FROM duty AS d JOIN telegram AS t ON t.id = d.telegram
    WHERE d.station = ?1 AND (d.delivered_at NOT NULL OR d.received_at NOT NULL
        OR d.acknowledged_at NOT NULL OR d.executed_at NOT NULL)
    GROUP BY t.id ORDER BY t.id LIMIT ?2"""  # noqa: S608  # constants
_CAME_FROM: Final = f"""SELECT t.station, t.year, t.number, t.classification, t.policy, t.caveats,
    {_COPIES}, t.registered_at, '', t.at FROM telegram AS t
    WHERE t.station = ?1 AND t.incoming_number > 0 AND t.at >= ?2 ORDER BY t.id LIMIT ?3"""  # noqa: S608  # constants
_QUEUED: Final = f"""SELECT t.station, t.year, t.number, t.classification, t.policy, t.caveats,
    {_COPIES}, t.registered_at, group_concat(d.office, ' '), min(d.queued_at)
    FROM duty AS d JOIN telegram AS t ON t.id = d.telegram
    WHERE d.station = ?1 AND t.incoming_number = 0 AND coalesce(d.delivered_at, d.received_at,
        d.acknowledged_at, d.executed_at, d.undelivered_at) IS NULL
    GROUP BY t.id ORDER BY t.id LIMIT ?2"""  # noqa: S608  # constants
_REVOKED: Final = """SELECT reason, since, at, head_size, head_root FROM revoked
    WHERE station = ?"""


def delivered_to(database: Database, station: StationId) -> list[Line]:
    """Return the telegrams of which a copy lay at a station, as its reports here say."""
    return [_line(row) for row in database.rows(_SENT_THERE, (station, MOST))]


def came_from(database: Database, station: StationId) -> list[Line]:
    """Return the telegrams that a station sent here: it has them too."""
    return [_line(row) for row in database.rows(_CAME_FROM, (station, -(2**62), MOST))]


def beyond(database: Database, station: StationId, since: TimeMs | None) -> list[Line]:
    """Return what came from a station since a time: an enemy may have signed it. None: nothing."""
    if since is None:
        return []
    return [_line(row) for row in database.rows(_CAME_FROM, (station, since, MOST))]


def queued_for(database: Database, station: StationId) -> list[Line]:
    """Return the telegrams of this station that have not been reported as delivered there."""
    return [_line(row) for row in database.rows(_QUEUED, (station, MOST))]


def revocation_of(database: Database, station: StationId) -> Line | None:
    """Return how a station was revoked, if it was."""
    row = database.row(_REVOKED, (station,))
    if row is None:
        return None
    reason, since, at, size, root = row
    return {
        "reason": reason,
        "since_at": since,
        "at": at,
        "cut_size": size,
        "cut_root": root.hex(),
    }


def _line(row: Row) -> Line:
    station, year, number, classification, policy, caveats, copies, *rest = row
    registered_at, offices, at = rest
    return {
        "reference": f"{station}/{year}/{number}",
        "classification": classification,
        "policy": policy,
        "caveats": json.loads(caveats),
        "copy_numbers": json.loads(copies),
        "registered_at": registered_at,
        "offices": offices.split() if offices else [],
        "at": at,
    }
