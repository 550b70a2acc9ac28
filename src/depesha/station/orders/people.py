"""Orders about people: who endorses a draft, who holds an office, what its key is behind."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.names import office_id
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

MAX_HOLDER: Final = 100
"""Characters of a holder's name."""


def _review(given: Given) -> Order:
    return events.ReviewDraft(
        order_id=given.order_id,
        office=given.office(),
        draft=given.number("draft"),
        note=given.text("note", ""),
        version=given.maybe_number("version"),
    )


def _ask(given: Given) -> Order:
    of = given.text("of")
    return events.AskReview(
        order_id=given.order_id,
        office=given.office(),
        draft=given.number("draft"),
        of=office_id(of if "@" in of else f"{of}@{given.station}"),
    )


def _hand_over(given: Given) -> Order:
    holder = " ".join(given.text("holder").split())
    if not 0 < len(holder) <= MAX_HOLDER:
        msg = f"a holder has a name of 1 to {MAX_HOLDER} characters"
        raise Usage(msg, hint='as in: depesha office handover gromyko --to "A. A. Gromyko"')
    return events.HandOver(order_id=given.order_id, office=given.office(), holder=holder)


def _passphrase(given: Given) -> Order:
    return events.ChangeOfficeKey(
        order_id=given.order_id,
        office=given.office(),
        remove=given.flag("remove"),
        note=given.flag("note"),
    )


PEOPLE: Final[Mapping[str, Callable[[Given], Order]]] = {
    "ask-review": _ask,
    "review-draft": _review,
    "office-handover": _hand_over,
    "office-passphrase": _passphrase,
}
