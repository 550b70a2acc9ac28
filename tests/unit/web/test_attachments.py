"""Attachments taken out at the desk: streamed, as downloads, and never what they are not."""

from urllib.parse import unquote

import pytest

from depesha.errors import DoesNotVerify, Forbidden
from depesha.packet import Blob, Waiting
from tests.desks import visit
from tests.network.courier import Calm, Courier, Fate
from tests.network.face import desk_at
from tests.network.files import MAP, attach, sending
from tests.network.keys import MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network

PAGE = "/telegram/moscow/2027/1"
SAVE = f"{PAGE}/attachment/1"
FOUND = {"reference": "moscow/2027/1", "number": 1, "name": "map.pdf", "size_bytes": 5}


@pytest.fixture
def came(network: Network, courier: Courier) -> Network:
    """moscow/1 lies before razuvaev@pyongyang, with a map."""
    network[MOSCOW].handle(sending(attach(network[MOSCOW])))
    courier.run()
    network[PYONGYANG].examine()
    return network


def test_what_is_attached_is_listed_and_taken_out_whole(came: Network) -> None:
    visitor = desk_at(came[PYONGYANG], RAZUVAEV)
    text = visitor.get(PAGE).text
    assert f'href="{SAVE}" download>Save</a>' in text
    assert "verified" in text
    answer = visitor.get(SAVE)
    assert answer.status_code == 200
    assert answer.content == MAP
    assert answer.headers["Content-Length"] == str(len(MAP))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_blob_that_was_changed_on_the_disk_is_never_whole(came: Network) -> None:
    folder = came[PYONGYANG].folder / "blobs"
    (blob,) = (path for path in folder.rglob("*") if path.is_file())
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.write_bytes(bytes(data))
    visitor = desk_at(came[PYONGYANG], RAZUVAEV)
    answer = visitor.get(SAVE)  # the client of these tests shows what came before it broke off
    assert len(answer.content) < len(MAP) == int(answer.headers.get("Content-Length", len(MAP)))


HOSTILE = [
    "../../etc/passwd",
    'a"; filename="b.html',
    "line\r\nSet-Cookie: x=1",
    "путь/к\\файлу.exe",
    "\u202efdp.exe",
    "<script>alert(1)</script>",
    "x" * 300,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_and_nothing_else(name: str) -> None:
    answer = visit({"take-out": ({**FOUND, "name": name}, [b"a map"])}).get(SAVE)
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=\"attachment-1\"; filename*=UTF-8''")
    assert said.isascii()
    assert unquote(said.rpartition("''")[2]) == name
    assert "Set-Cookie" not in answer.headers
    assert not {'"', "/", "\\", ";", "<", " "} & set(said.rpartition("''")[2])


class LettersAlone(Calm):
    """The line carries no blob."""

    def fate(self, load: Waiting) -> Fate:
        return Fate.LOST if isinstance(load.load, Blob) else Fate.CARRIED


def test_what_has_not_come_is_not_offered_and_not_given(network: Network) -> None:
    network[MOSCOW].handle(sending(attach(network[MOSCOW])))
    Courier(network, LettersAlone()).run()
    visitor = desk_at(network[PYONGYANG], RAZUVAEV)
    text = visitor.get(PAGE).text
    assert "map.pdf" in text
    assert SAVE not in text
    assert visitor.get(SAVE).status_code == 503


def test_where_a_caveat_forbids_it_nothing_is_given_out() -> None:
    answer = visit({"take-out": Forbidden("NO_COPIES forbids download")}).get(SAVE)
    assert answer.status_code == 403
    assert "NO_COPIES forbids download" in answer.text


def test_a_number_beyond_all_numbers_is_refused(came: Network) -> None:
    visitor = desk_at(came[PYONGYANG], RAZUVAEV)
    for number in ("2", "0", "9" * 900, "-1", "x"):
        assert visitor.get(f"{PAGE}/attachment/{number}").status_code == 404, number[:9]
    assert visitor.get(f"{PAGE}/attachment/{'9' * 5000}").status_code == 414


def test_whoever_is_not_signed_in_is_sent_to_the_door() -> None:
    visitor = visit({"take-out": DoesNotVerify("never asked")}, office=None)
    assert visitor.get(SAVE).status_code == 303
    assert visitor.station.asked == []
