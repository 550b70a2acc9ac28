"""What every fault must end with: nothing lost, nothing doubled, and somebody told."""

import time
from typing import Any

from bench.network import C
from tests.stories.posts import Post, draft


def send(post: Post, count: int, *, first: int = 1, precedence: str = "ROUTINE") -> None:
    """Send numbered telegrams to C through the door."""
    with post.face() as face:
        for number in range(first, first + count):
            text = draft(f"Telegram {number}.", to=f"desk@{C}", precedence=precedence)
            face.ask(order="send", fields={"text": text})


def all_reported(post: Post) -> None:
    """Wait until nothing of a station is outstanding."""
    with post.face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")


def arrived(post: Post) -> list[int]:
    """Return the originator's numbers in the incoming register, sorted; it has no gap itself."""
    with post.face() as face:
        lines = face.ask(read="register", fields={"direction": "in", "limit": 10_000})
    assert [line["incoming_number"] for line in lines] == list(range(1, len(lines) + 1))
    return sorted(line["number"] for line in lines)


def alarms(post: Post, *, past: bool = False) -> list[str]:
    """Return the kinds of the alarms that are open; with `past`, of all there ever were."""
    with post.face() as face:
        return [line["what"] for line in face.ask(read="alarms", fields={"all": past})]


def await_alarm(post: Post, kind: str) -> dict[str, Any]:
    """Wait until there is an alarm of that kind, and return it."""
    with post.face() as face:
        found: dict[str, Any] = face.until(
            lambda lines: next((line for line in lines if line["what"] == kind), None),
            read="alarms",
        )
        return found


def await_calm(post: Post) -> None:
    """Wait until no alarm is open."""
    with post.face() as face:
        face.until(lambda lines: not lines or None, read="alarms")


def await_arrival(post: Post, count: int) -> None:
    """Wait until so many have come."""
    with post.face() as face:
        face.until(
            lambda lines: len(lines) >= count or None,
            read="register",
            fields={"direction": "in", "limit": 10_000},
        )


def await_line(post: Post, neighbour: str) -> None:
    """Wait until both connections of a line stand; no commit tells of it, so it is asked for."""
    with post.face() as face:
        while True:
            states = {
                line["neighbour"]: {line["state"], line.get("bulk_state")}
                for line in face.ask(read="links")
            }
            if states.get(neighbour) == {"up"}:
                return
            time.sleep(0.02)
