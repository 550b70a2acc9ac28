"""The archive as the desk asks it, and its index, which follows the facts in batches.

The index is no register: it is made from the documents that are kept, remembers up to which fact
it has come and by which words (`archive.tokens.VERSION`), and begins anew where the words changed.
What is taken out of it is overwritten (`secure-delete` of FTS5, with its content outside).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from depesha.archive.cards import ToldBy
from depesha.names import Digest, OfficeId, Uid
from depesha.office.facts import RecordEntered, ScanTakenBack
from depesha.office.ports import EditionState, ScheduleState, Standing
from depesha.store import archive_index, archive_unfiling, evidence_lines, schedules, words
from depesha.store.database import Database, Row
from depesha.store.expunging import redact
from depesha.store.leaves import fact_at

_HAS: Final = "SELECT 1 FROM record WHERE digest = ?"
_EDITIONS: Final = """SELECT (SELECT count(*) FROM record WHERE source = ?1)
    + (SELECT count(*) FROM record_taken_back WHERE source = ?1)"""
_NUMBERED: Final = "SELECT digest FROM record WHERE id = ? AND classification <= ?"
_STANDING: Final = """SELECT r.source, r.edition,
        (SELECT max(o.edition) FROM record AS o WHERE o.source = r.source), r.batch,
        r.classification
    FROM record AS r WHERE r.digest = ?"""
_SOURCE: Final = "SELECT source FROM record WHERE id = ? AND classification <= ?"
_EXPUNGED: Final = """SELECT 1 FROM record_expunged AS x WHERE x.source = ?1
    AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.source = ?1 AND r.id > x.id)"""
_OF_SOURCE: Final = """SELECT id, digest FROM record WHERE source = ?1
    UNION ALL SELECT id, digest FROM record_taken_back WHERE source = ?1"""
_SAID_WHY: Final = """SELECT id FROM record WHERE source = ?1
    UNION SELECT id FROM record_taken_back WHERE source = ?1
    UNION SELECT t.id FROM scan_taken_back AS t JOIN scan AS s ON s.id = t.scan
    WHERE s.source = ?1 ORDER BY id"""
_TAKEN_BACK: Final = """SELECT id, digest FROM record_taken_back AS t WHERE source = ?
    AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.digest = t.digest)"""
_CARDS: Final = "SELECT c.id FROM record AS r JOIN card AS c ON c.id = r.id WHERE r.source = ?"
_DESTROY: Final = "DELETE FROM document WHERE digest = ?"
_DESTROY_SCANS: Final = """DELETE FROM document WHERE digest IN (
    SELECT s.digest FROM scan AS s WHERE s.source = ?1
    AND NOT EXISTS (SELECT 1 FROM scan AS o WHERE o.digest = s.digest AND o.source != ?1))"""
_RELEASES: Final = """SELECT count(*) FROM release
    WHERE source = (SELECT source FROM record WHERE digest = ?)"""
_PUBLIC: Final = """SELECT version FROM release WHERE is_newest = 1
    AND source = (SELECT source FROM record WHERE digest = ?)"""
_PUBLIC_NAME: Final = """SELECT name FROM release_name
    WHERE source = (SELECT source FROM record WHERE digest = ?)"""
_SCANS: Final = """SELECT sheet, digest, is_redacted FROM scan
    WHERE source = (SELECT source FROM record WHERE digest = ?)
    AND id NOT IN (SELECT scan FROM scan_taken_back) ORDER BY id"""
_IS_OUT: Final = """SELECT 1 FROM release_sheet AS o JOIN release AS l ON l.id = o.release
    WHERE l.source = ? AND l.is_newest = 1 AND o.sheet = ? AND o.digest = ?"""
_UNRELEASED: Final = """SELECT r.id, r.digest FROM record AS r
    WHERE r.id > :after AND r.classification <= :clearance
    AND (:batch = '' OR r.batch = :batch) AND substr(r.source, 1, length(:source)) = :source
    AND NOT EXISTS (SELECT 1 FROM release AS l WHERE l.source = r.source)
    AND NOT EXISTS (SELECT 1 FROM record_expunged AS x WHERE x.source = r.source AND x.id > r.id)
    AND NOT EXISTS (SELECT 1 FROM record AS o WHERE o.source = r.source AND o.edition > r.edition)
    ORDER BY r.id LIMIT :limit"""
_NEWEST: Final = """SELECT id, digest, classification FROM record
    WHERE source = ? AND classification <= ? ORDER BY edition DESC LIMIT 1"""


class StoredArchive:
    """Views of facts about records, and the index over what they say."""

    __slots__ = ("_database", "has_destroyed")

    def __init__(self, database: Database) -> None:
        """Read from and write to `database`."""
        self._database = database
        self.has_destroyed = False
        """Whether the log still holds what was destroyed."""

    def has(self, record: Digest) -> bool:
        """Say whether a record is there."""
        return self._database.row(_HAS, (record,)) is not None

    def editions(self, source: str) -> int:
        """Return how many editions of a source there are."""
        row = self._database.row(_EDITIONS, (source,))
        return row[0] if row else 0

    def record(self, number: int, clearance: int) -> Digest | None:
        """Return the record of that number here, if that clearance is enough for it."""
        row = self._database.row(_NUMBERED, (number, clearance))
        return Digest(row[0]) if row else None

    def standing(self, record: Digest) -> Standing:
        """Return what is known of a record that is there, beside its document."""
        row = self._database.row(_STANDING, (record,))
        assert row is not None  # noqa: S101  # its digest is of this store
        source, edition, newest, batch, classification = row
        return Standing(
            source=source,
            edition=edition,
            newest=newest,
            batch=batch,
            classification=classification,
        )

    def releases(self, record: Digest) -> int:
        """Return how many decisions there are about the source of a record."""
        row = self._database.row(_RELEASES, (record,))
        return row[0] if row else 0

    def public_version(self, record: Digest) -> int:
        """Return by which decision something of the source of a record is public; 0: nothing is."""
        row = self._database.row(_PUBLIC, (record,))
        return row[0] if row else 0

    def public_name(self, record: Digest) -> str:
        """Return the name that was drawn for the source of a record; empty: none was."""
        row = self._database.row(_PUBLIC_NAME, (record,))
        return row[0] if row else ""

    def scans(self, record: Digest) -> list[tuple[int, Digest, bool]]:
        """Return the scans of a record's sheets, the newest last: sheet, digest, is redacted."""
        rows = self._database.rows(_SCANS, (record,))
        return [(sheet, Digest(name), bool(redacted)) for sheet, name, redacted in rows]

    def is_out(self, source: str, sheet: int, scan: Digest) -> bool:
        """Say whether a scan of a sheet is public now."""
        return self._database.row(_IS_OUT, (source, sheet, scan)) is not None

    def unreleased(
        self, batch: str, source: str, after: int, clearance: int, limit: int
    ) -> list[tuple[int, Digest]]:
        """Return records that are not public, by their numbers from `after` on, at most so many."""
        values = {
            "batch": batch,
            "source": source,
            "after": after,
            "clearance": clearance,
            "limit": limit,
        }
        return [(number, Digest(name)) for number, name in self._database.rows(_UNRELEASED, values)]

    def newest(self, source: str, clearance: int) -> EditionState | None:
        """Return the newest edition of a source for which that clearance is enough."""
        row = self._database.row(_NEWEST, (source, clearance))
        if row is None:
            return None
        return EditionState(record=row[0], digest=Digest(row[1]), classification=row[2])

    def schedule(self, source: str) -> ScheduleState | None:
        """Return what is said about when a source is looked at again; None: nothing is."""
        return schedules.state_of(self._database, source)

    def next_due(self) -> str:
        """Return the earliest day on which a record is to be looked at again; empty: none."""
        return schedules.next_due(self._database)

    def index_again(self, source: str) -> None:
        """Put the newest edition of a source into the index anew: it is classified otherwise."""
        archive_index.lay_again(self._database, source)

    def take_out(self, source: str) -> None:
        """Take the cards of a source out of the index."""
        if words.come_to(self._database) is None:
            return  # its tables may not be there: what is made anew sees what stands then
        for (number,) in self._database.rows(_CARDS, (source,)):
            archive_index.take_out(self._database, number)

    def index_unfiled(self, source: str, uid: Uid, by: ToldBy) -> None:
        """Let a telegram be found as itself again, where it was found as a record."""
        archive_unfiling.index_unfiled(self._database, source, uid, by)

    def taken_back(self, source: str, clearance: int) -> EditionState | None:
        """Return the newest edition of a source whose filing was taken back, if one was."""
        return archive_unfiling.newest_taken_back(self._database, source, clearance)

    def source(self, number: int, clearance: int) -> str | None:
        """Return what the record of that number was taken from, if that clearance is enough."""
        row = self._database.row(_SOURCE, (number, clearance))
        return row[0] if row else None

    def is_expunged(self, source: str) -> bool:
        """Say whether the words of a source's records were destroyed here."""
        return self._database.row(_EXPUNGED, (source,)) is not None

    def destroy(self, source: str) -> int:
        """Destroy the documents of a source, its scans and words in the index; return how many."""
        records = self._database.rows(_OF_SOURCE, (source,))
        self._destroy(records)
        self._database.write(_DESTROY_SCANS, (source,))
        return len(records)

    def destroy_taken_back(self, source: str) -> None:
        """Destroy the documents of a source whose filing was taken back."""
        self._destroy(self._database.rows(_TAKEN_BACK, (source,)))

    def _destroy(self, records: Sequence[Row]) -> None:
        for number, name in records:
            archive_index.take_out(self._database, number)
            self._database.write(_DESTROY, (name,))
        self.has_destroyed = True

    def destroy_reasons(self, source: str, *, of_taken_back: bool = False) -> tuple[int, ...]:
        """Destroy why editions of a source differ and scans were taken back; return the places.

        Args:
            source: what they were taken from.
            of_taken_back: of those alone whose filing was taken back.
        """
        asked = _TAKEN_BACK if of_taken_back else _SAID_WHY
        said = []
        for place, *_ in self._database.rows(asked, (source,)):
            fact = fact_at(self._database, place)
            if isinstance(fact, RecordEntered | ScanTakenBack) and fact.reason:
                redact(self._database, place, replace(fact, reason=""))
                said.append(place)
        return tuple(said)

    def checked(self, record: Digest) -> dict[Digest, OfficeId]:
        """Return which proofs of a document were verified, by their names, and for which office."""
        return evidence_lines.checked_of(self._database, record)

    def index(self, by: ToldBy, limit: int, letters: int | None) -> int:
        """Put the next records and telegrams into the index; return how many that were."""
        return archive_index.advance(self._database, by, limit, letters)

    def unsound(self) -> list[str]:
        """Return what is wrong with the index; its words are compared with its texts too."""
        return archive_index.unsound(self._database)

    def index_anew(self) -> None:
        """Destroy the index; it is made again by `index`."""
        words.make_anew(self._database)
