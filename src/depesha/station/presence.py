"""What a session at the desk may do by itself, and for what its holder must be there once more.

A session is half a day long, and a person goes to lunch. So it lends the office's key for what
binds nobody, and for receipts; whatever goes out in the office's name, ends something, or changes
keys wants a proof for that order alone: the passphrase, or a passkey that opens the key.

Rule 1: this table is the whole list of what needs no proof. An order that is not in it does.
Rule 2: a session gives orders as its own office, whatever the face says.
Rule 3: an errand is one kind of order of the second table, given again and again. It is proved with
    its first order, ends with the session or where the next is proved, and lends to no other kind.
Rule 4: it drops its office's own drafts; who drops another's must be there. Whose a draft is, the
    desk knows: it is told that a session orders it (`by_session`).
"""

from dataclasses import replace
from typing import Final

from depesha.errors import Forbidden, OfficeLocked
from depesha.names import OfficeId
from depesha.office.events import (
    AcceptAlarm,
    AskReview,
    Confirm,
    DropDraft,
    EnterRecords,
    LookOver,
    Order,
    ReturnDraft,
    WriteDraft,
)

BY_SESSION: Final[tuple[type[Order], ...]] = (
    WriteDraft,
    LookOver,
    DropDraft,
    AskReview,
    ReturnDraft,
    Confirm,
    AcceptAlarm,
)
"""Drafting, the receipt (an operator opened it: it binds to nothing), and taking on an alarm."""

ERRANDS: Final[tuple[type[Order], ...]] = (EnterRecords,)
"""Of which a holder gives many at once, and proves with the first that he is there: an import."""


def must_be_proved(order: Order, office: OfficeId) -> None:
    """Let pass what a session may order by itself.

    Raises:
        OfficeLocked: the holder is to prove that he is there.
    """
    if not isinstance(order, BY_SESSION):
        msg = f"{office} must be there: this is done with its key"
        raise OfficeLocked(msg, hint="its passphrase, or a passkey that can sign")


def told_of_session(order: Order) -> Order:
    """Return an order as a session gives it, where the desk lets it do less than its holder."""
    return replace(order, by_session=True) if isinstance(order, DropDraft) else order


def must_be_its_own(order: Order, office: OfficeId) -> None:
    """Let pass what a session orders as the office that signed in.

    Raises:
        Forbidden: it is given as another office.
    """
    given_by = getattr(order, "office", office)
    if given_by != office:
        msg = f"this session is that of {office}, not of {given_by}"
        raise Forbidden(msg, hint="sign in as the office that is to give the order")
