"""Attachments: sealed once, carried beside their letter, examined, confirmed, or given up."""

from hashlib import sha256

import pytest

from depesha.envelope import Kind, SealedAttachment
from depesha.errors import Usage
from depesha.names import Digest, SlipId, TimeMs
from depesha.notice import ResponseCode
from depesha.office import attachments
from depesha.office.events import Examined, Release, Send, WriteDraft
from depesha.office.facts import (
    AttachmentExamined,
    BlobGivenUp,
    BlobQueued,
    BlobTakenIn,
    Delivered,
    EnvelopeSealed,
    NonDelivered,
    RepeatRecognised,
    ReportLearned,
    ReturnLearned,
)
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    Defer,
    Grade,
    HopAccepted,
    HopRefused,
    PacketKind,
    Refuse,
    RefuseReason,
    Slip,
)
from depesha.seal.attachment import new_seed, opened, sealed
from depesha.telegram import Attachment
from depesha.wire import BODY, MAX_BODY_BYTES
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.files import MAP, attach, sending
from tests.network.keys import (
    DAY_MS,
    GROMYKO,
    HOUR_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network, Post


def saved(post: Post, one: SealedAttachment) -> bytes:
    return b"".join(opened(one.seed, post.blobs.each(one.ciphertext)))


# -- out ------------------------------------------------------------------------------------------


def test_a_file_is_named_in_the_body_and_laid_behind_its_letter(network: Network) -> None:
    moscow = network[MOSCOW]
    one = attach(moscow)
    took = moscow.take(sending(one))
    (telegram,) = moscow.registers.by_number(1)
    kept = moscow.document(Digest(telegram.entry.body_id))
    assert kept
    body = BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES)
    assert body.attachments == (one.attachment,)
    sealed_at, queued_at = (took.kinds.index(kind) for kind in (EnvelopeSealed, BlobQueued))
    assert sealed_at < queued_at
    letter, blob = moscow.waiting(PYONGYANG)
    assert letter.entry < blob.entry
    assert isinstance(blob.load, Blob)
    assert blob.load.sealed == one.ciphertext
    slip = blob.load.slip
    assert (slip.kind, slip.destination, slip.size_bytes) == (
        PacketKind.BLOB,
        PYONGYANG,
        one.size_bytes,
    )
    assert slip.slip_id != letter.load.slip.slip_id  # type: ignore[union-attr]  # a packet


def test_two_stations_share_one_blob_and_each_has_a_slip_of_its_own(network: Network) -> None:
    moscow = network[MOSCOW]
    one = attach(moscow)
    moscow.handle(sending(one, to=(RAZUVAEV, ROSHCHIN)))
    queued = moscow.facts(BlobQueued)
    assert {fact.recipient for fact in queued} == {PYONGYANG, PEKING}
    assert {fact.sealed for fact in queued} == {one.ciphertext}
    assert len({fact.slip_id for fact in queued}) == 2
    assert list(moscow.blobs.names()) == [one.ciphertext]


def test_a_draft_keeps_the_bytes_that_were_sealed_for_it(network: Network) -> None:
    moscow = network[MOSCOW]
    one, later = attach(moscow), attach(moscow, b"another map")
    text = f"Attach: map.pdf\n{drafts.draft()}"
    order = WriteDraft(order_id="a", office=GROMYKO, text=text, attachments=(one,))
    assert moscow.take(order).value["version"] == 1
    other = WriteDraft(order_id="b", office=GROMYKO, text=text, draft=1, attachments=(later,))
    assert moscow.take(other).value["version"] == 2
    moscow.handle(Release(order_id="c", office=GROMYKO, draft=1))
    assert [fact.sealed for fact in moscow.facts(BlobQueued)] == [later.ciphertext]


def test_the_same_file_sealed_anew_is_the_same_order(network: Network) -> None:
    moscow = network[MOSCOW]
    first = sending(attach(moscow))
    again = Send(
        order_id=first.order_id,
        office=first.office,
        text=first.text,
        attachments=(attach(moscow),),
    )
    moscow.handle(first)
    assert moscow.take(again).value["repeated"] is True
    changed = Send(
        order_id=first.order_id,
        office=first.office,
        text=first.text,
        attachments=(attach(moscow, b"changed"),),
    )
    assert moscow.take(changed).problem.code == "order-id-reused"
    assert len(moscow.facts(BlobQueued)) == 1


