"""Real mail servers on loopback: SMTP that delivers into Maildirs, and dovecot for IMAP."""

import asyncio
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "a-password-of-the-tests"  # noqa: S105
DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
START_SECONDS = 20.0
MOST_MAIL_BYTES = 40 * 1024 * 1024
PIECE_BYTES = 256 * 1024
END_OF_MAIL = b"\r\n.\r\n"

Luck = Callable[[str, bytes], list[bytes]]
"""What becomes of a mail to an address on its way: nothing, one, or several."""


def arrives(_to: str, mail: bytes) -> list[bytes]:
    """Let a mail arrive as it is."""
    return [mail]


def new_maildir(path: Path) -> Path:
    """Make an empty Maildir."""
    for name in ("new", "cur", "tmp"):
        (path / name).mkdir(parents=True)
    return path


class PostOffice:
    """An SMTP server: what it takes for `name@...` lies in the Maildir `name` of a folder.

    Attributes:
        luck: what becomes of each mail that it has taken with 250.
        refuses: what it answers instead of taking one, while that is not empty.
        taken: all mails that it took.
    """

    def __init__(self, folder: Path, owner: int | None = None) -> None:
        self.folder = folder
        self.luck: Luck = arrives
        self.refuses = ""
        self.taken: list[tuple[str, bytes]] = []
        self.sessions: list[Session] = []
        self._owner = owner
        self._numbers = count()

    def maildir(self, name: str) -> Path:
        """Return the Maildir of a name."""
        return self.folder / name

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses
        assert isinstance(envelope.content, bytes)
        self.sessions.append(session)
        for to in envelope.rcpt_tos:
            self.taken.append((to, envelope.content))
            try:
                for mail in self.luck(to, envelope.content):
                    self.deliver(to.partition("@")[0], mail)
            except OSError:
                return "451 the mailbox is not there"
        return "250 taken"

    def deliver(self, name: str, mail: bytes) -> None:
        """Lay a mail into a Maildir, as a delivery agent does."""
        place = self.maildir(name)
        file = f"{time.time_ns()}.{next(self._numbers):06}.loopback"
        part = place / "tmp" / file
        part.write_bytes(mail)
        if self._owner is not None:
            os.chown(part, self._owner, -1)
        part.rename(place / "new" / file)


def _knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
    return AuthResult(success=is_right, handled=False)


class Reception(SMTP):
    """The SMTP server, but what follows DATA is read in pieces and not line by line.

    A blob by mail is half a million lines: to read them took twice as long as all that is tested.
    """

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Take a mail: the same answers in the same cases."""
        assert self.envelope is not None
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if arg or not self.envelope.rcpt_tos:
            await self.push("503 no recipient, or words behind DATA")
            return
        await self.push("354 go on")
        taken = bytearray(b"\r\n")  # so that a point in the first line stands behind one too
        try:
            while not taken.endswith(END_OF_MAIL):  # nobody says more before he is answered
                if not (piece := await self._reader.read(PIECE_BYTES)):
                    raise asyncio.CancelledError  # noqa: TRY301  # as when it is noticed at once
                taken += piece
        except asyncio.CancelledError:  # the other end is gone
            self._writer.close()
            raise
        lines = bytes(taken[2:-3]).split(b"\r\n")
        if len(taken) > MOST_MAIL_BYTES:
            status = "552 Error: Too much mail data"
        elif max(map(len, lines)) > self.line_length_limit - 2:
            status = "500 Line too long (see RFC5321 4.5.3.1.6)"
        else:
            content = bytes(taken[:-3]).replace(b"\r\n..", b"\r\n.")[2:]
            self.envelope.content = self.envelope.original_content = content
            status = await self.event_handler.handle_DATA(self, self.session, self.envelope)
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # another's
        await self.push(status)


class Receiving(Controller):
    """It serves `Reception`."""

    def factory(self) -> SMTP:
        """Return what takes one connection."""
        return Reception(self.handler, **self.SMTP_kwargs)


@contextmanager
def smtp(
    office: PostOffice, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Serve a post office on a port of loopback; with either kind of TLS it wants a password."""
    secure = {"authenticator": _knows, "auth_required": True} if tls or starttls else {}
    controller = Receiving(
        office,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        auth_require_tls=starttls is not None,
        data_size_limit=MOST_MAIL_BYTES,
        **secure,  # type: ignore[arg-type]
    )
    with warnings.catch_warnings():
        # it does not count TLS from the first byte as TLS, and warns at each connection
        warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


