"""`control`, `overdue` and `chase`: what is asked of the station, and how it is shown."""

from typing import Any

import pytest

from depesha.cli.control import EXIT_OVERDUE, span
from tests.unit.cli.desk import run

HOUR_MS = 3_600_000
TASK: dict[str, Any] = {
    "reference": "moscow/1951/26044",
    "direction": "out",
    "office": "razuvaev@pyongyang",
    "station": "pyongyang",
    "message_type": 1,
    "subject": "разъяснение",
    "precedence": "IMMEDIATE",
    "local_precedence": "ВНЕ ОЧЕРЕДИ",
    "state": "DELIVERED",
    "closed": False,
    "receipt": True,
    "received_at": None,
    "execution": True,
    "executed_at": None,
    "acknowledged_at": None,
    "due_at": -571558200000,
    "left_ms": -2 * HOUR_MS - 15 * 60_000,
    "overdue": [
        {"what": "receipt", "since_at": -571558200000},
        {"what": "NON_RECEIPT", "since_at": -571557000000},
    ],
    "chased": 2,
    "chased_at": -571557000000,
    "interim_at": None,
}


def test_a_line_of_control_says_what_is_owed_and_how_late_it_is() -> None:
    ran = run("control", answers={"control": [TASK]})
    title, line = ran.out.splitlines()
    assert ran.asked == [("control", {"limit": 1000})]
    assert "last interim report" not in title
    for said in (
        "ВНЕ ОЧЕРЕДИ",
        "moscow/1951/26044",
        "from us",
        "razuvaev@pyongyang",
        "receipt, report",
        "-2 h 15 min",
        "receipt, not opened there",
        "2, 21.11.1951 18:10Z",
    ):
        assert said in line
    assert ran.status == 0


def test_the_list_is_asked_of_one_office_one_station_and_of_exercises() -> None:
    words = ("--office", "razuvaev@pyongyang", "--station", "pyongyang", "--exercise", "--all")
    ran = run("control", *words, "--as", "gromyko", answers={"control": []})
    assert ran.asked == [
        (
            "control",
            {
                "all": True,
                "limit": 1000,
                "addressee": "razuvaev@pyongyang",
                "station": "pyongyang",
                "exercise": True,
                "office": "gromyko",
            },
        )
    ]
    assert ran.err == "depesha: nothing is under control\n"


@pytest.mark.parametrize(("kind", "shown"), [(0, "*EXERCISE*"), (3, "*DRILL*")])
def test_exercise_and_drill_are_marked_loudly(kind: int, shown: str) -> None:
    ran = run("control", "--exercise", answers={"control": [{**TASK, "message_type": kind}]})
    assert shown in ran.out


def test_overdue_tells_a_script_by_its_status() -> None:
    assert run("overdue", answers={"overdue": []}).status == 0
    ran = run("overdue", answers={"overdue": [TASK]})
    assert ran.status == EXIT_OVERDUE == 8
    assert "receipt, not opened there" in ran.out
    assert run("overdue", "--json", answers={"overdue": [TASK]}).objects()[0]["kind"] == "overdue"


def test_overdue_speaks_russian() -> None:
    ran = run("overdue", answers={"overdue": [TASK]}, environ={"DEPESHA_LANG": "ru"})
    assert "просрочено" in ran.out
    assert "подтверждение, там не вскрыта" in ran.out
    empty = run("overdue", answers={"overdue": []}, environ={"DEPESHA_LANG": "ru"})
    assert "просроченного нет" in empty.err


def test_what_may_not_be_named_is_shown_by_its_station() -> None:
    hidden = {**TASK, "office": None, "subject": None, "hidden": True}
    ran = run("overdue", answers={"overdue": [hidden]})
    assert "razuvaev" not in ran.out
    assert "pyongyang" in ran.out


HISTORY = [
    {"fact": 9, "kind": "TermPassed", "at": 0, "office": "razuvaev@pyongyang", "term": "RECEIPT"},
    {"fact": 10, "kind": "Chased", "at": 60_000, "office": "razuvaev@pyongyang", "look_at": 0},
    {"fact": 11, "kind": "AnswerLearned", "at": 120_000, "code": "HAVE_COMPLIED"},
    {"fact": 12, "kind": "Escalated", "at": 0, "shown_to": ["duty@pyongyang"]},
]
ANSWER = {
    "office": "razuvaev@pyongyang",
    "code": "WILL_COMPLY",
    "interim": True,
    "at": 0,
    "text": "встреча назначена",
}


