"""Facts about the archive."""

from dataclasses import dataclass

from depesha.archive.record import TextKind
from depesha.archive.releasing import Redaction
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReleased:
    """It was decided that a record is made public, whole or without what is kept back.

    Attributes:
        record: the document.
        version: from 1; a later decision about the same source is the next.
        decided_by, authority, decided_on: who, by what, when.
        redactions: what is kept back, by places of the text that is read.
        review_on: when that is looked at again.
    """

    record: Digest
    version: int
    office: OfficeId
    decided_by: str
    authority: str
    decided_on: str
    redactions: tuple[Redaction, ...] = ()
    review_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRevised:
    """Somebody wrote another wording of a record, and so made its next edition, which is entered.

    Attributes:
        record: the document of that edition.
        basis: that of the edition before.
        kind, language: of the text that was written.
        reason: why, in his words.
    """

    record: Digest
    basis: Digest
    office: OfficeId
    kind: TextKind
    language: str
    reason: str
