"""The folder line over time: what is lost, what is interrupted, what is not ours."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import Refused
from depesha.links.exchange import FolderReport, LineState, LineStatus
from depesha.links.folder import bag
from depesha.links.folder.bag import MANIFESTS, PACK, Bag, Manifest, PackHeader, file_name
from depesha.links.folder.line import FolderLine, Pace
from depesha.links.folder.lines import FolderLines
from depesha.links.frames import Accept, Defer, Parcel
from depesha.links.frames import read as frame_of
from depesha.names import Epoch, StationId
from depesha.packet import Grade
from tests.links.folder_carrier import QUICK, lines_of, notary, own
from tests.links.folder_files import HEADER, MANIFEST, contents, lay, manifest, pack, parcel
from tests.links.small_station import LATER, Disk, SmallStation, packet

SECOND = Epoch(b"epoch 2.")
NOT_TAKEN = "the desk does not take it"


class Place:
    """Beta between its two folders; alpha is whoever writes the test."""

    def __init__(self, folder: Path) -> None:
        self.home, self.out, self.into = folder / "home", folder / "out", folder / "in"
        self.out.mkdir()
        self.into.mkdir()
        self.disk = Disk()
        self.beta = SmallStation("beta", self.disk)
        self.lines: FolderLines | None = None
        self.serial = 0

    def open(self, pace: Pace = QUICK) -> None:
        self.beta = SmallStation("beta", self.disk)
        self.lines = lines_of(self.beta, self.home, self.out, self.into, pace)

    async def close(self) -> None:
        if self.lines is not None:
            await self.lines.stop()
            self.lines = None

    def status(self) -> LineStatus:
        assert self.lines is not None
        return self.lines.status()[0]

    def report(self) -> FolderReport:
        report = self.status().folder
        assert report is not None
        return report

    def packs(self) -> list[Bag[PackHeader]]:
        return [bag.read(PACK, data) for data in contents(self.out, "*.depbag")]

    def manifest(self) -> Manifest | None:
        """Return the manifest in force, if there is one."""
        found = [bag.read(MANIFESTS, data).header for data in contents(self.out, "*.depman")]
        return max(found, key=lambda one: one.serial, default=None)

    def offered(self) -> list[int]:
        """Return the packets that lie there, in the order of their packs' names."""
        said = [frame_of(one) for found in self.packs() for one in found.payloads]
        return sorted(
            int.from_bytes(one.sealed[:8], "big") for one in said if isinstance(one, Parcel)
        )

    def say(self, *files: bytes) -> None:
        """Lay packs of alpha's and a manifest that names only these."""
        self.serial += 1
        named = [bag.hash_of(data) for data in files]
        lay(self.into, *files, manifest(named, self.serial))

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110  # a folder has no event to wait for
                await asyncio.sleep(0.005)


Story = Callable[[Place], Awaitable[None]]


@pytest.fixture
def tell(tmp_path: Path) -> Callable[[Story], None]:
    """Tell a story of beta and its folders."""

    def run(story: Story) -> None:
        async def told() -> None:
            place = Place(tmp_path)
            try:
                await story(place)
            finally:
                await place.close()

        asyncio.run(told())

    return run


Tell = Callable[[Story], None]


def answered(found: Bag[PackHeader], epoch: bytes) -> bytes:
    """Return alpha's pack that accepts all of one of beta's."""
    most = len(found.payloads)
    accept = Accept(lane=0, epoch=found.header.epoch, ranges=((1, most),))
    return pack(accept, header=replace(HEADER, epoch=Epoch(epoch)))[1]


