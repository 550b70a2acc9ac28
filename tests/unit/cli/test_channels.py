"""`register channel`: what is missing of a line, in words and in JSON."""

from typing import Any

import pytest

from tests.unit.cli.desk import Ran, run

CLOSED = {
    "first": 7,
    "last": 9,
    "since_at": -571558200000,
    "closed_at": -571557000000,
    "how": "void",
}


def row(direction: str, **changed: object) -> dict[str, object]:
    return {
        "lane": 0,
        "direction": direction,
        "epoch": "0011223344556677",
        "first": 1,
        "last": 70,
        "loads": 71,
        "accepted": 69,
        "again": 2,
        "open": 0,
        "missing": [],
        "closed": [],
        "checked_at": None,
        "reconciled_at": None,
        **changed,
    }


def found(*rows: dict[str, Any], **changed: object) -> dict[str, object]:
    return {
        "line": "moscow",
        "day": None,
        "channels": list(rows),
        "open": sum(one["open"] for one in rows),
        "nothing_missing": bool(rows) and not any(one["open"] for one in rows),
        "by_pack": False,
        **changed,
    }


def asked(answer: dict[str, object], *words: str, language: str = "en") -> Ran:
    return run(
        "register",
        "channel",
        "moscow",
        *words,
        answers={"line-register": answer},
        environ={"DEPESHA_LANG": language},
    )


def test_a_line_on_which_nothing_is_missing_says_so() -> None:
    ran = asked(found(row("in", closed=[CLOSED]), row("out")))
    assert (ran.status, ran.asked) == (0, [("line-register", {"line": "moscow"})])
    said = ran.out.splitlines()
    assert said[1].split() == ["theirs", "0", "00112233", "1", "70", "71", "69", "2", "0"]
    assert said[2].split()[0] == "ours"
    assert said[5].split()[2] == "7–9"
    assert said[5].endswith("void: will not come")
    assert said[-1] == "nothing is missing on this channel"


def test_what_is_missing_is_named() -> None:
    gaps = [{"first": 65, "last": 66, "since_at": 0}, {"first": 69, "last": 69, "since_at": 0}]
    ran = asked(found(row("in", open=3, missing=gaps), row("out", open=4)))
    assert ran.out.splitlines()[-2:] == [
        "missing (lane 0, 00112233): 65–66, 69",
        "sent and not answered yet (lane 0, 00112233): 4",
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (found(), "номеров на этой линии ещё нет"),
        (found(day="2026-11-28"), "итог за этот день не подведён, или передач не было"),
        (
            found(by_pack=True),
            "папочная или почтовая линия нумеруется по пакетам: у каждого пакета своя эпоха",
        ),
        (found(row("in")), "пропусков в канале нет"),
    ],
)
def test_the_verdict_in_russian(answer: dict[str, object], said: str) -> None:
    assert asked(answer, language="ru").out.splitlines()[-1] == said


def test_a_folder_line_shows_its_packs() -> None:
    packs = {"packs": 3, "packs_missing": 2, "unanswered_since_at": None}
    ran = asked(found(by_pack=True, **packs))
    assert ran.out.splitlines()[-1] == (
        "packs of ours: 3, unanswered since –; of theirs named and not read: 2"
    )


def test_json_gives_each_channel_and_the_verdict() -> None:
    ran = asked(found(row("in"), day="2026-11-28"), "--day", "2026-11-28", "--json")
    assert ran.asked == [("line-register", {"line": "moscow", "day": "2026-11-28"})]
    channel, verdict = ran.objects()
    assert (channel["kind"], channel["line"], channel["last"]) == ("register-channel", "moscow", 70)
    assert (verdict["kind"], verdict["nothing_missing"]) == ("register-channel-verdict", True)
