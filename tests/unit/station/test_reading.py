from itertools import product
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, Problem, Usage
from depesha.seal.slots import open_key_file
from depesha.station import settings
from depesha.station.client import Client
from depesha.station.heavy import HEAVY
from depesha.station.home import Home
from depesha.station.reading import LIGHT, MAX_LIMIT, MAX_OFFSET, Reader
from depesha.store.database import open_reader, open_writer
from tests.unit.station.a_station import CORRESPONDENT, draft, found, station

SECRET = "The text that not everybody may read."  # noqa: S105  # a text
OPEN_TEXT = "The text that everybody may read."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A station with two telegrams of its own: number 1 is secret, number 2 is not."""
    home = found(tmp_path_factory.mktemp("reading") / "alpha")
    told = station(home)
    told.order("send", office="desk", text=draft(SECRET).replace("RESTRICTED", "SECRET"))
    told.order("send", office="desk", text=draft(OPEN_TEXT, "Copies: 1 file"))
    told.order("draft", office="desk", text=draft("Not yet."))
    return home


@pytest.fixture
def told(home: Home) -> Client:
    return station(home)


# -- lists and their bounds -----------------------------------------------------------------------

LISTS = ("inbox", "outbox", "drafts", "register", "queue", "alarms", "control", "overdue")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("limit", [-1, MAX_LIMIT + 1, 2**63, "5", 1.5, None, [1]])
def test_a_list_has_a_bound(name: str, limit: object, told: Client) -> None:
    with pytest.raises(Usage):
        told.read(name, limit=limit)


@pytest.mark.parametrize("offset", [-1, MAX_OFFSET + 1, 2**70, "0"])
def test_a_list_begins_somewhere(offset: object, told: Client) -> None:
    with pytest.raises(Usage):
        told.read("outbox", offset=offset)


def test_a_list_is_read_in_parts(told: Client) -> None:
    whole = [line["number"] for line in told.read("outbox")]
    parts = [
        line["number"] for offset in (0, 1) for line in told.read("outbox", limit=1, offset=offset)
    ]
    assert whole == parts == [2, 1]
    assert told.read("outbox", limit=0) == []
    assert told.read("outbox", offset=MAX_OFFSET) == []


@pytest.mark.parametrize("year", [0, 10_000, 2**64, "1951"])
def test_a_register_of_no_year_is_refused(year: object, told: Client) -> None:
    with pytest.raises(Usage):
        told.read("register", year=year)


@pytest.mark.parametrize("name", ["inbox", "outbox", "register"])
def test_a_list_of_one_type_of_message_has_that_alone(name: str, told: Client) -> None:
    whole = told.read(name)
    assert told.read(name, type="operation") == whole
    assert told.read(name, type="exercise") == []
    for strange in ("war", "", 3, "EXERCISE", ["drill"]):
        with pytest.raises(Usage, match="not a type of message"):
            told.read(name, type=strange)


@pytest.mark.parametrize("direction", ["\ud800", "x" * 65, "спец"])
def test_a_register_of_a_strange_name_is_refused(direction: str, told: Client) -> None:
    with pytest.raises(Usage):
        told.read("register", direction=direction)


@pytest.mark.parametrize("office", ["\ud800", "the desk", "a@b@c", "desk@"])
def test_a_strange_office_is_refused(office: str, told: Client) -> None:
    with pytest.raises(Usage):
        told.read("inbox", office=office)


@pytest.mark.parametrize("name", ["", "everything", "\ud800"])
def test_there_is_no_question_that_is_not_in_the_tables(name: str, told: Client) -> None:
    with pytest.raises(Usage, match="there is no question") as caught:
        told.read(name)
    assert all(known in caught.value.hint for known in (*LIGHT, *HEAVY))


HOSTILE: tuple[Any, ...] = (
    None,
    -1,
    2**70,
    1.5,
    True,
    "",
    "x" * 10_000,
    "\ud800",
    [],
    {},
    "1/2/3/4",
)
WORDS = ("reference", "office", "draft", "limit", "offset", "year", "direction", "to", "station")


@pytest.mark.parametrize("name", sorted([*LIGHT, *HEAVY]))
def test_a_question_with_any_field_is_answered_or_refused(name: str, home: Home) -> None:
    _, keys = open_key_file(home.keys.read_bytes(), None)
    database = open_reader(home.store, keys.store_key)
    reader = Reader(settings.read(home.settings.read_bytes()), database)
    try:
        for word, value in product(WORDS, HOSTILE):
            try:
                reader.read(name, {word: value})
            except Problem as problem:
                refused = problem.message
            else:
                refused = ""
            assert len(refused) < 300, (word, value)
    finally:
        database.close()


def test_an_alarm_names_the_telegram_to_whoever_may_know_of_it(tmp_path: Path) -> None:
    home = found(tmp_path / "alpha")
    told = station(home)
    sent = told.order("send", office="desk", text=draft(SECRET).replace("RESTRICTED", "SECRET"))
    name = told.read("outbox")[0]["registration"]
    _alarm(home, f"{CORRESPONDENT}:{name}")
    (shown,) = told.read("alarms")
    assert shown["about"] == f"{CORRESPONDENT}:{name}"
    assert (shown["reference"], shown["station"]) == (sent["reference"], CORRESPONDENT)
    assert SECRET not in str(shown)
    assert told.read("alarms", office="desk") == [shown]
    (hidden,) = told.read("alarms", office="boy")
    assert hidden == {key: shown[key] for key in hidden}
    assert hidden.keys() == shown.keys() - {"document", "reference", "station"}


def _alarm(home: Home, about: str) -> None:
    _, keys = open_key_file(home.keys.read_bytes(), None)
    database = open_writer(home.store, keys.store_key)
    try:
        database.begin()
        database.write(
            "INSERT INTO alarm (id, kind, about, text, raised_at) "
            "VALUES (999, 'non-delivery', ?, 'not delivered: expired', 1)",
            (about,),
        )
        database.commit()
    finally:
        database.close()


# -- who may read ---------------------------------------------------------------------------------


def refusal(told: Client, name: str, **fields: object) -> tuple[str, str]:
    with pytest.raises(NotFound) as caught:
        told.read(name, **fields)
    return caught.value.message, caught.value.hint


@pytest.mark.parametrize("name", ["show", "track"])
@pytest.mark.parametrize("form", ["{}", "alpha/{}"])
def test_not_cleared_reads_as_not_there(name: str, form: str, told: Client) -> None:
    assert told.read(name, office="desk", reference=form.format(1))
    hidden = refusal(told, name, office="boy", reference=form.format(1))
    absent = refusal(told, name, office="boy", reference=form.format(9))
    assert hidden == tuple(words.replace("9", "1") for words in absent)


def test_an_office_that_is_cleared_reads(told: Client) -> None:
    shown = told.read("show", office="boy", reference="2")
    assert OPEN_TEXT in shown["text"]


def test_of_several_offices_the_one_that_reads_must_be_named(told: Client) -> None:
    with pytest.raises(Usage) as caught:
        told.read("show", reference="2")
    assert "--as" in caught.value.hint


def test_an_office_of_nobody_reads_nothing(told: Client) -> None:
    for office in ("king", "king@alpha", "desk@beta"):
        with pytest.raises(Problem):
            told.read("show", office=office, reference="2")


def test_what_may_not_be_copied_is_shown_and_not_handed_out(tmp_path: Path) -> None:
    told = station(found(tmp_path / "alpha", policy="mid-1951"))
    text = "Кому: desk@beta\nГриф: СЕКРЕТНО\nПометка: Снятие копий воспрещается\n\nНе для копий.\n"
    told.order("send", office="desk", text=text)
    assert "Не для копий" in told.read("show", office="desk", reference="1")["text"]
    with pytest.raises(Forbidden, match="NO_COPIES") as caught:
        told.read("show", office="desk", reference="1", purpose="json")
    assert "Не для копий" not in caught.value.message


# -- what is shown is verified anew ---------------------------------------------------------------


def test_what_is_sound_is_shown_as_verified(told: Client) -> None:
    shown = told.read("show", office="desk", reference="1")
    assert {one["who"] for one in shown["signatures"]} == {"alpha", "desk@alpha"}
    assert all(one["verified"] for one in shown["signatures"])


def tampered(home: Home, old: bytes, new: bytes) -> Client:
    """Change bytes of the documents in a store, as whoever holds its key could."""
    _, keys = open_key_file(home.keys.read_bytes(), None)
    database = open_writer(home.store, keys.store_key)
    try:
        database.begin()
        database.write(
            "UPDATE document SET payload = CAST(replace(payload, ?, ?) AS BLOB)", (old, new)
        )
        database.commit()
    finally:
        database.close()
    return station(home)


def test_a_text_that_was_changed_in_the_store_is_shown_as_not_verified(tmp_path: Path) -> None:
    home = found(tmp_path / "alpha")
    station(home).order("send", office="desk", text=draft("Attack at dawn."))
    told = tampered(home, b"dawn", b"noon")
    shown = told.read("show", office="desk", reference="1")
    assert "Attack at noon." in shown["text"]
    assert [one["verified"] for one in shown["signatures"]] == [False, False]
    assert all(one["why"] for one in shown["signatures"])
    assert "noon" not in str(shown["signatures"])


# -- drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_shown_with_its_text_and_listed_without(told: Client) -> None:
    (line,) = told.read("drafts")
    assert "text" not in line
    assert "Not yet." in told.read("draft", draft=line["draft"], office="desk")["text"]


@pytest.mark.parametrize("number", [None, 0, -1, 99, 2**63, "1"])
def test_a_draft_that_is_not_there_is_not_found(number: object, told: Client) -> None:
    with pytest.raises(NotFound):
        told.read("draft", draft=number, office="desk")
