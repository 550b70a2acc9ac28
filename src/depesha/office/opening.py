"""Opening: a letter for this station is opened, and each document goes to who takes it in.

Rule 1: what cannot be opened is accepted, quarantined and given back; it is never retried.
Rule 2: one bad document does not hurt its neighbours in the envelope: it alone is reported as
CANNOT_PROCESS.
Rule 3: a number that comes again with another envelope is an alarm, never "a replay".
"""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.envelope import Kind
from depesha.errors import (
    KeyBookBehind,
    Malformed,
    NoCommunications,
    NotFound,
    Problem,
    UnknownVersion,
)
from depesha.names import Digest
from depesha.notice import ResponseCode
from depesha.office import (
    attachments,
    book_road,
    expired_keys,
    inward,
    news,
    restored,
    restoring,
    taking_back,
    witness,
)
from depesha.office.control import close_gap
from depesha.office.courier import give_back
from depesha.office.facts import EnvelopeOpened, Quarantined
from depesha.office.letter import Opened, Received, open_letter
from depesha.office.service import NO_UID, report_again
from depesha.office.sitting import Sitting
from depesha.packet import Arrived, Blob, Packet, ReturnReason, sealed_digest
from depesha.telegram import Identity
from depesha.wire import digest

NO_DIGEST: Final = Digest(bytes(32))

FIRST_NUMBERS: Final = 64
"""Of an epoch whose first envelopes were lost, one of so many comes all the same."""


def open_packet(sitting: Sitting, event: Arrived) -> None:
    """Open a packet for this station, and take in what lies in it.

    Raises:
        KeyBookBehind: it does not verify, and its sender has a newer key book: it is deferred.
        TooManyUnannounced: it is a blob, and too many came that no letter has announced; likewise.
    """
    packet = event.packet
    if isinstance(packet, Blob):
        attachments.take_in(sitting, event, packet)
        return
    try:
        opened = open_letter(sitting, packet)
    except (Malformed, NoCommunications) as error:
        _does_not_open(sitting, event, packet, error)
        return
    envelope = opened.envelope
    earlier = sitting.book.traffic.received(
        envelope.sender, envelope.epoch, opened.grade, envelope.addressee_seq
    )
    is_first = _begins(opened) and restored.is_first_of_epoch(sitting, opened)
    for document in opened.documents:  # it says why the journal went back: before heads are held
        if document.items[0].kind is Kind.RESTORATION:
            _take(sitting, event, opened, document)
    is_ended = restored.is_of_ended_epoch(sitting, opened)
    is_doubted = not is_ended and witness.witness(sitting, opened, earlier)
    if earlier is not None and earlier != opened.digest:
        if is_doubted:
            witness.ask(sitting, envelope.sender)
        # re-used number: never "a replay", never taken in
        msg = f"number {envelope.addressee_seq} of {envelope.sender} came twice"
        _turn_away(sitting, event, Malformed(msg))
        return
    sitting.record(
        EnvelopeOpened(
            slip_id=packet.slip.slip_id,
            sender=envelope.sender,
            grade=opened.grade,
            epoch=envelope.epoch,
            seq=envelope.addressee_seq,
            digest=opened.digest,
            head=None if is_ended else envelope.head,
            is_upkeep=witness.is_upkeep(opened),
        )
    )
    sitting.book.keep(opened.digest, opened.item)
    close_gap(sitting, envelope.sender, envelope.epoch, opened.grade)
    _check_chain(sitting, opened)
    expired_keys.tell_if_ended(sitting, opened)
    for document in sorted(opened.documents, key=_place):
        if document.items[0].kind is not Kind.RESTORATION:
            _take(sitting, event, opened, document)
    if is_doubted:
        witness.ask(sitting, envelope.sender)
    restored.judge_epoch(sitting, opened, is_first=is_first)


def _does_not_open(sitting: Sitting, event: Arrived, packet: Packet, error: Problem) -> None:
    if expired_keys.may_be_destroyed(sitting, error):
        expired_keys.met(sitting, packet, event.neighbour)
        give_back(sitting, packet, event.neighbour, ReturnReason.KEY_EXPIRED)
    else:
        _turn_away(sitting, event, error)


FIRST_TAKEN: Final[Mapping[Kind, int]] = {Kind.BODY: 0, Kind.SERVICE: 1}
"""By a document's first item: what explains the others in its envelope is taken in before them."""


def _place(document: Received) -> int:
    return FIRST_TAKEN.get(document.items[0].kind, len(FIRST_TAKEN))


def _begins(opened: Opened) -> bool:
    """Say whether an envelope may be the first of its epoch that comes."""
    return opened.envelope.addressee_seq <= FIRST_NUMBERS


