"""kill -9 of any of three stations at random moments of J1: nothing is lost, nothing is doubled."""

import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench.network import A, B, C
from bench.texts import draft_of
from depesha.station import upkeep
from depesha.station.client import connect
from depesha.station.home import Home
from tests.stories.asking import Asker
from tests.stories.posts import Post, Posts, moved, posts, serve_all

TELEGRAMS = 300
REPORTS = 40
KILLS = 6
SHARE_SECONDS = 0.2
"""How long a share of the orders takes, about: the moment lies before their end or after it."""

SETTLED = 0.75

NOTHING = {"outstanding": 0, "queued": 0, "quarantined": 0, "gaps": 0, "alarms": 0}


def test_kill_9_of_any_station_at_any_moment_loses_and_doubles_nothing(
    network: Path, tmp_path: Path
) -> None:
    seed = int(os.environ.get("DEPESHA_SEED") or time.time_ns() % 1_000_000)
    _story(network, tmp_path, seed, KILLS)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(20))
def test_kill_9_with_many_seeds(seed: int, network: Path, tmp_path: Path) -> None:
    _story(network, tmp_path, seed, 3 * KILLS)


def _story(network: Path, folder: Path, seed: int, kills: int) -> None:
    sys.stdout.write(f"DEPESHA_SEED={seed}\n")
    chance = random.Random(seed)  # noqa: S311  # moments, not keys
    moved(network, folder)
    with posts(folder) as stations:
        serve_all(stations)
        sending = Asker(stations[A], _orders(), random.Random(seed + 1))  # noqa: S311
        sending.start()
        # the sender's station first: else its orders could be over before it is its turn
        victims = [A, *chance.choices((A, B, C), k=kills - 1)]
        _kill_again_and_again(stations, sending, chance, victims)
        sending.finished(60)
        reporting = Asker(stations[C], _reports(stations[C]), random.Random(seed + 2))  # noqa: S311
        reporting.start()
        _kill_again_and_again(stations, reporting, chance, [C, A])
        reporting.finished(60)
        with stations[A].face() as face:
            face.until(lambda count: count == 0 or None, read="outstanding")
        with stations[C].face() as face:
            face.until(lambda count: count == 0 or None, read="outstanding")
        for post in stations.values():
            assert post.stop() == 0
    _numbers_agree(sending, folder)
    _reports_arrived(reporting, folder)
    _journals_are_sound(folder)


def _orders() -> list[dict[str, Any]]:
    return [{"order": "send", "fields": {"text": draft_of(place)}} for place in range(TELEGRAMS)]


def _reports(post: Post) -> list[dict[str, Any]]:
    with post.face() as face:
        wanted = face.until(
            lambda lines: lines if len(lines) >= REPORTS else None,
            read="register",
            fields={"direction": "in", "limit": REPORTS},
        )
    return [
        {
            "order": "report",
            "fields": {"reference": line["reference"], "text": "done"},
            "order_id": f"report on {line['reference']}",
        }
        for line in wanted
    ]


def _kill_again_and_again(
    stations: Posts, asking: Asker, chance: random.Random, victims: list[str]
) -> None:
    """Kill at random moments, most of them while much is on its way; restart at once.

    Now and then one is killed while another, or itself, is just coming up.
    """
    for name in victims:
        if chance.random() < SETTLED:
            _settle(stations)
        asking.allow(1 / len(victims))
        time.sleep(chance.uniform(0, SHARE_SECONDS))
        stations[name].kill()
        stations[name].start()
    _settle(stations)


def _settle(stations: Posts) -> None:
    """Wait until all are up, and what was on its way has arrived: so that traffic flows again."""
    for name in stations:
        stations[name].ready()
    with stations[A].face() as face:
        face.until(lambda count: count == 0 or None, read="outstanding")


def _numbers_agree(sending: Asker, folder: Path) -> None:
    assert sending.asked_in_vain, "no order was cut off: the kills tested nothing"
    given = [{answer["number"] for answer in answers} for answers in sending.answers.values()]
    assert [numbers for numbers in given if len(numbers) != 1] == [], "one order, two numbers"
    assert sorted(numbers.pop() for numbers in given) == list(range(1, TELEGRAMS + 1))
    with connect(folder / A) as station:
        sent = station.read("register", direction="out", limit=10_000)
    with connect(folder / C) as station:
        came = station.read("register", direction="in", limit=10_000)
    assert [line["number"] for line in sent] == list(range(1, TELEGRAMS + 1))
    assert [line["incoming_number"] for line in came] == list(range(1, TELEGRAMS + 1))
    assert sorted(line["number"] for line in came) == list(range(1, TELEGRAMS + 1))


def _reports_arrived(reporting: Asker, folder: Path) -> None:
    assert all(reporting.answers.values())
    with connect(folder / A) as station:
        sent = station.read("register", direction="out", limit=10_000)
        states = {line["reference"]: line["state"] for line in sent}
        executed = sorted(name for name, state in states.items() if state == "EXECUTED")
        tracked = [station.read("track", reference=name)["answers"] for name in executed]
    assert executed == sorted(order["fields"]["reference"] for order in reporting.orders)
    codes = [[answer["code"] for answer in answers] for answers in tracked]
    assert codes == [["OPERATOR_ACK", "HAVE_COMPLIED"]] * REPORTS, "a report came twice"
    assert set(states.values()) == {"DELIVERED", "EXECUTED"}


def _journals_are_sound(folder: Path) -> None:
    for name in (A, B, C):
        before = _registers(folder / name)
        checks = upkeep.doctor(Home(folder / name), None, rebuild=True)
        assert [check for check in checks if not check["ok"]] == []
        assert _registers(folder / name) == before, "the registers do not follow from the facts"
        counts = before["counts"]
        assert {key: counts[key] for key in NOTHING} == NOTHING, name


def _registers(home: Path) -> dict[str, Any]:
    questions = ("counts", "outbox", "inbox", "queue", "series", "alarms")
    with connect(home) as station:
        return {name: station.read(name) for name in questions}
