"""Two commands at once, a command beside `serve`, a command killed: one number, one telegram."""

import fcntl
import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from json import loads
from pathlib import Path
from subprocess import Popen

import pytest

from bench.network import A, B, C
from bench.texts import draft_of
from depesha.station import founding
from depesha.station.client import connect
from depesha.station.home import Home
from tests.stories.asking import Asker
from tests.stories.posts import Face, Gone, Post, draft, posts, serve_all

STOP_SECONDS = 3.0
"""A second is meant; two busy cores may take longer over it."""


@pytest.fixture
def alpha(three: dict[str, Post]) -> Post:
    return three[A]


@contextmanager
def begun(post: Post, *commands: tuple[str, ...]) -> Iterator[list[Popen[bytes]]]:
    """Begin commands at the same moment; none outlives the block."""
    processes = [post.begin(*words) for words in commands]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def files(folder: Path, count: int) -> list[str]:
    """Write drafts, and return their paths."""
    paths = [folder / f"draft-{place}.txt" for place in range(count)]
    for place, path in enumerate(paths):
        path.write_text(draft(f"Telegram {place}."))
    return [str(path) for path in paths]


def numbers(home: Path) -> list[int]:
    """Return the outgoing register's numbers."""
    with connect(home) as station:
        return [line["number"] for line in station.read("register", direction="out")]


# -- two at once ----------------------------------------------------------------------------------


def test_two_commands_at_once_on_an_unserved_home_both_succeed(alpha: Post, tmp_path: Path) -> None:
    sends = [("send", path) for path in files(tmp_path, 3)]
    with begun(alpha, *sends) as processes:
        said = [process.communicate(timeout=30) for process in processes]
        assert [process.returncode for process in processes] == [0, 0, 0], said
    assert numbers(alpha.path) == [1, 2, 3]


def test_the_same_draft_sent_twice_at_once_is_one_telegram(alpha: Post, tmp_path: Path) -> None:
    (path,) = files(tmp_path, 1)
    send = ("send", path, "--json")
    with begun(alpha, send, send) as processes:
        said = [loads(process.communicate(timeout=30)[0]) for process in processes]
        assert [process.returncode for process in processes] == [0, 0]
    assert [one["number"] for one in said] == [1, 1]
    assert numbers(alpha.path) == [1]


