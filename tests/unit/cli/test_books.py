"""Key book and plan: what goes to the centre and what is printed."""

from pathlib import Path

import pytest

from depesha.station.clock import now
from tests.unit.cli.desk import run

BOOK = {
    "network": "post",
    "version": 3,
    "root": "4f" * 32,
    "stations": [
        {
            "station": "moscow",
            "names": {"ru": "Москва"},
            "zone": "Europe/Moscow",
            "offices": [{"office": "gromyko@moscow"}, {"office": "clerk@moscow"}],
            "period_keys": [{"from_at": 0}],
        }
    ],
}


def test_the_key_book_names_its_stations() -> None:
    ran = run("keybook", "show", answers={"keybook": BOOK})
    assert ran.out.splitlines() == [
        "network  post",
        "version  3",
        f"root     {'4f' * 32}",
        "",
        "station  name    zone           offices         keys",
        "moscow   Москва  Europe/Moscow  gromyko, clerk     1",
    ]
    assert run("keybook", "show", "--json", answers={"keybook": BOOK}).objects()[0] == {
        "v": 1,
        "kind": "keybook-show",
        **BOOK,
    }


def test_a_request_is_admitted() -> None:
    changes = ["new station peking", "with office roshchin@peking: drafter; clearance 5"]
    answer = {"station": "peking", "version": 2, "fingerprint": "abcd", "changes": changes}
    ran = run("keybook", "admit", "-", answers={"keybook-admit": answer}, stdin=b"request\n")
    assert ran.asked == [("keybook-admit", {"text": "request\n"})]
    assert ran.out.splitlines() == [
        "peking admitted, key book version 2; its fingerprint is abcd",
        "  new station peking",
        "  with office roshchin@peking: drafter; clearance 5",
    ]
    told = run("keybook", "admit", "-", "--json", answers={"keybook-admit": answer}, stdin=b"r")
    assert told.objects()[0]["changes"] == changes
    assert told.objects()[0]["fingerprint"] == "abcd"


@pytest.mark.parametrize(
    ("words", "what", "made_by"),
    [
        (("keybook", "import"), "key book", "depesha keybook export"),
        (("plan", "import"), "key book", "depesha keybook export"),
        (("keybook", "admit"), "request", "depesha station request"),
    ],
)
def test_bytes_at_random_are_told_as_no_book(
    words: tuple[str, str], what: str, made_by: str
) -> None:
    ran = run(*words, "-", stdin=b"\xff\x00\xfe")
    assert ran.asked == []
    assert f"-: not a {what}, or a damaged one" in ran.err
    assert made_by in ran.err
    assert "UTF-8" not in ran.err


def test_two_stations_are_introduced_before_the_book_is_exported(tmp_path: Path) -> None:
    target = tmp_path / "book"
    answers = {"keybook-introduce": {}, "keybook-export": {"text": "-----BOOK-----\n"}}
    words = ["pyongyang", "--with", "peking", "--with", "moscow", "-o", str(target)]
    ran = run("keybook", "export", *words, answers=answers)
    assert ran.asked == [
        ("keybook-introduce", {"station": "pyongyang", "correspondent": "peking"}),
        ("keybook-introduce", {"station": "pyongyang", "correspondent": "moscow"}),
        ("keybook-export", {"station": "pyongyang"}),
    ]
    assert target.read_text(encoding="utf-8") == "-----BOOK-----\n"
    printed = run("plan", "export", "pyongyang", answers=answers)
    assert printed.out == "-----BOOK-----\n"


def test_a_book_is_taken_in_with_its_root() -> None:
    answer = {"version": 3, "plan_version": 2, "stations": ["moscow", "pyongyang"]}
    for noun in ("keybook", "plan"):
        ran = run(noun, "import", "-", "--root", "4f", answers={"keybook-import": answer})
        assert ran.asked == [("keybook-import", {"text": "", "root": "4f"})]
        assert ran.out == "key book version 3, plan version 2: moscow, pyongyang\n"


def test_the_plan() -> None:
    plan = {
        "version": 2,
        "lines": [{"a": "moscow", "b": "peking", "windows": "always"}],
        "transits": [{"from": "peking", "through": "moscow", "to": "pyongyang"}],
    }
    assert run("plan", "show", answers={"plan": plan}).out.splitlines() == [
        "version  2",
        "line     moscow peking  always",
        "transit  peking through moscow to pyongyang",
    ]
    empty = {"version": 0, "lines": [], "transits": []}
    assert run("plan", "show", answers={"plan": empty}).out == "no plan is in force\n"


def test_planning_is_collected_until_it_is_signed() -> None:
    line = run("plan", "line", "moscow", "peking", answers={"plan-line": {}})
    planned = {"a": "moscow", "b": "peking", "windows": "always", "remove": False}
    assert line.asked == [("plan-line", planned)]
    gone = run("plan", "line", "moscow", "peking", "--remove", answers={"plan-line": {}})
    assert gone.asked == [("plan-line", {**planned, "remove": True})]
    assert gone.out.startswith("line moscow-peking removed; ")
    assert '"depesha plan sign"' in line.out
    words = ["peking", "moscow", "pyongyang", "--one-way"]
    transit = run("plan", "transit", *words, answers={"plan-transit": {}})
    assert transit.asked == [
        (
            "plan-transit",
            {
                "from_station": "peking",
                "through": "moscow",
                "to": "pyongyang",
                "one_way": True,
                "remove": False,
            },
        )
    ]
    words = ["moscow", "peking", "--windows", "fridays rate 2MB/s delay 8h"]
    windows = run("plan", "line", *words, answers={"plan-line": {}})
    assert windows.asked == [("plan-line", {**planned, "windows": words[-1]})]
    signed = run("plan", "sign", answers={"plan-sign": {"plan_version": 4}})
    assert signed.out.startswith("plan version 4 signed")


def test_a_station_is_kept_silent_until_a_time_or_for_a_while() -> None:
    def asked(*words: str) -> object:
        ran = run("plan", "silence", "pyongyang", *words, answers={"plan-silence": {}})
        ((name, fields),) = ran.asked
        assert (name, fields["station"]) == ("plan-silence", "pyongyang")
        assert ran.out.startswith("silence of pyongyang ")
        return fields["until_at"]

    assert asked("--until", "2027-01-15T08:00Z") == 1_800_000_000_000
    assert asked("--until", "2027-01-15 11:00+03:00") == 1_800_000_000_000
    ahead = asked("--until", "3d")
    assert isinstance(ahead, int)
    assert 0 <= ahead - 3 * 86_400_000 - now() + 60_000 <= 60_000
    assert asked("--off") is None


@pytest.mark.parametrize("text", ["soon", "2027-01-15T08:00", "0d", "3w", ""])
def test_a_silence_without_a_time_that_is_understood_is_a_usage_error(text: str) -> None:
    ran = run("plan", "silence", "pyongyang", "--until", text)
    assert ran.status == 2
    assert ran.asked == []


def test_the_plan_is_shown_with_windows_and_silences() -> None:
    plan = {
        "version": 3,
        "lines": [{"a": "moscow", "b": "peking", "windows": "fridays"}],
        "transits": [],
        "silences": [{"station": "peking", "until_at": 1_800_000_000_000}],
    }
    ran = run("plan", "show", answers={"plan": plan})
    assert ran.out.splitlines()[1:] == [
        "line     moscow peking  fridays",
        "silence  peking until 15.01.2027 08:00Z",
    ]
