"""Blobs on their way out: what lies beside the packs, for how long, and what has no room."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from depesha.links import frames
from depesha.links.exchange import BlobReport, BlobState, LineState
from depesha.links.folder.bag import PACK, Bag, PackHeader, file_name
from depesha.links.folder.line import Pace
from depesha.links.folder.placing import Allowance
from depesha.links.frames import Accept, Beside, Defer, Frame, Parcel, Refuse
from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.packet import Grade, RefuseReason
from tests.links.blob_files import laid
from tests.links.folder_carrier import QUICK
from tests.links.folder_files import HEADER, name_of, pack
from tests.links.folder_place import Place, Story, Tell, told
from tests.links.small_station import LATER, SmallStation, packet

SEALED = bytes(range(256)) * 4000  # a megabyte
OTHER = SEALED[::-1]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    def run(story: Story) -> None:
        told(tmp_path, story)

    return run


def allowing(**allowance: float) -> Pace:
    return replace(QUICK, blobs=Allowance(**allowance))  # type: ignore[arg-type]


def digest_of(sealed: bytes) -> Digest:
    return Digest(sha256(sealed).digest())


def announcement(place: Place) -> Bag[PackHeader]:
    """Return the one pack that announces a blob and counts."""
    (found,) = (
        one
        for one in place.packs()
        if one.digest in place.named() and isinstance(frames.read(one.payloads[0]), Beside)
    )
    return found


def answer(found: Bag[PackHeader], make: Callable[[Epoch], Frame], epoch: bytes) -> bytes:
    return pack(make(found.header.epoch), header=replace(HEADER, epoch=Epoch(epoch)))[1]


def accepted(epoch: Epoch) -> Frame:
    return Accept(lane=0, epoch=epoch, ranges=((1, 1),))


def test_a_blob_lies_beside_a_pack_of_its_own(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        blob = laid(place.beta, 1, SEALED)
        place.beta.put("alpha", packet(2), wake=False)
        entry = place.beta.put("alpha", blob)
        await place.until(lambda: len(place.said(Beside)) == len(place.said(Parcel)) == 1)
        await place.until(lambda: len(place.named()) == 2)
        (path,) = place.out.glob("*.depblob")
        assert path.name == f"{blob.sealed.hex()[:32]}.depblob"
        assert path.read_bytes() == SEALED
        assert sorted(len(one.payloads) for one in place.packs()) == [1, 1]
        assert (place.report().blobs, place.report().blob_bytes) == (1, len(SEALED))
        assert place.status().in_flight == 2
        lying = BlobReport(state=BlobState.LYING, gone_bytes=len(SEALED))
        assert place.status().blobs == {entry: lying}
        assert place.status().takes_blobs
        assert not list(place.out.glob(".*.depblob.part"))

    tell(story)


@pytest.mark.parametrize("refused", [False, True])
def test_the_file_goes_when_its_pack_is_answered(tell: Tell, refused: bool) -> None:  # noqa: FBT001
    def refusal(epoch: Epoch) -> Frame:
        return Refuse(lane=0, epoch=epoch, channel_seq=1, reason=RefuseReason.LOOP)

    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        place.say(answer(announcement(place), refusal if refused else accepted, b"answer 1"))
        await place.until(lambda: not place.blob_files())
        await place.until(lambda: not list(place.home.rglob("*.sheet")))
        assert not place.packs()
        assert (place.report().blobs, place.report().blob_bytes) == (0, 0)
        assert bool(place.disk.tray) is refused
        assert place.status().blobs == {}

    tell(story)


def put_a_link_there(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


HARMS: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "cut": lambda path: path.write_bytes(SEALED[:-1]),
    "a link": put_a_link_there,
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_is_lost_is_written_again(tell: Tell, harm: str) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        first = announcement(place)
        HARMS[harm](place.out / name_of(SEALED))
        await place.until(lambda: place.blob_files() == [SEALED])
        await place.until(lambda: len(place.named()) == 1 and first.digest not in place.named())
        place.say(answer(first, accepted, b"answer 1"))  # the first was read all the same
        await place.beta.until_empty()
        await place.until(lambda: not place.blob_files() and not place.packs())

    tell(story)


def test_a_file_that_lies_there_whole_is_not_written_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        first, before = announcement(place), (place.out / name_of(SEALED)).stat()
        (place.out / file_name(PACK, first.digest)).unlink()
        await place.until(lambda: bool(place.announced()) and first.digest not in place.named())
        after = (place.out / name_of(SEALED)).stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    tell(story)


def test_a_file_that_came_damaged_is_written_again_though_it_lies_there_whole(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        first, before = announcement(place), (place.out / name_of(SEALED)).stat().st_ino
        place.say(pack(header=replace(HEADER, damaged=(first.digest,)))[1])
        await place.until(lambda: bool(place.announced()) and first.digest not in place.named())
        assert place.blob_files() == [SEALED]
        assert (place.out / name_of(SEALED)).stat().st_ino != before

    tell(story)


def test_after_a_restart_it_is_not_offered_twice_and_goes_when_it_is_answered(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        first = announcement(place)
        await place.close()
        place.open()
        await place.until(lambda: place.status().state is LineState.UP)
        await place.looks()
        assert announcement(place).digest == first.digest
        assert place.report().blobs == 1
        place.say(answer(first, accepted, b"answer 1"))
        await place.until(lambda: not place.blob_files() and not place.packs())

    tell(story)


def test_a_file_whose_blob_left_the_out_tray_is_removed_at_the_next_start(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        await place.close()
        place.disk.tray.clear()
        (place.out / f".{name_of(SEALED)}.part").write_bytes(b"half")
        (place.out / name_of(OTHER)).write_bytes(OTHER)  # no sheet remembers it
        (place.out / f".{name_of(OTHER)}.part").write_bytes(b"half")
        place.open()
        await place.until(lambda: place.blob_files() == [OTHER])
        await place.until(lambda: not (place.out / f".{name_of(SEALED)}.part").exists())
        assert (place.out / f".{name_of(OTHER)}.part").exists()

    tell(story)


def test_a_blob_of_two_packets_goes_when_both_are_answered(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        for number in (1, 2):
            place.beta.put("alpha", laid(place.beta, number, SEALED))
        await place.until(lambda: len(place.announced()) == 2)
        first, second = place.packs()
        before = (place.out / name_of(SEALED)).stat().st_ino
        place.say(answer(first, accepted, b"answer 1"))
        await place.beta.until(lambda: len(place.disk.tray) == 1)
        await place.until(lambda: len(place.packs()) == 1)
        await place.looks(3)
        assert (place.out / name_of(SEALED)).stat().st_ino == before, "it was taken away"
        place.say(answer(second, accepted, b"answer 2"))
        await place.until(lambda: not place.blob_files())

    tell(story)


def test_a_deferred_blob_keeps_its_file_until_it_is_offered_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        first, before = announcement(place), (place.out / name_of(SEALED)).stat().st_ino
        until = TimeMs(place.beta.now() + 1000)
        place.say(
            answer(
                first,
                lambda epoch: Defer(lane=0, epoch=epoch, channel_seq=1, until=until),
                b"answer 1",
            )
        )
        await place.until(lambda: place.status().tally.deferred == 1)
        await place.until(lambda: len(place.named()) == 1 and first.digest not in place.named())
        assert place.announced() == [digest_of(SEALED)]
        assert (place.out / name_of(SEALED)).stat().st_ino == before
        assert place.report().blobs == 1

    tell(story)


def test_a_deferred_blob_keeps_its_file_while_the_line_is_closed(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        first, before = announcement(place), (place.out / name_of(SEALED)).stat().st_ino
        until = TimeMs(place.beta.now() + 1000)
        put_off = Defer(lane=0, epoch=first.header.epoch, channel_seq=1, until=until)
        place.say(pack(put_off, header=replace(HEADER, epoch=Epoch(b"answer 1")))[1])
        await place.until(lambda: place.status().tally.deferred == 1)
        place.beta.opens_at = LATER
        await place.until(lambda: not place.status().deferred)  # it is due
        place.say()
        await place.looks(5)
        assert (place.out / name_of(SEALED)).stat().st_ino == before
        place.beta.opens_at = None
        place.beta.wake(StationId("alpha"), Grade.LOW)
        await place.until(lambda: len(place.named()) == 1 and first.digest not in place.named())
        assert (place.out / name_of(SEALED)).stat().st_ino == before

    tell(story)


def test_a_restart_while_the_line_is_closed_leaves_the_blob_that_lies_there(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        await place.until(lambda: bool(place.announced()))
        first = announcement(place)
        await place.close()
        place.open()
        place.beta.opens_at = LATER
        await place.looks(5)
        assert place.blob_files() == [SEALED]
        assert announcement(place).digest == first.digest
        place.say(answer(first, accepted, b"answer 1"))
        await place.beta.until_empty()

    tell(story)


@pytest.mark.parametrize("bound", [{"files": 2}, {"size_bytes": 250_000}])
def test_so_much_lies_there_and_the_rest_waits_for_room(
    tell: Tell, bound: dict[str, float]
) -> None:
    async def story(place: Place) -> None:
        for number in range(1, 6):
            blob = laid(place.beta, number, bytes([number]) * 100_000)
            place.beta.put("alpha", blob, wake=False)
        place.beta.put("alpha", packet(9), wake=False)
        place.open(allowing(**bound))
        await place.until(lambda: len(place.announced()) == 2 and len(place.said(Parcel)) == 1)
        await place.looks()
        assert len(place.blob_files()) == 2
        first = next(one for one in place.packs() if len(one.payloads[0]) < 500)
        place.say(answer(first, accepted, b"answer 1"))
        await place.beta.until(lambda: len(place.disk.tray) == 5)
        await place.until(lambda: len(place.announced()) == 2 and first.digest not in place.named())
        await place.until(lambda: len(place.blob_files()) == 2)

    tell(story)


def test_one_that_is_larger_than_all_that_may_lie_there_goes_alone(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.beta.put("alpha", laid(place.beta, 1, SEALED), wake=False)
        place.open(allowing(size_bytes=1000))
        await place.until(lambda: place.blob_files() == [SEALED])

    tell(story)


def test_a_flash_does_not_wait_for_room_among_the_less_urgent(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open(allowing(files=1))
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        place.beta.put("alpha", laid(place.beta, 2, OTHER))
        await place.until(lambda: len(place.announced()) == 1)
        place.beta.put("alpha", laid(place.beta, 3, OTHER, Grade.FLASH))
        await place.until(lambda: len(place.announced()) >= 2)  # the second may lie with it

    tell(story)


def test_a_medium_without_room_takes_letters_and_says_so(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open(allowing(spare_bytes=1 << 60))
        place.beta.put("alpha", laid(place.beta, 1, SEALED))
        place.beta.put("alpha", packet(2))
        await place.until(lambda: len(place.said(Parcel)) == 1)
        await place.until(lambda: "no room for a blob" in place.status().last_error)
        await place.until(lambda: not list(place.home.rglob(".*.depblob.part")))
        assert place.status().state is LineState.UP
        assert place.status().hint
        assert not place.blob_files()
        assert len(place.disk.tray) == 2
        await place.until(lambda: len(list(place.home.rglob("*.sheet"))) == 1)  # the letter's

    tell(story)


@contextmanager
def files_of_at_most(size_bytes: int) -> Iterator[None]:
    """Let this process write no longer file, as FAT32 does: the error is the same, EFBIG."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_medium_that_takes_no_file_of_this_size_takes_the_others(tell: Tell) -> None:
    async def story(place: Place) -> None:
        small = b"small"
        for number, sealed in ((1, SEALED), (2, small)):
            place.beta.put("alpha", laid(place.beta, number, sealed), wake=False)
        place.beta.put("alpha", packet(3), wake=False)
        with files_of_at_most(len(SEALED) - 1):
            place.open(allowing(retry_seconds=0.5))
            await place.until(lambda: "takes no file of 1024000 bytes" in place.status().last_error)
            assert "FAT32" in place.status().hint
            await place.until(lambda: place.blob_files() == [small])
            await place.until(lambda: len(place.said(Parcel)) == 1)
            await place.until(lambda: not list(place.out.glob(".*.depblob.part")))
        await place.until(lambda: len(place.blob_files()) == 2)  # on another medium it goes

    tell(story)


