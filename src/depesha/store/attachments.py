"""The registers of attachments (`office.ports.Attachments`), and which blobs the store still needs.

Read on any connection. The files themselves are in `blobs.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from depesha import cbor
from depesha.envelope import AttachmentKey
from depesha.names import Digest, Seed, SlipId, StationId, TimeMs, Uid
from depesha.office.ports import AttachmentState, HeldBlob
from depesha.packet import Grade
from depesha.store.database import Database, Row
from depesha.store.fact_parts import SEALED

_COLUMNS: Final = "uid, place, sealed, size_bytes, seed, is_ours, examined_at, finding"
_OF: Final = f"SELECT {_COLUMNS} FROM attachment WHERE uid = ? ORDER BY place"  # noqa: S608
_UNDER: Final = f"""SELECT {_COLUMNS} FROM attachment WHERE sealed = ?
    ORDER BY uid, place LIMIT 256"""  # noqa: S608  # constants
_UNEXAMINED: Final = f"""SELECT {_COLUMNS} FROM attachment
    WHERE is_ours = 0 AND examined_at IS NULL AND sealed IN (SELECT sealed FROM blob)
    ORDER BY sealed LIMIT ?"""  # noqa: S608  # constants
_HOLDS: Final = "SELECT 1 FROM blob WHERE sealed = ?"
_UNANNOUNCED: Final = """SELECT count(*), coalesce(sum(size_bytes), 0) FROM blob
    WHERE is_announced = 0"""
_UNANNOUNCED_SINCE: Final = """SELECT sealed, slip_id, neighbour, size_bytes, grade, since,
    expires_at FROM blob WHERE is_announced = 0 AND since < ? ORDER BY since, sealed LIMIT ?"""
_OLDEST: Final = "SELECT min(since) FROM blob WHERE is_announced = 0"
_NEEDED: Final = """SELECT 1 FROM attachment WHERE sealed = ?1
    UNION ALL SELECT 1 FROM blob WHERE sealed = ?1
    UNION ALL SELECT 1 FROM entry WHERE sealed = ?1 AND lane = 2 LIMIT 1"""
_DRAFTS: Final = (
    "SELECT attachments FROM draft WHERE state != 'registered' AND attachments != x'80'"
)
_KEPT: Final = """SELECT sealed, max(size_bytes) FROM
    (SELECT sealed, size_bytes FROM attachment WHERE is_ours = 1
     UNION ALL SELECT sealed, size_bytes FROM blob) GROUP BY sealed"""
_PASSING: Final = "SELECT sealed FROM entry WHERE lane = 2"


class StoredAttachments:
    """Views of facts about attachments."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def of(self, uid: Uid) -> Sequence[AttachmentState]:
        """Return the attachments of a telegram, in their order."""
        return [_state(row) for row in self._database.rows(_OF, (uid,))]

    def under(self, sealed: Digest) -> Sequence[AttachmentState]:
        """Return the attachments whose blob has that name, of any telegram, at most 256."""
        return [_state(row) for row in self._database.rows(_UNDER, (sealed,))]

    def unexamined(self, limit: int) -> Sequence[AttachmentState]:
        """Return attachments whose blob is here and was not yet compared with its telegram."""
        return [_state(row) for row in self._database.rows(_UNEXAMINED, (limit,))]

    def holds(self, sealed: Digest) -> bool:
        """Say whether that blob came for this station."""
        return self._database.row(_HOLDS, (sealed,)) is not None

    def unannounced(self) -> tuple[int, int]:
        """Return how many blobs no letter has announced, and how many bytes they have."""
        count, size_bytes = self._database.row(_UNANNOUNCED) or (0, 0)
        return count, size_bytes

    def unannounced_since(self, before: TimeMs, limit: int) -> Sequence[HeldBlob]:
        """Return those of them that came before a time, the oldest first."""
        return [_held(row) for row in self._database.rows(_UNANNOUNCED_SINCE, (before, limit))]

    def oldest_unannounced(self) -> TimeMs | None:
        """Return when the oldest of them came."""
        row = self._database.row(_OLDEST)
        return row[0] if row else None

    # -- which files are needed

    def needed(self, sealed: Digest) -> bool:
        """Say whether anything in the store still refers to a blob."""
        if self._database.row(_NEEDED, (sealed,)) is not None:
            return True
        return sealed in set(self._of_drafts())

    def kept(self) -> Iterator["KeptBlob"]:
        """Yield the blobs that must lie here, each once: of ours, of what came, of what passes."""
        seen: dict[bytes, int] = dict(self._database.rows(_KEPT))
        yield from (KeptBlob(Digest(sealed), size) for sealed, size in seen.items())
        passing = (Digest(row[0]) for row in self._database.rows(_PASSING))
        for sealed in dict.fromkeys([*self._of_drafts(), *passing]):
            if sealed not in seen:
                yield KeptBlob(sealed, None)

    def _of_drafts(self) -> Iterable[Digest]:
        for (attached,) in self._database.rows(_DRAFTS):
            yield from (one.ciphertext for one in SEALED.unpack(cbor.decode(attached)))


@dataclass(frozen=True, slots=True)
class KeptBlob:
    """A blob that must lie here, and its size where the store says it."""

    sealed: Digest
    size_bytes: int | None


def _state(row: Row) -> AttachmentState:
    uid, place, sealed, size_bytes, seed, is_ours, examined_at, finding = row
    return AttachmentState(
        uid=Uid(uid),
        key=AttachmentKey(
            attachment=place,
            ciphertext=Digest(sealed),
            size_bytes=size_bytes,
            seed=Seed(seed),
        ),
        is_ours=bool(is_ours),
        examined_at=examined_at,
        finding=finding or "",
    )


def _held(row: Row) -> HeldBlob:
    sealed, slip_id, neighbour, size_bytes, grade, since, expires_at = row
    return HeldBlob(
        sealed=Digest(sealed),
        slip_id=SlipId(slip_id),
        neighbour=StationId(neighbour),
        size_bytes=size_bytes,
        grade=Grade(grade),
        since=TimeMs(since),
        expires_at=TimeMs(expires_at),
    )
