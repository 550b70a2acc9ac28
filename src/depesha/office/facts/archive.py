"""Facts about the archive."""

from dataclasses import dataclass

from depesha.archive.redaction import Redaction
from depesha.names import Digest, OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntered:
    """A record was entered into the archive: the document of that digest is kept.

    Attributes:
        source: what the record says that it was taken from.
        edition: from 1; another document of the same source is the next one.
        batch: what it came in.
        classification: what a reader must be cleared for.
        reason: why it differs from the edition before.
    """

    record: Digest
    source: str
    edition: int
    batch: str
    office: OfficeId
    classification: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReleased:
    """It was decided that a record is made public, whole or without what is kept back.

    Attributes:
        record: the document.
        version: from 1; a later decision about the same source is the next.
        decided_by, authority, decided_on: who, by what, when.
        redactions: what is kept back, by places of the record.
        review_on: when that is looked at again.
        name: what the record is called in public, drawn by lot because its source is kept back;
            empty: the name is made of the source.
        scans: pictures of its sheets that go out with it.
        rule: what is not named and yet kept back, when this was decided (`archive.releasing`).
        glosses: places of notes with a clearance of their own that go out: `note 3.1`.
        identifications: whom cover names meant, where one of these notes says so: their ids.
        scan_sheets: of which sheet each scan is; empty in facts of before it was said.
        without_reasons: why editions differ does not go out with it.
    """

    record: Digest
    version: int
    office: OfficeId
    decided_by: str
    authority: str
    decided_on: str
    redactions: tuple[Redaction, ...] = ()
    review_on: str = ""
    name: str = ""
    scans: tuple[Digest, ...] = ()
    rule: int = 0
    glosses: tuple[str, ...] = ()
    identifications: tuple[str, ...] = ()
    scan_sheets: tuple[int, ...] = ()
    without_reasons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWithdrawn:
    """It was decided that a record is public no longer; that it was stays known, and why.

    Attributes:
        record: the document that was public.
        version: which decision about its source is taken back.
        decided_by, authority, decided_on: who, by what, when.
        reason: what the public is told.
    """

    record: Digest
    version: int
    office: OfficeId
    decided_by: str
    authority: str
    decided_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExpunged:
    """The words of all records of a source were destroyed here.

    Attributes:
        source: what they were taken from.
        reason: by what order or rule.
        office: who gave the order.
        facts: the places of the entries that said why an edition differs, and do no more.
    """

    source: str
    reason: str
    office: OfficeId
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAdded:
    """A picture of a sheet stands beside a record: the document of that digest is kept.

    Attributes:
        source: of the record; a scan is of every edition.
        sheet: from 1.
        media_type, width, height, size_bytes: what its bytes tell.
        is_redacted: it was made for the public, without what is kept back.
    """

    source: str
    sheet: int
    digest: Digest
    media_type: str
    width: int
    height: int
    size_bytes: int
    office: OfficeId
    is_redacted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanTakenBack:
    """A picture of a sheet stands beside a record no longer; its document is kept until it goes.

    Attributes:
        source: of the record.
        sheet: from 1.
        digest: of the picture.
        is_redacted: it was said to be made for the public.
        reason: why.
    """

    source: str
    sheet: int
    digest: Digest
    is_redacted: bool
    reason: str
    office: OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceChecked:
    """Evidence of a record was verified by an archivist's command, before it was entered here.

    A next edition that says the same as what was verified has such an entry too.

    Attributes:
        record: the document that says so.
        proofs: which of its proofs, each by its name (`archive.proving.proof_name`).
        office: in whose name the evidence was entered.
    """

    record: Digest
    proofs: tuple[Digest, ...]
    office: OfficeId
