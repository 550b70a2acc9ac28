"""What went wrong with a mail server, as one line for a person, with the cure where one is known.

Rule: what a server says came from outside: of it only printable ASCII is shown, and not much.
"""

import re
import ssl
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Final

from depesha.errors import NoLine
from depesha.links.mail.account import Server

MAX_SHOWN: Final = 120
MAX_READ: Final = 8 * MAX_SHOWN

_BYTES: Final = re.compile(r"""\[?\bb(['"])(.*?)(?:\1\]?|$)""")
"""Bytes as Python writes them, also alone in a list."""

_LOGIN: Final = "is the password in the password file right? some providers want an app password"
_CERTIFICATE: Final = (
    "the certificate must be for the host named in station.toml; SSL_CERT_FILE names further"
    " authorities"
)
_REACH: Final = "is the server up, the address right, and the port open?"
_CLEAR: Final = "the server must offer it; nothing is sent in the clear over a network"


def shown(said: object) -> str:
    """Return what a server said as an error may show it."""
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else str(said)
    return "".join(letter if " " <= letter <= "~" else " " for letter in text)[:MAX_SHOWN].strip()


def smtp_problem(server: Server, error: Exception) -> NoLine:
    """Return why no mail can be sent by a server."""
    match error:
        case SMTPAuthenticationError():
            msg = f"{server} does not let {server.user} in: {_reply(error)}"
            return NoLine(msg, hint=_LOGIN)
        case SMTPSenderRefused():
            msg = f"{server} takes no mail from {error.sender}: {_reply(error)}"
            return NoLine(msg, hint="may this user send in the name of mail_from?")
        case SMTPRecipientsRefused():
            address, (code, text) = next(iter(error.recipients.items()))
            msg = f"{server} takes no mail to {address}: {code} {shown(text)}"
            return NoLine(msg, hint="is mail_to right?")
        case SMTPDataError():
            msg = f"{server} does not take a mail: {_reply(error)}"
            return NoLine(msg, hint="is it too large for this server? a smaller part_bytes helps")
        case SMTPNotSupportedError():
            msg = f"{server} does not offer what is wanted: {shown(error)}"
            return NoLine(msg, hint=_CLEAR)
        case _:
            return _no_connection(server, error)


def imap_problem(server: Server, error: Exception) -> NoLine:
    """Return why no mail can be fetched from a server."""
    if isinstance(error, OSError):
        return _no_connection(server, error)
    return NoLine(f"{server} gives no mail: {_words(error)}", hint=_REACH)


def no_login(server: Server, error: Exception) -> NoLine:
    """Return that a server does not let the user in."""
    return NoLine(f"{server} does not let {server.user} in: {_words(error)}", hint=_LOGIN)


def no_starttls(server: Server) -> NoLine:
    """Return that a server does not offer STARTTLS."""
    return NoLine(f"{server} does not offer STARTTLS", hint=_CLEAR)


def preauth(server: Server) -> NoLine:
    """Return that a server calls us logged in before the connection is secured."""
    return NoLine(f"{server} says PREAUTH before STARTTLS: no TLS can follow", hint=_CLEAR)


def _no_connection(server: Server, error: Exception) -> NoLine:
    if isinstance(error, ssl.SSLCertVerificationError):
        msg = f"the certificate of {server} does not verify: {shown(error.verify_message)}"
        return NoLine(msg, hint=_CERTIFICATE)
    if isinstance(error, SMTPResponseException):
        return NoLine(f"{server} will not talk: {_reply(error)}", hint=_REACH)
    if isinstance(error, TimeoutError):
        return NoLine(f"{server} does not answer", hint=_REACH)
    words = getattr(error, "strerror", None) or error
    return NoLine(f"no connection to {server}: {shown(words).lower()}", hint=_REACH)


def _reply(error: SMTPResponseException) -> str:
    return f"{error.smtp_code} {shown(error.smtp_error)}"


def _words(error: Exception) -> str:
    """Return what an error of the IMAP library says: the server's bytes, alone or in a sentence."""
    said = error.args[0] if error.args else ""
    return shown(said if isinstance(said, bytes) else _BYTES.sub(r"\2", str(said)[:MAX_READ]))
