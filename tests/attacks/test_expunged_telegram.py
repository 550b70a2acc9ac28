"""A telegram whose words are gone is amended by what could not amend it before.

Planted: a check that passes over what has no body any more lets each of them through.
"""

from dataclasses import replace

import pytest

from depesha.errors import Refused
from depesha.life import Exit
from depesha.names import OfficeId
from depesha.office.desk import Desk
from depesha.office.events import Expunge
from depesha.policy.terms import Term
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import GROMYKO, MOSCOW, PEKING, PYONGYANG, RAZUVAEV, ROSHCHIN
from tests.network.post import Network, Post
from tests.playbooks.test_amending import exits

BOTH = (RAZUVAEV, ROSHCHIN)
RELATIONS = ("Cancels", "Supersedes", "Corrects")


@pytest.fixture
def moscow(network: Network, courier: Courier) -> Post:
    """Moscow, where telegram 1 to two stations is settled and expunged."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(*BOTH, Caveat="Copying prohibited"))
    courier.run()
    for station, office in ((PYONGYANG, RAZUVAEV), (PEKING, ROSHCHIN)):
        network[station].handle(drafts.confirm("moscow/1", office))
    courier.run()
    order = Expunge(
        order_id=drafts.order_id(), office=OfficeId(GROMYKO), reference="1", reason="order 12"
    )
    assert moscow.take(order).kinds
    return moscow


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize(
    ("to", "said", "words"),
    [
        ((RAZUVAEV,), {"Caveat": "Copying prohibited"}, "does not go to roshchin@peking"),
        (BOTH, {}, "what is quoted is marked NO_COPIES"),
        (
            BOTH,
            {"Caveat": "Copying prohibited", "classification": "UNCLASSIFIED"},
            "labelled lower",
        ),
    ],
    ids=["past an addressee", "without its caveat", "under a lower label"],
)
def test_it_is_amended_under_no_other_rule(
    network: Network,
    moscow: Post,
    relation: str,
    to: tuple[OfficeId, ...],
    said: dict[str, str],
    words: str,
) -> None:
    text = drafts.draft(*to, **said, **{relation: "1"})
    took = moscow.take(replace(drafts.send(), text=text))
    assert words in took.problem.message
    assert took.facts == ()
    Courier(network).run()
    assert exits(network[PEKING], "moscow/1") == {None}


def test_whom_it_went_to_is_told_that_it_is_cancelled(
    network: Network, courier: Courier, moscow: Post
) -> None:
    moscow.handle(drafts.send(*BOTH, Caveat="Copying prohibited", Cancels="1"))
    courier.run()
    for station in (PYONGYANG, PEKING):
        assert exits(network[station], "moscow/1") == {Exit.CANCELLED}


def test_where_its_line_does_not_say_its_whole_label_nothing_amends_it(moscow: Post) -> None:
    around = moscow.desk._around
    policy = around.policies[around.policy]
    term = Term(code="CRYPTO", names={"en": "CRYPTO"})
    policies = {**around.policies, around.policy: replace(policy, categories=(term,))}
    moscow.desk = Desk(replace(around, policies=policies), moscow.desk.key_book)
    took = moscow.take(drafts.send(*BOTH, Caveat="Copying prohibited", Cancels="1"))
    assert isinstance(took.problem, Refused)
    assert "the categories of its label" in took.problem.message
    assert took.facts == ()
