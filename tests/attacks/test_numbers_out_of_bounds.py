"""Somebody asks for what has a number that no column holds, and Python reads unwillingly."""

import pytest

from tests.network.face import desk_at
from tests.network.keys import MOSCOW, VYSHINSKY
from tests.network.post import Network

NUMBERS = ["0", "9" * 15, "9" * 19, "9" * 20, "9" * 900]
"""2**63 lies between the third and the fourth; a path of more than 1,000 letters is refused."""

PATHS = [
    "/draft/{0}",
    "/draft/{0}/edit",
    "/copies/moscow/{0}/1",
    "/copies/moscow/2027/{0}",
    "/copies/moscow/2027/{0}/{0}",
    "/control/moscow/{0}/{0}",
    "/evidence/moscow/{0}/1",
    "/evidence/moscow/2027/{0}",
    "/telegram/moscow/{0}/{0}",
    "/print/moscow/{0}/{0}",
    "/tray/confirm?page={0}",
    "/tray/confirm?from={0}",
    "/register/outgoing?year={0}",
    "/journal?before={0}",
    "/journal?page={0}",
    "/alarms?page={0}",
    "/control?page={0}",
    "/copies?page={0}",
    "/search?q=a&page={0}",
]
FORMS = [
    "/alarms/{0}/accept",
    "/draft/{0}/release",
    "/draft/{0}/edit",
    "/copies/moscow/2027/{0}/1/x",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_number_that_nothing_has_breaks_no_page(network: Network, path: str) -> None:
    visitor = desk_at(network[MOSCOW], VYSHINSKY)
    found = {visitor.get(path.format(number)).status_code for number in NUMBERS}
    assert max(found) < 500, found


@pytest.mark.parametrize("path", FORMS)
def test_a_number_that_nothing_has_breaks_no_order(network: Network, path: str) -> None:
    visitor = desk_at(network[MOSCOW], VYSHINSKY)
    found = {visitor.post(path.format(number)).status_code for number in NUMBERS}
    assert max(found) < 500, found
