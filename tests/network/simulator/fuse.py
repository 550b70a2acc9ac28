"""The power of one station: it fails in the middle of a group, before or after its commit."""

from enum import StrEnum
from typing import Any

from tests.network.through import Through

MIDDLE = 2
"""Events of a group after which its middle is reached."""


class Moment(StrEnum):
    """When the power fails."""

    IDLE = "between two groups"
    MIDDLE = "in the middle of a group"
    BEFORE = "before the commit"
    AFTER = "after the commit, before anything left"


class PowerCut(BaseException):
    """The station fell over. No part of the product can catch it."""


class Fused(Through):
    """A book whose station falls over at the moment that was set, once."""

    def __init__(self, honest: Any) -> None:
        super().__init__(honest)
        self.blows: Moment | None = None
        self._events = 0

    def begin(self) -> None:
        self._events = 0
        self._honest.begin()

    def mark(self) -> None:
        self._events += 1
        if self._events >= MIDDLE:
            self._fail(Moment.MIDDLE)
        self._honest.mark()

    def commit(self) -> None:
        self._fail(Moment.MIDDLE)  # the group was too small to have a middle
        self._fail(Moment.BEFORE)
        self._honest.commit()
        self._fail(Moment.AFTER)

    def _fail(self, moment: Moment) -> None:
        if self.blows is moment:
            self.blows = None
            raise PowerCut
