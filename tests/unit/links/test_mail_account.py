"""Servers and passwords of a mail line: what is understood, and what is never shown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import NoLine, Usage
from depesha.links.mail.account import (
    Security,
    Server,
    check_address,
    parse_server,
    read_password,
)

ALL = ("smtps", "smtp", "imaps", "imap")

SERVERS = {
    "smtps://mail.example.org": Server(host="mail.example.org", port=465, security=Security.TLS),
    "smtp://moscow@mail.example.org": Server(
        host="mail.example.org", port=587, security=Security.STARTTLS, user="moscow"
    ),
    "imaps://moscow@example.org@mail.example.org:1993/Depesha mail": Server(
        host="mail.example.org",
        port=1993,
        security=Security.TLS,
        user="moscow@example.org",
        mailbox="Depesha mail",
    ),
    "imap://127.0.0.1": Server(host="127.0.0.1", port=143, security=Security.LOOPBACK),
    "smtp://localhost:25": Server(host="localhost", port=25, security=Security.LOOPBACK),
    "smtp://[::1]:25/": Server(host="::1", port=25, security=Security.LOOPBACK),
    "smtp://[2001:db8::1]": Server(host="2001:db8::1", port=587, security=Security.STARTTLS),
    "smtp://127.0.0.1.example.org": Server(
        host="127.0.0.1.example.org", port=587, security=Security.STARTTLS
    ),
    "smtp://localhost.example.org": Server(
        host="localhost.example.org", port=587, security=Security.STARTTLS
    ),
}


@pytest.mark.parametrize("text", SERVERS)
def test_a_server_is_understood(text: str) -> None:
    assert parse_server(text, *ALL) == SERVERS[text]


WRONG = [
    "",
    "mail.example.org",
    "http://mail.example.org",
    "smtps://",
    "smtps://mail.example.org:0",
    "smtps://mail.example.org:99999",
    "smtps://mail.example.org:999999",
    "smtps://mail.example.org:25x",
    "smtps://mail\nexample.org",
    "smtps://mo scow@mail.example.org",
    'imaps://mail.example.org/IN"BOX',
    "imaps://mail.example.org/IN\\BOX",
    "imaps://mail.example.org/INBOX\r\nx LOGOUT",
    "imaps://mail.example.org/Входящие",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_server_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Usage) as caught:
        parse_server(text, *ALL)
    assert caught.value.hint


def test_a_server_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(Usage):
        parse_server("imaps://mail.example.org", "smtps", "smtp")


@pytest.mark.parametrize("text", ["smtps://moscow:secret@mail.example.org", "x://m:secret@h"])
def test_a_password_in_an_address_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(Usage) as caught:
        parse_server(text, *ALL)
    assert "secret" not in caught.value.message + caught.value.hint


@given(st.text(max_size=60))
def test_any_text_is_a_server_or_refused(text: str) -> None:
    try:
        found = parse_server(text, *ALL)
    except Usage:
        return
    assert 0 < found.port < 65536


@pytest.mark.parametrize("text", ["a@b", "moscow+depesha@mail.example.org", "x!#$%@a-b.c"])
def test_an_address_is_understood(text: str) -> None:
    assert check_address(text) == text


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b", "a b@c", "<a@b>", "a@b\r\nBcc: c@d", "я@b", "a@b c", "a@b,c@d"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        check_address(text)


USER = Server(host="mail.example.org", port=465, security=Security.TLS, user="moscow")


def file_of(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "password"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("content", "password"),
    [
        (b"secret", "secret"),
        (b"secret\n", "secret"),
        (b"a secret \r\nand more", "a secret "),
        ("тайна\n".encode(), "тайна"),
    ],
)
def test_the_password_is_the_first_line_of_its_file(
    tmp_path: Path, content: bytes, password: str
) -> None:
    assert read_password(file_of(tmp_path, content), USER) == password


def test_a_file_that_only_its_owner_reads_will_do(tmp_path: Path) -> None:
    assert read_password(file_of(tmp_path, b"secret", 0o400), USER) == "secret"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o602, 0o610])
def test_a_password_that_others_may_read_is_not_used(tmp_path: Path, mode: int) -> None:
    with pytest.raises(NoLine, match="others than its owner") as caught:
        read_password(file_of(tmp_path, b"secret", mode), USER)
    assert "chmod 600" in caught.value.hint
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("content", [b"", b"\nsecret", b"\xff\xfesecret", b"sec\0ret"])
def test_a_file_without_a_password_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NoLine, match="no password stands in") as caught:
        read_password(file_of(tmp_path, content), USER)
    assert "secret" not in caught.value.message


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLine, match="no such file"):
        read_password(tmp_path / "password", USER)
    with pytest.raises(NoLine, match="no plain file"):
        read_password(tmp_path, USER)
    with pytest.raises(NoLine, match="no password file is named"):
        read_password(None, USER)


def test_without_a_user_no_password_is_asked_for(tmp_path: Path) -> None:
    nobody = Server(host="mail.example.org", port=25, security=Security.TLS)
    assert read_password(tmp_path / "nothing", nobody) == ""
