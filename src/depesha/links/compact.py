r"""The compact form of a sealed letter's header: the same letter in 442 bytes less.

A letter begins with the header of a standard age file, 1,627 bytes of text, of which 1,184 are not
known beforehand. Between two stations that both know it, they go alone:

    standard    age-encryption.org/v1\n
                -> mlkem768x25519 <1,494 letters>\n
                <43 letters>\n
                --- <43 letters>\n                          then the rest
    compact     0x01, 1,120 bytes, 32 bytes, 32 bytes       then the rest

Rule 1: it is another spelling and nothing else: `expand(compact(letter)) == letter`. No key is
    known here, and nothing is verified.
Rule 2: what has not exactly this layout has no compact form and goes as it is.
Rule 3: one spelling: compact bytes that are not what `compact` writes are Malformed.

Source of the layout: `docs/spec/sealed.md`.
"""

from base64 import b64decode, b64encode
from typing import Final

from depesha.errors import Malformed

HEADER_BYTES: Final = 1627
COMPACT_BYTES: Final = 1 + 1120 + 32 + 32

_OPENING: Final = b"age-encryption.org/v1\n-> mlkem768x25519 "
_BREAK: Final = b"\n"
_CLOSING: Final = b"\n--- "
_MARK: Final = b"\x01"

# Where each part stands in the standard header, and how many bytes its letters are.
_SHARE: Final = slice(len(_OPENING), len(_OPENING) + 1494)
_BODY: Final = slice(_SHARE.stop + len(_BREAK), _SHARE.stop + len(_BREAK) + 43)
_MAC: Final = slice(_BODY.stop + len(_CLOSING), _BODY.stop + len(_CLOSING) + 43)


def compact(sealed: bytes) -> bytes | None:
    """Return the compact form of a letter, or None where it has none."""
    header = sealed[:HEADER_BYTES]
    try:
        parts = [_bytes_of(header[where]) for where in (_SHARE, _BODY, _MAC)]
    except ValueError:
        return None
    if _header(*parts) != header:  # also letters whose last bits say nothing, and every other mark
        return None
    return b"".join([_MARK, *parts, sealed[HEADER_BYTES:]])


def expand(data: bytes) -> bytes:
    """Return the letter of a compact form.

    Raises:
        Malformed: it is none.
    """
    if len(data) < COMPACT_BYTES or data[:1] != _MARK:
        msg = "a compact letter is not formed like one"
        raise Malformed(msg)
    share, body, mac = data[1:1121], data[1121:1153], data[1153:COMPACT_BYTES]
    return _header(share, body, mac) + data[COMPACT_BYTES:]


def _header(share: bytes, body: bytes, mac: bytes) -> bytes:
    parts = (_OPENING, _letters(share), _BREAK, _letters(body), _CLOSING, _letters(mac), _BREAK)
    return b"".join(parts)


def _letters(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes_of(letters: bytes) -> bytes:
    return b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
