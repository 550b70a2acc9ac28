"""Files sealed for a draft and opened for a reader, in the face's process."""

import os
import socket
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from depesha.envelope import sealed_size
from depesha.errors import DoesNotVerify, NotFound, NotNow, Problem, Refused, Usage
from depesha.names import Digest
from depesha.station import founding
from depesha.station import settings as settings_file
from depesha.station.attaching import attach, attached_for, discard, save
from depesha.station.home import Home, write_whole
from depesha.store.blobs import BlobFolder

DATA = b"a map" * 30_000


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    founding.init(home, founding.Foundation(station="alpha"), None)
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "map.pdf"
    path.write_bytes(DATA)
    return path


def found_of(attached: dict[str, Any], **other: object) -> dict[str, Any]:
    """Return what a station would answer a face that saves this one."""
    return {"reference": "alpha/2026/1", "number": 1, **attached, **other}


def blobs_in(home: Home) -> list[Digest]:
    return list(BlobFolder(home.blobs).names())


# -- in -------------------------------------------------------------------------------------------


def test_a_file_is_sealed_into_the_home(home: Home, file: Path) -> None:
    moved: list[int] = []
    attached = attach(home, file, moved=moved.append)
    assert attached["name"] == "map.pdf"
    assert attached["type"] == "application/pdf"
    assert attached["size_bytes"] == sum(moved) == len(DATA)
    assert attached["sha256"] == sha256(DATA).hexdigest()
    assert attached["ciphertext_bytes"] == sealed_size(len(DATA))
    assert [name.hex() for name in blobs_in(home)] == [attached["ciphertext"]]
    path = BlobFolder(home.blobs).path(blobs_in(home)[0])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"a map" not in path.read_bytes()
    seed = bytes.fromhex(attached["seed"])
    for found in home.path.rglob("*"):  # the seed is in the answer, and in no file
        assert not found.is_file() or seed not in found.read_bytes()


def test_the_name_and_the_type_may_be_given(home: Home, file: Path) -> None:
    attached = attach(home, file, name="карта.pdf", media_type="image/tiff")
    assert (attached["name"], attached["type"]) == ("карта.pdf", "image/tiff")


def test_an_unknown_type_is_said_so(home: Home, tmp_path: Path) -> None:
    (tmp_path / "noname").write_bytes(b"")
    assert attach(home, tmp_path / "noname")["type"] == "application/octet-stream"


