"""The mail around an attachment: written one way, read without believing anything of it. Pure.

Rule 1: everything but the attachment is constant, or comes from it: the Message-ID and the boundary
    are its hash. A provider sees who, when and how much, and nothing else.
Rule 2: of a mail that came only an attachment of our type is looked at: the line that names the
    type, the empty line behind its header, and base64 up to the first character that is none. Its
    place in the tree of MIME does not matter, so no tree is built: ten thousand nested parts cost
    one search, and a mail that was forwarded, footed or wrapped by a gateway is read all the same.
Rule 3: what is found is not believed either; it is signed (`mailing`).
"""

import re
from base64 import encodebytes
from binascii import Error, a2b_base64
from collections.abc import Iterator
from email.utils import formatdate
from typing import Final

from depesha.links.mail.mailing import MOST_PART_BYTES
from depesha.names import Digest, TimeMs

CONTENT_TYPE: Final = "application/vnd.depesha.parcel"
SUBJECT: Final = "Depesha"
MARK: Final = b"vnd.depesha.parcel"
"""What stands, in any case, in each mail that may concern us, and in its BODYSTRUCTURE."""

MAX_ATTACHMENTS: Final = 4
MAX_PART_HEADER_BYTES: Final = 4096
MAX_MAIL_BYTES: Final = MOST_PART_BYTES * 3 // 2 + 64 * 1024
"""base64 with its line ends makes 1.37 of 1; the rest is for what gateways add."""

HASH_DIGITS: Final = 32

_TYPE: Final = re.compile(
    rb"^content-type:\s{0,4}application/vnd\.depesha\.parcel", re.IGNORECASE | re.MULTILINE
)
_EMPTY_LINE: Final = re.compile(rb"\r?\n\r?\n")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/=\r\n]*")

_MAIL: Final = """\
From: {sender}
To: {to}
Subject: {subject}
Date: {date}
Message-ID: <{name}@{domain}>
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_{name}"

--=_{name}
Content-Type: text/plain; charset=us-ascii

This mail goes from one machine to another and is read by nobody.
--=_{name}
Content-Type: {type}; name="parcel.dep"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="parcel.dep"

{content}--=_{name}--
"""


def write(sender: str, to: str, sent_at: TimeMs, digest: Digest, attachment: bytes) -> bytes:
    """Return a whole mail, its lines ended as mail has them."""
    mail = _MAIL.format(
        sender=sender,
        to=to,
        subject=SUBJECT,
        date=formatdate(sent_at // 1000),
        name=digest.hex()[:HASH_DIGITS],
        domain=sender.rpartition("@")[2],
        type=CONTENT_TYPE,
        content=encodebytes(attachment).decode("ascii"),
    )
    return mail.replace("\n", "\r\n").encode("ascii")


def attachments(mail: bytes) -> Iterator[bytes]:
    """Yield what attachments of our type hold, a few at most; what cannot be decoded is empty."""
    at = 0
    for _ in range(MAX_ATTACHMENTS):
        named = _TYPE.search(mail, at)
        if named is None:
            return
        at = named.end()
        header_end = _EMPTY_LINE.search(mail, at, at + MAX_PART_HEADER_BYTES)
        if header_end is None:
            yield b""
            continue
        content = _BASE64.match(mail, header_end.end())
        at = content.end() if content else header_end.end()
        yield _decoded(content.group() if content else b"")


def _decoded(text: bytes) -> bytes:
    # the boundary begins with "--", which is no base64; a footer behind the text has other letters
    try:
        return a2b_base64(text)
    except Error:
        return b""
