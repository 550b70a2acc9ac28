"""Requests and key books as text, so that they go through mail and can be printed.

    -----BEGIN DEPESHA KEY BOOK-----
    base64, 64 characters a line
    -----END DEPESHA KEY BOOK-----

Text around it, CRLF and blanks at the ends of lines do no harm.
"""

import binascii
import re
from enum import StrEnum
from typing import Final

from depesha.errors import Malformed

MAX_BYTES: Final = 32 * 1024 * 1024
"""The armoured text; the excerpt of a centre with 1,000 stations has about 6 MB."""

_LINE_BYTES: Final = 48
_DASHES: Final = "-----"


class Armour(StrEnum):
    """What is inside."""

    REQUEST = "DEPESHA REQUEST"
    KEY_BOOK = "DEPESHA KEY BOOK"
    ROOT_KEY = "DEPESHA ROOT KEY"
    EDITION = "DEPESHA EDITION"
    SIGNATURE = "DEPESHA SIGNATURE"


def wrap(what: Armour, data: bytes) -> str:
    """Return `data` as armoured text."""
    lines = [
        binascii.b2a_base64(data[at : at + _LINE_BYTES]).decode()
        for at in range(0, len(data), _LINE_BYTES)
    ]
    return f"{_DASHES}BEGIN {what}{_DASHES}\n{''.join(lines)}{_DASHES}END {what}{_DASHES}\n"


def bare(what: Armour, data: bytes) -> bytes:
    """Return what is inside `data`, or `data` itself where it has no armour.

    Raises:
        Malformed: it is too long, armours something else, ends early, or is not base64.
    """
    if len(data) > MAX_BYTES:
        msg = f"a file of {len(data)} bytes where at most {MAX_BYTES} are allowed"
        raise Malformed(msg)
    begin = re.search(rb"-----BEGIN ([A-Z ]{1,40})-----[ \t]*\r?\n", data)
    if begin is None:
        return data
    if begin[1] != what.encode():
        msg = f"a {begin[1].decode().lower()} where a {what.lower()} is needed"
        raise Malformed(msg)
    end = data.find(f"{_DASHES}END {what}{_DASHES}".encode(), begin.end())
    if end < 0:
        msg = f"a {what.lower()} ends early"
        raise Malformed(msg, hint="the file was cut off: copy it again, with its last line")
    joined = b"".join(data[begin.end() : end].split())
    try:
        return binascii.a2b_base64(joined, strict_mode=True)
    except binascii.Error as error:
        msg = f"a {what.lower()} is not base64"
        raise Malformed(msg, hint="the file was changed on its way: copy it again") from error
