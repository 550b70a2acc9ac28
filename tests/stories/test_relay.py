"""What a relay can see, and how a packet that it may not carry comes back."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from bench.network import ROLES, A, B, C, free_port
from depesha.station import founding, upkeep
from depesha.station.client import Client, connect
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from tests.stories.posts import Post, draft, moved, posts, serve_all

PHRASE = "Получение подтвердите, исполнение телеграфьте немедленно"
TITLE = "О пленных французах и англичанах"
TELEGRAMS = 12


def traces(words: str) -> list[bytes]:
    """Return the words as they could lie in a file: in three encodings, and in JSON's escapes."""
    escaped = words.encode("unicode_escape")
    return [words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be"), escaped]


def found_in(folder: Path, wanted: list[bytes]) -> list[Path]:
    """Return the files under a folder in which something wanted stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "an empty folder tests nothing"
    return [path for path in files if any(one in path.read_bytes() for one in wanted)]


@pytest.fixture(scope="module")
def carried(network: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Post]]:
    """Three stations after telegrams have gone through the relay, killed where they stood.

    Killed: so the write-ahead logs, too, lie there as they were.
    """
    folder = tmp_path_factory.mktemp("carried")
    moved(network, folder)
    with posts(folder) as stations:
        _carry(stations)
        for post in stations.values():
            post.kill()
        yield stations


def _carry(three: dict[str, Post]) -> None:
    serve_all(three)
    chance = random.Random(1951)  # noqa: S311  # a filling, no key
    with three[A].face() as face:
        for number in range(TELEGRAMS):
            lines, _, _ = draft("").partition("\n\n")
            text = f"{number}. {PHRASE}. {chance.randbytes(300).hex()}"
            filled = f"{lines}\nSubject: {TITLE}\n\n{text}\n"
            face.ask(order="send", fields={"text": filled})
        face.until(lambda count: count == 0 or None, read="outstanding")
    with three[B].face() as face:
        face.until(lambda queue: not queue or None, read="queue")


def test_nothing_of_the_text_lies_on_the_disk_of_a_relay(
    carried: dict[str, Post], tmp_path: Path
) -> None:
    wanted = [*traces(PHRASE), *traces(TITLE)]
    clear = tmp_path / "clear"
    clear.mkdir()
    for name in (A, C):
        upkeep.decrypted_copy(carried[name].home, clear / f"{name}.db", None)
    assert {path.stem for path in found_in(clear, traces(PHRASE))} == {A, C}, "the search is blind"
    assert {path.stem for path in found_in(clear, traces(TITLE))} == {A, C}, "the search is blind"
    for post in carried.values():
        assert found_in(post.path, wanted) == []


def test_a_relay_that_opens_its_own_store_finds_slips_and_nothing_else(
    carried: dict[str, Post], tmp_path: Path
) -> None:
    copy = upkeep.decrypted_copy(carried[B].home, tmp_path / "relay.db", None)
    content = copy.read_bytes()
    for words in (PHRASE, TITLE):
        assert not any(one in content for one in traces(words)), words
    with closing(sqlite3.connect(copy)) as store:
        passages = store.execute("SELECT came_from, destination FROM passage").fetchall()
        assert store.execute("SELECT count(*) FROM telegram").fetchone() == (0,)
        assert store.execute("SELECT count(*) FROM entry").fetchone() == (0,)
    assert (A, C) in passages, "nothing was relayed: this tests nothing"
    assert (C, A) in passages, "the reports went another way"


def test_a_relay_cannot_show_what_it_carried(carried: dict[str, Post]) -> None:
    shown = carried[B].run("show", f"{A}/1")
    assert shown.returncode == 3
    assert PHRASE not in shown.stdout + shown.stderr
    assert carried[B].run("inbox", "--json").stdout == ""


# -- a packet comes back --------------------------------------------------------------------------


FAR, LAST = "other", "delta"


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[dict[str, Post]]:
    """Four stations in a row: alpha, relay, other, delta.

    The plan lets other carry for delta, but other still holds the plan before it: so alpha sends,
    relay carries, and other gives back.
    """
    names = (A, B, FAR, LAST)
    ports = {name: free_port() for name in names}
    for name in names:
        _found(Home(tmp_path / name), ports[name])
    for one, next_one in pairwise(names):
        founding.add_line(Home(tmp_path / one), next_one, f"127.0.0.1:{ports[next_one]}")
    with connect(tmp_path / A) as centre:
        for name in names[1:]:
            text = founding.request(Home(tmp_path / name), None)["text"]
            centre.order("keybook-admit", text=text)
        for one, next_one in pairwise(names):
            centre.order("plan-line", a=one, b=next_one)
        centre.order("keybook-introduce", station=A, correspondent=LAST)
        for origin, through, to in ((A, B, LAST), (LAST, FAR, A), (FAR, B, A)):
            _allow(centre, origin, through, to)
        centre.order("plan-sign")
        _hand_out(centre, tmp_path, FAR, LAST)
        _allow(centre, B, FAR, LAST)
        centre.order("plan-sign")
        _hand_out(centre, tmp_path, B)
    with posts(tmp_path, names) as stations:
        yield stations


def _found(home: Home, port: int) -> None:
    name = home.path.name
    wish = founding.Foundation(station=name, centre=name == A, listen=f"127.0.0.1:{port}")
    founding.init(home, wish, None)
    founding.add_office(home, OfficeWish(name="desk", roles=ROLES, clearance=5), None)


def _allow(centre: Client, origin: str, through: str, to: str) -> None:
    centre.order("plan-transit", from_station=origin, through=through, to=to, one_way=True)


def _hand_out(centre: Client, folder: Path, *names: str) -> None:
    root = centre.read("keybook")["root"]
    for name in names:
        text = centre.read("keybook-export", station=name)["text"]
        with connect(folder / name) as station:
            station.order("keybook-import", text=text, root=root)


def test_a_packet_that_a_relay_may_not_carry_comes_back_and_the_drafter_is_told(
    chain: dict[str, Post],
) -> None:
    serve_all(chain)
    with chain[A].face() as face:
        sent = face.ask(order="send", fields={"text": draft(PHRASE, to=f"desk@{LAST}")})
        assert [one["way"] for one in sent["addressees"]] == [B]
        alarms = face.until(lambda alarms: alarms, read="alarms")
        track = face.ask(read="track", fields={"reference": sent["reference"]})
        counts = face.ask(read="counts")
    reason = f"not-authorised at {FAR}"
    assert [(alarm["what"], alarm["cleared_at"]) for alarm in alarms] == [("non-delivery", None)]
    assert alarms[0]["text"] == f"not delivered: {reason}"
    assert [one["state"] for one in track["addressees"]] == ["NON_DELIVERY"]
    ended = [one for one in track["history"] if one["kind"] == "NonDelivered"]
    assert [one["reason"] for one in ended] == [reason]
    assert counts["outstanding"] == 0
    shown = chain[A].run("track", sent["reference"])
    assert "NON_DELIVERY" in shown.stdout or "non-delivery" in shown.stdout.lower(), shown.stdout
    for name in (B, FAR, LAST):
        with chain[name].face() as face:
            counts = face.ask(read="counts")
            assert (counts["queued"], counts["alarms"], counts["incoming"]) == (0, 0, 0), name


def test_the_same_packet_goes_through_when_the_plan_has_come(chain: dict[str, Post]) -> None:
    with connect(chain[A].path) as centre:
        _hand_out(centre, chain[A].path.parent, FAR)
    serve_all(chain)
    with chain[A].face() as face:
        face.ask(order="send", fields={"text": draft(PHRASE, to=f"desk@{LAST}")})
        face.until(lambda count: count == 0 or None, read="outstanding")
        assert face.ask(read="alarms") == []
    with chain[LAST].face() as face:
        assert face.ask(read="counts")["incoming"] == 1
