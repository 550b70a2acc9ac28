"""Key life as the desks read and write it (`office.ports.KeyLife`)."""

from collections.abc import Sequence
from typing import Final

from depesha.envelope import Envelope, Kind
from depesha.names import Digest, StationId, TimeMs, Uid
from depesha.office.facts import EnvelopeOpened
from depesha.office.ports import BookCopy, KeyRequest, Outstanding, PeriodKeyState, Why
from depesha.store.database import Database, Row
from depesha.store.fact_records import FACTS, KIND_OF
from depesha.store.leaves import size
from depesha.store.traffic import outstanding_of
from depesha.wire import ENVELOPE

CLOCK_MARGIN_MS: Final = 24 * 3_600_000
"""How far a clock may have been set back, and its facts still be found by their times."""

_PERIODS: Final = """SELECT fingerprint, valid_from, valid_until, destroyed_at FROM period_key
    ORDER BY valid_from, fingerprint"""
_HAS_DESTROYED: Final = "SELECT 1 FROM period_key WHERE destroyed_at NOT NULL LIMIT 1"
_REVOKED: Final = "SELECT station FROM revoked"
_SEEN: Final = "SELECT grade, epoch FROM seen WHERE sender = ?"
_NEWEST: Final = """SELECT payload FROM received JOIN document USING (digest)
    WHERE sender = ? AND epoch = ? AND grade = ? ORDER BY seq DESC LIMIT 1"""
_BEFORE: Final = """SELECT payload FROM received JOIN document USING (digest)
    WHERE sender = ? AND document.id < ? ORDER BY document.id DESC LIMIT 64"""
_FIRST_AFTER: Final = """SELECT content FROM fact WHERE id >= ? AND kind = ? AND at >= ?
    ORDER BY id"""
_CAME_SINCE: Final = """SELECT count(*) FROM telegram
    WHERE station = ? AND incoming_number > 0 AND at >= ?"""
_AT: Final = "SELECT at FROM fact WHERE id = ?"
_WAS_HEARD: Final = "SELECT 1 FROM seen WHERE sender = ? LIMIT 1"
_PAST: Final = "SELECT 1 FROM past_paper WHERE digest = ? AND station = ?"
_OPEN_WITH: Final = """SELECT DISTINCT telegram.uid FROM duty JOIN telegram
    ON telegram.id = duty.telegram
    WHERE look_at NOT NULL AND (duty.station = ?1 OR telegram.station = ?1)
    ORDER BY telegram.id"""
_OUTSTANDING_AT: Final = """SELECT document, station, grade, attempts, repeat_at, expires_at,
    slip_id FROM outstanding WHERE station = ? ORDER BY digest LIMIT ?"""
_COLUMNS: Final = """station, due_at, why, heads_at, version, plan_version, shown, document,
    held_version, held_plan_version, held_at"""
_COPY: Final = f"SELECT {_COLUMNS} FROM book_copy WHERE station = ?"  # noqa: S608  # constants
_COPIES: Final = f"SELECT {_COLUMNS} FROM book_copy ORDER BY station"  # noqa: S608  # constants
_KEEP_COPY: Final = "INSERT OR REPLACE INTO book_copy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COPIES_DUE: Final = f"""SELECT {_COLUMNS} FROM book_copy WHERE due_at <= ?
    ORDER BY why DESC, due_at, station LIMIT ?"""  # noqa: S608  # constants
_KEEP_REQUEST: Final = "INSERT OR REPLACE INTO key_request VALUES (?, ?, ?, ?, ?)"
_REQUEST: Final = """SELECT station, content, needs_person, at, due_at FROM key_request
    WHERE station = ?"""
_REQUESTS: Final = """SELECT station, content, needs_person, at, due_at FROM key_request
    ORDER BY station LIMIT ?"""
_DROP_REQUEST: Final = "DELETE FROM key_request WHERE station = ?"
_NEXT_DUE: Final = """SELECT min(due_at) FROM (
    SELECT min(due_at) AS due_at FROM book_copy WHERE due_at NOT NULL
    UNION ALL SELECT min(due_at) FROM key_request WHERE due_at NOT NULL)"""
_DROP_DOCUMENT: Final = "DELETE FROM document WHERE digest = ? AND kind = ?"


class StoredKeyLife:
    """Period keys, revocations, copies of the key book, requests."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read and write in `database`."""
        self._database = database

    def period_keys(self) -> Sequence[PeriodKeyState]:
        """Return the period keys of this station, the destroyed ones too, the oldest first."""
        return [
            PeriodKeyState(
                fingerprint=Digest(fingerprint),
                valid_from=TimeMs(valid_from),
                valid_until=TimeMs(valid_until),
                destroyed_at=destroyed_at,
            )
            for fingerprint, valid_from, valid_until, destroyed_at in self._database.rows(_PERIODS)
        ]

    def has_destroyed(self) -> bool:
        """Say whether this station has destroyed a period key."""
        return self._database.row(_HAS_DESTROYED) is not None

    def revoked(self) -> frozenset[StationId]:
        """Return the stations whose revocation is written down here."""
        return revoked(self._database)

    def newest_envelope(self, sender: StationId, before: TimeMs | None) -> Envelope | None:
        """Return, of what came from a station before a time, the envelope with the longest head."""
        return newest_envelope(self._database, sender, before)

    def came_since(self, station: StationId, since: TimeMs) -> int:
        """Return how many telegrams of a station were delivered here at or after a time."""
        row = self._database.row(_CAME_SINCE, (station, since))
        return int(row[0]) if row else 0

    def open_with(self, station: StationId) -> Sequence[Uid]:
        """Return the telegrams of which something is still asked of a station, or by it."""
        return [Uid(row[0]) for row in self._database.rows(_OPEN_WITH, (station,))]

    def was_paper(self, digest: Digest, station: StationId) -> bool:
        """Say whether a paper was sent to a station and is not asked after any more."""
        return self._database.row(_PAST, (digest, station)) is not None

    def was_heard(self, station: StationId) -> bool:
        """Say whether anything ever came from a station."""
        return self._database.row(_WAS_HEARD, (station,)) is not None

    def outstanding_at(self, station: StationId, limit: int) -> Sequence[Outstanding]:
        """Return what is outstanding at a station."""
        rows = self._database.rows(_OUTSTANDING_AT, (station, limit))
        return [outstanding_of(row) for row in rows]

    def copy(self, station: StationId) -> BookCopy:
        """Return what is known of a station's copy; of one never heard of, that nothing is."""
        row = self._database.row(_COPY, (station,))
        return _copy(row) if row else BookCopy(station=station)

    def keep_copy(self, copy: BookCopy) -> None:
        """Write down how a station's copy stands."""
        values = (copy.station, copy.due_at, int(copy.why), copy.heads_at, copy.version)
        held = (copy.held_version, copy.held_plan_version, copy.held_at)
        sent = (copy.plan_version, copy.shown, copy.document)
        self._database.write(_KEEP_COPY, (*values, *sent, *held))

    def copies_due(self, now: TimeMs, limit: int) -> Sequence[BookCopy]:
        """Return the copies about which something is to be done, the most urgent first."""
        return [_copy(row) for row in self._database.rows(_COPIES_DUE, (now, limit))]

    def keep_request(self, request: KeyRequest) -> None:
        """Keep a station's newest request."""
        values = (request.content, request.needs_person, request.at, request.due_at)
        self._database.write(_KEEP_REQUEST, (request.station, *values))

    def request(self, station: StationId) -> KeyRequest | None:
        """Return a station's request that was not admitted yet."""
        row = self._database.row(_REQUEST, (station,))
        return _request(row) if row else None

    def requests(self, limit: int) -> Sequence[KeyRequest]:
        """Return all requests that were not admitted yet, by station."""
        return requests(self._database, limit)

    def drop_request(self, station: StationId) -> None:
        """Forget a station's request: it was admitted, or overtaken."""
        self._database.write(_DROP_REQUEST, (station,))

    def next_due(self) -> TimeMs | None:
        """Return when a copy or a request is next due."""
        row = self._database.row(_NEXT_DUE)
        return row[0] if row else None

    def drop_document(self, digest: Digest) -> None:
        """Forget a key book paper that nobody asks for any more; other documents stay."""
        self._database.write(_DROP_DOCUMENT, (digest, int(Kind.KEY_BOOK)))


