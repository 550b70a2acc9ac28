"""A file goes with its telegram between two stations whose only line is two folders."""

import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from bench.network import A, B
from depesha.station import founding
from depesha.station.home import Home
from tests.stories.posts import Post, posts, serve_all

OTHER = {A: B, B: A}
SIZE_BYTES = 3_000_000


@pytest.fixture
def joined(network: Path, tmp_path: Path) -> Iterator[dict[str, Post]]:
    """Join two stations by a folder for each direction, with the command that an operator gives."""
    for name in (A, B):
        copytree(network / name, tmp_path / name)
        founding.set_listen(Home(tmp_path / name), "")
        (tmp_path / f"from-{name}").mkdir()
    with ExitStack() as stack:
        stations = stack.enter_context(posts(tmp_path, (A, B)))
        for name, post in stations.items():
            out, into = tmp_path / f"from-{name}", tmp_path / f"from-{OTHER[name]}"
            added = post.run(
                *("link", "add", OTHER[name]),
                *("--folder-out", str(out), "--folder-in", str(into)),
            )
            assert added.returncode == 0, added.stderr
        yield stations


def drafted(folder: Path, data: bytes) -> Path:
    (folder / "map.pdf").write_bytes(data)
    lines = (f"To: desk@{B}", "Classification: RESTRICTED", "Receipt: confirm", "Attach: map.pdf")
    file = folder / "draft.txt"
    file.write_text("\n".join(lines) + "\n\nThe map.\n", encoding="utf-8")
    return file


def blob_line(rows: Any) -> Any:
    """Return what waits in the queue of the lane of blobs, once its file lies in the folder."""
    lying = [row for row in rows if row["lane"] == "blob" and "it lies in" in row["why"]]
    return lying or None


def test_a_file_goes_by_folders_and_is_confirmed(joined: dict[str, Post], tmp_path: Path) -> None:
    data = random.Random(26044).randbytes(SIZE_BYTES)  # noqa: S311  # a filling, no key
    serve_all({A: joined[A]})
    ran = joined[A].run("send", str(drafted(tmp_path, data)), "--json")
    assert ran.returncode == 0, ran.stderr
    reference = str(json.loads(ran.stdout)["reference"])
    (blob,) = _until_laid(joined[A], tmp_path / f"from-{A}")
    assert blob.stat().st_size > SIZE_BYTES
    with joined[A].face() as face:
        (row,) = blob_line(face.ask(read="queue"))
        assert row["gone_bytes"] == blob.stat().st_size
        (line,) = (one for one in face.ask(read="links") if one["neighbour"] == B)
        assert (line["state"], line["blobs_lying"]) == ("up", 1)
    serve_all({B: joined[B]})
    with joined[B].face() as face:
        face.until(lambda inbox: inbox or None, read="inbox")
        face.until(
            lambda rows: (rows and all(row["state"] == "VERIFIED" for row in rows)) or None,
            read="attachments",
            fields={"reference": reference},
        )
        face.ask(order="confirm", fields={"reference": reference})
    with joined[A].face() as face:
        face.until(
            lambda lines: any(line["state"] == "RECEIVED" for line in lines) or None, read="outbox"
        )
        track = face.ask(read="track", fields={"reference": reference})
        assert [one["state"] for one in track["addressees"][0]["attachments"]] == ["DELIVERED"]
        face.until(lambda queue: not queue or None, read="queue")
        assert face.ask(read="alarms") == []
    target = tmp_path / "copy.pdf"
    ran = joined[B].run("attachment", "save", reference, "1", "-o", str(target))
    assert ran.returncode == 0, ran.stderr
    assert target.read_bytes() == data
    for name in (A, B):
        assert joined[name].run("doctor").returncode == 0


def _until_laid(post: Post, folder: Path) -> list[Path]:
    """Wait until the queue says that the blob lies in the folder: that is no commit."""
    with post.face() as face:
        for _ in range(30_000):
            if blob_line(face.ask(read="queue")):
                return list(folder.glob("*.depblob"))
    pytest.fail("no blob is laid into the folder")
