"""The books without gaps: what each number was given to, by year and by period."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesha.names import TimeMs
from depesha.office.facts import SeriesOpened
from depesha.store import books
from depesha.store.book import StoredBook
from depesha.store.book_sums import sums
from depesha.store.books import GAP, SKIPPED, TELEGRAM, VOID, BookLine, Span
from depesha.store.soundness import look_over
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import NOW, delivered, founded, registered

YEAR = 1951


def opened(first: int, series: str = "outgoing", year: int = YEAR) -> SeriesOpened:
    return SeriesOpened(series=series, year=year, first=first)


def void(book: StoredBook, number: int, at: int = NOW, series: str = "outgoing") -> None:
    book._database.begin()
    book._database.write(
        "INSERT INTO void_number VALUES (?, ?, ?, 'clerk@moscow', 'spoilt', ?)",
        (series, YEAR, number, at),
    )
    book._database.write(
        "UPDATE series SET next = max(next, ?) WHERE series = ? AND year = ?",
        (number + 1, series, YEAR),
    )
    book._database.commit()


def told(lines: list[BookLine]) -> list[tuple[str, int, int]]:
    return [(line.kind, line.first, line.last) for line in lines]


def whole(book: StoredBook, series: str = "outgoing", **how: int) -> list[tuple[str, int, int]]:
    span = books.whole_year(book._database, series, YEAR)
    return told(books.lines(book._database, series, span, **how))


def lose(book: StoredBook, number: int) -> None:
    book._database.begin()
    book._database.write("DELETE FROM telegram WHERE number = ?", (number,))
    book._database.commit()


def test_a_series_begins_where_it_was_opened(book: StoredBook) -> None:
    write(book, opened(26_044), registered(26_044), registered(26_045))
    assert whole(book) == [(TELEGRAM, 26_044, 26_044), (TELEGRAM, 26_045, 26_045)]


def test_what_an_order_skipped_is_told_apart_from_a_gap(book: StoredBook) -> None:
    """Planted: a line that is lost. What no order explains is a gap, and the doctor says so."""
    write(book, registered(1), registered(2), registered(3), opened(10), registered(10))
    assert whole(book) == [
        (TELEGRAM, 1, 1),
        (TELEGRAM, 2, 2),
        (TELEGRAM, 3, 3),
        (SKIPPED, 4, 9),
        (TELEGRAM, 10, 10),
    ]
    lose(book, 2)
    assert whole(book)[1] == (GAP, 2, 2)
    lose(book, 3)
    assert whole(book)[1:3] == [(GAP, 2, 3), (SKIPPED, 4, 9)]


def test_the_last_number_that_is_lost_is_a_gap_too(book: StoredBook) -> None:
    write(book, registered(1), registered(2))
    lose(book, 2)
    assert whole(book) == [(TELEGRAM, 1, 1), (GAP, 2, 2)]


def test_a_void_stands_in_its_place_with_its_reason(book: StoredBook) -> None:
    write(book, registered(1), opened(5), registered(5))
    void(book, 3)
    assert whole(book) == [
        (TELEGRAM, 1, 1),
        (SKIPPED, 2, 2),
        (VOID, 3, 3),
        (SKIPPED, 4, 4),
        (TELEGRAM, 5, 5),
    ]
    line = books.lines(book._database, "outgoing", Span(year=YEAR, first=3, last=3))[0]
    assert (line.reason, line.office, line.at) == ("spoilt", "clerk@moscow", NOW)


def test_a_number_that_two_lines_bear_is_told_twice(book: StoredBook) -> None:
    write(book, registered(1))
    void(book, 1)
    span = books.whole_year(book._database, "outgoing", YEAR)
    lines = books.lines(book._database, "outgoing", span)
    assert [line.doubled for line in lines] == [False, True]
    assert books.gaps(book._database, 20) == ["number 1 of outgoing in 1951: given twice"]


def test_the_incoming_and_a_further_series_are_books_of_their_own(book: StoredBook) -> None:
    write(book, delivered(7, 1), delivered(9, 2), opened(26_044), registered(26_044))
    assert whole(book, "incoming") == [(TELEGRAM, 1, 1), (TELEGRAM, 2, 2)]
    assert whole(book, "special") == [(GAP, 1, 6043), (TELEGRAM, 6044, 6044)]


@given(
    st.lists(st.sampled_from("tvj"), max_size=30),
    st.integers(1, 7),
)
def test_asked_for_in_pieces_it_is_the_same(kinds: list[str], limit: int) -> None:
    """Lines that are made of nothing but numbers: what a page ends with, the next begins behind."""
    known: list[BookLine] = []
    skips: list[tuple[int, int]] = []
    number = 0
    for kind in kinds:
        number += 1
        if kind == "j":
            skips.append((number, number + 2))
            number += 3
        known.append(BookLine(kind=VOID if kind == "v" else TELEGRAM, first=number, last=number))
    all_at_once = told(list(books._without_gaps(known, 0, number, skips)))
    pieces: list[tuple[str, int, int]] = []
    after = 0
    while after < number:
        part = [line for line in known if line.first > after][:limit]
        pieces += told(list(books._without_gaps(part, after, part[-1].first, skips)))
        after = pieces[-1][2]
    assert pieces == all_at_once
    assert [first for _, first, _ in pieces] == sorted({first for _, first, _ in pieces})


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_a_store_is_read_in_pieces(book: StoredBook, limit: int) -> None:
    write(book, registered(1), registered(2), opened(9), registered(9))
    void(book, 5)
    lose(book, 2)
    everything = whole(book)
    found: list[tuple[str, int, int]] = []
    while not found or found[-1][2] < everything[-1][2]:
        found += whole(book, after=found[-1][2] if found else 0, limit=limit)
    assert found == everything


def test_a_period_has_what_was_given_in_it_and_what_is_missing_before(home: Home) -> None:
    book = home.open()
    day = 86_400_000
    for number, days in ((1, 0), (2, 1), (3, 1), (5, 3)):
        book.begin()
        book.append(registered(number), TimeMs(NOW + days * day))
        book.commit()
    void(book, 6, NOW + 4 * day)

    def between(begin: int, end: int) -> list[tuple[str, int, int]]:
        span = books.period(book._database, "outgoing", YEAR, NOW + begin * day, NOW + end * day)
        return told(books.lines(book._database, "outgoing", span))

    assert between(1, 2) == [(TELEGRAM, 2, 2), (TELEGRAM, 3, 3)]
    assert between(2, 4) == [(GAP, 4, 4), (TELEGRAM, 5, 5)]
    assert between(2, 3) == [], "the gap is seen where the numbers go on"
    assert between(4, 9) == [(VOID, 6, 6)]
    assert between(-9, 9) == whole(book)
    assert between(9, 10) == []


def test_a_series_that_runs_on_goes_on_in_the_next_year(book: StoredBook) -> None:
    write(
        book,
        SeriesOpened(series="courier", year=YEAR, first=500, runs_on=True),
        SeriesOpened(series="outgoing", year=YEAR, first=26_044),
    )
    assert book.registers.next_number("courier", YEAR) == 500
    assert book.registers.next_number("courier", YEAR + 1) == 500
    assert book.registers.next_number("outgoing", YEAR + 1) == 1, "it begins anew"
    write(book, SeriesOpened(series="courier", year=YEAR + 1, first=510))
    assert book.registers.next_number("courier", YEAR + 2) == 510, "and still runs on"
    write(book, SeriesOpened(series="courier", year=YEAR + 2, first=600, runs_on=False))
    assert book.registers.next_number("courier", YEAR + 3) == 1
    span = books.whole_year(book._database, "courier", YEAR + 1)
    assert (span.first, span.last) == (510, 509), "nothing was given, and nothing is missing"


def test_the_doctor_says_which_number_is_missing(home: Home) -> None:
    book = home.open()
    write(book, opened(6_044, "special"), opened(26_044), registered(26_044), registered(26_045))
    assert look_over(book._database, home.head) == []
    lose(book, 26_044)
    (first, second) = look_over(book._database, home.head)
    assert first.code == second.code == "register-gap"
    assert first.message == "number 26044 of outgoing in 1951: no line accounts for it"
    assert "--rebuild" in first.hint
    book._database.begin()
    book._database.write("DELETE FROM copy WHERE number = 1")
    book._database.commit()
    said = [one.message for one in look_over(book._database, home.head)]
    assert said[-1] == "copies of moscow/1951/26045: 1 in the ledger, the last is No. 2"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.sets(st.integers(1, 30), min_size=1, max_size=12),
    voids=st.sets(st.integers(1, 30), max_size=5),
    lost=st.sets(st.integers(1, 30), max_size=4),
    openings=st.sets(st.integers(2, 40), max_size=3),
    cut=st.integers(0, 30),
)
def test_the_foot_of_a_book_is_the_sum_of_its_lines(
    tmp_path_factory: pytest.TempPathFactory,
    numbers: set[int],
    voids: set[int],
    lost: set[int],
    openings: set[int],
    cut: int,
) -> None:
    home = Home(tmp_path_factory.mktemp("sums"))
    book = home.open()
    write(book, founded())
    try:
        for number in sorted(numbers | openings):
            if number in openings:
                write(book, opened(number))
            write(book, registered(number))
        for number in voids:
            void(book, number)
        for number in lost:
            lose(book, number)
        whole_span = books.whole_year(book._database, "outgoing", YEAR)
        span = Span(year=YEAR, first=max(whole_span.first, cut), last=whole_span.last)
        found = sums(book._database, "outgoing", span, clearance=2)
        shown = [
            (line.kind, line.last - line.first + 1)
            for line in books.lines(book._database, "outgoing", span)
        ]
    finally:
        home.close()
    counted = {
        kind: sum(count for one, count in shown if one == kind)
        for kind in (TELEGRAM, VOID, SKIPPED, GAP)
    }
    assert (found.telegrams, found.withheld) == (0, counted[TELEGRAM])
    assert (found.voids, found.skipped, found.gaps) == (
        counted[VOID],
        counted[SKIPPED],
        counted[GAP],
    )


def test_who_is_cleared_for_all_has_nothing_withheld(book: StoredBook) -> None:
    write(book, registered(1), registered(2))
    span = books.whole_year(book._database, "outgoing", YEAR)
    for clearance in (None, 3):
        found = sums(book._database, "outgoing", span, clearance)
        assert (found.telegrams, found.withheld) == (2, 0)
    plan = book._database.rows(
        "EXPLAIN QUERY PLAN SELECT count(*), total(classification > 2) FROM telegram"
        " WHERE incoming_number = 0 AND year = 1951 AND number >= 1"
    )
    assert "COVERING INDEX telegram_out" in str(plan)
