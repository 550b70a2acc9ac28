"""News of what was sent: reports, answers and service messages are joined to the registers.

Rule 1: news may come in any order and twice; only what is signed by one who may say it counts.
Rule 2: a forged notice changes nothing; it is the desk that quarantines it and raises the alarm.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from depesha.envelope import Item, Kind
from depesha.errors import DoesNotVerify, NoCommunications
from depesha.journal import leaf_hash, root
from depesha.letter_form import decode_report_items, report_item_entry
from depesha.names import Digest, Epoch, OfficeId, Signature, StationId, Uid, station_of
from depesha.notice import (
    Answer,
    DeliveryReport,
    ReportItem,
    ResponseCode,
    ServiceCode,
    ServiceMessage,
)
from depesha.office import book_road, expired_keys, witness
from depesha.office.answering import must_be_asked, must_be_said_by
from depesha.office.chasing import about_duty, learn_chaser, learn_non_receipt, named_under
from depesha.office.control import close_gap, send_again
from depesha.office.facts import (
    AnswerLearned,
    NumbersVoided,
    RepeatRecognised,
    ReportLearned,
    ServiceLearned,
)
from depesha.office.letter import Opened, Received
from depesha.office.restored import answer_numbers
from depesha.office.restoring import learn_numbers, may_be_lost, must_wait
from depesha.office.service import NO_UID, items_name, send_service
from depesha.office.sitting import Sitting
from depesha.office.terms import settle
from depesha.telegram import Identity
from depesha.wire import ANSWER, DELIVERY_REPORT, NAMESPACE, REGISTRATION, SERVICE, digest

MAX_NOTICE_BYTES: Final = 512 * 1024

MACHINES_SAY: Final = frozenset({ResponseCode.MACHINE_RECEIPT, ResponseCode.CANNOT_PROCESS})

MAX_CODE: Final = 40
"""Characters of the code that a report gives as its reason."""

MAX_SENT_AGAIN: Final = 256
"""Envelopes that one request may have sent again; the rest is repeated in its time."""

# -- reports --------------------------------------------------------------------------------------


def learn_report(sitting: Sitting, opened: Opened, document: Received) -> None:
    """Join a delivery report: what became of each document of ours at that station.

    Raises:
        Malformed: it is not signed by that station, or its items are not those of its root.
    """
    signed, shown = document.items
    sender = opened.envelope.sender
    _must_be_signed_by_station(sitting, signed, sender)
    report = DELIVERY_REPORT.decode(signed.payload, max_bytes=MAX_NOTICE_BYTES)
    items = decode_report_items(shown.payload).items
    _must_be_whole(sitting, report, items, sender)
    sitting.book.keep(document.digest, signed)
    sitting.book.keep(items_name(document.digest), shown)
    for item in items:
        if isinstance(item, ReportItem):
            _learn_item(sitting, document.digest, report, item)


def _must_be_whole(
    sitting: Sitting,
    report: DeliveryReport,
    items: Sequence[ReportItem | Digest],
    sender: StationId,
) -> None:
    hashes = [
        item if isinstance(item, bytes) else leaf_hash(report_item_entry(item)) for item in items
    ]
    if (
        report.station != sender
        or report.originator != sitting.own
        or report.size != len(hashes)
        or root(hashes) != report.root
        or not all(isinstance(item, bytes) or item.result in MACHINES_SAY for item in items)
    ):
        msg = f"the delivery report of {sender} is not about its items"
        raise DoesNotVerify(msg)


def _learn_item(sitting: Sitting, name: Digest, report: DeliveryReport, item: ReportItem) -> None:
    kept = sitting.book.document(item.identity.registration) or _of_blob(sitting, item)
    if kept is None or item.identity.signature not in _signatures(kept):
        if sitting.book.key_life.was_paper(item.identity.registration, report.station):
            return  # a newer one took its place before this report came, or it comes twice
        must_wait(sitting, report.station)
        if may_be_lost(sitting):
            return
        text = f"{report.station} reports on documents that were never sent to it"
        sitting.alarm("report-for-unknown", report.station, text)
        return
    about = f"{report.station}:{item.identity.registration.hex()}"
    outstanding = sitting.book.traffic.outstanding(item.identity.registration, report.station)
    was_given_up = sitting.book.registers.alarm_is_uncleared("non-delivery", about)
    if outstanding is None and not was_given_up:
        return  # it was learned already, or never asked of that station
    sitting.record(
        ReportLearned(
            digest=item.identity.registration,
            uid=_uid_in(kept),
            station=report.station,
            result=item.result,
            report=name,
            reported_at=report.at,
        )
    )
    sitting.all_clear("late-arrival", about)
    if item.result is ResponseCode.CANNOT_PROCESS:
        text = f"{report.station} could not read {_what(sitting, kept, item)}{_coded(item)}"
        sitting.alarm("cannot-process", about, text, sitting.urgency_of(_uid_in(kept)))
    else:
        sitting.all_clear("non-delivery", about)
    if kept.kind is Kind.KEY_BOOK and item.result is ResponseCode.MACHINE_RECEIPT:
        book_road.confirmed(sitting, report.station, item.identity.registration)


_A_CODE: Final = re.compile(r"[a-z]+(-[a-z]+){0,4}")


def _coded(item: ReportItem) -> str:
    """Return the reason of a report as an alarm shows it: a code, and no other words of theirs."""
    is_code = len(item.amplification) <= MAX_CODE and _A_CODE.fullmatch(item.amplification)
    return f": {item.amplification}" if is_code else ""


def _what(sitting: Sitting, kept: Item, item: ReportItem) -> str:
    """Return what a document of ours is, as an alarm names it."""
    if kept.kind is Kind.KEY_BOOK:
        return "a key book"
    what = "" if kept.kind is Kind.REGISTRATION else "an answer to "
    if sitting.book.document(item.identity.registration) is None:
        what = "an attachment of "
    return what + named_under(sitting, _uid_in(kept))


def _of_blob(sitting: Sitting, item: ReportItem) -> Item | None:
    """Return the registration of our telegram of which an item names an attachment's blob."""
    named = sitting.book.attachments.under(item.identity.registration)
    telegrams = (sitting.book.registers.telegram(one.uid) for one in named if one.is_ours)
    names = [one.entry.identity.registration for one in telegrams if one]
    return sitting.book.document(Digest(names[0])) if names else None


