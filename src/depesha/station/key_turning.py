"""A station at work looks after its period keys: when it is due, and when somebody orders it.

Both rewrite the key file, so one waits for the other.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Problem
from depesha.names import TimeMs
from depesha.office.events import Event, Order, Outcome
from depesha.packet import Grade
from depesha.station.due import LONGEST_WAIT_SECONDS
from depesha.station.line_words import AGAIN_SECONDS
from depesha.station.room import TURNS_KEYS, Room

KEYS_WAIT_SECONDS: Final = 3600.0
"""The longest wait for the key file, where nothing is due for weeks."""

_log: Final = logging.getLogger(__name__)


class KeyTurning:
    """The key file of one station at work. Used in its loop's thread."""

    def __init__(
        self,
        room: Room,
        now: Callable[[], TimeMs],
        submit: Callable[[Event, int], asyncio.Future[Outcome]],
    ) -> None:
        self._room = room
        self._now = now
        self._submit = submit
        self._one = asyncio.Lock()

    async def event(self, name: str, fields: Mapping[str, object], order_id: str) -> Order:
        """Return the order that a face gives (`Room.event`).

        Raises:
            Usage: it is not understood.
        """
        if name not in TURNS_KEYS:
            return self._room.event(name, fields, order_id)
        async with self._one:
            return await asyncio.to_thread(self._room.event, name, fields, order_id)

    async def run(self) -> None:
        """Look at the key file whenever it is due, until this is cancelled."""
        while True:
            try:
                async with self._one:
                    turned = await asyncio.to_thread(self._room.turn_keys, self._now())
                await self._submit(turned, int(Grade.LOW))
                wait = max(0, self._room.next_turn(self._now()) - self._now()) / 1000
            except (Problem, OSError) as error:
                _log.error("the period keys cannot be looked after: %s", error)
                wait = LONGEST_WAIT_SECONDS
            # at least so often: the timer does not run while the machine is suspended
            await asyncio.sleep(min(max(wait, AGAIN_SECONDS), KEYS_WAIT_SECONDS))