def test_a_command_waits_while_another_holds_the_home(alpha: Post, tmp_path: Path) -> None:
    (path,) = files(tmp_path, 1)
    lock = os.open(alpha.path / "lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with begun(alpha, ("send", path)) as (process,):
            time.sleep(1)  # far more than the command takes when it need not wait
            assert process.poll() is None
            os.close(lock)
            lock = -1
            process.communicate(timeout=30)
            assert process.returncode == 0
    finally:
        if lock >= 0:
            os.close(lock)
    assert numbers(alpha.path) == [1]


def test_a_command_at_the_moment_at_which_a_station_comes_up_succeeds(
    alpha: Post, tmp_path: Path
) -> None:
    sends = [("send", path) for path in files(tmp_path, 2)]
    with begun(alpha, *sends) as processes:
        alpha.serve()
        said = [process.communicate(timeout=30) for process in processes]
        assert [process.returncode for process in processes] == [0, 0], said
    assert numbers(alpha.path) == [1, 2]
    assert alpha.stop() == 0


def test_a_command_beside_serve_goes_through_its_door(alpha: Post, tmp_path: Path) -> None:
    alpha.serve()
    (path,) = files(tmp_path, 1)
    first, again = (alpha.run("send", path, "--json") for _ in range(2))
    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert loads(first.stdout)["uid"] == loads(again.stdout)["uid"]
    with alpha.face() as face:
        assert [line["number"] for line in face.ask(read="outbox")] == [1]


def test_a_station_that_is_served_is_not_served_again(alpha: Post) -> None:
    alpha.serve()
    began = time.monotonic()
    second = alpha.run("serve")
    assert time.monotonic() - began < STOP_SECONDS, "it waits for a process that does not end"
    assert second.returncode == 1
    assert "another process serves the station" in second.stderr
    assert "depesha: hint:" in second.stderr
    with alpha.face() as face:
        assert face.ask(read="outbox") == [], "the first serves on"


def test_what_needs_the_home_for_itself_is_refused_while_it_is_served(alpha: Post) -> None:
    alpha.serve()
    before = alpha.home.keys.read_bytes()
    for words in (("office", "add", "boy", "--role", "drafter"), ("doctor", "--rebuild")):
        refused = alpha.run(*words)
        assert refused.returncode == 1, words
        assert "another process serves the station" in refused.stderr
    assert alpha.home.keys.read_bytes() == before


# -- killed, and asked again ----------------------------------------------------------------------


def test_a_command_killed_after_its_commit_and_asked_again_has_the_same_number(
    alpha: Post, tmp_path: Path
) -> None:
    unheard = 0
    for place, path in enumerate(files(tmp_path, 3), start=1):
        with begun(alpha, ("send", path)) as (process,):
            _wait_for_commit(alpha, process)
            process.kill()
            unheard += not process.communicate()[0]
        again = alpha.run("send", path)
        assert again.returncode == 0, again.stderr
        assert numbers(alpha.path) == list(range(1, place + 1))
    assert unheard, "no command was killed between its commit and its answer"


def _wait_for_commit(post: Post, process: Popen[bytes]) -> None:
    """Return when the file `head` has changed, which is written right after a commit.

    It is looked at without a pause: there is a thousandth of a second between commit and answer.
    """
    before = post.home.head.read_bytes()
    while process.poll() is None and post.home.head.read_bytes() == before:
        pass


def test_a_command_killed_at_any_moment_and_asked_again_has_one_number(
    alpha: Post, tmp_path: Path
) -> None:
    chance = random.Random(26044)  # noqa: S311  # moments, not keys
    paths = files(tmp_path, 3)
    for path in paths:
        with begun(alpha, ("send", path)) as (process,):
            time.sleep(chance.uniform(0.1, 0.45))
            process.kill()
    said = [alpha.run("send", path) for path in paths]
    assert [one.returncode for one in said] == [0] * 3, said
    assert sorted(numbers(alpha.path)) == list(range(1, 4))
    assert len({one.stdout for one in said}) == 3


def test_a_face_that_leaves_before_its_answer_and_comes_again_has_one_number(alpha: Post) -> None:
    alpha.serve()
    order = {"order": "send", "fields": {"text": draft("Once.")}}
    with alpha.face() as face:
        face.say(1, **order)
    with alpha.face() as face:
        answer = face.ask(**order)
        assert answer["number"] == 1
        assert len(face.ask(read="outbox")) == 1


# -- a process that was killed, or stops -----------------------------------------------------------


def test_the_socket_of_a_killed_process_is_no_obstacle(alpha: Post, tmp_path: Path) -> None:
    alpha.serve().kill()
    assert alpha.home.socket.exists(), "nothing was left behind: this tests nothing"
    (path,) = files(tmp_path, 1)
    assert alpha.run("outbox").returncode == 0
    assert alpha.run("send", path).returncode == 0
    alpha.serve()
    with alpha.face() as face:
        assert len(face.ask(read="outbox")) == 1


def test_sigterm_in_the_middle_of_the_traffic_stops_soon_and_loses_nothing(
    three: dict[str, Post],
) -> None:
    serve_all(three)
    orders = [{"order": "send", "fields": {"text": draft_of(place)}} for place in range(150)]
    asking = Asker(three[A], orders, random.Random(1))  # noqa: S311  # moments, not keys
    asking.start()
    asking.allow()
    took = []
    for name in (A, B, C):
        time.sleep(0.2)
        began = time.monotonic()
        assert three[name].stop() == 0, three[name].complaint()
        took.append(time.monotonic() - began)
        assert not three[name].home.socket.exists()
        three[name].serve()
    asking.finished(30)
    with three[A].face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")
    with three[C].face() as face:
        came = face.ask(read="register", fields={"direction": "in", "limit": 1000})
    assert [line["incoming_number"] for line in came] == list(range(1, 151))
    assert sorted(line["number"] for line in came) == list(range(1, 151))
    assert all(len({answer["number"] for answer in one}) == 1 for one in asking.answers.values())
    assert max(took) < STOP_SECONDS, took


def _hear_all(face: Face) -> None:
    while True:
        face.hear()


def test_a_face_inside_is_shown_out_when_the_station_stops(alpha: Post) -> None:
    alpha.serve()
    with alpha.face() as face:
        face.say("watch", watch=True)
        face.ask(read="counts")
        assert alpha.stop() == 0
        with pytest.raises(Gone):
            _hear_all(face)


def test_a_home_whose_socket_has_a_longer_path_than_a_socket_may_works(
    network: Path, tmp_path: Path
) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    shutil.copytree(network / B, deep / B)
    founding.set_listen(Home(deep / B), "")
    with posts(deep, (B,)) as stations:
        post = stations[B].serve()
        assert len(str(post.home.socket)) > 107
        with connect(post.path) as station:
            assert station.read("links"), "asked at the door"
            assert station.read("links")[0]["state"] != "not serving"
        assert post.run("link", "status").returncode == 0
        assert post.stop() == 0
