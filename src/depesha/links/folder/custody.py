"""What was answered goes to the station: custody of ours ends, or stays with a reason.

Rule: it does so apart from reading. A medium that is pulled out does not undo what its packs said,
and a store that has no room just now is asked again until it has.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from depesha.errors import NotNow
from depesha.links.exchange import Exchange
from depesha.links.folder.sheets import Sheets
from depesha.packet import HopAccepted, HopRefused, LineAnswer, LineEvent

_log: Final = logging.getLogger(__name__)


class Custody:
    """The answers to loads of one line, until the station has committed them."""

    def __init__(
        self,
        exchange: Exchange,
        sheets: Sheets,
        tally: Counter[str],
        settled: Callable[[], None],
    ) -> None:
        self._exchange = exchange
        self._sheets = sheets
        self._tally = tally
        self._settled = settled
        self._answered: list[HopAccepted | HopRefused] = []
        self._news = asyncio.Event()

    def settle(self, answered: Sequence[HopAccepted | HopRefused]) -> None:
        """Hand these in soon."""
        self._answered += answered
        self._news.set()

    async def run(self) -> None:
        """Hand in what was answered, as it comes."""
        while True:
            await self._news.wait()
            self._news.clear()
            answered, self._answered = self._answered, []
            try:
                if answered:
                    await self.hand_in(answered)
            except Exception:  # noqa: BLE001  # they stay passed over until the next start
                _log.exception("answers to loads were not taken")
                continue
            self._sheets.settle(entry for one in answered for entry in _entries(one))
            self._settled()

    async def hand_in(self, events: Sequence[LineEvent]) -> Sequence[LineAnswer]:
        """Hand events in until the store has room for them.

        Raises:
            Problem: the station cannot take them.
        """
        while True:
            try:
                return await self._exchange.hand_in(events)
            except NotNow:
                self._tally["not_now"] += 1
                await asyncio.sleep(self._exchange.patience.retry_seconds)


def _entries(one: HopAccepted | HopRefused) -> tuple[int, ...]:
    return one.entries if isinstance(one, HopAccepted) else (one.entry,)
