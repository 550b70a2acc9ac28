"""A deputy at work: what lies before the office for which it acts, and what it does `--for` it."""

from dataclasses import replace
from typing import Any

from depesha.station.readers import offices_of, reader_of
from depesha.station.trays import tray_line
from depesha.store.reading import Reading
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    CLERK,
    DEPUTIES,
    GROMYKO,
    MOSCOW,
    OFFICES,
    PEKING,
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
