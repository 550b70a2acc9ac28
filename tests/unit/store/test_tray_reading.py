"""Each tray by what is in it: its definition, its order, its pages, who sees it, and its index."""

from dataclasses import replace

import pytest

from depesha.life import End, Term
from depesha.names import OfficeId, TimeMs
from depesha.notice import ResponseCode
from depesha.office.facts import (
    Amended,
    AnswerGiven,
    AnswerLearned,
    Delivered,
    Duty,
    Escalated,
    Fact,
    NonDelivered,
    Registered,
    TermPassed,
)
from depesha.store.book import StoredBook
from depesha.store.control_reading import overdue_count
from depesha.store.migrations.trays import (
    FOR_INFORMATION,
    SETTLED,
    TO_CARRY_OUT,
    TO_CONFIRM,
)
from depesha.store.projection import rebuild
from depesha.store.tray_reading import (
    _OF_DUTY_OFFICE,
    _OF_OFFICE,
    _OF_STATION,
    COUNTS,
    LOWEST,
    TRAYS,
    Mine,
    count,
    page,
)
from depesha.telegram import AddresseeKind, Precedence, Relation
from tests.unit.store.conftest import write
from tests.unit.store.facts_of import (
    HOUR,
    MOSCOW,
    NOW,
    PYONGYANG,
    RAZUVAEV,
    delivered,
    digest_of,
    duty,
    registered,
    registration_of,
    reported,
    uid_of,
)

ATTACHE = OfficeId("attache@pyongyang")
WATCH = OfficeId("watch@pyongyang")
OTHER = OfficeId("zorin@peking")
ME = Mine(office=RAZUVAEV, clearance=5)


def asking(
    office: OfficeId = RAZUVAEV,
    *,
    receipt: int | None = None,
    execution: int | None = None,
    precedence: Precedence = Precedence.ROUTINE,
    kind: AddresseeKind = AddresseeKind.ACTION,
) -> Duty:
    """What is asked of an office: a receipt and a report within so many hours; None: not asked."""
    return replace(
        duty(office),
        kind=kind,
        precedence=precedence,
        receipt=receipt is not None,
        receipt_due_at=TimeMs(NOW + receipt * HOUR) if receipt else None,
        execution=execution is not None,
        execution_due_at=TimeMs(NOW + execution * HOUR) if execution else None,
    )


def came(number: int, *duties: Duty, classification: int = 3) -> Delivered:
    fact = delivered(number, number)
    entry = replace(fact.entry, classification=classification)
    return replace(fact, duties=duties or (asking(),), entry=entry)


def went(number: int, *duties: Duty, classification: int = 3) -> Registered:
    fact = registered(number)
    entry = replace(fact.entry, classification=classification)
    return replace(fact, duties=duties or (asking(),), entry=entry)


def given(
    number: int, code: ResponseCode, office: OfficeId = RAZUVAEV, *, place_of: str = ""
) -> AnswerGiven:
    return AnswerGiven(
        uid=uid_of(number),
        office=office,
        code=code,
        interim=False,
        answer=digest_of("answer", number, code, office),
        in_place_of=place_of,
    )


def learned(number: int, code: ResponseCode, office: OfficeId = RAZUVAEV) -> AnswerLearned:
    return AnswerLearned(
        uid=uid_of(number),
        office=office,
        code=code,
        interim=False,
        answer=digest_of("answer", number, code, office),
        answered_at=NOW,
    )


def closing(number: int, by: int, relation: Relation) -> Amended:
    return Amended(
        amender=uid_of(by),
        uid=uid_of(number),
        registration=registration_of(number),
        station=MOSCOW,
        number=f"1951/{number}",
        relation=relation,
        said_at=NOW,
    )


def lying(book: StoredBook, tray: str, mine: Mine = ME, limit: int = 50) -> list[int]:
    """Return the numbers of the telegrams in a tray; a count says the same."""
    found, _ = page(book._database, tray, mine, limit)
    numbers = [_number(book, one.telegram) for one in found]
    if tray in COUNTS:
        assert count(book._database, tray, mine) == len(numbers)
    return numbers


def _number(book: StoredBook, telegram: int) -> int:
    row = book._database.row("SELECT number FROM telegram WHERE id = ?", (telegram,))
    assert row is not None
    return int(row[0])


