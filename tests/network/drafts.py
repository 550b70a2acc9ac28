"""Orders, short to say."""

from itertools import count
from typing import Any

from depesha.names import OfficeId
from depesha.office.events import (
    Amend,
    AskReview,
    Cancel,
    Comply,
    Confirm,
    Pass,
    Release,
    Repeat,
    Report,
    ReturnDraft,
    ReviewDraft,
    Send,
    VoidNumber,
    WriteDraft,
)
from depesha.telegram import Relation
from tests.network.keys import CLERK, GROMYKO, RAZUVAEV

TEXT = "Получение подтвердите."

_ids = count(1)


def order_id() -> str:
    return f"order-{next(_ids)}"


def draft(*to: str, text: str = TEXT, classification: str = "RESTRICTED", **lines: str) -> str:
    """Return a draft file; further lines by their word: `Precedence="FLASH"`, `Deliver_by=...`."""
    head = [f"To: {one}" for one in to or (RAZUVAEV,)]
    if classification:
        head.append(f"Classification: {classification}")
    head += [f"{word.replace('_', ' ')}: {value}" for word, value in lines.items()]
    return "\n".join(head) + f"\n\n{text}\n"


def send(*to: str, office: OfficeId = GROMYKO, text: str = TEXT, **lines: str) -> Send:
    return Send(order_id=order_id(), office=office, text=draft(*to, text=text, **lines))


def write(
    *to: str,
    office: OfficeId = GROMYKO,
    number: int | None = None,
    text: str = TEXT,
    **lines: str,
) -> WriteDraft:
    said = draft(*to, text=text, **lines)
    return WriteDraft(order_id=order_id(), office=office, text=said, draft=number)


def returned(number: int, office: OfficeId = GROMYKO, note: str = "короче") -> ReturnDraft:
    return ReturnDraft(order_id=order_id(), office=office, draft=number, note=note)


def ask(number: int, of: OfficeId = CLERK, office: OfficeId = GROMYKO) -> AskReview:
    return AskReview(order_id=order_id(), office=office, draft=number, of=of)


def review(number: int, office: OfficeId = CLERK, **fields: Any) -> ReviewDraft:
    return ReviewDraft(order_id=order_id(), office=office, draft=number, **fields)


def release(number: int, office: OfficeId = GROMYKO, **fields: Any) -> Release:
    return Release(order_id=order_id(), office=office, draft=number, **fields)


def confirm(
    reference: str, office: OfficeId = RAZUVAEV, acting_for: OfficeId | None = None
) -> Confirm:
    return Confirm(order_id=order_id(), office=office, reference=reference, acting_for=acting_for)


def comply(
    reference: str, office: OfficeId = RAZUVAEV, acting_for: OfficeId | None = None
) -> Comply:
    return Comply(order_id=order_id(), office=office, reference=reference, acting_for=acting_for)


def report(
    reference: str,
    office: OfficeId = RAZUVAEV,
    text: str = "Исполнено.",
    acting_for: OfficeId | None = None,
) -> Report:
    return Report(
        order_id=order_id(), office=office, reference=reference, text=text, acting_for=acting_for
    )


def interim(reference: str, office: OfficeId = RAZUVAEV) -> Report:
    return Report(order_id=order_id(), office=office, reference=reference, interim=True)


def cannot(reference: str, office: OfficeId = RAZUVAEV) -> Report:
    return Report(order_id=order_id(), office=office, reference=reference, cannot="нет связи")


def pass_on(
    reference: str, to: OfficeId, office: OfficeId, acting_for: OfficeId | None = None
) -> Pass:
    return Pass(
        order_id=order_id(), office=office, reference=reference, to=to, acting_for=acting_for
    )


def amend(
    relation: Relation,
    reference: str,
    text: str = "\nЧитать: двадцать первого.\n",
    *,
    office: OfficeId = GROMYKO,
    only_draft: bool = False,
    acting_for: OfficeId | None = None,
) -> Amend:
    return Amend(
        order_id=order_id(),
        office=office,
        relation=relation,
        reference=reference,
        text=text,
        only_draft=only_draft,
        acting_for=acting_for,
    )


def cancel(reference: str, office: OfficeId = GROMYKO, **fields: Any) -> Cancel:
    said: dict[str, Any] = {"reason": "послана ошибочно", **fields}
    return Cancel(order_id=order_id(), office=office, reference=reference, **said)


def repeat(reference: str, office: OfficeId = GROMYKO, to: OfficeId | None = None) -> Repeat:
    return Repeat(order_id=order_id(), office=office, reference=reference, to=to)


def void(number: int, series: str = "outgoing", office: OfficeId = GROMYKO) -> VoidNumber:
    return VoidNumber(
        order_id=order_id(), office=office, series=series, number=number, reason="испорчен"
    )
