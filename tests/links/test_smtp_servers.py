"""Giving mail to real servers: what is asked of them, and what is made of it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from depesha.errors import NoLine
from depesha.links.mail.account import Box, MailNeighbour, Security, Server
from depesha.links.mail.smtp import MailUnwanted, Sender
from depesha.links.mail.words import smtp_problem
from tests.links.mail_carrier import mail_neighbour
from tests.links.mail_files import BOTH, ours
from tests.links.mail_servers import (
    PostOffice,
    new_maildir,
    smtp,
)

# -- sending -------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> PostOffice:
    new_maildir(tmp_path / "mail" / "beta")
    return PostOffice(tmp_path / "mail")


def sender(
    port: int, security: Security = Security.LOOPBACK, password_file: Path | None = None
) -> Sender:
    plain = mail_neighbour("alpha", port, Box(spool=Path("/nowhere")))
    server = Server(
        host="127.0.0.1", port=port, security=security, user="alpha" if password_file else ""
    )
    values = {name: getattr(plain, name) for name in MailNeighbour.__slots__}
    return Sender(MailNeighbour(**values | {"smtp": server, "password_file": password_file}))


def context(certificate: Path) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(certificate)
    return found


@contextmanager
def secure_smtp(office: PostOffice, security: Security, certificate: Path) -> Iterator[int]:
    tls = context(certificate)
    if security is Security.TLS:
        with smtp(office, tls=tls) as port:
            yield port
    else:
        with smtp(office, starttls=tls) as port:
            yield port


def test_a_mail_is_sent_as_it_is(office: PostOffice) -> None:
    with smtp(office) as port:
        one = sender(port)
        one.send(ours(1))
        one.send(ours(2))
        one.end()
    assert [mail for _, mail in office.taken] == [ours(1), ours(2)]
    assert office.taken[0][0] == "beta@example.org"
    assert len({session.peer for session in office.sessions}) == 1, "one session for both"
    assert office.sessions[0].host_name == "example.org", "this machine's own name is not told"


def test_a_mail_that_is_not_wanted_holds_up_no_other(office: PostOffice) -> None:
    with smtp(office) as port:
        one = sender(port)
        office.refuses = "552 too large"
        with pytest.raises(MailUnwanted, match="552 too large") as caught:
            one.send(ours(1))
        assert "part_bytes" in caught.value.hint
        office.refuses = ""
        one.send(ours(2))
        one.end()
    assert [mail for _, mail in office.taken] == [ours(2)]


def test_a_server_that_has_no_time_is_asked_again(office: PostOffice) -> None:
    with smtp(office) as port:
        one = sender(port)
        office.refuses = "451 greylisted"
        with pytest.raises(NoLine, match="451 greylisted") as caught:
            one.send(ours(1))
        assert not isinstance(caught.value, MailUnwanted)
        one.end()


def test_what_a_server_says_cannot_draw_on_a_screen(office: PostOffice) -> None:
    with smtp(office) as port:
        one = sender(port)
        office.refuses = "451 \x1b[2J\x07 " + "x" * 300
        with pytest.raises(NoLine) as caught:
            one.send(ours(1))
        one.end()
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 250


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", BOTH)
def test_a_mail_is_sent_under_tls(
    office: PostOffice, security: Security, certificate: Path, password_file: Path
) -> None:
    with secure_smtp(office, security, certificate) as port:
        one = sender(port, security, password_file)
        one.send(ours(1))
        one.end()
    assert [mail for _, mail in office.taken] == [ours(1)]


@pytest.mark.parametrize("security", BOTH)
def test_no_mail_is_sent_where_the_certificate_does_not_verify(
    office: PostOffice, security: Security, certificate: Path, password_file: Path
) -> None:
    with secure_smtp(office, security, certificate) as port:
        one = sender(port, security, password_file)
        with pytest.raises(NoLine, match="does not verify"):
            one.send(ours(1))
        one.end()
    assert office.taken == []


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_told_by_smtp_and_not_shown(
    office: PostOffice, certificate: Path, password_file: Path
) -> None:
    password_file.write_text("another-password")
    with secure_smtp(office, Security.TLS, certificate) as port:
        one = sender(port, Security.TLS, password_file)
        with pytest.raises(NoLine, match="does not let alpha in") as caught:
            one.send(ours(1))
        one.end()
    assert "another-password" not in caught.value.message + caught.value.hint
    assert office.taken == []


def test_nothing_is_said_to_an_smtp_server_without_starttls(
    office: PostOffice, password_file: Path
) -> None:
    with smtp(office) as port:
        one = sender(port, Security.STARTTLS, password_file)
        with pytest.raises(NoLine, match="does not offer STARTTLS"):
            one.send(ours(1))
        one.end()
    assert office.taken == []


def test_a_sender_that_was_closed_sends_nothing(office: PostOffice) -> None:
    with smtp(office) as port:
        one = sender(port)
        one.close()
        with pytest.raises(NoLine, match="stops"):
            one.send(ours(1))
        one.end()
    assert office.taken == []


REFUSALS: dict[str, tuple[Exception, str, str]] = {
    "the sender": (
        smtplib.SMTPSenderRefused(550, b"not yours", "a@b"),
        "takes no mail from a@b: 550 not yours",
        "mail_from",
    ),
    "the addressee": (
        smtplib.SMTPRecipientsRefused({"b@c": (550, b"nobody")}),
        "takes no mail to b@c: 550 nobody",
        "mail_to",
    ),
    "what is not offered": (
        smtplib.SMTPNotSupportedError("no AUTH here"),
        "does not offer what is wanted: no AUTH here",
        "in the clear",
    ),
    "anything": (smtplib.SMTPConnectError(421, b"busy"), "will not talk: 421 busy", "up"),
    "silence": (TimeoutError(), "does not answer", "up"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_a_server_refuses_is_said_with_the_cure(what: str) -> None:
    error, says, cure = REFUSALS[what]
    problem = smtp_problem(Server(host="h", port=25, security=Security.TLS), error)
    assert says in problem.message
    assert cure in problem.hint
