"""Blobs on their way in: files that come late, in halves, under other names, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from depesha.errors import NotNow, Refused, StoreFull
from depesha.links.exchange import LineState
from depesha.links.frames import Accept, Defer, Refuse
from depesha.links.shelf import SPARE_BYTES
from depesha.names import Digest, Epoch
from depesha.packet import Grade, PacketKind, RefuseReason
from depesha.packet import Refuse as Refusal
from tests.links.blob_files import Watched, bytes_of, laid, unfinished, watch
from tests.links.folder_files import (
    HEADER,
    announcing,
    beside,
    contents,
    name_of,
    pack,
    parcel,
)
from tests.links.folder_place import Place, Story, Tell, told
from tests.links.small_station import SmallStation, packet

SEALED = bytes(range(256)) * 4000  # a megabyte
LARGE = SEALED * 20
SECOND = Epoch(b"epoch 2.")
DISK_FULL, NO_ANSWER, NOT_TAKEN = "the disk is full", "the disk does not answer", "not taken"


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    def run(story: Story) -> None:
        told(tmp_path, story)

    return run


def letter(number: int) -> bytes:
    return pack(parcel(number, SECOND), header=replace(HEADER, epoch=SECOND))[1]


def taken(place: Place, number: int = 1) -> bytes:
    """Return the sealed bytes of the blob with that number that beta took."""
    return bytes_of(place.disk, number)


def coming(place: Place) -> list[Path]:
    return unfinished(place.disk)


def test_a_blob_is_taken_and_answered_after_the_commit(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.bring(SEALED)
        place.say(announcing(SEALED))
        await place.beta.until_taken(1)
        await place.until(lambda: len(place.said(Accept)) == 1)
        assert taken(place) == SEALED
        assert place.report().awaited == 0
        assert place.status().tally.received == 1
        place.say()
        await place.until(lambda: not place.packs())

    tell(story)


def test_a_blob_of_no_bytes_is_one(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, b""))
        place.bring(b"")
        place.say(announcing(b"", 2))
        await place.beta.until_taken(1)
        assert taken(place, 2) == b""
        await place.until(lambda: place.report().blobs == 1)
        assert contents(place.out, "*.depblob") == [b""]

    tell(story)


def test_a_pack_waits_for_its_file_and_others_do_not_wait_for_it(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(announcing(SEALED), letter(2))
        await place.beta.until_taken(1)
        await place.until(lambda: place.report().awaited == 1)
        await place.looks()
        assert not place.damaged()
        place.say(announcing(SEALED), letter(2), announcing(LARGE, 3))
        place.bring(LARGE)  # nor does a blob wait for another
        await place.beta.until_taken(2)
        place.bring(SEALED)
        await place.beta.until_taken(3)
        assert (taken(place), taken(place, 3)) == (SEALED, LARGE)
        assert place.report().quarantined == 0

    tell(story)


@pytest.mark.parametrize("part", [0, 1, len(SEALED) // 2, len(SEALED) - 1])
def test_half_a_file_is_waited_for(tell: Tell, part: int) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(announcing(SEALED), letter(2))
        path = place.into / name_of(SEALED)
        path.write_bytes(SEALED[:part])
        await place.beta.until_taken(1)
        await place.looks(3)
        path.write_bytes(SEALED)
        await place.beta.until_taken(2)
        assert taken(place) == SEALED
        assert not place.damaged()

    tell(story)


def test_a_file_of_the_full_length_that_is_still_filled_is_waited_for(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(announcing(SEALED))
        with (place.into / name_of(SEALED)).open("wb") as file:
            file.truncate(len(SEALED))  # some copiers begin so
            await place.until(lambda: place.report().awaited == 1)
            await place.looks(5)
            file.write(SEALED)
        await place.beta.until_taken(1)
        assert taken(place) == SEALED
        assert not place.damaged()

    tell(story)


OTHER_NAMES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "a conflict copy": lambda name: name.replace(".", ".sync-conflict-20261121-2050-ABC."),
    "a second copy": lambda name: name.replace(".", " (1)."),
    "a name of eight letters": lambda name: f"{name[:6]}~1.depblob",
    "another name": lambda _name: "from the courier.depblob",
}


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_a_file_of_another_name_is_recognised_by_its_hash(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(announcing(SEALED))
        (place.into / "0.depblob").write_bytes(SEALED[::-1])  # as long, and not it
        (place.into / OTHER_NAMES[name](name_of(SEALED))).write_bytes(SEALED)
        await place.beta.until_taken(1)
        assert taken(place) == SEALED

    tell(story)


def test_a_good_copy_is_found_beside_a_spoiled_one_of_the_right_name(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(announcing(SEALED))
        (place.into / name_of(SEALED)).write_bytes(SEALED[::-1])
        (place.into / "copy.depblob").write_bytes(SEALED)
        await place.beta.until_taken(1)
        assert taken(place) == SEALED

    tell(story)


def test_a_blob_that_is_here_whole_needs_no_file(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.disk.blobs.take_in([SEALED])
        place.open()
        place.say(announcing(SEALED), announcing(SEALED, 2))
        await place.beta.until_taken(2)
        assert place.disk.duplicates == 0

    tell(story)


def test_a_spoiled_file_is_told_once_and_the_next_is_taken(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        first, second = announcing(SEALED), announcing(SEALED, 2)
        path = place.into / name_of(SEALED)
        path.write_bytes(SEALED[::-1])
        place.say(first)
        await place.until(lambda: place.damaged() == {Digest(first[-32:])})
        assert "not what its name says" in place.status().last_error
        assert place.report().quarantined == 1
        assert not coming(place)
        assert not list(place.home.rglob("quarantine/*")), "it is too large to be kept"
        place.say(second)  # the writer has heard; its new file is still under way
        await place.looks(20)
        assert Digest(second[-32:]) not in place.damaged()
        assert place.report().quarantined == 1
        place.bring(SEALED)
        await place.beta.until_taken(1)
        assert taken(place, 2) == SEALED

    tell(story)


def test_a_file_that_stays_short_is_told(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        said = announcing(SEALED)
        (place.into / name_of(SEALED)).write_bytes(SEALED[:-1])
        place.say(said)
        await place.until(lambda: place.damaged() == {Digest(said[-32:])})
        assert "is no file of 1024000 bytes" in place.status().last_error
        place.bring(SEALED)  # the courier has brought it after all
        await place.beta.until_taken(1)

    tell(story)


def test_what_was_told_of_a_medium_that_was_pulled_out_is_told_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        said = announcing(SEALED)
        (place.into / name_of(SEALED)).write_bytes(SEALED[:-1])
        place.say(said)
        await place.until(lambda: bool(place.damaged()))
        away = place.into.rename(place.into.with_name("away"))
        await place.until(lambda: place.status().state is LineState.WAITING)
        for path in place.out.iterdir():
            path.unlink()  # and what was written there is lost
        away.rename(place.into)
        await place.until(lambda: place.damaged() == {Digest(said[-32:])})

    tell(story)


def watched(place: Place) -> Watched:
    station = SmallStation("beta", place.disk)
    blobs = watch(station)
    place.open(beta=station)
    return blobs


def test_a_medium_that_is_pulled_out_in_the_middle_goes_on_where_it_stopped(tell: Tell) -> None:
    async def story(place: Place) -> None:
        away = place.into.with_name("away")
        blobs = watched(place)
        blobs.on_write = lambda count: count == 2 and place.into.rename(away)
        place.bring(LARGE)
        place.say(announcing(LARGE))
        await place.until(away.exists)
        await place.until(lambda: place.status().state is LineState.WAITING)
        assert len(blobs.offsets) == 2
        away.rename(place.into)
        await place.beta.until_taken(1)
        assert taken(place) == LARGE
        assert len(set(blobs.offsets)) == len(blobs.offsets), "something was copied twice"

    tell(story)


def test_another_file_after_the_interruption_is_copied_from_its_beginning(tell: Tell) -> None:
    async def story(place: Place) -> None:
        blobs = watched(place)
        path = place.into / name_of(LARGE)
        bad = LARGE[::-1]
        blobs.on_write = lambda count: count == 2 and place.bring(LARGE)
        path.write_bytes(bad)
        place.say(announcing(LARGE))
        await place.beta.until_taken(1)
        assert taken(place) == LARGE
        assert not place.damaged(), "half of it was of the file before"

    tell(story)


def test_what_no_pack_announces_any_more_is_let_go(tell: Tell) -> None:
    async def story(place: Place) -> None:
        path = place.into / name_of(LARGE)
        blobs = watched(place)
        blobs.on_write = lambda count: count == 1 and path.write_bytes(b"cut")
        path.write_bytes(LARGE)
        place.say(announcing(LARGE), announcing(SEALED, 2))
        await place.until(lambda: len(blobs.offsets) == 1)
        await place.looks(2)
        assert coming(place)
        place.say(announcing(SEALED, 2))  # the neighbour has given it up
        await place.until(lambda: not coming(place))
        assert place.report().awaited == 1

    tell(story)


def test_a_copy_of_an_earlier_process_is_begun_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.disk.blobs.write(Digest(sha256(SEALED).digest()), 0, bytes(2 * len(SEALED)))
        place.open()
        place.bring(SEALED)
        place.say(announcing(SEALED))
        await place.beta.until_taken(1)
        assert taken(place) == SEALED

    tell(story)


class Failing(Watched):
    """Blobs whose disk fails at the first writes."""

    failures: tuple[NotNow, ...] = ()

    def write(self, name: Digest, offset: int, data: bytes) -> None:
        if self.failures:
            first, self.failures = self.failures[0], self.failures[1:]
            super().write(name, offset, data[:1000])
            raise first
        super().write(name, offset, data)


def failing(place: Place, *failures: NotNow) -> Failing:
    station = SmallStation("beta", place.disk)
    station.blobs = blobs = Failing(place.disk.blobs._folder)
    blobs.failures = failures
    place.open(beta=station)
    return blobs


class Narrow(Watched):
    """Blobs on a disk that has no more room than the store needs."""

    def free_bytes(self) -> int:
        return SPARE_BYTES + 1000


def test_nothing_is_begun_that_would_take_the_room_of_the_store(tell: Tell) -> None:
    async def story(place: Place) -> None:
        station = SmallStation("beta", place.disk)
        station.blobs = blobs = Narrow(place.disk.blobs._folder)
        place.bring(SEALED)
        place.bring(SEALED[:1000])
        place.say(announcing(SEALED), announcing(SEALED[:1000], 2))
        place.open(beta=station)
        await place.until(lambda: len(place.said(Defer)) == 1)
        await station.until_taken(1)
        assert blobs.written_bytes == 1000

    tell(story)


def test_a_full_disk_here_defers_the_blob_and_leaves_nothing_of_it(tell: Tell) -> None:
    async def story(place: Place) -> None:
        failing(place, StoreFull(DISK_FULL))
        place.bring(SEALED)
        place.say(announcing(SEALED), letter(2))
        await place.until(lambda: len(place.said(Defer)) == 1)
        (deferral,) = place.said(Defer)
        assert isinstance(deferral, Defer)
        assert deferral.until > place.beta.now() + 3_000_000
        assert place.status().last_error == DISK_FULL
        assert not coming(place)
        await place.beta.until_taken(1)
        place.say(announcing(SEALED, 3))
        await place.beta.until_taken(2)
        assert not place.status().last_error

    tell(story)


def test_a_disk_that_does_not_answer_is_asked_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        blobs = failing(place, NotNow(NO_ANSWER), NotNow(NO_ANSWER))
        place.bring(SEALED)
        place.say(announcing(SEALED))
        await place.until(lambda: place.status().last_error == NO_ANSWER)
        await place.beta.until_taken(1)
        assert taken(place) == SEALED
        assert blobs.offsets == [0, 0, 0]

    tell(story)


def test_another_line_that_brings_the_same_blob_does_no_harm(tell: Tell) -> None:
    async def story(place: Place) -> None:
        blobs = watched(place)
        name = Digest(sha256(LARGE).digest())

        def interfere(count: int) -> None:
            if count == 2:
                blobs.held(name, (), 1)  # the other begins

        blobs.on_write = interfere
        place.bring(LARGE)
        place.say(announcing(LARGE))
        await place.beta.until_taken(1)
        assert taken(place) == LARGE
        assert not place.damaged()

    tell(story)


def test_what_the_desk_refuses_is_answered_so(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.judge = lambda _event: Refusal(reason=RefuseReason.LOOP)
        place.bring(SEALED)
        place.say(announcing(SEALED))
        await place.until(lambda: len(place.said(Refuse)) == 1)
        (refusal,) = place.said(Refuse)
        assert isinstance(refusal, Refuse)
        assert refusal.reason is RefuseReason.LOOP

    tell(story)


def test_what_the_station_cannot_take_is_not_answered_and_stops_nothing(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()

        async def refuse() -> None:
            place.beta.before_commit = SmallStation("x").before_commit
            raise Refused(NOT_TAKEN)

        place.beta.before_commit = refuse
        place.bring(SEALED)
        place.say(announcing(SEALED))
        await place.until(lambda: place.report().awaited == 0 and bool(place.report().read_at))
        place.say(announcing(SEALED), letter(2))
        await place.beta.until_taken(1)
        await place.until(lambda: len(place.said(Accept)) == 1)
        await place.close()
        place.open()  # at the next start it is read again
        await place.beta.until_taken(2)

    tell(story)


def test_a_fault_of_the_station_does_not_silence_the_line(
    tell: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(place: Place) -> None:
        place.open()

        async def fault() -> None:
            place.beta.before_commit = SmallStation("x").before_commit
            raise RuntimeError(NOT_TAKEN)

        place.beta.before_commit = fault
        place.bring(SEALED)
        place.say(announcing(SEALED))
        await place.beta.until_taken(1)
        assert "met a fault" in caplog.text

    tell(story)


SLIPS: dict[str, tuple[dict[str, object], RefuseReason]] = {
    "of a letter": ({"kind": PacketKind.LETTER}, RefuseReason.MALFORMED),
    "of another size than the blob that is here": ({"size_bytes": 7}, RefuseReason.MALFORMED),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_that_lies_is_refused_at_once(tell: Tell, name: str) -> None:
    changes, reason = SLIPS[name]

    async def story(place: Place) -> None:
        place.disk.blobs.take_in([SEALED])
        place.open()
        place.say(announcing(SEALED, 1, **changes))
        await place.until(lambda: len(place.said(Refuse)) == 1)
        (refusal,) = place.said(Refuse)
        assert isinstance(refusal, Refuse)
        assert refusal.reason is reason
        assert not place.disk.taken

    tell(story)


def test_a_station_that_keeps_no_blobs_says_that_it_is_too_big(tell: Tell) -> None:
    async def story(place: Place) -> None:
        beta = SmallStation("beta", place.disk)
        beta.blobs = None
        place.open(beta=beta)
        place.bring(SEALED)
        place.say(announcing(SEALED))
        await place.until(lambda: len(place.said(Refuse)) == 1)
        (refusal,) = place.said(Refuse)
        assert isinstance(refusal, Refuse)
        assert refusal.reason is RefuseReason.TOO_BIG

    tell(story)


def test_answers_beside_an_announcement_count_before_its_file_is_there(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(7))
        await place.until(lambda: bool(place.packs()))
        answer = Accept(lane=0, epoch=place.packs()[0].header.epoch, ranges=((1, 1),))
        place.say(pack(answer, beside(SEALED))[1])
        await place.beta.until_empty()
        assert place.report().awaited == 1

    tell(story)


def test_the_more_urgent_of_what_is_there_goes_first(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        firsts = []
        for low in range(1, 17, 2):  # a file that is first seen a look earlier may go first
            small, other = SEALED[low:], SEALED[low + 16 :]
            place.say(announcing(small, low), announcing(other, low + 1, grade=Grade.FLASH))
            await place.until(lambda: place.report().awaited == 2)
            for sealed in (other, small):
                place.bring(sealed)
            await place.beta.until_taken(low + 1)
            firsts.append(int.from_bytes(place.disk.order[low - 1], "big") - low)
        assert sum(firsts) > len(firsts) // 2, firsts

    tell(story)
