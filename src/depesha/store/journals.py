"""The port `Journals`: proofs over this journal, and what the registers say of others."""

from collections.abc import Sequence
from json import loads
from typing import Final

from depesha.envelope import JournalHead
from depesha.journal import consistency_path
from depesha.names import Digest, Epoch, StationId, TimeMs, Uid
from depesha.office.ports import PeerJournal, Words
from depesha.packet import Grade
from depesha.store.database import Database
from depesha.store.expunging import destroy, is_expunged, words_of
from depesha.store.proving import StoredNodes

_LAST_LASTING: Final = """SELECT size, at FROM (SELECT id, size, at FROM checkpoint
    UNION ALL SELECT -1, 0, at FROM founding) ORDER BY id DESC LIMIT 1"""
_WITNESSED: Final = "SELECT root FROM witnessed WHERE station = ? AND size = ?"
_BEFORE: Final = """SELECT head_size FROM received WHERE sender = ? AND epoch = ? AND grade = ?
    AND seq < ? ORDER BY seq DESC LIMIT 1"""
_AT: Final = """SELECT head_size FROM received WHERE sender = ? AND epoch = ? AND grade = ?
    AND seq = ?"""
_AFTER: Final = """SELECT head_size FROM received WHERE sender = ? AND epoch = ? AND grade = ?
    AND seq > ? ORDER BY seq LIMIT 1"""
_PEER: Final = """SELECT station, size, root, at, envelope, proved_size, proved_root, asked_at,
    asked, asked_sizes, asks, given_at, doubted_at,
    finding, cut FROM peer_journal"""
_UNPROVED: Final = """SELECT size FROM (SELECT size, row_number() OVER (ORDER BY size) AS n,
    count(*) OVER () AS all_of_them FROM witnessed WHERE station = ?1 AND proved = 0)
    WHERE n = all_of_them OR n = 1 OR n % max(all_of_them / ?2, 1) = 0
    ORDER BY size DESC LIMIT ?2"""
_CUT: Final = """SELECT max(size) FROM witnessed
    WHERE station = ? AND proved = 1 AND size <= ?"""
_DUE: Final = "SELECT station FROM peer_journal WHERE due_at <= ? ORDER BY due_at LIMIT ?"
_LAST_ADOPTED: Final = """SELECT version, digest, plan_version, plan_digest FROM adopted
    ORDER BY id DESC LIMIT 1"""
_WAITS: Final = """SELECT 1 FROM history JOIN telegram ON telegram.id = history.telegram
    JOIN (SELECT id, slip_id FROM sending UNION ALL SELECT id, slip_id FROM blob_sending) AS gone
    ON gone.id = history.fact JOIN entry ON entry.slip_id = gone.slip_id
    WHERE telegram.uid = ? LIMIT 1"""
_KEPT_SINCE: Final = """SELECT uid FROM telegram WHERE policy = ?1 AND classification = ?2
    AND at <= ?3 AND (incoming_number = 0) = ?4
    AND NOT EXISTS (SELECT 1 FROM expunged WHERE expunged.uid = telegram.uid)
    AND NOT EXISTS (SELECT 1 FROM schedule WHERE schedule.uid = telegram.uid)
    ORDER BY id LIMIT ?5"""
_NEXT_DUE: Final = "SELECT min(due_at) FROM peer_journal WHERE due_at NOT NULL"


