"""A full disk: one clear line, nothing lost, nothing doubled, and on it goes when there is room.

A small file system is mounted for each story, which takes root; elsewhere the stories are skipped.
"""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.network import A, B, C
from depesha.station import upkeep
from tests.stories.posts import Face, Post, draft, moved, posts, serve_all

SIZE = "24m"
LONG_BYTES = 6_000
TRIED_AGAIN_SECONDS = 12.0
"""What is deferred for want of room is offered again after five seconds."""


@contextmanager
def small_disk(at: Path) -> Iterator[Path]:
    """Mount a small file system; skip the test where that is not permitted."""
    at.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(at)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("a small file system may not be mounted here")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    if shutil.which("mount") is None:
        pytest.skip("there is no mount")
    with small_disk(tmp_path / "disk") as path:
        yield path


@pytest.fixture
def three(network: Path, disk: Path, tmp_path: Path) -> Iterator[dict[str, Post]]:
    """Three stations; what a story moves to the small disk it moves itself."""
    del disk
    moved(network, tmp_path)
    with posts(tmp_path) as stations:
        yield stations


def on(disk: Path, post: Post) -> Path:
    """Let a station live on a disk; its home stays where it was, by name."""
    shutil.move(post.path, disk / post.path.name)
    post.path.symlink_to(disk / post.path.name)
    return disk / "filler"


def fill(filler: Path, leave: int = 0) -> None:
    """Fill the disk, but for that many bytes."""
    state = os.statvfs(filler.parent)
    room = state.f_bavail * state.f_frsize - leave
    with filler.open("ab") as file:
        file.write(bytes(max(0, room)))


def long_draft(number: int) -> str:
    """Return a draft whose text takes room on the disk, however it is packed."""
    noise = random.Random(number).randbytes(LONG_BYTES)  # noqa: S311  # a filling, no key
    return draft(f"{number}. {noise.hex()}")


def send(face: Face, number: int) -> dict[str, Any]:
    """Send a telegram, and return the answer or the problem."""
    face.say("send", order="send", fields={"text": long_draft(number)})
    while (answer := face.hear())["id"] != "send":
        pass
    found: dict[str, Any] = answer.get("done") or answer["problem"]
    return found


def test_orders_on_a_full_disk_get_one_clear_line_and_go_on_when_there_is_room(
    three: dict[str, Post], disk: Path
) -> None:
    filler = on(disk, three[A])
    three[A].serve()
    fill(filler, leave=400_000)
    with three[A].face() as face:
        given = [send(face, number) for number in range(80)]
        taken = [one["number"] for one in given if "number" in one]
        refused = [one for one in given if "code" in one]
        assert refused, "the disk was not full: this tests nothing"
        assert _kinds(face) == ["store-full"]
        assert face.ask(read="counts")["alarms"] == 1
        assert {one["code"] for one in refused} == {"store-full"}
        assert {one["exit_status"] for one in refused} == {1}
        assert all(one["hint"] for one in refused)
        assert taken == list(range(1, len(taken) + 1))
        assert len(face.ask(read="outbox", fields={"limit": 1000})) == len(taken)
        command = three[A].run("send", "-", typed=long_draft(100))
        assert command.returncode == 1
        assert command.stderr.startswith("depesha: error: the disk is full")
        assert "depesha: hint: " in command.stderr
        filler.unlink()
        again = [send(face, number)["number"] for number in range(80)]
    assert sorted(again) == list(range(1, 81))
    assert [again[place] for place, one in enumerate(given) if "number" in one] == taken
    assert three[A].stop() == 0
    _is_sound(three[A])


def test_a_disk_without_a_byte_left_is_said_in_one_line_and_costs_nothing(
    three: dict[str, Post], disk: Path
) -> None:
    filler = on(disk, three[A])
    assert three[A].run("send", "-", typed=draft("First.")).returncode == 0
    fill(filler)
    done = three[A].run("send", "-", typed=draft("Second."))
    assert done.returncode == 1, done.stderr
    first, hint = done.stderr.splitlines()
    assert first.startswith("depesha: error: the disk ")
    assert hint.startswith("depesha: hint: ")
    filler.unlink()
    assert three[A].run("send", "-", typed=draft("Second.")).returncode == 0
    _is_sound(three[A])


def test_packets_for_a_full_disk_are_deferred_and_delivered_when_there_is_room(
    three: dict[str, Post], disk: Path
) -> None:
    filler = on(disk, three[C])
    serve_all(three)
    with three[A].face() as face:
        assert send(face, 0)["number"] == 1
        face.until(lambda count: count == 0 or None, read="outstanding")
        fill(filler, leave=200_000)
        for number in range(1, 40):
            assert send(face, number)["number"] == number + 1
    _wait_until_deferred(three[B])
    with three[C].face() as face:
        assert _kinds(face) == ["store-full"]
        assert len(face.ask(read="inbox", fields={"limit": 1000})) < 40
    filler.unlink()
    with three[A].face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")
        assert _kinds(face) == []
    with three[C].face() as face:
        face.until(lambda alarms: not alarms or None, read="alarms")
        (past,) = face.ask(read="alarms", fields={"all": True})
        assert past["what"] == "store-full"
        came = face.ask(read="register", fields={"direction": "in", "limit": 1000})
    assert [line["incoming_number"] for line in came] == list(range(1, 41))
    assert sorted(line["number"] for line in came) == list(range(1, 41))
    for post in three.values():
        assert post.stop() == 0
        _is_sound(post)


@pytest.mark.slow
def test_a_relay_whose_disk_is_full_takes_no_custody_and_carries_on_later(
    three: dict[str, Post], disk: Path
) -> None:
    filler = on(disk, three[B])
    serve_all(three)
    with three[A].face() as face:
        assert send(face, 0)["number"] == 1
        face.until(lambda count: count == 0 or None, read="outstanding")
        fill(filler, leave=150_000)
        for number in range(1, 80):
            assert send(face, number)["number"] == number + 1
    _wait_until_deferred(three[A])
    with three[B].face() as face:
        assert _kinds(face) == ["store-full"]
    filler.unlink()
    with three[A].face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")
        assert _kinds(face) == []
    with three[C].face() as face:
        assert len(face.ask(read="inbox", fields={"limit": 1000})) == 80
    for post in three.values():
        assert post.stop() == 0
        _is_sound(post)


def _wait_until_deferred(post: Post) -> None:
    """Return when a neighbour has deferred something: no commit tells of it here."""
    deadline = time.monotonic() + TRIED_AGAIN_SECONDS
    with post.face() as face:
        while not any(line["deferred"] for line in face.ask(read="links")):
            assert time.monotonic() < deadline, "nothing was deferred"
            time.sleep(0.05)


def _kinds(face: Face) -> list[str]:
    return [alarm["what"] for alarm in face.ask(read="alarms")]


def _is_sound(post: Post) -> None:
    checks = upkeep.doctor(post.home, None, rebuild=True)
    assert [check for check in checks if not check["ok"]] == []
