from collections.abc import Sequence
from dataclasses import fields

import pytest

from depesha.errors import Problem, Usage
from depesha.names import OfficeId, StationId
from depesha.office import events
from depesha.station.orders import MAX_NUMBER, MAX_ORDER_ID, ORDERS, order_of
from depesha.telegram import Precedence
from tests.unit.station.every_order import GOOD

ALPHA = StationId("alpha")
DESK = OfficeId("desk@alpha")
BOY = OfficeId("boy@alpha")

OCTETS = {"data", "passkey", "public_key", "records", "redactions", "forms", "names"}
"""Fields in hex, in base64 or in words of their own that an event has otherwise."""

WORDING = {"kind", "language", "author", "date", "text", "segments"}
"""Of an order whose event has them in one piece."""

OPTIONAL = {
    "draft": {"draft", "again", "version"},
    "send": {"again"},
    "report": {"text", "interim"},
    "drop-draft": {"version"},
    "release": {"version", "acting_for"},
    "review-draft": {"note", "version"},
    "office-passphrase": {"remove", "note"},
    "passkey-add": {"signs"},
    "confirm": {"acting_for"},
    "comply": {"acting_for"},
    "pass": {"text", "again", "acting_for"},
    "chase": {"addressee"},
    "answer": {"again", "only_draft", "acting_for"},
    "correct": {"again", "only_draft", "acting_for"},
    "supersede": {"again", "only_draft", "acting_for"},
    "cancel": {"exempted", "only_draft", "acting_for"},
    "repeat": {"to"},
    "void": {"series", "year"},
    "keybook-collective": {"remove"},
    "keybook-import": {"root"},
    "evidence": {"recipient", "attachments"},
    "plan-line": {"windows", "remove"},
    "plan-transit": {"one_way", "remove"},
    "plan-silence": {"until_at"},
    "accept-alarm": {"note"},
    "copy-issue": {"return_by_at"},
    "copy-return": {"act"},
    "copy-print": {"printed_by", "again", "witness"},
    "answer-print": {"printed_by"},
    "archive-release-all": {"batch", "source", "after", "limit"},
    "series": {"year", "runs_on", "office"},
    "archive-enter": {"classification", "reason", "evidence"},
    "archive-cover-add": {"classification", "compartment", "remarks"},
    "archive-cover-identify": {"variants", "since", "until", "published_in"},
    "archive-index": {"limit"},
    "archive-release": {"redactions", "review_on", "despite_traces", "with_scans"},
    "archive-withdraw": {"reason"},
    "archive-scan": {"is_redacted"},
    "archive-scan-back": {"is_redacted"},
    "archive-translate": {"kind", "date", "text", "segments"},
    "archive-file": {"fond", "opis", "delo", "papka", "leaves", "copy", "since", "open"},
    "archive-review": {"category", "next_on"},
    "keybook-revoke": {"since_at"},
    "keybook-root": {"holders", "without"},
}


READ = {
    *("again", "root", "precedence", "holders", "without", "recipient"),
    *("leaves", "decision"),
}
"""Fields of which an event says something else than was given."""


def order(
    name: str, given: dict[str, object], offices: Sequence[OfficeId] = (DESK,), order_id: str = "id"
) -> events.Order:
    return order_of(name, given, order_id=order_id, fresh="fresh", station=ALPHA, offices=offices)


def test_every_order_of_the_table_is_tested_here() -> None:
    assert GOOD.keys() == ORDERS.keys()


@pytest.mark.parametrize("name", GOOD)
def test_an_order_with_its_fields_becomes_an_event(name: str) -> None:
    event = order(name, GOOD[name])
    values = {one.name: getattr(event, one.name) for one in fields(event)}
    for key, value in GOOD[name].items():
        told = values.values() if key not in values else [values[key]]
        odd = OCTETS | READ | (WORDING if name == "archive-translate" else set())
        if key not in odd:
            assert (tuple(value) if isinstance(value, list) else value) in told, key
    assert "order_id" in values


@pytest.mark.parametrize(
    ("said", "precedence"),
    [("IMMEDIATE", Precedence.IMMEDIATE), ("flash", Precedence.FLASH), ("off", None)],
)
def test_a_minimum_is_a_precedence_or_none(said: str, precedence: Precedence | None) -> None:
    event = order("minimize", {"neighbour": "moscow", "precedence": said})
    assert isinstance(event, events.Minimize)
    assert event.precedence is precedence
    with pytest.raises(Usage, match="not a precedence: 'SOON'"):
        order("minimize", {"neighbour": "moscow", "precedence": "soon"})


