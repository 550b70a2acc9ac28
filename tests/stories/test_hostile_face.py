"""Whatever comes to the door of a served station: it is answered, and the station serves on."""

import json
from contextlib import suppress

import pytest

from bench.network import A, C
from tests.stories.posts import Gone, Post, draft
from tests.unit.station.every_order import GOOD

HOSTILE: tuple[object, ...] = (
    "\ud800",
    "\x00",
    "",
    "x" * 100_000,
    "../../etc/passwd",
    -1,
    2**63,
    10**100,
    1.5,
    True,
    None,
    [],
    {"a": [1]},
    f"To: desk@{C}\n\n\x00\x1b[2J",
    "1" * 4000,
)


@pytest.fixture
def alpha(three: dict[str, Post]) -> Post:
    return three[A].serve()


def test_no_order_stops_a_station_or_is_a_bug(alpha: Post) -> None:
    spoilt = [
        {"order": name, "fields": {**fields, word: value}}
        for name, fields in GOOD.items()
        for word in (*fields, "office")
        for value in HOSTILE
    ]
    with alpha.face() as face:
        for place, order in enumerate(spoilt):
            face.say(place, **order)
        for _ in spoilt:
            heard = face.hear()
            problem = heard.get("problem", {"code": ""})
            assert problem["code"] != "bug", (spoilt[heard["id"]], problem)
        sent = face.ask(order="send", fields={"text": draft("All is well.")})
        assert sent["number"] == 1
    assert alpha.stop() == 0
    assert alpha.complaint() == ""


def test_rubbish_at_the_door_is_answered_and_does_no_harm(alpha: Post) -> None:
    with alpha.face() as face:
        for line in (b"", b"\xff\xfe", b"[]", b"null", b'{"id":', b"GET / HTTP/1.1"):
            face.send(line + b"\n")
            assert face.hear()["problem"]["code"] == "usage"
    with alpha.face() as face:
        face.send(b'{"id": 1, "order": "send"')  # and leaves in the middle of its words
    with alpha.face() as face, suppress(Gone):  # it does not hear a line of this length out
        face.send(json.dumps({"read": "x" * 5_000_000}).encode() + b"\n")
        assert face.hear()["problem"]["code"] == "usage"
    with alpha.face() as face:
        assert face.ask(read="outbox") == []
