"""Sending mails by SMTP. Blocking: used in one thread, but for `close`.

Rule 1: a session is opened for the first mail and ended when nothing more is due.
Rule 2: that the server says 250 means that it has the mail, and no more. Nothing is given up for
    it.
Rule 3: a mail that the server does not want for good (5xx after its content) holds up no other.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from depesha.errors import NoLine
from depesha.links.mail.account import MailNeighbour, Security, read_password
from depesha.links.mail.words import no_starttls, smtp_problem

TIMEOUT_SECONDS: Final = 60.0
"""For each answer; the large one comes after the content (RFC 5321 §4.5.3.2 allows ten minutes)."""

_FOR_GOOD: Final = 500


class MailUnwanted(NoLine):
    """The server does not want this mail for good; it may want others."""


class _Known:
    """Tells of itself before it connects, so that whoever waits for the server can be freed."""

    def __init__(self, known: Callable[[Any], None], *args: Any, **options: Any) -> None:  # noqa: ANN401
        known(self)
        super().__init__(*args, **options)


class _Clear(_Known, smtplib.SMTP):
    """In the clear, at first or to the end."""


class _Tls(_Known, smtplib.SMTP_SSL):
    """Under TLS from the first byte."""


class Sender:
    """Sessions with one SMTP server, one after the other."""

    def __init__(self, neighbour: MailNeighbour) -> None:
        """Begin without a session."""
        self._neighbour = neighbour
        self._session: smtplib.SMTP | None = None
        self._is_closed = False

    def send(self, mail: bytes) -> None:
        """Give a mail to the server.

        Raises:
            MailUnwanted: it does not want this one.
            NoLine: it cannot be reached, or does not want any.
        """
        one = self._neighbour
        try:
            self._opened().sendmail(one.sender, [one.to], mail)
        except smtplib.SMTPDataError as error:
            problem = smtp_problem(one.smtp, error)
            if error.smtp_code >= _FOR_GOOD:
                raise MailUnwanted(problem.message, hint=problem.hint) from error
            raise problem from error
        except (OSError, ValueError) as error:  # SMTPException is an OSError
            self._drop()
            raise smtp_problem(one.smtp, error) from error

    def end(self) -> None:
        """End the session in good order, if there is one."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(OSError):
                session.quit()
            session.close()

    def close(self) -> None:
        """Break off whatever is under way; from any thread. Nothing is sent any more."""
        self._is_closed = True
        session = self._session
        if session is not None and session.sock is not None:
            with suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)

    def _opened(self) -> smtplib.SMTP:
        self._must_be_open()
        if self._session is not None:
            return self._session
        try:
            session = self._connected()
            self._log_in(session)
        except BaseException:
            self._drop()
            raise
        return session

    def _must_be_open(self) -> None:
        if self._is_closed:
            msg = "the station stops"
            raise NoLine(msg)

    def _drop(self) -> None:
        """Let a session go without a word: whoever waits for an answer has waited enough."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _connected(self) -> smtplib.SMTP:
        server = self._neighbour.smtp
        said = self._neighbour.sender.rpartition("@")[2]  # the name of this machine is its own
        where = (self._know, server.host, server.port, said)
        if server.security is Security.TLS:
            context = ssl.create_default_context()
            return _Tls(*where, timeout=TIMEOUT_SECONDS, context=context)
        return _Clear(*where, timeout=TIMEOUT_SECONDS)

    def _know(self, session: smtplib.SMTP) -> None:
        self._session = session

    def _log_in(self, session: smtplib.SMTP) -> None:
        server = self._neighbour.smtp
        session.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            if not session.has_extn("starttls"):
                raise no_starttls(server)
            session.starttls(context=ssl.create_default_context())
            session.ehlo_or_helo_if_needed()
        if server.user:
            session.login(server.user, read_password(self._neighbour.password_file, server))
