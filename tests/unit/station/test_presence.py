"""What a session may order by itself: each order that there is, one by one."""

from dataclasses import fields
from types import UnionType
from typing import Any, get_args

import pytest

from depesha.errors import Forbidden, OfficeLocked
from depesha.names import OfficeId
from depesha.office import events
from depesha.office.events import Order
from depesha.station.presence import (
    BY_SESSION,
    ERRANDS,
    must_be_its_own,
    must_be_proved,
    told_of_session,
)

GROMYKO = OfficeId("gromyko@moscow")
VYSHINSKY = OfficeId("vyshinsky@moscow")
ORDERS: list[type[Any]] = list(get_args(Order))

assert isinstance(Order, UnionType)
assert len(ORDERS) > 40, "an empty table tests nothing"

BY_ITSELF = {
    "WriteDraft",
    "LookOver",
    "DropDraft",
    "AskReview",
    "ReturnDraft",
    "Confirm",
    "AcceptAlarm",
}
"""Written out once more: whoever adds one to the table thinks about it twice."""


def given(kind: type[Any], office: OfficeId) -> Any:
    """Return an order of that kind, of which only who gives it counts."""
    order = object.__new__(kind)
    for one in fields(kind):
        object.__setattr__(order, one.name, office if one.name == "office" else "")
    return order


def test_the_table_is_what_was_decided() -> None:
    assert {kind.__name__ for kind in BY_SESSION} == BY_ITSELF
    assert {kind.__name__ for kind in ERRANDS} == {"EnterRecords"}


@pytest.mark.parametrize("kind", ORDERS, ids=lambda kind: kind.__name__)
def test_each_order_by_a_session_alone(kind: type[Any]) -> None:
    order = given(kind, GROMYKO)
    if kind.__name__ in BY_ITSELF:
        must_be_proved(order, GROMYKO)
        return
    with pytest.raises(OfficeLocked, match="gromyko@moscow must be there"):
        must_be_proved(order, GROMYKO)


@pytest.mark.parametrize("kind", ORDERS, ids=lambda kind: kind.__name__)
def test_no_order_is_given_as_another_office_than_the_sessions(kind: type[Any]) -> None:
    order = given(kind, VYSHINSKY)
    if "office" not in {one.name for one in fields(kind)}:
        must_be_its_own(
            order, GROMYKO
        )  # the network's, of no office; presence is proved all the same
        return
    with pytest.raises(Forbidden, match="not of vyshinsky@moscow"):
        must_be_its_own(order, GROMYKO)


def test_the_weighty_ones_are_among_those_that_want_their_holder() -> None:
    weighty = {
        events.Release,
        events.Send,
        events.Comply,
        events.Report,
        events.Amend,
        events.Cancel,
        events.Pass,
        events.ReviewDraft,
        events.DestroyCopy,
        events.CertifyCopy,
        events.Expunge,
        events.VoidNumber,
        events.Revoke,
        events.HandOver,
        events.ChangeOfficeKey,
        events.AddPasskey,
        events.RemovePasskey,
    }
    assert weighty.isdisjoint(BY_SESSION)


def test_a_session_drops_the_drafts_of_its_office_alone() -> None:
    """Whose a draft is, the desk knows: it is told, and every other order goes on as it is."""
    drop = given(events.DropDraft, GROMYKO)
    told = told_of_session(drop)
    assert isinstance(told, events.DropDraft)
    assert told.by_session
    for kind in BY_SESSION:
        if kind is not events.DropDraft:
            order = given(kind, GROMYKO)
            assert told_of_session(order) is order
