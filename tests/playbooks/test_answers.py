"""Answers: an operator may confirm; one with the authority complies, reports or refuses."""

from dataclasses import replace

import pytest

from depesha.errors import Problem
from depesha.names import Digest, OfficeId
from depesha.notice import Answer, ResponseCode
from depesha.office.events import Comply, Confirm, Order, Report
from depesha.office.facts import (
    AnswerGiven,
    AnswerLearned,
    DeliveryReported,
    EnvelopeOpened,
    EnvelopeSealed,
    ReportLearned,
)
from depesha.packet import Grade
from depesha.wire import ANSWER
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    CLERK,
    GUARD,
    HOUR_MS,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network, Post

T = "moscow/1"


@pytest.fixture
def pyongyang(network: Network, courier: Courier) -> Post:
    """Pyongyang, where moscow/1 lies before razuvaev, delivered."""
    network[MOSCOW].handle(drafts.send(Precedence="IMMEDIATE"))
    courier.run()
    return network[PYONGYANG]


def answers(post: Post) -> list[Answer]:
    found: list[Answer] = []
    for given in post.facts(AnswerGiven):
        kept = post.document(given.answer)
        assert kept is not None
        found.append(ANSWER.decode(kept.payload))
    return found


def test_a_receipt_says_that_a_person_has_it(pyongyang: Post) -> None:
    took = pyongyang.take(drafts.confirm(T))
    assert took.value == {
        "reference": "moscow/2027/1",
        "office": RAZUVAEV,
        "state": "RECEIVED",
        "queued_for": MOSCOW,
    }
    assert took.kinds == [AnswerGiven, EnvelopeSealed]
    sealed = took.one(EnvelopeSealed)
    assert sealed.grade is Grade.URGENT  # that of what it answers
    assert sealed.documents[0].confirm is False  # a receipt is not confirmed in turn


LADDERS: dict[str, tuple[list[Order], list[ResponseCode], str]] = {
    "confirm": ([drafts.confirm(T)], [ResponseCode.OPERATOR_ACK], "RECEIVED"),
    "comply": (
        [drafts.confirm(T), drafts.comply(T)],
        [ResponseCode.OPERATOR_ACK, ResponseCode.WILL_COMPLY],
        "ACKNOWLEDGED",
    ),
    "comply at once": (
        [drafts.comply(T)],
        [ResponseCode.OPERATOR_ACK, ResponseCode.WILL_COMPLY],
        "ACKNOWLEDGED",
    ),
    "report at once": (
        [drafts.report(T)],
        [ResponseCode.OPERATOR_ACK, ResponseCode.HAVE_COMPLIED],
        "EXECUTED",
    ),
    "interim twice, then done": (
        [drafts.interim(T), replace(drafts.interim(T), text="ещё"), drafts.report(T)],
        [
            ResponseCode.OPERATOR_ACK,
            ResponseCode.WILL_COMPLY,
            ResponseCode.WILL_COMPLY,
            ResponseCode.HAVE_COMPLIED,
        ],
        "EXECUTED",
    ),
    "refuse": (
        [drafts.confirm(T), drafts.cannot(T)],
        [ResponseCode.OPERATOR_ACK, ResponseCode.CANNOT_COMPLY],
        "CANNOT_COMPLY",
    ),
    "comply, then refuse": (
        [drafts.comply(T), drafts.cannot(T)],
        [ResponseCode.OPERATOR_ACK, ResponseCode.WILL_COMPLY, ResponseCode.CANNOT_COMPLY],
        "CANNOT_COMPLY",
    ),
}


@pytest.mark.parametrize(("orders", "codes", "state"), LADDERS.values(), ids=LADDERS)
def test_the_ladder_is_climbed_at_both_ends(
    network: Network,
    courier: Courier,
    pyongyang: Post,
    orders: list[Order],
    codes: list[ResponseCode],
    state: str,
) -> None:
    states = [pyongyang.take(order).value["state"] for order in orders]
    assert states[-1] == state
    assert [given.code for given in pyongyang.facts(AnswerGiven)] == codes
    courier.run()
    duty = network[MOSCOW].duty("1")
    assert (duty.exit or duty.rung.name) == state
    assert duty.last_answer == pyongyang.duty(T).last_answer


CLOSED = {
    "executed": (
        [drafts.report(T)],
        [drafts.cannot(T), replace(drafts.report(T), text="иначе"), drafts.interim(T)],
    ),
    "refused": (
        [drafts.cannot(T)],
        [drafts.confirm(T), drafts.comply(T), drafts.report(T), drafts.interim(T)],
    ),
}


@pytest.mark.parametrize(("done", "others"), CLOSED.values(), ids=CLOSED)
def test_a_closed_telegram_is_not_answered_otherwise(
    pyongyang: Post, done: list[Order], others: list[Order]
) -> None:
    pyongyang.handle(*done)
    for order in others:
        took = pyongyang.take(order)
        assert took.problem.code == "refused"
        assert took.facts == ()


AGAIN: dict[str, tuple[Confirm | Comply | Report, str]] = {
    "confirm": (drafts.confirm(T), "RECEIVED"),
    "comply": (drafts.comply(T), "ACKNOWLEDGED"),
    "interim report": (drafts.interim(T), "RECEIVED"),
    "report": (drafts.report(T), "EXECUTED"),
    "refusal": (drafts.cannot(T), "CANNOT_COMPLY"),
}


