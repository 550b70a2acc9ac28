"""Hostile files in a folder: from whoever held the stick, and from a neighbour gone bad.

Whatever lies there, the station goes on: honest packs are taken, nothing is taken that should not
be, what is wrong is counted once and a bounded part of it kept, and nothing there is changed.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from depesha.links.exchange import FolderReport, LineStatus
from depesha.links.folder import bag
from depesha.links.folder.bag import MAX_PACK_BYTES, PACK, Bag, PackHeader, file_name
from depesha.links.folder.lines import FolderLines
from depesha.links.folder.quarantine import MAX_FILES, Quarantine
from depesha.links.frames import Accept, Bye, ByeReason, Defer, Frame
from depesha.names import Digest, Epoch, StationId, TimeMs
from tests.links.folder_carrier import lines_of
from tests.links.folder_files import EPOCH, HEADER, MANIFEST, contents, lay, manifest, pack, parcel
from tests.links.small_station import SmallStation, packet


class Place:
    """Beta, and the two folders between it and alpha."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.out = folder / "out"
        self.into = folder / "in"
        self.out.mkdir()
        self.into.mkdir()
        self.beta = SmallStation("beta")
        self.lines: FolderLines | None = None

    def status(self) -> LineStatus:
        assert self.lines is not None
        return self.lines.status()[0]

    def report(self) -> FolderReport:
        report = self.status().folder
        assert report is not None
        return report

    def written(self) -> list[Bag[PackHeader]]:
        """Return the packs that beta wrote."""
        return [bag.read(PACK, data) for data in contents(self.out, "*.depbag")]

    def still_holds(self, path: Path) -> bool:
        return path in self.into.iterdir()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110  # a folder has no event to wait for
                await asyncio.sleep(0.005)


@pytest.fixture
def tell(tmp_path: Path) -> Callable[[Callable[[Place], Awaitable[None]]], Place]:
    """Tell a story of beta at work, and return what became of it."""

    def run(story: Callable[[Place], Awaitable[None]]) -> Place:
        place = Place(tmp_path)

        async def told() -> None:
            place.lines = lines_of(place.beta, place.home, place.out, place.into)
            try:
                await story(place)
            finally:
                await place.lines.stop()

        asyncio.run(told())
        return place

    return run


Tell = Callable[[Callable[[Place], Awaitable[None]]], Place]


def resealed(content: bytes, signature: bytes) -> tuple[Digest, bytes]:
    """Return a file whose hash is right, whatever is in it."""
    digest = Digest(sha256(content + signature).digest())
    return digest, content + signature + digest


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


SECOND = Epoch(b"epoch 2.")
BAD = pack(parcel(1))
GOOD = pack(parcel(2, SECOND), header=replace(HEADER, epoch=SECOND))


