"""What whoever composes may choose: addressees, labels, quotations, and how a draft begins."""

from pathlib import Path

import pytest

from depesha.errors import NotFound, Refused, Usage
from depesha.station import founding
from depesha.station.client import Client
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from tests.unit.station.a_station import draft, found, station

SUBJECT = "Subject: the harvest"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A station with an office that is cleared for everything, and the boy who is for nothing."""
    home = found(tmp_path_factory.mktemp("choosing") / "alpha")
    text = draft("One.", SUBJECT).replace("RESTRICTED", "SECRET")
    station(home).order("send", office="desk", text=text)
    clerk = OfficeWish(name="clerk", roles=("drafter",), clearance=5)
    founding.add_office(home, clerk, None)
    return home


@pytest.fixture
def told(home: Home) -> Client:
    return station(home)


def choice(told: Client, office: str = "desk", **fields: object) -> dict[str, dict[str, object]]:
    found = told.read("label-choice", office=office, **fields)
    return {one["name"]: one for one in found["classifications"]}


def test_a_label_is_offered_if_all_may_have_it(told: Client) -> None:
    assert choice(told, addressees=["desk@beta"])["SECRET"]["barred"] == []


def test_who_is_in_the_way_of_a_label_is_named(told: Client) -> None:
    barred = choice(told, "boy")["SECRET"]["barred"]
    assert barred == [{"office": "boy@alpha", "clearance": "RESTRICTED"}]
    assert choice(told, "boy")["UNCLASSIFIED"]["barred"] == []


def test_a_name_that_nobody_has_is_told(told: Client) -> None:
    found = told.read("label-choice", office="desk", addressees=["nobody@beta", "x\ny"])
    assert found["unknown"] == ["nobody@beta", "x\ny"]


def test_what_is_quoted_sets_the_lowest_label(told: Client) -> None:
    found = choice(told, quotes=["alpha/1"])
    assert found["UNCLASSIFIED"]["below_quoted"]
    assert not found["SECRET"]["below_quoted"]


def test_what_an_office_may_not_read_is_no_quotation(told: Client) -> None:
    (quoted,) = told.read("label-choice", office="boy", quotes=["alpha/1"])["quotes"]
    (absent,) = told.read("label-choice", office="boy", quotes=["alpha/9"])["quotes"]
    assert not quoted["may"]
    assert quoted["why"] == absent["why"].replace("alpha/9", "alpha/1")


@pytest.mark.parametrize("wrong", [["x"] * 501, "desk@beta", 3])
def test_addressees_are_a_list_of_a_bounded_length(told: Client, wrong: object) -> None:
    with pytest.raises(Usage, match="addressees is a list of at most 500"):
        told.read("label-choice", office="desk", addressees=wrong)


def test_addressees_are_found_by_part_of_a_name_and_own_offices_are_none(told: Client) -> None:
    names = [one["name"] for one in told.read("addressees", office="desk", like="DES")]
    assert names == ["desk@beta"]
    assert told.read("addressees", office="desk", like="nobody") == []
    assert len(told.read("addressees", office="desk", limit=1)) == 1


def test_a_correction_begins_with_whom_and_what_it_corrects(told: Client) -> None:
    found = told.read("draft-about", office="desk", reference="alpha/1", relation="corrects")
    assert "To: desk@beta" in found["text"]
    assert f"Corrects: {found['reference']}" in found["text"]
    assert "Classification: SECRET" in found["text"]


def test_a_quotation_takes_the_label_and_no_addressee(told: Client) -> None:
    found = told.read("draft-about", office="desk", reference="alpha/1", relation="quotes")
    assert "To:" not in found["text"]
    assert "Classification: SECRET" in found["text"]


def test_what_was_sent_from_here_is_not_answered_here(told: Client) -> None:
    with pytest.raises(Refused, match="was sent from here"):
        told.read("draft-about", office="desk", reference="alpha/1", relation="answers")


def test_a_draft_about_what_an_office_may_not_read_is_none(told: Client) -> None:
    with pytest.raises(NotFound, match="there is no telegram alpha/1 at alpha"):
        told.read("draft-about", office="boy", reference="alpha/1", relation="quotes")


def test_another_relation_is_none(told: Client) -> None:
    with pytest.raises(Usage, match="relation is one of"):
        told.read("draft-about", office="desk", reference="alpha/1", relation="likes")


def test_a_draft_tells_what_was_endorsed_before(told: Client, home: Home) -> None:
    del home
    made = told.order("draft", office="desk", text=draft("Draft.", SUBJECT))
    assert told.read("draft", office="desk", draft=made["draft"])["endorsed_before"] is None


def test_the_path_of_a_home_is_in_no_answer(told: Client, home: Home) -> None:
    shown = str(told.read("label-choice", office="desk", quotes=["alpha/1"]))
    assert str(Path(home.path)) not in shown


def test_a_draft_that_an_office_may_not_read_is_not_looked_over(told: Client) -> None:
    made = told.order("draft", office="desk", text=draft("Mine.", SUBJECT))
    with pytest.raises(NotFound, match=f"there is no draft {made['draft']}"):
        told.order("look-over", office="clerk", draft=made["draft"])
    with pytest.raises(NotFound, match="there is no draft 999"):
        told.order("look-over", office="clerk", draft=999)
