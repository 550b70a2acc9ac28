"""The out-tray: what waits for a line, and where what passed came from (`office.ports.OutTray`).

Rule 1: an entry number is never used again: a line remembers the last that it has pulled.
Rule 2: a neighbour's entries are pulled by lane in strict order of grade, then of number, by one
    index.
Rule 3: an entry that cannot be read stops its line and is said so; it is never skipped, because a
    packet that is passed over in silence is lost.

Custody is no fact: these rows are deleted when it ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Final

from depesha.errors import Malformed, NotNow
from depesha.names import Digest, SlipId, StationId, TimeMs
from depesha.office.ports import DownLine
from depesha.packet import (
    LETTERS,
    SLIP,
    Blob,
    Grade,
    Lane,
    Load,
    Packet,
    PacketKind,
    Passage,
    Return,
    ReturnReason,
    Waiting,
    lane_of,
)
from depesha.schema import Record, choice, field, octets, octets_upto, text
from depesha.store.database import Database, Row

PASSAGE_KEPT_MS: Final = 7 * 24 * 3_600_000
"""A passage outlives its slip's expiry, so that a late return still finds its way."""

MAX_PULL_BYTES: Final = 8 * 1024 * 1024
"""A pull ends with the entry that brings it over this, so that a line's buffer stays bounded."""

_RETURN: Final = Record(
    Return,
    field(0, "slip_id", octets(16)),
    field(1, "reason", choice(ReturnReason)),
    field(2, "station", text(max=32)),
    field(3, "signature", octets(64)),
    field(4, "leaf", octets_upto(65536), default=b""),
)

_PUT: Final = """INSERT INTO entry
    (neighbour, lane, grade, since, slip_id, expires_at, head, sealed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING entry"""
_ENTRIES: Final = """SELECT entry, head, sealed, neighbour FROM entry
    WHERE entry > ? AND expires_at NOT NULL ORDER BY entry LIMIT ?"""
_LOAD: Final = "SELECT entry, head, sealed, neighbour FROM entry WHERE entry = ?"
_SLIP_OF: Final = "SELECT slip_id FROM entry WHERE entry = ? AND neighbour = ?"
_SETTLE: Final = "DELETE FROM entry WHERE entry = ?"
_BLOB_OF: Final = "SELECT sealed FROM entry WHERE entry = ? AND lane = 2"
_WAITING: Final = """SELECT entry, head, sealed FROM entry
    WHERE neighbour = ? AND lane = ? AND grade = ? AND entry > ? ORDER BY entry LIMIT ?"""
_ANY: Final = "SELECT 1 FROM entry LIMIT 1"
_FOREMOST: Final = """SELECT neighbour, grade, since FROM entry
    WHERE entry IN (SELECT min(entry) FROM entry GROUP BY neighbour, grade)
    ORDER BY neighbour, grade DESC"""
_HIGHEST: Final = """SELECT grade FROM entry WHERE neighbour = ? AND lane = ?
    ORDER BY grade DESC LIMIT 1"""
_HELD: Final = "SELECT entry FROM entry WHERE slip_id = ? AND expires_at NOT NULL"
_DOWN_LINES: Final = "SELECT neighbour, since, diverted FROM line_down ORDER BY neighbour"
_LINE_DOWN: Final = """INSERT INTO line_down VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET since = ?2, diverted = ?3"""
_LINE_UP: Final = "DELETE FROM line_down WHERE neighbour = ?"
_HELD_FOR: Final = "SELECT neighbour FROM entry WHERE slip_id = ? AND expires_at NOT NULL"
_EXPIRED: Final = """SELECT entry, head, sealed FROM entry
    WHERE expires_at <= ? ORDER BY expires_at, entry LIMIT ?"""
_NEXT_EXPIRY: Final = "SELECT min(expires_at) FROM entry WHERE expires_at NOT NULL"
_PASSAGE: Final = """SELECT slip_id, came_from, next_hop, destination, returned
    FROM passage WHERE slip_id = ?"""
_KEEP_PASSAGE: Final = """INSERT INTO passage VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT DO UPDATE SET came_from = ?2, next_hop = ?3, destination = ?4, returned = ?5,
    expires_at = ?6"""
_RETURNED: Final = "UPDATE passage SET returned = 1 WHERE slip_id = ?"
_FORGET: Final = "DELETE FROM passage WHERE expires_at < ?"


