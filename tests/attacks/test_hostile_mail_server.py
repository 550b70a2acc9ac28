"""A mail server gone bad: lies about sizes, lines without end, what nobody asked for."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import NoLine
from depesha.links.mail.account import Box, Security, Server
from depesha.links.mail.cover import MAX_MAIL_BYTES
from depesha.links.mail.imap import ImapMailbox
from depesha.links.mail.mailbox import Verdict
from depesha.links.mail.smtp import Sender
from tests.links.mail_carrier import mail_neighbour
from tests.links.mail_servers import PASSWORD
from tests.links.scripted_server import Lines, Script, greeted, scripted, selected


def endless_line(wire: socket.socket, _lines: Lines) -> None:
    while True:
        wire.sendall(b"* OK " + b"x" * 65536)


def endless_line_later(wire: socket.socket, lines: Lines) -> None:
    greeted(wire, lines)
    endless_line(wire, lines)


def huge_literal(wire: socket.socket, lines: Lines) -> None:
    selected(wire, lines)
    lines.next()
    wire.sendall(b"* 1 FETCH (UID 1 RFC822.SIZE {99999999999}\r\n")
    endless_line(wire, lines)


def small_by_its_word(wire: socket.socket, lines: Lines) -> None:
    selected(wire, lines)
    wire.sendall(b"* 1 FETCH (UID 1 RFC822.SIZE 100)\r\n" + lines.next() + b" OK done\r\n")
    tag = lines.next()
    wire.sendall(b'* 1 FETCH (UID 1 BODYSTRUCTURE ("APPLICATION" "VND.DEPESHA.PARCEL"))\r\n')
    wire.sendall(tag + b" OK done\r\n")
    lines.next()
    wire.sendall(b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % (MAX_MAIL_BYTES + 1))
    endless_line(wire, lines)


def rubbish(wire: socket.socket, _lines: Lines) -> None:
    wire.sendall(bytes(range(256)) * 100)


def goes_at_once(_wire: socket.socket, _lines: Lines) -> None:
    pass


def no_such_numbers(wire: socket.socket, lines: Lines) -> None:
    greeted(wire, lines)
    tag = lines.next()
    wire.sendall(b"* OK [UIDVALIDITY " + b"9" * 5000 + b"] x\r\n* OK [UIDNEXT -4] x\r\n")
    wire.sendall(tag + b" OK done\r\n")
    wire.sendall(b"* SEARCH one two\r\n" + lines.next() + b" OK done\r\n")


LIES: dict[str, tuple[Script, str]] = {
    "an endless line": (endless_line, "without end"),
    "an endless line in the session": (endless_line_later, "without end"),
    "a literal of 100 GB": (huge_literal, "announces 99999999999 bytes"),
    "a mail larger than it said": (small_by_its_word, f"announces {MAX_MAIL_BYTES + 1} bytes"),
    "rubbish": (rubbish, "gives no mail"),
    "nothing": (goes_at_once, "127.0.0.1"),
    "numbers that are none": (no_such_numbers, "gives no mail: invalid literal"),
}


def mailbox(port: int, folder: Path, security: Security = Security.LOOPBACK) -> ImapMailbox:
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    server = Server(host="127.0.0.1", port=port, security=security, user="alpha")
    neighbour = mail_neighbour("alpha", 1, Box(imap=server), password_file=password)
    return ImapMailbox(neighbour, server, folder)


def never(_mail: bytes) -> Verdict:
    pytest.fail("a mail was handed over")


@pytest.mark.parametrize("name", LIES)
def test_a_server_that_lies_is_left(tmp_path: Path, name: str) -> None:
    script, complaint = LIES[name]
    with scripted(script) as (port, _):
        found = mailbox(port, tmp_path)
        with pytest.raises(NoLine, match=complaint) as caught:
            found.look(never)
        found.end()
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 300


def test_a_mailbox_of_four_thousand_million_mails_takes_a_bounded_look(tmp_path: Path) -> None:
    rounds = 0

    def vast(wire: socket.socket, lines: Lines) -> None:
        nonlocal rounds
        selected(wire, lines, 2**32 - 1)
        while tag := lines.next():
            rounds += 1
            wire.sendall(tag + b" OK done\r\n")

    with scripted(vast) as (port, _):
        found = mailbox(port, tmp_path)
        assert found.look(never), "it says that there is more"
        found.end()
    assert rounds == 1000


def test_what_was_said_before_starttls_is_not_believed_after_it(tmp_path: Path) -> None:
    """What stands behind the answer to STARTTLS came in the clear (CVE-2011-0411)."""

    def injecting(wire: socket.socket, lines: Lines) -> None:
        wire.sendall(b"* OK ready\r\n")
        tag = lines.next()
        wire.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n")
        tag = lines.next()
        wire.sendall(tag + b" OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" * 3)
        lines.next()

    with scripted(injecting) as (port, said):
        found = mailbox(port, tmp_path, Security.STARTTLS)
        with pytest.raises(NoLine):
            found.look(never)
        found.end()
    assert not any(PASSWORD.encode() in line or b"AUTHENTICATE" in line for line in said)


def obliging(greeting: bytes, ability: bytes) -> Script:
    """Return a server that does whatever it is asked, in the clear, and holds one mail."""

    def script(wire: socket.socket, lines: Lines) -> None:
        wire.sendall(b"* " + greeting + b" ready\r\n")
        answers = {
            b"CAPABILITY": b"* CAPABILITY IMAP4rev1 UIDPLUS " + ability + b"\r\n",
            b"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n",
        }
        while tag := lines.next():
            said = [answer for word, answer in answers.items() if word in lines.said[-1]]
            wire.sendall(b"".join(said) + tag + b" OK done\r\n")

    return script


@pytest.mark.parametrize(
    ("greeting", "ability", "complaint"),
    [
        (b"PREAUTH", b"", "says PREAUTH before STARTTLS"),
        (b"PREAUTH", b"STARTTLS", "says PREAUTH before STARTTLS"),
        (b"OK", b"", "does not offer STARTTLS"),
    ],
)
def test_a_server_without_starttls_is_refused_however_often_it_is_tried(
    tmp_path: Path, greeting: bytes, ability: bytes, complaint: str
) -> None:
    """A refused connection is not used at the next try (RFC 8314; PREAUTH: RFC 3501 §7.1.4)."""
    with scripted(obliging(greeting, ability)) as (port, said):
        found = mailbox(port, tmp_path, Security.STARTTLS)
        for _ in range(3):
            with pytest.raises(NoLine, match=complaint):
                found.look(never)
        found.end()
    assert {line.split()[1] for line in said if line} <= {b"CAPABILITY"}


@pytest.mark.parametrize("answer", [b"NO", b"BAD"])
def test_a_wrong_password_is_told_the_same_way_each_time(tmp_path: Path, answer: bytes) -> None:
    def refusing(wire: socket.socket, lines: Lines) -> None:
        greeted_without_login(wire, lines)
        wire.sendall(lines.next() + b" " + answer + b" bad \x1b[31m" + b"x" * 5000 + b"\r\n")
        lines.next()

    with scripted(refusing) as (port, _):
        found = mailbox(port, tmp_path)
        told = []
        for _ in range(3):
            with pytest.raises(NoLine, match=r"does not let alpha in: .*bad .*xxx") as caught:
                found.look(never)
            told.append((caught.value.message, caught.value.hint))
        found.end()
    assert len(set(told)) == 1
    message, hint = told[0]
    assert "password" in hint
    assert message.isprintable()
    assert len(message) < 300
    assert "b'" not in message


def greeted_without_login(wire: socket.socket, lines: Lines) -> None:
    wire.sendall(b"* OK ready\r\n")
    tag = lines.next()
    wire.sendall(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")


def test_a_password_that_cannot_be_read_is_told_each_time(tmp_path: Path) -> None:
    with scripted(obliging(b"OK", b"")) as (port, said):
        found = mailbox(port, tmp_path)
        (tmp_path / "password").unlink()
        for _ in range(3):
            with pytest.raises(NoLine, match="password"):
                found.look(never)
        found.end()
    assert {line.split()[1] for line in said if line} <= {b"CAPABILITY"}


def test_an_smtp_server_that_answers_without_end_is_left(tmp_path: Path) -> None:
    def endless(wire: socket.socket, _lines: Lines) -> None:
        while True:
            wire.sendall(b"220-" + b"x" * 65536)

    with scripted(endless) as (port, _):
        plain = mail_neighbour("alpha", port, Box(spool=tmp_path))
        one = Sender(replace(plain, password_file=None))
        with pytest.raises(NoLine):
            one.send(b"Subject: x\r\n\r\n")
        one.end()
