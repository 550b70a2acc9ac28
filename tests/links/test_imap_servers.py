"""Fetching mail from real servers: what is asked of them, and what is made of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from depesha.errors import NoLine
from depesha.links.mail import cover
from depesha.links.mail.account import Box, MailNeighbour, Security, Server
from depesha.links.mail.cover import MAX_MAIL_BYTES
from depesha.links.mail.imap import PLACE, PLACE_NAME, ImapMailbox
from depesha.links.mail.mailbox import Verdict
from tests.links.mail_carrier import mail_neighbour
from tests.links.mail_files import BOTH, FOREIGN, ours
from tests.links.mail_servers import (
    Dovecot,
    PostOffice,
    dovecot,
    shared_dovecot,
)
from tests.links.scripted_server import Lines, greeted, scripted


def taken(mail: bytes) -> Verdict:
    return Verdict.TAKEN if list(cover.attachments(mail)) else Verdict.FOREIGN


class Account:
    """A user of dovecot, and the mailbox as a mail line sees it."""

    def __init__(self, server: Dovecot, folder: Path, password_file: Path) -> None:
        self.domain = server.new_domain("alpha")
        self.office = PostOffice(server.mail / self.domain, server.owner)
        self.port = server.port
        self.folder = folder
        self.password_file = password_file
        self.handed: list[bytes] = []
        self._open: list[ImapMailbox] = []

    def mailbox(self, poll_seconds: float = 20.0, *, name: str = "INBOX") -> ImapMailbox:
        server = Server(
            host="127.0.0.1",
            port=self.port,
            security=Security.LOOPBACK,
            user=f"alpha@{self.domain}",
            mailbox=name,
        )
        found = mailbox(server, self.folder, self.password_file, poll_seconds)
        self._open.append(found)
        return found

    def take(self, mail: bytes) -> Verdict:
        self.handed.append(mail)
        return taken(mail)

    def left(self) -> list[str]:
        """Return the flags of the mails that are still there."""
        place = self.office.maildir("alpha")
        found = [*(place / "new").iterdir(), *(place / "cur").iterdir()]
        return sorted(path.name.partition(":2,")[2] for path in found)

    def end(self) -> None:
        for one in self._open:
            one.end()


def mailbox(server: Server, home: Path, password_file: Path, poll: float = 20.0) -> ImapMailbox:
    neighbour = mail_neighbour("alpha", 1, Box(imap=server), password_file=password_file)
    slow = MailNeighbour(
        **{name: getattr(neighbour, name) for name in MailNeighbour.__slots__}
        | {"poll_seconds": poll}
    )
    return ImapMailbox(slow, server, home)


@pytest.fixture
def box(tmp_path: Path, password_file: Path) -> Iterator[Account]:
    found = Account(shared_dovecot(), tmp_path, password_file)
    yield found
    found.end()


# -- fetching ------------------------------------------------------------------------------------


def test_what_is_taken_is_removed_and_what_is_not_ours_stays_unread(box: Account) -> None:
    for mail in (FOREIGN, ours(1), FOREIGN, ours(2)):
        box.office.deliver("alpha", mail)
    mailbox = box.mailbox()
    assert not mailbox.look(box.take)
    assert box.handed == [ours(1), ours(2)], "the foreign ones were not even fetched"
    assert mailbox.tally == {Verdict.TAKEN: 2, Verdict.FOREIGN: 2}
    mailbox.look(box.take)
    assert mailbox.tally[Verdict.FOREIGN] == 2, "nor are they looked at again"
    assert box.left() == ["", ""], "no flag says that somebody has seen them"


def test_what_cannot_be_stored_stays_and_comes_again(box: Account) -> None:
    def full(_mail: bytes) -> Verdict:
        msg = "no room"
        raise NoLine(msg)

    box.office.deliver("alpha", ours(1))
    mailbox = box.mailbox()
    with pytest.raises(NoLine, match="no room"):
        mailbox.look(full)
    assert box.left() == [""]
    mailbox.look(box.take)
    assert box.handed == [ours(1)]


def test_how_far_it_was_looked_through_outlives_the_process(box: Account) -> None:
    box.office.deliver("alpha", FOREIGN)
    box.mailbox().look(box.take)
    again = box.mailbox()
    box.office.deliver("alpha", ours(1))
    again.look(box.take)
    assert again.tally == {Verdict.TAKEN: 1}


def test_another_validity_means_to_look_at_everything_again(box: Account) -> None:
    box.office.deliver("alpha", FOREIGN)
    box.mailbox().look(box.take)
    kept = box.folder / PLACE_NAME
    place = PLACE.decode(kept.read_bytes())
    assert place.next_uid == 2
    changed = type(place)(box=place.box, validity=place.validity ^ 1, next_uid=100)
    kept.write_bytes(PLACE.encode(changed))
    again = box.mailbox()
    again.look(box.take)
    assert again.tally == {Verdict.FOREIGN: 1}


def test_a_spoiled_memory_means_to_look_at_everything_again(box: Account) -> None:
    box.office.deliver("alpha", FOREIGN)
    box.mailbox().look(box.take)
    (box.folder / PLACE_NAME).write_bytes(b"rubbish")
    again = box.mailbox()
    again.look(box.take)
    assert again.tally == {Verdict.FOREIGN: 1}


def test_what_is_forgotten_is_looked_at_again(box: Account) -> None:
    box.office.deliver("alpha", FOREIGN)
    mailbox = box.mailbox()
    mailbox.look(box.take)
    mailbox.forget()
    mailbox.look(box.take)
    assert mailbox.tally == {Verdict.FOREIGN: 2}


def test_a_mail_larger_than_any_of_ours_is_not_fetched(box: Account) -> None:
    box.office.deliver("alpha", ours(1) + b"x" * MAX_MAIL_BYTES)
    mailbox = box.mailbox()
    mailbox.look(box.take)
    assert mailbox.tally == {Verdict.TOO_BIG: 1}
    assert box.handed == []


def test_idle_tells_that_something_came(box: Account) -> None:
    mailbox = box.mailbox(poll_seconds=60.0)
    mailbox.look(box.take)
    teller = threading.Timer(0.2, lambda: box.office.deliver("alpha", ours(1)))
    teller.start()
    begun = monotonic()
    mailbox.wait()
    assert monotonic() - begun < 50, "it waited for the time to look"
    mailbox.look(box.take)
    teller.join()
    assert box.handed == [ours(1)]


@pytest.mark.parametrize("wake", [ImapMailbox.wake, ImapMailbox.close, ImapMailbox.forget])
def test_waiting_can_be_broken_off(box: Account, wake: Callable[[ImapMailbox], None]) -> None:
    mailbox = box.mailbox(poll_seconds=60.0)
    mailbox.look(box.take)
    waker = threading.Timer(0.1, lambda: wake(mailbox))
    waker.start()
    begun = monotonic()
    try:
        mailbox.wait()
    except NoLine:
        assert wake is ImapMailbox.close
    waker.join()
    assert monotonic() - begun < 50


def test_a_mailbox_that_is_not_there_is_named_as_trouble(box: Account) -> None:
    with pytest.raises(NoLine, match="gives no mail") as caught:
        box.mailbox(name="Nothing").look(box.take)
    assert "Nothing" in caught.value.message


def test_a_wrong_password_is_told_and_not_shown(box: Account) -> None:
    box.password_file.write_text("another-password")
    with pytest.raises(NoLine, match="does not let") as caught:
        box.mailbox().look(box.take)
    assert "password file" in caught.value.hint
    assert "another-password" not in caught.value.message + caught.value.hint


def test_a_server_that_is_not_there_is_told(tmp_path: Path, password_file: Path) -> None:
    with closing(socket.socket()) as dead:
        dead.bind(("127.0.0.1", 0))
        server = Server(
            host="127.0.0.1", port=dead.getsockname()[1], security=Security.LOOPBACK, user="a"
        )
        found = mailbox(server, tmp_path, password_file)
        with pytest.raises(NoLine, match="no connection to"):
            found.look(taken)
        found.end()


# -- servers that can do less --------------------------------------------------------------------


def poor_server(wire: socket.socket, lines: Lines) -> None:
    """Hold one mail; know neither UIDNEXT nor UIDPLUS nor IDLE, nor any other way to log in."""
    greeted(wire, lines, b"", b"")
    mail = ours(1)
    answers = {
        b"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n",
        b"SEARCH": b"* SEARCH 4\r\n",
        b"(UID": b"* 1 FETCH (RFC822.SIZE %d UID 4)\r\n" % len(mail),
        b"(BODYSTRUCTURE)": b'* 1 FETCH (UID 4 BODYSTRUCTURE ("A" "VND.DEPESHA.PARCEL"))\r\n',
        b"(BODY.PEEK[])": b"* 1 FETCH (UID 4 BODY[] {%d}\r\n%b)\r\n" % (len(mail), mail),
    }
    while tag := lines.next():
        said = [answer for word, answer in answers.items() if word in lines.said[-1]]
        wire.sendall(b"".join(said) + tag + b" OK done\r\n")


def test_a_server_that_can_do_little_is_enough(tmp_path: Path, password_file: Path) -> None:
    with scripted(poor_server) as (port, said):
        server = Server(host="127.0.0.1", port=port, security=Security.LOOPBACK, user="alpha")
        found = mailbox(server, tmp_path, password_file, 0.01)
        handed: list[bytes] = []

        def take(mail: bytes) -> Verdict:
            handed.append(mail)
            return Verdict.TAKEN

        assert not found.look(take)
        found.wait()
        assert not found.look(take)
        found.end()
    assert handed == [ours(1)]
    whole = b"".join(said)
    assert b"STORE 4 +FLAGS.SILENT (\\Deleted \\Seen)" in whole
    assert b"EXPUNGE" not in whole, "that would remove what others have marked"
    assert whole.count(b"LOGIN") == 1, "between looks that are soon the connection is kept"


def test_between_looks_that_are_far_apart_the_connection_is_given_back(
    tmp_path: Path, password_file: Path
) -> None:
    with scripted(poor_server) as (port, said):
        server = Server(host="127.0.0.1", port=port, security=Security.LOOPBACK, user="alpha")
        found = mailbox(server, tmp_path, password_file, 3600.0)
        found.look(taken)
        found.wake()
        found.wait()
        found.end()
    assert any(b"LOGOUT" in line for line in said)


# -- TLS -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def secure_dovecot(certificate: Path) -> Iterator[Dovecot]:
    with dovecot(certificate) as found:
        yield found


def secure(server: Dovecot, security: Security, domain: str) -> Server:
    port = server.tls_port if security is Security.TLS else server.port
    return Server(host="127.0.0.1", port=port, security=security, user=f"alpha@{domain}")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", BOTH)
def test_mail_is_fetched_under_tls(
    secure_dovecot: Dovecot, security: Security, tmp_path: Path, password_file: Path
) -> None:
    domain = secure_dovecot.new_domain("alpha")
    PostOffice(secure_dovecot.mail / domain, secure_dovecot.owner).deliver("alpha", ours(1))
    found = mailbox(secure(secure_dovecot, security, domain), tmp_path, password_file, 0.1)
    found.look(taken)
    found.wait()
    assert found.tally == {Verdict.TAKEN: 1}
    found.end()


@pytest.mark.parametrize("security", BOTH)
def test_no_mail_is_fetched_where_the_certificate_does_not_verify(
    secure_dovecot: Dovecot, security: Security, tmp_path: Path, password_file: Path
) -> None:
    domain = secure_dovecot.new_domain("alpha")
    found = mailbox(secure(secure_dovecot, security, domain), tmp_path, password_file)
    with pytest.raises(NoLine, match="does not verify") as caught:
        found.look(taken)
    assert "SSL_CERT_FILE" in caught.value.hint
    found.end()


def test_no_password_is_said_to_an_imap_server_without_starttls(
    box: Account, tmp_path: Path, password_file: Path
) -> None:
    server = Server(
        host="127.0.0.1", port=box.port, security=Security.STARTTLS, user=f"alpha@{box.domain}"
    )
    found = mailbox(server, tmp_path, password_file)
    with pytest.raises(NoLine, match="does not offer STARTTLS"):
        found.look(taken)
    found.end()
