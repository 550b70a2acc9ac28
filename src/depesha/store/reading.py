"""What faces read, on a connection of their own beside the writer: dictionaries, ready for JSON.

Rule 1: nothing here decodes a fact (`tracing.py` does), and the words for codes are told again
    below, so that a command that shows a tray loads little: the dataclasses of a telegram take
    some 30 ms. A test holds the words to those of the enumerations.
Rule 2: every list is served by an index and is bounded by its caller.

Bytes are in hex, times are UTC milliseconds, codes are words. Who may see what is not asked here.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from depesha.packet import SLIP, grade_of
from depesha.store.amendment_reading import held_lines, marks, void_lines
from depesha.store.database import Database, Row, open_reader

Line = dict[str, Any]

RUNGS: Final = (
    "REGISTERED",
    "QUEUED",
    "SENT",
    "DELIVERED",
    "RECEIVED",
    "ACKNOWLEDGED",
    "EXECUTED",
)
PRECEDENCES: Final = ("DEFERRED", "ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH", "OVERRIDE")
ADDRESSEE_KINDS: Final = ("ACTION", "INFORMATION", "EXEMPTED")
GRADES: Final = ("LOW", "URGENT", "FLASH")
LANES: Final = ("urgent", "bulk", "blob")
LOADS: Final = ("packet", "blob")

_TELEGRAM_COLUMNS: Final = """t.id, t.uid, t.registration, t.station, t.year, t.number,
    t.incoming_year, t.incoming_number, t.at, t.filed_at, t.registered_at, t.expires_at,
    t.precedence, t.policy, t.classification, t.captions, t.caveats, t.message_type, t.title,
    t.from_text"""
_TELEGRAM: Final = f"SELECT {_TELEGRAM_COLUMNS} FROM telegram AS t"  # noqa: S608  # constants
_READABLE: Final = "(:clearance IS NULL OR t.classification <= :clearance)"
_OF_TYPE: Final = "(:type IS NULL OR t.message_type = :type)"
_OF_OFFICE: Final = """(:office IS NULL OR EXISTS
    (SELECT 1 FROM duty WHERE duty.telegram = t.id
        AND (duty.office = :office OR duty.office IN (SELECT value FROM json_each(:acts_for))))
    OR EXISTS
    (SELECT 1 FROM escalation AS e WHERE e.telegram = t.id AND e.shown_to = :office))"""
_INBOX: Final = f"""{_TELEGRAM} WHERE t.incoming_number > 0 AND {_OF_OFFICE} AND {_READABLE}
    AND {_OF_TYPE}
    ORDER BY t.incoming_year DESC, t.incoming_number DESC LIMIT :limit OFFSET :offset"""
_OUTBOX: Final = f"""{_TELEGRAM} WHERE t.incoming_number = 0 AND {_READABLE} AND {_OF_TYPE}
    ORDER BY t.year DESC, t.number DESC LIMIT :limit OFFSET :offset"""
_REGISTER_IN: Final = f"""{_TELEGRAM} WHERE t.incoming_number > 0
    AND t.incoming_year BETWEEN :first AND :last AND {_READABLE} AND {_OF_TYPE}
    ORDER BY t.incoming_year, t.incoming_number LIMIT :limit OFFSET :offset"""
_REGISTER_OUT: Final = f"""{_TELEGRAM} WHERE t.incoming_number = 0
    AND t.year BETWEEN :first AND :last AND {_READABLE} AND {_OF_TYPE}
    ORDER BY t.year, t.number LIMIT :limit OFFSET :offset"""
_REGISTER_LOCAL: Final = f"""SELECT {_TELEGRAM_COLUMNS}, n.number
    FROM local_number AS n JOIN telegram AS t ON t.id = n.telegram
    WHERE n.series = :series AND n.year BETWEEN :first AND :last AND {_READABLE} AND {_OF_TYPE}
    ORDER BY n.year, n.number LIMIT :limit OFFSET :offset"""  # noqa: S608  # constants
_BY_PLACE: Final = f"""SELECT {_TELEGRAM_COLUMNS}
    FROM json_each(?) CROSS JOIN telegram AS t ON t.id = value"""  # noqa: S608  # constants
_BY_UID: Final = f"{_TELEGRAM} WHERE t.uid = ?"
_DUTIES: Final = """SELECT telegram, office, kind, precedence, local_precedence, receipt,
    receipt_at, execution, execution_at,
    chased, chased_at, receipt_step = 2 AND task = 1 AND rung < 4, execution_step = 2 AND task = 1,
    (SELECT json_group_array(shown_to) FROM escalation AS e
        WHERE e.telegram = duty.telegram AND e.office = duty.office),
    rung, exit, refused_at NOT NULL, interim_at NOT NULL,
    registered_at, queued_at, sent_at, delivered_at, received_at, acknowledged_at, executed_at
    FROM json_each(?) CROSS JOIN duty ON telegram = value ORDER BY telegram, place"""
_NUMBERS: Final = """SELECT telegram, series, number
    FROM json_each(?) CROSS JOIN local_number ON telegram = value ORDER BY telegram, series"""
_ATTACHED: Final = """SELECT telegram.id, count(*), count(blob.sealed),
    sum(examined_at NOT NULL AND finding = ''), sum(finding != ''), max(is_ours)
    FROM json_each(?) CROSS JOIN telegram ON telegram.id = value
    CROSS JOIN attachment ON attachment.uid = telegram.uid
    LEFT JOIN blob ON blob.sealed = attachment.sealed GROUP BY telegram.id"""
_DRAFTS: Final = """SELECT draft, version, office, text, state, note, at,
    (SELECT json_group_array(office) FROM approval WHERE approval.draft = draft.draft)
    FROM draft WHERE state NOT IN ('registered', 'dropped')
    ORDER BY draft DESC LIMIT ?"""
_OFFICES: Final = "SELECT content FROM state WHERE name = 'offices'"
_QUEUE: Final = """SELECT entry, neighbour, lane, grade, since, slip_id, expires_at, head
    FROM entry ORDER BY neighbour, lane, grade DESC, entry LIMIT ?"""
_QUEUE_OLDEST: Final = """SELECT grade, count(*), min(since) FROM entry
    GROUP BY grade ORDER BY grade DESC"""
_LISTED: Final = "cleared_at IS NULL AND (accepted_at IS NULL OR lasts = 1)"
_ALARM: Final = """SELECT id, kind, about, text, precedence, raised_at, cleared_at, accepted_at,
    accepted_by, note, lasts
    FROM alarm"""
_ALARMS: Final = f"""{_ALARM} WHERE {_LISTED}
    ORDER BY accepted_at NOT NULL, precedence DESC, id DESC LIMIT ?"""  # constants
_PAST_ALARMS: Final = f"""{_ALARM} WHERE NOT ({_LISTED})
    ORDER BY id DESC LIMIT ?"""  # constants
_NEWEST_ALARM: Final = "SELECT coalesce(max(id), 0) FROM alarm"
_ALARMS_AFTER: Final = f"{_ALARM} WHERE id > ? ORDER BY id LIMIT ?"
_SERIES: Final = "SELECT series, year, next FROM series ORDER BY series, year"
_COUNTS: Final = """SELECT
    (SELECT coalesce(max(id) + 1, 0) FROM fact),
    (SELECT count(*) FROM telegram WHERE incoming_number > 0),
    (SELECT count(*) FROM telegram WHERE incoming_number = 0),
    (SELECT count(*) FROM draft WHERE state NOT IN ('registered', 'dropped')),
    (SELECT count(*) FROM entry),
    (SELECT count(*) FROM outstanding),
    (SELECT count(*) FROM quarantine),
    (SELECT count(*) FROM gap),
    (SELECT count(*) FROM alarm WHERE cleared_at IS NULL AND accepted_at IS NULL)"""
_OUTSTANDING: Final = "SELECT count(*) FROM outstanding"
_NEWEST_INCOMING: Final = """SELECT id FROM telegram WHERE incoming_number > 0
    ORDER BY incoming_year DESC, incoming_number DESC LIMIT 1"""
_COUNTED: Final = (
    "facts",
    "incoming",
    "outgoing",
    "drafts",
    "queued",
    "outstanding",
    "quarantined",
    "gaps",
    "alarms",
)
_OF_ALARM: Final = (
    "alarm",
    "what",
    "about",
    "text",
    "precedence",
    "raised_at",
    "cleared_at",
    "accepted_at",
    "accepted_by",
    "note",
    "lasts",
)
_LAST_YEAR: Final = 9999
_OUTGOING: Final = "outgoing"


class Reading:
    """The registers, trays and lists of a station, as they were at the last commit."""

    __slots__ = ("database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self.database = database

    def offices(self) -> list[Line]:
        """Return the offices here with clearance and roles, by the key book in force."""
        row = self.database.row(_OFFICES)
        return json.loads(row[0]) if row else []

    def inbox(  # each is a filter of its own
        self,
        limit: int,
        offset: int = 0,
        *,
        office: str | None = None,
        acts_for: Sequence[str] = (),
        clearance: int | None = None,
        message_type: int | None = None,
    ) -> list[Line]:
        """Return the telegrams that came, the newest first.

        Args:
            limit: at most so many.
            offset: so many are passed over.
            office: those that are addressed to it, or shown to it in place of another; all, if it
                is not given.
            acts_for: offices for which it acts: those that are addressed to them too.
            clearance: those that are classified no higher; all, if it is not given.
            message_type: those of that type; of every type, if it is not given.
        """
        values = {
            "office": office,
            "acts_for": json.dumps(list(acts_for)),
            "clearance": clearance,
            "type": message_type,
            "limit": limit,
            "offset": offset,
        }
        return self._telegrams(self.database.rows(_INBOX, values), clearance)

    def outbox(
        self,
        limit: int,
        offset: int = 0,
        *,
        clearance: int | None = None,
        message_type: int | None = None,
    ) -> list[Line]:
        """Return the telegrams that were registered here, the newest first; as `inbox`."""
        values = {"clearance": clearance, "type": message_type, "limit": limit, "offset": offset}
        return self._telegrams(self.database.rows(_OUTBOX, values), clearance)

    def telegram(self, uid: bytes, *, clearance: int | None = None) -> Line | None:
        """Return one telegram's line, with its addressees; `clearance` as in `inbox`."""
        found = self._telegrams(self.database.rows(_BY_UID, (uid,)), clearance)
        return found[0] if found else None

    def telegrams(self, places: Sequence[int], *, clearance: int | None = None) -> dict[int, Line]:
        """Return the lines of telegrams by the places of their facts, with their addressees.

        Args:
            places: of those that are wanted, whoever may read them.
            clearance: an amender that is classified higher is not named; all are, if not given.
        """
        rows = self.database.rows(_BY_PLACE, (json.dumps(list(places)),))
        return dict(zip([row[0] for row in rows], self._telegrams(rows, clearance), strict=True))

    def drafts(self, limit: int = 1000) -> list[Line]:
        """Return the drafts that have no number yet, whosever they are, the newest first."""
        names = ("draft", "version", "office", "text", "state", "note", "at", "approved_by")
        lines = [_named(names, row) for row in self.database.rows(_DRAFTS, (limit,))]
        for line in lines:
            line["approved_by"] = json.loads(line["approved_by"])
        return lines

    def register(  # noqa: PLR0913  # each is a filter of its own
        self,
        direction: str,
        series: str | None = None,
        year: int | None = None,
        limit: int = 1000,
        offset: int = 0,
        *,
        clearance: int | None = None,
        message_type: int | None = None,
    ) -> list[Line]:
        """Return the lines of a register by number.

        Args:
            direction: `out` or `in`.
            series: a further series of the outgoing register (`special`); its number is then in
                `local_number`.
            year: one year; all, if it is not given.
            limit: at most so many lines.
            offset: so many lines are passed over.
            clearance: those that are classified no higher; all, if it is not given.
            message_type: those of that type; of every type, if it is not given.
        """
        values = {
            "type": message_type,
            "first": year or 0,
            "last": year or _LAST_YEAR,
            "clearance": clearance,
            "limit": limit,
            "offset": offset,
        }
        if direction == "in":
            return self._telegrams(self.database.rows(_REGISTER_IN, values), clearance)
        if series in (None, _OUTGOING):
            return self._telegrams(self.database.rows(_REGISTER_OUT, values), clearance)
        rows = self.database.rows(_REGISTER_LOCAL, {**values, "series": series})
        lines = self._telegrams([row[:-1] for row in rows], clearance)
        for line, row in zip(lines, rows, strict=True):
            line["local_number"] = row[-1]
        return lines

    def voids(self, series: str, year: int | None = None) -> list[Line]:
        """Return the void numbers of a series, by number; of one year, if it is given."""
        return void_lines(self.database, series, (year or 0, year or _LAST_YEAR))

    def held(self, limit: int = 1000, clearance: int | None = None) -> list[Line]:
        """Return what is registered and held back, for each station that it is for."""
        return [
            {**line, "grade": GRADES[grade_of(line["precedence"])]}
            for line in held_lines(self.database, limit, clearance)
        ]

    def series(self) -> list[Line]:
        """Return every series and year with its next free number."""
        return [_named(("series", "year", "next"), row) for row in self.database.rows(_SERIES)]

    def queue(self, limit: int = 1000) -> list[Line]:
        """Return what waits in the out-tray, by neighbour, in the order in which it will go."""
        return [_queued(row) for row in self.database.rows(_QUEUE, (limit,))]

    def queue_oldest(self) -> list[Line]:
        """Return for each grade, the highest first, how much waits and since when the oldest."""
        return [
            {"grade": GRADES[grade], "waiting": count, "oldest_at": since}
            for grade, count, since in self.database.rows(_QUEUE_OLDEST)
        ]

    def alarms(self, limit: int = 1000, *, cleared: bool = False) -> list[Line]:
        """Return the open alarms: what nobody has accepted, the most urgent and newest first.

        After them stands what was accepted and is still true; with `cleared`, then, the newest
        first, what is over or was accepted.
        """
        rows = self.database.rows(_ALARMS, (limit,))
        if cleared:
            rows = [*rows, *self.database.rows(_PAST_ALARMS, (limit - len(rows),))]
        return [_alarm(row) for row in rows]

    def alarms_after(self, alarm: int, limit: int = 1000) -> list[Line]:
        """Return the alarms that were raised after one, in their order, whatever became of them."""
        return [_alarm(row) for row in self.database.rows(_ALARMS_AFTER, (alarm, limit))]

    def newest_alarm(self) -> int:
        """Return the number of the newest alarm; 0 where there was none."""
        row = self.database.row(_NEWEST_ALARM)
        return int(row[0]) if row else 0

    def counts(self) -> dict[str, int]:
        """Return how many there are of what."""
        row = self.database.row(_COUNTS)
        return _named(_COUNTED, row or (0,) * len(_COUNTED))

    def outstanding(self) -> int:
        """Return how many documents of ours have no delivery report yet."""
        row = self.database.row(_OUTSTANDING)
        return int(row[0]) if row else 0

    def incoming(self) -> int:
        """Return the place of the newest telegram that came, which rises with each."""
        row = self.database.row(_NEWEST_INCOMING)
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Close the connection."""
        self.database.close()

    def _telegrams(self, rows: Sequence[Row], clearance: int | None = None) -> list[Line]:
        lines = {row[0]: _telegram(row) for row in rows}
        wanted = (json.dumps(list(lines)),)
        for row in self.database.rows(_DUTIES, wanted):
            lines[row[0]]["duties"].append(_duty(row))
        for place, series, number in self.database.rows(_NUMBERS, wanted):
            lines[place]["numbers"].append({"series": series, "number": number})
        for place, *counts in self.database.rows(_ATTACHED, wanted):
            lines[place]["attachments"] = _attached(*counts)
        marks(self.database, lines, clearance)
        return [lines[row[0]] for row in rows]


def open_reading(path: Path, key: bytes) -> Reading:
    """Open the store for a face.

    Raises:
        NotFound: there is no store.
        Locked: the key does not open it.
        Refused: it is not encrypted, or of another version of this program.
        NotNow: the disk does not answer.
    """
    return Reading(open_reader(path, key))


def _named(names: Sequence[str], row: Row) -> Line:
    return dict(zip(names, row, strict=True))


def _alarm(row: Row) -> Line:
    line = _named(_OF_ALARM, row)
    line["precedence"] = PRECEDENCES[line["precedence"]]
    line["lasts"] = bool(line["lasts"])
    return line


def _codes(spelled: str) -> list[str]:
    found: list[str] = json.loads(spelled)
    return found


def _telegram(row: Row) -> Line:
    _, uid, registration, station, year, number, in_year, in_number, at, *rest = row
    filed_at, registered_at, expires_at, precedence, policy, classification, *words = rest
    captions, caveats, message_type, title, from_text = words
    return {
        "uid": uid.hex(),
        "registration": registration.hex(),
        "station": station,
        "year": year,
        "number": number,
        "incoming_year": in_year or None,
        "incoming_number": in_number or None,
        "delivered_at": at if in_number else None,
        "filed_at": filed_at,
        "registered_at": registered_at,
        "expires_at": expires_at,
        "precedence": PRECEDENCES[precedence],
        "policy": policy,
        "classification": classification,
        "captions": _codes(captions),
        "caveats": _codes(caveats),
        "message_type": message_type,
        "title": title,
        "from": from_text,
        "numbers": [],
        "attachments": None,
        "duties": [],
    }


def _attached(count: int, came: int, verified: int, false: int, is_ours: int) -> Line:
    """Return how many attachments are expected, are here, were verified, and are false."""
    if is_ours:
        return {"expected": count, "complete": count, "verified": count, "false": 0}
    return {"expected": count, "complete": came, "verified": verified or 0, "false": false or 0}


def _duty(row: Row) -> Line:
    _, office, kind, precedence, local, receipt, receipt_due, execution, execution_due, *rest = row
    (
        chased,
        chased_at,
        receipt_late,
        execution_late,
        shown,
        rung,
        exit_,
        refused,
        interim,
        *times,
    ) = rest
    return {
        "office": office,
        "kind": ADDRESSEE_KINDS[kind],
        "precedence": PRECEDENCES[precedence],
        "local_precedence": local,
        "receipt": bool(receipt),
        "receipt_due_at": receipt_due,
        "execution": bool(execution),
        "execution_due_at": execution_due,
        "chased": chased,
        "chased_at": chased_at,
        "overdue": bool(receipt_late or execution_late),
        "shown_to": json.loads(shown),
        "rung": RUNGS[rung],
        "exit": exit_,
        "refused": bool(refused),
        "interim": bool(interim),
        "times": {step: at for step, at in zip(RUNGS, times, strict=True) if at is not None},
    }


def _queued(row: Row) -> Line:
    entry, neighbour, lane, grade, since, slip_id, expires_at, head = row
    slip = None if expires_at is None else SLIP.decode(head)  # a return has none
    return {
        "entry": entry,
        "neighbour": neighbour,
        "lane": LANES[lane],
        "grade": GRADES[grade],
        "load": LOADS[slip.kind] if slip else "return",
        "destination": slip.destination if slip else "",
        "slip_id": slip_id.hex(),
        "size_bytes": slip.size_bytes if slip else 0,
        "since_at": since,
        "expires_at": expires_at,
    }
