"""Orders about what was sent: answer, correct, supersede, cancel, repeat; void a number."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from depesha.errors import Usage
from depesha.names import office_id
from depesha.number import OUTGOING, series
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given
from depesha.telegram import Relation

FULL_REFERENCE_SLASHES: Final = 2
MAX_REASON: Final = 1000
"""Characters of a reason: it stands in a text and in a line of a register."""

LAST_YEAR: Final = 9999


def _amend(name: str, relation: Relation, given: Given) -> Order:
    """The same file of the same office is one telegram to the other, however often it is asked for.

    A number without its year is another telegram's next year, and names nothing.
    """
    office, reference = given.office(), given.text("reference")
    text, attached = given.text("text"), given.attachments()
    only_draft = given.flag("only_draft")
    again = given.flag("again") or reference.count("/") != FULL_REFERENCE_SLASHES
    files = [f"{one.attachment.name}:{one.attachment.sha256.hex()}" for one in attached]
    acting_for = given.acting_for()
    deputy = (f"for {acting_for}",) if acting_for else ()
    said: list[str | int] = [office, reference, text, int(only_draft), *files, *deputy]
    return events.Amend(
        order_id=given.named(name, *said, again=again),
        office=office,
        relation=relation,
        reference=reference,
        text=text,
        attachments=attached,
        only_draft=only_draft,
        acting_for=acting_for,
    )


def _cancel(given: Given) -> Order:
    """A telegram is cancelled once: asked again, it is said to be cancelled already."""
    return events.Cancel(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        reason=_reason(given),
        exempted=tuple(map(office_id, given.texts("exempted"))),
        only_draft=given.flag("only_draft"),
        acting_for=given.acting_for(),
    )


def _reason(given: Given) -> str:
    reason = " ".join(given.text("reason").split())
    if not reason or len(reason) > MAX_REASON:
        msg = f"field 'reason' must have 1 to {MAX_REASON} characters"
        raise Usage(msg)
    return reason


def _repeat(given: Given) -> Order:
    to = given.text("to", "")
    return events.Repeat(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        to=office_id(to) if to else None,
    )


def _void(given: Given) -> Order:
    year = given.maybe_number("year")
    if year is not None and not 0 < year <= LAST_YEAR:
        msg = f"year is a whole number from 1 to {LAST_YEAR}"
        raise Usage(msg)
    number = given.number("number")
    if not number:
        msg = "numbers begin at 1"
        raise Usage(msg)
    return events.VoidNumber(
        order_id=given.order_id,
        office=given.office(),
        series=series(given.text("series", OUTGOING)),
        number=number,
        reason=_reason(given),
        year=year,
    )


AMENDING: Final[Mapping[str, Callable[[Given], Order]]] = {
    "answer": partial(_amend, "answer", Relation.ANSWERS),
    "correct": partial(_amend, "correct", Relation.CORRECTS),
    "supersede": partial(_amend, "supersede", Relation.SUPERSEDES),
    "cancel": _cancel,
    "repeat": _repeat,
    "void": _void,
}
