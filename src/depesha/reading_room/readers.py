"""Several questions at a time: a few threads, each with the shelf opened for itself.

Rule 1: a shelf is used by one thread at a time; whoever asks is lent one that is free.
Rule 2: a question has its seconds, and so many wait; more are asked to come again. A slow question
    holds up one thread of several, and nobody's page waits for it.
"""

from asyncio import get_running_loop
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

from depesha.errors import Busy
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.pages.room import Room
from depesha.reading_room.site import Site

READERS: Final = 4
"""SQLite works beside Python and templates do not: more threads than cores help the slow alone."""

MAX_WAITING: Final = 64
QUESTION_SECONDS: Final = 5.0

Answered = TypeVar("Answered")


class Readers:
    """The rooms of one site.

    Args:
        rooms: each with a shelf of its own.
        waiting: how many questions wait at most.
    """

    def __init__(self, rooms: Sequence[Room], waiting: int = MAX_WAITING) -> None:
        self.site = rooms[0].site
        self._most = len(rooms) + waiting
        self._asking = 0
        self._free: SimpleQueue[Room] = SimpleQueue()
        for room in rooms:
            self._free.put(room)
        self._threads = ThreadPoolExecutor(len(rooms), "reader")

    @classmethod
    def of(cls, shelf: Path, site: Site, count: int = READERS) -> "Readers":
        """Return readers of a shelf.

        Raises:
            NotFound: there is none.
            Refused: it is of another version of this program.
        """
        return cls([Room(shelf=Shelf(shelf, QUESTION_SECONDS), site=site) for _ in range(count)])

    async def ask(self, question: Callable[[Room], Answered]) -> Answered:
        """Return what a question finds.

        Raises:
            Busy: too many wait already.
        """
        if self._asking >= self._most:
            msg = "too many are asking; come again in a moment"
            raise Busy(msg)
        self._asking += 1
        try:
            return await get_running_loop().run_in_executor(self._threads, self._lent, question)
        finally:
            self._asking -= 1

    def _lent(self, question: Callable[[Room], Answered]) -> Answered:
        room = self._free.get()  # there are as many threads as rooms: one is free
        try:
            return question(room)
        finally:
            self._free.put(room)

    def close(self) -> None:
        """Take no more questions; whoever waits is not answered."""
        self._threads.shutdown(wait=False, cancel_futures=True)