def _turn_away(sitting: Sitting, event: Arrived, error: Problem) -> None:
    """Quarantine what is no letter for us, and give the packet back; it is never retried."""
    _quarantine(sitting, event, error)
    give_back(sitting, event.packet, event.neighbour, _why(error))


def _why(error: Problem) -> ReturnReason:
    unknown = isinstance(error, UnknownVersion)
    return ReturnReason.UNKNOWN_VERSION if unknown else ReturnReason.CANNOT_PROCESS


def _quarantine(sitting: Sitting, event: Arrived, error: Problem) -> None:
    name = sealed_digest(event.packet)
    slip_id = event.packet.slip.slip_id
    if isinstance(event.packet, Packet):  # what is in a file is not taken into the store
        sitting.book.quarantine(name, event.packet)
    sitting.record(
        Quarantined(slip_id=slip_id, neighbour=event.neighbour, digest=name, code=error.code)
    )
    # one alarm for a neighbour, however much it sends; each packet is a fact of its own
    sitting.alarm("quarantined", event.neighbour, error.message)


def _check_chain(sitting: Sitting, opened: Opened) -> None:
    """Raise an alarm if the envelope does not name the one before it in its series."""
    envelope = opened.envelope
    if envelope.addressee_seq == 1:
        before: Digest | None = NO_DIGEST
    else:
        before = sitting.book.traffic.received(
            envelope.sender, envelope.epoch, opened.grade, envelope.addressee_seq - 1
        )
    if before is not None and before != envelope.previous:
        about = f"{envelope.sender}:{envelope.grade}:{envelope.addressee_seq}"
        sitting.alarm("broken-chain", about, f"{envelope.sender} names another envelope before it")


Taker = Callable[[Sitting, Opened, Received], Identity | None]

TAKERS: Final[Mapping[Kind, Taker]] = {
    Kind.BODY: inward.take_in,
    Kind.DELIVERY_REPORT: news.learn_report,
    Kind.ANSWER: news.learn_answer,
    Kind.SERVICE: news.learn_service,
    Kind.CONSISTENCY: witness.learn_proof,
    Kind.KEY_BOOK: book_road.take,
    Kind.RESTORATION: restored.learn_restoration,
}
"""By a document's first item: who takes it in, and names what is to be confirmed of it."""


def _take(sitting: Sitting, event: Arrived, opened: Opened, document: Received) -> None:
    sender = opened.envelope.sender
    is_known = sitting.book.document(document.digest) is not None
    try:
        confirmed = TAKERS[document.items[0].kind](sitting, opened, document)
    except (Malformed, NotFound) as error:
        confirmed = taking_back.taken_back(sitting, opened, document)
        if confirmed is not None:
            sitting.answer_for(sender, opened.grade, confirmed, ResponseCode.MACHINE_RECEIPT)
            return
        if document.items[0].kind is not Kind.KEY_BOOK:  # which is what would help
            _must_not_be_behind(sitting, opened, error)
        restoring.must_wait(sitting, sender)
        _quarantine(sitting, event, error)
        if (named := _named(document)) is not None:
            failed = ResponseCode.CANNOT_PROCESS
            sitting.answer_for(sender, opened.grade, named, failed, error.code)
        return
    if confirmed is not None and not (is_known and _report_again(sitting, opened, document)):
        sitting.answer_for(sender, opened.grade, confirmed, ResponseCode.MACHINE_RECEIPT)


def _report_again(sitting: Sitting, opened: Opened, document: Received) -> bool:
    sender = opened.envelope.sender
    try:
        return report_again(sitting, sender, opened.grade, document.digest)
    except NoCommunications as error:
        sitting.alarm("no-communications", sender, error.message)
        return True
    except Malformed:
        return False  # the old report is no longer kept: a new one is made


def _must_not_be_behind(sitting: Sitting, opened: Opened, error: Problem) -> None:
    """Let a letter wait that may verify once the key book of its sender has come here too."""
    version = opened.envelope.book_version
    if version > sitting.keys().version:
        sender = opened.envelope.sender
        msg = f"{sender} writes by key book version {version}: {error.message}"
        raise KeyBookBehind(msg, hint="take in the newest key book from the centre")


def _named(document: Received) -> Identity | None:
    """Name a document that could not be taken in, as far as its originator can tell it by."""
    named = document.items[-1]
    if named.kind not in {Kind.REGISTRATION, Kind.ANSWER, Kind.KEY_BOOK} or not named.signatures:
        return None
    return Identity(
        uid=NO_UID,
        registration=document.digest,
        signature=digest(named.signatures[0][1]),
    )
