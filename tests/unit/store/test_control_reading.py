"""The lists of tasks: what is open, overdue, closed, of exercises, and of whom."""

from dataclasses import replace

import pytest

from depesha.life import End, Term
from depesha.names import OfficeId, StationId, TimeMs
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AnswerLearned,
    Delivered,
    Escalated,
    NonDelivered,
    NonReceiptLearned,
    Registered,
    TermPassed,
)
from depesha.store.book import StoredBook
from depesha.store.control_reading import Wanted, handling_ms, tasks, tasks_of
from depesha.store.reading import Line
from tests.unit.store.conftest import write
from tests.unit.store.facts_of import (
    HOUR,
    NOW,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    delivered,
    digest_of,
    registered,
    registration_of,
    reported,
    uid_of,
)

LATER = TimeMs(NOW + 100 * HOUR)


def ours(number: int, *offices: OfficeId, message_type: int = 1, **fields: object) -> Registered:
    """A telegram of this station that asks for a receipt in 1 h and a report in 4 h."""
    fact = registered(number, *(offices or (RAZUVAEV,)))
    duties = tuple(
        replace(
            one,
            receipt=True,
            receipt_due_at=TimeMs(NOW + HOUR),
            receipt_within_s=None,
            execution=True,
            execution_due_at=TimeMs(NOW + 4 * HOUR),
            handle_by=TimeMs(NOW + HOUR // 2),
            **fields,  # type: ignore[arg-type]  # fields of a duty
        )
        for one in fact.duties
    )
    return replace(fact, duties=duties, entry=replace(fact.entry, message_type=message_type))


def theirs(number: int) -> Delivered:
    fact = delivered(number, number)
    duties = tuple(replace(one, handle_by=TimeMs(NOW + HOUR // 2)) for one in fact.duties)
    return replace(fact, duties=duties)


def answered(number: int, code: ResponseCode) -> AnswerLearned:
    return AnswerLearned(
        uid=uid_of(number),
        office=RAZUVAEV,
        code=code,
        interim=False,
        answer=digest_of("answer", number, code),
        answered_at=NOW,
    )


def listed(book: StoredBook, which: str, now: TimeMs = LATER, **fields: object) -> list[Line]:
    wanted = Wanted(which=which, **fields)  # type: ignore[arg-type]  # fields of a list
    return tasks(book._database, wanted, now)


def numbers(lines: list[Line]) -> list[int]:
    return [int(line["reference"].rpartition("/")[2]) for line in lines]


def test_a_task_is_open_until_it_is_reported_or_refused(book: StoredBook) -> None:
    write(book, ours(1), ours(2), ours(3), ours(4))
    write(book, answered(1, ResponseCode.HAVE_COMPLIED), answered(2, ResponseCode.CANNOT_COMPLY))
    write(book, answered(3, ResponseCode.WILL_COMPLY))
    assert numbers(listed(book, "open")) == [4, 3]
    assert [line["closed"] for line in listed(book, "all")] == [False, False, True, True]


@pytest.mark.parametrize("column", ["cancelled_at", "superseded_at"])
def test_what_is_cancelled_or_superseded_is_closed(book: StoredBook, column: str) -> None:
    """Its line says so by `exit`; whoever writes these times needs nothing else."""
    write(book, ours(1))
    book._database.begin()
    book._database.write(f"UPDATE duty SET {column} = 1")  # noqa: S608  # a constant
    book._database.commit()
    assert listed(book, "open") == listed(book, "overdue") == []
    assert book.terms.next_due() is None
    (line,) = listed(book, "all")
    assert (line["closed"], line["state"]) == (True, column[:-3].upper())


def test_what_is_due_first_stands_first(book: StoredBook) -> None:
    write(book, ours(1), ours(2))
    write(book, answered(1, ResponseCode.OPERATOR_ACK))
    lines = listed(book, "open", NOW)
    assert numbers(lines) == [2, 1]
    assert [line["left_ms"] for line in lines] == [HOUR, 4 * HOUR]


def test_what_is_overdue_is_so_from_its_time_on(book: StoredBook) -> None:
    write(book, replace(ours(1), duties=tuple(replace(o, handle_by=None) for o in ours(1).duties)))
    assert listed(book, "overdue", TimeMs(NOW + HOUR - 1)) == []
    (line,) = listed(book, "overdue", TimeMs(NOW + HOUR))
    assert line["overdue"] == [{"what": "receipt", "since_at": NOW + HOUR}]
    (line,) = listed(book, "overdue", TimeMs(NOW + 5 * HOUR))
    assert [one["what"] for one in line["overdue"]] == ["receipt", "execution"]


def test_what_was_noticed_as_overdue_stays_so_when_the_clock_goes_back(book: StoredBook) -> None:
    write(book, ours(1))
    passed = TermPassed(uid=uid_of(1), office=RAZUVAEV, term=Term.RECEIPT, due_at=NOW)
    write(book, passed)
    (line,) = listed(book, "overdue", NOW)
    assert [one["what"] for one in line["overdue"]] == ["receipt"]


def test_what_has_not_left_and_what_nobody_opens_are_overdue_by_their_handling(
    book: StoredBook,
) -> None:
    write(book, ours(1), theirs(2))
    lines = listed(book, "overdue", TimeMs(NOW + HOUR // 2))
    told = {line["direction"]: [one["what"] for one in line["overdue"]] for line in lines}
    assert "unsent" in told["out"]
    assert "unread" in told["in"]


@pytest.mark.parametrize(
    ("end", "exit_"),
    [(End.NON_DELIVERY, "NON_DELIVERY"), (End.EXPIRED, "EXPIRED"), (End.UNKNOWN, "UNKNOWN")],
)
def test_a_task_whose_telegram_did_not_arrive_goes_to_a_person(
    book: StoredBook, end: End, exit_: str
) -> None:
    write(book, ours(1))
    ended = NonDelivered(
        digest=registration_of(1), uid=uid_of(1), station=PYONGYANG, reason="expired", end=end
    )
    write(book, ended)
    (line,) = listed(book, "overdue", NOW)
    assert line["state"] == exit_
    assert {"what": exit_, "since_at": NOW} in line["overdue"]
    write(book, reported(1))  # late news
    (line,) = listed(book, "open", NOW)
    assert line["state"] == "DELIVERED"
    assert line["overdue"] == []


def test_a_telegram_that_was_not_opened_there_is_listed_until_it_is(book: StoredBook) -> None:
    write(book, ours(1), reported(1))
    notice = digest_of("notice")
    learned = NonReceiptLearned(uid=uid_of(1), office=RAZUVAEV, station=PYONGYANG, notice=notice)
    write(book, learned)
    (line,) = listed(book, "overdue", NOW)
    assert line["state"] == "NON_RECEIPT"
    write(book, answered(1, ResponseCode.OPERATOR_ACK))
    assert listed(book, "overdue", NOW) == []


def test_exercise_and_drill_have_lists_of_their_own(book: StoredBook) -> None:
    write(book, ours(1), ours(2, message_type=0), ours(3, message_type=3), ours(4, message_type=2))
    for which in ("open", "overdue", "all"):
        assert sorted(numbers(listed(book, which))) == [1, 4]
        assert sorted(numbers(listed(book, which, exercise=True))) == [2, 3]


def test_a_list_is_of_one_office_or_station_and_of_a_clearance(book: StoredBook) -> None:
    write(book, ours(1), ours(2, ROSHCHIN), ours(3, RAZUVAEV, ROSHCHIN))
    assert numbers(listed(book, "open", office=ROSHCHIN)) == [2, 3]
    assert numbers(listed(book, "open", station=StationId("pyongyang"))) == [1, 3]
    assert numbers(listed(book, "open", clearance=2)) == []
    assert len(listed(book, "open", limit=2)) == 2
    assert len(listed(book, "open", limit=10, offset=3)) == 1


def test_where_only_a_receipt_is_asked_the_receipt_ends_it(book: StoredBook) -> None:
    fact = ours(1)
    duties = tuple(replace(one, execution=False, execution_due_at=None) for one in fact.duties)
    write(book, replace(fact, duties=duties), answered(1, ResponseCode.OPERATOR_ACK))
    assert listed(book, "open") == listed(book, "overdue") == []


def test_a_task_says_to_whom_it_is_shown(book: StoredBook) -> None:
    write(book, theirs(2), Escalated(uid=uid_of(2), office=RAZUVAEV, shown_to=(ROSHCHIN,)))
    (line,) = tasks_of(book._database, uid_of(2), NOW)
    assert line["shown_to"] == [ROSHCHIN]
    assert book.terms.shown(uid_of(2), ROSHCHIN) == [RAZUVAEV]


def test_the_handling_time_runs_from_filing_to_transmission() -> None:
    """No. 26044: filed at 18:35, sent at 20:50."""
    assert handling_ms(NOW, NOW + 135 * 60_000, LATER) == 135 * 60_000
    assert handling_ms(NOW, None, TimeMs(NOW + 60_000)) == 60_000
    assert handling_ms(NOW, NOW - 1, LATER) == 0


def test_the_lists_and_the_clock_use_the_index_of_open_tasks(book: StoredBook) -> None:
    """A million telegrams that nothing is asked of any more cost them nothing."""
    plans = [
        book._database.rows(f"EXPLAIN QUERY PLAN {query}")
        for query in (
            "SELECT min(look_at) FROM duty WHERE look_at NOT NULL",
            "SELECT * FROM duty WHERE look_at <= 5 ORDER BY look_at LIMIT 5",
            """SELECT * FROM duty AS d CROSS JOIN telegram AS t ON t.id = d.telegram
            WHERE d.look_at NOT NULL AND d.task = 1""",
        )
    ]
    for plan in plans:
        assert "duty_look" in str(plan[0])


def test_a_change_of_a_duty_takes_few_steps(book: StoredBook) -> None:
    """Its time to look is stored: the index need not have the old one worked out again."""
    said = "UPDATE duty SET sent_at = 1 WHERE telegram = 1 AND station = 'peking'"
    steps = book._database.rows(f"EXPLAIN {said}")
    assert len(steps) < 500
