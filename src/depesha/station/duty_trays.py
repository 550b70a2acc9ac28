"""The trays by duty as faces ask for them: a page of one, and how much lies in each.

A tray is an office's: it has what the office is cleared for, and what lies before it as its own, as
a deputy's, or on duty (`store/tray_reading`). A page says behind which place the next one goes on.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from depesha.errors import Usage
from depesha.station.draft_sight import drafter_of, mine_of
from depesha.station.drafted import draft_line
from depesha.station.readers import ReadingOffice, somebody
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.station.sight import names_of_stations
from depesha.station.trays import tray_line
from depesha.store.control_reading import overdue_count
from depesha.store.desk_counts import station_counts
from depesha.store.draft_reading import DRAFT_TRAYS, LAST, drafts_count, drafts_page
from depesha.store.reading import Line
from depesha.store.tray_reading import COUNTS, TRAYS, Found, Place, count, page

MAX_PAGE: Final = 1_000

_PLACE: Final = re.compile(r"([0-9])\.(-?[0-9]{1,19})\.(-?[0-9]{1,19})\.(-?[0-9]{1,19})")
_DRAFT: Final = re.compile(r"[1-9][0-9]{0,15}")
_GREATEST: Final = 2**63 - 1

UNOPENED: Final = frozenset({"REGISTERED", "QUEUED", "SENT", "DELIVERED"})
OUTGOING: Final = frozenset({"under-way", "unconfirmed", "outgoing"})


def tray(reader: Reader, fields: Fields) -> dict[str, Any]:
    """Return a page of a tray: `lines`, and `next`, behind which the next page stands.

    Raises:
        Usage: there is no such tray, or a field is not as it should be.
        NotFound: there is no such office here.
    """
    name = str(fields.get("tray", ""))
    office = somebody(reader.offices(), office_in(reader.config, fields))
    limit, _ = bounded({"limit": fields.get("limit", 50)})
    if not 0 < limit <= MAX_PAGE:
        msg = f"a page of a tray has 1 to {MAX_PAGE} lines"
        raise Usage(msg)
    after = str(fields.get("after") or "")
    if name in DRAFT_TRAYS:
        return {"tray": name, **_drafts(reader, name, office, limit, after)}
    if name not in TRAYS:
        msg = f"there is no tray {name[:40]!r}"
        raise Usage(msg, hint=f"there are {', '.join([*TRAYS, *DRAFT_TRAYS])}")
    found, on = page(reader.database, name, mine_of(office), limit, _place(name, after))
    rows = reader.registers.telegrams([one.telegram for one in found], clearance=office.clearance)
    named = names_of_stations(reader.database)
    lines = [
        {**line, "station_names": named.get(line["station"], {})}
        for line in (_line(rows[one.telegram], one, office, name) for one in found)
    ]
    return {"tray": name, "lines": lines, "next": on and ".".join(map(str, on))}


def _line(row: Line, found: Found, office: ReadingOffice, name: str) -> Line:
    whose, acts_for = (None, ()) if name in OUTGOING else (office.office, office.acts_for)
    line = tray_line(row, whose, is_open=True, acts_for=acts_for)
    acting = _acting_for(row, office) if found.group == "confirm" else ""
    return {**line, "group": found.group, "due_at": found.due_at, "acting_for": acting}


def _acting_for(row: Line, office: ReadingOffice) -> str:
    """Return whose deputy the office is to be when it confirms; empty: it answers for itself."""
    waiting = [one for one in row["duties"] if one["receipt"] and one["rung"] in UNOPENED]
    if any(one["office"] == office.office or office.office in one["shown_to"] for one in waiting):
        return ""
    return next((one["office"] for one in waiting if one["office"] in office.acts_for), "")


def _place(name: str, after: str) -> Place | None:
    """Return the place that a page goes on behind.

    Raises:
        Usage: no page of this tray said it.
    """
    if not after:
        return None
    said = _PLACE.fullmatch(after)
    group, *key = map(int, said.groups()) if said else (len(TRAYS[name]),)
    if group >= len(TRAYS[name]) or any(abs(one) > _GREATEST for one in key):
        raise _no_place()
    return (group, key[0], key[1], key[2])


def _no_place() -> Usage:
    return Usage("after is what a page of this tray gave as next")


def _drafts(
    reader: Reader, name: str, office: ReadingOffice, limit: int, after: str
) -> dict[str, Any]:
    if after and not _DRAFT.fullmatch(after):
        raise _no_place()
    before = int(after) if after else LAST
    found = drafts_page(
        reader.database, name, drafter_of(office, reader.config.policy), limit + 1, before
    )
    shown = [draft_line(one) for one in found[:limit]]
    return {"lines": shown, "next": str(shown[-1]["draft"]) if len(found) > limit else None}


def desk_counts(reader: Reader, fields: Fields) -> Mapping[str, int]:
    """Return how much lies in each place of an office's desk; what is not counted is not there.

    Raises:
        Usage: which office asks is not said.
        NotFound: there is no such office here.
    """
    office = somebody(reader.offices(), office_in(reader.config, fields))
    mine, drafter = mine_of(office), drafter_of(office, reader.config.policy)
    return {
        **{name: count(reader.database, name, mine) for name in COUNTS},
        **{name: drafts_count(reader.database, name, drafter) for name in DRAFT_TRAYS},
        "control": overdue_count(reader.database, office.clearance),
        **station_counts(reader.database, office.clearance),
    }
