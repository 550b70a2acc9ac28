"""Bugs of ways to plant: of diversions, of lines that stand, close or pass little, of lateness."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from depesha.names import SlipId, StationId, TimeMs
from depesha.office.diversion import TELLING
from depesha.office.facts import AlarmCleared, Fact, Sent
from depesha.office.ports import Late
from depesha.packet import Grade, Passage, Return, Waiting
from depesha.wire import RETURN_NAMESPACE
from tests.network.simulator.bugs import ForgetsFacts
from tests.network.through import Through

MAX_LEAF_BYTES = 64 * 1024


class ForgetsOldEntries(Through):
    """It does not find the entry under which a packet waits already."""

    def held(self, slip_id: SlipId) -> int | None:
        del slip_id
        return None


class NotesNoLineUp(Through):
    """A line that is down once is down for ever."""

    def line_up(self, neighbour: StationId) -> None:
        del neighbour


class ForgetsWhatPassed(Through):
    """It knows no packet that it has handed on."""

    def passage(self, slip_id: SlipId) -> Passage | None:
        del slip_id
        return None


class LiesInNews(Through):
    """A relay that tells of another station than the one that was gone round."""

    def put(self, neighbour: StationId, load: Any, grade: Grade, now: TimeMs) -> int:
        if isinstance(load, Return) and load.reason.only_tells:
            telling = TELLING.decode(load.leaf, max_bytes=MAX_LEAF_BYTES)
            load = replace(load, leaf=TELLING.encode(replace(telling, about=neighbour)))
        entry: int = self._honest.put(neighbour, load, grade, now)
        return entry


class BelievesReturns(Through):
    """It takes every signature of a return for a good one."""

    def verify(self, public: bytes, namespace: str, payload: bytes, signature: bytes) -> bool:
        holds: bool = self._honest.verify(public, namespace, payload, signature)
        return holds or namespace == RETURN_NAMESPACE


class RepeatsBeforeTime(Through):
    """What is sent is sent again after a quarter of an hour, whatever was predicted."""

    QUARTER_MS = 15 * 60_000

    def append(self, fact: Fact, at: TimeMs) -> None:
        if isinstance(fact, Sent):
            fact = replace(fact, repeat_at=TimeMs(at + self.QUARTER_MS))
        self._honest.append(fact, at)


class ExpectsNothing(Through):
    """It says of nothing that it is late."""

    def late(self, now: TimeMs, limit: int) -> Sequence[Late]:
        del now, limit
        return []

    def next_late(self) -> TimeMs | None:
        return None


class PassesAll(Through):
    """It lets all pass, whatever the minimum of the line."""

    def __call__(
        self,
        database: Any,
        neighbour: StationId,
        after: Mapping[Grade, int],
        limit: int,
        *,
        lowest: Grade,
    ) -> list[Waiting]:
        del lowest
        found: list[Waiting] = self._honest(database, neighbour, after, limit)
        return found


class IsNeverClosed(Through):
    """It says of every line that it is open, by night and in a silence."""

    def __call__(self, *_asked: object) -> TimeMs | None:
        return None


def forgets_to_clear_alarms(honest: Any) -> Any:
    return ForgetsFacts(honest, AlarmCleared)
