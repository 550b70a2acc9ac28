"""The trays and the registers: what is asked of the station and how it is shown."""

from typing import Any

import pytest

from tests.unit.cli.desk import run

ROW: dict[str, Any] = {
    "reference": "moscow/1951/26044",
    "number": 26044,
    "local_number": 1070,
    "incoming_number": 3,
    "from": "МИД СССР, Громыко",
    "to": ["razuvaev@pyongyang", "roshchin@peking"],
    "precedence": "IMMEDIATE",
    "local_precedence": "ВНЕ ОЧЕРЕДИ",
    "classification_name": "СОВ. СЕКРЕТНО",
    "subject": "разъяснение",
    "registered_at": -571558200000,
    "delivered_at": -571557000000,
    "receipt_due_at": None,
    "execution_due_at": None,
    "state": "DELIVERED",
}


@pytest.mark.parametrize("name", ["inbox", "outbox"])
def test_a_tray_asks_for_the_office_and_the_page(name: str) -> None:
    ran = run(name, "--as", "razuvaev", "-n", "5", "--offset", "10", answers={name: []})
    fields = {"limit": 5, "offset": 10, "office": "razuvaev"}
    assert ran.asked == [(name, fields)]
    assert run(name, answers={name: []}).asked == [(name, {"limit": 50, "offset": 0})]


def test_a_row_of_the_inbox_begins_with_its_label() -> None:
    ran = run("inbox", answers={"inbox": [ROW]})
    title, line = ran.out.splitlines()
    assert line.startswith("СОВ. СЕКРЕТНО  ВНЕ ОЧЕРЕДИ  moscow/1951/26044")
    assert line.endswith("МИД СССР, Громыко  разъяснение")
    assert "21.11.1951 18:10Z" in line
    assert "receipt due" not in title


def test_a_row_of_the_outbox_names_the_first_addressee() -> None:
    ran = run("outbox", answers={"outbox": [ROW]})
    assert "razuvaev@pyongyang +1  разъяснение" in ran.out


def test_a_precedence_without_a_local_name_is_ours() -> None:
    ran = run("inbox", answers={"inbox": [{**ROW, "local_precedence": ""}]})
    assert "IMMEDIATE" in ran.out


@pytest.mark.parametrize(("kind", "shown"), [(0, "*EXERCISE* р"), (3, "*DRILL* р"), (1, "  р")])
def test_what_is_no_operation_is_marked_in_the_tray(kind: int, shown: str) -> None:
    ran = run("inbox", answers={"inbox": [{**ROW, "message_type": kind}]})
    assert f"{shown}азъяснение" in ran.out


@pytest.mark.parametrize(
    ("policy", "level", "language", "shown"),
    [
        ("mid-1951", 5, "ru", "СОВ. СЕКРЕТНО"),
        ("mid-1951", 5, "en", "TOP SECRET"),
        ("mid-1951", 77, "en", "77"),
        ("../policies/mid-1951", 5, "en", "5"),
        ("no-such-policy", 5, "en", "5"),
    ],
)
def test_the_label_has_the_name_that_its_policy_gives_it(
    policy: str, level: int, language: str, shown: str
) -> None:
    row = {**ROW, "classification_name": None, "policy": policy, "classification": level}
    ran = run("inbox", answers={"inbox": [row]}, environ={"DEPESHA_LANG": language})
    assert ran.out.splitlines()[1].startswith(f"{shown}  ")


def test_a_subject_that_draws_on_the_terminal_stays_in_its_row() -> None:
    attack = "x\x1b[1A\x1b[2K\r\nНЕСЕКРЕТНО"
    ran = run("inbox", answers={"inbox": [{**ROW, "subject": attack}]})
    assert len(ran.out.splitlines()) == 2
    assert "\x1b" not in ran.out
    assert "x\\x1b[1A\\x1b[2K\\x0d\\x0aНЕСЕКРЕТНО" in ran.out


def test_json_is_the_stations_answer_one_object_a_line() -> None:
    ran = run("inbox", "--json", answers={"inbox": [ROW, ROW]})
    assert ran.objects() == [{"v": 1, "kind": "inbox", **ROW}] * 2


@pytest.mark.parametrize("direction", ["out", "in", "special"])
def test_a_register_is_read_by_direction_and_year(direction: str) -> None:
    series = {"out": "outgoing", "in": "incoming"}.get(direction, direction)
    number = {"out": 26044, "in": 57}.get(direction, 1070)
    line = {"series": series, "book_year": 1951, "book_number": number, "book_last": number}
    ran = run(
        "register",
        direction,
        "--year",
        "1951",
        answers={"book": [{**ROW, **line, "entry": "telegram"}]},
    )
    assert ran.asked == [("book", {"register": direction, "year": 1951, "limit": 2000})]
    assert "moscow/1951/26044" in ran.out
    assert ("1070" in ran.out) == (direction == "special")