ACK, DONE, CANNOT = (
    ResponseCode.OPERATOR_ACK,
    ResponseCode.HAVE_COMPLIED,
    ResponseCode.CANNOT_COMPLY,
)
BOTH = asking(receipt=1, execution=4)
INCOMING = ("confirm", "carry-out", "information")

# what is asked, what happened since, and in which of the three trays it lies then
LIVES: list[tuple[Duty, list[Fact], tuple[str, ...]]] = [
    (BOTH, [], ("confirm", "carry-out")),
    (BOTH, [given(1, ACK)], ("carry-out",)),
    (BOTH, [given(1, DONE)], ()),
    (BOTH, [given(1, CANNOT)], ()),
    (BOTH, [came(2, asking(OTHER)), closing(1, 2, Relation.CANCELS)], ()),
    (BOTH, [came(2, asking(OTHER)), closing(1, 2, Relation.SUPERSEDES)], ()),
    (BOTH, [came(2, asking(OTHER)), closing(1, 2, Relation.CORRECTS)], ("confirm", "carry-out")),
    (asking(receipt=1), [], ("confirm",)),
    (asking(receipt=0), [], ("confirm",)),
    (asking(receipt=1), [given(1, ACK)], ()),
    (asking(execution=1), [], ("carry-out",)),
    (asking(execution=1), [given(1, ACK)], ("carry-out",)),
    (asking(), [], ("information",)),
    (asking(kind=AddresseeKind.INFORMATION), [], ("information",)),
    (asking(kind=AddresseeKind.INFORMATION, receipt=1), [], ("confirm",)),
    (asking(kind=AddresseeKind.EXEMPTED), [], ()),
    (asking(), [given(1, ACK)], ()),
    (asking(), [came(2, asking(OTHER)), closing(1, 2, Relation.CANCELS)], ()),
]


@pytest.mark.parametrize(("asked", "since", "trays"), LIVES)
def test_a_telegram_lies_where_something_is_to_be_done_with_it(
    asked: Duty, since: list[Fact], trays: tuple[str, ...], book: StoredBook
) -> None:
    write(book, came(1, asked), *since)
    assert tuple(tray for tray in INCOMING if 1 in lying(book, tray)) == trays
    assert lying(book, "incoming").count(1) == 1, "what came is in the whole tray, once"


@pytest.mark.parametrize(("asked", "since", "trays"), LIVES)
def test_the_registers_made_again_have_the_same_trays(
    asked: Duty, since: list[Fact], trays: tuple[str, ...], book: StoredBook
) -> None:
    write(book, came(1, asked), *since, went(7, BOTH))
    before = {tray: lying(book, tray) for tray in TRAYS}
    assert rebuild(book._database).changed == ()
    assert {tray: lying(book, tray) for tray in TRAYS} == before
    assert trays or 1 not in lying(book, "confirm")


def test_what_is_due_first_lies_first_then_what_is_more_urgent(book: StoredBook) -> None:
    flash, routine = Precedence.FLASH, Precedence.ROUTINE
    write(
        book,
        came(1, asking(receipt=0)),
        came(2, asking(receipt=5, precedence=routine)),
        came(3, asking(receipt=5, precedence=flash)),
        came(4, asking(receipt=1, precedence=routine)),
        came(5, asking(receipt=0, precedence=flash)),
    )
    assert lying(book, "confirm") == [4, 3, 2, 5, 1]


def test_for_information_the_newest_lies_first(book: StoredBook) -> None:
    write(book, *(came(number) for number in (1, 2, 3)))
    assert lying(book, "information") == [3, 2, 1]


