"""The life of a telegram: the whole table, and the join."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Refused
from depesha.life import (
    AUTHORITY_STEPS,
    CLOSED_BY,
    CODE,
    EVIDENCE,
    EXIT_OF,
    LIFE,
    Exit,
    Rung,
    Step,
    advance,
    evidence_of,
    join,
)
from depesha.notice import ResponseCode

RUNGS = st.sampled_from(Rung)

ALLOWED = {
    (Rung.DELIVERED, Step.CONFIRM): Rung.RECEIVED,
    (Rung.RECEIVED, Step.COMPLY): Rung.ACKNOWLEDGED,
    (Rung.RECEIVED, Step.REPORT_INTERIM): Rung.RECEIVED,
    (Rung.RECEIVED, Step.REPORT): Rung.EXECUTED,
    (Rung.RECEIVED, Step.REFUSE): Rung.RECEIVED,
    (Rung.ACKNOWLEDGED, Step.REPORT_INTERIM): Rung.ACKNOWLEDGED,
    (Rung.ACKNOWLEDGED, Step.REPORT): Rung.EXECUTED,
    (Rung.ACKNOWLEDGED, Step.REFUSE): Rung.ACKNOWLEDGED,
}
"""GLOSSARY section 11, written out once more by hand."""


@pytest.mark.parametrize(("rung", "step"), [*product(Rung, Step)], ids=str)
def test_every_step_from_every_rung_is_allowed_or_refused(rung: Rung, step: Step) -> None:
    if (rung, step) in ALLOWED:
        assert advance(rung, step) is ALLOWED[rung, step]
    else:
        with pytest.raises(Refused, match=rung.name):
            advance(rung, step)


def test_who_skips_the_receipt_is_told_to_confirm_first() -> None:
    with pytest.raises(Refused) as refused:
        advance(Rung.DELIVERED, Step.REPORT)
    assert refused.value.hint == "confirm its receipt first"
    with pytest.raises(Refused) as refused:
        advance(Rung.EXECUTED, Step.REPORT)
    assert "never changes" in refused.value.hint


@pytest.mark.parametrize("closed", Exit)
def test_only_some_exits_close_a_task(closed: Exit) -> None:
    if closed in CLOSED_BY:
        with pytest.raises(Refused, match=closed):
            advance(Rung.RECEIVED, Step.REPORT, closed=closed)
    else:
        assert advance(Rung.RECEIVED, Step.REPORT, closed=closed) is Rung.EXECUTED


def test_no_step_goes_down() -> None:
    for rung, steps in LIFE.items():
        assert all(after >= rung for after in steps.values())


def test_only_a_receipt_needs_no_authority() -> None:
    assert set(Step) - AUTHORITY_STEPS == {Step.CONFIRM}


def test_every_code_is_evidence_of_a_rung_or_an_exit_and_of_one_only() -> None:
    assert set(EVIDENCE) | set(EXIT_OF) == set(ResponseCode)
    assert not set(EVIDENCE) & set(EXIT_OF)


def test_a_step_is_sent_as_the_code_that_evidences_its_rung() -> None:
    for steps in LIFE.values():
        for step, after in steps.items():
            if step not in (Step.REFUSE, Step.REPORT_INTERIM):
                assert evidence_of(CODE[step], interim=False) is after


def test_an_interim_report_is_evidence_of_the_receipt_and_changes_no_state() -> None:
    assert evidence_of(ResponseCode.WILL_COMPLY, interim=True) is Rung.RECEIVED
    for rung, steps in LIFE.items():
        assert steps.get(Step.REPORT_INTERIM, rung) is rung


@given(RUNGS, RUNGS, RUNGS)
def test_news_may_come_in_any_order_and_twice(one: Rung, other: Rung, third: Rung) -> None:
    assert join(one, other) is join(other, one)
    assert join(one, one) is one
    assert join(join(one, other), third) is join(one, join(other, third))
    assert join(one, other) >= one
