"""Who reads: a list, a register or a draft asked for by an office, or by nobody in particular."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, Usage
from depesha.station import founding
from depesha.station.client import Client
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from tests.unit.station.a_station import draft, found, station

SUBJECT = "Subject: the harvest"
NUMBERS = ("reference", "number", "registered_at", "precedence", "classification", "state")


def labelled(word: str, text: str) -> str:
    return draft(text, SUBJECT, "Originator: the desk").replace("RESTRICTED", word)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Three telegrams of the desk: the second and third are open to the boy, the first is not."""
    home = found(tmp_path_factory.mktemp("readers") / "alpha")
    told = station(home)
    for word, text in (("SECRET", "One."), ("UNCLASSIFIED", "Two."), ("UNCLASSIFIED", "Three.")):
        told.order("send", office="desk", text=labelled(word, text))
    told.order("draft", office="desk", text=labelled("SECRET", "Not yet."))
    told.order("return-draft", office="desk", draft=4, note="name the bearer")
    told.order("draft", office="desk", text=labelled("UNCLASSIFIED", "For all."))
    clerk = OfficeWish(name="clerk", roles=("drafter",), clearance=5)
    founding.add_office(home, clerk, None)
    return home


@pytest.fixture
def told(home: Home) -> Client:
    return station(home)


LISTS = ("outbox", "register")


def by_number(told: Client, name: str, **fields: object) -> dict[int, Any]:
    return {line["number"]: line for line in told.read(name, **fields)}


@pytest.mark.parametrize("name", LISTS)
def test_what_an_office_is_not_cleared_for_is_not_in_its_lists(name: str, told: Client) -> None:
    assert set(by_number(told, name, office="boy")) == {2, 3}
    assert set(by_number(told, name, office="desk")) == {1, 2, 3}


@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_counted_without_what_is_hidden(name: str, told: Client) -> None:
    pages = [
        told.read(name, office="boy", limit=1, offset=offset)[0]["number"] for offset in (0, 1)
    ]
    assert sorted(pages) == [2, 3]
    assert told.read(name, office="boy", limit=1, offset=2) == []


@pytest.mark.parametrize("name", LISTS)
def test_nobody_in_particular_sees_numbers_and_no_subjects(name: str, told: Client) -> None:
    lines = by_number(told, name)
    assert set(lines) == {1, 2, 3}
    secret, plain = lines[1], lines[2]
    assert (secret["hidden"], secret["subject"], secret["from"]) == (True, None, None)
    assert secret["to"] == ["beta"]
    assert all(secret[key] is not None for key in NUMBERS)
    assert (plain["hidden"], plain["subject"], plain["from"]) == (False, "the harvest", "the desk")
    assert plain["to"] == ["desk@beta"]
    assert "harvest" not in str(secret)


@pytest.mark.parametrize("name", ["inbox", *LISTS, "drafts", "draft"])
def test_an_office_that_is_not_here_reads_no_list(name: str, told: Client) -> None:
    with pytest.raises(NotFound, match="there is no office nobody@alpha here"):
        told.read(name, office="nobody", draft=4)


def test_a_wish_is_no_office_until_the_key_book_has_it(tmp_path: Path) -> None:
    """The settings are the station's own; what counts is what the centre signed."""
    home = Home(tmp_path / "gamma")
    founding.init(home, founding.Foundation(station="gamma"), None)
    founding.add_office(home, OfficeWish(name="desk", roles=("drafter",), clearance=5), None)
    told = station(home)
    assert told.read("inbox") == []
    with pytest.raises(NotFound):
        told.read("inbox", office="desk")


def test_a_draft_is_read_by_its_own_office_and_by_whoever_may_release(told: Client) -> None:
    for office in ("desk", "boy"):
        assert "For all." in told.read("draft", office=office, draft=5)["text"]
    assert "Not yet." in told.read("draft", office="desk", draft=4)["text"]
    for office, number in (("clerk", 4), ("clerk", 5), ("boy", 4)):  # no releaser; not cleared
        with pytest.raises(NotFound) as hidden:
            told.read("draft", office=office, draft=number)
        with pytest.raises(NotFound) as absent:
            told.read("draft", office=office, draft=9)
        assert hidden.value.message == absent.value.message.replace("9", str(number))
    with pytest.raises(Usage, match="which office reads is not said") as unsaid:
        told.read("draft", draft=4)
    assert unsaid.value.hint.startswith("--as boy@alpha, or another of them: ")


@pytest.mark.parametrize("purpose", ["json", "download"])
def test_a_ban_on_copies_is_not_walked_round_by_the_draft(told: Client, purpose: str) -> None:
    """What was released is handed out as a telegram, whose caveats are asked, or not at all."""
    assert told.read("draft", office="desk", draft=1)["state"] == "registered"
    with pytest.raises(Forbidden, match="was released"):
        told.read("draft", office="desk", draft=1, purpose=purpose)
    assert told.read("draft", office="desk", draft=4, purpose=purpose)["text"]


def test_drafts_are_listed_to_those_who_may_read_them(told: Client) -> None:
    assert [line["draft"] for line in told.read("drafts", office="boy")] == [5]
    assert told.read("drafts", office="clerk") == []
    lines = told.read("drafts")
    assert [line["state"] for line in lines] == ["draft", "returned"]
    assert all("note" not in line for line in lines)
    assert told.read("drafts", office="desk")[1]["note"] == "name the bearer"
