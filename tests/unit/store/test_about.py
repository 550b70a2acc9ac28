"""An alarm about a document names the telegram and where it goes, and nothing else of it."""

from dataclasses import replace

import pytest

from depesha.envelope import Item, Kind
from depesha.notice import Answer, ResponseCode
from depesha.store.about import told_of
from depesha.store.book import StoredBook
from depesha.wire import ANSWER
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import (
    NOW,
    PYONGYANG,
    RAZUVAEV,
    blob_of,
    delivered,
    digest_of,
    entry,
    key,
    registered,
    registration_of,
    uid_of,
)

CASES = {
    "its registration": (
        f"pyongyang:{registration_of(4).hex()}",
        {"document": "telegram", "reference": "moscow/1951/4", "station": "pyongyang"},
    ),
    "an office and its identifier": (
        f"razuvaev@pyongyang:{uid_of(4).hex()}",
        {"document": "telegram", "reference": "moscow/1951/4", "station": "pyongyang"},
    ),
    "a station on its way": (
        f"peking:{uid_of(4).hex()}",
        {"document": "telegram", "reference": "moscow/1951/4", "station": None},
    ),
    "its attachment": (
        f"pyongyang:{blob_of(5).hex()}",
        {"document": "attachment", "reference": "moscow/1951/5", "station": "pyongyang"},
    ),
    "an attachment that came": (
        f"moscow:{blob_of(6).hex()}",
        {"document": "attachment", "reference": "moscow/1951/6", "station": None},
    ),
    "a file alone": (
        blob_of(6).hex(),
        {"document": "attachment", "reference": "moscow/1951/6", "station": None},
    ),
    "an answer": (
        f"moscow:{digest_of('answer').hex()}",
        {"document": "answer", "reference": "moscow/1951/6", "station": "moscow"},
    ),
    "a document that is not here": (f"peking:{digest_of('x').hex()}", {}),
    "a document that is no answer": (f"peking:{digest_of('body').hex()}", {}),
    "an answer to what is not here": (f"moscow:{digest_of('stray').hex()}", {}),
    "an answer that was damaged": (f"moscow:{digest_of('damaged').hex()}", {}),
    "a neighbour": ("peking", {}),
    "missing numbers": ("peking:urgent", {}),
    "nothing after the station": ("peking:", {}),
    "other signs": (f"peking:{'g' * 64}", {}),
}


@pytest.fixture
def laid(book: StoredBook) -> StoredBook:
    """Telegrams 4 and 5 went, 5 with a file; 6 came with a file and was answered."""
    write(book, registered(4), replace(registered(5), attachments=(key(0, 5),)))
    write(book, delivered(6, 1, attachments=(key(0, 6),)))
    book.begin()
    for name, number in (("answer", 6), ("stray", 99)):
        answer = Answer(
            answers=entry(number).identity,
            station=PYONGYANG,
            office=RAZUVAEV,
            code=ResponseCode.OPERATOR_ACK,
            at=NOW,
        )
        item = Item(kind=Kind.ANSWER, payload=ANSWER.encode(answer), signatures=())
        book.keep(digest_of(name), item)
    book.keep(digest_of("damaged"), Item(kind=Kind.ANSWER, payload=b"\xff", signatures=()))
    book.keep(digest_of("body"), Item(kind=Kind.BODY, payload=b"x", signatures=()))
    book.commit()
    return book


@pytest.mark.parametrize("case", CASES)
def test_an_alarm_names_the_telegram(case: str, home: Home, laid: StoredBook) -> None:
    del laid
    about, told = CASES[case]
    read = home.reading()
    assert told_of(read.database, about, None) == told
    read.close()


@pytest.mark.parametrize("case", CASES)
def test_a_telegram_is_not_named_to_who_is_not_cleared(
    case: str, home: Home, laid: StoredBook
) -> None:
    del laid
    about, told = CASES[case]
    read = home.reading()
    assert told_of(read.database, about, 2) == {}
    assert told_of(read.database, about, 3) == told
    read.close()
