"""Orders about the wordings of a record."""

from dataclasses import dataclass

from depesha.archive.translating import Wording
from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateRecord:
    """Write another wording of a record: a translation, a summary, a correction of what is read.

    Attributes:
        record: the number here of the edition that whoever wrote had before him.
        wording: what he wrote.
        reason: why.
    """

    order_id: str
    office: OfficeId
    record: int
    wording: Wording
    reason: str
