"""Bugs of restorations to plant: each breaks one promise of a port (`bugs.py`)."""

from dataclasses import replace
from typing import Any

from depesha.names import TimeMs
from depesha.office.facts import Fact, Restored
from tests.network.through import Through


class Restorations(Through):
    """A book whose restorations are another port's."""

    def __init__(self, honest: Any, restorations: Any) -> None:
        super().__init__(honest)
        self.restorations = restorations


class KeepsTheEpoch(Through):
    """It writes a restoration down with the epoch that it was to end."""

    def append(self, fact: Fact, at: TimeMs) -> None:
        if isinstance(fact, Restored):
            fact = replace(fact, epoch=self._honest.traffic.epoch())
        self._honest.append(fact, at)


class HoldsNothing(Through):
    """It never says that numbers are held."""

    def is_held(self) -> bool:
        return False


class GivesNothingBack(Through):
    """It finds no telegram of another station's."""

    def telegrams_beyond(self, *_asked: object) -> list[object]:
        return []
