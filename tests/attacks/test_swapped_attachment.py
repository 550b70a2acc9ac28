"""Attachments that a relay exchanges, or that an insider announces falsely."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from depesha.envelope import AttachmentKey, Enclosure, Item, sealed_size
from depesha.names import Digest, Seed, SlipId, TimeMs
from depesha.office.facts import (
    BlobTakenIn,
    Delivered,
    DeliveryReported,
    Quarantined,
    ReportLearned,
)
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    Grade,
    Load,
    Packet,
    PacketKind,
    Refuse,
    RefuseReason,
    Slip,
)
from depesha.seal.attachment import new_seed, sealed
from depesha.telegram import Attachment
from depesha.wire import digest
from tests.network.courier import Calm, Courier
from tests.network.files import MAP, attach, sending
from tests.network.forger import Forger
from tests.network.keys import (
    DAY_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
)
from tests.network.post import Network, Post


class OtherBytes(Calm):
    """A relay that gives other bytes for a blob, under the name of the right ones."""

    def bytes_of(self, blob: Iterable[bytes]) -> Iterable[bytes]:
        first, *others = blob
        yield first[:-1] + bytes([first[-1] ^ 1])
        yield from others


class OtherBlob(Calm):
    """A relay that puts another blob under the slip."""

    def __init__(self, other: Digest, size_bytes: int) -> None:
        self.other, self.size_bytes = other, size_bytes

    def touch(self, load: Load) -> Load:
        if not isinstance(load, Blob):
            return load
        slip = replace(load.slip, size_bytes=self.size_bytes)
        return Blob(slip=slip, sealed=self.other)


def test_bytes_that_are_not_what_their_name_says_are_never_the_blob(
    network: Network, courier: Courier
) -> None:
    """A file lies under the SHA-256 of what it holds, so other bytes are another file."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow)
    moscow.handle(sending(one))
    courier.weather = OtherBytes()
    courier.carry(MOSCOW, PYONGYANG)
    assert pyongyang.facts(Delivered)
    assert pyongyang.facts(BlobTakenIn) == []
    assert pyongyang.blobs.size_of(one.ciphertext) is None
    courier.weather = Calm()
    courier.run()
    assert pyongyang.examine() == 1
    assert pyongyang.alarms() == []


def test_another_blob_under_the_slip_is_announced_by_nobody(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow)
    moscow.handle(sending(one))
    other = attach(moscow, b"what the relay would rather have there")
    courier.weather = OtherBlob(other.ciphertext, other.size_bytes)
    courier.carry(MOSCOW, PYONGYANG)
    assert pyongyang.examine() == 0  # no seed opens it
    assert pyongyang.attachments.unannounced()[0] == 1
    waits = moscow.traffic.outstanding(one.ciphertext, PYONGYANG)
    assert waits  # so the originator sends it again
    courier.weather = Calm()
    network.clock.advance(waits.repeat_at - network.clock.now)
    moscow.tick()
    courier.run()
    assert pyongyang.examine() == 1
    courier.run()
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG) is None


def test_a_blob_for_a_station_that_was_not_named_is_confirmed_by_nobody(
    network: Network, courier: Courier
) -> None:
    """The relay hands Peking a copy: without the letter it is opened by nobody."""
    moscow, peking = network[MOSCOW], network[PEKING]
    one = attach(moscow)
    moscow.handle(sending(one))
    peking.blobs.take_in(moscow.blobs.each(one.ciphertext))
    slip = Slip(
        kind=PacketKind.BLOB,
        slip_id=SlipId(bytes(16)),
        destination=PEKING,
        grade=Grade.LOW,
        size_bytes=one.size_bytes,
        expires_at=TimeMs(NOW + DAY_MS),
    )
    peking.handle(Arrived(packet=Blob(slip=slip, sealed=one.ciphertext), neighbour=MOSCOW))
    assert peking.examine() == 0
    courier.run()
    assert peking.facts(DeliveryReported) == []
    assert not [fact for fact in moscow.facts(ReportLearned) if fact.digest == one.ciphertext]


def test_a_station_that_was_not_named_confirms_nothing(network: Network) -> None:
    """Peking signs a report over a blob that went to Pyongyang; it is outstanding there still."""
    moscow = network[MOSCOW]
    one = attach(moscow)
    moscow.handle(sending(one))
    (telegram,) = moscow.registers.by_number(1)
    named = replace(telegram.entry.identity, registration=one.ciphertext)
    report = Forger(PEKING, MOSCOW).reporting(named)
    took = moscow.take(Arrived(packet=report, neighbour=PEKING))
    assert took.outcome == Accept()
    assert moscow.alarms() == []  # it opens and verifies, and says nothing that was asked
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG)
    assert moscow.facts(ReportLearned) == []
    honest = Forger(PYONGYANG, MOSCOW).reporting(named)
    moscow.handle(Arrived(packet=honest, neighbour=PYONGYANG))
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG) is None


