"""Mails for conversations with servers, and what they are conducted under."""

from depesha.links.mail import cover
from depesha.links.mail.account import Security
from depesha.names import Digest, TimeMs

BOTH = [Security.TLS, Security.STARTTLS]
FOREIGN = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: lunch\r\n\r\nAt noon?\r\n"


def ours(number: int) -> bytes:
    """Return a mail with an attachment of our type."""
    content = f"number {number}".encode()
    return cover.write("a@example.org", "b@example.org", TimeMs(0), Digest(bytes(32)), content)
