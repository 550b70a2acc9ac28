"""A deputy at work: what lies before the office for which it acts, and what it does `--for` it."""

from dataclasses import replace
from typing import Any

from depesha.office.facts import Delivered, Released
from depesha.station.readers import offices_of, reader_of
from depesha.station.trays import tray_line
from depesha.store.reading import Reading
from depesha.telegram import Relation
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    CLERK,
    DEPUTIES,
    GROMYKO,
    MOSCOW,
    OFFICES,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    VYSHINSKY,
)
from tests.network.post import Network, Post

KEPT = [
    {
        "office": office,
        "clearance": clearance,
        "roles": ["drafter"],
        "deputies": list(DEPUTIES.get(office, ())),
    }
    for office, (_, clearance) in OFFICES[MOSCOW].items()
]
"""What the store keeps beside the key book in force."""


def inbox(post: Post, office: str) -> list[tuple[Any, ...]]:
    """Return what an office finds there: reference, state, and for whom it acts in it."""
    named = reader_of(offices_of(KEPT), office)
    assert named is not None
    rows = Reading(post.reader).inbox(
        10, office=office, acts_for=named.acts_for, clearance=named.clearance
    )
    lines = [tray_line(row, office, is_open=True, acts_for=named.acts_for) for row in rows]
    return [(line["reference"], line["state"], line["acts_for"]) for line in lines]


def test_a_deputy_finds_what_lies_before_its_office(network: Network, courier: Courier) -> None:
    """Planted: an inbox of its own duties alone is empty; one without its clearance has both."""
    network[PEKING].handle(
        drafts.send(GROMYKO, office=ROSHCHIN, Receipt="confirm"),
        replace(drafts.send(office=ROSHCHIN), text=drafts.draft(GROMYKO, classification="SECRET")),
    )
    courier.run()
    moscow = network[MOSCOW]
    assert inbox(moscow, CLERK) == [("peking/2027/1", "DELIVERED", [GROMYKO])]
    assert inbox(moscow, GROMYKO) == [
        ("peking/2027/2", "DELIVERED", []),
        ("peking/2027/1", "DELIVERED", []),
    ]
    assert inbox(moscow, VYSHINSKY) == []
    moscow.handle(drafts.confirm("peking/1", CLERK, acting_for=GROMYKO))
    assert inbox(moscow, CLERK) == [("peking/2027/1", "RECEIVED", [GROMYKO])]


def test_a_deputy_amends_and_passes_on_for_its_office(network: Network, courier: Courier) -> None:
    """The authority is the office's, the signature the deputy's, and both are named."""
    moscow = network[MOSCOW]
    network[PEKING].handle(drafts.send(GROMYKO, office=ROSHCHIN))
    courier.run()
    moscow.handle(drafts.send(), drafts.send(), drafts.send())
    orders = (
        drafts.amend(Relation.ANSWERS, "peking/1", office=CLERK, acting_for=GROMYKO),
        drafts.amend(Relation.CORRECTS, "1", office=CLERK, acting_for=GROMYKO),
        drafts.amend(Relation.SUPERSEDES, "2", office=CLERK, acting_for=GROMYKO),
        drafts.cancel("3", office=CLERK, acting_for=GROMYKO),
        drafts.pass_on("peking/1", RAZUVAEV, CLERK, acting_for=GROMYKO),
    )
    for order in orders:
        alone = replace(order, order_id=drafts.order_id(), acting_for=None)
        assert moscow.take(alone).problem.code == "forbidden", "clerk may not release"
        signed = moscow.take(order).one(Released)
        assert (signed.office, signed.deputy) == (GROMYKO, CLERK)
    courier.run()
    assert len(network[PYONGYANG].facts(Delivered)) == 7
    stranger = drafts.cancel("1", office=CLERK, acting_for=VYSHINSKY)
    assert "is no deputy" in moscow.take(stranger).problem.message


def test_a_deputy_withdraws_nothing_that_is_held(network: Network) -> None:
    """Nothing would be signed, so nothing would say that it was the deputy."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Hold="within 2h"))
    took = moscow.take(drafts.cancel("1", office=CLERK, acting_for=GROMYKO))
    assert "gromyko@moscow withdraws it itself" in took.problem.message
    assert took.facts == ()


def test_a_release_by_a_deputy_says_by_whom(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(Precedence="OVERRIDE"))
    took = moscow.take(drafts.release(1, CLERK, acting_for=GROMYKO))
    assert took.value["released_by"] == [GROMYKO]
    assert took.value["deputies"] == {GROMYKO: CLERK}