def spoil(path: Path) -> None:
    path.write_bytes(OTHER)


@pytest.mark.parametrize("harm", [Path.unlink, spoil, lambda path: path.write_bytes(b"")])
def test_a_blob_that_went_bad_in_the_home_is_not_carried(
    tell: Tell, harm: Callable[[Path], object]
) -> None:
    async def story(place: Place) -> None:
        blob = laid(place.beta, 1, SEALED)
        harm(place.disk.blobs.path(blob.sealed))
        entry = place.beta.put("alpha", blob, wake=False)
        place.beta.put("alpha", packet(2), wake=False)
        place.open()
        await place.until(lambda: "in this home" in place.status().last_error)
        await place.until(lambda: place.disk.missing == [entry])
        assert place.status().blobs[entry].state is BlobState.MISSING
        assert entry in place.status().deferred
        await place.until(lambda: len(place.said(Parcel)) == 1)
        assert not place.blob_files()
        assert not place.announced()
        assert not list(place.out.glob(".*.depblob.part"))

    tell(story)


def test_a_medium_that_is_pulled_out_while_a_blob_is_written(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", laid(place.beta, 1, SEALED * 20))
        await place.until(lambda: any(place.out.glob(".*.depblob.part")))
        away = place.out.rename(place.out.with_name("away"))
        await place.until(lambda: place.status().state is LineState.WAITING)
        away.rename(place.out)
        await place.until(lambda: bool(place.announced()))
        assert place.blob_files() == [SEALED * 20]
        await place.looks(3)
        assert not list(place.out.glob(".*.depblob.part"))

    tell(story)


def test_a_station_that_keeps_no_blobs_carries_letters(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.beta.put("alpha", laid(place.beta, 1, SEALED), wake=False)
        place.beta.put("alpha", packet(2), wake=False)
        beta = SmallStation("beta", place.disk)
        beta.blobs = None
        place.open(beta=beta)
        await place.until(lambda: len(place.said(Parcel)) == 1)
        await place.looks()
        assert not place.blob_files()
        assert not place.status().last_error
        assert not place.status().takes_blobs

    tell(story)
