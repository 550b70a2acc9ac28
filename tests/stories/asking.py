"""Somebody who gives orders to a station that dies meanwhile, and asks until all are answered."""

import random
import time
from threading import Thread
from typing import Any

from tests.stories.posts import Face, Gone, Post

LARGEST_BATCH = 24
RETRY_SECONDS = 0.02
"""While a station is dead it cannot say that it lives again: its door is tried."""


class Asker(Thread):
    """Gives orders to a station that is killed meanwhile, and asks again until all are answered.

    Each order is asked again, with another batch, even after its answer: the answers must agree.
    """

    def __init__(self, post: Post, orders: list[dict[str, Any]], chance: random.Random) -> None:
        super().__init__(name=f"asker at {post.path.name}", daemon=True)
        self.answers: dict[int, list[Any]] = {place: [] for place in range(len(orders))}
        self.asked_in_vain = 0
        self.gave_up: BaseException | None = None
        self._post = post
        self._orders = orders
        self._chance = chance

    def run(self) -> None:
        try:
            while missing := [place for place, known in self.answers.items() if not known]:
                self._ask(self._batch(missing))
                time.sleep(self._chance.uniform(0, 0.1))
        except BaseException as error:  # noqa: BLE001  # told by `finished`
            self.gave_up = error

    def finished(self, seconds: float) -> None:
        """Wait for the end; an error of the thread is this one's."""
        self.join(seconds)
        if self.gave_up is not None:
            raise self.gave_up
        assert not self.is_alive(), "not every order was answered"

    def _batch(self, missing: list[int]) -> list[int]:
        known = [place for place, answers in self.answers.items() if answers]
        again = self._chance.sample(known, min(len(known), 3))
        return [*missing[: self._chance.randint(1, LARGEST_BATCH)], *again]

    def _ask(self, batch: list[int]) -> None:
        waiting = set(batch)
        try:
            with Face(self._post.path) as face:
                for place in batch:
                    face.say(place, **self._orders[place])
                while waiting:
                    heard = face.hear()
                    assert "problem" not in heard, heard
                    self.answers[heard["id"]].append(heard["done"])
                    waiting.discard(heard["id"])
        except Gone:
            self.asked_in_vain += len(waiting)
            time.sleep(RETRY_SECONDS)
