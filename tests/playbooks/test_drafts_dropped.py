"""Drafts at their versions: edited by two, kept with their files, looked over, dropped."""

from dataclasses import replace

import pytest

from depesha.office.events import DropDraft, LookOver
from depesha.office.facts import ApprovalVoided, DraftDropped, Drafted
from tests.network import drafts
from tests.network.keys import CLERK, GROMYKO, MOSCOW, RAZUVAEV, VYSHINSKY
from tests.network.post import Network, Post


@pytest.fixture
def moscow(network: Network) -> Post:
    """Moscow, where draft 1 of the clerk lies at version 1."""
    network[MOSCOW].handle(drafts.write(office=CLERK))
    return network[MOSCOW]


def drop(number: int, office: str = CLERK, version: int | None = None) -> DropDraft:
    return DropDraft(order_id=drafts.order_id(), office=office, draft=number, version=version)  # type: ignore[arg-type]  # an office's name


def look(office: str = CLERK, **fields: object) -> LookOver:
    return LookOver(order_id=drafts.order_id(), office=office, **fields)  # type: ignore[arg-type]  # as above


def test_an_edit_of_another_version_is_refused(moscow: Post) -> None:
    edit = replace(drafts.write(office=CLERK, number=1, text="Иначе."), version=1)
    assert moscow.take(edit).kinds == [Drafted]
    second = replace(drafts.write(office=CLERK, number=1, text="И ещё иначе."), version=1)
    took = moscow.take(second)
    assert took.facts == ()
    assert took.problem.message == "draft 1 is at version 2, not at 1"


def test_an_edit_keeps_no_file_that_the_draft_has_not(moscow: Post) -> None:
    edit = replace(drafts.write(office=CLERK, number=1), attachments=(1,))
    assert moscow.take(edit).problem.code == "not-found"


def test_a_draft_is_dropped_by_its_drafter(moscow: Post) -> None:
    took = moscow.take(drop(1))
    assert took.kinds == [DraftDropped]
    state = moscow.registers.draft(1)
    assert state is not None
    assert (state.state, state.text, state.attachments) == ("dropped", "", ())


def test_a_releaser_drops_the_draft_of_another(moscow: Post) -> None:
    assert moscow.take(drop(1, GROMYKO)).kinds == [DraftDropped]


def test_another_office_finds_no_draft_to_drop(network: Network, moscow: Post) -> None:
    moscow.handle(drafts.write(office=GROMYKO))
    took = moscow.take(drop(2, CLERK))
    assert (took.facts, took.problem.message) == ((), "there is no draft 2")
    assert network[MOSCOW].take(drop(9)).problem.message == "there is no draft 9"


def test_what_is_dropped_voids_what_was_signed_of_it(moscow: Post) -> None:
    moscow.handle(drafts.review(1, VYSHINSKY))
    assert moscow.take(drop(1)).kinds == [ApprovalVoided, DraftDropped]


def test_a_drop_of_another_version_is_refused(moscow: Post) -> None:
    assert moscow.take(drop(1, version=7)).problem.code == "refused"


def test_what_is_dropped_is_not_edited_released_or_dropped_again(moscow: Post) -> None:
    moscow.handle(drop(1))
    for order in (drafts.write(office=CLERK, number=1), drafts.release(1), drop(1)):
        assert moscow.take(order).problem.message == "draft 1 was dropped"


def test_a_number_of_what_is_dropped_is_not_given_again(moscow: Post) -> None:
    moscow.handle(drop(1))
    assert moscow.take(drafts.write(office=CLERK)).value["draft"] == 2


def test_a_draft_that_is_looked_over_writes_nothing_down(moscow: Post) -> None:
    took = moscow.take(look(draft=1))
    assert took.facts == ()
    assert took.value["problem"] == ""
    sheet = took.value["sheet"]
    assert isinstance(sheet, dict)
    assert sheet["addressees"][0]["office"] == RAZUVAEV


def test_what_keeps_a_text_from_release_is_said(moscow: Post) -> None:
    took = moscow.take(look(text="To: nobody@pyongyang\nClassification: RESTRICTED\n\nx\n"))
    assert took.facts == ()
    assert took.value["sheet"] is None
    assert "nobody@pyongyang" in str(took.value["problem"])


def test_a_session_alone_drops_its_offices_own_draft_and_no_other(moscow: Post) -> None:
    took = moscow.take(replace(drop(1, GROMYKO), by_session=True))
    assert (took.facts, took.problem.code) == ((), "office-locked")
    assert "another office's" in took.problem.message
    assert moscow.take(replace(drop(1, CLERK), by_session=True)).kinds == [DraftDropped]
