"""The one door when something breaks that is no problem of a person or a peer: a bug."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from depesha.errors import NotNow
from depesha.office.events import Tick
from depesha.office.facts import Fact
from depesha.office.ports import Book
from tests.network import drafts
from tests.network.keys import MOSCOW
from tests.network.post import Founder, Network


class Breaks:
    """A book that raises what is no error of ours, or loses what it was given."""

    def __init__(self, honest: Any, error: Exception) -> None:
        """Raise `error` at the first fact."""
        self._honest = honest
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._honest, name)

    def append(self, _fact: Fact, _at: int) -> None:
        raise self._error


def breaking(error: Exception) -> Any:
    return lambda book: cast(Book, Breaks(book, error))


@pytest.fixture
def make(founder: Founder, tmp_path: Path) -> Iterator[Any]:
    made: list[Network] = []

    def network(error: Exception) -> Network:
        variants = {MOSCOW: breaking(error)}
        made.append(founder.network(tmp_path, [MOSCOW], variants=variants))
        return made[-1]

    yield network
    for one in made:
        one.close()


def test_a_bug_rolls_back_and_stops_loudly(make: Any) -> None:
    moscow = make(ZeroDivisionError("a bug"))[MOSCOW]
    head = moscow.committed_head()
    with pytest.raises(ZeroDivisionError):
        moscow.handle(drafts.write())
    moscow.power_cut(variant=lambda book: book)
    assert moscow.committed_head() == head
    assert moscow.take(drafts.write()).value["draft"] == 1


def test_a_store_that_is_lost_gives_every_order_back(make: Any) -> None:
    moscow = make(NotNow("the disk does not answer"))[MOSCOW]
    outcomes = moscow.handle(drafts.write(), drafts.send(), Tick())
    assert [isinstance(one, NotNow) for one in outcomes] == [True, True, False]
    assert moscow.waiting("pyongyang") == []
