"""Whom a cover name meant is told to nobody who is not cleared for it: each way it could leak."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import apsw
import pytest

from depesha.archive.form import decode, encode
from depesha.archive.fts import tokenizer
from depesha.archive.glosses import glossed_at
from depesha.archive.record import Annotation, AnnotationKind, Event, Happening, Moment, Record
from depesha.errors import Forbidden, NotFound, Problem, Usage
from depesha.export.json_line import json_line
from depesha.station import upkeep
from depesha.station.client import Client
from depesha.station.home import Home
from tests.unit.reading_room.shelves import printed, seed
from tests.unit.station import a_station

PERSON = "Джугашвили"
VARIANT = "Dzhugashvili"
COVER = "Филиппов"
LEVEL = 3
CLEARED, OTHER = "archivist", "helper"
TEXT = "Передана директива тов. Филиппова о линии фронта."
ASKED = (
    PERSON,
    VARIANT,
    "джугашвили",
    "Джугашвили Филиппов",
    "-Джугашвили директива",
    '"Джугашвили"',
    "person:Джугашвили",
    "директива",
    COVER,
    "",
)
"""Questions by which one could try to find out."""

SAID: dict[str, Any] = {"basis": "published", "decided_by": "the board"}


def found_home(folder: Path) -> Home:
    offices = ((CLEARED, "archivist", 5), (OTHER, "archivist", 1))
    return a_station.found(folder, offices=offices)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return found_home(tmp_path / "alpha")


@pytest.fixture
def station(home: Home) -> Client:
    return a_station.station(home)


def sent(record: Record, day: str) -> Record:
    events = (Event(kind=Happening.SENT, at=Moment(text=day, iso=day)),)
    return replace(record, telegram=replace(record.telegram, events=events))


def directive(number: int = 1, text: str = TEXT, day: str = "1951-11-21", **fields: Any) -> Record:
    return sent(printed(number, text, **fields), day)


def enter(station: Client, records: Sequence[Record], level: int = 0) -> None:
    station.order(
        "archive-enter",
        office=CLEARED,
        batch="f",
        classification=level,
        records=[b64encode(encode(one)).decode() for one in records],
    )
    while station.order("archive-index", limit=64)["indexed"]:
        pass


def keep(
    station: Client,
    level: int = 0,
    forms: Sequence[str] = (f"{COVER}=ru",),
    office: str = CLEARED,
) -> str:
    done = station.order(
        "archive-cover-add", office=office, forms=list(forms), classification=level
    )
    return str(done["cover"])


def identify(station: Client, cover: str = COVER, **fields: Any) -> str:
    said = {"person": PERSON, "variants": [VARIANT], "classification": LEVEL, **SAID, **fields}
    done = station.order("archive-cover-identify", office=CLEARED, cover=cover, **said)
    return str(done["identification"])


def known(station: Client, records: Sequence[Record] = (), **fields: Any) -> str:
    """Enter records, keep the cover name and identify it."""
    enter(station, records or [directive()])
    return identify(station, keep(station), **fields)


def search(station: Client, query: str, office: str = CLEARED, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = station.read("archive-search", query=query, office=office, **fields)
    return found


def numbers(station: Client, query: str, office: str = CLEARED, **fields: Any) -> list[int]:
    return [one["number"] for one in search(station, query, office, **fields)["found"]]


def everything(station: Client, office: str) -> bytes:
    """Return the bytes of all that an office is told about records and cover names."""
    told: list[Any] = []
    for query in ASKED:
        told += [
            _answer(station, "archive-search", office, query=query, order=order)
            for order in ("newest", "rank")
        ]
        told.append(_answer(station, "archive-facets", office, query=query))
    told += [_answer(station, "archive-covers", office), _answer(station, "archive-names", office)]
    told += [_answer(station, "archive-cover", office, cover=one) for one in (COVER, PERSON)]
    for one in station.read("archive-search", query="", office=office, limit=100)["found"]:
        told.append(_answer(station, "archive-record", office, record=str(one["record"])))
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _answer(station: Client, question: str, office: str, **fields: Any) -> Any:
    try:
        return station.read(question, office=office, **fields)
    except Problem as problem:
        return [problem.code, problem.message, problem.hint]


def has_name(data: bytes) -> bool:
    words = (PERSON, PERSON.lower(), VARIANT, VARIANT.lower(), "джугашвил")
    return any(one.encode() in data for one in words)


# -- searching ------------------------------------------------------------------------------------


def test_a_cleared_reader_finds_the_cover_name_by_the_person_in_any_case_and_script(
    station: Client,
) -> None:
    known(station)
    for query in (PERSON, "джугашвили", VARIANT, f'"{PERSON}"', "Dzhugashvili"):
        assert numbers(station, query) == [1], query
    (line,) = search(station, PERSON)["found"]
    assert "\x02Филиппова\x03" in line["found"]


def test_search_by_the_real_name_by_an_uncleared_reader(station: Client) -> None:
    known(station)
    assert numbers(station, COVER, OTHER) == [1], "the search finds nothing where it is"
    for query in (PERSON, VARIANT, f'"{PERSON}"', f"person:{PERSON}"):
        answer = search(station, query, OTHER)
        assert answer["found"] == []
        assert answer["widened"] == []


def test_nobody_in_particular_finds_what_every_office_is_cleared_for(station: Client) -> None:
    known(station)
    assert station.read("archive-search", query=PERSON)["found"] == []
    assert station.read("archive-covers")[0]["identifications"] == []


def test_telegrams_with_the_real_name_are_found_beside(station: Client) -> None:
    known(station, [directive(), directive(2, f"Письмо т. {PERSON}", "1951-12-01")])
    assert numbers(station, PERSON) == [2, 1]
    assert numbers(station, PERSON, OTHER) == [2]


def test_what_is_barred_is_barred_under_its_cover_name_too(station: Client) -> None:
    known(station, [directive(), directive(2, "Другая директива", "1951-12-01")])
    assert numbers(station, f"директива -{PERSON}") == [2]
    assert numbers(station, f"директива -{PERSON}", OTHER) == [2, 1]


def test_a_count_or_a_facet_tells_nothing(station: Client) -> None:
    known(station, [directive(place="Пекин")])
    cleared = station.read("archive-facets", query=PERSON, office=CLEARED)
    assert cleared["count"] == 1
    assert [tuple(one) for one in cleared["facets"]["place"]] == [("Пекин", 1)]
    other = station.read("archive-facets", query=PERSON, office=OTHER)
    assert other["count"] == 0
    assert not any(other["facets"].values())


def test_no_snippet_shows_the_person(station: Client) -> None:
    known(station)
    for office in (CLEARED, OTHER):
        for query in (PERSON, COVER, "директива"):
            for line in search(station, query, office)["found"]:
                assert not has_name(json.dumps(line, ensure_ascii=False).encode())


def test_exact_switches_it_off_and_other_spellings_too(station: Client) -> None:
    known(station, [directive(), directive(2, "Рощин телеграфирует", "1951-12-01")])
    assert numbers(station, PERSON, exact=True) == []
    assert search(station, PERSON, exact=True)["widened"] == []
    assert numbers(station, "Roshchin") == [2]
    assert numbers(station, "Roshchin", exact=True) == []


# -- its time -------------------------------------------------------------------------------------


DAYS = ("1948-12-31", "1949-01-01", "1951-11-21", "1953-03-05", "1953-03-06")


@pytest.mark.parametrize("order", ["newest", "rank"])
def test_a_date_beyond_the_time_of_an_identification_is_not_found(
    station: Client, order: str
) -> None:
    records = [directive(place, day=day) for place, day in enumerate(DAYS, 1)]
    known(station, records, since="1949", until="1953-03-05")
    assert sorted(numbers(station, PERSON, order=order)) == [2, 3, 4]
    assert sorted(numbers(station, COVER, order=order)) == [1, 2, 3, 4, 5]
    assert sorted(numbers(station, PERSON, order=order, until="1951")) == [2, 3]


def test_a_page_is_full_though_much_lies_outside_of_the_time(station: Client) -> None:
    records = [directive(place, day=f"1950-01-{place:02}") for place in range(1, 21)]
    records += [directive(100 + place, day=f"1952-01-{place:02}") for place in range(1, 21)]
    known(station, records, until="1951")
    first = search(station, PERSON, limit=7)["found"]
    assert [one["number"] for one in first] == list(range(20, 13, -1))
    second = search(station, PERSON, limit=7, before=first[-1]["record"])["found"]
    assert [one["number"] for one in second] == list(range(13, 6, -1))
    assert station.read("archive-facets", query=PERSON, office=CLEARED)["count"] == 20


def test_two_persons_bore_one_cover_name_one_after_the_other(station: Client) -> None:
    records = [directive(1, day="1950-05-01"), directive(2, day="1952-05-01")]
    known(station, records, until="1951")
    identify(station, person="Молотов", variants=[], since="1952")
    assert numbers(station, PERSON) == [1]
    assert numbers(station, "Молотов") == [2]
    assert [one["person"] for one in mentions(station, 2)] == ["Молотов"]
    assert [one["person"] for one in mentions(station, 1)] == [PERSON]


def test_what_bears_no_date_is_within_a_time_without_beginning_alone(station: Client) -> None:
    bare = directive(1)
    undated = replace(bare, telegram=replace(bare.telegram, events=()))
    identification = known(station, [undated], until="1953")
    assert numbers(station, PERSON) == [1]
    withdraw(station, identification)
    identify(station, since="1800")
    assert numbers(station, PERSON) == []


def test_a_time_that_is_none_is_refused_and_the_error_has_no_name(station: Client) -> None:
    keep(station)
    for ends in ({"since": "lately"}, {"since": "1952", "until": "1951"}, {"since": "1951-13"}):
        with pytest.raises(Usage) as refused:
            identify(station, **ends)
        assert not has_name(str(refused.value).encode())


def withdraw(station: Client, identification: str, office: str = CLEARED) -> None:
    station.order(
        "archive-cover-withdraw", office=office, identification=identification, reason="another"
    )


def test_an_identification_that_was_withdrawn_counts_no_more(station: Client) -> None:
    identification = known(station)
    assert numbers(station, PERSON) == [1]
    withdraw(station, identification)
    assert numbers(station, PERSON) == []
    assert mentions(station, 1) == []
    (cover,) = station.read("archive-cover", cover=COVER, office=CLEARED)
    (one,) = cover["identifications"]
    assert one["withdrawn"]["reason"] == "another"
    with pytest.raises(NotFound):
        withdraw(station, identification)


# -- showing --------------------------------------------------------------------------------------


def shown(station: Client, number: int, office: str = CLEARED) -> dict[str, Any]:
    found = station.read("archive-search", query="", number=number, office=office)["found"]
    record: dict[str, Any] = station.read(
        "archive-record", record=str(found[0]["record"]), office=office
    )
    return record


def mentions(station: Client, number: int, office: str = CLEARED) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = shown(station, number, office)["mentions"]
    return told


def test_a_record_tells_a_cleared_reader_where_and_whom_and_nobody_else(station: Client) -> None:
    known(station)
    (one,) = mentions(station, 1)
    assert TEXT[one["start"] : one["end"]] == "Филиппова"
    assert one["person"] == PERSON
    assert mentions(station, 1, OTHER) == []
    assert not has_name(json_line("archive-show", shown(station, 1, OTHER)).encode())


def test_a_person_of_the_same_surname_is_none_where_an_editor_marked_the_record(
    station: Client,
) -> None:
    text = "Слесарь Филиппов и тов. Филиппов."
    mark = Annotation(segment=0, start=24, end=32, kind=AnnotationKind.COVER, body=COVER)
    other = replace(mark, start=0, end=7, body="Слесарь")
    records = [
        directive(1, text, annotations=(mark,)),
        directive(2, text, annotations=(other,)),
        directive(3, text),
    ]
    known(station, records)
    assert sorted(numbers(station, PERSON)) == [1, 3]
    assert [(one["start"], one["end"]) for one in mentions(station, 1)] == [(24, 32)]
    assert mentions(station, 2) == []
    assert len(mentions(station, 3)) == 2


def test_a_mark_of_an_editor_is_shown_to_whoever_knows_the_cover_name(station: Client) -> None:
    mark = Annotation(segment=0, start=24, end=33, kind=AnnotationKind.COVER, body=COVER)
    enter(station, [directive(annotations=(mark,))])
    identify(station, keep(station, level=2))
    assert annotations(station, 1, CLEARED) == ["COVER"]
    assert annotations(station, 1, OTHER) == []


def annotations(station: Client, number: int, office: str) -> list[str]:
    texts = shown(station, number, office)["content"]["telegram"]["texts"]
    return [one["kind"] for text in texts for one in text["annotations"]]


def test_a_gloss_is_taken_out_before_it_leaves_the_station(station: Client) -> None:
    enter(station, [glossed_at(seed(), LEVEL)])
    assert "GLOSS" in annotations(station, 26044, CLEARED)
    other = shown(station, 26044, OTHER)
    assert "GLOSS" not in annotations(station, 26044, OTHER)
    translation = other["content"]["telegram"]["texts"][2]
    assert "Filippov was sent" in translation["segments"][0]["text"]
    assert all("Stalin" not in one["text"] for one in translation["segments"])


def test_a_digest_does_not_let_a_guess_at_a_gloss_be_tried(station: Client) -> None:
    whole = glossed_at(seed(), LEVEL)
    enter(station, [whole])
    secret = shown(station, 26044)["digest"]
    told = everything(station, OTHER)
    assert secret.encode() in everything(station, CLEARED)
    assert secret.encode() not in told
    assert secret.lower().encode() not in told


# -- what is written down -------------------------------------------------------------------------


def test_index_bytes_in_a_decrypted_copy_of_the_store(
    home: Home, station: Client, tmp_path: Path
) -> None:
    known(station)
    assert numbers(station, PERSON) == [1]
    clear = upkeep.decrypted_copy(home, tmp_path / "clear.db", None)
    index, words = index_of(clear)
    assert "Филиппова".encode() in index, "the search finds nothing where it is"
    assert {"филиппов", "~филип"} <= words, "the search finds nothing where it is"
    for one in ("жугашв", "гашвил", "zhugash", PERSON):  # FTS5 leaves out what a word begins like
        assert one.encode() not in index, one
        assert not any(one in word for word in words)


def index_of(clear: Path) -> tuple[bytes, set[str]]:
    """Return every value of every table of the index, as bytes, and the words that it has."""
    connection = apsw.Connection(str(clear))
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if re.fullmatch(r"word(_\w+)?|card\w*|facet\w*|record\w*|indexed", name) and name != "word"
    ]
    assert {"word_data", "card_text", "facet_value"} <= set(names)
    values = (
        value
        for name in names
        for row in connection.execute(f"SELECT * FROM {name}")  # noqa: S608  # names of tables
        for value in row
    )
    data = b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in values)
    connection.register_fts5_tokenizer("depesha", tokenizer)
    connection.execute(
        "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'word', 'row')"
    )
    return data, {word for (word,) in connection.execute("SELECT term FROM vocabulary")}


def test_what_is_released_has_no_gloss_and_no_mark(station: Client) -> None:
    mark = Annotation(segment=0, start=24, end=33, kind=AnnotationKind.COVER, body=COVER)
    gloss = replace(mark, kind=AnnotationKind.GLOSS, body=PERSON, classification=LEVEL)
    note = replace(mark, kind=AnnotationKind.NOTE, body="an open note")
    known(station, [directive(annotations=(mark, gloss, note))])
    release(station)
    (one,) = station.read("archive-public", limit=10)["public"]
    told = json.dumps(one["record"]).encode()
    payload = b64decode(one["record"])
    assert b"an open note" in payload, "the search finds nothing where it is"
    assert not has_name(payload)
    assert not has_name(told)
    (text,) = decode(payload).telegram.texts
    assert [one.kind for one in text.annotations] == [AnnotationKind.NOTE]


def release(station: Client) -> None:
    station.order(
        "archive-release-all",
        office=CLEARED,
        batch="f",
        decided_by="the board",
        authority="25 years",
        decided_on="1976-11-21",
    )


def test_the_journal_and_the_log_name_nobody(station: Client) -> None:
    known(station)
    told = [station.read("journal"), station.read("alarms", all=True), station.read("log")]
    size = station.read("journal")["size"]
    told += [station.read("journal-proof", fact=place) for place in range(size)]
    assert not has_name(json.dumps(told, ensure_ascii=False).encode())


# -- ids and errors -------------------------------------------------------------------------------


def test_ids_are_random_and_no_list_has_a_gap(station: Client) -> None:
    enter(station, [directive()])
    hidden = keep(station, level=4, forms=["Зубр"])
    first, second = keep(station, forms=["Б"]), keep(station, forms=["А"])
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in (hidden, first, second))
    listed = station.read("archive-covers", office=OTHER)
    assert [one["forms"][0]["text"] for one in listed] == ["А", "Б"]
    assert hidden not in json.dumps(listed)


def test_not_cleared_and_not_there_are_refused_in_the_same_words(station: Client) -> None:
    hidden = keep(station, level=4)
    cover = keep(station, forms=["Зубр"])
    identification = identify(station, cover)
    said = {"person": PERSON, "classification": 0, **SAID}

    def refused(order: str, **fields: Any) -> tuple[str, str, str]:
        with pytest.raises(NotFound) as problem:
            station.order(order, office=OTHER, **fields)
        return problem.value.code, problem.value.message, problem.value.hint

    none = refused("archive-cover-identify", cover="0" * 16, **said)
    assert refused("archive-cover-identify", cover=hidden, **said) == none
    assert refused("archive-cover-identify", cover=COVER, **said) == none
    gone = refused("archive-cover-withdraw", identification="0" * 16, reason="r")
    assert refused("archive-cover-withdraw", identification=identification, reason="r") == gone
    with pytest.raises(NotFound) as there:
        station.read("archive-cover", cover=COVER, office=OTHER)
    with pytest.raises(NotFound) as not_there:
        station.read("archive-cover", cover="Никто", office=OTHER)
    assert str(there.value) == str(not_there.value)


def test_an_archivist_identifies_nothing_above_his_own_clearance(station: Client) -> None:
    keep(station)
    with pytest.raises(Forbidden):
        station.order(
            "archive-cover-identify",
            office=OTHER,
            cover=COVER,
            person=PERSON,
            classification=LEVEL,
            **SAID,
        )
    with pytest.raises(Forbidden):
        station.order("archive-cover-add", office=OTHER, forms=["Зубр"], classification=2)


def test_a_cover_name_of_one_spelling_that_is_hidden_makes_none_ambiguous(station: Client) -> None:
    hidden, open_one = keep(station, level=4), keep(station, office=OTHER)
    said = {"person": PERSON, "classification": 0, **SAID}
    done = station.order("archive-cover-identify", office=OTHER, cover=COVER, **said)
    assert done["cover"] == open_one
    with pytest.raises(Usage, match="several"):
        identify(station, COVER)
    assert station.order("archive-cover-identify", office=CLEARED, cover=hidden, **said)


def test_an_identification_is_never_below_its_cover_name(station: Client) -> None:
    enter(station, [directive()])
    identify(station, keep(station, level=4), classification=0)
    assert numbers(station, PERSON) == [1]
    assert numbers(station, PERSON, OTHER) == []
    assert mentions(station, 1, OTHER) == []


def test_the_order_of_another_is_not_answered_with_his_result(station: Client) -> None:
    keep(station)
    said = {"cover": COVER, "person": PERSON, "classification": 0, **SAID}
    first = station.order("archive-cover-identify", order_id="a", office=CLEARED, **said)
    with pytest.raises(Problem) as refused:
        station.order("archive-cover-identify", order_id="a", office=OTHER, **said)
    assert first["identification"] not in str(refused.value)
    assert not has_name(str(refused.value).encode())


def test_errors_about_fields_do_not_say_them_again(station: Client) -> None:
    out = StringIO()
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("archive-cover-identify", {"cover": COVER, "person": PERSON * 100, **SAID}),
        ("archive-cover-identify", {"cover": COVER, "person": "…", "variants": [PERSON], **SAID}),
        ("archive-cover-add", {"forms": [f"{PERSON}=?"]}),
        ("archive-name-add", {"names": [f'{{"preferred": "{PERSON}", "kind": "{PERSON}"}}']}),
        ("archive-name-add", {"names": [f"{PERSON}"]}),
    ]
    for order, fields in wrong:
        with pytest.raises(Problem) as refused:
            station.order(order, office=CLEARED, **{"classification": 1} | fields)
        out.write(f"{refused.value} {refused.value.hint}")
    assert not has_name(out.getvalue().encode())