def test_a_silence_ends_at_a_time_that_can_be_written() -> None:
    event = order("plan-silence", {"station": "moscow"})
    assert isinstance(event, events.PlanSilence)
    assert event.until is None
    with pytest.raises(Usage, match="until_at"):
        order("plan-silence", {"station": "moscow", "until_at": 2**52})


@pytest.mark.parametrize("name", GOOD)
def test_an_unknown_field_is_refused(name: str) -> None:
    with pytest.raises(Usage, match="unknown field 'colour'"):
        order(name, {**GOOD[name], "colour": "red"})


WANTED = [
    (name, key)
    for name, given in GOOD.items()
    for key in given.keys() - OPTIONAL.get(name, set())
    # a report has either its words or the reason why not, and what is removed needs no members
    if (name, key) not in {("report", "cannot"), ("keybook-collective", "members")}
]


@pytest.mark.parametrize(("name", "key"), sorted(WANTED))
def test_a_missing_field_is_refused_and_named(name: str, key: str) -> None:
    given = {one: value for one, value in GOOD[name].items() if one != key}
    with pytest.raises(Usage, match=key):
        order(name, given)


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_may_be_absent_may_be_absent_or_null(name: str) -> None:
    needed = {key: value for key, value in GOOD[name].items() if key not in OPTIONAL[name]}
    nulls = dict.fromkeys(OPTIONAL[name])
    once, twice = order(name, needed), order(name, {**needed, **nulls})
    assert once == twice


TYPED = [(name, key) for name, given in GOOD.items() for key in given]
STRANGE: tuple[object, ...] = ({}, [], 1.5, b"x")


@pytest.mark.parametrize(("name", "key"), TYPED)
@pytest.mark.parametrize("strange", STRANGE, ids=str)
def test_a_field_of_another_type_is_refused(name: str, key: str, strange: object) -> None:
    if isinstance(GOOD[name][key], list):
        strange = [strange] if isinstance(strange, list) else strange  # a list, but not of texts
    with pytest.raises(Usage):
        order(name, {**GOOD[name], key: strange})


@pytest.mark.parametrize(
    ("name", "key"), [pair for pair in TYPED if isinstance(GOOD[pair[0]][pair[1]], int)]
)
def test_a_number_is_not_a_yes_and_a_yes_is_not_a_number(name: str, key: str) -> None:
    other: object = 1 if isinstance(GOOD[name][key], bool) else True
    with pytest.raises(Usage):
        order(name, {**GOOD[name], key: other})


def test_there_is_no_order_that_is_not_in_the_table() -> None:
    with pytest.raises(Usage, match="no order 'destroy'") as caught:
        order("destroy", {})
    assert "confirm" in caught.value.hint


@pytest.mark.parametrize("wrong", ["Mos cow", "", "a" * 100, "a@b", "../b"])
@pytest.mark.parametrize(("name", "key"), [("plan-line", "a"), ("keybook-introduce", "station")])
def test_a_name_that_is_none_is_refused(wrong: str, name: str, key: str) -> None:
    with pytest.raises(Problem):
        order(name, {**GOOD[name], key: wrong})


# -- who gives it ---------------------------------------------------------------------------------


def office(given: dict[str, object], offices: Sequence[OfficeId]) -> OfficeId:
    event = order("confirm", {"reference": "1", **given}, offices)
    assert isinstance(event, events.Confirm)
    return event.office


def test_the_only_office_of_a_station_need_not_be_named() -> None:
    assert office({}, [DESK]) == DESK


@pytest.mark.parametrize("named", ["boy", "boy@alpha"])
def test_an_office_is_named_with_or_without_its_station(named: str) -> None:
    assert office({"office": named}, [DESK, BOY]) == BOY


def test_one_of_several_offices_must_be_named() -> None:
    with pytest.raises(Usage, match="is not said") as caught:
        office({}, [DESK, BOY])
    assert caught.value.hint == "--as boy@alpha, or another of them: desk@alpha"


def test_a_station_without_an_office_is_told_to_make_one() -> None:
    with pytest.raises(Usage, match="no office acts at alpha yet") as caught:
        office({}, [])
    assert "office add" in caught.value.hint


