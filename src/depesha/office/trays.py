"""The end of a group: reports are made, trays are closed into envelopes, envelopes are sealed.

Rule 1: documents that wait together for one station at one grade share one envelope, one slip and
one seal, up to `MAX_DOCUMENTS` and `MAX_LETTER_PLAIN_BYTES`.
Rule 2: one delivery report per originator and grade.
Rule 3: everything signed is sent, and nothing that depends on the line is signed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from depesha.envelope import Enclosure, Envelope, Item, Kind, Letter
from depesha.errors import NoCommunications
from depesha.journal import leaf_hash, root
from depesha.letter_form import encode_letter, encode_report_items, report_item_entry
from depesha.names import Digest, Signature, SlipId, StationId, TimeMs
from depesha.notice import DeliveryReport, ReportItems
from depesha.office.diversion import blocked
from depesha.office.facts import BlobQueued, DeliveryReported, Enclosed, EnvelopeSealed
from depesha.office.letter import envelope_item
from depesha.office.restoring import accompany
from depesha.office.service import items_name
from depesha.office.sitting import Laid, Owed, Sitting
from depesha.office.ways import Direction, Wish, whenever
from depesha.packet import (
    Blob,
    Grade,
    Packet,
    PacketKind,
    Slip,
    round_up_to_hour,
    slip_hash,
)
from depesha.wire import (
    DELIVERY_REPORT,
    ENVELOPE,
    ENVELOPE_NAMESPACE,
    MAX_ENCLOSURES,
    NAMESPACE,
    digest,
)

MAX_DOCUMENTS: Final = 64
MAX_LETTER_PLAIN_BYTES: Final = 64 * 1024
"""A letter is cut here, so that a connection is not held up for long by one packet: what a letter
of 64 KiB comes to, deflated and sealed, takes a line of 128 KiB/s a quarter of a second. Measured
there, on one connection with 2,000 real telegrams waiting: a flash is opened after 0.7 s, and with
1 MiB after 1.5 s; it costs 0.05 bytes on the wire for a byte of text, and some 3 % of processor
time."""

MAX_LISTED_BYTES: Final = 160 * 1024
"""What the documents of one envelope take in its list; an envelope has at most 256 KiB."""

ENTRY_BYTES: Final = 48
KEY_BYTES: Final = 88
"""One attachment key: its digest, its seed, its size and its place."""

NO_ENVELOPE: Final = Digest(bytes(32))
REPORT_LIFE_MS: Final = 30 * 24 * 3_600_000


def close(sitting: Sitting) -> None:
    """Make the reports that the group owes, and seal all that was laid in the trays."""
    _make_reports(sitting)
    accompany(sitting)
    for tray, documents in _by_tray(sitting.laid).items():
        for portion in _portions([one for one in documents if not _is_blob(one)]):
            _seal(sitting, tray, portion)
        for blob in filter(_is_blob, documents):  # behind its letter, which announces it
            _queue(sitting, tray, blob.document)


def _is_blob(laid: Laid) -> bool:
    return laid.document.kind is Kind.ATTACHMENT


# -- delivery reports -----------------------------------------------------------------------------


def _make_reports(sitting: Sitting) -> None:
    owed: dict[tuple[StationId, Grade], list[Owed]] = {}
    for one in sitting.owed:
        owed.setdefault((one.originator, one.grade), []).append(one)
    for (originator, grade), items in owed.items():
        for first in range(0, len(items), MAX_ENCLOSURES):
            _report(sitting, originator, grade, items[first : first + MAX_ENCLOSURES])


def _report(sitting: Sitting, originator: StationId, grade: Grade, owed: list[Owed]) -> None:
    items = tuple(one.item for one in owed)
    payload = DELIVERY_REPORT.encode(
        DeliveryReport(
            station=sitting.own,
            originator=originator,
            at=sitting.now,
            size=len(items),
            root=Digest(root([leaf_hash(report_item_entry(item)) for item in items])),
        )
    )
    signed = _signed(sitting, Kind.DELIVERY_REPORT, payload)
    shown = Item(kind=Kind.REPORT_ITEMS, payload=encode_report_items(ReportItems(items=items)))
    name = digest(payload)
    sitting.book.keep(name, signed)
    sitting.book.keep(items_name(name), shown)
    sitting.record(
        DeliveryReported(
            report=name,
            originator=originator,
            documents=tuple(item.identity.registration for item in items),
        )
    )
    expires_at = TimeMs(sitting.now + REPORT_LIFE_MS)
    document = Enclosed(
        digest=name,
        kind=Kind.DELIVERY_REPORT,
        uid=items[0].identity.uid,
        expires_at=expires_at,
    )
    try:
        sitting.enclose(
            Laid(
                station=originator,
                grade=grade,
                document=document,
                items=(signed, shown),
            )
        )
    except NoCommunications as error:
        # The report is kept; when the originator repeats, it is tried again.
        sitting.alarm("no-communications", originator, error.message)


def _signed(sitting: Sitting, kind: Kind, payload: bytes) -> Item:
    signature = sitting.sealer.sign_as_station(NAMESPACE[kind], payload)
    return Item(kind=kind, payload=payload, signatures=((sitting.own, Signature(signature)),))


# -- envelopes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tray:
    """What may share an envelope: one station, one grade, one choice of ways."""

    station: StationId
    grade: Grade
    excluded: frozenset[StationId]
    avoided: frozenset[StationId]


def _by_tray(laid: Iterable[Laid]) -> dict[_Tray, list[Laid]]:
    trays: dict[_Tray, list[Laid]] = {}
    for one in laid:
        tray = _Tray(
            station=one.station, grade=one.grade, excluded=one.excluded, avoided=one.avoided
        )
        trays.setdefault(tray, []).append(one)
    # the urgent ones get the lower entry numbers within the group as well
    return dict(sorted(trays.items(), key=lambda tray: (-tray[0].grade, tray[0].station)))


def _portions(documents: list[Laid]) -> Iterator[list[Laid]]:
    portion: list[Laid] = []
    size = listed = 0
    for one in documents:
        weight = sum(len(item.payload) for item in one.items)
        listing = _listing(one.document)
        if portion and (
            len(portion) == MAX_DOCUMENTS
            or size + weight > MAX_LETTER_PLAIN_BYTES
            or listed + listing > MAX_LISTED_BYTES
        ):
            yield portion
            portion, size, listed = [], 0, 0
        portion.append(one)
        size, listed = size + weight, listed + listing
    if portion:
        yield portion


def _listing(document: Enclosed) -> int:
    """Return how many bytes, at most, a document takes in the list of its envelope."""
    offices = sum(len(office) + 3 for office in document.offices)
    return ENTRY_BYTES + offices + KEY_BYTES * len(document.attachment_keys)


def _seal(sitting: Sitting, tray: _Tray, documents: list[Laid]) -> None:
    key = sitting.period_key(tray.station)
    slip = Slip(
        slip_id=SlipId(sitting.around.chance.token(16)),
        destination=tray.station,
        grade=tray.grade,
        size_bytes=0,
        expires_at=round_up_to_hour(max(one.document.expires_at for one in documents)),
    )
    envelope = _envelope(sitting, slip, key.fingerprint, documents)
    payload = ENVELOPE.encode(envelope)
    letter = Letter(
        envelope=payload,
        signature=Signature(sitting.sealer.sign_as_station(ENVELOPE_NAMESPACE, payload)),
        items=tuple(item for one in documents for item in one.items),
    )
    sealed = sitting.sealer.seal(key.public_key, encode_letter(letter))
    sitting.book.keep(digest(payload), envelope_item(letter, envelope))
    packet = Packet(slip=replace(slip, size_bytes=len(sealed)), sealed=sealed)
    wish = _wish(tray, packet.slip)
    sealed_one = _Sealed(packet=packet, envelope=envelope, digest=digest(payload))
    _dispatch(sitting, sealed_one, _direction(sitting, wish), documents)


def _envelope(sitting: Sitting, slip: Slip, key: Digest, documents: list[Laid]) -> Envelope:
    traffic = sitting.book.traffic
    last, previous = traffic.last_sent(slip.destination, slip.grade)
    seen_epoch, seen_seq = traffic.seen(slip.destination, slip.grade)
    return Envelope(
        sender=sitting.own,
        recipient=slip.destination,
        key=key,
        grade=slip.grade,
        epoch=traffic.epoch(),
        addressee_seq=last + 1,
        previous=previous or NO_ENVELOPE,
        seen_epoch=seen_epoch,
        seen_seq=seen_seq,
        slip_id=slip.slip_id,
        slip_hash=slip_hash(slip),
        created_at=sitting.now,
        expires_at=slip.expires_at,
        documents=tuple(_enclosure(one.document) for one in documents),
        head=sitting.book.committed_head(),
        book_version=sitting.keys().version,
    )


def _enclosure(document: Enclosed) -> Enclosure:
    return Enclosure(
        digest=document.digest,
        offices=document.offices,
        is_repeat=document.is_repeat,
        attachment_keys=document.attachment_keys,
    )


def _wish(tray: _Tray, slip: Slip) -> Wish:
    return Wish(
        destination=tray.station,
        grade=tray.grade,
        size_bytes=slip.size_bytes,
        expires_at=slip.expires_at,
        excluded=tray.excluded,
        avoided=tray.avoided,
    )


def _direction(sitting: Sitting, wish: Wish) -> Direction:
    """Return the way of a packet; what turns out too large to come in time goes all the same."""
    try:
        return sitting.direct(wish)
    except NoCommunications:
        return sitting.direct(whenever(wish))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """An envelope as it goes, its content, and its digest."""

    packet: Packet
    envelope: Envelope
    digest: Digest


def _dispatch(
    sitting: Sitting, sealed: _Sealed, direction: Direction, documents: list[Laid]
) -> None:
    packet, envelope = sealed.packet, sealed.envelope
    slip = packet.slip
    way = direction.next_hop
    sitting.hand(way, packet, slip.grade)
    sitting.record(
        EnvelopeSealed(
            slip_id=slip.slip_id,
            recipient=slip.destination,
            grade=slip.grade,
            epoch=envelope.epoch,
            seq=envelope.addressee_seq,
            digest=sealed.digest,
            way=way,
            sealed=digest(packet.sealed),
            expires_at=slip.expires_at,
            documents=tuple(one.document for one in documents),
            expected_at=direction.expected_at,
            answer_at=_answer_at(sitting, slip.destination, direction),
        )
    )
    sitting.all_clear("no-communications", slip.destination)
    if direction.blocked:
        blocked(sitting, way)


def _answer_at(sitting: Sitting, station: StationId, direction: Direction) -> TimeMs | None:
    """Return when an answer may be here: nobody answers while he is silent."""
    silent_until = sitting.keys().silent_until(station, sitting.now)
    if direction.answer_at is None or silent_until is None:
        return direction.answer_at
    return max(direction.answer_at, silent_until)


# -- blobs ----------------------------------------------------------------------------------------


def _queue(sitting: Sitting, tray: _Tray, document: Enclosed) -> None:
    """Put an attachment's blob in the out-tray, under a slip of its own.

    Nothing is predicted of it: how fast a line carries is not known.
    """
    (key,) = document.attachment_keys
    slip = Slip(
        kind=PacketKind.BLOB,
        slip_id=SlipId(sitting.around.chance.token(16)),
        destination=tray.station,
        grade=tray.grade,
        size_bytes=key.size_bytes,
        expires_at=round_up_to_hour(document.expires_at),
    )
    direction = _direction(sitting, _wish(tray, slip))
    way = direction.next_hop
    sitting.hand(way, Blob(slip=slip, sealed=key.ciphertext), tray.grade)
    sitting.record(
        BlobQueued(
            slip_id=slip.slip_id,
            recipient=tray.station,
            grade=tray.grade,
            way=way,
            sealed=key.ciphertext,
            expires_at=slip.expires_at,
            document=document,
        )
    )
    if direction.blocked:
        blocked(sitting, way)
