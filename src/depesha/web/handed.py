"""Sheets that the desk has handed out: each printing once, so that a second sheet is a second fact.

A printing is written down first and its sheet comes then. What stopped between the two lost
nothing: the sheet is still to be had, once. That it was is kept in memory, so a desk that was
started anew hands it out once more, within the hour and to the office that printed it.
"""

from depesha.errors import Forbidden
from depesha.names import TimeMs
from depesha.station.papers import HANDED_OUT_MS

Sheet = tuple[str, str | int, int]
"""The telegram, which copy or answer of it, and which printing."""


class Handed:
    """Which sheets were handed out within the hour: after it the station hands out none."""

    def __init__(self) -> None:
        self._at: dict[Sheet, TimeMs] = {}

    def claim(self, sheet: Sheet, now: TimeMs) -> None:
        """Take a sheet; who cannot hand it out gives it back.

        Raises:
            Forbidden: it was handed out already.
        """
        for old in [one for one, at in self._at.items() if at + HANDED_OUT_MS < now]:
            del self._at[old]
        if sheet in self._at:
            msg = "this sheet was handed out already: a printing is one sheet"
            raise Forbidden(msg, hint="if it is spoilt or never came out, print it again: say why")
        self._at[sheet] = now

    def give_back(self, sheet: Sheet) -> None:
        """Say that a sheet was not handed out after all."""
        self._at.pop(sheet, None)
