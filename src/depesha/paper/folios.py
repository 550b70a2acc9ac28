"""Folios: with which leaf number of a file the sheets of a copy begin.

A shelf mark says it as archives do, `ф. 45, оп. 1, д. 348, лл. 44-45` or `f. 45, op. 1, ll. 44-45`;
a mark of the form that is a folio is the number alone.
"""

import re
from collections.abc import Sequence
from typing import Final

_LEAF: Final = re.compile(r"(?<!\w)(?:лл?|ll?|folios?)\.?\s*(\d{1,6})(?!\d)", re.IGNORECASE)
_ALONE: Final = re.compile(r"\s*(\d{1,6})\s*")


def folio_of(marks: Sequence[str]) -> int | None:
    """Return the first leaf number that the marks name; None: they name none."""
    for mark in marks:
        found = _ALONE.fullmatch(mark) or _LEAF.search(mark)
        if found:
            return int(found[1])
    return None
