"""What an office may do with a draft: told before it asks, as the orders decide it."""

from pathlib import Path

import pytest

from depesha.errors import NotFound, Problem
from depesha.station.client import Client
from depesha.station.home import Home
from tests.unit.station.a_station import draft, found, station

ORDERS = {
    "release": ("release", {}),
    "endorse": ("review-draft", {}),
    "return": ("return-draft", {"note": "again"}),
    "ask": ("ask-review", {"of": "clerk"}),
    "edit": ("draft", {"text": draft("Other.")}),
    "drop": ("drop-draft", {}),
}
OFFICES = ("desk", "boy", "clerk")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return found(tmp_path / "alpha", offices=(("clerk", "drafter", 5),))


def made(told: Client, office: str = "desk", label: str = "SECRET") -> int:
    text = draft("Draft.").replace("RESTRICTED", label)
    return int(told.order("draft", office=office, text=text)["draft"])


def choices(told: Client, office: str, number: int) -> dict[str, tuple[list[str], str | None]]:
    found = told.read("draft-choices", office=office, draft=number)
    return {one["choice"]: (one["names"], one["why"]) for one in found}


def test_what_its_releaser_and_drafter_may(home: Home) -> None:
    told = station(home)
    said = choices(told, "desk", made(told))
    assert said["release"] == (["desk@alpha"], None)
    assert said["endorse"] == ([], "draft-own")
    assert all(said[one][0] == ["desk@alpha"] for one in ("return", "ask", "edit", "drop"))


def test_what_one_without_the_role_or_the_clearance_may(home: Home) -> None:
    told = station(home)
    number = made(told, "clerk")
    assert choices(told, "clerk", number)["release"] == ([], "right")
    assert choices(told, "clerk", number)["drop"][0] == ["clerk@alpha"]
    with pytest.raises(NotFound, match=f"there is no draft {number}"):
        choices(told, "boy", number)
    assert choices(told, "desk", number)["endorse"][0] == ["desk@alpha"]


def test_one_who_was_not_asked_sees_no_draft_and_one_who_was_may_endorse(home: Home) -> None:
    told = station(home)
    number = made(told)
    with pytest.raises(NotFound, match=f"there is no draft {number}"):
        choices(told, "clerk", number)
    told.order("ask-review", office="desk", draft=number, of="clerk")
    assert choices(told, "clerk", number)["endorse"][0] == ["clerk@alpha"]
    told.order("review-draft", office="clerk", draft=number)
    assert choices(told, "clerk", number)["endorse"] == ([], "draft-signed")


def test_what_was_returned_or_dropped_is_told(home: Home) -> None:
    told = station(home)
    number = made(told)
    told.order("return-draft", office="desk", draft=number, note="again")
    assert choices(told, "desk", number)["release"] == ([], "draft-returned")
    told.order("drop-draft", office="desk", draft=number)
    assert {why for _, why in choices(told, "desk", number).values()} == {"draft-over"}


@pytest.mark.parametrize("choice", ORDERS)
@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("drafter", ["desk", "clerk"])
def test_what_is_offered_is_done_and_what_is_not_is_refused(
    home: Home, choice: str, office: str, drafter: str
) -> None:
    told = station(home)
    number = made(told, drafter)
    told.order("ask-review", office="desk", draft=number, of="clerk")
    try:
        offered = bool(choices(told, office, number)[choice][0])
    except NotFound:
        offered = False
    order, fields = ORDERS[choice]
    try:
        told.order(order, office=office, draft=number, **fields)
        done = True
    except Problem:
        done = False
    assert done == offered


# -- what became of it ----------------------------------------------------------------------------


def test_a_released_draft_names_its_telegram_and_who_released_it(home: Home) -> None:
    told = station(home)
    number = made(told)
    before = told.read("draft", office="desk", draft=number)
    assert (before["telegram"], before["releases"]) == (None, [])
    told.order("send", office="desk", text=draft("Another."))
    sent = told.order("release", office="desk", draft=number)
    after = told.read("draft", office="desk", draft=number)
    assert after["telegram"]["reference"] == sent["reference"]
    assert after["telegram"]["number"] == sent["number"]
    (released,) = after["releases"]
    assert released["office"] == "desk@alpha"


def test_the_head_of_the_next_telegram_is_that_of_the_last(home: Home) -> None:
    told = station(home)
    assert told.read("draft-head", office="desk") == {"text": ""}
    head = ("Originator: Ministry", "Form: 17", "Subject: the harvest", "Signed: GROMYKO")
    told.order("send", office="desk", text=draft("One.", *head))
    told.order("draft", office="desk", text=draft("Not sent.", "Originator: Nobody"))
    text = told.read("draft-head", office="desk", language="en")["text"]
    assert text == "Originator: Ministry\nForm: 17\n\n"
    assert told.read("draft-head", office="clerk") == {"text": ""}
