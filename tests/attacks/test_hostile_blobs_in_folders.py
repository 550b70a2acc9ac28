"""Hostile files beside packs: from whoever held the stick, and from a neighbour gone bad.

Whatever lies there, letters and honest blobs go on, nothing is taken that is not what was
announced, nothing is read that is no plain file, and nothing of it stays in the home.
"""

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from depesha import cbor
from depesha.links import frames
from depesha.links.folder import bag
from depesha.links.folder.bag import PACK
from depesha.links.folder.finding import MAX_STRANGERS, Finding
from depesha.links.frames import Beside, Frame, Parcel, Refuse
from depesha.names import Digest, Epoch
from depesha.packet import Blob, PacketKind, RefuseReason
from tests.links.blob_files import laid, unfinished, watch
from tests.links.folder_carrier import notary
from tests.links.folder_files import HEADER, announcing, beside, name_of, pack, parcel
from tests.links.folder_place import Place, Story, Tell, told
from tests.links.small_station import SmallStation, packet

SEALED = bytes(range(256)) * 1000
HONEST = SEALED[::-1]
SECOND = Epoch(b"epoch 2.")
LETTER = pack(parcel(2, SECOND), header=replace(HEADER, epoch=SECOND))[1]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    def run(story: Story) -> None:
        told(tmp_path, story)

    return run


def link_to_the_whole(path: Path) -> None:
    """Make a link to what the file should be: whoever follows it would follow any."""
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.write_bytes(SEALED)
    path.symlink_to(elsewhere)


