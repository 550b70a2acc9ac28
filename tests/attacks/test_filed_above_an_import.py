"""A telegram is filed whose record was imported before at a lower level: nobody below learns of it.

The source of both is the telegram's reference, so the one is an edition of the other, and all
editions of a source are for the same readers. Planted, each caught here: an edition that stays for
those who read it before, with what is said of the later one; a card that stays in the index.
"""

from typing import Any

import pytest

from depesha.errors import NotFound
from depesha.names import OfficeId
from depesha.office.facts import TelegramFiled
from depesha.store import archive_index
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import ask, keep_offices
from tests.network.keys import GUARD, MOSCOW, PEKING, ROSHCHIN
from tests.network.post import Network, Post
from tests.network.records import enter, find, index, record
from tests.playbooks.test_filing import filing

SOURCE = "moscow/2027/1"
HIGH = "Секретное слово воробьянинов."
LOW = "Открытая бумага попугаева."


@pytest.fixture
def peking(network: Network, courier: Courier) -> Post:
    """A station with a telegram of level 2, and an office that is cleared for 1."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, text=HIGH))
    courier.run()
    keep_offices(network[PEKING])
    return network[PEKING]


def shown(post: Post, name: str | int, office: str = GUARD) -> Any:
    return ask(post, "archive-record", {"record": str(name), "office": office})


def refused(post: Post, name: str | int) -> str:
    with pytest.raises(NotFound) as problem:
        shown(post, name)
    return str(problem.value).replace(str(name), "NAME")


def everything_told(post: Post) -> str:
    """Return all that is told to the office below: lists, counts, what is due, what is found."""
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("archive-search", {"query": ""}),
        ("archive-search", {"query": "попугаева"}),
        ("archive-search", {"query": "воробьянинова"}),
        ("archive-facets", {"query": ""}),
        ("archive-due", {"until": "9999-01-01"}),
        ("archive-export", {"limit": 10}),
    )
    return repr([ask(post, name, {**fields, "office": GUARD}) for name, fields in asked])


def test_the_words_of_the_higher_edition_are_not_shown_below(peking: Post) -> None:
    (number,) = enter(peking, record(LOW, source=SOURCE))
    index(peking)
    assert "попугаева" in repr(shown(peking, SOURCE)), "the positive control"
    assert find(peking, "попугаева", GUARD)
    peking.take(filing("moscow/1", OfficeId(ROSHCHIN))).one(TelegramFiled)
    index(peking)
    assert "воробьянинов" in repr(shown(peking, SOURCE, ROSHCHIN)), "who files it reads it"
    assert "воробьянинов" not in everything_told(peking)
    assert refused(peking, SOURCE) == refused(peking, "moscow/2027/9")
    assert refused(peking, number) == refused(peking, 10**6)


@pytest.mark.parametrize("is_indexed", [True, False])
def test_that_there_is_a_higher_edition_is_told_to_nobody_below(
    peking: Post, *, is_indexed: bool
) -> None:
    """What was imported is gone below, as if it had never been: in lists, counts and the index."""
    before = everything_told(peking)
    enter(peking, record(LOW, source=SOURCE))
    if is_indexed:
        index(peking)
        assert everything_told(peking) != before, "the positive control"
    peking.take(filing("moscow/1", OfficeId(ROSHCHIN))).one(TelegramFiled)
    assert everything_told(peking) == before, "at once, before the index has come so far"
    index(peking)
    assert everything_told(peking) == before
    assert archive_index.differences(peking.reader) == []
    assert peking.stored.check() == []
    assert peking.stored.rebuild().changed == ()


def test_who_reads_both_finds_the_source_once_with_both_editions(peking: Post) -> None:
    enter(peking, record(LOW, source=SOURCE))
    index(peking)
    peking.take(filing("moscow/1", OfficeId(ROSHCHIN)))
    index(peking)
    assert [one["source"] for one in find(peking, office=ROSHCHIN)] == [SOURCE]
    told = shown(peking, SOURCE, ROSHCHIN)
    assert [one["edition"] for one in told["editions"]] == [2, 1]
    levels = peking.reader.rows("SELECT classification FROM record ORDER BY edition")
    assert levels == [(2,), (2,)]


def test_a_filing_beneath_what_is_there_makes_no_second_level(peking: Post) -> None:
    """An edition that the archivist does not see would be followed by one for more readers."""
    enter(peking, record(LOW, source=SOURCE), classification=6)
    before = everything_told(peking)
    peking.take(filing("moscow/1", OfficeId(ROSHCHIN)))
    levels = peking.reader.rows("SELECT classification FROM record ORDER BY edition")
    assert levels == [(6,), (6,)]
    assert everything_told(peking) == before
    with pytest.raises(NotFound):
        shown(peking, SOURCE, ROSHCHIN)


def test_a_record_imported_higher_keeps_its_level_when_the_telegram_is_filed(peking: Post) -> None:
    enter(peking, record(LOW, source=SOURCE), classification=4)
    peking.take(filing("moscow/1", OfficeId(ROSHCHIN)))
    levels = peking.reader.rows("SELECT classification FROM record ORDER BY edition")
    assert levels == [(4,), (4,)]
