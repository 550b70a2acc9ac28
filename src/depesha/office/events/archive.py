"""Orders about the archive."""

from dataclasses import dataclass

from depesha.archive.redaction import Redaction
from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterRecords:
    """Enter records that an importer made, as many as are new.

    Attributes:
        batch: where they come from, as a person would say it: the file's name.
        classification: what a reader here must be cleared for; the level's number.
        records: the documents (`archive.form`).
        reason: why they differ from what was entered of the same sources before.
        is_evidence: they were made of evidence: where a record is there, its proof is kept with it.
    """

    order_id: str
    office: OfficeId
    batch: str
    records: tuple[bytes, ...]
    classification: int = 0
    reason: str = ""
    is_evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexArchive:
    """Put what was entered and is not in the index yet into it, a batch of it.

    Attributes:
        limit: at most so many records and telegrams.
        anew: destroy the index first.
        office: who wants it anew; None: whoever is at the machine.
    """

    order_id: str
    limit: int
    anew: bool = False
    office: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord:
    """Decide that a record is made public, whole or in part.

    Attributes:
        record: its number here.
        decided_by: the person or board.
        authority: the law, the schedule, the decision.
        decided_on: a day, ISO 8601.
        redactions: what is kept back.
        review_on: when what is kept back is looked at again; empty: never said.
        with_scans: the pictures of its sheets go out too; those that were made for the public where
            anything is kept back.
        glosses: places of notes with a clearance of their own that go out all the same: `note 3.1`.
        identifications: ids of those whom such a note gives away.
        despite_traces: whoever decides has seen what still looks like it (`archive.traces`).
        without_reasons: why editions differ does not go out with it.
    """

    order_id: str
    office: OfficeId
    record: int
    decided_by: str
    authority: str
    decided_on: str
    redactions: tuple[Redaction, ...] = ()
    review_on: str = ""
    despite_traces: bool = False
    with_scans: bool = False
    glosses: tuple[str, ...] = ()
    identifications: tuple[str, ...] = ()
    without_reasons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRelease:
    """Decide that a record is public no longer.

    Attributes:
        record: its number here.
        decided_by, authority, decided_on: as of a release.
        reason: what the public is told.
    """

    order_id: str
    office: OfficeId
    record: int
    decided_by: str
    authority: str
    decided_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecords:
    """Decide that all records of a batch or of a source, which are not public yet, are: whole.

    Attributes:
        batch: what they came in; empty: whichever.
        source: how their sources begin; empty: however.
        after: the number of the last record that this decision has seen; -1: none.
        limit: at most so many at once.
        decided_by, authority, decided_on: as of one.
    """

    order_id: str
    office: OfficeId
    batch: str
    source: str
    after: int
    limit: int
    decided_by: str
    authority: str
    decided_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpungeRecord:
    """Destroy the words of a record here, in all editions of its source.

    Attributes:
        record: its number here.
        reason: by what order or rule.
    """

    order_id: str
    office: OfficeId
    record: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepIndex:
    """The desk has nothing else to do: bring the index on, by so many letters of text."""

    limit: int
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackScan:
    """Take back the newest picture of a sheet, which was put there in error.

    Attributes:
        record: its number here.
        sheet: from 1.
        is_redacted: the one that was made for the public.
        reason: why.
    """

    order_id: str
    office: OfficeId
    record: int
    sheet: int
    is_redacted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddScan:
    """Put a picture of a sheet beside a record.

    Attributes:
        record: its number here.
        sheet: from 1; another one of the same sheet takes its place in what is released later.
        data: the file.
        is_redacted: it was made for the public, without what is kept back.
    """

    order_id: str
    office: OfficeId
    record: int
    sheet: int
    data: bytes
    is_redacted: bool = False
