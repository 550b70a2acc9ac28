"""An office signs, quotes or learns of what it is not cleared for, by a way around `show`."""

import pytest

from depesha.office.events import Done, WriteDraft
from depesha.office.facts import Registered
from depesha.telegram import Quotation, Reference
from depesha.wire import BODY, MAX_BODY_BYTES
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import GUARD, MOSCOW, PEKING, PYONGYANG, RAZUVAEV, ROSHCHIN
from tests.network.post import Network, Post, Took

TOP = "TOP SECRET"
OPEN = "UNCLASSIFIED"


@pytest.fixture
def peking(network: Network, courier: Courier) -> Post:
    """A station that holds moscow/1, a top secret telegram, which its guard may not read."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, classification=TOP))
    courier.run()
    assert network[PEKING].duty("moscow/1").rung.name == "DELIVERED"
    return network[PEKING]


def carried(post: Post, took: Took) -> tuple[tuple[Reference, ...], tuple[Quotation, ...]]:
    kept = post.document(took.one(Registered).entry.body_id)
    assert kept is not None
    body = BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES)
    return body.references, body.quotations


def test_what_an_office_may_not_read_is_for_its_quotation_not_there(peking: Post) -> None:
    hidden = drafts.send(office=GUARD, classification=OPEN, Quotes="moscow/1")
    absent = drafts.send(office=GUARD, classification=OPEN, Quotes="moscow/7")
    problems = [peking.take(order).problem for order in (hidden, absent)]
    assert [one.code for one in problems] == ["not-found", "not-found"]
    assert problems[0].message == problems[1].message.replace("/7", "/1")


def test_a_reference_does_not_tell_an_uncleared_office_that_a_telegram_exists(
    peking: Post,
) -> None:
    took = peking.take(drafts.send(office=GUARD, classification=OPEN, Refers="moscow/1"))
    (reference,), _ = carried(peking, took)
    assert (reference.uid, reference.digest, reference.dated_at) == (None, None, None)
    took = peking.take(drafts.send(office=ROSHCHIN, Refers="moscow/1"))
    (reference,), _ = carried(peking, took)
    assert reference.uid is not None


def test_what_a_number_fits_does_not_name_what_an_office_may_not_read(
    network: Network, courier: Courier, peking: Post
) -> None:
    network[PYONGYANG].handle(drafts.send(ROSHCHIN, office=RAZUVAEV, classification=OPEN))
    courier.run()
    took = peking.take(drafts.send(office=ROSHCHIN, classification=OPEN, Quotes="1"))
    assert (took.problem.code, took.problem.message) == ("usage", "1 fits 2 telegrams")
    took = peking.take(drafts.send(office=GUARD, classification=OPEN, Quotes="1"))
    assert isinstance(took.outcome, Done)


def test_a_label_covers_what_is_quoted(peking: Post) -> None:
    lower = peking.take(drafts.send(office=ROSHCHIN, classification="SECRET", Quotes="moscow/1"))
    assert lower.problem.code == "forbidden"
    assert TOP in lower.problem.hint
    same = peking.take(drafts.send(office=ROSHCHIN, classification=TOP, Quotes="moscow/1"))
    assert len(carried(peking, same)[1]) == 1


def test_an_office_releases_only_what_it_is_cleared_for(peking: Post) -> None:
    text = drafts.draft(RAZUVAEV, classification=TOP)
    order = WriteDraft(order_id=drafts.order_id(), office=ROSHCHIN, text=text)
    number = peking.take(order).value["draft"]
    assert isinstance(number, int)
    took = peking.take(drafts.release(number, GUARD))
    assert took.problem.code == "not-found"
    assert took.facts == ()
    assert isinstance(peking.take(drafts.release(number, ROSHCHIN)).outcome, Done)


def test_an_office_drafts_only_what_it_is_cleared_for(peking: Post) -> None:
    text = drafts.draft(RAZUVAEV, classification=TOP)
    drafted = WriteDraft(order_id=drafts.order_id(), office=GUARD, text=text)
    sent = drafts.send(office=GUARD, classification=TOP)
    assert [peking.take(order).problem.code for order in (drafted, sent)] == ["forbidden"] * 2
