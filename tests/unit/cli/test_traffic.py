"""The queue, the alarms and the route."""

import pytest

from depesha.cli.traffic import age
from tests.unit.cli.desk import run


def test_the_queue_says_why_each_waits_and_when_it_is_next_tried() -> None:
    row = {
        "entry": 1,
        "neighbour": "moscow",
        "destination": "pyongyang",
        "grade": 1,
        "size_bytes": 2600,
        "since_at": -571558200000,
        "why": "the line to moscow is down",
        "next_try_at": -571557000000,
    }
    oldest = {"grade": "URGENT", "waiting": 1, "oldest_at": -571558200000, "age_s": 7260}
    answers = {"queue": [row], "queue-oldest": [oldest]}
    ran = run("queue", answers=answers)
    title, line, empty, summary, of_grade = ran.out.splitlines()
    assert title.split("  ")[0] == "for"
    assert "21.11.1951 18:10Z  the line to moscow is down" in line
    assert (empty, summary.split()) == ("", ["grade", "waiting", "oldest", "since", "age"])
    assert of_grade.split() == ["URGENT", "1", "21.11.1951", "17:50Z", "2", "h"]
    told = run("queue", "--json", answers=answers).objects()
    assert [one["kind"] for one in told] == ["queue", "queue-oldest"]
    assert told[1]["age_s"] == 7260


def test_of_an_empty_queue_there_is_no_oldest() -> None:
    ran = run("queue", answers={"queue": []})
    assert (ran.out, ran.err) == ("", "depesha: nothing waits\n")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7260, "2 h"), (90_000, "1 d")]
)
def test_an_age_is_said_in_its_largest_unit(seconds: int, said: str) -> None:
    assert age(seconds) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"next_hop": "pyongyang", "ways": ["pyongyang"]}, "pyongyang: direct"),
        ({"next_hop": "moscow", "ways": ["moscow"]}, "pyongyang: by way of moscow"),
        (
            {"next_hop": "moscow", "ways": ["moscow", "vladivostok"]},
            "pyongyang: by way of moscow (else by way of vladivostok)",
        ),
    ],
)
def test_a_route(found: dict[str, object], said: str) -> None:
    ran = run("route", "pyongyang", answers={"route": {"to": "pyongyang", **found}})
    assert (ran.status, ran.asked) == (0, [("route", {"to": "pyongyang"})])
    assert ran.out == f"{said}\n"


def test_no_way_is_an_error_with_a_cure() -> None:
    found: dict[str, object] = {"to": "pyongyang", "ways": [], "next_hop": None}
    ran = run("route", "pyongyang", answers={"route": found})
    assert ran.status == 1
    assert ran.err.startswith("depesha: error: no way is known to pyongyang\ndepesha: hint: ")
    both = run("route", "pyongyang", "--json", answers={"route": found})
    assert [one["kind"] for one in both.objects()] == ["route", "error"]
