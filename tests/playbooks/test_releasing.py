"""Draft, review, release by several (RFC 7912): who counts, what voids, what leaves when."""

from dataclasses import replace
from typing import Any

import pytest

from depesha.envelope import Kind
from depesha.errors import Refused
from depesha.names import OfficeId
from depesha.office.events import HandOver
from depesha.office.facts import (
    ApprovalVoided,
    BodyComposed,
    Delivered,
    Drafted,
    DraftReturned,
    DraftReviewed,
    EnvelopeSealed,
    Registered,
    Released,
    ReviewAsked,
)
from depesha.telegram import Registration
from depesha.wire import NAMESPACE, REGISTRATION, REVIEW_NAMESPACE
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    CLERK,
    GROMYKO,
    MINUTE_MS,
    MOSCOW,
    PYONGYANG,
    RAZUVAEV,
    VYSHINSKY,
    sealer_of,
)
from tests.network.post import Network, Post

TWO: dict[str, Any] = {"Precedence": "OVERRIDE"}
"""Its policy demands two releasing offices."""


@pytest.fixture
def moscow(network: Network) -> Post:
    """Moscow, where draft 1 of the clerk waits, which two must release."""
    network[MOSCOW].handle(drafts.write(office=CLERK, **TWO))
    return network[MOSCOW]


def registered(post: Post) -> Registration:
    (fact,) = post.facts(Registered)
    kept = post.document(fact.entry.identity.registration)
    assert kept is not None
    return REGISTRATION.decode(kept.payload)


def test_the_first_of_two_releases_keeps_it_here(moscow: Post) -> None:
    took = moscow.take(drafts.release(1))
    assert took.kinds == [BodyComposed, Released]
    assert took.value == {
        "draft": 1,
        "version": 1,
        "state": "in-review",
        "needed": 2,
        "missing": 1,
        "deputies": {},
        "released_by": [GROMYKO],
        "reviewed_by": [],
    }
    assert moscow.waiting(PYONGYANG) == []
    draft = moscow.registers.draft(1)
    assert draft is not None
    assert draft.state == "in-review"


def test_the_last_release_registers_and_sends_with_all_signatures(
    network: Network, courier: Courier, moscow: Post
) -> None:
    moscow.handle(drafts.release(1))
    network.clock.advance(MINUTE_MS)
    took = moscow.take(drafts.release(1, VYSHINSKY))
    assert took.kinds == [Released, Registered, EnvelopeSealed]
    made = registered(moscow)
    assert [one.office for one in made.releases] == [GROMYKO, VYSHINSKY]
    assert made.releases[1].released_at - made.releases[0].released_at == MINUTE_MS
    body = moscow.document(made.body_id)
    assert body is not None
    for one in made.releases:
        public = sealer_of(MOSCOW).office_public(one.office)
        namespace = NAMESPACE[Kind.BODY]
        assert sealer_of(MOSCOW).verify(public, namespace, body.payload, one.signature)
    courier.run()
    assert network[PYONGYANG].facts(Delivered)[0].entry.released_by == (GROMYKO, VYSHINSKY)


def test_an_office_counts_once_however_often_it_is_asked(moscow: Post) -> None:
    moscow.handle(drafts.release(1))
    took = moscow.take(drafts.release(1))
    assert (took.facts, took.value["repeated"], took.value["missing"]) == ((), True, 1)


def test_one_person_who_holds_two_offices_counts_once(moscow: Post) -> None:
    for office in (GROMYKO, VYSHINSKY):
        moscow.handle(HandOver(order_id=office, office=office, holder="A. Gromyko"))
    moscow.handle(drafts.release(1))
    took = moscow.take(drafts.release(1, VYSHINSKY))
    assert (took.problem.code, took.facts) == ("forbidden", ())
    moscow.handle(HandOver(order_id="x", office=VYSHINSKY, holder="A. Vyshinsky"))
    assert took.problem.message == f"who holds {VYSHINSKY} has signed it already, as {GROMYKO}"
    assert Registered in moscow.take(drafts.release(1, VYSHINSKY)).kinds