def _signatures(kept: Item) -> set[Digest]:
    return {digest(signature) for _, signature in kept.signatures}


def _uid_in(kept: Item) -> Uid:
    """Return the telegram that a document of ours is, or speaks of."""
    if kept.kind is Kind.REGISTRATION:
        return REGISTRATION.decode(kept.payload).uid
    if kept.kind is Kind.KEY_BOOK:
        return NO_UID
    return ANSWER.decode(kept.payload, max_bytes=MAX_NOTICE_BYTES).answers.uid


# -- answers --------------------------------------------------------------------------------------


def learn_answer(sitting: Sitting, opened: Opened, document: Received) -> Identity | None:
    """Join an office's answer; return what is to be confirmed of it, if anything.

    Raises:
        Malformed: it is not signed by that office, answers nothing of ours, or the office may
            not say so ("forged notice").
    """
    item = document.items[0]
    given = ANSWER.decode(item.payload, max_bytes=MAX_NOTICE_BYTES)
    _must_be_of(opened.envelope.sender, given)
    name = document.digest
    identity = Identity(
        uid=given.answers.uid, registration=name, signature=digest(_one_signature(item, given))
    )
    if sitting.book.document(name) is not None:
        sitting.record(RepeatRecognised(digest=name, sender=opened.envelope.sender))
    else:
        _must_be_entitled(sitting, item, given)
        _must_follow(sitting, given)
        sitting.book.keep(name, item)
        sitting.record(
            AnswerLearned(
                uid=given.answers.uid,
                office=given.office,
                code=given.code,
                interim=given.interim,
                answer=name,
                answered_at=given.at,
                in_place_of=given.in_place_of,
                previous=given.previous,
                deputy=given.deputy or "",
            )
        )
        settle(sitting, given.answers.uid, OfficeId(given.in_place_of or given.office))
        if given.code is ResponseCode.CANNOT_COMPLY:
            # its reason is for those who may read the telegram: an alarm is for everybody's eyes
            text = f"{_who(given)} cannot comply with {named_under(sitting, given.answers.uid)}"
            urgency = sitting.urgency_of(given.answers.uid)
            sitting.alarm("cannot-comply", _about(given), text, urgency)
    return None if given.code is ResponseCode.OPERATOR_ACK else identity


def _about(given: Answer) -> str:
    """Return what an alarm about an answer is about: the telegram, and the addressee of it."""
    return about_duty(OfficeId(given.in_place_of or given.office), given.answers.uid)


def _who(given: Answer) -> str:
    """Return who gave an answer; a duty office, in whose place."""
    return f"{given.office} in place of {given.in_place_of}" if given.in_place_of else given.office


def _must_follow(sitting: Sitting, given: Answer) -> None:
    """Raise an alarm where an office's answers part: two follow the same one, and both are kept.

    One desk gives each answer after the one before. So there are two desks: a copy of the station,
    or its office's key at another place.
    """
    uid = given.answers.uid
    addressee = OfficeId(given.in_place_of or given.office)
    if sitting.book.registers.answers_after(uid, addressee, given.previous):
        text = f"{given.office} gave {named_under(sitting, uid)} two answers at once"
        sitting.alarm("answers-part", _about(given), f"{text}: it acts at two places")


def _one_signature(item: Item, given: Answer) -> bytes:
    signer = given.deputy or given.office
    if len(item.signatures) != 1 or item.signatures[0][0] != signer:
        msg = f"an answer of {given.office} bears the signature of {signer} and no other"
        raise DoesNotVerify(msg)
    return item.signatures[0][1]


def _must_be_of(sender: StationId, given: Answer) -> None:
    if given.station != sender or station_of(given.office) != sender:
        msg = f"an answer of {given.office} came from {sender}"
        raise DoesNotVerify(msg)


