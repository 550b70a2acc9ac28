"""The series over the end of a year: each begins anew in the station's own midnight."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from depesha.errors import NotFound, Refused, Usage
from depesha.names import TimeMs
from depesha.office.events import OpenSeries
from depesha.office.facts import Delivered, Registered
from depesha.office.sitting import Sitting
from depesha.store import books
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network, Post

ZONE = ZoneInfo("Europe/Moscow")
OUTGOING = "outgoing"


def at(text: str, zone: ZoneInfo = ZONE) -> TimeMs:
    return TimeMs(int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000))


def set_clock(network: Network, text: str, ms: int = 0) -> None:
    network.clock.now = TimeMs(at(text) + ms)


def number(post: Post) -> tuple[int, int]:
    """Send a telegram; return its year and number."""
    entry = post.take(drafts.send()).one(Registered).entry
    return entry.year, entry.number


def open_series(post: Post, first: int, **said: object) -> object:
    order = OpenSeries(order_id=drafts.order_id(), series=OUTGOING, first=first, **said)  # type: ignore[arg-type]
    return post.take(order).outcome


def test_a_telegram_released_in_the_last_second_has_the_last_number(network: Network) -> None:
    """Drafted before, released after midnight: it is the year of its registration that counts."""
    moscow = network[MOSCOW]
    set_clock(network, "2027-12-31T23:59:59")
    open_series(moscow, 26_044)
    first = moscow.take(drafts.write()).value["draft"]
    second = moscow.take(drafts.write()).value["draft"]
    set_clock(network, "2027-12-31T23:59:59", 999)
    assert isinstance(first, int)
    assert isinstance(second, int)
    entry = moscow.take(drafts.release(first)).one(Registered).entry
    assert (entry.year, entry.number) == (2027, 26_044)
    set_clock(network, "2028-01-01T00:00:00")
    entry = moscow.take(drafts.release(second)).one(Registered).entry
    assert (entry.year, entry.number) == (2028, 1)
    assert entry.registered_at == at("2028-01-01T00:00:00")


def test_each_station_changes_the_year_by_its_own_clock(network: Network, courier: Courier) -> None:
    """It is 22:00 UTC on 31 December: 2028 in Moscow, at both stations of this network."""
    set_clock(network, "2027-12-31T23:30:00")
    number(network[MOSCOW])
    courier.run()
    set_clock(network, "2028-01-01T00:30:00")
    number(network[MOSCOW])
    courier.run()
    came = network[PYONGYANG].facts(Delivered)
    assert [(one.incoming_year, one.incoming_number) for one in came] == [(2027, 1), (2028, 1)]
    assert [(one.entry.year, one.entry.number) for one in came] == [(2027, 1), (2028, 1)]


@pytest.mark.parametrize(
    ("zone", "utc", "year"),
    [
        ("Europe/Moscow", "2027-12-31T20:59:59", 2027),
        ("Europe/Moscow", "2027-12-31T21:00:00", 2028),
        ("Asia/Pyongyang", "2027-12-31T14:59:59", 2027),
        ("Asia/Pyongyang", "2027-12-31T15:00:00", 2028),
        ("Pacific/Kiritimati", "2027-12-31T10:00:00", 2028),
        ("Pacific/Pago_Pago", "2028-01-01T10:59:59", 2027),
        ("America/St_Johns", "2028-01-01T03:29:59", 2027),
        ("America/St_Johns", "2028-01-01T03:30:00", 2028),
        ("UTC", "2028-01-01T00:00:00", 2028),
    ],
)
def test_the_year_is_that_of_the_stations_zone(zone: str, utc: str, year: int) -> None:
    class Around:
        def __init__(self) -> None:
            self.zone = ZoneInfo(zone)

    now = TimeMs(int(datetime.fromisoformat(utc).replace(tzinfo=UTC).timestamp() * 1000))
    assert Sitting(around=Around(), now=now, key_book=None).year() == year  # type: ignore[arg-type]


def test_the_register_of_the_past_year_is_closed_and_whole(network: Network) -> None:
    moscow = network[MOSCOW]
    set_clock(network, "2027-12-31T22:00:00")
    open_series(moscow, 26_043)
    number(moscow)
    number(moscow)
    set_clock(network, "2028-01-02T08:00:00")
    number(moscow)
    assert isinstance(open_series(moscow, 30_000, year=2027), Refused)
    database = moscow.reader
    past, present = (books.whole_year(database, OUTGOING, year) for year in (2027, 2028))
    assert (past.first, past.last) == (26_043, 26_044)
    assert (present.first, present.last) == (1, 1)
    crossing = at("2027-12-31T00:00:00"), at("2028-01-02T00:00:00")
    span = books.period(database, OUTGOING, 2027, *crossing)
    assert (span.first, span.last) == (26_043, 26_044)
    none = books.period(database, OUTGOING, 2028, *crossing)
    assert none.last < none.first


def test_next_years_series_is_opened_ahead(network: Network) -> None:
    moscow = network[MOSCOW]
    set_clock(network, "2027-12-20T12:00:00")
    open_series(moscow, 500, year=2028)
    assert number(moscow) == (2027, 1), "this year's goes on"
    assert isinstance(open_series(moscow, 1, year=2029), Refused)
    set_clock(network, "2028-01-01T00:00:00")
    assert number(moscow) == (2028, 500)


def test_a_series_that_runs_on_does_not_begin_anew(network: Network) -> None:
    moscow = network[MOSCOW]
    set_clock(network, "2027-12-31T23:00:00")
    open_series(moscow, 900, runs_on=True)
    assert number(moscow) == (2027, 900)
    set_clock(network, "2028-01-01T00:00:00")
    assert number(moscow) == (2028, 901)
    span = books.whole_year(moscow.reader, OUTGOING, 2028)
    assert (span.first, span.last) == (901, 901)
    assert books.gaps(moscow.reader, 5) == []


def test_a_number_without_its_year_means_this_years_and_says_which_others_fit(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    set_clock(network, "2027-12-31T23:00:00")
    number(moscow)
    courier.run()
    assert "also" not in pyongyang.take(drafts.confirm("moscow/1")).value
    set_clock(network, "2028-01-01T00:01:00")
    number(moscow)
    courier.run()
    done = pyongyang.take(drafts.confirm("moscow/1")).value
    assert (done["reference"], done["also"]) == ("moscow/2028/1", ["moscow/2027/1"])
    whole = pyongyang.take(drafts.comply("moscow/2027/1")).value
    assert (whole["reference"], whole.get("also")) == ("moscow/2027/1", None)
    set_clock(network, "2029-01-01T00:01:00")
    problem = pyongyang.take(drafts.comply("moscow/1")).problem
    assert isinstance(problem, Usage), "neither is this year's: nobody guesses"
    assert "moscow/2027/1" in problem.hint
    assert "moscow/2028/1" in problem.hint


def test_what_is_signed_says_the_year(network: Network, courier: Courier) -> None:
    """A reference that goes into a telegram is not guessed, even where one is of this year."""
    moscow = network[MOSCOW]
    for clock in ("2027-12-31T23:00:00", "2028-01-01T00:01:00"):
        set_clock(network, clock)
        number(moscow)
    courier.run()
    problem = moscow.take(drafts.send(Refers="1")).problem
    assert isinstance(problem, Usage)
    assert "fits 2 telegrams" in problem.message


def test_a_number_of_no_year_is_not_there(network: Network) -> None:
    problem = network[PYONGYANG].take(drafts.confirm("moscow/1999/1", RAZUVAEV)).problem
    assert isinstance(problem, NotFound)
