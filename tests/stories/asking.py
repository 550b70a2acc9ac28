"""Somebody who gives orders to a station that dies meanwhile, and asks until all are answered."""

import math
import random
import time
from threading import Condition, Thread
from typing import Any

from tests.stories.posts import Face, Gone, Post

LARGEST_BATCH = 4
RETRY_SECONDS = 0.02
"""While a station is dead it cannot say that it lives again: its door is tried."""


class Asker(Thread):
    """Gives orders to a station that is killed meanwhile, and asks again until all are answered.

    Few at a time, one batch after the other, so that something is always on its way. Now and then
    an order is asked again after its answer: the answers must agree.

    Args:
        post: the station.
        orders: requests for its door.
        chance: how many, and which are asked again.
    """

    def __init__(self, post: Post, orders: list[dict[str, Any]], chance: random.Random) -> None:
        super().__init__(name=f"asker at {post.path.name}", daemon=True)
        self.orders = orders
        self.answers: dict[int, list[Any]] = {place: [] for place in range(len(orders))}
        self.asked_in_vain = 0
        self.gave_up: BaseException | None = None
        self._post = post
        self._chance = chance
        self._allowed = 0
        self._changed = Condition()

    def allow(self, share: float = 1.0) -> None:
        """Let it go on with so much of all its orders; it does nothing unasked."""
        with self._changed:
            self._allowed += math.ceil(share * len(self.orders))
            self._changed.notify_all()

    def finished(self, seconds: float) -> None:
        """Wait for the end; an error of the thread is this one's."""
        self.allow()
        self.join(seconds)
        if self.gave_up is not None:
            raise self.gave_up
        assert not self.is_alive(), "not every order was answered"

    def run(self) -> None:
        try:
            while batch := self._batch():
                self._visit(batch)
        except BaseException as error:  # noqa: BLE001  # told by `finished`
            self.gave_up = error

    def _batch(self) -> list[int]:
        """Return the places of the next orders, when they are allowed; none at the end."""
        missing = [place for place, known in self.answers.items() if not known]
        if not missing:
            return []
        with self._changed:
            self._changed.wait_for(lambda: missing[0] < self._allowed)
            allowed = [place for place in missing if place < self._allowed]
        known = [place for place, answers in self.answers.items() if answers]
        again = self._chance.sample(known, min(len(known), self._chance.randint(0, 1)))
        return [*allowed[: self._chance.randint(1, LARGEST_BATCH)], *again]

    def _visit(self, batch: list[int]) -> None:
        """Give one batch after the other on one connection, for as long as it lasts."""
        waiting = set(batch)
        try:
            with self._post.face() as face:
                while waiting:
                    self._ask(face, waiting)
                    waiting = set(self._batch())
        except Gone:
            self.asked_in_vain += len(waiting)
            time.sleep(RETRY_SECONDS)

    def _ask(self, face: Face, waiting: set[int]) -> None:
        for place in sorted(waiting):
            face.say(place, **self.orders[place])
        while waiting:
            heard = face.hear()
            assert "problem" not in heard, heard
            self.answers[heard["id"]].append(heard["done"])
            waiting.discard(heard["id"])
