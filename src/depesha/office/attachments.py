"""Attachments at their addressee's station: blobs are taken in, examined, confirmed, or given up.

Rule 1: a letter waits for no blob, and a blob for no letter: either may come first.
Rule 2: an attachment is confirmed when its blob has been opened and is what the telegram says, and
not before; one that is something else is reported CANNOT_PROCESS, and an alarm says so. Opening
takes long, so it is done outside the desk, which learns what was found (`events.Examined`).
Rule 3: blobs that no letter has announced are held for a time, so many and no more; then they are
given back the way they came.

How a blob is sent is in `trays.py`, how it is repeated and ended in `control.py`: as a letter is.
"""

from typing import Final

from depesha.errors import NoCommunications, TooManyUnannounced
from depesha.names import Digest, TimeMs
from depesha.notice import ResponseCode
from depesha.office.courier import give_back
from depesha.office.events import Examined
from depesha.office.facts import AttachmentExamined, BlobGivenUp, BlobTakenIn
from depesha.office.lookup import name_of
from depesha.office.ports import Attachments, AttachmentState, HeldBlob
from depesha.office.service import report_again
from depesha.office.sitting import Sitting
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    Defer,
    LineAnswer,
    Offered,
    PacketKind,
    Refuse,
    RefuseReason,
    ReturnReason,
    Slip,
    grade_of,
)
from depesha.telegram import Identity

MAX_UNANNOUNCED: Final = 256
MAX_UNANNOUNCED_BYTES: Final = 4 * 1024**3
"""Twice the largest attachment that a station sends unless it is told otherwise."""

UNANNOUNCED_KEPT_MS: Final = 7 * 24 * 3_600_000
"""A letter that was lost is repeated within hours; one in a courier's bag within a week."""

MISSING_MS: Final = 5_000
"""When a neighbour may offer a blob again whose file is not here any more."""

GIVE_UP_AT_ONCE: Final = 64


# -- a blob comes ---------------------------------------------------------------------------------


def unfit(sitting: Sitting, event: Arrived) -> LineAnswer | None:
    """Return what is answered to a packet that is not what its slip says, or None: it is.

    The file is looked for in the very group that will refer to it: between the neighbour's offer
    and now it may have been removed, because nothing else needed it any more.
    """
    packet, slip = event.packet, event.packet.slip
    if not isinstance(packet, Blob):
        # one for this station is opened and found out; for another it would be kept as a file
        is_altered = slip.kind is PacketKind.BLOB and slip.destination != sitting.own
        return Refuse(reason=RefuseReason.MALFORMED) if is_altered else None
    if slip.kind is not PacketKind.BLOB:
        return Refuse(reason=RefuseReason.MALFORMED)
    size_bytes = sitting.around.files.size_of(packet.sealed)
    if size_bytes is None:
        return Defer(until=TimeMs(sitting.now + MISSING_MS))
    return None if size_bytes == slip.size_bytes else Refuse(reason=RefuseReason.MALFORMED)


def may_come(sitting: Sitting, event: Offered) -> None:
    """Let a blob for this station come, before a byte of it has, as `take_in` will judge it.

    Raises:
        TooManyUnannounced: no letter has announced it, and there are enough of those.
    """
    slip, known = event.blob.slip, sitting.book.attachments
    if slip.destination == sitting.own and not sitting.book.traffic.opened(slip.slip_id):
        _must_be_awaited(known, event.blob)


def _must_be_awaited(known: Attachments, blob: Blob) -> None:
    """Let pass a blob that a letter has announced, that is here, or for which there is room."""
    is_announced = any(not one.is_ours for one in known.under(blob.sealed))
    if not is_announced and not known.holds(blob.sealed):
        must_have_room(known, blob.slip.size_bytes)


