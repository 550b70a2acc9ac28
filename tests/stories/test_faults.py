"""What breaks around a station: its line, its neighbour, its port, its files, its clock."""

import shutil
import socket
import sqlite3
import sys
from pathlib import Path

from bench.network import A, B, C, free_port
from bench.proxy import Proxy
from depesha.seal.keys import new_content
from depesha.seal.slots import new_key_file
from depesha.station import founding, upkeep
from depesha.station.client import connect
from depesha.station.home import Home
from tests.stories.posts import Post, draft, moved, posts, serve_all

HOURS_MS = 3_600_000
PASSPHRASE = "сова стережёт ключ"  # noqa: S105  # of this test

SHIFTED = """
import sys
from pathlib import Path
from depesha.station import clock
from depesha.station.home import Home
from depesha.station.serving import serve
offset = int(sys.argv[1])
serve(Home(Path(sys.argv[3])), None, lambda _: print("serving", flush=True),
      lambda: clock.now() + offset)
"""


def send(post: Post, count: int, *, first: int = 0, to: str = f"desk@{C}") -> None:
    """Send telegrams through the door."""
    with post.face() as face:
        for number in range(first, first + count):
            face.ask(order="send", fields={"text": draft(f"Telegram {number}.", to=to)})


def all_reported(post: Post) -> None:
    """Wait until nothing of a station is outstanding."""
    with post.face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")


def arrived(post: Post) -> list[int]:
    """Return the numbers in the incoming register, in its order, which has no gap."""
    with post.face() as face:
        lines = face.ask(read="register", fields={"direction": "in", "limit": 10_000})
    assert [line["incoming_number"] for line in lines] == list(range(1, len(lines) + 1))
    return [line["number"] for line in lines]


def quiet(post: Post) -> None:
    """Let pass a station without alarms, gaps and quarantine."""
    with post.face() as face:
        counts = face.ask(read="counts")
    assert (counts["alarms"], counts["gaps"], counts["quarantined"]) == (0, 0, 0), counts


# -- lines ----------------------------------------------------------------------------------------


def test_a_line_that_is_cut_in_the_middle_comes_back_and_loses_nothing(
    network: Path, tmp_path: Path
) -> None:
    at = free_port()
    ports = moved(network, tmp_path, calls_a_at=at)
    with posts(tmp_path) as stations, Proxy(at, ports[B]) as line:
        serve_all(stations)
        for round_ in range(4):
            line.await_connection(round_ + 1)
            send(stations[A], 30, first=30 * round_)
            line.cut()
            line.mend()
        all_reported(stations[A])
        assert sorted(arrived(stations[C])) == list(range(1, 121))
        for post in stations.values():
            quiet(post)


def test_what_is_sent_while_the_relay_is_down_goes_when_it_is_up(three: dict[str, Post]) -> None:
    three[A].serve()
    three[C].serve()
    send(three[A], 20)
    with three[A].face() as face:
        assert face.ask(read="outstanding") == 20
        (line,) = face.ask(read="links")
    assert line["neighbour"] == B
    assert line["state"] in {"connecting", "waiting"}
    three[B].serve()
    all_reported(three[A])
    assert sorted(arrived(three[C])) == list(range(1, 21))
    quiet(three[A])


def test_a_relay_that_comes_back_carries_what_it_held(three: dict[str, Post]) -> None:
    three[A].serve()
    three[B].serve()
    send(three[A], 20)
    with three[A].face() as face:
        face.until(lambda queue: not queue or None, read="queue")
    three[B].kill()
    three[A].kill()  # custody is the relay's: the originator need not be there
    three[B].serve()
    three[C].serve()
    with three[C].face() as face:
        face.until(
            lambda lines: len(lines) == 20 or None,
            read="register",
            fields={"direction": "in"},
        )
    three[A].serve()
    all_reported(three[A])
    quiet(three[A])


def test_a_station_whose_clock_is_hours_off_sends_and_receives(three: dict[str, Post]) -> None:
    three[A].start((sys.executable, "-c", SHIFTED, str(-7 * HOURS_MS)))
    three[B].start()
    three[C].start((sys.executable, "-c", SHIFTED, str(5 * HOURS_MS)))
    for post in three.values():
        post.ready()
    send(three[A], 5)
    all_reported(three[A])
    assert sorted(arrived(three[C])) == [1, 2, 3, 4, 5]
    with three[A].face() as face:
        (shown, *_) = face.ask(read="track", fields={"reference": "1"})["addressees"]
    times = {stage["stage"]: stage["at"] for stage in shown["stages"]}
    assert shown["state"] == "DELIVERED"
    assert times["DELIVERED"] - times["REGISTERED"] > 11 * HOURS_MS, "the clocks did not differ"
    quiet(three[A])
    quiet(three[C])


# -- doors ----------------------------------------------------------------------------------------


