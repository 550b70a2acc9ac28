"""What a person is told who sends: by when answers are due, what was sent before, what waits."""

from pathlib import Path

import pytest

from depesha.errors import Refused
from depesha.station.client import Client
from tests.unit.station.a_station import CORRESPONDENT, draft, found, station

ORDER = draft("Open the shelter.", "Precedence: IMMEDIATE", "Receipt: confirm", "Execution: soon")


@pytest.fixture(scope="module")
def alpha(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A station whose desk has sent `ORDER`; nobody serves its lines."""
    alpha = station(found(tmp_path_factory.mktemp("sending") / "alpha"))
    alpha.order("send", office="desk", text=ORDER)
    return alpha


def test_words_without_a_time_have_the_term_of_the_policy(tmp_path: Path) -> None:
    alpha = station(found(tmp_path / "alpha"))
    (to,) = alpha.order("send", office="desk", text=ORDER)["addressees"]
    assert to["receipt"] == {"due_at": None, "due_within_s": 2 * 3600}
    assert to["execution"] == {"due_at": None, "due_within_s": 24 * 3600}
    dated = ORDER.replace("soon", "2099-12-01 18:00Z").replace("Receipt: confirm\n", "")
    (to,) = alpha.order("send", office="desk", text=dated)["addressees"]
    assert to["receipt"] is None
    assert to["execution"] == {"due_at": 4099831200000, "due_within_s": None}


def test_the_same_file_again_is_marked_as_sent_before(alpha: Client) -> None:
    again = alpha.order("send", office="desk", text=ORDER)
    assert (again["number"], again["repeated"]) == (1, True)
    other = alpha.order("send", office="desk", text=ORDER, again=True)
    assert (other["number"], other.get("repeated")) == (2, None)


def test_what_never_left_waits_for_its_neighbour(alpha: Client) -> None:
    (to,) = alpha.read("track", reference="1", office="desk")["addressees"]
    assert to["outstanding"]["waits_for"] == CORRESPONDENT
    assert (to["receipt_due_at"], to["execution_due_at"]) == (None, None), "from the delivery on"


@pytest.mark.parametrize("verb", ["confirm", "comply", "pass"])
def test_what_was_sent_from_here_is_answered_elsewhere(verb: str, alpha: Client) -> None:
    to = {"to": "desk@beta"} if verb == "pass" else {}
    with pytest.raises(Refused, match=r"^alpha/\d{4}/1 was sent from here, not received$"):
        alpha.order(verb, office="desk", reference="1", **to)
