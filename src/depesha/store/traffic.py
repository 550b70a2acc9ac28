"""The registers of envelopes as the desks read them (`office.ports.Traffic`)."""

from collections.abc import Mapping, Sequence
from typing import Final

from depesha.errors import Refused
from depesha.names import Digest, Epoch, SlipId, StationId, TimeMs
from depesha.office.facts import BlobQueued, EnvelopeSealed
from depesha.office.ports import Gap, Late, Outstanding, Sending
from depesha.packet import Grade, ReturnReason, grade_of
from depesha.store.database import Database, Row
from depesha.store.fact_parts import ENCLOSED
from depesha.store.leaves import fact_at
from depesha.store.traffic_lines import sealed_under

MAX_SENDINGS: Final = 256

_EPOCH: Final = "SELECT epoch FROM founding ORDER BY id DESC LIMIT 1"
_LAST_SENT: Final = """SELECT seq, digest FROM sending
    WHERE recipient = ? AND epoch = ? AND grade = ? ORDER BY seq DESC LIMIT 1"""
_SEEN: Final = """SELECT epoch, highest FROM seen WHERE sender = ? AND grade = ?
    ORDER BY since DESC LIMIT 1"""
_FIRST_GAP: Final = """SELECT first FROM gap WHERE sender = ? AND grade = ? AND epoch = ?
    ORDER BY first LIMIT 1"""
_RECEIVED: Final = """SELECT digest FROM received
    WHERE sender = ? AND epoch = ? AND grade = ? AND seq = ?"""
_OPENED: Final = "SELECT 1 FROM opened WHERE slip_id = ?"
_SENDINGS: Final = """SELECT id FROM sending WHERE recipient = ? AND epoch = ? AND grade = ?
    AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"""
_OUTSTANDING: Final = """SELECT document, station, grade, attempts, repeat_at, expires_at,
    slip_id FROM outstanding WHERE digest = ? AND station = ?"""
_DUE: Final = """SELECT document, station, grade, attempts, repeat_at, expires_at,
    slip_id FROM outstanding WHERE due_at <= ? ORDER BY due_at LIMIT ?"""
_NEXT_DUE: Final = "SELECT min(due_at) FROM outstanding"
_GAPS: Final = """SELECT sender, epoch, grade, first, last, since, asked FROM gap
    WHERE asked = ? ORDER BY since, sender, grade, epoch, first LIMIT ?"""
_REPORT: Final = "SELECT report FROM reported WHERE digest = ? AND originator = ?"
_HAS_GAP: Final = """SELECT 1 FROM gap
    WHERE sender = ?1 AND grade = ?2 AND epoch = ?3 AND first <= ?5 AND last >= ?4"""


_LATE: Final = """SELECT outstanding.document, station, grade,
    coalesce(expected_at, answer_at, late_at) FROM awaited JOIN outstanding USING (digest, station)
    WHERE late_at <= ? ORDER BY late_at LIMIT ?"""
_NEXT_LATE: Final = "SELECT min(late_at) FROM awaited WHERE late_at NOT NULL"
_EXCLUDED: Final = "SELECT excluded FROM detour WHERE digest = ? AND station = ?"
_REFUSED_BY: Final = """SELECT neighbour FROM diversion
    WHERE slip_id = ? AND station = '' AND reason IN (?, ?)"""
_LAST_HOP: Final = """SELECT next_hop FROM diversion
    WHERE slip_id = ? AND station = '' ORDER BY id DESC LIMIT 1"""
_DIVERSIONS: Final = """SELECT station, neighbour, next_hop, reason, at FROM diversion
    WHERE slip_id = ? ORDER BY id"""
_TOLD: Final = "SELECT 1 FROM diversion WHERE slip_id = ? AND station = ? AND neighbour = ?"
_MINIMIZED: Final = "SELECT neighbour, precedence FROM minimized"


def minimized(database: Database) -> dict[StationId, Grade]:
    """Return the lowest grade that passes to each neighbour for whom there is a limit.

    It is a function of its own because lines read beside the writer, on a read-only connection.
    """
    return {
        StationId(neighbour): grade_of(precedence)
        for neighbour, precedence in database.rows(_MINIMIZED)
    }


