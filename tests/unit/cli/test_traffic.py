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


DIGEST = "19a2d66f7992c096" * 4

ALARM = {
    "alarm": 7,
    "what": "non-delivery",
    "about": f"dune:{DIGEST}",
    "text": "not delivered: expired",
    "raised_at": -571558200000,
    "cleared_at": None,
}


@pytest.mark.parametrize(
    ("told", "english", "russian"),
    [
        (
            {"document": "telegram", "station": "dune"},
            "county/2026/9 to dune",
            "county/2026/9, куда: dune",
        ),
        (
            {"document": "attachment", "station": "dune"},
            "attachment of county/2026/9 to dune",
            "приложение к county/2026/9, куда: dune",
        ),
        (
            {"document": "attachment", "station": None},
            "attachment of county/2026/9",
            "приложение к county/2026/9",
        ),
        (
            {"document": "answer", "station": "county"},
            "answer to county/2026/9 to county",
            "ответ на county/2026/9, куда: county",
        ),
    ],
)
def test_an_alarm_names_its_telegram(told: dict[str, object], english: str, russian: str) -> None:
    row = {**ALARM, "reference": "county/2026/9", **told}
    ran = run("alarms", answers={"alarms": [row]})
    assert f"  {english}  not delivered: expired" in ran.out
    assert DIGEST not in ran.out
    (line,) = run("alarms", "--json", answers={"alarms": [row]}).objects()
    assert (line["about"], line["reference"]) == (f"dune:{DIGEST}", "county/2026/9")
    other = run("alarms", answers={"alarms": [row]}, environ={"DEPESHA_LANG": "ru"})
    assert f"  {russian}  not delivered: expired" in other.out


def test_an_alarm_about_what_is_not_known_stays_as_it_was_raised() -> None:
    ran = run("alarms", answers={"alarms": [ALARM]})
    assert f"  dune:{DIGEST}  not delivered: expired" in ran.out


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


EXPLAINED = {
    "to": "pyongyang",
    "next_hop": "moscow",
    "ways": ["moscow"],
    "steps": [
        {
            "station": "moscow",
            "leaves_at": 1_800_000_000_000,
            "arrives_at": 1_800_000_000_000,
            "windows": "always",
            "rule": "from peking through moscow to pyongyang",
        },
        {
            "station": "pyongyang",
            "leaves_at": 1_800_003_600_000,
            "arrives_at": 1_800_007_200_000,
            "windows": "09:00-10:00 daily delay 1h",
            "rule": None,
        },
    ],
    "expected_at": 1_800_007_200_000,
    "answer_at": 1_800_100_000_000,
    "silent_until": 1_800_090_000_000,
    "excluded": [{"station": "tokyo", "why": "no rule lets it carry from peking to pyongyang"}],
}


def test_a_route_is_explained() -> None:
    ran = run("route", "pyongyang", "--exclude", "tokyo", answers={"route": EXPLAINED})
    assert ran.asked == [("route", {"to": "pyongyang", "exclude": ["tokyo"]})]
    assert ran.out.splitlines() == [
        "pyongyang: by way of moscow",
        "  > moscow  15.01.2027 08:00Z  always; from peking through moscow to pyongyang",
        "  > pyongyang  15.01.2027 09:00Z – 15.01.2027 10:00Z  09:00-10:00 daily delay 1h",
        "  expected 15.01.2027 10:00Z; an answer may be here 16.01.2027 11:46Z",
        "  it keeps silent until 16.01.2027 09:00Z",
        "  not by tokyo: no rule lets it carry from peking to pyongyang",
    ]


def test_what_nobody_knows_of_a_way_is_said() -> None:
    found = {"to": "pyongyang", "next_hop": "moscow", "beyond": "moscow", "blocked": True}
    ran = run("route", "pyongyang", "--grade", "flash", answers={"route": found})
    assert ran.asked == [("route", {"to": "pyongyang", "grade": "flash"})]
    assert ran.out.splitlines()[1:] == [
        "  beyond moscow not known here",
        "  it waits: the line to moscow is down or at a minimum, and there is no other way",
    ]


def test_no_way_is_an_error_with_a_cure() -> None:
    found: dict[str, object] = {"to": "pyongyang", "ways": [], "next_hop": None}
    ran = run("route", "pyongyang", answers={"route": found})
    assert ran.status == 1
    assert ran.err.startswith("depesha: error: no way is known to pyongyang\ndepesha: hint: ")
    both = run("route", "pyongyang", "--json", answers={"route": found})
    assert [one["kind"] for one in both.objects()] == ["route", "error"]


def test_a_line_is_put_at_a_minimum_and_taken_from_it() -> None:
    answers = {"minimize": {"neighbour": "moscow", "precedence": "IMMEDIATE"}}
    ran = run("link", "minimize", "moscow", "IMMEDIATE", answers=answers)
    assert ran.asked == [("minimize", {"neighbour": "moscow", "precedence": "IMMEDIATE"})]
    assert ran.out == "line to moscow: only IMMEDIATE and above passes, and what shares its grade\n"
    off = run("link", "minimize", "moscow", "off", answers={"minimize": {"precedence": None}})
    assert off.out == "line to moscow: everything passes\n"
