"""A telegram leaves that not enough offices released: at its station, and at its addressee."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from depesha.envelope import Item, Kind
from depesha.names import Digest, OfficeId, Signature
from depesha.office.facts import Delivered, Fact, Registered, Released
from depesha.station.policies import shipped_policies
from depesha.telegram import Addressee, Deputed, Label, Precedence, Release, Review
from depesha.wire import NAMESPACE, REGISTRATION, REVIEW_NAMESPACE, digest
from tests.network import drafts
from tests.network.forger import Forger, enclosure
from tests.network.hostile import must_be_kept_out, offered
from tests.network.keys import (
    CLERK,
    GROMYKO,
    MOSCOW,
    NOW,
    PYONGYANG,
    RAZUVAEV,
    VYSHINSKY,
    sealer_of,
)
from tests.network.post import Network, Post

TWO: dict[str, Any] = {"Precedence": "OVERRIDE"}


def written_down(post: Post, *facts: Fact) -> None:
    """Write facts into a station's journal by another way than its desk."""
    post.book.begin()
    for fact in facts:
        post.book.append(fact, post.clock.now)
    post.book.commit()


def signature_of(office: OfficeId, payload: bytes, namespace: str = NAMESPACE[Kind.BODY]) -> bytes:
    return sealer_of(MOSCOW).sign_as_office(office, namespace, payload)


