"""Ids, numbers and names: one type for every kind, checked once where they come in.

A station is named in lower case (`pyongyang`), an office at it (`razuvaev@pyongyang`).
These names go into packets, key books and file names, so they are short and plain ASCII; what
people read are the titles in the key book, which may be in any language.
"""

import re
from typing import Final, NewType
from unicodedata import category

from depesha.errors import Usage

StationId = NewType("StationId", str)
"""A station: 2 to 32 of `a-z 0-9 -`, beginning with a letter."""

OfficeId = NewType("OfficeId", str)
"""An office at a station: `name@station`, the name formed like a station's with `.` allowed."""

Uid = NewType("Uid", bytes)
"""16 bytes that name one telegram for ever; they follow from its registration."""

Digest = NewType("Digest", bytes)
"""SHA-256, 32 bytes."""

Signature = NewType("Signature", bytes)
"""Raw Ed25519, 64 bytes."""

SlipId = NewType("SlipId", bytes)
"""16 random bytes: one packet on its way."""

Epoch = NewType("Epoch", bytes)
"""8 random bytes: a numbering that began anew with a new store or a restoration."""

CoverId = NewType("CoverId", bytes)
"""8 random bytes: a cover name, or whom it meant; a count would tell how many are hidden."""

Seed = NewType("Seed", bytes)
"""32 secret bytes from which an identity follows that opens one attachment, and nothing else."""

Grant = NewType("Grant", bytes)
"""16 random bytes that stand for an office's key, lent by its holder: for one order, as a rule."""

Lease = NewType("Lease", bytes)
"""16 random bytes that stand for a session at the desk, as long as that lasts."""

SessionId = NewType("SessionId", bytes)
"""8 random bytes that name a session at the desk in the journal; nobody signs in with them."""

TimeMs = NewType("TimeMs", int)
"""UTC milliseconds since 1970; negative before."""

STATION_PATTERN = r"[a-z][a-z0-9-]{0,30}[a-z0-9]"
OFFICE_PATTERN = r"[a-z][a-z0-9.-]{0,30}[a-z0-9]@" + STATION_PATTERN
SERIES_PATTERN = r"[a-z][a-z0-9-]{0,30}"

MAX_FILE_NAME_BYTES: Final = 255
"""What the file systems of Linux take (NAME_MAX)."""

_STATION = re.compile(STATION_PATTERN)
_OFFICE = re.compile(OFFICE_PATTERN)


def station_id(text: str) -> StationId:
    """Return `text` as a station id.

    Raises:
        Usage: it is not formed like one.
    """
    if not _STATION.fullmatch(text):
        msg = f"not a station: {text[:40]!r}"
        raise Usage(msg, hint="2 to 32 of a-z, 0-9 and '-', beginning with a letter")
    return StationId(text)


def office_id(text: str) -> OfficeId:
    """Return `text` as an office id.

    Raises:
        Usage: it is not formed like one.
    """
    if not _OFFICE.fullmatch(text):
        msg = f"not an office: {text[:80]!r}"
        hint = "name@station, as in razuvaev@pyongyang; the name 2 to 32 of a-z, 0-9, '.' and '-'"
        raise Usage(msg, hint=hint)
    return OfficeId(text)


def collective_id(text: str) -> OfficeId:
    """Return `text` as a collective address, which stands where an office may stand.

    Raises:
        Usage: it is not formed like one.
    """
    if not _STATION.fullmatch(text):
        msg = f"not an office: {text[:80]!r}"
        hint = "name@station, as in razuvaev@pyongyang, or a collective address, as in allposts"
        raise Usage(msg, hint=hint)
    return OfficeId(text)


def file_name(text: str) -> str:
    """Return `text` as the name of an attachment: a name alone, which a screen shows as it is.

    Raises:
        Usage: it is empty or too long, is a path, or holds a sign that nobody sees, such as one
            that turns the writing round.
    """
    faults = {
        "is empty": not text.strip(),
        "names no file": text in {".", ".."},
        "is a path": bool({"/", "\\"} & set(text)),
        f"has more than {MAX_FILE_NAME_BYTES} bytes": len(_bytes(text)) > MAX_FILE_NAME_BYTES,
        "holds a sign that nobody sees": any(
            category(sign)[0] == "C" or category(sign) in {"Zl", "Zp"} for sign in text
        ),
    }
    for fault, is_so in faults.items():
        if is_so:
            msg = f"the name {text[:40]!r} of an attachment {fault}"
            raise Usage(msg, hint="give it another, as in: Attach: map.pdf; name=map.pdf")
    return text


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def station_of(office: OfficeId) -> StationId:
    """Return the station at which `office` acts."""
    return StationId(office.rpartition("@")[2])
