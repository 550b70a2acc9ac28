"""What is owed of a telegram, waited for and late, as the station tells it to every face."""

from typing import Any

import pytest

from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import ask, keep_offices
from tests.network.keys import DESK, GROMYKO, HOUR_MS, MOSCOW, PEKING, ROSHCHIN
from tests.network.living import live
from tests.network.post import Network, Post

T = "moscow/2027/1"
ASKED: dict[str, Any] = {"Receipt": "confirm within 1h", "Execution": "report within 4h"}


def tracked(post: Post, office: str, addressee: str = ROSHCHIN) -> dict[str, Any]:
    """Return what `track` tells of an addressee."""
    keep_offices(post)
    found = ask(post, "track", {"reference": T, "office": office})["addressees"]
    (one,) = (line for line in found if line["office"] == addressee)
    return dict(one)


def owed(post: Post, office: str) -> list[tuple[str, bool]]:
    return [(one["what"], one["overdue"]) for one in tracked(post, office)["owed"]]


def awaited(post: Post, office: str) -> list[tuple[str, bool]]:
    return [(one["stage"], one["overdue"]) for one in tracked(post, office)["awaits"]]


@pytest.fixture
def asked(network: Network, courier: Courier) -> Network:
    """moscow/1 lies before roshchin@peking, who owes a receipt in 1 h and a report in 4 h."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, **ASKED))
    courier.run()
    return network


def test_both_sides_are_told_the_same_with_its_terms(asked: Network) -> None:
    duty = asked[PEKING].duty("moscow/1").duty
    for post, office in ((asked[MOSCOW], GROMYKO), (asked[PEKING], ROSHCHIN)):
        found = tracked(post, office)
        assert found["owed"] == [
            {"what": "receipt", "due_at": duty.receipt_due_at, "overdue": False},
            {"what": "execution", "due_at": duty.execution_due_at, "overdue": False},
        ]
        assert found["awaits"] == [
            {"stage": "RECEIVED", "due_at": duty.receipt_due_at, "overdue": False},
            {"stage": "ACKNOWLEDGED", "due_at": None, "overdue": False},
            {"stage": "EXECUTED", "due_at": duty.execution_due_at, "overdue": False},
        ]
        assert found["came_late"] == []


def test_what_is_overdue_is_what_execution_control_says(asked: Network, courier: Courier) -> None:
    live(asked, courier, 2 * HOUR_MS)
    for post, office in ((asked[MOSCOW], GROMYKO), (asked[PEKING], ROSHCHIN)):
        assert owed(post, office) == [("receipt", True), ("execution", False)]
        assert awaited(post, office) == [
            ("RECEIVED", True),
            ("ACKNOWLEDGED", False),
            ("EXECUTED", False),
        ]


def test_what_came_late_stays_late_and_is_owed_no_more(asked: Network, courier: Courier) -> None:
    live(asked, courier, 2 * HOUR_MS)
    asked[PEKING].take(drafts.confirm(T, office=ROSHCHIN))
    courier.run()
    due_at = asked[PEKING].duty("moscow/1").duty.receipt_due_at
    for post, office in ((asked[MOSCOW], GROMYKO), (asked[PEKING], ROSHCHIN)):
        assert owed(post, office) == [("execution", False)]
        assert tracked(post, office)["came_late"] == [{"stage": "RECEIVED", "due_at": due_at}]


def test_what_is_closed_owes_nothing(asked: Network, courier: Courier) -> None:
    asked[PEKING].take(drafts.cannot(T, office=ROSHCHIN))
    courier.run()
    for post, office in ((asked[MOSCOW], GROMYKO), (asked[PEKING], ROSHCHIN)):
        assert (owed(post, office), awaited(post, office)) == ([], [])


def test_an_interim_report_is_owed_by_its_own_term(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Execution="report within 4h, every 1h"))
    courier.run()
    assert owed(network[PEKING], ROSHCHIN) == [("execution", False), ("interim", False)]


def test_what_nobody_asked_for_is_not_waited_for(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, DESK))
    assert awaited(network[MOSCOW], GROMYKO) == [("SENT", False), ("DELIVERED", False)]
    courier.run()
    assert (owed(network[MOSCOW], GROMYKO), awaited(network[MOSCOW], GROMYKO)) == ([], [])
