"""What an insider can make by hand: letters, envelopes and notices, signed with real keys.

A station that lies has its own keys and nobody else's. The forger holds those of one station, and
writes whatever he likes; whatever he is not asked to change is as an honest station writes it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from depesha.envelope import Enclosure, Envelope, Item, JournalHead, Kind, Letter
from depesha.journal import leaf_hash, root
from depesha.letter_form import decode_letter, encode_letter, encode_report_items, report_item_entry
from depesha.names import Digest, Epoch, OfficeId, Signature, SlipId, StationId, TimeMs
from depesha.notice import (
    Answer,
    DeliveryReport,
    ReportItem,
    ReportItems,
    ResponseCode,
    ServiceCode,
    ServiceMessage,
)
from depesha.packet import Grade, Packet, Slip, slip_hash
from depesha.seal.sealer import StationSealer
from depesha.telegram import (
    Addressee,
    Body,
    Identity,
    Label,
    Registration,
    Release,
)
from depesha.wire import (
    ANSWER,
    BODY,
    DELIVERY_REPORT,
    ENVELOPE,
    ENVELOPE_NAMESPACE,
    NAMESPACE,
    REGISTRATION,
    SERVICE,
    digest,
)
from tests.network.keys import (
    DAY_MS,
    GROMYKO,
    MOSCOW,
    NOW,
    PYONGYANG,
    RAZUVAEV,
    request_of,
    sealer_of,
    seed,
)

EPOCH = Epoch(b"forgers!")
EXPIRES = TimeMs(NOW + 30 * DAY_MS)
SALT = bytes(16)


def period_key(station: StationId) -> bytes:
    return request_of(station).period_keys[0].public_key


def fingerprint(station: StationId) -> Digest:
    return request_of(station).period_keys[0].fingerprint


def opened(packet: Packet, station: StationId) -> Letter:
    """Return the letter that a station finds in a packet."""
    return decode_letter(sealer_of(station).open(packet.sealed)[1])


def envelope_of(packet: Packet, station: StationId) -> Envelope:
    return ENVELOPE.decode(opened(packet, station).envelope)


def resealed(packet: Packet, letter: Letter, station: StationId) -> Packet:
    """Return the packet with another letter in it, sealed to a station."""
    sealed = sealer_of(station).seal(period_key(station), encode_letter(letter))
    return Packet(slip=replace(packet.slip, size_bytes=len(sealed)), sealed=sealed)


class Forger:
    """Writes with the keys of one station, `sender`, to another."""

    def __init__(self, sender: StationId = MOSCOW, recipient: StationId = PYONGYANG) -> None:
        """Begin a numbering of his own."""
        self.sender = sender
        self.recipient = recipient
        self.sealer: StationSealer = sealer_of(sender)
        self.seq = 0
        self._previous = Digest(bytes(32))

    # -- packets

    def packet(
        self,
        *items: Item,
        documents: Sequence[Enclosure] | None = None,
        grade: Grade = Grade.LOW,
        **envelope: Any,
    ) -> Packet:
        """Return a sealed packet; further names are fields of the envelope that differ."""
        self.seq += 1
        slip = Slip(
            slip_id=SlipId(seed(self.sender, "slip", self.seq)[:16]),
            destination=self.recipient,
            grade=grade,
            size_bytes=0,
            expires_at=EXPIRES,
        )
        honest = Envelope(
            sender=self.sender,
            recipient=self.recipient,
            key=fingerprint(self.recipient),
            grade=grade,
            epoch=EPOCH,
            addressee_seq=self.seq,
            previous=self._previous,
            slip_id=slip.slip_id,
            slip_hash=slip_hash(slip),
            created_at=NOW,
            expires_at=EXPIRES,
            documents=tuple(documents or [enclosure(items[0] if len(items) == 1 else items[-1])]),
            head=JournalHead(size=1, root=Digest(bytes(32))),
            book_version=1,
        )
        written = ENVELOPE.encode(replace(honest, **envelope))
        self._previous = digest(written)
        signature = self.sealer.sign_as_station(ENVELOPE_NAMESPACE, written)
        letter = Letter(envelope=written, signature=Signature(signature), items=items)
        return self.sealed(slip, encode_letter(letter))

    def sealed(self, slip: Slip, content: bytes) -> Packet:
        """Return a packet with any content in it, sealed to the recipient."""
        sealed = self.sealer.seal(period_key(self.recipient), content)
        return Packet(slip=replace(slip, size_bytes=len(sealed)), sealed=sealed)

    # -- a telegram

    def body(self, **fields: Any) -> Item:
        """Return a body to razuvaev; further names are fields that differ."""
        made = Body(
            station=self.sender,
            drafter=GROMYKO,
            drafted_at=NOW,
            label=Label(policy="neutral", policy_digest=Digest(bytes(32)), classification=2),
            addressees=(Addressee(office=RAZUVAEV),),
            text="Получение подтвердите.",
        )
        return Item(kind=Kind.BODY, payload=BODY.encode(replace(made, **fields)))

    def registration(
        self, body: Item, *, releaser: OfficeId = GROMYKO, number: int = 1, **fields: Any
    ) -> Item:
        """Return a signed registration of a body; further names are fields that differ."""
        holder = sealer_of(StationId(releaser.rpartition("@")[2]))
        signed = holder.sign_as_office(releaser, NAMESPACE[Kind.BODY], body.payload)
        made = Registration(
            body_id=digest(body.payload),
            salt=seed(self.sender, "salt", number)[:16],
            station=self.sender,
            year=2027,
            outgoing_number=number,
            filed_at=NOW,
            registered_at=NOW,
            releases=(Release(office=releaser, released_at=NOW, signature=Signature(signed)),),
        )
        return self.signed(Kind.REGISTRATION, REGISTRATION.encode(replace(made, **fields)))

    def telegram(self, *, number: int = 1, **fields: Any) -> tuple[Item, Item]:
        """Return a body and its registration."""
        body = self.body(**fields)
        return body, self.registration(body, number=number)

    def signed(self, kind: Kind, payload: bytes) -> Item:
        signature = self.sealer.sign_as_station(NAMESPACE[kind], payload)
        return Item(kind=kind, payload=payload, signatures=((self.sender, Signature(signature)),))

    # -- notices

    def answer(
        self, identity: Identity, signer: OfficeId, code: ResponseCode, **fields: Any
    ) -> Item:
        """Return an answer signed by an office of the forger's station; others may be named."""
        honest = Answer(answers=identity, station=self.sender, office=signer, at=NOW, code=code)
        made = replace(honest, **fields)
        payload = ANSWER.encode(made)
        signature = self.sealer.sign_as_office(signer, NAMESPACE[Kind.ANSWER], payload)
        return Item(
            kind=Kind.ANSWER, payload=payload, signatures=((made.office, Signature(signature)),)
        )

    def report(
        self,
        *identities: Identity,
        result: ResponseCode = ResponseCode.MACHINE_RECEIPT,
        **fields: Any,
    ) -> tuple[Item, Item]:
        """Return a delivery report and its items."""
        items = tuple(
            ReportItem(salt=SALT, identity=one, result=result, amplification="")
            for one in identities
        )
        made = DeliveryReport(
            station=self.sender,
            originator=self.recipient,
            at=NOW,
            size=len(items),
            root=Digest(root([leaf_hash(report_item_entry(item)) for item in items])),
        )
        signed = self.signed(Kind.DELIVERY_REPORT, DELIVERY_REPORT.encode(replace(made, **fields)))
        shown = Item(kind=Kind.REPORT_ITEMS, payload=encode_report_items(ReportItems(items=items)))
        return signed, shown

    def reporting(self, *identities: Identity, **fields: Any) -> Packet:
        """Return a packet with a delivery report."""
        signed, shown = self.report(*identities, **fields)
        return self.packet(signed, shown, documents=[enclosure(signed)])

    def service(self, code: ServiceCode, **fields: Any) -> Item:
        """Return a service message."""
        made = ServiceMessage(station=self.sender, to=self.recipient, at=NOW, code=code)
        return self.signed(Kind.SERVICE, SERVICE.encode(replace(made, **fields)))


def enclosure(item: Item, *offices: OfficeId) -> Enclosure:
    """Return the line of an envelope for a document that this item names."""
    wanted = offices or ((RAZUVAEV,) if item.kind is Kind.REGISTRATION else ())
    return Enclosure(digest=digest(item.payload), offices=wanted)
