"""Whose signatures there are, and in which standing one answered: the same words everywhere."""

from typing import Any

import pytest

from tests.unit.cli.desk import run
from tests.unit.cli.test_sheet import FOUND

AT = -571558200000
RELEASED: dict[str, Any] = {
    "who": "gromyko@moscow",
    "what": "released",
    "title": "Министр",
    "at": AT,
    "deputy": "clerk@moscow",
    "holder": "second watch",
    "verified": True,
}
ANSWERED: dict[str, Any] = {
    "office": "razuvaev@pyongyang",
    "code": "OPERATOR_ACK",
    "interim": False,
    "at": AT,
    "text": "",
    "reason": "",
    "verified": True,
    "as": "operator",
    "title": "Посол",
    "deputy": None,
}
SIGNED = {
    **FOUND,
    "signatures": [{"who": "moscow", "what": "registered", "at": AT, "verified": True}, RELEASED],
    "released": {"given": 1, "needed": 2, "policy": "neutral"},
    "answers": [ANSWERED, {**ANSWERED, "code": "WILL_COMPLY", "as": "authority"}],
}


def words_of(text: str) -> str:
    """Return a text without its line ends and gaps: a sheet has 80 places."""
    return " ".join(text.split())


def shown(language: str, found: dict[str, Any]) -> str:
    environ = {"DEPESHA_LANG": language}
    return run("show", "26044", answers={"show": found}, environ=environ).out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "Released: Министр (clerk@moscow for gromyko@moscow), 21.11.1951 17:50Z, verified",
                "  ✓ verified  registered  moscow  21.11.1951 17:50Z",
                (
                    "  ✓ verified  released  Министр (clerk@moscow for gromyko@moscow)  "
                    "held by second watch  21.11.1951 17:50Z"
                ),
                "  1 of 2 releases that policy neutral demands",
                "    as operator: opened and whole, nothing promised",
                "    by authority to acknowledge",
            ],
        ),
        (
            "ru",
            [
                "Подписано: Министр (clerk@moscow за gromyko@moscow), 21.11.1951 17:50Z, проверена",
                (
                    "  ✓ проверена  подписал  Министр (clerk@moscow за gromyko@moscow)  "
                    "занимает second watch  21.11.1951 17:50Z"
                ),
                "  подписей 1 из 2 по правилам neutral",
                "    оператор: вскрыта и цела, обязательств нет",
                "    уполномоченное лицо: вправе принять к исполнению",
            ],
        ),
    ],
)
def test_a_sheet_names_whose_signatures_and_answers_they_are(
    language: str, said: list[str]
) -> None:
    out = words_of(shown(language, SIGNED))
    for one in said:
        assert words_of(one) in out


def test_what_does_not_hold_is_not_said_to_be_released() -> None:
    false = {**RELEASED, "verified": False, "why": "another key"}
    out = shown("en", {**SIGNED, "signatures": [false]})
    assert "21.11.1951 17:50Z, NOT VERIFIED" in words_of(out)
    assert "✗ NOT VERIFIED  released" in out


def test_a_policy_that_is_not_known_is_said_to_be_so() -> None:
    found = {**SIGNED, "released": {"given": 1, "needed": None, "policy": "theirs"}}
    assert "1 releases; policy theirs is not known here" in shown("en", found)


@pytest.mark.parametrize(
    ("answered_as", "said"), [("operator", True), ("authority", False), (None, False)]
)
def test_a_receipt_alone_is_told_from_an_answer_by_authority(
    answered_as: str | None, *, said: bool
) -> None:
    addressee: dict[str, Any] = {
        "office": "razuvaev@pyongyang",
        "state": "RECEIVED",
        "stages": [],
        "answered_as": answered_as,
    }
    tracked = {"reference": "moscow/1951/1", "addressees": [addressee], "answers": [ANSWERED]}
    out = run("track", "1", answers={"track": tracked}).out
    assert ("an operator has it; nobody with authority has answered" in out) == said
    assert "receipt confirmed" in out
    assert "Посол (razuvaev@pyongyang), as operator: opened and whole, nothing promised" in out


def test_a_tray_says_in_which_standing_it_was_answered() -> None:
    row = {"reference": "moscow/1951/1", "state": "RECEIVED"}
    rows = [{**row, "answered_as": one} for one in ("operator", "authority", None)]
    for tray in ("inbox", "outbox"):
        head, *lines = run(tray, answers={tray: rows}).out.splitlines()
        assert "answered as" in head
        assert ["operator" in line for line in lines] == [True, False, False]
        assert ["authority" in line for line in lines] == [False, True, False]


def test_who_stood_in_for_whom_is_said_alike_everywhere() -> None:
    given = {
        "office": "duty@pyongyang",
        "in_place_of": "razuvaev@pyongyang",
        "deputy": "clerk@pyongyang",
        "code": "CANNOT_COMPLY",
        "interim": False,
        "as": "authority",
        "at": 0,
    }
    who = "clerk@pyongyang for duty@pyongyang in place of razuvaev@pyongyang"
    addressee = {"office": "razuvaev@pyongyang", "state": "CANNOT_COMPLY", "stages": []}
    words = {**given, "reason": "no men"}
    tracked = {"reference": "moscow/1951/26044", "addressees": [addressee], "answers": [words]}
    history = [{"fact": 7, "kind": "AnswerLearned", **given}]
    logged = {**given, "what": "answered", "from": given["office"], "precedence": "ROUTINE"}
    outs = (
        run("track", "26044", answers={"track": tracked}).out,
        run("track", "26044", "--history", answers={"track": {**tracked, "history": history}}).out,
        run(
            "control",
            "26044",
            answers={"task": {"tasks": [], "history": history, "answers": [words]}},
        ).out,
        run("register", "log", answers={"log": {"entries": [logged], "next": None}}).out,
    )
    for out in outs:
        assert who in out
        assert "cannot comply" in out
        assert "CANNOT_COMPLY:" not in out
    assert "cannot comply: no men" in outs[0]
    assert "authority" in outs[2]
    assert "authority" in outs[3]