class StoredOutTray:
    """Packets and returns waiting for a line, and packets passing through."""

    __slots__ = ("_database", "loose")

    def __init__(self, database: Database) -> None:
        """Keep in `database`."""
        self._database = database
        self.loose: set[Digest] = set()
        """Blobs of which an entry was settled: whether they are still needed is asked later."""

    def put(self, neighbour: StationId, load: Load, grade: Grade, now: TimeMs) -> int:
        """Put a load in the out-tray for a neighbour and return its entry number."""
        lane = lane_of(load, grade)
        return self._database.insert(_PUT, (neighbour, int(lane), int(grade), now, *_kept(load)))

    def load(self, entry: int) -> tuple[StationId, Load] | None:
        """Return an entry's neighbour and load, or None if it was settled.

        Raises:
            NotNow: the entry cannot be read.
        """
        row = self._database.row(_LOAD, (entry,))
        return (StationId(row[3]), _load(row[:3])) if row else None

    def settle(self, entry: int) -> None:
        """Delete an entry: its custody is elsewhere, or it has ended."""
        blob = self._database.row(_BLOB_OF, (entry,))
        self._database.write(_SETTLE, (entry,))
        if blob is not None:
            self.loose.add(Digest(blob[0]))

    def entries(self, after: int, limit: int) -> Sequence[tuple[int, StationId, Packet | Blob]]:
        """Return the packets that wait, with their entries and neighbours, behind an entry.

        Raises:
            NotNow: one of them cannot be read.
        """
        rows = self._database.rows(_ENTRIES, (after, limit))
        loads = ((row[0], StationId(row[3]), _load(row[:3])) for row in rows)
        return [(entry, by, load) for entry, by, load in loads if not isinstance(load, Return)]

    def entries_for(
        self, neighbour: StationId, grade: Grade, after: int, limit: int
    ) -> Sequence[tuple[int, Packet | Blob]]:
        """Return the packets of a grade that wait for a neighbour, behind an entry.

        Raises:
            NotNow: one of them cannot be read.
        """
        rows = _of_lanes(self._database, neighbour, frozenset(Lane), grade, after, limit)
        loads = ((row[0], _load(row)) for row in islice(rows, limit))
        return [(entry, load) for entry, load in loads if not isinstance(load, Return)]

    def held(self, slip_id: SlipId) -> int | None:
        """Return the entry under which a packet waits here, or None: it has gone."""
        row = self._database.row(_HELD, (slip_id,))
        return None if row is None else row[0]

    def down_lines(self) -> Sequence[DownLine]:
        """Return the lines that do not stand."""
        return [
            DownLine(neighbour=StationId(neighbour), since=TimeMs(since), diverted=diverted)
            for neighbour, since, diverted in self._database.rows(_DOWN_LINES)
        ]

    def line_down(self, neighbour: StationId, since: TimeMs, diverted: int = 0) -> None:
        """Write down (or change) that a line does not stand."""
        self._database.write(_LINE_DOWN, (neighbour, since, diverted))

    def line_up(self, neighbour: StationId) -> None:
        """Write down that a line stands."""
        self._database.write(_LINE_UP, (neighbour,))

    def is_empty(self) -> bool:
        """Say whether nothing waits for any line."""
        return self._database.row(_ANY) is None

    def foremost(self) -> Sequence[tuple[StationId, Grade, TimeMs]]:
        """Return, for each neighbour and grade for which something waits, since when it does."""
        rows = self._database.rows(_FOREMOST)
        return [(StationId(row[0]), Grade(row[1]), TimeMs(row[2])) for row in rows]

    def held_for(self, slip_id: SlipId) -> StationId | None:
        """Return the neighbour that a packet still waits for here, or None: it has gone."""
        row = self._database.row(_HELD_FOR, (slip_id,))
        return None if row is None else StationId(row[0])

    def passage(self, slip_id: SlipId) -> Passage | None:
        """Return where a packet that passed, or passes, came from and went."""
        row = self._database.row(_PASSAGE, (slip_id,))
        if row is None:
            return None
        slip, came_from, next_hop, destination, returned = row
        return Passage(
            slip_id=SlipId(slip),
            came_from=StationId(came_from),
            next_hop=StationId(next_hop),
            destination=StationId(destination),
            returned=bool(returned),
        )

    def pass_through(self, passage: Passage, expires_at: TimeMs) -> None:
        """Write down (or change) a passage; it is kept until 7 days after `expires_at`."""
        self._database.write(
            _KEEP_PASSAGE,
            (
                passage.slip_id,
                passage.came_from,
                passage.next_hop,
                passage.destination,
                passage.returned,
                expires_at,
            ),
        )

    def return_through(self, slip_id: SlipId) -> None:
        """Write down that a packet which passed through went back."""
        self._database.write(_RETURNED, (slip_id,))

    def forget_passages(self, now: TimeMs) -> None:
        """Delete the passages whose time is over."""
        self._database.write(_FORGET, (now - PASSAGE_KEPT_MS,))

    def expired(self, now: TimeMs, limit: int) -> Sequence[tuple[int, Packet | Blob]]:
        """Return entries whose packets have expired, the earliest first.

        Raises:
            NotNow: one of them cannot be read.
        """
        loads = ((row[0], _load(row)) for row in self._database.rows(_EXPIRED, (now, limit)))
        return [(entry, load) for entry, load in loads if not isinstance(load, Return)]

    def next_expiry(self) -> TimeMs | None:
        """Return when `expired` will next have something."""
        row = self._database.row(_NEXT_EXPIRY)
        return row[0] if row else None


