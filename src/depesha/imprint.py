"""What a printed sheet says of itself: the text of its QR code.

    DEPESHA:SHEET:1:MOSCOW/2026/26044:MOSCOW:1:1:20261129T013400Z:<registration>:<seal>

Rule 1: capitals, figures and a few signs alone, so that the code is small; one spelling for each.
Rule 2: it says which telegram, which station printed it, which copy and which printing, and when;
    the registration's digest, and a seal over all that and over what must not stand in a code that
    any telephone reads: the holder and whoever printed it.
Rule 3: it is no signature. It is compared with the ledger of the station that printed the sheet;
    away from there it is only a claim.

The format: docs/spec/sheet.md.
"""

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from depesha import cbor
from depesha.errors import Malformed, Usage
from depesha.names import Digest, StationId, TimeMs, Uid, station_id

MAX_IMPRINT: Final = 512
"""Characters; a whole one has some 190."""

PREFIX: Final = "DEPESHA:SHEET:"
VERSION: Final = "1"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_MS: Final = 1000
SEAL_DOMAIN: Final = "depesha sheet 1"

_DIGEST: Final = r"[A-Z2-7]{52}"
_NUMBER: Final = r"[1-9][0-9]{0,14}"
_STATION: Final = r"[A-Z][A-Z0-9-]{0,30}[A-Z0-9]"
_TEXT: Final = re.compile(
    rf"DEPESHA:SHEET:1:(?P<origin>{_STATION})/(?P<year>[1-9][0-9]{{0,3}})/(?P<number>{_NUMBER})"
    rf":(?P<station>{_STATION}):(?P<copy>{_NUMBER}|ANSWER):(?P<printing>{_NUMBER})"
    rf":(?P<at>[0-9]{{8}}T[0-9]{{6}}Z):(?P<registration>{_DIGEST}):(?P<seal>{_DIGEST})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What a sheet's code says.

    Attributes:
        origin, year, number: the telegram.
        station: which station printed the sheet.
        copy: the copy's number; 0: it is the sheet of an answer.
        printing: 1 for the first, 2 for the one after that was spoilt.
        printed_at: to the second.
        registration: digest of the telegram's registration; of an answer, of the answer.
        seal: over all of it, and over what the code does not say.
    """

    origin: StationId
    year: int
    number: int
    station: StationId
    copy: int
    printing: int
    printed_at: TimeMs
    registration: Digest
    seal: Digest

    @property
    def reference(self) -> str:
        """The telegram, in full."""
        return f"{self.origin}/{self.year}/{self.number}"


def is_imprint(text: str) -> bool:
    """Say whether a text claims to be that of a sheet's code."""
    return text.strip()[: len(PREFIX)].upper() == PREFIX


def imprint_text(one: Imprint) -> str:
    """Return the text of a code."""
    at = EPOCH + timedelta(milliseconds=one.printed_at)
    parts = (
        "DEPESHA:SHEET",
        VERSION,
        one.reference.upper(),
        one.station.upper(),
        str(one.copy) if one.copy else "ANSWER",
        str(one.printing),
        f"{at:%Y%m%dT%H%M%SZ}",
        _base32(one.registration),
        _base32(one.seal),
    )
    return ":".join(parts)


def parse_imprint(text: str) -> Imprint:
    """Return what a code says; blanks around it and small letters are forgiven, nothing else.

    Raises:
        Usage: it is of a version that this program does not know.
        Malformed: it is no such text, or not in its one spelling.
    """
    said = text.strip().upper()
    version = said[len(PREFIX) :].partition(":")[0]
    if len(said) <= MAX_IMPRINT and said.startswith(PREFIX) and version != VERSION:
        msg = f"a sheet of version {version[:8]} is not known here"
        raise Usage(msg, hint="ask the station that printed it, or take a newer depesha")
    found = _TEXT.fullmatch(said) if len(said) <= MAX_IMPRINT else None
    if found is None:
        msg = "this is not the text of a sheet's code"
        raise Malformed(msg, hint="give all of what the code holds, in quotes")
    try:
        at = datetime.strptime(found["at"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        one = Imprint(
            origin=station_id(found["origin"].lower()),
            year=int(found["year"]),
            number=int(found["number"]),
            station=station_id(found["station"].lower()),
            copy=0 if found["copy"] == "ANSWER" else int(found["copy"]),
            printing=int(found["printing"]),
            printed_at=TimeMs((at - EPOCH) // timedelta(milliseconds=1)),
            registration=_digest(found["registration"]),
            seal=_digest(found["seal"]),
        )
    except ValueError as error:
        msg = "the code of this sheet holds no time that a calendar has"
        raise Malformed(msg) from error
    if imprint_text(one) != said:
        msg = "the code of this sheet is not in its one spelling"
        raise Malformed(msg)
    return one


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a seal is over: the whole of what a station knows of a printing."""

    station: StationId
    uid: Uid
    registration: Digest
    body: Digest
    copy: int
    holder: str
    printing: int
    printed_at: TimeMs
    printed_by: str


def seal_of(one: Sealed) -> Digest:
    """Return the seal of a sheet."""
    return Digest(
        sha256(
            cbor.encode(
                [
                    SEAL_DOMAIN,
                    one.station,
                    one.uid,
                    one.registration,
                    one.body,
                    one.copy,
                    one.holder,
                    one.printing,
                    one.printed_at,
                    one.printed_by,
                ]
            )
        ).digest()
    )


def whole_second(at: int) -> TimeMs:
    """Return a time as a code says it."""
    return TimeMs(at // SECOND_MS * SECOND_MS)


def _base32(digest: Digest) -> str:
    return b32encode(digest).decode().rstrip("=")


def _digest(text: str) -> Digest:
    return Digest(b32decode(f"{text}===="))