# -- asking again ---------------------------------------------------------------------------------


def sent(text: str, by: str = "desk", **more: object) -> str:
    event = order("send", {"text": text, "office": by, **more}, order_id="")
    assert isinstance(event, events.Send)
    return event.order_id


def test_the_same_file_of_the_same_office_is_the_same_order() -> None:
    assert sent("To: a@b\n\nOnce.") == sent("To: a@b\n\nOnce.")
    assert sent("To: a@b\n\nOnce.", by="desk@alpha") == sent("To: a@b\n\nOnce.")


def test_another_file_or_another_office_is_another_order() -> None:
    assert len({sent("one"), sent("two"), sent("one", by="boy")}) == 3


def test_again_makes_another_telegram_of_the_same_file() -> None:
    assert sent("one", again=True) == "fresh"


NAMED: dict[str, dict[str, object]] = {
    "draft": {"text": "t"},
    "release": {"draft": 3},
    "send": {"text": "t"},
    "pass": {"reference": "moscow/1951/26044", "to": "razuvaev@pyongyang", "text": "t"},
}


def named(name: str, given: dict[str, object], order_id: str = "", by: OfficeId = DESK) -> str:
    return order(name, {**given, "office": by}, order_id=order_id).order_id


@pytest.mark.parametrize("name", NAMED)
def test_what_a_command_that_was_killed_asks_again_is_the_same_order(name: str) -> None:
    given = NAMED[name]
    assert named(name, given) == named(name, given) != "fresh"
    assert named(name, given, by=BOY) != named(name, given)
    for key, value in given.items():
        other = {**given, key: 4 if isinstance(value, int) else f"{value}x"}
        assert named(name, other) != named(name, given)


@pytest.mark.parametrize("name", NAMED)
def test_an_order_that_a_face_names_keeps_its_name(name: str) -> None:
    assert named(name, NAMED[name], order_id="mine") == "mine"


@pytest.mark.parametrize("name", sorted(NAMED.keys() - {"release"}))
def test_again_makes_it_another_order(name: str) -> None:
    assert named(name, {**NAMED[name], "again": True}) == "fresh"


def test_a_number_without_its_year_names_no_passing() -> None:
    """It is another telegram's next year."""
    given: dict[str, object] = {
        "reference": "moscow/26044",
        "to": "razuvaev@pyongyang",
        "text": "t",
    }
    assert named("pass", given) == "fresh"


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_report_without_words_is_refused(text: str) -> None:
    with pytest.raises(Usage, match="has words"):
        order("report", {**GOOD["report"], "cannot": "", "text": text})


def test_a_draft_is_released_once_and_the_next_version_of_one_is_not_named() -> None:
    with pytest.raises(Usage, match="unknown field 'again'"):
        order("release", {"draft": 3, "again": True})
    assert named("draft", {"text": "t", "draft": 3}) == "fresh"


# -- what would break the desk --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"), [pair for pair in TYPED if isinstance(GOOD[pair[0]][pair[1]], str)]
)
def test_half_a_character_is_refused_in_every_text(name: str, key: str) -> None:
    with pytest.raises(Usage):
        order(name, {**GOOD[name], key: "\ud800"})


@pytest.mark.parametrize("odd", ["\0", "\r", "\r\r\n"])
def test_a_nul_or_a_lone_carriage_return_is_refused(odd: str) -> None:
    with pytest.raises(Usage, match="field 'text' holds a "):
        order("draft", {**GOOD["draft"], "text": f"a{odd}b"})


def test_a_file_with_other_line_ends_is_the_same_order() -> None:
    assert sent("one\r\ntwo\r\n") == sent("one\ntwo\n")


NUMBERS = [(name, key) for name, key in TYPED if type(GOOD[name][key]) is int]


@pytest.mark.parametrize(("name", "key"), NUMBERS)
@pytest.mark.parametrize("number", [-1, MAX_NUMBER + 1, 2**63, 10**100])
def test_a_number_that_no_register_takes_is_refused(name: str, key: str, number: int) -> None:
    with pytest.raises(Usage, match=key):
        order(name, {**GOOD[name], key: number})


@pytest.mark.parametrize("order_id", ["x" * (MAX_ORDER_ID + 1), "\udfff"])
def test_an_order_id_that_no_store_takes_is_refused(order_id: str) -> None:
    with pytest.raises(Usage):
        order("plan-sign", {}, order_id=order_id)