def test_a_pack_is_removed_when_all_of_it_is_answered(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        assert place.report().unanswered_since
        await place.until(lambda: place.manifest() is not None)
        place.say(answered(place.packs()[0], b"answer 1"))
        await place.until(lambda: not place.packs())
        assert place.status().in_flight == 0
        assert place.report().unanswered_since is None
        await place.until(lambda: [one.suffix for one in place.out.iterdir()] == [".depman"])
        named = place.manifest()
        assert named is not None
        assert named.packs == (), "the neighbour must see that it is done with"

    tell(story)


def test_a_pack_that_vanishes_is_offered_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        first = place.packs()[0]
        (place.out / file_name(PACK, first.digest)).unlink()
        await place.until(lambda: place.offered() == [1])
        assert place.packs()[0].digest != first.digest
        place.say(answered(first, b"answer 1"))  # the first was read all the same
        await place.until(lambda: not place.packs())
        assert not place.disk.tray

    tell(story)


def test_a_pack_that_is_said_to_be_damaged_is_offered_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        first = place.packs()[0].digest
        place.say(pack(header=replace(HEADER, damaged=(first,)))[1])
        await place.until(lambda: [one.digest != first for one in place.packs()] == [True])
        assert place.offered() == [1]

    tell(story)


@pytest.mark.parametrize("gone", ["out", "in"])
def test_a_folder_that_is_not_there_is_waited_for(tell: Tell, gone: str) -> None:
    async def story(place: Place) -> None:
        folder = {"out": place.out, "in": place.into}[gone]
        folder.rmdir()
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: str(folder) in place.status().last_error)
        assert place.status().state is LineState.WAITING
        assert place.status().hint
        assert not folder.exists(), "it was made where the medium should be"
        folder.mkdir()
        await place.until(lambda: place.offered() == [1])
        assert place.status().state is LineState.UP
        assert not place.status().last_error

    tell(story)


def test_a_folder_that_cannot_be_written_is_tried_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        await place.until(lambda: place.status().state is LineState.UP)
        shutil.rmtree(place.home / "alpha")  # the home's disk is gone: no sheet, no pack
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.status().state is LineState.WAITING)
        assert not place.packs()
        (place.home / "alpha").mkdir()
        await place.until(lambda: place.offered() == [1])

    tell(story)


