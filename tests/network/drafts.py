"""Orders, short to say."""

from itertools import count
from typing import Any

from depesha.names import OfficeId
from depesha.office.events import (
    Amend,
    Cancel,
    Comply,
    Confirm,
    Pass,
    Release,
    Repeat,
    Report,
    Send,
    VoidNumber,
    WriteDraft,
)
from depesha.telegram import Relation
from tests.network.keys import GROMYKO, RAZUVAEV

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


def write(*to: str, office: OfficeId = GROMYKO, number: int | None = None) -> WriteDraft:
    return WriteDraft(order_id=order_id(), office=office, text=draft(*to), draft=number)


def release(number: int, office: OfficeId = GROMYKO) -> Release:
    return Release(order_id=order_id(), office=office, draft=number)


def confirm(reference: str, office: OfficeId = RAZUVAEV) -> Confirm:
    return Confirm(order_id=order_id(), office=office, reference=reference)


def comply(reference: str, office: OfficeId = RAZUVAEV) -> Comply:
    return Comply(order_id=order_id(), office=office, reference=reference)


def report(reference: str, office: OfficeId = RAZUVAEV, text: str = "Исполнено.") -> Report:
    return Report(order_id=order_id(), office=office, reference=reference, text=text)


def interim(reference: str, office: OfficeId = RAZUVAEV) -> Report:
    return Report(order_id=order_id(), office=office, reference=reference, interim=True)


def cannot(reference: str, office: OfficeId = RAZUVAEV) -> Report:
    return Report(order_id=order_id(), office=office, reference=reference, cannot="нет связи")


def pass_on(reference: str, to: OfficeId, office: OfficeId) -> Pass:
    return Pass(order_id=order_id(), office=office, reference=reference, to=to)


def amend(
    relation: Relation,
    reference: str,
    text: str = "\nЧитать: двадцать первого.\n",
    *,
    office: OfficeId = GROMYKO,
    only_draft: bool = False,
) -> Amend:
    return Amend(
        order_id=order_id(),
        office=office,
        relation=relation,
        reference=reference,
        text=text,
        only_draft=only_draft,
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