def test_the_whole_tray_has_first_what_waits_and_each_telegram_once(book: StoredBook) -> None:
    write(
        book,
        came(1, BOTH),
        came(2, asking(execution=1)),
        came(3),
        came(4, asking(receipt=1)),
        given(4, ACK),
        came(5, asking(receipt=3)),
        came(6),
    )
    found, after = page(book._database, "incoming", ME, 50)
    told = [(_number(book, one.telegram), one.group) for one in found]
    assert told == [
        (1, "confirm"),
        (5, "confirm"),
        (2, "carry-out"),
        (6, "information"),
        (3, "information"),
        (4, "settled"),
    ]
    assert after is None
    assert [one.due_at for one in found][:4] == [NOW + HOUR, NOW + 3 * HOUR, NOW + HOUR, None]


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
@pytest.mark.parametrize("tray", TRAYS)
def test_pages_one_behind_another_are_the_whole_tray(
    tray: str, limit: int, book: StoredBook
) -> None:
    mine = Mine(office=WATCH, acts_for=(RAZUVAEV, ATTACHE), clearance=5)
    both = (asking(receipt=2, execution=9), asking(ATTACHE, receipt=1, execution=3))
    write(
        book,
        *(came(number, *both) for number in (1, 2, 3)),
        *(came(number, asking(), asking(ATTACHE)) for number in (4, 5)),
        came(6, asking(WATCH, receipt=1)),
        given(1, ACK),
        given(2, ACK, ATTACHE),
        *(went(number, asking(receipt=1), asking(OTHER, execution=1)) for number in (11, 12, 13)),
        Escalated(uid=uid_of(3), office=RAZUVAEV, shown_to=(WATCH,)),
    )
    whole = lying(book, tray, mine)
    parts: list[int] = []
    after = None
    for _ in range(20):
        found, after = page(book._database, tray, mine, limit, after)
        parts += [_number(book, one.telegram) for one in found]
        if after is None:
            break
    assert parts == whole
    assert len(set(whole)) == len(whole) > 0


def test_a_deputy_has_what_lies_before_whom_he_acts_for(book: StoredBook) -> None:
    write(book, came(1, asking(receipt=1)), came(2, asking(ATTACHE, receipt=2)))
    assert lying(book, "confirm") == [1]
    assert lying(book, "confirm", Mine(office=ATTACHE, clearance=5)) == [2]
    deputy = Mine(office=ATTACHE, acts_for=(RAZUVAEV,), clearance=5)
    assert lying(book, "confirm", deputy) == [1, 2]
    assert lying(book, "incoming", deputy) == [1, 2]


def test_what_nobody_opened_lies_before_the_duty_office_until_somebody_does(
    book: StoredBook,
) -> None:
    watch = Mine(office=WATCH, clearance=5)
    write(book, came(1, asking(receipt=1)))
    assert lying(book, "confirm", watch) == []
    write(book, Escalated(uid=uid_of(1), office=RAZUVAEV, shown_to=(WATCH,)))
    assert lying(book, "confirm", watch) == [1]
    write(book, given(1, ACK, WATCH, place_of=RAZUVAEV))
    assert lying(book, "confirm", watch) == lying(book, "confirm") == []
    assert lying(book, "incoming", watch) == [1]


@pytest.mark.parametrize("tray", TRAYS)
def test_what_an_office_is_not_cleared_for_is_in_no_tray(tray: str, book: StoredBook) -> None:
    low = Mine(office=RAZUVAEV, acts_for=(ATTACHE,), clearance=2)
    for number, asked in enumerate((BOTH, asking(receipt=1), asking(execution=1), asking()), 1):
        write(book, came(number, asked, classification=3), went(10 + number, asked))
    write(book, came(5, BOTH, classification=2), came(6, classification=2), given(6, ACK))
    write(book, Escalated(uid=uid_of(1), office=RAZUVAEV, shown_to=(RAZUVAEV,)))
    assert set(lying(book, tray, low)) <= {5, 6}
    assert lying(book, tray, Mine(office=RAZUVAEV, clearance=3)) != []


# what is asked of an addressee elsewhere, what is known since: under way, unconfirmed
OUTWARD: list[tuple[Duty, list[Fact], tuple[bool, bool]]] = [
    (BOTH, [], (True, True)),
    (BOTH, [reported(1)], (True, True)),
    (BOTH, [learned(1, ACK)], (True, True)),
    (BOTH, [learned(1, DONE)], (False, False)),
    (BOTH, [learned(1, CANNOT)], (False, False)),
    (asking(receipt=1), [learned(1, ACK)], (False, False)),
    (asking(), [], (True, False)),
    (asking(), [reported(1)], (False, False)),
    (asking(), [reported(1, result=ResponseCode.CANNOT_PROCESS)], (False, False)),
    (asking(kind=AddresseeKind.EXEMPTED), [], (False, False)),
    (BOTH, [went(2, asking(OTHER, receipt=1)), closing(1, 2, Relation.CANCELS)], (False, False)),
]