class StoredJournals:
    """Journals, as the store knows them."""

    __slots__ = ("_database", "has_destroyed")

    def __init__(self, database: Database) -> None:
        """Read from a connection; within a group from the one that writes."""
        self._database = database
        self.has_destroyed = False
        """Whether something was destroyed since the log was emptied."""

    def own_head(self, size: int) -> JournalHead:
        """Return the head that this journal had at a size above zero."""
        return StoredNodes(self._database).head(size)

    def own_consistency(self, olds: Sequence[int], new: int) -> Sequence[tuple[Digest, ...]]:
        """Return, for each old size, the proof that this journal of `new` facts begins with it."""
        nodes = StoredNodes(self._database)
        return [consistency_path(nodes, old, new) for old in olds]

    def last_lasting(self) -> tuple[int, TimeMs] | None:
        """Return the size and time of the newest lasting checkpoint, else zero and the founding."""
        row = self._database.row(_LAST_LASTING)
        return None if row is None else (int(row[0]), TimeMs(row[1]))

    def witnessed(self, station: StationId, size: int) -> Digest | None:
        """Return the root that a station named for that size, if it did."""
        row = self._database.row(_WITNESSED, (station, size))
        return Digest(row[0]) if row else None

    def head_of_number(
        self, sender: StationId, epoch: Epoch, grade: Grade, seq: int
    ) -> tuple[int, int, int]:
        """Return the sizes named by the nearest lower number, this one, and the nearest higher."""
        key = (sender, epoch, int(grade), seq)
        rows = (self._database.row(query, key) for query in (_BEFORE, _AT, _AFTER))
        before, at, after = (int(row[0]) if row else 0 for row in rows)
        return before, at, after

    def peer(self, station: StationId) -> PeerJournal | None:
        """Return what is known of a station's journal."""
        row = self._database.row(f"{_PEER} WHERE station = ?", (station,))
        return _peer(row) if row else None

    def unproved(self, station: StationId, limit: int) -> Sequence[int]:
        """Return sizes that a station named and did not prove, spread over all of them."""
        return [int(row[0]) for row in self._database.rows(_UNPROVED, (station, limit))]

    def cut(self, station: StationId, below: int) -> int:
        """Return the size of the highest proved head up to a size, or zero."""
        row = self._database.row(_CUT, (station, below))
        return int(row[0] or 0) if row else 0

    def due(self, now: TimeMs, limit: int) -> Sequence[StationId]:
        """Return the stations that are to be asked for a proof by now."""
        return [StationId(row[0]) for row in self._database.rows(_DUE, (now, limit))]

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        row = self._database.row(_NEXT_DUE)
        return TimeMs(row[0]) if row and row[0] is not None else None

    def is_expunged(self, uid: Uid) -> bool:
        """Say whether the words of a telegram were destroyed here."""
        return is_expunged(self._database, uid)

    def words_of(self, uid: Uid) -> Words | None:
        """Return where the words of a telegram are; None: it is not in the registers."""
        return words_of(self._database, uid)

    def waits(self, uid: Uid) -> bool:
        """Say whether an envelope or blob that speaks of a telegram waits for a line."""
        return self._database.row(_WAITS, (uid,)) is not None

    def kept_since_before(
        self, policy: str, classification: int, before: TimeMs, *, is_ours: bool, limit: int
    ) -> Sequence[Uid]:
        """Return telegrams of that label that came, or were registered, before a time."""
        values = (policy, classification, before, is_ours, limit)
        return [Uid(row[0]) for row in self._database.rows(_KEPT_SINCE, values)]

    def destroy(self, uid: Uid, words: Words) -> None:
        """Destroy the words of a telegram; after the commit no page of the store has them."""
        destroy(self._database, uid, words)
        self.has_destroyed = True

    def last_adopted(self) -> tuple[int, Digest, int, Digest] | None:
        """Return the versions and digests of the key book and plan that were adopted last."""
        return last_adopted(self._database)


def every_peer(database: Database) -> list[PeerJournal]:
    """Return what is known of all journals of others, by station."""
    return [_peer(row) for row in database.rows(f"{_PEER} ORDER BY station")]


def witnessed_heads(database: Database, station: StationId, size: int) -> Digest | None:
    """Return the root that a station named for that size, if it did."""
    return StoredJournals(database).witnessed(station, size)


def last_adopted(database: Database) -> tuple[int, Digest, int, Digest] | None:
    """Return the versions and digests of the key book and plan that were adopted last."""
    row = database.row(_LAST_ADOPTED)
    return (row[0], Digest(row[1]), row[2], Digest(row[3])) if row else None


def _peer(row: tuple[object, ...]) -> PeerJournal:
    station, size, root, at, envelope, proved_size, proved_root, *rest = row
    asked_at, asked, asked_sizes, asks, given_at, doubted_at, finding, cut = rest
    return PeerJournal(
        station=StationId(str(station)),
        highest=_head(size, root),
        at=TimeMs(_int(at)),
        envelope=Digest(_bytes(envelope)),
        proved=_head(proved_size, proved_root) if proved_size else None,
        asked_at=_time(asked_at),
        asked=None if asked is None else Digest(_bytes(asked)),
        asked_sizes=tuple(loads(str(asked_sizes))),
        asks=_int(asks),
        given_at=_time(given_at),
        doubted_at=_time(doubted_at),
        finding=str(finding or ""),
        cut=_int(cut or 0),
    )


def _head(size: object, root: object) -> JournalHead:
    return JournalHead(size=_int(size), root=Digest(_bytes(root)))


def _int(value: object) -> int:
    return int(str(value))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _time(value: object) -> TimeMs | None:
    return None if value is None else TimeMs(_int(value))