@pytest.mark.parametrize("names", [(), ("other.pdf",), ("map.pdf", "map.pdf")])
def test_files_that_the_draft_does_not_name_are_refused(
    network: Network, names: tuple[str, ...]
) -> None:
    moscow = network[MOSCOW]
    attached = tuple(attach(moscow, name=name) for name in names)
    order = Send(
        order_id="x",
        office=GROMYKO,
        text=f"Attach: folder/map.pdf\n{drafts.draft()}",
        attachments=attached,
    )
    assert isinstance(moscow.take(order).problem, Usage)
    assert moscow.facts(BlobQueued) == []


# -- in -------------------------------------------------------------------------------------------


def test_a_file_arrives_is_examined_and_confirmed(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow)
    moscow.handle(sending(one))
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG)
    courier.run()
    assert moscow.duty("1").rung.name == "DELIVERED"  # the text waits for no file
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG)
    assert pyongyang.examine() == 1
    courier.run()
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG) is None
    (learned,) = [fact for fact in moscow.facts(ReportLearned) if fact.digest == one.ciphertext]
    assert (learned.station, learned.result) == (PYONGYANG, ResponseCode.MACHINE_RECEIPT)
    assert saved(pyongyang, one) == MAP
    assert moscow.alarms() == pyongyang.alarms() == []
    assert list(moscow.blobs.names()) == [one.ciphertext]  # the originator keeps it


def test_a_blob_that_overtakes_its_letter_is_held(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow)
    moscow.handle(sending(one))
    letter, blob = moscow.waiting(PYONGYANG)
    pyongyang.blobs.take_in(moscow.blobs.each(one.ciphertext))
    assert isinstance(blob.load, Blob)
    took = pyongyang.take(Arrived(packet=blob.load, neighbour=MOSCOW))
    assert (took.outcome, took.kinds) == (Accept(), [BlobTakenIn])
    assert pyongyang.attachments.unannounced() == (1, one.size_bytes)
    assert pyongyang.examine() == 0
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(blob.entry,)))
    courier.run()
    assert pyongyang.attachments.unannounced() == (0, 0)
    assert pyongyang.examine() == 1
    courier.run()
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG) is None
    assert letter.grade == Grade.LOW


def test_a_relay_hands_the_file_on_and_keeps_nothing(network: Network, courier: Courier) -> None:
    peking, moscow, pyongyang = network[PEKING], network[MOSCOW], network[PYONGYANG]
    one = attach(peking)
    peking.handle(sending(one, office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    assert list(moscow.blobs.names()) == [one.ciphertext]
    courier.carry(MOSCOW, PYONGYANG)
    assert list(moscow.blobs.names()) == []
    assert pyongyang.examine() == 1
    courier.run()
    assert peking.traffic.outstanding(one.ciphertext, PYONGYANG) is None
    assert moscow.facts(BlobTakenIn) == []


def test_a_file_is_kept_at_a_relay_while_another_slip_needs_it(
    network: Network, courier: Courier
) -> None:
    """Two packets, one file: it goes with the last of them."""
    peking, moscow = network[PEKING], network[MOSCOW]
    one = attach(peking)
    peking.handle(sending(one, to=(RAZUVAEV, GROMYKO), office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    courier.carry(MOSCOW, PYONGYANG)
    assert moscow.attachments.holds(one.ciphertext)
    assert list(moscow.blobs.names()) == [one.ciphertext]


# -- again and again ------------------------------------------------------------------------------


def test_a_blob_that_was_lost_is_sent_again_without_its_letter(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow)
    moscow.handle(sending(one))
    letter, blob = moscow.waiting(PYONGYANG)
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(blob.entry,)))  # and loses it
    courier.run()
    assert letter.load != blob.load
    (waits,) = [moscow.traffic.outstanding(one.ciphertext, PYONGYANG)]
    assert waits
    network.clock.advance(waits.repeat_at - network.clock.now)
    took = moscow.tick()
    assert took.one(BlobQueued).document.is_repeat
    assert EnvelopeSealed not in took.kinds
    courier.run()
    assert pyongyang.examine() == 1
    courier.run()
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG) is None
    assert len(pyongyang.facts(Delivered)) == 1


def test_a_repeat_is_given_the_time_that_its_bytes_take(network: Network) -> None:
    """200 MB at 8 KiB/s: nobody sends them again after half an hour."""
    moscow = network[MOSCOW]
    one = attach(moscow)
    moscow.handle(sending(one))
    for waiting in moscow.waiting(PYONGYANG):
        moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(waiting.entry,)))
    names = (_registration(moscow), one.ciphertext)
    of_letter, of_blob = (moscow.traffic.outstanding(name, PYONGYANG) for name in names)
    assert of_letter
    assert of_blob
    assert of_blob.repeat_at - of_letter.repeat_at == one.size_bytes * 1000 // (8 * 1024)