def revoked(database: Database) -> frozenset[StationId]:
    """Return the stations whose revocation is written down here."""
    return frozenset(StationId(row[0]) for row in database.rows(_REVOKED))


def newest_envelope(
    database: Database, sender: StationId, before: TimeMs | None = None
) -> Envelope | None:
    """Return, of what came from a station before a time, the envelope with the longest head.

    Without a time a few look-ups suffice; with one, everything that came since is passed over.
    """
    if before is None:
        rows = [
            row
            for grade, epoch in database.rows(_SEEN, (sender,))
            if (row := database.row(_NEWEST, (sender, epoch, grade))) is not None
        ]
    else:
        rows = database.rows(_BEFORE, (sender, _document_after(database, sender, before)))
    found = [ENVELOPE.decode(payload) for (payload,) in rows]
    return max(found, key=lambda envelope: envelope.head.size, default=None)


def _document_after(database: Database, sender: StationId, at: TimeMs) -> int:
    """Return the row of the first envelope that came from a station at or after a time."""
    form = FACTS[KIND_OF[EnvelopeOpened]].record
    begin = _place_before(database, TimeMs(at - CLOCK_MARGIN_MS))
    for (content,) in database.each(_FIRST_AFTER, (begin, KIND_OF[EnvelopeOpened], at)):
        fact = form.decode(content)
        if fact.sender == sender:
            row = database.row("SELECT id FROM document WHERE digest = ?", (fact.digest,))
            if row:
                return int(row[0])
    return 2**62


def _place_before(database: Database, at: TimeMs) -> int:
    """Return a place of the journal before which all facts are older, found by halving.

    Times rise with the places but where a clock was set back, so whoever asks leaves a margin.
    """
    low, high = 0, size(database)
    while low < high:
        middle = (low + high) // 2
        row = database.row(_AT, (middle,))
        if row is not None and row[0] < at:
            low = middle + 1
        else:
            high = middle
    return low


def copies(database: Database) -> list[BookCopy]:
    """Return how the copies of all stations stand."""
    return [_copy(row) for row in database.rows(_COPIES)]


def requests(database: Database, limit: int) -> list[KeyRequest]:
    """Return the requests that were not admitted yet, by station."""
    return [_request(row) for row in database.rows(_REQUESTS, (limit,))]


def _copy(row: Row) -> BookCopy:
    station, due_at, why, heads_at, version, plan_version, shown, document, *held = row
    return BookCopy(
        station=StationId(station),
        due_at=due_at,
        why=Why(why),
        heads_at=heads_at,
        version=version,
        plan_version=plan_version,
        shown=shown,
        document=Digest(document) if document else None,
        held_version=held[0],
        held_plan_version=held[1],
        held_at=held[2],
    )


def _request(row: Row) -> KeyRequest:
    station, content, needs_person, at, due_at = row
    return KeyRequest(
        station=StationId(station),
        content=content,
        needs_person=bool(needs_person),
        at=TimeMs(at),
        due_at=due_at,
    )
