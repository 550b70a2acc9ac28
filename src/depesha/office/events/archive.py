"""Orders about the archive."""

from dataclasses import dataclass

from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterRecords:
    """Enter records that an importer made, as many as are new.

    Attributes:
        batch: where they come from, as a person would say it: the file's name.
        classification: what a reader here must be cleared for; the level's number.
        records: the documents (`archive.form`).
    """

    order_id: str
    office: OfficeId
    batch: str
    records: tuple[bytes, ...]
    classification: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexArchive:
    """Put what was entered and is not in the index yet into it, a batch of it."""

    order_id: str
    limit: int