# -- an insider announces what is not so ----------------------------------------------------------


def announced(*keys: AttachmentKey, size_bytes: int = 5, count: int = 1) -> Packet:
    """Return a letter of Moscow whose body has attachments, with these keys in its envelope."""
    forger = Forger()
    said = Attachment(
        name="map.pdf", media_type="", size_bytes=size_bytes, sha256=Digest(bytes(32))
    )
    items: tuple[Item, ...] = forger.telegram(attachments=(said,) * count)
    name = digest(items[1].payload)
    return forger.packet(
        *items,
        documents=[Enclosure(digest=name, offices=(RAZUVAEV,), attachment_keys=keys)],
    )


def key(**fields: Any) -> AttachmentKey:
    given = {
        "attachment": 0,
        "ciphertext": Digest(sha256(b"blob").digest()),
        "size_bytes": sealed_size(5),
        "seed": Seed(bytes(32)),
    }
    return AttachmentKey(**{**given, **fields})


LIES: dict[str, tuple[AttachmentKey, ...]] = {
    "none": (),
    "too small": (key(size_bytes=5),),
    "a bomb": (key(size_bytes=2**40),),
    "another place": (key(attachment=1),),
    "twice": (key(), key()),
}


@pytest.mark.parametrize("keys", LIES.values(), ids=LIES)
def test_an_announcement_that_does_not_fit_the_body_is_refused(
    network: Network, keys: tuple[AttachmentKey, ...]
) -> None:
    pyongyang = network[PYONGYANG]
    pyongyang.handle(Arrived(packet=announced(*keys), neighbour=MOSCOW))
    assert pyongyang.facts(Delivered) == []
    assert pyongyang.facts(Quarantined)[0].code == "does-not-verify"
    assert pyongyang.alarms() == ["quarantined"]


def test_an_announcement_that_fits_is_taken(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    pyongyang.handle(Arrived(packet=announced(key()), neighbour=MOSCOW))
    assert len(pyongyang.facts(Delivered)) == 1


def test_keys_for_attachments_that_the_body_does_not_have_are_refused(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    pyongyang.handle(Arrived(packet=announced(key(), count=0), neighbour=MOSCOW))
    assert pyongyang.facts(Delivered) == []


def test_a_blob_whose_size_fits_but_whose_bytes_do_not_is_a_finding(network: Network) -> None:
    """The announced size is right; what is in it was sealed to another seed."""
    pyongyang = network[PYONGYANG]
    name, size_bytes = pyongyang.blobs.take_in(sealed(new_seed(), [b"12345"]))
    letter = announced(key(ciphertext=name, size_bytes=size_bytes))
    pyongyang.handle(Arrived(packet=letter, neighbour=MOSCOW))
    slip = Slip(
        kind=PacketKind.BLOB,
        slip_id=SlipId(bytes(16)),
        destination=PYONGYANG,
        grade=Grade.LOW,
        size_bytes=size_bytes,
        expires_at=TimeMs(NOW + DAY_MS),
    )
    pyongyang.handle(Arrived(packet=Blob(slip=slip, sealed=name), neighbour=MOSCOW))
    assert pyongyang.examine() == 1
    assert pyongyang.alarms() == ["false-attachment"]


def test_a_blob_in_a_frame_is_no_file_and_is_not_kept_as_one(network: Network) -> None:
    """A packet whose slip says blob, for another station: its bytes would be read as a name."""
    moscow: Post = network[MOSCOW]
    slip = Slip(
        kind=PacketKind.BLOB,
        slip_id=SlipId(bytes(16)),
        destination=PYONGYANG,
        grade=Grade.LOW,
        size_bytes=3,
        expires_at=TimeMs(NOW + DAY_MS),
    )
    (answer,) = moscow.handle(Arrived(packet=Packet(slip=slip, sealed=b"???"), neighbour=PEKING))
    assert answer == Refuse(reason=RefuseReason.MALFORMED)
    letter = replace(slip, kind=PacketKind.LETTER)
    name, size_bytes = moscow.blobs.take_in([MAP])
    blob = Blob(slip=replace(letter, size_bytes=size_bytes), sealed=name)
    (answer,) = moscow.handle(Arrived(packet=blob, neighbour=PEKING))
    assert answer == Refuse(reason=RefuseReason.MALFORMED)
    assert moscow.waiting(PYONGYANG) == []
