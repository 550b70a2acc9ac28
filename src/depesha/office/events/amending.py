"""Orders about telegrams that were sent: amended, answered, repeated; and about their numbers."""

from dataclasses import dataclass

from depesha.envelope import SealedAttachment
from depesha.names import OfficeId
from depesha.telegram import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Answer, correct or supersede a telegram by a new one, whose form lines may be left out.

    Attributes:
        relation: `ANSWERS`, `CORRECTS` or `SUPERSEDES`.
        reference: the telegram that it speaks of.
        text: a draft file; what it does not say is taken from that telegram.
        only_draft: it is laid before the releaser, and not sent.
        acting_for: the office whose deputy gives the order.
    """

    order_id: str
    office: OfficeId
    relation: Relation
    reference: str
    text: str
    attachments: tuple[SealedAttachment, ...] = ()
    only_draft: bool = False
    acting_for: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Declare a telegram of this station void, by a telegram to all its addressees.

    Attributes:
        exempted: addressees that cannot be told, and are named as such.
        only_draft, acting_for: as in `Amend`.
    """

    order_id: str
    office: OfficeId
    reference: str
    reason: str
    exempted: tuple[OfficeId, ...] = ()
    only_draft: bool = False
    acting_for: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Send a telegram again to those that have not answered, or to the station of one office."""

    order_id: str
    office: OfficeId
    reference: str
    to: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidNumber:
    """Declare a number void that no telegram bears; `year` None is this one."""

    order_id: str
    office: OfficeId
    series: str
    number: int
    reason: str
    year: int | None = None
