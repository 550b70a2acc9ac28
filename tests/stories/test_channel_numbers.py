"""The numbers of real lines go on, outlive kill -9, and nothing is missing at the end."""

from pathlib import Path
from typing import Any

from bench.network import A, B, C
from bench.texts import draft, text_of
from tests.stories.posts import Post, moved, posts, serve_all

TELEGRAMS = 60


def send(post: Post, first: int) -> None:
    """Send telegrams, every third of them by the urgent lane."""
    with post.face() as face:
        for number in range(first, first + TELEGRAMS):
            precedence = "ROUTINE" if number % 3 else "FLASH"
            text = draft(text_of(number), precedence=precedence)
            face.ask(order="send", fields={"text": text})


def all_reported(post: Post) -> None:
    with post.face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")


def register(post: Post, line: str) -> dict[str, Any]:
    """Return the register of a line once nothing on it is open."""
    with post.face() as face:
        fields = {"line": line}
        return face.until(
            lambda found: found if found["nothing_missing"] else None,
            read="line-register",
            fields=fields,
        )


def channel(found: dict[str, Any], direction: str) -> list[dict[str, Any]]:
    return [row for row in found["channels"] if row["direction"] == direction]


def ends(rows: list[dict[str, Any]]) -> list[tuple[int, str, int]]:
    return sorted((row["lane"], row["epoch"], row["last"]) for row in rows)


def test_numbers_go_on_when_a_relay_is_killed_and_nothing_is_missing_at_the_end(
    network: Path, tmp_path: Path
) -> None:
    moved(network, tmp_path)
    with posts(tmp_path) as stations:
        serve_all(stations)
        send(stations[A], 0)
        stations[B].kill()
        stations[B].serve()
        send(stations[A], TELEGRAMS)
        all_reported(stations[A])
        ours = channel(register(stations[A], B), "out")
        theirs = channel(register(stations[B], A), "in")
        assert sorted(row["lane"] for row in ours) == [0, 1]
        assert ends(theirs) == ends(ours), "A was not started again: one epoch for each lane"
        assert all(row["missing"] == [] for row in theirs)
        of_relay = channel(register(stations[C], B), "in")
        assert {row["lane"] for row in of_relay} == {0, 1}
        assert 2 <= len(of_relay) <= 4, "B began an epoch of each lane with each start"
        assert all(not row["open"] for row in of_relay)
        said = stations[A].run("register", "channel", B)
        assert said.stdout.splitlines()[-1] == "nothing is missing on this channel"
        with stations[A].face() as face:
            assert face.ask(read="alarms") == []
        for post in stations.values():
            assert post.stop() == 0
        rebuilt = stations[B].run("doctor", "--rebuild")
        assert rebuilt.returncode == 0, rebuilt.stdout
