"""Books and the log as a station tells them: by clearance, in pieces, over periods."""

from typing import Any

import pytest

from depesha.errors import NotFound, Usage
from depesha.station import founding
from depesha.station.client import Client
from depesha.station.home import Home
from depesha.station.reading import MAX_OFFSET
from depesha.station.settings import OfficeWish
from tests.unit.station.a_station import CORRESPONDENT, NAME, draft, found, station

OPEN = "open words"
SECRET = "secret words"  # noqa: S105  # a subject
HOLDER = "т. Сталину"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A station with an open and a secret telegram, and a registrar."""
    home = found(tmp_path_factory.mktemp("books") / "alpha")
    wish = OfficeWish(name="clerk", roles=("registrar", "operator"), clearance=5)
    founding.add_office(home, wish, None)
    told = station(home)
    told.order("series", series="outgoing", first=26_043)
    told.order("send", office="desk", text=draft("a", f"Subject: {OPEN}"))
    secret = draft("b", f"Subject: {SECRET}", f"Copies: 1 {HOLDER}", "Series: special")
    secret = secret.replace("RESTRICTED", "SECRET")
    told.order("send", office="desk", text=secret)
    return home


@pytest.fixture
def told(home: Home) -> Client:
    return station(home)


def lines(told: Client, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told.read("book", **asked)
    return found


def test_what_an_office_is_not_cleared_for_is_its_number_alone(told: Client) -> None:
    """Attack: a register asked for in the name of an office that is cleared for little."""
    first, second = lines(told, register="out", office="boy")
    assert (first["entry"], first["subject"]) == ("telegram", OPEN)
    assert second == {
        "series": "outgoing",
        "book_year": first["book_year"],
        "book_number": 26_044,
        "book_last": 26_044,
        "entry": "withheld",
    }
    (special,) = lines(told, register="special", office="boy")
    assert special["entry"] == "withheld"
    assert SECRET not in str(lines(told, register="out", office="boy"))


def test_a_cleared_office_reads_it_and_nobody_in_particular_reads_no_subject(told: Client) -> None:
    _, cleared = lines(told, register="out", office="desk")
    assert (cleared["subject"], cleared["hidden"]) == (SECRET, False)
    _, nobody = lines(told, register="out")
    assert (nobody["entry"], nobody["subject"], nobody["hidden"]) == ("telegram", None, True)
    assert nobody["to"] == [CORRESPONDENT]
    assert nobody["state"] == "QUEUED"


def test_a_book_is_read_in_pieces(told: Client) -> None:
    (first,) = lines(told, register="out", limit=1)
    after = [first["book_year"], first["book_last"]]
    (second,) = lines(told, register="out", limit=1, after=after)
    assert (first["book_number"], second["book_number"]) == (26_043, 26_044)
    done = [second["book_year"], second["book_last"]]
    assert lines(told, register="out", limit=1, after=done) == []


def test_a_year_and_a_period(told: Client) -> None:
    (first, second) = lines(told, register="out")
    at = first["registered_at"]
    year = first["book_year"]
    assert lines(told, register="out", year=year) == [first, second]
    assert lines(told, register="out", year=year - 1) == []
    assert lines(told, register="out", from_at=at, to_at=at + 86_400_000) == [first, second]
    assert lines(told, register="out", to_at=at) == []
    assert lines(told, register="courier") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"register": "Out"},
        {"register": "in/out"},
        {"year": 0},
        {"year": "1951"},
        {"from_at": 5, "to_at": 5},
        {"from_at": "x"},
        {"from_at": MAX_OFFSET},
        {"after": [1]},
        {"after": ["1", 2]},
        {"after": 7},
        {"after": [-1, 2]},
        {"office": "nobody"},
    ],
)
def test_what_is_not_formed_is_refused(told: Client, asked: dict[str, Any]) -> None:
    with pytest.raises((Usage, NotFound)):
        lines(told, **{"register": "out", **asked})


# -- copies ---------------------------------------------------------------------------------------


def test_the_ledger_hides_holders_as_a_list_hides_subjects(told: Client) -> None:
    (cleared,) = told.read("copy-book", office="desk")
    assert (cleared["holder"], cleared["state"], cleared["entry"]) == (HOLDER, "HELD", "copy")
    (nobody,) = told.read("copy-book")
    assert (nobody["holder"], nobody["hidden"], nobody["number"]) == (None, True, 1)
    (boy,) = told.read("copy-book", office="boy")
    assert boy == {"number": 1, "entry": "withheld"}


def test_the_copies_of_a_telegram_have_their_sum(told: Client) -> None:
    found = told.read("copies", reference="26044", office="clerk")
    assert (found["made"], found["sums"], found["without_gap"]) == (1, {"HELD": 1}, True)
    with pytest.raises(NotFound):
        told.read("copies", reference="26044", office="boy")


# -- the log --------------------------------------------------------------------------------------


def test_the_log_is_empty_where_nothing_left(told: Client) -> None:
    assert told.read("log") == {"station": NAME, "entries": [], "next": None}


def test_reading_a_year_that_only_fits_is_told(told: Client) -> None:
    assert "also" not in told.read("show", reference="26043", office="desk")