def listen(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's address is short
        listener.bind(path.name)
        os.chdir(here)


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


FILES: dict[str, Callable[[Path], object]] = {
    "a link to the whole blob": link_to_the_whole,
    "a link to the station's own file": lambda path: path.symlink_to("/etc/hostname"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a device that never ends": lambda path: path.symlink_to("/dev/zero"),
    "a pipe that nobody fills": os.mkfifo,
    "a socket": listen,
    "a folder": lambda path: path.mkdir(),
    "an empty file": lambda path: path.write_bytes(b""),
    "other bytes of the right length": lambda path: path.write_bytes(HONEST),
    "one bit flipped": lambda path: path.write_bytes(SEALED[:-1] + b"\0"),
    "a byte more": lambda path: path.write_bytes(SEALED + b"\0"),
    "a terabyte of nothing": endless,
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_the_blob_is_told_once_and_stops_nothing(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        place.open()
        path = place.into / name_of(SEALED)
        FILES[name](path)
        before = path.lstat()
        spoiled = announcing(SEALED)
        place.bring(HONEST)
        place.say(spoiled, LETTER, announcing(HONEST, 3))
        await place.beta.until_taken(2)
        await place.until(lambda: place.damaged() == {Digest(spoiled[-32:])})
        await place.looks(20)
        assert place.report().quarantined == 1
        assert packet(1).slip.slip_id not in place.disk.taken
        assert not unfinished(place.disk)
        after = path.lstat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    tell(story)


def test_a_file_that_grows_while_it_is_read_is_not_read_further(tell: Tell) -> None:
    async def story(place: Place) -> None:
        large = SEALED * 80  # several slices
        path = place.into / name_of(large)
        station = SmallStation("beta", place.disk)

        blobs = watch(station)

        def grow(count: int) -> None:
            if count == 1:
                with path.open("ab") as file:
                    file.write(b"more")

        blobs.on_write = grow
        path.write_bytes(large)
        said = announcing(large)
        place.open(beta=station)
        place.say(said, LETTER)
        await place.beta.until_taken(1)
        await place.until(lambda: place.damaged() == {Digest(said[-32:])})
        assert len(blobs.offsets) == 1, "it was read further after it had changed"
        place.bring(large)
        await place.beta.until_taken(2)

    tell(story)


def test_ten_thousand_strays_are_not_opened(tell: Tell, tmp_path: Path) -> None:
    strays = tmp_path / "in"

    async def story(place: Place) -> None:
        for number in range(10_000):
            (strays / f"{number:032x}.depblob").write_bytes(number.to_bytes(4, "big"))
        place.bring(HONEST)
        missing = b"four"  # as long as each of them
        place.say(announcing(missing), LETTER, announcing(HONEST, 3))
        place.open()
        await place.beta.until_taken(2)
        await place.looks(5)
        hashed = place.line._fetching._finding._hashes
        assert len(hashed) <= MAX_STRANGERS
        assert place.report().awaited == 1
        place.bring(missing)
        await place.beta.until_taken(3)

    tell(story)


def test_files_that_change_all_the_time_are_hashed_so_often_only(tmp_path: Path) -> None:
    finding = Finding(tmp_path)
    wanted = Digest(sha256(SEALED).digest())
    stray = tmp_path / "stray.depblob"
    opened = 0
    for looks in range(0, 200, 2):
        if looks % 4 == 0:
            stray.write_bytes(HONEST)
            os.utime(stray, ns=(looks, looks))
        finding.look([wanted], looks)
        before = dict(finding._hashes)
        assert finding.by_hash(wanted, len(SEALED)) is None
        opened += finding._hashes != before
    assert 0 < opened <= MAX_STRANGERS


LYING: dict[str, int] = {"larger": len(SEALED) + 1, "a terabyte": 1 << 40, "smaller": 10, "none": 0}


@pytest.mark.parametrize("name", LYING)
def test_a_slip_whose_size_lies_brings_nothing_into_the_home(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        lying = announcing(SEALED, size_bytes=LYING[name])
        place.bring(SEALED)
        place.open()
        place.say(lying, LETTER)
        await place.beta.until_taken(1)
        await place.until(lambda: place.damaged() == {Digest(lying[-32:])})
        assert not unfinished(place.disk)
        assert not list(place.disk.blobs.names())

    tell(story)


def announcement(*said: Frame, epoch: Epoch = SECOND) -> bytes:
    return pack(*said, header=replace(HEADER, epoch=epoch))[1]


def raw(payload: cbor.Encodable) -> bytes:
    header = replace(HEADER, epoch=SECOND)
    return bag.write(PACK, header, [cbor.encode(payload)], notary("alpha").sign)[1]


def said(number: int = 1, epoch: Epoch = SECOND) -> Beside:
    return replace(beside(SEALED, epoch), channel_seq=number)


def load(number: int) -> Parcel:
    return replace(parcel(1, SECOND), channel_seq=number)


FOREIGN: dict[str, bytes] = {
    "two blobs": announcement(said(1), said(2)),
    "a letter behind it": announcement(said(1), load(2)),
    "a letter before it": announcement(load(1), said(2)),
    "another's epoch": announcement(said(epoch=Epoch(bytes(8)))),
    "another lane": announcement(replace(said(), lane=7)),
    "half a hash": raw([14, 0, SECOND, 1, said().slip, said().sealed[:16]]),
    "no hash": raw([14, 0, SECOND, 1, said().slip]),
    "the number 0": raw([14, 0, SECOND, 0, said().slip, said().sealed]),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_pack_that_announces_wrongly_is_refused(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        honest = announcing(HONEST, 3)
        place.bring(SEALED)
        place.bring(HONEST)
        place.open()
        place.say(FOREIGN[name], honest)
        await place.beta.until_taken(1)
        await place.until(lambda: place.report().quarantined == 1)
        assert list(place.disk.taken) == [packet(3).slip.slip_id]
        assert place.report().awaited == 0

    tell(story)


SLIPS: dict[str, tuple[bytes, RefuseReason]] = {
    "no slip": (b"", RefuseReason.MALFORMED),
    "of a later version": (cbor.encode({0: 2, 9: b"later"}), RefuseReason.UNKNOWN_VERSION),
    "of a letter": (beside(SEALED, kind=PacketKind.LETTER).slip, RefuseReason.MALFORMED),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_that_cannot_be_read_is_refused(tell: Tell, name: str) -> None:
    slip, reason = SLIPS[name]

    async def story(place: Place) -> None:
        place.bring(SEALED)
        place.open()
        place.say(announcement(replace(said(), slip=slip)))
        await place.until(lambda: len(place.said(Refuse)) == 1)
        (refusal,) = place.said(Refuse)
        assert isinstance(refusal, Refuse)
        assert refusal.reason is reason
        assert not place.disk.taken

    tell(story)


PARTS: dict[str, Callable[[Path], object]] = {
    "a link to another file": lambda path: path.symlink_to(path.parent.parent / "precious"),
    "a second name of another file": lambda path: path.hardlink_to(path.parent.parent / "precious"),
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("name", PARTS)
def test_what_lies_where_a_blob_is_to_be_written_is_not_written_into(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        precious = place.out.parent / "precious"
        precious.write_bytes(b"precious")
        PARTS[name](place.out / f".{name_of(SEALED)}.part")
        (place.out / name_of(SEALED)).symlink_to(precious)
        place.beta.put("alpha", laid(place.beta, 1, SEALED), wake=False)
        place.open()
        await place.until(lambda: len(place.announced()) == 1)
        assert (place.out / name_of(SEALED)).read_bytes() == SEALED
        assert not (place.out / name_of(SEALED)).is_symlink()
        assert precious.read_bytes() == b"precious"

    tell(story)


@pytest.mark.parametrize("name", [name_of(SEALED), f".{name_of(SEALED)}.part"])
def test_a_folder_in_the_place_of_a_blob_stops_no_letter(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        (place.out / name / "full").mkdir(parents=True)
        place.beta.put("alpha", laid(place.beta, 1, SEALED), wake=False)
        place.beta.put("alpha", packet(2), wake=False)
        place.open()
        await place.until(lambda: len(place.said(Parcel)) == 1)
        await place.until(lambda: bool(place.status().last_error))
        assert place.status().tally.connections == 1, "the line fell"
        assert not place.announced()

    tell(story)


def test_a_forged_announcement_is_not_believed(tell: Tell) -> None:
    async def story(place: Place) -> None:
        forged = bag.write(
            PACK, replace(HEADER, epoch=SECOND), [frames.write(said())], notary("mallory").sign
        )[1]
        place.bring(SEALED)
        place.open()
        place.say(forged, announcing(SEALED, 3))
        await place.beta.until_taken(1)
        await place.until(lambda: place.report().quarantined == 1)
        (found,) = place.disk.taken.values()
        assert isinstance(found, Blob)
        assert found.slip.slip_id == packet(3).slip.slip_id

    tell(story)