def test_an_edit_voids_what_was_signed_and_says_whose(moscow: Post) -> None:
    moscow.handle(drafts.review(1, VYSHINSKY), drafts.release(1))
    took = moscow.take(drafts.write(office=VYSHINSKY, number=1, text="Иначе.", **TWO))
    assert took.kinds == [ApprovalVoided, Drafted]
    fell = took.one(ApprovalVoided)
    assert (fell.version, fell.released_by, fell.reviewed_by) == (1, (GROMYKO,), (VYSHINSKY,))
    draft = moscow.registers.draft(1)
    assert draft is not None
    assert (draft.office, draft.version, draft.state) == (VYSHINSKY, 2, "draft")
    assert moscow.take(drafts.release(1, VYSHINSKY)).value["released_by"] == [VYSHINSKY]
    assert Registered in moscow.take(drafts.release(1)).kinds
    versions = {one.version: one.voided_at for one in moscow.registers.endorsements(1)}
    assert (versions[1] is None, versions[2]) == (False, None)


def test_the_same_edit_again_voids_nothing(moscow: Post) -> None:
    moscow.handle(drafts.release(1))
    took = moscow.take(drafts.write(office=CLERK, number=1, **TWO))
    assert (took.facts, took.value["version"]) == ((), 1)


def test_a_return_voids_too_and_what_was_returned_is_not_released(moscow: Post) -> None:
    moscow.handle(drafts.release(1))
    took = moscow.take(drafts.returned(1, VYSHINSKY, "дата"))
    assert took.kinds == [ApprovalVoided, DraftReturned]
    again = moscow.take(drafts.release(1, VYSHINSKY))
    assert (again.problem.code, again.problem.message) == (
        "refused",
        f"draft 1 was returned to {CLERK}",
    )
    moscow.handle(drafts.write(office=CLERK, number=1, **TWO))
    assert moscow.take(drafts.release(1, VYSHINSKY)).value["missing"] == 1


def test_a_review_is_a_visa_over_the_same_bytes_and_travels(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(**TWO), drafts.ask(1))
    took = moscow.take(drafts.review(1, note="без возражений"))
    assert took.kinds == [BodyComposed, DraftReviewed]
    assert (took.value["reviewed_by"], took.value["missing"]) == ([CLERK], 2)
    moscow.handle(drafts.release(1), drafts.release(1, VYSHINSKY))
    (review,) = registered(moscow).reviews
    body = moscow.document(registered(moscow).body_id)
    assert body is not None
    public = sealer_of(MOSCOW).office_public(CLERK)
    assert sealer_of(MOSCOW).verify(public, REVIEW_NAMESPACE, body.payload, review.signature)
    courier.run()
    assert network[PYONGYANG].facts(Delivered)


def test_a_review_is_no_release(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK))
    assert moscow.take(drafts.review(1, VYSHINSKY)).value["missing"] == 1
    took = moscow.take(drafts.release(1))
    assert took.kinds == [Released, Registered, EnvelopeSealed]
    assert [one.office for one in registered(moscow).reviews] == [VYSHINSKY]


@pytest.mark.parametrize("office", [CLERK, GROMYKO])
def test_nobody_reviews_his_own_draft_or_twice(network: Network, office: OfficeId) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=office))
    assert moscow.take(drafts.review(1, office)).problem.code == "forbidden"
    moscow.handle(drafts.review(1, VYSHINSKY))
    assert moscow.take(drafts.review(1, VYSHINSKY)).facts == ()


def test_who_is_not_asked_or_not_cleared_reviews_nothing(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(classification="SECRET"), drafts.write())
    for order in (drafts.review(1), drafts.ask(1), drafts.review(2)):
        took = moscow.take(order)
        assert (took.problem.code, took.facts) == ("forbidden", ())


def test_who_was_asked_reviews_that_version_alone(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write())
    assert moscow.take(drafts.ask(1)).one(ReviewAsked).of == CLERK
    assert moscow.take(drafts.ask(1)).facts == ()
    assert moscow.registers.asked(1) == [CLERK]
    moscow.handle(drafts.write(number=1, text="Иначе."))
    assert moscow.registers.asked(1) == []
    assert moscow.take(drafts.review(1)).problem.code == "forbidden"
    moscow.handle(drafts.ask(1))
    assert DraftReviewed in moscow.take(drafts.review(1)).kinds


