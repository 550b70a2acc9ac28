"""The trays by duty, the counts and the search, asked of a real station that nobody serves."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import NotFound, Usage
from depesha.names import StationId
from depesha.packet import LETTERS, Arrived, HopAccepted, Packet
from depesha.station import clock, founding
from depesha.station.client import Client
from depesha.station.drafted import draft_line
from depesha.station.home import Home
from depesha.station.room import open_room
from depesha.station.settings import OfficeWish
from tests.unit.station.a_station import CORRESPONDENT, NAME, draft, found, station

SECRET, OPEN = "The secret matter", "An open matter"  # subjects


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A centre whose telegrams 1 (secret) and 2 came to its correspondent, and drafts."""
    home = found(tmp_path_factory.mktemp("trays") / "alpha")
    told = station(home)
    secret = draft("Words.", f"Subject: {SECRET}", "Receipt: within 2h", "Special: yes")
    told.order("send", office="desk", text=secret.replace("RESTRICTED", "SECRET"))
    told.order("send", office="desk", text=draft("Words.", f"Subject: {OPEN}"))
    told.order("draft", office="boy", text=draft("Words.", "Subject: Проект о курьерах"))
    return home


@pytest.fixture
def told(home: Home) -> Client:
    return station(home)


def subjects(answer: dict[str, Any]) -> list[str]:
    return [line["subject"] for line in answer["lines"]]


def test_a_page_says_where_the_next_one_goes_on(told: Client) -> None:
    first = told.read("tray", tray="outgoing", office="desk", limit=1)
    assert subjects(first) == [OPEN]
    second = told.read("tray", tray="outgoing", office="desk", limit=1, after=first["next"])
    assert (subjects(second), second["next"]) == ([SECRET], None)


def test_a_tray_has_what_its_office_is_cleared_for(told: Client) -> None:
    assert subjects(told.read("tray", tray="under-way", office="desk")) == [OPEN, SECRET]
    assert subjects(told.read("tray", tray="under-way", office="boy")) == [OPEN]
    assert subjects(told.read("tray", tray="unconfirmed", office="boy")) == []


def test_the_counts_are_those_of_the_trays(told: Client) -> None:
    for office in ("desk", "boy"):
        counts = told.read("desk-counts", office=office)
        for tray in ("confirm", "under-way", "unconfirmed", "drafts", "to-release"):
            assert counts[tray] == len(told.read("tray", tray=tray, office=office)["lines"]), tray
        assert counts["queue"] == len(told.read("queue"))
        assert counts["alarms"] == len(told.read("alarms", office=office))
        assert counts["control"] == counts["copies"] == 0


def test_a_draft_lies_before_its_office_and_before_who_may_release_it(told: Client) -> None:
    own = told.read("tray", tray="drafts", office="boy")["lines"]
    assert [(one["subject"], one["to"]) for one in own] == [
        ("Проект о курьерах", [f"desk@{CORRESPONDENT}"])
    ]
    assert "text" not in own[0]
    assert "head" not in own[0]
    waiting = told.read("tray", tray="to-release", office="desk")["lines"]
    assert [one["draft"] for one in waiting] == [own[0]["draft"]]


def test_a_draft_whose_form_cannot_be_read_is_a_line_all_the_same() -> None:
    line = draft_line({"draft": 1, "head": "Nonsense: yes\nTo: \udfff"})
    assert (line["draft"], line["subject"], line["to"]) == (1, "", [])
    assert "head" not in line


def test_a_draft_that_was_returned_waits_for_its_drafter_alone(tmp_path: Path) -> None:
    told = station(found(tmp_path / "alpha"))
    written = told.order("draft", office="boy", text=draft("Words."))
    told.order("return-draft", office="desk", draft=written["draft"], note="Say more.")
    assert told.read("tray", tray="to-release", office="desk")["lines"] == []
    (line,) = told.read("tray", tray="drafts", office="boy")["lines"]
    assert (line["state"], line["note"]) == ("returned", "Say more.")


def test_pages_of_drafts_go_on_too(tmp_path: Path) -> None:
    told = station(found(tmp_path / "alpha"))
    for number in range(3):
        told.order("draft", office="boy", text=draft(f"Words {number}."))
    first = told.read("tray", tray="drafts", office="boy", limit=2)
    rest = told.read("tray", tray="drafts", office="boy", limit=2, after=first["next"])
    numbers = [one["draft"] for one in [*first["lines"], *rest["lines"]]]
    assert numbers == sorted(numbers, reverse=True)
    assert (len(numbers), rest["next"]) == (3, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"tray": "no-such"},
        {"tray": ""},
        {"tray": "confirm", "limit": 0},
        {"tray": "confirm", "limit": 1001},
        {"tray": "confirm", "limit": "5"},
        {"tray": "confirm", "after": "0.1.2"},
        {"tray": "confirm", "after": "1.1.2.3"},
        {"tray": "confirm", "after": "9.1.2.3"},
        {"tray": "confirm", "after": "0.9999999999999999999.1.1"},
        {"tray": "confirm", "after": "0.1.2.3;"},
        {"tray": "confirm", "after": ["0.1.2.3"]},
        {"tray": "drafts", "after": "0.1.2.3"},
        {"tray": "drafts", "after": "-1"},
    ],
)
def test_a_page_that_is_none_is_refused(fields: dict[str, object], told: Client) -> None:
    with pytest.raises(Usage):
        told.read("tray", office="desk", **fields)