def test_an_empty_file_is_a_file(home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    attached = attach(home, tmp_path / "empty")
    save(home, found_of(attached), tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b""


def test_a_symbolic_link_is_the_drafters_own_right(home: Home, file: Path, tmp_path: Path) -> None:
    (tmp_path / "link.pdf").symlink_to(file)
    assert attach(home, tmp_path / "link.pdf")["sha256"] == sha256(DATA).hexdigest()


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[dict[str, Path]]:
    folder, pipe, door = tmp_path / "folder", tmp_path / "pipe", tmp_path / "door"
    folder.mkdir()
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(tmp_path)  # a socket's path is short
        listening.bind("door")
        os.chdir(here)
        yield {"folder": folder, "pipe": pipe, "socket": door, "device": Path("/dev/zero")}


@pytest.mark.parametrize("what", ["folder", "pipe", "device"])
def test_what_is_no_file_is_refused_and_nothing_hangs(
    home: Home, odd: dict[str, Path], what: str
) -> None:
    with pytest.raises(Usage, match=f"is a {what}: only a file") as caught:
        attach(home, odd[what])
    assert caught.value.hint
    assert blobs_in(home) == []


def test_a_socket_is_refused_too(home: Home, odd: dict[str, Path]) -> None:
    with pytest.raises(Refused):
        attach(home, odd["socket"])


def test_a_file_that_is_not_there_is_not_found(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        attach(home, tmp_path / "nosuch")


def test_a_file_over_the_limit_of_the_settings_is_refused_unread(
    home: Home, tmp_path: Path
) -> None:
    config = settings_file.read(home.settings.read_bytes())
    small = settings_file.write(config).replace(b"limit_mib = 2048", b"limit_mib = 1")
    write_whole(home.settings, small)
    with (tmp_path / "large").open("wb") as large:
        large.truncate(1024**2 + 1)
    with pytest.raises(Usage, match="1048576 are allowed"):
        attach(home, tmp_path / "large")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(1024**2)
    assert attach(home, tmp_path / "large")["size_bytes"] == 1024**2


@pytest.mark.parametrize("change", [b"longer", b""])
def test_a_file_that_changes_while_it_is_read_is_refused(
    home: Home, file: Path, change: bytes
) -> None:
    def spoil(_: int) -> None:
        file.write_bytes(change and DATA + change)

    with pytest.raises(Problem):
        attach(home, file, moved=spoil)
    assert blobs_in(home) == []


# -- whether it is still needed -------------------------------------------------------------------


def test_a_blob_whose_order_is_refused_is_removed(home: Home, file: Path) -> None:
    attached, problem = attach(home, file), Refused("no")
    with pytest.raises(Refused), attached_for(home, [attached]):
        raise problem
    assert blobs_in(home) == []


def test_a_blob_whose_order_was_done_before_is_removed(home: Home, file: Path) -> None:
    attached = attach(home, file)
    with attached_for(home, [attached]) as repeated:
        repeated.append(True)
    assert blobs_in(home) == []


def test_a_blob_whose_order_was_perhaps_done_is_kept(home: Home, file: Path) -> None:
    attached, problem = attach(home, file), NotNow("the station stopped")
    with pytest.raises(NotNow), attached_for(home, [attached]):
        raise problem
    assert len(blobs_in(home)) == 1
    discard(home, [attached])
    assert blobs_in(home) == []


# -- out ------------------------------------------------------------------------------------------


def test_what_was_sealed_is_saved_for_its_owner_alone(
    home: Home, file: Path, tmp_path: Path
) -> None:
    moved: list[int] = []
    target = tmp_path / "copy.pdf"
    done = save(home, found_of(attach(home, file)), target, moved=moved.append)
    assert target.read_bytes() == DATA
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sum(moved) == len(DATA)
    assert "seed" not in done
    assert target.stat().st_nlink == 1


def test_nothing_is_written_over(home: Home, file: Path, tmp_path: Path) -> None:
    found = found_of(attach(home, file))
    target = tmp_path / "copy.pdf"
    target.write_bytes(b"mine")
    with pytest.raises(Refused, match="exists already"):
        save(home, found, target)
    assert target.read_bytes() == b"mine"


def test_what_takes_the_name_meanwhile_is_not_written_over(
    home: Home, file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.pdf"

    def take(_: int) -> None:
        target.write_bytes(b"mine")

    with pytest.raises(Refused):
        save(home, found_of(attach(home, file)), target, moved=take)
    assert target.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "lie", [{"sha256": "00" * 32}, {"size_bytes": len(DATA) - 1}, {"size_bytes": len(DATA) + 1}]
)
def test_what_is_not_what_the_telegram_says_never_appears(
    home: Home, file: Path, tmp_path: Path, lie: dict[str, object]
) -> None:
    found = found_of(attach(home, file), **lie)
    with pytest.raises(DoesNotVerify):
        save(home, found, tmp_path / "copy.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "map.pdf"]


def test_a_bomb_ends_where_the_file_would_have_ended(home: Home, tmp_path: Path) -> None:
    """The blob holds 50 MB, the telegram says five bytes: no more than a chunk is opened."""
    with (tmp_path / "bomb").open("wb") as bomb:
        bomb.truncate(50_000_000)
    moved: list[int] = []
    found = found_of(attach(home, tmp_path / "bomb"), size_bytes=5)
    with pytest.raises(DoesNotVerify):
        save(home, found, tmp_path / "copy", moved=moved.append)
    assert moved == []
    assert not (tmp_path / "copy").exists()


def test_a_blob_that_is_not_here_is_said_so(home: Home, file: Path, tmp_path: Path) -> None:
    found = found_of(attach(home, file))
    BlobFolder(home.blobs).remove(blobs_in(home)[0])
    with pytest.raises(NotNow):
        save(home, found, tmp_path / "copy.pdf")
    assert not (tmp_path / "copy.pdf").exists()