def _registration(post: Post) -> Digest:
    (telegram,) = post.registers.by_number(1)
    return Digest(telegram.entry.identity.registration)


def test_a_blob_that_comes_again_is_reported_again(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow)
    moscow.handle(sending(one))
    courier.run()
    pyongyang.examine()
    for waiting in pyongyang.waiting(MOSCOW):  # the report is lost
        pyongyang.handle(HopAccepted(neighbour=MOSCOW, entries=(waiting.entry,)))
    waits = moscow.traffic.outstanding(one.ciphertext, PYONGYANG)
    assert waits
    network.clock.advance(waits.repeat_at - network.clock.now)
    moscow.tick()
    courier.run()
    assert moscow.traffic.outstanding(one.ciphertext, PYONGYANG) is None
    assert len(pyongyang.facts(AttachmentExamined)) == 1
    assert pyongyang.facts(RepeatRecognised) == []


def test_a_blob_that_never_arrives_is_a_non_delivery_of_that_attachment_alone(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    one = attach(moscow)
    moscow.handle(sending(one))
    blob = moscow.waiting(PYONGYANG)[1]
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(blob.entry,)))
    courier.run()
    network.clock.advance(31 * DAY_MS)
    moscow.tick()
    (ended,) = moscow.facts(NonDelivered)
    assert (ended.digest, ended.station, ended.reason) == (one.ciphertext, PYONGYANG, "expired")
    assert moscow.alarms() == ["non-delivery"]
    assert moscow.duty("1").rung.name == "DELIVERED"