def test_a_stranger_to_a_draft_asks_nobody(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write())
    took = moscow.take(drafts.ask(1, VYSHINSKY, CLERK))
    assert (took.problem.code, took.facts) == ("not-found", ())
    moscow.handle(drafts.returned(1))
    assert moscow.take(drafts.ask(1)).problem.code == "refused"


def test_a_release_of_another_version_than_was_read_is_refused(moscow: Post) -> None:
    moscow.handle(drafts.write(office=CLERK, number=1, text="Иначе.", **TWO))
    for order in (drafts.release(1, version=1), drafts.review(1, VYSHINSKY, version=1)):
        took = moscow.take(order)
        assert took.problem.message == "draft 1 is at version 2, not at 1"
        assert isinstance(took.problem, Refused)
    assert moscow.take(drafts.release(1, version=2)).value["missing"] == 1


def test_one_person_alone_sends_nothing_that_two_must_release(network: Network) -> None:
    took = network[MOSCOW].take(drafts.send(**TWO))
    assert (took.problem.code, took.facts) == ("forbidden", ())
    assert "depesha release" in took.problem.hint


def test_what_expires_while_it_waits_is_not_released(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK, Expires="within 1h", **TWO), drafts.release(1))
    network.clock.advance(60 * MINUTE_MS)
    took = moscow.take(drafts.release(1, VYSHINSKY))
    assert (took.problem.message, took.facts) == ("draft 1 has expired while it waited", ())


def test_what_was_composed_once_is_what_all_sign(network: Network, moscow: Post) -> None:
    """Planted: composing at each release gives two bodies, and no registration holds."""
    first = moscow.take(drafts.release(1)).one(BodyComposed)
    network.clock.advance(MINUTE_MS)
    second = moscow.take(drafts.release(1, VYSHINSKY))
    assert second.one(Released).body_id == first.body_id == second.one(Registered).entry.body_id


def test_a_way_that_is_missing_undoes_the_last_release_alone(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK, **TWO), drafts.release(1))
    held = moscow.desk.key_book
    assert held is not None
    moscow.desk.key_book = replace(held, period_keys={})
    took = moscow.take(drafts.release(1, VYSHINSKY))
    assert (took.problem.code, took.facts) == ("no-communications", ())
    moscow.desk.key_book = held
    assert Registered in moscow.take(drafts.release(1, VYSHINSKY)).kinds


# -- deputies -------------------------------------------------------------------------------------


def test_a_deputy_releases_in_the_name_of_its_office(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write())
    took = moscow.take(drafts.release(1, CLERK, acting_for=GROMYKO))
    assert (took.one(Released).office, took.one(Released).deputy) == (GROMYKO, CLERK)
    made = registered(moscow)
    assert [(one.office, one.deputy) for one in made.deputies] == [(GROMYKO, CLERK)]
    courier.run()
    assert network[PYONGYANG].facts(Delivered)[0].entry.released_by == (GROMYKO,)


def test_who_is_no_deputy_or_not_cleared_signs_for_nobody(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(), drafts.write(classification="SECRET"))
    for order, code in (
        (drafts.release(1, CLERK), "forbidden"),
        (drafts.release(1, CLERK, acting_for=VYSHINSKY), "forbidden"),
        (drafts.release(1, GROMYKO, acting_for=RAZUVAEV), "refused"),
        (drafts.release(2, CLERK, acting_for=GROMYKO), "not-found"),  # above its clearance
    ):
        took = moscow.take(order)
        assert (took.problem.code, took.facts) == (code, ())


def test_one_who_signs_for_two_offices_counts_once(moscow: Post) -> None:
    moscow.handle(drafts.release(1, CLERK, acting_for=GROMYKO))
    again = moscow.take(drafts.release(1, GROMYKO))
    assert (again.value["missing"], again.value["repeated"]) == (1, True)
    took = moscow.take(drafts.release(1, VYSHINSKY))
    assert Registered in took.kinds
    assert len(registered(moscow).deputies) == 1
