"""Orders about copies: each names a telegram by its reference, and a copy by its number."""

from dataclasses import dataclass

from depesha.names import OfficeId, TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCopy:
    """Make the next copy and hand it to a holder; `return_by` is when it must be back."""

    order_id: str
    office: OfficeId
    reference: str
    holder: str
    return_by: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCopy:
    """A copy is back."""

    order_id: str
    office: OfficeId
    reference: str
    number: int
    act: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyCopy:
    """A copy was destroyed: by which act, by whom, before whom."""

    order_id: str
    office: OfficeId
    reference: str
    number: int
    act: str
    done_by: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCopy:
    """A copy was laid into the file, under a shelf mark."""

    order_id: str
    office: OfficeId
    reference: str
    number: int
    shelf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifyCopy:
    """Somebody certifies that a copy is true."""

    order_id: str
    office: OfficeId
    reference: str
    number: int
    certified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintCopy:
    """A copy is printed or typed: said before it is done, and once for each copy.

    Attributes:
        again: why the sheet before is none; empty: there was none before.
        witness: before whom it was destroyed.
    """

    order_id: str
    office: OfficeId
    reference: str
    number: int
    printed_by: str = ""
    again: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintAnswer:
    """An answer, named by its digest in hex, is printed: said before it is done."""

    order_id: str
    office: OfficeId
    reference: str
    answer: str
    printed_by: str = ""