def test_a_return_of_a_blob_ends_it_and_not_the_telegram(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    one = attach(moscow)
    moscow.handle(sending(one))
    blob = moscow.waiting(PYONGYANG)[1]
    moscow.handle(HopRefused(neighbour=PYONGYANG, entry=blob.entry, reason=RefuseReason.TOO_BIG))
    assert moscow.facts(ReturnLearned)[0].proved
    assert moscow.facts(NonDelivered)[0].digest == one.ciphertext
    courier.run()
    assert moscow.duty("1").rung.name == "DELIVERED"


# -- what is false --------------------------------------------------------------------------------


def test_a_file_that_is_something_else_is_reported_and_an_alarm(
    network: Network, courier: Courier
) -> None:
    """The face said another SHA-256 than that of what it sealed."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    seed = new_seed()
    ciphertext, size_bytes = moscow.blobs.take_in(sealed(seed, [b"x" * 1000]))
    said = Attachment(
        name="map.pdf", media_type="", size_bytes=1000, sha256=Digest(sha256(b"y").digest())
    )
    false = SealedAttachment(
        attachment=said, ciphertext=ciphertext, size_bytes=size_bytes, seed=seed
    )
    moscow.handle(sending(false))
    courier.run()
    assert pyongyang.examine() == 1
    assert pyongyang.facts(AttachmentExamined)[0].finding == "does-not-verify"
    assert pyongyang.alarms() == ["false-attachment"]
    courier.run()
    assert moscow.alarms() == ["cannot-process"]
    assert moscow.traffic.outstanding(ciphertext, PYONGYANG) is None
    assert moscow.duty("1").rung.name == "DELIVERED"
    assert moscow.duty("1").exit is None


def test_what_was_found_is_found_once(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(sending(attach(moscow)))
    courier.run()
    pyongyang.examine()
    (found,) = pyongyang.facts(AttachmentExamined)
    again = Examined(uid=found.uid, place=0, finding="malformed")
    assert pyongyang.take(again).facts == ()
    nobody = Examined(uid=found.uid, place=5)
    assert pyongyang.take(nobody).facts == ()


# -- nobody announces it --------------------------------------------------------------------------


def stray(post: Post, number: int, *, size_bytes: int | None = None) -> Blob:
    """Return a blob for Pyongyang that no letter speaks of, its file already there."""
    name, real = post.blobs.take_in([b"stray %d" % number])
    slip = Slip(
        kind=PacketKind.BLOB,
        slip_id=SlipId(number.to_bytes(16, "big")),
        destination=PYONGYANG,
        grade=Grade.LOW,
        size_bytes=real if size_bytes is None else size_bytes,
        expires_at=TimeMs(NOW + 30 * DAY_MS),
    )
    return Blob(slip=slip, sealed=name)


def test_what_nobody_announces_is_given_back_after_a_week(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    blob = stray(pyongyang, 1)
    pyongyang.handle(Arrived(packet=blob, neighbour=MOSCOW))
    due = pyongyang.desk.next_tick(network.clock.now)
    assert due == NOW + attachments.UNANNOUNCED_KEPT_MS + 1
    network.clock.advance(attachments.UNANNOUNCED_KEPT_MS)
    assert pyongyang.tick().facts == ()
    network.clock.advance(1)
    assert pyongyang.tick().one(BlobGivenUp).sealed == blob.sealed
    (back,) = pyongyang.waiting(MOSCOW)
    assert back.load.slip_id == blob.slip.slip_id  # type: ignore[union-attr]  # a return
    assert list(pyongyang.blobs.names()) == []


def test_the_origin_of_a_blob_that_was_given_up_learns_it(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow)
    moscow.handle(sending(one))
    letter = moscow.waiting(PYONGYANG)[0]
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(letter.entry,)))  # lost for good
    courier.run()
    network.clock.advance(attachments.UNANNOUNCED_KEPT_MS + HOUR_MS)
    pyongyang.tick()
    courier.run()
    assert [fact.digest for fact in moscow.facts(NonDelivered)] == [one.ciphertext]


def test_a_flood_of_them_is_not_taken_and_its_files_do_not_stay(network: Network) -> None:
    pyongyang, most = network[PYONGYANG], attachments.MAX_UNANNOUNCED
    blobs = [stray(pyongyang, number) for number in range(1, most + 20)]
    answers = pyongyang.handle(*(Arrived(packet=one, neighbour=MOSCOW) for one in blobs))
    assert answers[:most] == (Accept(),) * most
    assert all(isinstance(one, Defer) for one in answers[most:])
    assert pyongyang.attachments.unannounced()[0] == most
    assert len(list(pyongyang.blobs.names())) == most


def test_one_that_is_announced_is_taken_in_a_flood(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    blobs = [stray(pyongyang, number) for number in range(1, attachments.MAX_UNANNOUNCED + 1)]
    pyongyang.handle(*(Arrived(packet=one, neighbour=MOSCOW) for one in blobs))
    moscow.handle(sending(attach(moscow)))
    courier.run()
    assert pyongyang.examine() == 1


def test_a_blob_that_is_not_here_is_asked_for_again(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    blob = stray(pyongyang, 1)
    pyongyang.blobs.remove(blob.sealed)
    (answer,) = pyongyang.handle(Arrived(packet=blob, neighbour=MOSCOW))
    assert isinstance(answer, Defer)
    assert pyongyang.facts(BlobTakenIn) == []


def test_a_blob_of_another_size_than_its_slip_says_is_refused(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    (answer,) = pyongyang.handle(
        Arrived(packet=stray(pyongyang, 1, size_bytes=5), neighbour=MOSCOW)
    )
    assert answer == Refuse(reason=RefuseReason.MALFORMED)
    assert list(pyongyang.blobs.names()) == []


def test_the_registers_of_attachments_are_made_again(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(sending(attach(moscow), attach(moscow, b"two", "two.txt")))
    courier.run()
    pyongyang.examine()
    pyongyang.handle(Arrived(packet=stray(pyongyang, 1), neighbour=MOSCOW))
    for post in (moscow, pyongyang):
        assert post.stored.rebuild().changed == ()
    assert Kind.ATTACHMENT not in {one.kind for one in moscow.facts(EnvelopeSealed)[0].documents}


def test_files_in_many_telegrams_of_one_group_fit_their_envelopes(
    network: Network, courier: Courier
) -> None:
    """64 telegrams of 64 keys each would make an envelope that nobody reads."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    one = attach(moscow, b"x")
    orders = [sending(*[one] * 64) for _ in range(40)]
    moscow.handle(*orders)
    assert len(moscow.facts(EnvelopeSealed)) > 1
    courier.carry(MOSCOW, PYONGYANG)
    assert len(pyongyang.facts(Delivered)) == 40
    assert pyongyang.alarms() == []