def waiting(
    database: Database,
    neighbour: StationId,
    after: Mapping[Grade, int],
    limit: int,
    lanes: frozenset[Lane] = LETTERS,
    *,
    lowest: Grade = Grade.LOW,
) -> list[Waiting]:
    """Return the next entries for a neighbour, the highest grade first, then by number.

    `after` holds for each grade the last entry that the line has; what is missing counts as 0. What
    is below the `lowest` grade stays. It is a function of its own because lines read beside the
    writer, on a read-only connection.

    Raises:
        NotNow: an entry cannot be read.
    """
    found: list[Waiting] = []
    size_bytes = 0
    highest = {lane: _highest(database, neighbour, lane) for lane in lanes}
    for grade in range(max(highest.values(), default=-1), lowest - 1, -1):
        having = frozenset(lane for lane in lanes if highest[lane] >= grade)
        least = (after.get(Grade(grade), 0), limit - len(found))
        for row in _of_lanes(database, neighbour, having, Grade(grade), *least):
            found.append(Waiting(entry=row[0], grade=Grade(grade), load=_load(row)))
            size_bytes += len(row[2] or b"")
            if len(found) >= limit or size_bytes >= MAX_PULL_BYTES:
                return found
    return found


def holds(database: Database, neighbour: StationId, entry: int) -> SlipId | None:
    """Return the slip's id of what waits for a neighbour under an entry; None: nothing does.

    Beside the writer, as `waiting`.
    """
    row = database.row(_SLIP_OF, (entry, neighbour))
    return None if row is None else SlipId(row[0])


def _highest(database: Database, neighbour: StationId, lane: Lane) -> int:
    """Return the highest grade that waits in a lane, or -1: mostly nothing does."""
    row = database.row(_HIGHEST, (neighbour, int(lane)))
    return -1 if row is None else int(row[0])


def _of_lanes(  # one row for each part of the index
    database: Database,
    neighbour: StationId,
    lanes: frozenset[Lane],
    grade: Grade,
    after: int,
    limit: int,
) -> Iterator[Row]:
    """Yield rows behind an entry, by number, `limit` of each lane."""
    ways = (
        database.each(_WAITING, (neighbour, int(lane), int(grade), after, limit))
        for lane in sorted(lanes)
    )
    return merge(*ways, key=itemgetter(0))


def _kept(load: Load) -> tuple[SlipId, TimeMs | None, bytes, bytes | None]:
    if isinstance(load, Return):
        return load.slip_id, None, _RETURN.encode(load), None
    return load.slip.slip_id, load.slip.expires_at, SLIP.encode(load.slip), load.sealed


def _load(row: Row) -> Load:
    entry, head, sealed = row
    try:
        if sealed is None:
            return _RETURN.decode(head)
        slip = SLIP.decode(head)
        is_blob = slip.kind is PacketKind.BLOB  # of one that is in a file, its name is kept
        return Blob(slip=slip, sealed=sealed) if is_blob else Packet(slip=slip, sealed=sealed)
    except Malformed as error:
        msg = f"entry {entry} of the out-tray cannot be read: {error.message}"
        raise NotNow(msg, hint='look at it with "depesha queue" and "depesha doctor"') from error
