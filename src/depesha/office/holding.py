"""What is registered, and does not leave before its time ("hold until").

Rule 1: it has its number and its signatures at once; only the trays wait.
Rule 2: whoever releases it learns at once if there is no way to an addressee, as of what goes now.
Rule 3: at its time it is laid in the trays, whatever stopped in between: what is no longer to be
delivered, or can no longer be sent to a station, becomes a non-delivery with its alarm.
"""

from typing import Final

from depesha.envelope import AttachmentKey
from depesha.errors import NoCommunications, Refused
from depesha.life import End
from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid
from depesha.office.facts import HoldBegan, HoldEnded, NonDelivered
from depesha.office.laying import Paper, by_station, documents, lay, lay_for
from depesha.office.ports import TelegramState
from depesha.office.sitting import Sitting, document_name, wish_of
from depesha.office.ways import Direction
from depesha.telegram import Body
from depesha.wire import BODY, MAX_BODY_BYTES, REGISTRATION

AT_ONCE: Final = 64
"""How many are laid in the trays in one tick: the rest follows in the next group."""


def until(body: Body, registered_at: TimeMs) -> TimeMs | None:
    """Return until when a telegram is held that is registered then, or None."""
    at = body.handling.hold_until
    return at if at is not None and at > registered_at else None


def lay_or_hold(
    sitting: Sitting, paper: Paper, keys: tuple[AttachmentKey, ...]
) -> dict[OfficeId, Direction]:
    """Lay a telegram in the trays, or write down until when it is held; return its ways as of now.

    Raises:
        NoCommunications: no key or no way to a station is known.
        Refused: an addressee is at this station.
    """
    at = until(paper.body, sitting.now)
    if at is None:
        return lay(sitting, paper, keys)
    ways: dict[OfficeId, Direction] = {}
    for station in by_station(paper.body):
        if station == sitting.own:
            msg = f"{sitting.own} is this station: nothing is sent to it"
            raise Refused(msg, hint="give an office of this station a copy instead")
        telegram, *_ = documents(paper, keys, station)
        sitting.period_key(station)
        ways |= dict.fromkeys(telegram.document.offices, sitting.direct(wish_of(telegram)))
    sitting.record(HoldBegan(uid=paper.identity.uid, until=at))
    return ways


def tick(sitting: Sitting) -> None:
    """Lay what was held until now in the trays."""
    for uid in sitting.book.amendments.due(sitting.now, AT_ONCE):
        sitting.record(HoldEnded(uid=uid))
        telegram = sitting.book.registers.telegram(uid)
        if telegram is not None:
            _enter(sitting, telegram)


def _enter(sitting: Sitting, telegram: TelegramState) -> None:
    paper = paper_of(sitting, telegram)
    if paper is None:
        return  # its text is kept no longer
    keys = keys_of(sitting, telegram.entry.identity.uid)
    for station in by_station(paper.body):
        if telegram.entry.expires_at <= sitting.now:
            _end(sitting, telegram, station, "expired", End.EXPIRED)
            continue
        try:
            lay_for(sitting, paper, keys, station)
        except NoCommunications as error:
            _end(sitting, telegram, station, error.message)


def _end(
    sitting: Sitting,
    telegram: TelegramState,
    station: StationId,
    reason: str,
    end: End = End.NON_DELIVERY,
) -> None:
    name, uid = Digest(telegram.entry.identity.registration), telegram.entry.identity.uid
    sitting.record(NonDelivered(digest=name, uid=uid, station=station, reason=reason, end=end))
    sitting.alarm("non-delivery", document_name(name, station), f"not delivered: {reason}")


def keys_of(sitting: Sitting, uid: Uid) -> tuple[AttachmentKey, ...]:
    """Return what opens the attachments of a telegram, in their order."""
    return tuple(one.key for one in sitting.book.attachments.of(uid))


def paper_of(sitting: Sitting, telegram: TelegramState) -> Paper | None:
    """Return a telegram of this station as it was signed, or None if it is kept no longer."""
    identity = telegram.entry.identity
    body_item = sitting.book.document(telegram.entry.body_id)
    registration_item = sitting.book.document(Digest(identity.registration))
    if body_item is None or registration_item is None:
        return None
    return Paper(
        body=BODY.decode(body_item.payload, max_bytes=MAX_BODY_BYTES),
        registration=REGISTRATION.decode(registration_item.payload),
        identity=identity,
        body_item=body_item,
        registration_item=registration_item,
    )
