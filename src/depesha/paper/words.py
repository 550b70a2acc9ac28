"""Words, times and paragraphs of a sheet, in its language and for the faces of its layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final
from unicodedata import combining

from depesha.errors import Usage
from depesha.paper.faces import MODERN, PRINTED, TYPED
from depesha.paper.letters import drawn
from depesha.station.settings import zone_of
from depesha.words import word

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
"""Months as they are written on a Russian form."""

MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

LONG_WORD: Final = 24
"""Letters: the longest word on a form has some twenty; what is longer may be broken."""

PIECE: Final = 4

NEUTRAL: Final = "neutral"
FORM_17: Final = "form17"


def layout_of(policy: str) -> str:
    """Return the layout for a label's policy: that of no country has a form of no country."""
    return NEUTRAL if policy == "neutral" else FORM_17


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How a sheet speaks.

    Attributes:
        language: `en` or `ru`.
        zone: in which its times are.
        is_modern: whether all of it is in one face.
    """

    language: str
    zone: tzinfo
    is_modern: bool

    def word(self, key: str, *parts: object) -> str:
        """Return a caption, filled in."""
        return self.printed(word(key, self.language).format(*parts))

    def typed(self, text: object) -> str:
        """Return what a person wrote, as the typewriter's face draws it."""
        return drawn("" if text is None else str(text), MODERN if self.is_modern else TYPED)

    def printed(self, text: object) -> str:
        """Return what a person wrote, as the blank's face draws it."""
        return drawn("" if text is None else str(text), MODERN if self.is_modern else PRINTED)

    def time(self, at: int | None) -> str:
        """Return a time with its zone: the same however long after it is shown."""
        if at is None:
            return ""
        local = self.local(at)
        return f"{at} ms" if local is None else f"{local:%d.%m.%Y %H:%M} {local:%Z}"

    def day(self, at: int | None) -> str:
        """Return a day as it stands beside a signature: `21.XI.51г.`, `21 Nov 1951`."""
        local = None if at is None else self.local(at)
        if local is None:
            return ""
        if self.language == "ru":
            return f"{local.day}.{ROMAN[local.month - 1]}.{local.year % 100:02}г."
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"

    def local(self, at: int) -> datetime | None:
        """Return a time on the sheet's clock; None: no calendar has it."""
        try:
            return (EPOCH + timedelta(milliseconds=at)).astimezone(self.zone)
        except (OverflowError, ValueError):
            return None

    def blank_time(self, label: str, at: int | None) -> dict[str, str]:
        """Return the parts of a time as the blank has places for them."""
        local = None if at is None else self.local(at)
        parts = dict.fromkeys(("hour", "minute", "date", "zone"), "")
        if local is not None:
            month = ROMAN[local.month - 1] if self.language == "ru" else MONTHS[local.month - 1]
            joint = "." if self.language == "ru" else " "
            parts = {
                "hour": f"{local:%H}",
                "minute": f"{local:%M}",
                "date": f"{local.day}{joint}{month} {local.year}",
                "zone": f"{local:%Z}",
            }
        return {"label": label, "plain": self.time(at), **parts}

    def paragraphs(self, text: str) -> list[list[list[str]]]:
        """Return paragraphs of lines of pieces: a blank line parts two of them."""
        found: list[list[list[str]]] = [[]]
        for line in self.typed(text).split("\n"):
            if line.strip():
                found[-1].append(pieces(line))
            elif found[-1]:
                found.append([])
        return [one for one in found if one]


def pieces(line: str) -> list[str]:
    """Return a line in pieces that may stand on two lines: a word too long for one is broken."""
    if all(len(one) <= LONG_WORD for one in line.split(" ")):
        return [line]
    return [part for one in line.split(" ") for part in (*_parts(one), " ")][:-1]


def _parts(one: str) -> list[str]:
    if len(one) <= LONG_WORD:
        return [one]
    parts = [one[:PIECE]]
    for place in range(PIECE, len(one), PIECE):
        part = one[place : place + PIECE]
        while part and combining(part[0]):  # a sign over the letter before stays with it
            parts[-1] += part[0]
            part = part[1:]
        parts += [part] if part else []
    return parts


def zone_named(name: object, otherwise: str) -> tzinfo:
    """Return a zone that came with a key book, or the station's where this machine lacks it."""
    for one in (str(name or ""), otherwise):
        try:
            return zone_of(one)
        except Usage:
            continue
    return UTC


def texts(values: Sequence[Any]) -> list[str]:
    """Return what there is, as text."""
    return [str(one) for one in values if one]
