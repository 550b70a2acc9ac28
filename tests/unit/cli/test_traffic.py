"""The queue, the alarms and the route."""

import pytest

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
    ran = run("queue", answers={"queue": [row]})
    title, line = ran.out.splitlines()
    assert title.split("  ")[0] == "for"
    assert "21.11.1951 18:10Z  the line to moscow is down" in line


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
