"""A sheet of which there is to be one, fetched by another registrar, or a second time."""

from dataclasses import replace

import pytest

from depesha.errors import Forbidden
from depesha.names import TimeMs
from depesha.office.events import PrintCopy
from depesha.web.handed import Handed
from tests.network import drafts
from tests.network.face import ask, keep_offices
from tests.network.keys import GUARD, PEKING, RAZUVAEV, ROSHCHIN
from tests.network.post import Network, Post
from tests.unit.web.test_printing import PLACE, SHEET, desk

HOUR_MS = 3600 * 1000


@pytest.fixture
def peking(network: Network) -> Post:
    """Peking, where roshchin printed copy 1 of peking/1; guard is a registrar too."""
    post = network[PEKING]
    keep_offices(post)
    post.handle(
        drafts.send(RAZUVAEV, office=ROSHCHIN, classification="UNCLASSIFIED", Copies="1 Дело")
    )
    post.handle(
        PrintCopy(order_id=drafts.order_id(), office=ROSHCHIN, reference="peking/1", number=1)
    )
    return post


def test_the_words_are_for_the_office_that_printed_them(peking: Post) -> None:
    asked = {"reference": "peking/1", "number": 1}
    assert ask(peking, "paper-copy", {**asked, "office": ROSHCHIN})["print"]["number"] == 1
    with pytest.raises(Forbidden, match="handed out to that office alone"):
        ask(peking, "paper-copy", {**asked, "office": GUARD})
    again = PrintCopy(
        order_id="again", office=GUARD, reference="peking/1", number=1, again="порвался"
    )
    peking.handle(again)
    assert ask(peking, "paper-copy", {**asked, "office": GUARD})["print"]["number"] == 2
    with pytest.raises(Forbidden, match=GUARD):
        ask(peking, "paper-copy", {**asked, "office": ROSHCHIN})


@pytest.mark.parametrize("asked", ["copy=1", f"answer={'ab' * 32}"])
def test_a_sheet_is_handed_out_once_at_the_desk(asked: str) -> None:
    visitor = desk()
    assert visitor.get(f"{SHEET}?{asked}").content.startswith(b"%PDF")
    second = visitor.get(f"{SHEET}?{asked}&language=ru")
    assert second.status_code == 403
    assert "handed out already" in second.text
    assert b"%PDF" not in second.content


def test_the_sheet_that_came_with_the_form_is_not_fetched_beside_it() -> None:
    visitor = desk()
    assert visitor.post(PLACE, copy="1", by="ян.").content.startswith(b"%PDF")
    assert visitor.get(f"{SHEET}?copy=1").status_code == 403


def test_what_was_printed_before_the_desk_was_started_anew_is_still_fetched() -> None:
    visitor = desk()
    visitor.get(f"{SHEET}?copy=1")
    visitor.house = replace(visitor.house, handed=Handed())
    visitor.guarded.pages.state.house = visitor.house
    assert visitor.get(f"{SHEET}?copy=1").content.startswith(b"%PDF")


def test_a_sheet_that_could_not_be_made_was_not_handed_out() -> None:
    handed, sheet = Handed(), ("moscow/1951/26044", 1, 1)
    handed.claim(sheet, TimeMs(0))
    with pytest.raises(Forbidden):
        handed.claim(sheet, TimeMs(HOUR_MS))
    handed.give_back(sheet)
    handed.claim(sheet, TimeMs(HOUR_MS))
    handed.claim(("moscow/1951/26044", 1, 2), TimeMs(HOUR_MS))


def test_what_the_station_hands_out_no_longer_is_not_remembered() -> None:
    handed = Handed()
    for number in range(100):
        handed.claim(("moscow/1951/26044", number, 1), TimeMs(number * HOUR_MS))
    assert len(handed._at) <= 2
