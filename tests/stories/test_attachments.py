"""A file goes with its telegram from alpha by the relay to gamma: real processes, real lines."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from bench.network import A, B, C
from tests.stories.posts import Face, Post, serve_all

SIZE_BYTES = 5_000_000
PHRASE = b"the frontier runs along the river, and no patrol crosses it"


def whole(size_bytes: int = SIZE_BYTES) -> bytes:
    """Return bytes that no lane makes smaller, with a phrase in them."""
    chance = random.Random(1951)  # noqa: S311  # a filling, no key
    return PHRASE + chance.randbytes(size_bytes - len(PHRASE))


def drafted(folder: Path, data: bytes, *lines: str) -> Path:
    """Write a draft beside the file that it names."""
    (folder / "map.pdf").write_bytes(data)
    head = (f"To: desk@{C}", "Classification: RESTRICTED", "Attach: map.pdf", *lines)
    file = folder / "draft.txt"
    file.write_text("\n".join(head) + "\n\nThe map.\n", encoding="utf-8")
    return file


def sent(post: Post, file: Path) -> str:
    ran = post.run("send", str(file), "--json")
    assert ran.returncode == 0, ran.stderr
    return str(json.loads(ran.stdout)["reference"])


def is_verified(rows: Any) -> Any:
    return rows if rows and all(row["state"] == "VERIFIED" for row in rows) else None


def until_verified(face: Face, reference: str) -> Any:
    face.until(lambda lines: lines or None, read="inbox", fields={})
    return face.until(is_verified, read="attachments", fields={"reference": reference})


def saved(post: Post, reference: str, target: Path) -> bytes:
    ran = post.run("attachment", "save", reference, "1", "-o", str(target))
    assert ran.returncode == 0, ran.stderr
    return target.read_bytes()


def blobs_of(post: Post) -> list[Path]:
    folder = post.path / "blobs"
    return [path for path in folder.glob("??/??/*") if path.is_file()]


def come(post: Post) -> int:
    """Return how many bytes of blobs have come to a station, whole or not."""
    return sum(path.stat().st_size for path in (post.path / "blobs").rglob("*") if path.is_file())


def test_a_file_is_carried_verified_confirmed_and_saved(
    three: dict[str, Post], tmp_path: Path
) -> None:
    data = whole()
    file = drafted(tmp_path, data)
    serve_all(three)
    reference = sent(three[A], file)
    (tmp_path / "map.pdf").write_bytes(b"changed since")  # what was sealed is what goes
    with three[C].face() as face:
        until_verified(face, reference)
    with three[A].face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")
        track = face.ask(read="track", fields={"reference": reference})
    assert [one["state"] for one in track["addressees"][0]["attachments"]] == ["DELIVERED"]
    assert saved(three[C], reference, tmp_path / "copy.pdf") == data
    inbox = three[C].run("inbox").stdout
    assert "1/1" in inbox
    listed = three[C].run("attachment", "list", reference).stdout
    assert "map.pdf" in listed
    assert "verified" in listed
    assert three[C].run("doctor").returncode == 0
    assert three[A].run("doctor").returncode == 0
    assert blobs_of(three[B]) == []  # the relay keeps nothing of it
    for post in three.values():
        assert not [path for path in blobs_of(post) if PHRASE in path.read_bytes()]


def test_a_file_survives_a_cut_and_a_restart_of_everybody(
    three: dict[str, Post], tmp_path: Path
) -> None:
    data = whole(40_000_000)
    file = drafted(tmp_path, data)
    serve_all({name: three[name] for name in (A, B)})
    reference = sent(three[A], file)
    with three[B].face() as face:
        _until_come(three[B], 1_000_000, face)
    three[B].kill()  # in the middle of it
    three[A].kill()
    serve_all(three)
    with three[C].face() as face:
        _until_come(three[C], 1_000_000, face)
    three[C].kill()
    three[B].kill()
    serve_all({name: three[name] for name in (B, C)})
    with three[C].face() as face:
        until_verified(face, reference)
    with three[A].face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")
    assert saved(three[C], reference, tmp_path / "copy.pdf") == data


def _until_come(post: Post, size_bytes: int, face: Face) -> None:
    """Wait until so much of a blob has come: a file grows without a commit, so it is looked at."""
    for _ in range(30_000):
        if come(post) >= size_bytes:
            return
        face.ask(read="outstanding")  # a question's time, instead of a sleep
    pytest.fail("nothing comes")
