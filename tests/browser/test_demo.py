"""What `depesha demo --desk` leaves: three desks, and one telegram to be confirmed."""

import json

from tests.browser.demo import Demo

WAITING = "moscow/2026/26045"


def inbox(demo: Demo, station: str) -> dict[str, dict[str, object]]:
    done = demo.run(station, "inbox", "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {str(line["reference"]).rpartition("/")[2]: line for line in lines}


def test_each_office_has_its_desk_and_a_passphrase(demo: Demo) -> None:
    assert {desk.office for desk in demo.desks.values()} == {"gromyko", "roshchin", "razuvaev"}
    assert all(desk.address.startswith("http://localhost:") for desk in demo.desks.values())


def test_a_telegram_with_both_requests_lies_at_pyongyang(demo: Demo) -> None:
    waiting = inbox(demo, "pyongyang")["26045"]
    assert waiting["receipt_due_at"]
    assert waiting["execution_due_at"]


def test_the_story_is_told_before(demo: Demo) -> None:
    done = demo.run("moscow", "track", "26044", "--json")
    (track,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["state"] for one in track["addressees"]] == ["EXECUTED"]