def free_port() -> int:
    """Return a port of loopback that nobody used a moment ago."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


# -- dovecot ---------------------------------------------------------------------------------------

CONFIG = """\
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = maildir:{folder}/mail/%d/%n
mail_uid = {uid}
mail_gid = {gid}
first_valid_gid = 1
mailbox_list_index = no
maildir_very_dirty_syncs = no
mailbox_idle_check_interval = 1 secs
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%d/%n
}}
"""


class Dovecot:
    """A dovecot of the tests' own. `folder/mail/DOMAIN/NAME` is the Maildir of `NAME@DOMAIN`."""

    def __init__(self, folder: Path, ports: tuple[int, int], owner: int | None) -> None:
        self.folder = folder
        self.port, self.tls_port = ports
        self.owner = owner
        self._domains = count()

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    def new_domain(self, *names: str) -> str:
        """Make the Maildirs of a domain that nobody has used, and return its name."""
        domain = f"d{next(self._domains)}.test"
        for name in names:
            place = new_maildir(self.mail / domain / name)
            if self.owner is not None:
                for path in (self.mail / domain, place, *place.iterdir()):
                    os.chown(path, self.owner, -1)
        return domain


def must_have_dovecot() -> str:
    """Return where dovecot is; skip the test where it is not, but in CI."""
    if DOVECOT is None and os.environ.get("CI") == "true":
        pytest.fail("dovecot is missing: apt-get install dovecot-imapd", pytrace=False)
    if DOVECOT is None:
        pytest.skip("dovecot is not installed (Debian: dovecot-imapd)")
    return DOVECOT


_SHARED = ExitStack()
_FOUND: list[Dovecot] = []


def shared_dovecot() -> Dovecot:
    """Return the dovecot that all tests share; it stops with `stop_shared`."""
    if not _FOUND:
        _FOUND.append(_SHARED.enter_context(dovecot()))
    return _FOUND[0]


def stop_shared() -> None:
    """Stop it, if it was started: that takes it a second."""
    _FOUND.clear()
    _SHARED.close()


@contextmanager
def dovecot(certificate: Path | None = None) -> Iterator[Dovecot]:
    """Run dovecot with a configuration of its own; `certificate` holds one with its key."""
    program = must_have_dovecot()
    folder = Path(tempfile.mkdtemp(prefix="depesha-dovecot-"))
    is_root = os.geteuid() == 0
    owner = 65534 if is_root else None  # dovecot lets nobody in as root
    folder.chmod(0o755)
    server = Dovecot(folder, (free_port(), free_port()), owner)
    for path in (server.mail, folder / "run"):
        path.mkdir()
    if owner is not None:
        os.chown(server.mail, owner, -1)
    names = _users(is_root=is_root)
    keys = f"ssl_cert = <{certificate}\nssl_key = <{certificate}" if certificate else ""
    (folder / "dovecot.conf").write_text(
        CONFIG.format(
            folder=folder,
            port=server.port,
            tls_port=server.tls_port,
            uid=owner if is_root else os.getuid(),
            gid=owner if is_root else os.getgid(),
            password=PASSWORD,
            ssl="yes" if certificate else "no",
            certificate=keys,
            **names,
        )
    )
    process = subprocess.Popen(
        [program, "-F", "-c", str(folder / "dovecot.conf")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_open(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _users(*, is_root: bool) -> dict[str, str]:
    if is_root:
        return {"internal": "dovecot", "group": "dovecot", "login": "dovenull"}
    import getpass  # noqa: PLC0415
    import grp  # noqa: PLC0415

    name = getpass.getuser()
    return {"internal": name, "group": grp.getgrgid(os.getgid()).gr_name, "login": name}


def _until_open(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", server.port), 1)):
            return
        time.sleep(0.05)
    log = server.folder / "dovecot.log"
    pytest.fail(f"dovecot does not start: {log.read_text() if log.exists() else 'no log'}")