@pytest.fixture
def moscow(network: Network) -> Post:
    """Moscow, where gromyko has released draft 1, and one more must."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK, **TWO), drafts.release(1))
    return moscow


def approval(post: Post, **fields: object) -> Released:
    composed = post.registers.composed(1)
    assert composed is not None
    honest = Released(
        draft=1,
        body_id=composed.body_id,
        office=VYSHINSKY,
        version=1,
        signature=signature_of(VYSHINSKY, body_of(post)),
    )
    return replace(honest, **fields)  # type: ignore[arg-type]


def body_of(post: Post) -> bytes:
    composed = post.registers.composed(1)
    assert composed is not None
    kept = post.document(composed.body_id)
    assert kept is not None
    return kept.payload


def never_signed(post: Post) -> Released:
    return approval(post, signature=bytes(64))


def over_another_body(post: Post) -> Released:
    """Vyshinsky did release something: not this."""
    return approval(post, signature=signature_of(VYSHINSKY, b"another body"))


def of_another_body(post: Post) -> Released:
    return approval(
        post, body_id=Digest(bytes(32)), signature=signature_of(VYSHINSKY, b"another body")
    )


def by_a_clerk(post: Post) -> Released:
    return approval(post, office=CLERK, signature=signature_of(CLERK, body_of(post)))


def a_visa_for_a_release(post: Post) -> Released:
    return approval(post, signature=signature_of(VYSHINSKY, body_of(post), REVIEW_NAMESPACE))


def by_no_deputy(post: Post) -> Released:
    return approval(post, deputy=CLERK, signature=signature_of(CLERK, body_of(post)))


def by_nobody(post: Post) -> Released:
    return approval(post, office=OfficeId("nobody@moscow"))


FORGED: dict[str, Callable[[Post], Released]] = {
    "never signed": never_signed,
    "signed over another body": over_another_body,
    "of another body": of_another_body,
    "by an office without the role": by_a_clerk,
    "a review taken for a release": a_visa_for_a_release,
    "by one who is no deputy": by_no_deputy,
    "by an office that does not exist": by_nobody,
}


def test_the_control_an_honest_approval_counts(moscow: Post) -> None:
    """Written down by hand and signed by whose it is: then the next release finds it."""
    written_down(moscow, approval(moscow))
    took = moscow.take(drafts.release(1))
    assert (took.value["missing"], took.value["released_by"]) == (0, [GROMYKO, VYSHINSKY])


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_fact_releases_nothing(moscow: Post, forge: Callable[[Post], Released]) -> None:
    """Planted: a desk that counts the rows, and does not verify them, lets each of these pass."""
    written_down(moscow, forge(moscow))
    took = moscow.take(drafts.release(1))
    assert (took.value["missing"], took.value["released_by"]) == (1, [GROMYKO])
    assert "false-approval" in moscow.alarms()
    assert moscow.facts(Registered) == []
    assert moscow.waiting(PYONGYANG) == []


def test_a_clerk_alone_sends_nothing(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK, **TWO))
    for order in (
        drafts.release(1, CLERK),
        drafts.send(office=CLERK),
        drafts.returned(1, CLERK),
        drafts.release(1, CLERK, acting_for=VYSHINSKY),
    ):
        assert moscow.take(order).problem.code == "forbidden"
    assert moscow.facts(Registered) == []


# -- at the addressee -----------------------------------------------------------------------------


def telegram(
    *releases: OfficeId, policy: str = "neutral", known: bool = True, **fields: Any
) -> tuple[Forger, Item, Item]:
    """Return what a station sends that registered a telegram with those releases."""
    forger = Forger()
    the_policy = shipped_policies()["neutral"]
    body = forger.body(
        label=Label(
            policy=policy,
            policy_digest=the_policy.digest if known else Digest(bytes(32)),
            classification=2,
        ),
        addressees=(Addressee(office=RAZUVAEV, precedence=Precedence.OVERRIDE),),
    )
    registration = forger.registration(
        body,
        releases=tuple(
            Release(
                office=one,
                released_at=NOW,
                signature=Signature(signature_of(one, body.payload)),
            )
            for one in releases
        ),
        **fields,
    )
    return forger, body, registration


def test_two_releases_are_taken_in(network: Network) -> None:
    forger, body, registration = telegram(GROMYKO, VYSHINSKY)
    packet = forger.packet(body, registration, documents=[enclosure(registration)])
    assert Delivered in offered(network[PYONGYANG], packet).kinds


def test_what_the_policy_of_a_label_says_counts_only_if_it_is_that_policy(
    network: Network,
) -> None:
    forger, body, registration = telegram(GROMYKO, known=False)
    packet = forger.packet(body, registration, documents=[enclosure(registration)])
    assert Delivered in offered(network[PYONGYANG], packet).kinds


@pytest.mark.parametrize(
    "releases", [(GROMYKO,), (GROMYKO, GROMYKO)], ids=["one alone", "one twice"]
)
def test_too_few_releases_are_kept_out(network: Network, releases: tuple[OfficeId, ...]) -> None:
    """A seized centre registers what one office released."""
    forger, body, registration = telegram(*releases)
    packet = forger.packet(body, registration, documents=[enclosure(registration)])
    must_be_kept_out(network[PYONGYANG], packet)


def deputed(*pairs: tuple[OfficeId, OfficeId]) -> tuple[Deputed, ...]:
    return tuple(Deputed(office=office, deputy=deputy) for office, deputy in pairs)


BAD_DEPUTIES = {
    "who is none": deputed((VYSHINSKY, CLERK)),
    "who did not sign": deputed((GROMYKO, CLERK)),
    "for a release that is not there": deputed((CLERK, GROMYKO)),
}


@pytest.mark.parametrize("deputies", BAD_DEPUTIES.values(), ids=BAD_DEPUTIES)
def test_a_deputy_that_the_key_book_does_not_know_is_kept_out(
    network: Network, deputies: tuple[Deputed, ...]
) -> None:
    forger, body, registration = telegram(GROMYKO, VYSHINSKY, deputies=deputies)
    packet = forger.packet(body, registration, documents=[enclosure(registration)])
    must_be_kept_out(network[PYONGYANG], packet)


def test_a_false_review_is_kept_out(network: Network) -> None:
    """A release signature is no visa either."""
    forger, body, honest = telegram(GROMYKO, VYSHINSKY)
    review = Review(
        office=CLERK,
        reviewed_at=NOW,
        signature=Signature(signature_of(CLERK, body.payload)),
    )
    registered = REGISTRATION.decode(honest.payload)
    changed = REGISTRATION.encode(replace(registered, reviews=(review,)))
    registration = forger.signed(Kind.REGISTRATION, changed)
    assert digest(changed) != digest(honest.payload)
    packet = forger.packet(body, registration, documents=[enclosure(registration)])
    must_be_kept_out(network[PYONGYANG], packet)