def test_trays_are_those_of_an_office(told: Client) -> None:
    for question, fields in (("tray", {"tray": "confirm"}), ("desk-counts", {}), ("find", {})):
        with pytest.raises(Usage):
            told.read(question, **fields, **({"text": "1"} if question == "find" else {}))
        with pytest.raises(NotFound):
            told.read(question, office="nobody", text="1", **fields)


# -- what came: at the correspondent --------------------------------------------------------------


def carried(home: Home, *texts: str) -> Home:
    """Carry telegrams to the correspondent by hand; return its home."""
    other = Home(home.path.with_name(f"{home.path.name}-correspondent"))
    told = station(home)
    book, root = told.read("keybook-export", station=CORRESPONDENT)["text"], told.read("keybook")
    station(other).order("keybook-import", text=book, root=root["root"])
    for text in texts:
        told.order("send", office="desk", text=text)
    neighbour = StationId(CORRESPONDENT)
    with open_room(home, None) as here, open_room(other, None) as there:
        for one in here.neighbourhood.waiting(neighbour, {}, 64, LETTERS):
            assert isinstance(one.load, Packet)
            there.desk.handle([Arrived(packet=one.load, neighbour=StationId(NAME))], clock.now())
            here.desk.handle([HopAccepted(neighbour=neighbour, entries=(one.entry,))], clock.now())
    return other


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """The correspondent, to whose office three telegrams have come."""
    home = found(tmp_path_factory.mktemp("carried") / "alpha")
    other = carried(
        home,
        draft("Words.", "Subject: Confirm it", "Receipt: within 2h", "Special: yes"),
        draft("Words.", "Subject: Do it", "Execution: within 2h", "Special: yes"),
        draft("Words.", "Subject: Know it"),
    )
    return station(other)


def test_what_came_lies_by_what_is_to_be_done_with_it(there: Client) -> None:
    told = {
        tray: subjects(there.read("tray", tray=tray))
        for tray in ("confirm", "carry-out", "information", "incoming")
    }
    assert told == {
        "confirm": ["Confirm it"],
        "carry-out": ["Do it"],
        "information": ["Know it"],
        "incoming": ["Confirm it", "Do it", "Know it"],
    }
    (line,) = there.read("tray", tray="confirm")["lines"]
    assert (line["group"], line["acting_for"]) == ("confirm", "")
    assert line["due_at"] == line["receipt_due_at"] > line["delivered_at"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", ["Confirm it"]),
        ("2", ["Do it"]),
        ("alpha/2", ["Do it"]),
        ("in 2", ["Do it"]),
        ("вход. 3", ["Know it"]),
        ("Вх № 3", ["Know it"]),
        ("special 1", []),  # that is the originator's own
        ("out 2", []),
        ("исх. 2", []),
        ("gamma/2", []),
        ("9007199254740993", []),
        ("KNOW", ["Know it"]),
        ("it know", ["Know it"]),
        ("desk beta", ["Know it", "Do it", "Confirm it"]),
        ("nothing of the sort", []),
        ("'; DROP TABLE telegram; --", []),
        ("%", []),
    ],
)
def test_a_number_or_words_find_a_telegram(text: str, expected: list[str], there: Client) -> None:
    found = there.read("find", text=text)
    assert subjects(found) == expected
    assert found["older"] is False
    assert found["by_number"] == (bool(expected) and found["searched"] == 0)


def test_what_is_looked_for_has_letters_and_not_too_many(there: Client) -> None:
    for text in ("", "   ", "a" * 201):
        with pytest.raises(Usage):
            there.read("find", text=text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("special 1", SECRET), ("спец. 1", SECRET), ("Спец № 1", SECRET), ("out 2", OPEN)],
)
def test_its_own_numbers_find_what_was_sent(text: str, expected: str, told: Client) -> None:
    assert subjects(told.read("find", text=text, office="desk")) == [expected]


def test_what_is_found_is_what_the_office_is_cleared_for(told: Client) -> None:
    assert subjects(told.read("find", text="1", office="desk")) == [SECRET]
    for text in ("1", "alpha/1", "special 1", "secret matter", "secret", "desk@beta secret"):
        assert subjects(told.read("find", text=text, office="boy")) == []
    assert subjects(told.read("find", text="matter", office="boy")) == [OPEN]


def test_a_draft_is_found_by_who_may_read_it(told: Client) -> None:
    for office in ("boy", "desk"):
        (line,) = told.read("find", text="курьерах", office=office)["drafts"]
        assert line["subject"] == "Проект о курьерах"


def test_a_draft_of_another_is_not_found_by_who_may_not(tmp_path: Path) -> None:
    home = found(tmp_path / "alpha")
    wish = OfficeWish(name="clerk", roles=("drafter",), clearance=5)
    founding.add_office(home, wish, None)
    told = station(home)
    told.order("draft", office="boy", text=draft("Words.", "Subject: Между нами"))
    assert told.read("find", text="между", office="clerk")["drafts"] == []
    assert told.read("desk-counts", office="clerk")["to-release"] == 0