def take_in(sitting: Sitting, event: Arrived, blob: Blob) -> None:
    """Take custody of a blob for this station; one that was examined before is reported again.

    Raises:
        TooManyUnannounced: no letter has announced it, and there are enough of those.
    """
    slip, known = blob.slip, sitting.book.attachments
    _must_be_awaited(known, blob)
    sitting.record(
        BlobTakenIn(
            slip_id=slip.slip_id,
            neighbour=event.neighbour,
            sealed=blob.sealed,
            size_bytes=slip.size_bytes,
            grade=slip.grade,
            expires_at=slip.expires_at,
        )
    )
    for one in known.under(blob.sealed):
        if not one.is_ours and one.examined_at is not None:
            _report_again(sitting, one)


def must_have_room(known: Attachments, size_bytes: int) -> None:
    """Let pass a blob that no letter has announced while there are few of them.

    Raises:
        TooManyUnannounced: there are enough.
    """
    count, held_bytes = known.unannounced()
    if count >= MAX_UNANNOUNCED or held_bytes + size_bytes > MAX_UNANNOUNCED_BYTES:
        msg = f"{count} blobs of {held_bytes} bytes wait for a letter that announces them"
        raise TooManyUnannounced(msg, hint="they are given up a week after they came")


# -- it is examined -------------------------------------------------------------------------------


def examined(sitting: Sitting, event: Examined) -> Accept:
    """Write down what was found, and report it to the originator; said twice it changes nothing."""
    states = {one.key.attachment: one for one in sitting.book.attachments.of(event.uid)}
    state = states.get(event.place)
    if state is None or state.is_ours or state.examined_at is not None:
        return Accept()
    sealed = state.key.ciphertext
    sitting.record(
        AttachmentExamined(uid=event.uid, place=event.place, sealed=sealed, finding=event.finding)
    )
    _report(sitting, state, event.finding)
    return Accept()


def _report(sitting: Sitting, state: AttachmentState, finding: str) -> None:
    telegram = sitting.book.registers.telegram(state.uid)
    if telegram is None:
        return
    entry, sealed = telegram.entry, state.key.ciphertext
    result = ResponseCode.CANNOT_PROCESS if finding else ResponseCode.MACHINE_RECEIPT
    if finding:
        text = f"attachment {state.key.attachment + 1} of {name_of(telegram)} is not what it says"
        about = f"{entry.station}:{sealed.hex()}"
        sitting.alarm("false-attachment", about, text, entry.precedence)
    named = Identity(uid=state.uid, registration=sealed, signature=Digest(entry.identity.signature))
    sitting.answer_for(entry.station, grade_of(entry.precedence), named, result, finding)


def _report_again(sitting: Sitting, state: AttachmentState) -> None:
    telegram = sitting.book.registers.telegram(state.uid)
    if telegram is None:
        return
    station, grade = telegram.entry.station, grade_of(telegram.entry.precedence)
    try:
        if not report_again(sitting, station, grade, state.key.ciphertext):
            _report(sitting, state, state.finding)
    except NoCommunications as error:
        sitting.alarm("no-communications", station, error.message)


# -- nobody announces it --------------------------------------------------------------------------


def give_up(sitting: Sitting) -> None:
    """Give back the blobs that no letter has announced in their time."""
    before = TimeMs(sitting.now - UNANNOUNCED_KEPT_MS)
    for held in sitting.book.attachments.unannounced_since(before, GIVE_UP_AT_ONCE):
        give_back(sitting, _blob(sitting, held), held.neighbour, ReturnReason.CANNOT_PROCESS)
        sitting.record(BlobGivenUp(sealed=held.sealed))
        sitting.book.let_go(held.sealed)


def next_give_up(known: Attachments) -> TimeMs | None:
    """Return when the next of them is given up."""
    oldest = known.oldest_unannounced()
    return None if oldest is None else TimeMs(oldest + UNANNOUNCED_KEPT_MS + 1)


def _blob(sitting: Sitting, held: HeldBlob) -> Blob:
    slip = Slip(
        kind=PacketKind.BLOB,
        slip_id=held.slip_id,
        destination=sitting.own,
        grade=held.grade,
        size_bytes=held.size_bytes,
        expires_at=held.expires_at,
    )
    return Blob(slip=slip, sealed=held.sealed)
