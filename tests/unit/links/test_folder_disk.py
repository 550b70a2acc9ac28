"""Careful reading and writing: slices of what has not changed, and files that are whole or not."""

import os
import stat
from pathlib import Path

import pytest

from depesha.errors import NoLine, NotNow
from depesha.links.folder import disk
from depesha.links.folder.disk import PartFile, Stamp
from depesha.links.folder.keeping import Keeping

DATA = bytes(range(100))


def seen(path: Path) -> Stamp:
    stamp = disk.stamp_of(path)
    assert stamp is not None
    return stamp


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(DATA)
    return path


def test_a_slice_is_read_where_it_stands(file: Path) -> None:
    stamp = seen(file)
    assert disk.read_slice(file, stamp, 0, 10) == DATA[:10]
    assert disk.read_slice(file, stamp, 90, 50) == DATA[90:]
    assert disk.read_slice(file, stamp, 100, 50) == b""


def test_a_slice_of_a_file_that_is_gone_or_longer_is_not_read(file: Path) -> None:
    stamp = seen(file)
    file.write_bytes(DATA + b"more")
    assert disk.read_slice(file, stamp, 0, 10) is None
    file.unlink()
    assert disk.read_slice(file, stamp, 0, 10) is None
    assert disk.stamp_of(file) is None


def test_a_link_in_the_place_of_what_was_seen_is_not_followed(file: Path) -> None:
    stamp = seen(file)
    copy = file.with_name("copy")
    copy.write_bytes(DATA)
    os.utime(copy, ns=(stamp.modified_ns, stamp.modified_ns))
    file.unlink()
    file.symlink_to(copy)
    assert disk.read_slice(file, stamp, 0, 10) is None
    assert disk.read_slice(copy, stamp, 0, 10) == DATA[:10], "the test proves nothing"


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert disk.read_slice(pipe, seen(pipe), 0, 10) is None
    assert disk.read_slice(tmp_path, seen(tmp_path), 0, 10) is None


def test_a_file_is_there_when_it_is_finished_and_not_before(tmp_path: Path) -> None:
    part = PartFile(tmp_path, "file", 6)
    part.write(b"abc")
    part.sync()
    assert [path.name for path in tmp_path.iterdir()] == [".file.part"]
    part.write(b"def")
    part.finish()
    part.discard()  # it has nothing to discard any more
    assert (tmp_path / "file").read_bytes() == b"abcdef"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_discarded_leaves_nothing(tmp_path: Path) -> None:
    part = PartFile(tmp_path, "file", 3)
    part.write(b"abc")
    part.discard()
    part.discard()
    assert not list(tmp_path.iterdir())


def test_a_size_beyond_every_file_system_is_refused_before_it_is_written(on_disk: Path) -> None:
    with (
        pytest.raises(NotNow, match="takes no file of") as caught,
        disk.taking_large(on_disk, 2**63 - 1),
    ):
        PartFile(on_disk, "file", 2**63 - 1)
    assert "FAT32" in caught.value.hint
    assert not list(on_disk.iterdir())


def test_a_folder_that_is_gone_is_no_line(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(NoLine), disk.taking_large(gone, 1):
        PartFile(gone, "file", 1)
    with pytest.raises(NoLine):
        disk.must_have_room(gone, 1)


def test_room_is_asked_for_before_it_is_used(tmp_path: Path) -> None:
    disk.must_have_room(tmp_path, 1)
    with pytest.raises(NotNow, match="no room"):
        disk.must_have_room(tmp_path, 1 << 60)


def test_what_a_line_keeps_is_in_folders_for_the_owner_alone(tmp_path: Path) -> None:
    Keeping(tmp_path / "lines" / "beta")
    for folder in (tmp_path / "lines", tmp_path / "lines" / "beta"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    disk.make_folder(tmp_path / "lines" / "gamma" / "out")
    assert stat.S_IMODE((tmp_path / "lines" / "gamma").stat().st_mode) == 0o700
