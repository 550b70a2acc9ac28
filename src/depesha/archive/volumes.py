"""Printed volumes by the names of their files: how a document of one is cited.

    frus1951v07p2/d218     Foreign Relations of the United States, 1951, vol. 7, pt. 2, doc. 218
    frus1969-76ve09p1/d6   Foreign Relations of the United States, 1969–76, vol. E-9, pt. 1, doc. 6

Rule 1: a name of which any part is not understood (`frus1952-54Guat`) is no volume here: a citation
    that says half of where a document stands leads to another one.
Rule 2: a number of a document is of the file that was imported; editors have renumbered some.
"""

import re
from dataclasses import dataclass
from typing import Final

FRUS: Final = "Foreign Relations of the United States"

_NAME: Final = re.compile(
    r"frus(?P<years>\d{4}(?:-\d{2})?)v(?P<electronic>e?)(?P<number>\d{2})(?:p(?P<part>\d))?"
    r"/d(?P<document>\d+)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Where a document is printed: the volume, and its number there."""

    volume: str
    document: int

    @property
    def said(self) -> str:
        """The volume and the document, as a citation has them."""
        return f"{self.volume}, doc. {self.document}"


def printed_in(source: str) -> Printed | None:
    """Return where the document of a source is printed; None: in no volume that is known here."""
    found = _NAME.fullmatch(source)
    if found is None:
        return None
    return Printed(volume=f"{FRUS}, {_read(found)}", document=int(found["document"]))


def volume_named(file: str) -> str:
    """Return how a volume reads in a list, by its file's name; of one that is not known, that name.

    frus1951v07p2    FRUS 1951, vol. 7, pt. 2
    """
    found = _NAME.fullmatch(f"{file}/d1")
    return f"FRUS {_read(found)}" if found else file


def _read(found: re.Match[str]) -> str:
    number = f"{'E-' if found['electronic'] else ''}{int(found['number'])}"
    parts = [found["years"].replace("-", "–"), f"vol. {number}"]  # of years
    if found["part"]:
        parts.append(f"pt. {found['part']}")
    return ", ".join(parts)