def _must_be_entitled(sitting: Sitting, item: Item, given: Answer) -> None:
    keys = sitting.keys()
    office = keys.office(given.office)
    signed = (item.payload, Signature(_one_signature(item, given)))
    must_be_said_by(sitting.sealer, keys.offices.get, office, given, signed)
    telegram = sitting.book.registers.telegram(given.answers.uid)
    if (
        telegram is None
        or telegram.entry.station != sitting.own
        or telegram.entry.identity != given.answers
    ):
        msg = f"{given.office} answers a telegram that was never sent"
        raise DoesNotVerify(msg)
    duties = sitting.book.registers.duties(given.answers.uid)
    addressed = {duty.duty.office for duty in duties}
    must_be_asked(office, given, addressed, telegram.entry.classification)


# -- service messages -----------------------------------------------------------------------------


def learn_service(sitting: Sitting, opened: Opened, document: Received) -> None:
    """Take a service message in and do what it asks.

    Raises:
        Malformed: it is not signed by that station, or not for this one.
    """
    item = document.items[0]
    sender = opened.envelope.sender
    _must_be_signed_by_station(sitting, item, sender)
    message = SERVICE.decode(item.payload, max_bytes=MAX_NOTICE_BYTES)
    if message.station != sender or message.to != sitting.own:
        msg = f"a service message of {message.station} for {message.to} came from {sender}"
        raise DoesNotVerify(msg)
    if sitting.book.document(document.digest) is not None:
        return
    sitting.book.keep(document.digest, item)
    sitting.record(
        ServiceLearned(
            digest=document.digest,
            station=sender,
            code=message.code,
            uid=message.about.uid if message.about else None,
            subject=message.subject,
        )
    )
    try:
        SERVICE_MEANS[message.code](sitting, message)
    except NoCommunications as error:
        # learned all the same: the line must not be asked for it again and again
        sitting.alarm("no-communications", sender, error.message)


def _no_communications(sitting: Sitting, message: ServiceMessage) -> None:
    known = message.subject in sitting.keys().stations
    about = f"{message.station}:{message.subject}" if known else message.station
    text = f"{message.station} has no communications with {message.subject}"
    sitting.alarm("no-communications", about, text)


def _repeat_request(sitting: Sitting, message: ServiceMessage) -> None:
    """Send again what lay in those envelopes, and void the numbers."""
    epoch, grade = sitting.book.traffic.epoch(), message.grade
    budget = MAX_SENT_AGAIN if message.epoch == epoch else 0  # an epoch that ended is voided whole
    for first, last in message.ranges:
        sendings = sitting.book.traffic.sendings_between(
            message.station, epoch, grade, first, last
        )[:budget]
        budget -= len(sendings)
        for sending in sendings:
            send_again(sitting, sending)
    voided = ServiceMessage(
        station=sitting.own,
        to=message.station,
        at=sitting.now,
        code=ServiceCode.NUMBERS_VOIDED,
        epoch=message.epoch,
        grade=grade,
        ranges=message.ranges,
    )
    send_service(sitting, voided, grade)


def _numbers_voided(sitting: Sitting, message: ServiceMessage) -> None:
    epoch = Epoch(message.epoch or b"")
    for first, last in message.ranges:
        if not sitting.book.traffic.has_gap(message.station, epoch, message.grade, first, last):
            continue
        sitting.record(
            NumbersVoided(
                sender=message.station,
                epoch=epoch,
                grade=message.grade,
                first=first,
                last=last,
            )
        )
        close_gap(sitting, message.station, epoch, message.grade)


def _expired_there(sitting: Sitting, message: ServiceMessage) -> None:
    uid = message.about.uid if message.about else None
    urgency = sitting.urgency_of(uid) if uid else None
    about = f"{message.station}:{uid.hex() if uid else ''}"
    sitting.alarm("expired", about, f"expired at {message.station}", urgency)


SERVICE_MEANS: Final[Mapping[ServiceCode, Callable[[Sitting, ServiceMessage], None]]] = {
    ServiceCode.NO_COMMUNICATIONS: _no_communications,
    ServiceCode.REPEAT_REQUEST: _repeat_request,
    ServiceCode.NUMBERS_VOIDED: _numbers_voided,
    ServiceCode.EXPIRED: _expired_there,
    ServiceCode.CHASER: learn_chaser,
    ServiceCode.NON_RECEIPT: learn_non_receipt,
    ServiceCode.PROOF_ASKED: witness.proof_asked,
    ServiceCode.KEY_EXPIRED: expired_keys.told,
    ServiceCode.KEY_BOOK_TAKEN: book_road.held_elsewhere,
    ServiceCode.LAST_NUMBERS_ASKED: answer_numbers,
    ServiceCode.LAST_NUMBERS: learn_numbers,
}


def _must_be_signed_by_station(sitting: Sitting, item: Item, station: StationId) -> None:
    signer = sitting.keys().identity(station)
    if len(item.signatures) != 1 or not sitting.sealer.verify(
        signer.public_key, NAMESPACE[item.kind], item.payload, item.signatures[0][1]
    ):
        msg = f"the notice is not signed by {station}"
        raise DoesNotVerify(msg)
