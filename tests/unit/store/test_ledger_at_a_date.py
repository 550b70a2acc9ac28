"""The copies ledger at any date: what it says is what the facts say that were made until then.

Rule 1: the model below reads facts alone, in their order, and forgets what came later. It shares
    nothing with the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesha.names import OfficeId, TimeMs, Uid
from depesha.office.facts import (
    CopyArchived,
    CopyCertified,
    CopyDestroyed,
    CopyIssued,
    CopyOverdue,
    CopyPrinted,
    CopyReturned,
    Fact,
    Registered,
)
from depesha.store.book import StoredBook
from depesha.store.copy_history import history_of
from depesha.store.copy_reading import (
    EVER,
    OVERDUE,
    STATES,
    Ledger,
    Line,
    copies_between,
    copies_of,
    sums_between,
)
from depesha.store.migrations import MIGRATIONS, NEWEST
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import NOW, registered, uid_of

REGISTRAR = OfficeId("registrar@moscow")
TIMES = 12
"""Moments at which anything happens, so that many things happen at one."""

At = tuple[TimeMs, Fact]


# -- the model ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Copy:
    holder: str
    state: str = "HELD"
    return_by: int | None = None
    acts: tuple[str, ...] = ()
    shelf: str = ""
    certified_by: str = ""
    printed_by: str = ""


def fold(facts: Sequence[At], upto: int) -> dict[int, Copy]:
    """Return the copies by number after every fact that was made until then."""
    copies: dict[int, Copy] = {}
    for at, fact in facts:
        if at > upto:
            continue
        match fact:
            case Registered():
                copies |= {one.number: Copy(holder=one.holder) for one in fact.copies}
            case CopyIssued():
                copies[fact.number] = Copy(holder=fact.holder, return_by=fact.return_by)
            case CopyReturned():
                _change(copies, fact.number, state="RETURNED", act=fact.act)
            case CopyDestroyed():
                _change(copies, fact.number, state="DESTROYED", act=fact.act)
            case CopyArchived():
                _change(copies, fact.number, state="ARCHIVED", shelf=fact.shelf)
            case CopyCertified():
                _change(copies, fact.number, certified_by=fact.certified_by)
            case CopyPrinted():
                _change(copies, fact.number, printed_by=fact.printed_by)
            case _:
                pass
    return copies


def _change(copies: dict[int, Copy], number: int, act: str = "", **said: str) -> None:
    before = copies[number]
    acts = (*before.acts, *([act] if act else []))
    copies[number] = replace(before, acts=acts, **said)  # type: ignore[arg-type]  # words alone


def told(line: Line) -> Copy:
    return Copy(
        holder=line["holder"],
        state=line["state"],
        return_by=line["return_by"],
        acts=tuple(line[key] for key in ("return_act", "act") if line[key]),
        shelf=line["shelf"],
        certified_by=line["certified_by"],
        printed_by=line["printed_by"],
    )


# -- histories, as the office allows them ---------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[At]:
    """Draw what was done with the copies of two telegrams, in the order of its times."""
    facts: list[At] = []
    now = 0

    def at() -> TimeMs:
        return TimeMs(NOW + now)

    for telegram in (1, 2):
        facts.append((at(), registered(telegram)))
        made = {1: "HELD", 2: "HELD"}
        once: set[tuple[str, int]] = set()
        for _ in range(draw(st.integers(0, 8))):
            now += draw(st.integers(0, 1))
            number = draw(st.sampled_from(sorted(made)))
            what = draw(st.sampled_from(["issue", "return", "end", "certify", "print", "late"]))
            fact = _fact(draw, telegram, what, number, made, once)
            if fact is not None:
                facts.append((at(), fact))
    return facts


def _fact(
    draw: st.DrawFn,
    telegram: int,
    what: str,
    number: int,
    made: dict[int, str],
    once: set[tuple[str, int]],
) -> Fact | None:
    """Return the next fact; None: the office would not allow it."""
    uid = uid_of(telegram)
    if what == "issue":
        following = max(made) + 1
        made[following] = "HELD"
        term = draw(st.none() | st.integers(1, TIMES).map(lambda one: TimeMs(NOW + one)))
        holder = f"holder {following}"
        return CopyIssued(
            uid=uid, number=following, holder=holder, office=REGISTRAR, return_by=term
        )
    if what in ("return", "end"):
        ends = ["RETURNED"] if what == "return" else ["DESTROYED", "ARCHIVED"]
        return _ended(uid, number, draw(st.sampled_from(ends)), made)
    if (what, number) in once or made[number] != "HELD":
        return None
    once.add((what, number))
    said: dict[str, Fact] = {
        "certify": CopyCertified(uid=uid, number=number, office=REGISTRAR, certified_by="Иван"),
        "print": CopyPrinted(uid=uid, number=number, office=REGISTRAR, printed_by="ян."),
        "late": CopyOverdue(uid=uid, number=number, return_by=NOW),
    }
    return said[what]


def _ended(uid: Uid, number: int, state: str, made: dict[int, str]) -> Fact | None:
    if made[number] not in (("HELD",) if state == "RETURNED" else ("HELD", "RETURNED")):
        return None
    made[number] = state
    facts: dict[str, Fact] = {
        "RETURNED": CopyReturned(uid=uid, number=number, office=REGISTRAR, act="5/р"),
        "ARCHIVED": CopyArchived(uid=uid, number=number, office=REGISTRAR, shelf="ф. 45"),
        "DESTROYED": CopyDestroyed(
            uid=uid, number=number, office=REGISTRAR, act="17/с", done_by="а", witness="б"
        ),
    }
    return facts[state]


def put_down(book: StoredBook, facts: Sequence[At]) -> None:
    book.begin()
    book.mark()
    for at, fact in facts:
        book.append(fact, at)
    book.commit()


def ledger(at: int, which: str = "", now: int = EVER) -> Ledger:
    return Ledger(begin=-EVER, end=EVER, at=at, now=now, which=which, open_upto=5)


# -- laws -----------------------------------------------------------------------------------------


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=histories())
def test_at_any_date_the_ledger_is_what_the_facts_until_then_say(
    tmp_path_factory: pytest.TempPathFactory, facts: list[At]
) -> None:
    home = Home(tmp_path_factory.mktemp("ledger"))
    book = home.open()
    put_down(book, facts)
    try:
        for at in (NOW - 1, *(NOW + one for one in range(TIMES)), EVER):
            _must_be_the_same(book, facts, at)
    finally:
        home.close()


def _must_be_the_same(book: StoredBook, facts: Sequence[At], at: int) -> None:
    database = book._database
    everything: list[Copy] = []
    for telegram in (1, 2):
        of_it = [(when, fact) for when, fact in facts if _uid(fact) == uid_of(telegram)]
        expected = fold(of_it, at)
        lines = copies_of(database, uid_of(telegram), at, at)
        assert {line["number"]: told(line) for line in lines} == expected
        everything += expected.values()
    book_lines = copies_between(database, ledger(at), 100, 0)
    assert [told(line) for line in book_lines] == everything
    for state in STATES:
        found = copies_between(database, ledger(at, state), 100, 0)
        assert [told(line) for line in found] == [one for one in everything if one.state == state]
    late = [
        one for one in everything if one.state == "HELD" and one.return_by and one.return_by <= at
    ]
    assert [told(one) for one in copies_between(database, ledger(at, OVERDUE, at), 100, 0)] == late
    sums = sums_between(database, ledger(at, now=at))
    assert {state: count for _, state, count, _ in sums} == {
        state: count for state in STATES if (count := sum(one.state == state for one in everything))
    }
    assert sum(one for *_, one in sums) == len(late)


def _uid(fact: Fact) -> bytes:
    uid = fact.entry.identity.uid if isinstance(fact, Registered) else getattr(fact, "uid", b"")
    return bytes(uid)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=histories())
def test_what_was_done_with_a_copy_is_told_in_the_order_of_the_journal(
    tmp_path_factory: pytest.TempPathFactory, facts: list[At]
) -> None:
    home = Home(tmp_path_factory.mktemp("history"))
    book = home.open()
    put_down(book, facts)
    try:
        found = [one["kind"] for one in history_of(book._database, uid_of(1), 1, EVER)]
    finally:
        home.close()
    expected = [
        type(fact).__name__
        for _, fact in facts
        if _uid(fact) == uid_of(1)
        and (isinstance(fact, Registered) or getattr(fact, "number", 0) == 1)
    ]
    assert found == expected


def test_a_copy_keeps_the_act_of_its_return_beside_that_of_its_end(book: StoredBook) -> None:
    """Planted once: one place for both acts, so that the second wrote over the first."""
    uid = uid_of(1)
    back = CopyReturned(uid=uid, number=1, office=REGISTRAR, act="5/р")
    gone = CopyDestroyed(uid=uid, number=1, office=REGISTRAR, act="17/с", done_by="а", witness="б")
    put_down(book, [(NOW, registered(1)), (TimeMs(NOW + 1), back), (TimeMs(NOW + 2), gone)])
    (before, _), (after, _) = (copies_of(book._database, uid, at, at) for at in (NOW + 1, NOW + 2))
    assert (before["state"], before["return_act"], before["act"]) == ("RETURNED", "5/р", "")
    assert (after["state"], after["return_act"], after["act"]) == ("DESTROYED", "5/р", "17/с")


def test_the_newest_first_and_by_state_are_found_by_an_index(book: StoredBook) -> None:
    write(book, registered(1), registered(2))
    newest = replace(ledger(EVER), is_newest_first=True)
    lines = copies_between(book._database, newest, 3, 0)
    assert [(one["reference"][-1], one["number"]) for one in lines] == [
        ("2", 1),
        ("2", 2),
        ("1", 1),
    ]
    plan = str(
        book._database.rows(
            "EXPLAIN QUERY PLAN SELECT 1 FROM copy AS c WHERE c.state = 'HELD'"
            " ORDER BY c.telegram DESC LIMIT 5"
        )
    )
    assert "copy_state" in plan
    assert "TEMP B-TREE" not in plan


def test_the_step_keeps_the_act_of_a_return_in_a_ledger_of_before(home: Home) -> None:
    """A store of the version before: what it knows of acts comes over, and nothing is invented."""
    import apsw  # noqa: PLC0415  # the steps are tested on a bare connection

    from depesha.store.migrations import migrate  # noqa: PLC0415

    connection = apsw.Connection(":memory:")
    step = next(n for n, one in enumerate(MIGRATIONS, 1) if "return_act" in one)
    migrate(connection, upto=step - 1)
    insert = """INSERT INTO copy (telegram, number, holder, state, issued_at, issued_by,
        returned_at, destroyed_at, act) VALUES (1, ?, 'а', ?, 1, '', ?, ?, ?)"""
    connection.execute(insert, (1, "RETURNED", 2, None, "5/р"))
    connection.execute(insert, (2, "DESTROYED", None, 3, "17/с"))
    migrate(connection, upto=NEWEST)
    rows = list(connection.execute("SELECT number, return_act, act FROM copy ORDER BY number"))
    assert rows == [(1, "5/р", ""), (2, "", "17/с")]
    assert not home.store.exists()
