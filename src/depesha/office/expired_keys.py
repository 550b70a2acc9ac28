"""Letters to keys whose time is over: told by who gets them, sealed again by who sent them.

    key ended, seed still here     opened as ever; the sender is told (`KEY_EXPIRED`)
    seed destroyed                 RETURN key-expired; the sender seals the same documents again

Rule 1: a sealed letter names no key, so its recipient cannot tell one to a destroyed key from one
    that no key of his ever fitted. He says "expired" once he has destroyed a key; the sender knows
    which key he used, and believes it only of another than the youngest that he has.
Rule 2: the documents are the same, under the same digests, in another envelope: nothing is doubled.
Rule 3: where the sender has no younger key, he asks the centre, and the documents wait for the next
    key book; they end at their own expiry, as anything does, with an alarm.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from depesha.errors import Malformed, NoCommunications, Problem
from depesha.names import Digest, StationId, TimeMs
from depesha.notice import ServiceCode, ServiceMessage
from depesha.office.asking import ask_for_key_book
from depesha.office.facts import Enclosed, ExpiredKeyMet, RepeatPostponed, SealedAgain
from depesha.office.letter import MAX_ENVELOPE_BYTES, Opened
from depesha.office.ports import Outstanding, Sending
from depesha.office.service import lay_again, send_service
from depesha.office.sitting import Sitting
from depesha.packet import Grade, Packet, sealed_digest
from depesha.wire import ENVELOPE

KEY_EXPIRED: Final = "key-expired"
AGAIN_MS: Final = 60 * 60_000
"""When documents that wait for a younger key are looked at again, if no key book comes before."""

AT_ONCE: Final = 256
TOLD: Final = "key-expired-told:"
TOLD_AGAIN_MS: Final = 24 * 60 * 60_000


# -- at the recipient -----------------------------------------------------------------------------


def may_be_destroyed(sitting: Sitting, error: Problem) -> bool:
    """Say whether a letter that no key opens may have been sealed to one that is no longer here.

    It was destroyed, or made after the backup that this station was restored from.
    """
    if error.code != "cannot-open":
        return False
    return sitting.book.key_life.has_destroyed() or sitting.book.restorations.last() is not None


def met(sitting: Sitting, packet: Packet, neighbour: StationId) -> None:
    """Write down that such a letter came; nothing of it is kept, for nothing opens it any more."""
    sitting.record(
        ExpiredKeyMet(
            slip_id=packet.slip.slip_id, neighbour=neighbour, digest=sealed_digest(packet)
        )
    )


def tell_if_ended(sitting: Sitting, opened: Opened) -> None:
    """Tell a sender, once a day, that it writes to a key whose time is over: its book is behind."""
    envelope = opened.envelope
    own = sitting.keys().period_keys.get(sitting.own, ())
    live = sitting.book.key_life.period_keys() if sitting.book.restorations.last() else ()
    if any(one.fingerprint == envelope.key and one.valid_until > sitting.now for one in live):
        return  # named in the restoration, and not in the book yet
    if any(key.fingerprint == envelope.key and key.not_after > sitting.now for key in own):
        return
    if not any(key.not_before <= sitting.now < key.not_after for key in own):
        return  # there is no younger one to tell of
    name = f"{TOLD}{envelope.sender}"
    told = sitting.book.state(name)
    if told is not None and sitting.now - int.from_bytes(told, "big") < TOLD_AGAIN_MS:
        return
    message = ServiceMessage(
        station=sitting.own,
        to=envelope.sender,
        at=sitting.now,
        code=ServiceCode.KEY_EXPIRED,
        text=envelope.key.hex(),
    )
    with suppress(NoCommunications):  # the letter was opened: nothing is lost
        send_service(sitting, message, Grade.URGENT)
        sitting.book.keep_state(name, sitting.now.to_bytes(8, "big"))


# -- at the sender --------------------------------------------------------------------------------


def told(sitting: Sitting, message: ServiceMessage) -> None:
    """A correspondent says that its key is over: ask the centre for a book with a younger one."""
    if _present(sitting, message.station) in {None, message.text}:
        ask_for_key_book(sitting)


def returned(
    sitting: Sitting,
    sending: Sending,
    ended: Sequence[Outstanding],
    unconfirmed: Sequence[Enclosed],
) -> None:
    """A letter of ours opened nowhere any more: its documents are sealed again, or wait."""
    station = sending.recipient
    if is_younger(sitting, sending):
        for document in (*(one.document for one in ended), *unconfirmed):
            _again(sitting, station, sending.grade, document)
        return
    text = f"{station} no longer has the key that letters to it are sealed to"
    sitting.alarm(KEY_EXPIRED, station, text)
    for one in ended:
        postpone(sitting, one)
    ask_for_key_book(sitting)


def is_younger(sitting: Sitting, sending: Sending) -> bool:
    """Say whether there is another key for a station now than a letter of ours was sealed to."""
    now = _present(sitting, sending.recipient)
    return now is not None and now != _used(sitting, sending)


def waits_for_key(sitting: Sitting, outstanding: Outstanding) -> bool:
    """Say whether a document is not to be repeated: it would be sealed to the same dead key."""
    if not sitting.book.registers.alarm_is_open(KEY_EXPIRED, outstanding.station):
        return False
    sending = sitting.book.traffic.sending(outstanding.slip_id)
    if sending is not None and not is_younger(sitting, sending):
        return True
    sitting.all_clear(KEY_EXPIRED, outstanding.station)  # the next key's time has come
    return False


def postpone(sitting: Sitting, outstanding: Outstanding) -> None:
    """Let a document wait for a younger key."""
    again = TimeMs(min(sitting.now + AGAIN_MS, outstanding.expires_at))
    name, station = outstanding.document.digest, outstanding.station
    sitting.record(RepeatPostponed(digest=name, station=station, repeat_at=again))


def adopted(sitting: Sitting) -> None:
    """Seal again what waited for a key that the new key book, or a restoration, has brought."""
    for about in sitting.book.registers.open_alarms(KEY_EXPIRED):
        station = StationId(about)
        for one in sitting.book.key_life.outstanding_at(station, AT_ONCE):
            sending = sitting.book.traffic.sending(one.slip_id)
            if sending is not None and is_younger(sitting, sending):
                _again(sitting, station, one.grade, one.document)
                sitting.all_clear(KEY_EXPIRED, station)


def _again(sitting: Sitting, station: StationId, grade: Grade, document: Enclosed) -> None:
    with suppress(Malformed, NoCommunications):  # no longer kept, or no way: the repeat goes on
        lay_again(sitting, station, grade, document)
        sitting.record(SealedAgain(digest=document.digest, uid=document.uid, station=station))


def _used(sitting: Sitting, sending: Sending) -> str | None:
    """Return the fingerprint of the key that a letter of ours was sealed to, in hex."""
    kept = sitting.book.document(sending.envelope) if sending.envelope is not None else None
    if kept is None:
        return None
    return ENVELOPE.decode(kept.payload, max_bytes=MAX_ENVELOPE_BYTES).key.hex()


def _present(sitting: Sitting, station: StationId) -> str | None:
    try:
        key: Digest = sitting.period_key(station).fingerprint
    except NoCommunications:
        return None
    return key.hex()