@pytest.mark.parametrize(("order", "state"), AGAIN.values(), ids=AGAIN)
def test_the_same_answer_again_is_the_first_one(
    pyongyang: Post, order: Confirm | Comply | Report, state: str
) -> None:
    """A command that was killed before it told so is given again, with an id of its own."""
    pyongyang.handle(order)
    took = pyongyang.take(replace(order, order_id="another"))
    assert took.facts == ()
    assert (took.value["state"], took.value["repeated"]) == (state, True)


def test_a_receipt_after_a_report_is_the_one_that_went_with_it(pyongyang: Post) -> None:
    pyongyang.handle(drafts.report(T))
    assert pyongyang.take(drafts.confirm(T)).value["repeated"] is True


def test_an_interim_report_cannot_also_refuse(pyongyang: Post) -> None:
    order = Report(order_id="x", office=RAZUVAEV, reference=T, interim=True, cannot="нет")
    assert pyongyang.take(order).problem.code == "usage"


@pytest.mark.parametrize("number", range(1, 6))
def test_the_answers_of_an_office_form_a_chain(
    network: Network, courier: Courier, number: int
) -> None:
    """Also where two are given at the same moment, whatever their digests are."""
    network[MOSCOW].handle(*(drafts.send() for _ in range(number)))
    courier.run()
    pyongyang = network[PYONGYANG]
    pyongyang.handle(drafts.interim(f"moscow/{number}"), drafts.report(f"moscow/{number}"))
    previous: list[Digest | None] = [answer.previous for answer in answers(pyongyang)]
    digests = [given.answer for given in pyongyang.facts(AnswerGiven)]
    assert previous == [None, *digests[:-1]]
    courier.run()
    for post, reference in ((pyongyang, f"moscow/{number}"), (network[MOSCOW], f"{number}")):
        assert post.duty(reference).last_answer == digests[-1]


def test_the_words_stand_in_the_report_and_not_in_the_receipt_beside_it(pyongyang: Post) -> None:
    pyongyang.handle(drafts.report(T, text="Исполнено."))
    receipt, report = answers(pyongyang)
    assert (receipt.text, report.text) == ("", "Исполнено.")


def test_why_not_is_said_in_words(pyongyang: Post) -> None:
    pyongyang.handle(drafts.cannot(T))
    assert answers(pyongyang)[-1].amplification == "нет связи"


def test_an_operator_may_only_confirm(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(OPERATOR))
    courier.run()
    peking = network[PEKING]
    for order in (
        drafts.comply(T, OPERATOR),
        drafts.interim(T, OPERATOR),
        drafts.report(T, OPERATOR),
        drafts.cannot(T, OPERATOR),
    ):
        took = peking.take(order)
        assert took.problem.code == "forbidden"
        assert took.facts == ()
    assert peking.take(drafts.confirm(T, OPERATOR)).value["state"] == "RECEIVED"


@pytest.mark.parametrize(
    ("office", "code"),
    [
        (GUARD, "not-found"),
        (OPERATOR, "not-found"),
        (RAZUVAEV, "refused"),
        (OfficeId("nobody@peking"), "not-found"),
    ],
)
def test_who_is_not_addressed_here_does_not_answer(
    network: Network, courier: Courier, office: OfficeId, code: str
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    took = network[PEKING].take(drafts.confirm(T, office))
    assert took.problem.code == code


def test_a_telegram_of_our_own_is_not_answered(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    order = Confirm(order_id="x", office=OfficeId("gromyko@moscow"), reference="1")
    outcome = moscow.take(order).outcome
    assert isinstance(outcome, Problem)
    assert outcome.code == "refused"
    assert outcome.message.endswith("/1 was sent from here, not received")
    assert outcome.hint == 'its addressees answer it; see "depesha track 1"'


def test_what_an_office_is_not_cleared_for_reads_as_what_is_not_there(
    network: Network, courier: Courier
) -> None:
    """An attack: an office learns from the words of a refusal what there is above its level."""
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(drafts.send(ROSHCHIN, classification="SECRET"))
    courier.run()
    for reference, post, office in ((T, peking, GUARD), ("1", moscow, CLERK)):
        there = post.take(drafts.confirm(reference, office)).problem
        nothing = post.take(drafts.confirm("99", office)).problem
        assert there.message.replace(reference, "99") == nothing.message
        assert (there.code, there.hint) == (nothing.code, nothing.hint)


def test_an_acknowledgement_is_repeated_until_its_report_comes(
    network: Network, courier: Courier, pyongyang: Post
) -> None:
    pyongyang.handle(drafts.comply(T))
    (receipt, comply) = pyongyang.facts(AnswerGiven)
    assert pyongyang.traffic.outstanding(receipt.answer, MOSCOW) is None
    assert pyongyang.traffic.outstanding(comply.answer, MOSCOW) is not None
    courier.carry(PYONGYANG, MOSCOW)  # the report over it is lost on its way
    network.clock.advance(HOUR_MS)
    repeat = pyongyang.tick().one(EnvelopeSealed)
    assert [(one.digest, one.is_repeat) for one in repeat.documents] == [(comply.answer, True)]
    courier.run()
    moscow = network[MOSCOW]
    assert len(moscow.facts(AnswerLearned)) == 2
    assert len(moscow.facts(DeliveryReported)) == 1  # the same report went twice
    assert pyongyang.traffic.outstanding(comply.answer, MOSCOW) is None
    assert len(pyongyang.facts(ReportLearned)) == 1


def test_a_refusal_raises_an_alarm_at_the_originator(
    network: Network, courier: Courier, pyongyang: Post
) -> None:
    pyongyang.handle(drafts.cannot(T))
    courier.run()
    assert network[MOSCOW].alarms() == ["cannot-comply"]
    assert len(network[MOSCOW].facts(EnvelopeOpened)) == 2
