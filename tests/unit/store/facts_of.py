"""Facts to write down in tests, short to say and complete; and a seeded chance."""

from hashlib import sha256

from depesha.envelope import AttachmentKey, Kind
from depesha.names import Digest, Epoch, OfficeId, Seed, SlipId, StationId, TimeMs, Uid
from depesha.notice import ResponseCode
from depesha.office.facts import (
    BlobQueued,
    BlobTakenIn,
    CopyMade,
    Delivered,
    Duty,
    Enclosed,
    Entry,
    EnvelopeOpened,
    EnvelopeSealed,
    Registered,
    ReportLearned,
    Sent,
    StationFounded,
)
from depesha.packet import Grade, Packet, Slip
from depesha.telegram import AddresseeKind, Identity, LocalNumber, Mark, Precedence

MOSCOW = StationId("moscow")
PEKING = StationId("peking")
PYONGYANG = StationId("pyongyang")
RAZUVAEV = OfficeId("razuvaev@pyongyang")
ROSHCHIN = OfficeId("roshchin@peking")
EPOCH = Epoch(b"epoch-01")
HOUR = TimeMs(3_600_000)
NOW = TimeMs(-571_566_300_000)  # 21 November 1951, 18:35 in Moscow
DAY_MS = 24 * 3_600_000
MONTH = TimeMs(NOW + 30 * DAY_MS)


class CountingChance:
    """Bytes that differ at each call and are the same in every run."""

    def __init__(self) -> None:
        self._calls = 0

    def token(self, size_bytes: int) -> bytes:
        self._calls += 1
        seed = self._calls.to_bytes(8, "big")
        blocks = range(-(-size_bytes // 32))
        return b"".join(sha256(seed + bytes([at % 256, at // 256])).digest() for at in blocks)[
            :size_bytes
        ]


def digest_of(*words: object) -> Digest:
    return Digest(sha256(repr(words).encode()).digest())


def uid_of(number: int) -> Uid:
    return Uid(digest_of("uid", number)[:16])


def slip_of(number: int) -> SlipId:
    return SlipId(digest_of("slip", number)[:16])


def registration_of(number: int) -> Digest:
    return digest_of("registration", number)


def founded(station: StationId = MOSCOW) -> StationFounded:
    return StationFounded(station=station, epoch=EPOCH)


def entry(
    number: int, *, station: StationId = MOSCOW, title: str = "Получение подтвердите"
) -> Entry:
    return Entry(
        identity=Identity(
            uid=uid_of(number),
            registration=registration_of(number),
            signature=digest_of("signature", number),
        ),
        body_id=digest_of("body", number),
        station=station,
        year=1951,
        number=number,
        numbers=(LocalNumber(series="special", number=number % 10_000),),
        marks=(Mark(text="4570"),),
        filed_at=NOW,
        registered_at=TimeMs(NOW + 60_000),
        released_by=(OfficeId("gromyko@moscow"),),
        title=title,
        from_text="МИД СССР, Громыко",
        precedence=Precedence.IMMEDIATE,
        policy="mid-1951",
        classification=3,
        captions=("OSOBAYA",),
        caveats=("NO_COPIES",),
        expires_at=MONTH,
    )


def duty(office: OfficeId) -> Duty:
    return Duty(
        office=office,
        kind=AddresseeKind.ACTION,
        precedence=Precedence.IMMEDIATE,
        local_precedence="ВНЕ ОЧЕРЕДИ",
        receipt=True,
        receipt_due_at=TimeMs(NOW + 1_800_000),
        execution=True,
    )


def registered(number: int, *offices: OfficeId) -> Registered:
    return Registered(
        draft=number,
        entry=entry(number),
        duties=tuple(duty(office) for office in offices or (RAZUVAEV,)),
        copies=(CopyMade(number=1, holder="Сталину"), CopyMade(number=2, holder="арх")),
    )


def delivered(
    number: int, incoming: int, *offices: OfficeId, attachments: tuple[AttachmentKey, ...] = ()
) -> Delivered:
    return Delivered(
        attachments=attachments,
        entry=entry(number),
        duties=tuple(duty(office) for office in offices or (RAZUVAEV,)),
        incoming_year=1951,
        incoming_number=incoming,
    )


def enclosed(number: int, *, confirm: bool = True, is_repeat: bool = False) -> Enclosed:
    return Enclosed(
        digest=registration_of(number),
        kind=Kind.REGISTRATION,
        uid=uid_of(number),
        confirm=confirm,
        is_repeat=is_repeat,
        expires_at=MONTH,
    )


def envelope(
    seq: int, *documents: Enclosed, to: StationId = PYONGYANG, grade: Grade = Grade.URGENT
) -> EnvelopeSealed:
    return EnvelopeSealed(
        slip_id=slip_of(seq),
        recipient=to,
        grade=grade,
        epoch=EPOCH,
        seq=seq,
        digest=digest_of("envelope", seq),
        way=PEKING,
        sealed=digest_of("sealed", seq),
        expires_at=MONTH,
        documents=documents,
    )


def sent(seq: int, *, neighbour: StationId = PEKING) -> Sent:
    return Sent(slip_id=slip_of(seq), neighbour=neighbour, repeat_at=TimeMs(NOW + 300_000))


def opened(seq: int, *, sender: StationId = MOSCOW, epoch: Epoch = EPOCH) -> EnvelopeOpened:
    return EnvelopeOpened(
        slip_id=slip_of(seq),
        sender=sender,
        grade=Grade.URGENT,
        epoch=epoch,
        seq=seq,
        digest=digest_of("envelope", seq),
    )


def reported(
    number: int,
    *,
    result: ResponseCode = ResponseCode.MACHINE_RECEIPT,
    at: TimeMs = NOW,
    station: StationId = PYONGYANG,
) -> ReportLearned:
    return ReportLearned(
        digest=registration_of(number),
        uid=uid_of(number),
        station=station,
        result=result,
        report=digest_of("report", number),
        reported_at=at,
    )


def packet(
    number: int,
    *,
    grade: Grade = Grade.URGENT,
    expires_at: TimeMs = HOUR,
    sealed: bytes = b"age-encryption.org/v1",
) -> Packet:
    slip = Slip(
        slip_id=slip_of(number),
        destination=PYONGYANG,
        grade=grade,
        size_bytes=len(sealed),
        expires_at=expires_at,
    )
    return Packet(slip=slip, sealed=sealed)


def blob_of(number: int) -> Digest:
    return digest_of("blob", number)


def key(place: int, number: int) -> AttachmentKey:
    return AttachmentKey(
        attachment=place,
        ciphertext=blob_of(number),
        size_bytes=1680,
        seed=Seed(digest_of("seed", number)),
    )


def blob_queued(slip: int, number: int, *, to: StationId = PYONGYANG) -> BlobQueued:
    return BlobQueued(
        slip_id=slip_of(slip),
        recipient=to,
        grade=Grade.URGENT,
        way=PEKING,
        sealed=blob_of(number),
        expires_at=MONTH,
        document=Enclosed(
            digest=blob_of(number),
            kind=Kind.ATTACHMENT,
            uid=uid_of(number),
            confirm=True,
            expires_at=MONTH,
            attachment_keys=(key(0, number),),
        ),
    )


def blob_taken_in(slip: int, number: int) -> BlobTakenIn:
    return BlobTakenIn(
        slip_id=slip_of(slip),
        neighbour=PEKING,
        sealed=blob_of(number),
        size_bytes=1680,
        grade=Grade.URGENT,
        expires_at=MONTH,
    )