class StoredTraffic:
    """Views of facts about envelopes and their numbers."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def epoch(self) -> Epoch:
        """Return the epoch of this store's numbering.

        Raises:
            Refused: the station was not founded yet.
        """
        row = self._database.row(_EPOCH)
        if row is None:
            msg = "this store holds no station yet"
            raise Refused(msg, hint='found one with "depesha station init"')
        return Epoch(row[0])

    def last_sent(self, recipient: StationId, grade: Grade) -> tuple[int, Digest | None]:
        """Return our last number to a station at a grade, and that envelope's digest."""
        row = self._database.row(_LAST_SENT, (recipient, self.epoch(), int(grade)))
        return (row[0], Digest(row[1])) if row else (0, None)

    def seen(self, sender: StationId, grade: Grade) -> tuple[Epoch | None, int]:
        """Return the sender's latest epoch and its highest contiguous number here."""
        row = self._database.row(_SEEN, (sender, int(grade)))
        if row is None:
            return None, 0
        epoch, highest = row
        gap = self._database.row(_FIRST_GAP, (sender, int(grade), epoch))
        return Epoch(epoch), gap[0] - 1 if gap else highest

    def received(self, sender: StationId, epoch: Epoch, grade: Grade, seq: int) -> Digest | None:
        """Return the digest of the envelope that came under that number."""
        row = self._database.row(_RECEIVED, (sender, epoch, int(grade), seq))
        return Digest(row[0]) if row else None

    def opened(self, slip_id: SlipId) -> bool:
        """Say whether a packet with that slip was opened or quarantined here."""
        return self._database.row(_OPENED, (slip_id,)) is not None

    def sending(self, slip_id: SlipId) -> Sending | None:
        """Return our envelope, or blob, that went under that slip."""
        fact = sealed_under(self._database, slip_id)
        return _sending(fact) if fact else None

    def sendings_between(
        self, recipient: StationId, epoch: Epoch, grade: Grade, first: int, last: int
    ) -> Sequence[Sending]:
        """Return our envelopes with those numbers, at most 256."""
        rows = self._database.rows(
            _SENDINGS, (recipient, epoch, int(grade), first, last, MAX_SENDINGS)
        )
        facts = [fact_at(self._database, row[0]) for row in rows]
        return [_sending(fact) for fact in facts if isinstance(fact, EnvelopeSealed)]

    def outstanding(self, digest: Digest, station: StationId) -> Outstanding | None:
        """Return what is still to be confirmed of that document at that station."""
        row = self._database.row(_OUTSTANDING, (digest, station))
        return outstanding_of(row) if row else None

    def due(self, now: TimeMs, limit: int) -> Sequence[Outstanding]:
        """Return what is to be repeated or has expired by `now`, earliest first."""
        return [outstanding_of(row) for row in self._database.rows(_DUE, (now, limit))]

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        row = self._database.row(_NEXT_DUE)
        return row[0] if row else None

    def late(self, now: TimeMs, limit: int) -> Sequence[Late]:
        """Return what should have been reported by `now` and was not, until that is noticed."""
        return [
            Late(
                document=ENCLOSED.decode(document),
                station=StationId(station),
                grade=Grade(grade),
                expected_at=TimeMs(expected_at),
            )
            for document, station, grade, expected_at in self._database.rows(_LATE, (now, limit))
        ]

    def next_late(self) -> TimeMs | None:
        """Return when `late` will next have something."""
        row = self._database.row(_NEXT_LATE)
        return row[0] if row else None

    def excluded(self, digest: Digest, station: StationId) -> frozenset[StationId]:
        """Return the stations through which a document does not go, under the plan in force."""
        return frozenset(
            StationId(row[0]) for row in self._database.rows(_EXCLUDED, (digest, station))
        )

    def refused_by(self, slip_id: SlipId) -> frozenset[StationId]:
        """Return the neighbours that refused a packet that was here, or sent it back."""
        values = (slip_id, int(ReturnReason.NEXT_REFUSED), int(ReturnReason.CAME_BACK))
        return frozenset(StationId(row[0]) for row in self._database.rows(_REFUSED_BY, values))

    def last_hop(self, slip_id: SlipId) -> StationId | None:
        """Return by whom a packet of ours goes, or went, if not by the way of its sealing."""
        row = self._database.row(_LAST_HOP, (slip_id,))
        return StationId(row[0]) if row else None

    def diversion_known(self, slip_id: SlipId, station: StationId, neighbour: StationId) -> bool:
        """Say whether that station told already that it does not send the packet by a neighbour."""
        return self._database.row(_TOLD, (slip_id, station, neighbour)) is not None

    def diversions(self, slip_id: SlipId) -> list[Row]:
        """Return who diverted a packet (empty: this station), from whom, to whom, why, and when."""
        return self._database.rows(_DIVERSIONS, (slip_id,))

    def minimized(self) -> Mapping[StationId, Grade]:
        """Return the lowest grade that passes to each neighbour for whom there is a limit."""
        return minimized(self._database)

    def gaps(self, limit: int, *, asked: bool) -> Sequence[Gap]:
        """Return the ranges of missing numbers that were asked about, or were not, oldest first."""
        return [_gap(row) for row in self._database.rows(_GAPS, (asked, limit))]

    def has_gap(self, sender: StationId, epoch: Epoch, grade: Grade, first: int, last: int) -> bool:
        """Say whether any of these numbers is missing."""
        values = (sender, int(grade), epoch, first, last)
        return self._database.row(_HAS_GAP, values) is not None

    def report_of(self, digest: Digest, originator: StationId) -> Digest | None:
        """Return the delivery report over a document that this station made to its originator."""
        row = self._database.row(_REPORT, (digest, originator))
        return Digest(row[0]) if row else None


def _sending(fact: EnvelopeSealed | BlobQueued) -> Sending:
    return Sending(
        slip_id=fact.slip_id,
        recipient=fact.recipient,
        grade=fact.grade,
        way=fact.way,
        sealed=fact.sealed,
        expires_at=fact.expires_at,
        documents=fact.documents,
        expected_at=fact.expected_at,
        answer_at=fact.answer_at,
        envelope=fact.digest if isinstance(fact, EnvelopeSealed) else None,
    )


def outstanding_of(row: Row) -> Outstanding:
    """Return what a row of the register says."""
    document, station, grade, attempts, repeat_at, expires_at, slip_id = row
    return Outstanding(
        document=ENCLOSED.decode(document),
        station=StationId(station),
        grade=Grade(grade),
        attempts=attempts,
        repeat_at=TimeMs(repeat_at),
        expires_at=TimeMs(expires_at),
        slip_id=SlipId(slip_id),
    )


def _gap(row: Row) -> Gap:
    sender, epoch, grade, first, last, since, asked = row
    return Gap(
        sender=StationId(sender),
        epoch=Epoch(epoch),
        grade=Grade(grade),
        first=first,
        last=last,
        since=TimeMs(since),
        asked=bool(asked),
    )