@pytest.mark.parametrize(("asked", "since", "expected"), OUTWARD)
def test_what_was_sent_is_under_way_to_its_end_and_unconfirmed_to_its_answer(
    asked: Duty, since: list[Fact], expected: tuple[bool, bool], book: StoredBook
) -> None:
    write(book, went(1, asked), *since)
    assert (1 in lying(book, "under-way"), 1 in lying(book, "unconfirmed")) == expected
    assert 1 in lying(book, "outgoing")


def test_what_is_known_to_be_lost_is_under_way_no_longer_unless_an_answer_is_owed(
    book: StoredBook,
) -> None:
    write(book, went(1), went(2, BOTH))
    write(
        book,
        *(
            NonDelivered(
                uid=uid_of(number),
                digest=registration_of(number),
                station=PYONGYANG,
                reason="expired",
                end=End.NON_DELIVERY,
            )
            for number in (1, 2)
        ),
    )
    assert lying(book, "under-way") == [2]


def test_the_late_lie_first_and_a_telegram_lies_once_whoever_owes(book: StoredBook) -> None:
    write(
        book,
        went(1, asking(receipt=9), asking(OTHER, receipt=2)),
        went(2, asking(receipt=1), asking(OTHER, receipt=8)),
        went(3, asking(receipt=0)),
    )
    assert lying(book, "unconfirmed") == [2, 1, 3]
    write(book, learned(2, ACK))
    assert lying(book, "unconfirmed") == [1, 2, 3]


def test_overdue_is_counted_once_the_clock_has_noticed_and_until_the_answer(
    book: StoredBook,
) -> None:
    database = book._database
    write(book, came(1, asking(receipt=1)), came(2, asking(receipt=1), classification=5))
    assert overdue_count(database, 5) == 0
    for number in (1, 2):
        passed = TermPassed(
            uid=uid_of(number), office=RAZUVAEV, term=Term.RECEIPT, due_at=TimeMs(NOW + HOUR)
        )
        write(book, passed)
    assert (overdue_count(database, 5), overdue_count(database, 3)) == (2, 1)
    write(book, given(1, ACK))
    assert overdue_count(database, 5) == 1


# -- indexes --------------------------------------------------------------------------------------

NAMED = {
    "confirm": "duty_to_confirm",
    "carry-out": "duty_to_carry_out",
    "information": "duty_for_information",
    "settled": "duty_settled",
    "under-way": "duty_under_way",
    "unconfirmed": "duty_unconfirmed",
    "outgoing": "telegram_out",
}
VALUES = {
    "office": RAZUVAEV,
    "clearance": 5,
    "a": LOWEST,
    "b": LOWEST,
    "c": LOWEST,
    "limit": 50,
}


@pytest.mark.parametrize(("group", "sql"), [*_OF_OFFICE.items(), *_OF_STATION.items()])
def test_a_tray_is_read_in_the_order_of_its_index(group: str, sql: str, book: StoredBook) -> None:
    values = {name: value for name, value in VALUES.items() if f":{name}" in sql}
    plan = [row[3] for row in book._database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any(f"INDEX {NAMED[group]} " in step for step in plan), plan
    assert not any("SCAN" in step and "INDEX" not in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


@pytest.mark.parametrize("sql", _OF_DUTY_OFFICE.values())
def test_what_is_shown_on_duty_is_found_by_who_it_is_shown_to(sql: str, book: StoredBook) -> None:
    values = {name: value for name, value in VALUES.items() if f":{name}" in sql}
    plan = [row[3] for row in book._database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any("INDEX escalation_shown" in step for step in plan), plan


def test_every_duty_that_came_is_in_a_part_of_the_whole_tray(book: StoredBook) -> None:
    for number, (asked, _, _) in enumerate(LIVES):
        write(book, came(100 + number, asked))
    parts = " OR ".join(f"({one})" for one in (TO_CONFIRM, TO_CARRY_OUT, FOR_INFORMATION, SETTLED))
    row = book._database.row(f"SELECT count(*), sum({parts}) FROM duty WHERE registered_at IS NULL")  # noqa: S608  # constants
    assert row is not None
    assert row[0] == row[1] > 0