def test_the_history_of_one_telegram_names_each_step() -> None:
    found = {"tasks": [TASK], "history": HISTORY, "answers": [ANSWER]}
    ran = run("control", "26044", answers={"task": found})
    assert ran.asked == [("task", {"purpose": "show", "reference": "26044"})]
    for said in (
        "interim report: встреча назначена",
        "term over  razuvaev@pyongyang  receipt",
        "chaser sent",
        "answered  have complied",
        "shown to the duty office  duty@pyongyang",
    ):
        assert said in ran.out
    (told,) = run("control", "26044", "--json", answers={"task": found}).objects()
    assert told["kind"] == "task"


def test_a_chaser_says_whom_it_went_to() -> None:
    chased = [{"office": "razuvaev@pyongyang", "owes": "execution", "number": 1}]
    answer = {"reference": "moscow/1951/26044", "chased": chased}
    ran = run("chase", "26044", "--office", "razuvaev@pyongyang", answers={"chase": answer})
    asked = {"reference": "26044", "addressee": "razuvaev@pyongyang"}
    assert ran.asked == [("chase", asked)]
    assert ran.out == "moscow/1951/26044: razuvaev@pyongyang is asked for it again: report\n"
    (told,) = run("chase", "26044", "--json", answers={"chase": answer}).objects()
    assert told["chased"] == chased


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0 s"),
        (999, "0 s"),
        (59_000, "59 s"),
        (HOUR_MS, "1 h"),
        (-2 * HOUR_MS - 15 * 60_000, "2 h 15 min"),
        (30 * HOUR_MS + 5000, "1 d 6 h"),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(ms: int, said: str) -> None:
    assert span(ms) == said


def test_the_inbox_says_what_is_overdue_chased_and_shown_on_duty() -> None:
    row = {"reference": "moscow/1", "state": "DELIVERED", "overdue": True, "chased": 2}
    ran = run("inbox", answers={"inbox": [{**row, "on_duty": True}]})
    assert "OVERDUE, chased 2, shown to the duty office" in ran.out


def test_what_others_are_to_it_stands_before_the_subject() -> None:
    amended = [{"relation": "SUPERSEDES", "reference": "moscow/1951/26045", "said_at": 0}]
    for command in ("control", "overdue"):
        ran = run(command, answers={command: [{**TASK, "amended": amended}]})
        assert "[SUPERSEDED by moscow/1951/26045] разъяснение" in ran.out


def test_what_is_held_is_not_shown_as_on_its_way() -> None:
    ran = run("control", answers={"control": [{**TASK, "state": "REGISTERED", "held_until": 0}]})
    assert "held until 01.01.1970 03:00" in ran.out or "held until 01.01.1970 00:00Z" in ran.out
    assert "REGISTERED" not in ran.out


@pytest.mark.parametrize(("what", "language"), [("executed", "en"), ("refused", "ru")])
def test_what_was_done_before_it_was_cancelled_is_said(what: str, language: str) -> None:
    task = {**TASK, "state": "CANCELLED", "closed": True, what: True}
    ran = run("control", "--all", answers={"control": [task]}, environ={"DEPESHA_LANG": language})
    said = {"executed": "CANCELLED, was executed", "refused": ", в исполнении было отказано"}
    assert said[what] in ran.out


def test_a_history_tells_of_amendments_holds_and_repeats() -> None:
    history = [
        {"kind": "HoldBegan", "at": 0, "until": 60_000},
        {"kind": "HoldEnded", "at": 0},
        {"kind": "Repeated", "at": 0, "office": "gromyko@moscow", "stations": ["pyongyang"]},
        {"kind": "Amended", "at": 0, "relation": "CORRECTS", "amended_by": "moscow/1951/7"},
        {"kind": "Amended", "at": 0, "relation": "SUPERSEDES", "amends": "moscow/1951/5"},
        {"kind": "Withdrawn", "at": 0, "office": "gromyko@moscow", "reason": "an error"},
    ]
    task = {"reference": "moscow/1951/26044", "tasks": [TASK], "history": history}
    ran = run("control", "26044", answers={"task": task})
    for said in (
        "held until  01.01.1970",
        "laid out for sending",
        "sent again  gromyko@moscow  pyongyang",
        "corrected by moscow/1951/7",
        "supersedes moscow/1951/5",
        "CANCELLED before it was sent  gromyko@moscow  an error",
    ):
        assert said in ran.out
