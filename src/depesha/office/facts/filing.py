"""Facts about filing: a live telegram became a record, and its schedule was decided about."""

from dataclasses import dataclass
from enum import IntEnum

from depesha.names import Digest, OfficeId, Uid


class Decision(IntEnum):
    """What is decided when a record is looked at again."""

    KEEP = 0
    """It stays as it is classified, until it is looked at again."""
    DECLASSIFY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramFiled:
    """A telegram of this station lies in an archive: that record tells of it.

    Attributes:
        record: the document, which `RecordEntered` entered.
        policy, classification: the label by which it is kept.
        review_on, declassify_on: by the policy's schedule, ISO 8601; empty: never.
    """

    uid: Uid
    record: Digest
    office: OfficeId
    policy: str
    classification: int
    review_on: str = ""
    declassify_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingTakenBack:
    """A telegram was filed in error, and is filed no more.

    Attributes:
        record: the newest document of it; the others of its source leave the archive with it.
        decided_by, authority, decided_on, reason: who, by what, when, and why.
        copies: of the ledger, which the filing had archived; they are where they were before it.
    """

    uid: Uid
    record: Digest
    office: OfficeId
    decided_by: str
    authority: str
    decided_on: str
    reason: str
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecided:
    """A record was looked at again.

    Attributes:
        decided_by, authority, decided_on: who, by what, when.
        category: why it stays classified, by the code of the house; empty: it does not.
        next_on: when it is looked at again; empty: never.
    """

    record: Digest
    office: OfficeId
    decision: Decision
    decided_by: str
    authority: str
    decided_on: str
    category: str = ""
    next_on: str = ""
