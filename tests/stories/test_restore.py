"""A station loses its disk, is restored from a backup that was made while it ran, and goes on."""

import json
from pathlib import Path
from typing import Any

from bench.network import A, B, C
from tests.stories.posts import Post, draft, moved, posts, serve_all

BEFORE, AFTER = 3, 4


def test_a_station_whose_disk_broke_gets_back_what_its_correspondents_hold(
    network: Path, tmp_path: Path
) -> None:
    moved(network, tmp_path)
    with posts(tmp_path) as stations:
        serve_all(stations)
        _send(stations[A], range(BEFORE))
        saved = tmp_path / "saved"
        assert stations[A].run("backup", str(saved)).returncode == 0
        _send(stations[A], range(BEFORE, BEFORE + AFTER))
        refused = stations[A].run("restore", str(saved))
        assert refused.returncode == 1
        assert "another process serves the station" in refused.stderr
        stations[A].kill()
        (stations[A].path / "station.db").write_bytes(b"the disk broke" * 1000)
        restored = stations[A].run("--json", "restore", str(saved), "--why", "the disk broke")
        assert restored.returncode == 0, restored.stderr
        assert json.loads(restored.stdout)["awaits"]
        stations[A].serve()
        with stations[A].face() as face:
            face.until(_ended, read="restorations")
            lines = face.until(_all_delivered, read="outbox", fields={"limit": 100})
            assert sorted(line["number"] for line in lines) == list(range(1, BEFORE + AFTER + 1))
            sent = face.ask(order="send", fields={"text": draft("Goes on.")})
            assert sent["number"] > BEFORE + AFTER
            face.until(lambda count: count == 0 or None, read="outstanding")
        with stations[C].face() as face:
            came = face.ask(read="register", fields={"direction": "in", "limit": 100})
            assert len(came) == BEFORE + AFTER + 1
            assert {one["what"] for one in face.ask(read="alarms")} == {"station-restored"}
        for name in (A, B, C):
            assert stations[name].stop() == 0
            assert stations[name].run("doctor", "--rebuild").returncode == 0


def _send(post: Post, numbers: range) -> None:
    with post.face() as face:
        for number in numbers:
            face.ask(order="send", fields={"text": draft(f"Telegram {number}.")})
        face.until(lambda count: count == 0 or None, read="outstanding")


def _ended(found: dict[str, Any]) -> bool | None:
    return found["restoration"]["ended_at"] is not None or None


def _all_delivered(lines: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    whole = len(lines) == BEFORE + AFTER
    return lines if whole and all(line["state"] == "DELIVERED" for line in lines) else None
