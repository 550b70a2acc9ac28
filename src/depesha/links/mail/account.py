"""Where a mail line sends and fetches: servers, folders, and the file with the password.

Rule 1: a server that is not on this machine is spoken to under TLS with a certificate that
    verifies: from the first byte (`smtps`, `imaps`) or by STARTTLS (`smtp`, `imap`), which is then
    demanded.
Rule 2: a password stands in a file of its own, readable by its owner alone, and nowhere else: in no
    address, no setting, no error.
"""

import os
import re
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from depesha.errors import NoLine, Usage
from depesha.names import StationId

MAX_PASSWORD_BYTES: Final = 1024
MAX_PORT: Final = 65535

PORTS: Final = {"smtps": 465, "smtp": 587, "imaps": 993, "imap": 143}

_SERVER: Final = re.compile(
    r"(?P<scheme>smtps?|imaps?)://(?:(?P<user>[!-.0-~]{1,256})@)?"
    r"(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/(?P<mailbox>[ !#-\[\]-~]{1,200})?)?"
)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_LOOPBACK: Final = re.compile(r"localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|::1")

_READ: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class Security(StrEnum):
    """How a server is spoken to."""

    TLS = "tls"
    STARTTLS = "starttls"
    LOOPBACK = "loopback"
    """In the clear: the bytes do not leave this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server; without a user nobody logs in."""

    host: str
    port: int
    security: Security
    user: str = ""
    mailbox: str = "INBOX"

    def __str__(self) -> str:
        """Return where it is, as an error says it."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where mail comes from: one of the three.

    Attributes:
        maildir: a Maildir, with its `new` and `cur`.
        spool: a folder in which each plain file is a mail.
    """

    imap: Server | None = None
    maildir: Path | None = None
    spool: Path | None = None

    def __str__(self) -> str:
        """Return where it is, as a status says it."""
        return str(self.imap or self.maildir or self.spool)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailNeighbour:
    """A station at the other end of two mailboxes.

    Attributes:
        to, sender: the addresses of its mailbox and of ours.
        part_bytes: what one attachment may take, before base64.
        blob_bytes: the largest blob that goes by mail, in several where one is too small.
        poll_seconds: between looks; a server that tells when something came is looked at then too.
        repeat_seconds: until what is unanswered goes again, the first time.
    """

    station: StationId
    to: str
    sender: str
    smtp: Server
    box: Box
    password_file: Path | None
    part_bytes: int
    blob_bytes: int
    poll_seconds: float
    repeat_seconds: float


def parse_server(text: str, *schemes: str) -> Server:
    """Return `smtps://user@host:port` or `imaps://user@host:port/MAILBOX` as a server.

    Raises:
        Usage: it is not formed like one, or has a password in it.
    """
    found = _SERVER.fullmatch(text)
    if found is None or found["scheme"] not in schemes:
        msg = f"not an address of a mail server: {_without_user(text)!r}"
        raise Usage(msg, hint=f"as in {schemes[0]}://user@mail.example.org:{PORTS[schemes[0]]}")
    user = found["user"] or ""
    if ":" in user:
        msg = "a password does not belong into the address of a mail server"
        raise Usage(msg, hint="write it into a file that only you may read: password_file")
    host = found["host"].strip("[]")
    port = int(found["port"] or PORTS[found["scheme"]])
    if not 0 < port <= MAX_PORT:
        msg = f"there is no port {port}"
        raise Usage(msg, hint=f"a port from 1 to {MAX_PORT}")
    return Server(
        host=host,
        port=port,
        security=_security(found["scheme"], host),
        user=user,
        mailbox=found["mailbox"] or "INBOX",
    )


def _without_user(text: str) -> str:
    """Return an address as an error may show it: what stands before the @ may be a password."""
    scheme, _, rest = text.rpartition("@")
    return (f"...@{rest}" if scheme else text)[:80]


def _security(scheme: str, host: str) -> Security:
    if scheme.endswith("s"):
        return Security.TLS
    return Security.LOOPBACK if _LOOPBACK.fullmatch(host) else Security.STARTTLS


def check_address(text: str) -> str:
    """Return a mail address as it is.

    Raises:
        Usage: it is not formed like one.
    """
    if not _ADDRESS.fullmatch(text):
        msg = f"not a mail address: {text[:80]!r}"
        raise Usage(msg, hint="as in moscow@example.org, without a name before it")
    return text


def read_password(path: Path | None, server: Server) -> str:
    """Return the password for a server, from its file; without a user there is none.

    Raises:
        NoLine: the file is not there, is not ours alone, or holds nothing.
    """
    if not server.user:
        return ""
    if path is None:
        msg = f"{server} wants a password, and no password file is named"
        raise NoLine(msg, hint="add password_file to the line in station.toml")
    try:
        handle = os.open(path, _READ)
    except OSError as error:
        msg = f"{path}: {(error.strerror or str(error)).lower()}"
        raise NoLine(msg, hint="the file with the mail password must be there") from error
    try:
        return _password(path, handle)
    finally:
        os.close(handle)


def _password(path: Path, handle: int) -> str:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or status.st_uid not in {0, os.geteuid()}:
        msg = f"{path} is no plain file of this user"
        raise NoLine(msg, hint="make a file that belongs to the user who serves the station")
    if status.st_mode & 0o077:
        msg = f"others than its owner may read {path}"
        raise NoLine(msg, hint=f"chmod 600 {path}")
    password = os.read(handle, MAX_PASSWORD_BYTES).split(b"\n")[0].strip(b"\r")
    try:
        text = password.decode()
    except UnicodeDecodeError:
        text = ""
    if not text.isprintable() or not text:
        msg = f"no password stands in {path}"
        raise NoLine(msg, hint="the password is the first line of the file")
    return text
