"""The folder of blobs: whole files under their hash, and what is coming in pieces."""

import os
import shutil
import stat
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import DoesNotVerify, NotNow
from depesha.names import Digest, StationId
from depesha.store.blobs import BlobFolder

PIECE = 1000
DATA = bytes(range(256)) * 15  # 3,840 bytes: three pieces and a rest


def name_of(data: bytes) -> Digest:
    return Digest(sha256(data).digest())


def pieces_of(data: bytes) -> tuple[Digest, ...]:
    return tuple(name_of(data[at : at + PIECE]) for at in range(0, len(data), PIECE))


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path / "blobs")


def test_what_is_taken_in_is_found_under_its_hash(blobs: BlobFolder) -> None:
    name, size = blobs.take_in([DATA[:100], DATA[100:]])
    assert (name, size) == (name_of(DATA), len(DATA))
    assert blobs.size_of(name) == len(DATA)
    assert blobs.path(name).stat().st_mode & 0o777 == 0o600
    assert b"".join(blobs.each(name)) == DATA
    assert blobs.read(name, 3800, 100) == DATA[3800:]
    assert blobs.pieces(name, PIECE) == pieces_of(DATA)
    assert list(blobs.names()) == [name]


def test_its_folders_are_for_the_owner_alone(blobs: BlobFolder, tmp_path: Path) -> None:
    blobs.take_in([b"content"])
    folders = [one for one in tmp_path.rglob("*") if one.is_dir()]
    assert folders
    assert {stat.S_IMODE(one.stat().st_mode) for one in folders} == {0o700}


def test_taken_in_twice_it_is_there_once(blobs: BlobFolder) -> None:
    assert blobs.take_in([DATA]) == blobs.take_in([DATA])
    assert len(list(blobs.names())) == 1


def test_of_one_that_could_not_be_made_nothing_is_left(blobs: BlobFolder, tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield DATA
        msg = "the source broke off"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError):
        blobs.take_in(chunks())
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_one_that_is_not_here_says_so(blobs: BlobFolder) -> None:
    name = name_of(b"nothing")
    assert blobs.size_of(name) is None
    assert blobs.held(name, pieces_of(DATA), PIECE) == 0
    with pytest.raises(NotNow, match="no such file"):
        blobs.read(name, 0, 10)
    blobs.remove(name)


def test_one_that_comes_in_pieces_is_whole_at_the_end(blobs: BlobFolder) -> None:
    name = name_of(DATA)
    for at in range(0, len(DATA), 300):
        blobs.write(name, at, DATA[at : at + 300])
    blobs.flush(name)
    assert blobs.size_of(name) is None, "not before it was compared"
    assert blobs.held(name, pieces_of(DATA), PIECE) == len(DATA)
    blobs.finish(name)
    assert b"".join(blobs.each(name)) == DATA
    assert blobs.held(name, pieces_of(DATA), PIECE) == 0, "nothing is coming any more"


@given(st.integers(0, len(DATA)))
def test_after_a_cut_it_goes_on_behind_the_last_whole_piece(cut: int) -> None:
    with TemporaryDirectory() as folder:
        blobs, name = BlobFolder(Path(folder)), name_of(DATA)
        blobs.write(name, 0, DATA[:cut])
        held = BlobFolder(Path(folder)).held(name, pieces_of(DATA), PIECE)
        assert held == (cut if cut == len(DATA) else cut - cut % PIECE)
        blobs.write(name, held, DATA[held:])
        blobs.finish(name)
        assert blobs.size_of(name) == len(DATA)


def test_a_piece_that_was_damaged_comes_again(blobs: BlobFolder, tmp_path: Path) -> None:
    name = name_of(DATA)
    blobs.write(name, 0, DATA[:3000])
    (part,) = (tmp_path / "blobs" / "coming").iterdir()
    with part.open("r+b") as file:
        file.seek(1500)
        file.write(b"x")
    assert blobs.held(name, pieces_of(DATA), PIECE) == PIECE
    assert part.stat().st_size == PIECE


def test_one_that_is_not_what_its_name_says_is_removed(blobs: BlobFolder, tmp_path: Path) -> None:
    name = name_of(DATA)
    blobs.write(name, 0, DATA[:-1] + b"x")
    with pytest.raises(DoesNotVerify, match=name.hex()[:16]):
        blobs.finish(name)
    assert blobs.size_of(name) is None
    assert list((tmp_path / "blobs" / "coming").iterdir()) == []


def test_what_is_removed_is_gone_whole_or_coming(blobs: BlobFolder) -> None:
    whole, _ = blobs.take_in([DATA])
    blobs.write(name_of(b"half"), 0, b"ha")
    for name in (whole, name_of(b"half")):
        blobs.remove(name)
    assert list(blobs.names()) == []
    assert blobs.held(name_of(b"half"), [name_of(b"ha")], 2) == 0


def test_names_tell_nothing_of_the_order(blobs: BlobFolder) -> None:
    made = [blobs.take_in([bytes([number])])[0] for number in range(8)]
    assert all(one != other for one, other in pairwise(made))
    assert set(blobs.names()) == set(made)


def test_what_comes_from_one_neighbour_is_apart_from_what_comes_from_another(
    blobs: BlobFolder,
) -> None:
    name, moscow = name_of(DATA), StationId("moscow")
    first, second = blobs.coming_from(moscow), blobs.coming_from(StationId("peking"))
    first.write(name, 0, DATA)
    second.write(name, 0, b"x" * 2000)
    assert (first.held(name, pieces_of(DATA), PIECE), blobs.unfinished()) == (len(DATA), [])
    assert second.held(name, pieces_of(DATA), PIECE) == 0
    first.finish(name)
    assert b"".join(second.each(name)) == DATA, "whole ones are the station's"
    assert blobs.coming_from(moscow).unfinished() == []


def test_what_is_unfinished_is_told_the_longest_untouched_first(blobs: BlobFolder) -> None:
    coming = blobs.coming_from(StationId("moscow"))
    assert coming.unfinished() == []
    names = [name_of(bytes([number])) for number in range(3)]
    for age, name in enumerate(reversed(names)):
        coming.write(name, 0, b"x" * (age + 1))
        os.utime(coming._part(name), (age, age))
    assert coming.unfinished() == [(names[2], 1), (names[1], 2), (names[0], 3)]
    coming.give_up(names[1])
    coming.give_up(names[1])
    assert coming.unfinished() == [(names[2], 1), (names[0], 3)]


def test_the_room_on_the_disk_is_told(blobs: BlobFolder, tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert abs(blobs.free_bytes() - free) < max(free // 2, 1 << 30)


def test_what_has_lain_there_for_long_is_named(blobs: BlobFolder) -> None:
    old, young = (blobs.take_in([data])[0] for data in (b"old", b"young"))
    os.utime(blobs.path(old), (1000, 1000))
    assert list(blobs.older_than(2000)) == [old]
    assert set(blobs.older_than(blobs.path(young).stat().st_mtime + 1)) == {old, young}


def test_what_was_begun_long_ago_is_forgotten_whoever_brought_it(
    blobs: BlobFolder, tmp_path: Path
) -> None:
    blobs.write(name_of(b"a"), 0, b"a")
    blobs.coming_from(StationId("moscow")).write(name_of(b"b"), 0, b"b")
    blobs.coming_from(StationId("peking")).write(name_of(b"c"), 0, b"c")
    parts = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(parts) == 3
    for part in parts:
        if part.parent.name != "peking":
            os.utime(part, (1000, 1000))
    blobs.forget_coming(2000)
    (left,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left.parent.name == "peking"