def write(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def link_to_the_whole(path: Path) -> None:
    """Make a link to what the file should be: whoever follows it would follow any."""
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.write_bytes(BAD[1])
    path.symlink_to(elsewhere)


FILES: dict[str, Callable[[Path], object]] = {
    "an empty file": write(b""),
    "one that was cut": write(BAD[1][:-1]),
    "one that was cut to its magic": write(BAD[1][:8]),
    "one that is longer than it was": write(BAD[1] + b"\0"),
    "a bit flipped in a load": write(flipped(BAD[1], 700)),
    "a bit flipped in the hash": write(flipped(BAD[1], len(BAD[1]) - 1)),
    "another whole pack": write(pack(parcel(3))[1]),
    "a terabyte of nothing": endless,
    "zeros without end": lambda path: path.symlink_to("/dev/zero"),
    "a link to the station's own file": lambda path: path.symlink_to("/etc/hostname"),
    "a link to the whole pack": link_to_the_whole,
    "a link to itself": lambda path: path.symlink_to(path),
    "a pipe that nobody fills": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_file_stops_nothing_and_is_counted_once(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        spoiled = place.into / file_name(PACK, BAD[0])
        FILES[name](spoiled)
        lay(place.into, GOOD[1], manifest([BAD[0], GOOD[0]]))
        await place.beta.until_taken(1)
        await place.until(lambda: place.report().quarantined == 1)
        await asyncio.sleep(0.1)  # several looks
        assert place.report().quarantined == 1
        assert place.still_holds(spoiled)
        await place.until(lambda: any(BAD[0] in one.header.damaged for one in place.written()))

    assert list(tell(story).beta.disk.taken.values()) == [packet(2)]


def test_a_pack_that_was_half_there_is_taken_when_it_is_whole(tell: Tell) -> None:
    async def story(place: Place) -> None:
        path = place.into / file_name(PACK, BAD[0])
        path.write_bytes(BAD[1][: len(BAD[1]) // 2])
        lay(place.into, GOOD[1], manifest([BAD[0], GOOD[0]]))
        await place.beta.until_taken(1)
        path.write_bytes(BAD[1])
        await place.beta.until_taken(2)

    tell(story)


def test_a_pack_that_no_manifest_names_is_not_opened(tell: Tell) -> None:
    async def story(place: Place) -> None:
        lay(place.into, BAD[1], GOOD[1], manifest([GOOD[0]]))
        await place.beta.until_taken(1)
        await asyncio.sleep(0.1)

    assert list(tell(story).beta.disk.taken.values()) == [packet(2)]


def foreign(**changes: object) -> tuple[Digest, bytes]:
    return pack(parcel(1), header=replace(HEADER, **changes))  # type: ignore[arg-type]


FOREIGN: dict[str, tuple[Digest, bytes]] = {
    "signed by another": pack(parcel(1), signer="mallory"),
    "to another station": foreign(receiver=StationId("gamma")),
    "from another station": foreign(sender=StationId("mallory")),
    "of another network": foreign(network=Digest(b"n" * 32)),
    "of this station itself": foreign(sender=StationId("beta"), receiver=StationId("alpha")),
    "not signed": resealed(BAD[1][:-96], bytes(64)),
    "changed, and its hash made right": resealed(flipped(BAD[1][:-96], 700), BAD[1][-96:-32]),
    "a frame of a connection": pack(Bye(reason=ByeReason.DONE)),
    "loads out of order": pack(parcel(5), parcel(4)),
    "a load of another epoch": pack(parcel(1, Epoch(bytes(8)))),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_pack_that_is_not_the_neighbours_is_refused(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        lay(place.into, FOREIGN[name][1], GOOD[1], manifest([FOREIGN[name][0], GOOD[0]]))
        await place.beta.until_taken(1)
        await place.until(lambda: place.report().quarantined == 1)
        await asyncio.sleep(0.05)
        assert place.status().last_error
        assert place.report().quarantined == 1

    assert list(tell(story).beta.disk.taken.values()) == [packet(2)]


def test_exchanged_folders_are_recognised(tell: Tell) -> None:
    async def story(place: Place) -> None:
        own = replace(MANIFEST, sender=StationId("beta"), receiver=StationId("alpha"))
        lay(place.into, manifest([], like=own, signer="beta"))
        await place.until(lambda: "exchanged" in place.status().hint)

    tell(story)


@pytest.mark.parametrize("signer", ["mallory", "beta"])
def test_a_forged_accept_does_not_end_custody(tell: Tell, signer: str) -> None:
    async def story(place: Place) -> None:
        place.beta.put("alpha", packet(7))
        await place.until(lambda: bool(place.written()))
        (mine,) = place.written()
        accept = Accept(lane=0, epoch=mine.header.epoch, ranges=((1, 1),))
        forged = pack(accept, signer=signer)
        lay(place.into, forged[1], manifest([forged[0]]))
        await place.until(lambda: place.report().quarantined == 1)
        assert place.beta.disk.tray
        assert place.status().in_flight == 1
        honest = pack(accept)
        lay(place.into, honest[1], manifest([honest[0]], serial=2))
        await place.beta.until_empty()

    tell(story)


def test_a_replayed_accept_is_not_one_for_what_is_offered_now(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.beta.put("alpha", packet(7))
        await place.until(lambda: bool(place.written()))
        old = place.written()[0]
        answer = pack(Accept(lane=0, epoch=old.header.epoch, ranges=((1, 1),)))
        lay(place.into, answer[1], manifest([answer[0]]))
        await place.beta.until_empty()
        place.beta.put("alpha", packet(8))
        await place.until(lambda: place.status().in_flight == 1)
        again = pack(Accept(lane=0, epoch=old.header.epoch, ranges=((1, 200),)), parcel(1))
        lay(place.into, again[1], manifest([answer[0], again[0]], serial=2))
        await place.beta.until_taken(1)
        assert place.status().in_flight == 1

    assert len(tell(story).beta.disk.tray) == 1


ODD: dict[str, Frame] = {
    "an accept of 2^53 loads": Accept(lane=0, epoch=EPOCH, ranges=((1, 2**53),)),
    "an accept of what was never offered": Accept(lane=0, epoch=EPOCH, ranges=((5, 9),)),
    "a deferral to the end of 9999": Defer(
        lane=0, epoch=EPOCH, channel_seq=1, until=TimeMs(253_402_300_799_999)
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_answer_to_nothing_is_passed_over(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        odd = pack(ODD[name], parcel(1))
        lay(place.into, odd[1], manifest([odd[0]]))
        await place.beta.until_taken(1)
        assert not place.report().quarantined

    tell(story)


def test_a_rolled_back_manifest_changes_nothing(tell: Tell) -> None:
    async def story(place: Place) -> None:
        lay(place.into, GOOD[1], manifest([GOOD[0]], serial=9))
        await place.beta.until_taken(1)
        await place.until(lambda: bool(place.written()))
        lay(place.into, manifest([], serial=8))
        await asyncio.sleep(0.1)
        assert place.written(), "the answer was taken away before its receiver had it"
        lay(place.into, manifest([], serial=10))
        await place.until(lambda: not place.written())

    tell(story)


def test_an_honest_manifest_is_found_among_hundreds_of_others(tell: Tell) -> None:
    async def story(place: Place) -> None:
        chance = random.Random(1)  # noqa: S311  # a repeatable one is wanted
        for _ in range(300):
            (place.into / f"{chance.randbytes(16).hex()}.depman").write_bytes(b"not one")
        lay(place.into, GOOD[1], manifest([GOOD[0]]))
        await place.beta.until_taken(1)
        await place.until(lambda: place.report().quarantined == 300)

    kept = list((tell(story).home / "alpha" / "quarantine").iterdir())
    assert len(kept) == 1, "the same bytes were kept twice"


def test_the_quarantine_is_bounded_in_number_and_size(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "quarantine")
    kept = [quarantine.keep(number.to_bytes(4, "big")) for number in range(MAX_FILES + 5)]
    assert kept == [True] * MAX_FILES + [False] * 5
    large = Quarantine(tmp_path / "large")
    kept = [large.keep(bytes([number]) * MAX_PACK_BYTES) for number in range(3)]
    assert kept == [True, True, False]


def test_a_quarantine_whose_disk_fails_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "quarantine").mkdir()
    quarantine = Quarantine(tmp_path / "quarantine")
    assert quarantine.keep(b"kept")
    (tmp_path / "quarantine" / f".{sha256(b'x').hexdigest()[:32]}.part").mkdir()
    assert not quarantine.keep(b"x")