def test_a_port_in_use_is_named_with_a_hint(three: dict[str, Post]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        assert three[A].run("link", "listen", address).returncode == 0
        served = three[A].run("serve")
    assert served.returncode == 1
    first, hint = served.stderr.splitlines()
    assert first == f"depesha: error: {address} is in use"
    assert hint.startswith("depesha: hint: ")
    assert address in hint
    assert not three[A].home.socket.exists()
    three[A].serve()


def test_a_station_without_a_key_book_serves_and_says_so(tmp_path: Path) -> None:
    home = tmp_path / "delta"
    founding.init(Home(home), founding.Foundation(station="delta"), None)
    with posts(tmp_path, ("delta",)) as stations:
        post = stations["delta"].serve()
        sent = post.run("send", "-", typed=draft("Anybody there?"))
        assert sent.returncode == 2
        assert "no office acts at delta yet" in sent.stderr
        sent = post.run("send", "-", "--as", "desk", typed=draft("Anybody there?"))
        assert sent.returncode == 1
        assert "no key book yet" in sent.stderr
        assert "keybook import" in sent.stderr
        assert post.run("link", "status").returncode == 0
        assert post.run("inbox").returncode == 0
        assert post.stop() == 0
        assert post.complaint() == ""


# -- keys and files -------------------------------------------------------------------------------


def refused(
    post: Post, *words: str, status: int | tuple[int, ...], says: str, typed: str = ""
) -> None:
    """Let pass a command that fails with that status, one clear line and no traceback."""
    done = post.run(*words, typed=typed)
    assert done.returncode in (status if isinstance(status, tuple) else (status,)), done.stderr
    lines = done.stderr.splitlines()
    assert lines[0].startswith("depesha: error: ")
    assert says in lines[0]
    assert len(lines) <= 2, done.stderr
    assert done.stdout == ""


def test_a_damaged_or_missing_key_file_is_named(three: dict[str, Post]) -> None:
    keys = three[A].home.keys
    whole = keys.read_bytes()
    for damaged in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        keys.write_bytes(damaged)
        refused(three[A], "outbox", status=(1, 5), says="the key file is damaged")
    keys.unlink()
    refused(three[A], "outbox", status=3, says="there is no key file")
    keys.write_bytes(whole)
    assert three[A].run("outbox").returncode == 0


def test_a_store_of_another_key_does_not_open(three: dict[str, Post]) -> None:
    keys = three[A].home.keys
    keys.write_bytes(new_key_file(new_content(A, founds_network=True), None))
    for words in (("outbox",), ("serve",)):
        refused(
            three[A],
            *words,
            status=7,
            says="the store does not open with this key",
            typed=draft("No."),
        )


def test_a_plaintext_store_is_refused(three: dict[str, Post]) -> None:
    store = three[A].home.store
    store.unlink()
    with sqlite3.connect(store) as database:
        database.execute("CREATE TABLE canary (words)")
    database.close()
    for words in (("outbox",), ("serve",)):
        refused(three[A], *words, status=1, says="plaintext")


def test_a_store_that_was_rolled_back_is_not_served(three: dict[str, Post], tmp_path: Path) -> None:
    saved = tmp_path / "yesterday"
    shutil.copytree(three[A].path, saved)
    assert three[A].run("send", "-", typed=draft("Written today.")).returncode == 0
    for name in ("station.db", "station.db-wal", "station.db-shm"):
        (three[A].path / name).unlink(missing_ok=True)
        if (saved / name).exists():
            shutil.copy(saved / name, three[A].path / name)
    for words in (("serve",), ("send", "-")):
        refused(three[A], *words, status=1, says="the store was rolled back", typed=draft("No."))
    found = [one["check"] for one in upkeep.doctor(three[A].home, None) if not one["ok"]]
    assert "rolled-back" in found
    assert set(found) <= {"rolled-back", "checkpoints"}


def test_a_locked_station_needs_its_passphrase(tmp_path: Path) -> None:
    home = Home(tmp_path / "delta")
    founding.init(home, founding.Foundation(station="delta"), PASSPHRASE)
    with posts(tmp_path, ("delta",)) as stations:
        post = stations["delta"]
        right = tmp_path / "right.txt"
        right.write_text(f"{PASSPHRASE}\n")
        refused(post, "serve", status=7, says="a passphrase is needed")
        post.start(extra=("--passphrase-file", str(right))).ready()
        assert post.run("inbox").returncode == 0, "whoever comes to the door needs no passphrase"
        assert post.stop() == 0


def test_a_key_book_of_another_network_is_refused(three: dict[str, Post], tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    founding.init(other, founding.Foundation(station=A, centre=True, network="other"), None)
    post = founding.request(three[B].home, None)["text"]
    with connect(other.path) as centre:
        centre.order("keybook-admit", text=post)
        book = centre.read("keybook-export", station=B)["text"]
        root = centre.read("keybook")["root"]
    (tmp_path / "foreign.book").write_text(book)
    before = _book(three[B])
    foreign = str(tmp_path / "foreign.book")
    assert three[B].run("keybook", "import", foreign).returncode == 5
    assert three[B].run("keybook", "import", foreign, "--root", root).returncode != 0
    assert _book(three[B]) == before


def _book(post: Post) -> object:
    with connect(post.path) as station:
        return station.read("keybook")
