"""Two stations whose only line is mail: real processes, a real SMTP server, Maildirs and IMAP."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import pytest

from bench.network import A, B
from depesha.links.mail import cover
from depesha.station import founding
from depesha.station.home import Home
from tests.links.mail_servers import (
    PASSWORD,
    PostOffice,
    arrives,
    dovecot,
    free_port,
    new_maildir,
    smtp,
)
from tests.stories.posts import Post, draft, posts

DOMAIN = "mail.test"
OTHER = {A: B, B: A}


@dataclass
class BadPost:
    """Loses the first mail to each address; brings every other twice, and every third too late."""

    counts: dict[str, int] = field(default_factory=dict)
    late: dict[str, list[bytes]] = field(default_factory=dict)
    lost: int = 0

    def __call__(self, to: str, mail: bytes) -> list[bytes]:
        count = self.counts[to] = self.counts.get(to, 0) + 1
        if count == 1:
            self.lost += 1
            return []
        if count % 3 == 0:
            self.late.setdefault(to, []).append(mail)
            return []
        return [mail, *self.late.pop(to, []), mail]


@dataclass
class Mailed:
    """Two stations, their post office, and where its SMTP server listens."""

    office: PostOffice
    port: int
    stations: dict[str, Post]

    def serve(self) -> None:
        for post in self.stations.values():
            post.start()
        for post in self.stations.values():
            post.ready()

    def link(self, name: str) -> dict[str, Any]:
        """Return what a station says of its line to the other."""
        with self.stations[name].face() as face:
            (line,) = (one for one in face.ask(read="links") if one["neighbour"] == OTHER[name])
            found: dict[str, Any] = line
            return found


@pytest.fixture(params=["maildir", "imap"])
def mailed(request: pytest.FixtureRequest, network: Path, tmp_path: Path) -> Iterator[Mailed]:
    """Join two stations by mail, with the commands that an operator gives."""
    with ExitStack() as stack:
        by_imap = stack.enter_context(dovecot()) if request.param == "imap" else None
        if by_imap is not None:
            office = PostOffice(by_imap.mail / by_imap.new_domain(A, B), by_imap.owner)
        else:
            office = PostOffice(tmp_path / "mail")
            for name in (A, B):
                new_maildir(office.maildir(name))
        port = stack.enter_context(smtp(office))
        password = tmp_path / "password"
        password.write_text(PASSWORD)
        password.chmod(0o600)
        for name in (A, B):
            copytree(network / name, tmp_path / name)
            founding.set_listen(Home(tmp_path / name), "")
        stations = stack.enter_context(posts(tmp_path, (A, B)))
        for name, post in stations.items():
            place = office.maildir(name)
            if by_imap is not None:
                user = f"{name}@{place.parent.name}"
                box = ("--imap", f"imap://{user}@127.0.0.1:{by_imap.port}")
            elif request.param == "spool":
                box = ("--spool", str(place / "new"))
            else:
                box = ("--maildir", str(place))
            join(post, name, port, *box, "--password-file", str(password))
        yield Mailed(office, port, stations)


def join(post: Post, name: str, port: int, *box: str) -> None:
    done = post.run(
        *("link", "add", OTHER[name]),
        *("--mail-to", f"{OTHER[name]}@{DOMAIN}", "--mail-from", f"{name}@{DOMAIN}"),
        *("--smtp", f"smtp://127.0.0.1:{port}", *box),
        *("--poll-seconds", "1", "--repeat-seconds", "2"),
    )
    assert done.returncode == 0, done.stderr


def test_a_telegram_and_its_report_come_through_mail_that_loses_and_doubles(
    mailed: Mailed,
) -> None:
    bad = mailed.office.luck = BadPost()
    mailed.serve()
    with mailed.stations[A].face() as face:
        for number in range(3):
            face.ask(order="send", fields={"text": draft(f"Telegram {number}.", to=f"desk@{B}")})
        face.until(lambda count: count == 0 or None, read="outstanding")
        face.until(lambda queue: not queue or None, read="queue")
        assert face.ask(read="alarms") == []
        assert {line["state"] for line in face.ask(read="outbox")} == {"DELIVERED"}
    with mailed.stations[B].face() as face:
        came = face.ask(read="register", fields={"direction": "in", "limit": 100})
        assert sorted(line["incoming_number"] for line in came) == [1, 2, 3]
        face.ask(order="confirm", fields={"reference": face.ask(read="inbox")[0]["reference"]})
    with mailed.stations[A].face() as face:
        face.until(
            lambda sent: any(line["state"] == "RECEIVED" for line in sent) or None, read="outbox"
        )
    assert bad.lost == 2, "a mail that the server had taken was lost each way"
    line = mailed.link(A)
    assert line["state"] == "up"
    assert line["last_sent_at"]
    assert line["last_came_at"]
    assert line["mails_spoiled"] == 0
    assert_nothing_is_said(mailed.office)


def assert_nothing_is_said(office: PostOffice) -> None:
    """Check that whoever reads the mails finds no word of a telegram."""
    assert office.taken, "nothing was looked at"
    for _, mail in office.taken:
        found = list(cover.attachments(mail))
        assert found, "a mail without what it is for"
        for data in (mail, *found):  # as it goes, and out of its base64
            assert b"Telegram" not in data
            assert (
                b"desk@" not in data
            )  # with a sign that no base64 has: four letters come by chance


@pytest.mark.parametrize("mailed", ["spool"], indirect=True)
def test_a_station_that_is_killed_takes_up_its_mail_again(mailed: Mailed) -> None:
    mailed.serve()
    with mailed.stations[A].face() as face:
        face.ask(order="send", fields={"text": draft("One.", to=f"desk@{B}")})
    until(lambda: bool(mailed.office.taken))
    mailed.stations[B].kill()
    with mailed.stations[A].face() as face:
        face.ask(order="send", fields={"text": draft("Two.", to=f"desk@{B}")})
    mailed.stations[A].kill()
    mailed.serve()
    with mailed.stations[A].face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")
        assert face.ask(read="alarms") == []
    with mailed.stations[B].face() as face:
        assert face.ask(read="counts")["incoming"] == 2
        assert face.ask(read="alarms") == []


def until(condition: Any) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited 30 s in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("mailed", ["maildir"], indirect=True)
def test_status_and_queue_say_what_stands_in_the_way(mailed: Mailed) -> None:
    post = mailed.stations[A]
    join(post, A, free_port(), "--maildir", str(mailed.office.maildir(A)))
    post.serve()
    with post.face() as face:
        face.ask(order="send", fields={"text": draft("One.", to=f"desk@{B}")})
    until(lambda: mailed.link(A)["sending_error"])
    status = post.run("link", "status").stdout
    assert f"mail to {B}@{DOMAIN}" in status
    assert "no connection to 127.0.0.1" in status
    assert "is the server up" in status
    assert "no connection to 127.0.0.1" in post.run("queue").stdout
    assert mailed.link(A)["state"] == "waiting"
    assert mailed.link(A)["until_at"], "it says when it is tried again"


@pytest.mark.parametrize("mailed", ["maildir"], indirect=True)
def test_what_is_sent_and_not_answered_is_said_to_be_so(mailed: Mailed) -> None:
    mailed.office.luck = lambda _to, _mail: []
    post = mailed.stations[A].serve()
    with post.face() as face:
        face.ask(order="send", fields={"text": draft("One.", to=f"desk@{B}")})
    until(lambda: mailed.link(A)["mails_sent"] >= 2)
    (row,) = ask_queue(post)
    assert row["why"] == "sent by mail, not answered yet"
    assert row["next_try_at"]
    assert mailed.link(A)["unanswered_since_at"]
    mailed.office.luck = arrives
    mailed.stations[B].serve()
    with post.face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")


def ask_queue(post: Post) -> list[dict[str, Any]]:
    with post.face() as face:
        found: list[dict[str, Any]] = face.ask(read="queue")
        return found


def test_a_file_goes_by_mail_and_is_saved(mailed: Mailed, tmp_path: Path) -> None:
    data = Random(26044).randbytes(2_000_000)  # noqa: S311  # a filling, no key
    (tmp_path / "scan.pdf").write_bytes(data)
    head = f"To: desk@{B}\nClassification: RESTRICTED\nAttach: scan.pdf\n"
    (tmp_path / "draft.txt").write_text(f"{head}\nThe scan.\n", encoding="utf-8")
    mailed.serve()
    ran = mailed.stations[A].run("send", str(tmp_path / "draft.txt"))
    assert ran.returncode == 0, ran.stderr
    with mailed.stations[B].face() as face:
        reference = face.until(lambda inbox: inbox or None, read="inbox")[0]["reference"]
        face.until(
            lambda rows: (rows and all(row["state"] == "VERIFIED" for row in rows)) or None,
            read="attachments",
            fields={"reference": reference},
        )
    with mailed.stations[A].face() as face:
        face.until(lambda queue: not queue or None, read="queue")
        face.until(lambda count: count == 0 or None, read="outstanding")
    saving = ("attachment", "save", reference, "1", "-o", str(tmp_path / "copy.pdf"))
    ran = mailed.stations[B].run(*saving)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "copy.pdf").read_bytes() == data
    assert_nothing_is_said(mailed.office)