def test_after_a_restart_the_old_answer_still_counts(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        await place.close()
        place.open()
        await place.until(lambda: place.status().state is LineState.UP)
        assert place.status().in_flight == 1
        assert place.offered() == [1], "it was offered twice"
        place.say(answered(place.packs()[0], b"answer 1"))
        await place.beta.until_empty()

    tell(story)


@pytest.mark.parametrize("kept_back", ["closed", "minimized"])
def test_a_restart_while_nothing_may_leave_clears_nothing_away(tell: Tell, kept_back: str) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        (before,) = place.packs()
        await place.close()
        place.open()
        if kept_back == "closed":
            place.beta.opens_at = LATER
        else:
            place.beta.lowest = Grade.FLASH
        await place.until(lambda: place.status().state is LineState.UP)
        place.say()  # an empty manifest of alpha's: what is finished would go now
        await asyncio.sleep(0.1)
        assert place.status().in_flight == 1
        assert [one.digest for one in place.packs()] == [before.digest]
        place.say(answered(before, b"answer 1"))
        await place.beta.until_empty()

    tell(story)


def test_an_entry_that_means_another_load_now_is_not_given_up(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        old = place.packs()[0]
        await place.close()
        place.disk.tray.clear()  # the store was put back: entry 1 is another packet now
        again = SmallStation("beta", place.disk)
        again.put("alpha", packet(2), wake=False)
        place.open()
        await place.until(lambda: place.offered() == [2])
        place.say(answered(old, b"answer 1"))
        await place.until(lambda: bool(place.report().read_at))
        await asyncio.sleep(0.05)
        assert place.disk.tray

    tell(story)


def test_a_lost_memory_offers_everything_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        first = place.packs()[0].digest
        await place.close()
        for sheet in (place.home / "alpha").glob("*.sheet"):
            sheet.write_bytes(b"no sheet")
        place.open()
        await place.until(lambda: [one.digest == first for one in place.packs()] == [False])
        assert place.offered() == [1]

    tell(story)


def test_a_store_that_is_blind_is_asked_again_though_something_is_deferred(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])
        epoch = place.packs()[0].header.epoch
        place.say(pack(Defer(lane=0, epoch=epoch, channel_seq=1, until=LATER))[1])
        await place.until(lambda: place.status().tally.deferred == 1)
        place.beta.blind_pulls = 1
        place.beta.put("alpha", packet(2))
        await place.until(lambda: place.offered() == [2])

    tell(story)


def test_a_home_that_cannot_be_read_does_not_silence_the_line(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        shutil.rmtree(place.home / "alpha")
        await place.until(lambda: place.status().state is LineState.UP)

    tell(story)


def test_a_pack_is_answered_once_over_a_restart(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(pack(parcel(1))[1])
        await place.until(lambda: bool(place.packs()))
        await place.close()
        place.open()
        await place.until(lambda: place.status().state is LineState.UP)
        await asyncio.sleep(0.05)
        assert place.disk.duplicates == 0
        assert len(place.packs()) == 1

    tell(story)


def test_an_answer_that_is_lost_is_given_again(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(pack(parcel(1))[1])
        await place.until(lambda: bool(place.packs() and place.manifest()))
        await place.until(lambda: bool(place.report().written_at))
        for path in place.out.iterdir():
            path.unlink()
        await place.until(lambda: bool(place.packs()))
        assert place.disk.duplicates == 1
        await place.until(lambda: place.manifest() is not None)

    tell(story)


def test_answers_stay_while_no_manifest_of_the_neighbour_is_there(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(pack(parcel(1))[1])
        await place.until(lambda: bool(place.packs()))
        for path in place.into.iterdir():
            path.unlink()
        await asyncio.sleep(0.1)
        assert place.packs()

    tell(story)


def test_files_of_others_in_the_own_folder_are_left_alone(tell: Tell) -> None:
    async def story(place: Place) -> None:
        foreign = replace(HEADER, sender=StationId("gamma"), receiver=StationId("alpha"))
        lay(place.out, pack(parcel(9), header=foreign)[1])
        lay(place.out, manifest([], like=replace(MANIFEST, receiver=StationId("gamma"))))
        (place.out / "letter.txt").write_text("from somebody")
        (place.out / f"{'0' * 32}.depbag").write_text("no pack")
        (place.out / f"{'1' * 32}.depbag").symlink_to("/etc/hostname")
        before = set(place.out.iterdir())
        own_half = place.out / f".{'2' * 32}.depbag.part"
        own_half.write_bytes(b"half")
        ours = replace(HEADER, sender=StationId("beta"), receiver=StationId("alpha"))
        lay(place.out, pack(parcel(8), header=ours, signer="beta")[1])
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.manifest() is not None and not own_half.exists())
        await place.until(lambda: len(list(place.out.iterdir())) == len(before) + 2)
        assert before < set(place.out.iterdir())

    tell(story)


def test_a_name_in_capitals_and_a_conflict_copy_are_recognised_by_their_hash(tell: Tell) -> None:
    async def story(place: Place) -> None:
        first, second = pack(parcel(1)), pack(parcel(2))
        capitals = file_name(PACK, first[0]).upper()
        (place.into / capitals).write_bytes(first[1])
        (place.into / "x.sync-conflict-20261121-205000-ABCDEFG.depbag").write_bytes(second[1])
        (place.into / "y (1).depbag").write_bytes(second[1][:100])
        named = bag.write(
            MANIFESTS,
            replace(MANIFEST, packs=((first[0], Grade.LOW), (second[0], Grade.LOW))),
            (),
            notary("alpha").sign,
        )[1]
        (place.into / "MANIFEST.DEPMAN").write_bytes(named)
        place.open()
        await place.beta.until_taken(2)
        assert not place.report().quarantined

    tell(story)


def test_the_more_urgent_pack_is_taken_first(tell: Tell) -> None:
    async def story(place: Place) -> None:
        low = pack(parcel(1))
        urgent = pack(parcel(2, SECOND), header=replace(HEADER, epoch=SECOND))
        lay(place.into, low[1], urgent[1])
        grades = ((low[0], Grade.LOW), (urgent[0], Grade.FLASH))
        named = bag.write(MANIFESTS, replace(MANIFEST, packs=grades), (), notary("alpha").sign)[1]
        lay(place.into, named)
        place.open()
        await place.beta.until_taken(2)
        assert [int.from_bytes(one, "big") for one in place.disk.order] == [2, 1]

    tell(story)


def test_a_full_pack_is_followed_by_another(tell: Tell) -> None:
    async def story(place: Place) -> None:
        for number in range(10):
            place.beta.put("alpha", packet(number), wake=False)
        place.open(replace(QUICK, pack_loads=4))
        await place.until(lambda: place.offered() == list(range(10)))
        assert sorted(len(one.payloads) for one in place.packs()) == [2, 4, 4]

    tell(story)


def test_what_the_station_cannot_take_is_not_answered_and_stops_nothing(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        judged = 0

        async def refuse() -> None:
            nonlocal judged
            judged += 1
            if judged == 1:
                raise Refused(NOT_TAKEN)

        place.beta.before_commit = refuse
        other = pack(parcel(2, SECOND), header=replace(HEADER, epoch=SECOND))
        place.say(pack(parcel(1))[1], other[1])
        await place.beta.until_taken(1)
        await place.until(lambda: bool(place.packs()))
        assert len(place.packs()[0].payloads) == 1

    tell(story)


def test_a_fault_of_the_station_does_not_silence_the_line(
    tell: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(place: Place) -> None:
        place.open()
        faults = 0

        async def fault() -> None:
            nonlocal faults
            faults += 1
            if faults == 1:
                raise RuntimeError(NOT_TAKEN)

        place.beta.before_commit = fault
        place.say(pack(parcel(1))[1])
        await place.beta.until_taken(1)
        await place.until(lambda: place.status().tally.connections == 2)
        assert faults == 2
        assert "met a fault" in caplog.text

    tell(story)


def test_answers_that_the_station_cannot_take_leave_custody_here(
    tell: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.beta.put("alpha", packet(1))
        await place.until(lambda: place.offered() == [1])

        async def refuse() -> None:
            raise Refused(NOT_TAKEN)

        place.beta.before_commit = refuse
        place.say(answered(place.packs()[0], b"answer 1"))
        await place.until(lambda: "were not taken" in caplog.text)
        assert place.disk.tray
        assert place.offered() == [1], "the pack went before its answer was kept"
        await place.close()
        place.open()
        await place.beta.until_empty()

    tell(story)


def test_a_key_book_that_comes_later_opens_what_did_not_verify(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open()
        place.say(pack(parcel(1), signer="mallory")[1])
        await place.until(lambda: place.report().quarantined == 1)
        assert place.lines is not None
        later = replace(own("beta"), book_version=2)
        neighbour = place.lines._lines[StationId("alpha")].neighbour
        place.lines.adopt(later, [neighbour])
        await place.until(lambda: place.report().quarantined == 2)  # looked at once more
        place.lines.adopt(later, [])
        assert place.lines.status() == ()

    tell(story)


def test_a_line_may_want_small_packs(tell: Tell) -> None:
    async def story(place: Place) -> None:
        for number in range(1, 11):
            place.beta.put("alpha", packet(number))
        large = packet(11, sealed=bytes(20_000))
        place.beta.put("alpha", large)
        place.open(replace(QUICK, pack_bytes=10_000))
        await place.until(lambda: len(place.offered()) == 11)
        sizes = sorted(sum(map(len, found.payloads)) for found in place.packs())
        assert all(size <= 10_000 for size in sizes[:-1])
        assert sizes[-1] > 20_000, "a load that is larger has a pack to itself"
        assert len(sizes) == 3

    tell(story)


def test_whoever_carries_the_files_is_told_and_may_tell(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.open(replace(QUICK, look_seconds=1000.0))
        assert place.lines is not None
        (line,) = place.lines._lines.values()
        assert isinstance(line, FolderLine)
        told = asyncio.Event()
        line.wrote = told.set
        place.beta.put("alpha", packet(1))
        await told.wait()
        place.say(pack(parcel(7))[1])
        line.look_soon()
        await place.beta.until_taken(1)

    tell(story)


def test_an_interruption_lets_go_of_what_the_desk_never_answers(tell: Tell) -> None:
    async def story(place: Place) -> None:
        handed_in = asyncio.Event()

        async def never() -> None:
            place.beta.before_commit = SmallStation("beta").before_commit
            handed_in.set()
            await asyncio.get_running_loop().create_future()

        place.open()
        place.beta.before_commit = never
        place.say(pack(parcel(7))[1])
        await handed_in.wait()
        assert place.lines is not None
        (line,) = place.lines._lines.values()
        assert isinstance(line, FolderLine)
        line.interrupt()
        await place.beta.until_taken(1)

    tell(story)
