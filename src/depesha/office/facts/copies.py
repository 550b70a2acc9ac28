"""Facts about copies: the numbered instances of a telegram that a station hands to holders.

That a copy stands in a draft is in `Registered`; every other copy is issued. `number` runs from 1
for each telegram at each station, without gaps, and is never given again.
"""

from dataclasses import dataclass

from depesha.names import OfficeId, TimeMs, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIssued:
    """A copy was made and handed to a holder; `return_by` is when it must be back."""

    uid: Uid
    number: int
    holder: str
    office: OfficeId
    return_by: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReturned:
    """A copy is back from its holder; `act` is the act that says so, if there is one."""

    uid: Uid
    number: int
    office: OfficeId
    act: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDestroyed:
    """A copy is gone: by the act of that number, destroyed by somebody before a witness."""

    uid: Uid
    number: int
    office: OfficeId
    act: str
    done_by: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyArchived:
    """A copy was laid into the file; `shelf` is the shelf mark."""

    uid: Uid
    number: int
    office: OfficeId
    shelf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyCertified:
    """Somebody certified that a copy is true (`verno`)."""

    uid: Uid
    number: int
    office: OfficeId
    certified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPrinted:
    """A copy was printed or typed; `printed_by` is the mark of whoever did it."""

    uid: Uid
    number: int
    office: OfficeId
    printed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOverdue:
    """A copy is not back though its term is over: noticed once."""

    uid: Uid
    number: int
    return_by: TimeMs
