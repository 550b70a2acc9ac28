"""Facts about the archive."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntered:
    """A record was entered into the archive: the document of that digest is kept.

    Attributes:
        source: what the record says that it was taken from.
        edition: from 1; another document of the same source is the next one.
        batch: what it came in.
        classification: what a reader must be cleared for.
    """

    record: Digest
    source: str
    edition: int
    batch: str
    office: OfficeId
    classification: int = 0
