"""A station that is behind says to the centre which key book it holds; that asks for the newest."""

from typing import Final

from depesha.errors import NoCommunications
from depesha.notice import ServiceCode, ServiceMessage
from depesha.office.service import send_service
from depesha.office.sitting import Sitting
from depesha.packet import Grade

ASKED: Final = "key-book-asked"
ASK_AGAIN_MS: Final = 10 * 60_000


def ask_for_key_book(sitting: Sitting) -> None:
    """Say which key book is held here, unless that was said just now, or this is the centre."""
    keys = sitting.keys()
    if keys.keeper is None or keys.keeper == sitting.own:
        return
    asked = sitting.book.state(ASKED)
    if asked is not None and 0 <= sitting.now - int.from_bytes(asked, "big") < ASK_AGAIN_MS:
        return
    message = ServiceMessage(
        station=sitting.own,
        to=keys.keeper,
        at=sitting.now,
        code=ServiceCode.KEY_BOOK_TAKEN,
        ranges=((keys.version, keys.plan_version),),
    )
    try:
        send_service(sitting, message, Grade.URGENT)
    except NoCommunications as error:
        sitting.alarm("no-communications", keys.keeper, error.message)
        return
    sitting.book.keep_state(ASKED, max(sitting.now, 0).to_bytes(8, "big"))
