"""Orders about telegrams: drafts, releases, answers, passing on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from depesha.envelope import SealedAttachment
from depesha.errors import Usage
from depesha.names import office_id
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

FULL_REFERENCE_SLASHES: Final = 2
"""In a reference with its station and year, as in `moscow/1951/26044`."""


def _draft(given: Given) -> Order:
    """The same text of the same office is one draft; its next version is not named by its text.

    With its attachments: the same lines over other files are another draft.
    """
    office, text = given.office(), given.text("text")
    number, again = given.maybe_number("draft"), given.flag("again")
    attached = given.attachments_or_kept()
    order_id = given.named("draft", office, text, *_said(attached), again=again)
    return events.WriteDraft(
        order_id=order_id if number is None else given.order_id,
        office=office,
        text=text,
        draft=number,
        attachments=attached,
        version=given.maybe_number("version"),
    )


def _said(attached: Sequence[SealedAttachment | int]) -> list[str]:
    """Return what names an order of its attachments: what was sealed, not how."""
    return [
        f"{one.attachment.name}:{one.attachment.sha256.hex()}"
        if isinstance(one, SealedAttachment)
        else str(one)
        for one in attached
    ]


def _drop_draft(given: Given) -> Order:
    return events.DropDraft(
        order_id=given.order_id,
        office=given.office(),
        draft=given.number("draft"),
        version=given.maybe_number("version"),
    )


def _look_over(given: Given) -> Order:
    office, number, text = given.office(), given.maybe_number("draft"), given.text("text", "")
    if (number is None) == (not text):
        msg = "either 'draft' or 'text' is given"
        raise Usage(msg)
    return events.LookOver(order_id=given.order_id, office=office, draft=number, text=text)


def _return_draft(given: Given) -> Order:
    return events.ReturnDraft(
        order_id=given.order_id,
        office=given.office(),
        draft=given.number("draft"),
        note=given.text("note"),
    )


def _release(given: Given) -> Order:
    """A draft is released once, and does not change after: its number names the order."""
    office, number, acting_for = given.office(), given.number("draft"), given.acting_for()
    deputy = (acting_for,) if acting_for else ()
    return events.Release(
        order_id=given.named("release", office, number, *deputy),
        office=office,
        draft=number,
        version=given.maybe_number("version"),
        acting_for=acting_for,
    )


def _send(given: Given) -> Order:
    """The same file of the same office is one telegram, however often it is asked for."""
    office, text, attached = given.office(), given.text("text"), given.attachments()
    return events.Send(
        order_id=given.named("send", office, text, *_said(attached), again=given.flag("again")),
        office=office,
        text=text,
        attachments=attached,
    )


def _confirm(given: Given) -> Order:
    return events.Confirm(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        acting_for=given.acting_for(),
    )


def _comply(given: Given) -> Order:
    return events.Comply(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        acting_for=given.acting_for(),
    )


def _report(given: Given) -> Order:
    text, cannot = given.text("text", ""), given.text("cannot", "")
    if not text.strip() and not cannot.strip():
        msg = "field 'text' is empty, and a report has words"
        raise Usage(msg, hint="say what was done, or with --cannot why it cannot be done")
    return events.Report(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        text=text,
        interim=given.flag("interim"),
        cannot=cannot,
        acting_for=given.acting_for(),
    )


def _pass(given: Given) -> Order:
    """A telegram is passed to an office once with the same words.

    A number without its year is another telegram's next year, and names nothing.
    """
    office, reference = given.office(), given.text("reference")
    to, text = office_id(given.text("to")), given.text("text", "")
    acting_for = given.acting_for()
    deputy = (f"for {acting_for}",) if acting_for else ()
    again = given.flag("again") or reference.count("/") != FULL_REFERENCE_SLASHES
    return events.Pass(
        order_id=given.named("pass", office, reference, to, text, *deputy, again=again),
        office=office,
        reference=reference,
        to=to,
        text=text,
        acting_for=acting_for,
    )


TELEGRAMS: Final[Mapping[str, Callable[[Given], Order]]] = {
    "draft": _draft,
    "return-draft": _return_draft,
    "drop-draft": _drop_draft,
    "look-over": _look_over,
    "release": _release,
    "send": _send,
    "confirm": _confirm,
    "comply": _comply,
    "report": _report,
    "pass": _pass,
}
