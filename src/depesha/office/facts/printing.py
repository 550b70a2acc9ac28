"""Facts of paper: what was printed after the first time, and which answers were."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReprinted:
    """A copy was printed again, because the sheet before was spoilt or never came out.

    Attributes:
        printing: 2 for the first time again; the first printing is `CopyPrinted`.
        reason: why the sheet before is none.
        witness: before whom it was destroyed, where a caveat allows one sheet alone.
        printed_by: the mark of whoever printed it.
    """

    uid: Uid
    number: int
    office: OfficeId
    printing: int
    reason: str
    witness: str = ""
    printed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPrinted:
    """An answer to a telegram was printed as a sheet of its own."""

    uid: Uid
    answer: Digest
    office: OfficeId
    printed_by: str = ""
