"""Answer, correct, supersede, cancel, repeat, void: the order that goes, and what is printed."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.desk import run

SENT: dict[str, Any] = {
    "reference": "moscow/1951/26045",
    "registered_at": 0,
    "addressees": [],
    "held_until": None,
    "message_type": "OPERATION",
}
DRAFTED = {"draft": 7, "version": 1, "state": "draft"}
VERBS = ("answer", "correct", "supersede")


@pytest.mark.parametrize("verb", VERBS)
def test_the_text_alone_is_a_file_without_form_lines(verb: str) -> None:
    ran = run(verb, "26044", "--text", "Читать: 21.", "--as", "gromyko", answers={verb: SENT})
    assert ran.asked == [
        (
            verb,
            {
                "reference": "26044",
                "text": "\nЧитать: 21.\n",
                "again": False,
                "only_draft": False,
                "office": "gromyko",
            },
        )
    ]
    assert ran.out == "moscow/1951/26045: registered and sealed\n"
    assert run(verb, "26044", "--text", "x", "-q", answers={verb: SENT}).out == (
        "moscow/1951/26045\n"
    )


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_goes_as_it_is_and_may_be_a_draft_only(verb: str, tmp_path: Path) -> None:
    file = tmp_path / "new.txt"
    file.write_text("Precedence: FLASH\n\nNew.\n", encoding="utf-8")
    ran = run(verb, "26044", str(file), "--draft", "--again", answers={verb: DRAFTED})
    (_, fields) = ran.asked[0]
    assert fields["text"] == "Precedence: FLASH\n\nNew.\n"
    assert (fields["only_draft"], fields["again"]) == (True, True)
    assert ran.out == "draft 7, version 1: draft\n"


@pytest.mark.parametrize("words", [[], ["new.txt", "--text", "x"], ["missing.txt"]])
def test_the_text_is_given_once(words: list[str]) -> None:
    ran = run("correct", "26044", *words, answers={"correct": SENT})
    assert ran.status in {2, 3}
    assert ran.asked == []


def test_a_text_that_speaks_of_attachments_names_no_file() -> None:
    ran = run("correct", "26044", "--text", "Attach: nothing", answers={"correct": SENT})
    assert ran.status == 0


def test_a_cancellation_names_whom_it_cannot_tell() -> None:
    words = ("cancel", "26044", "sent in error", "--except", "desk@tokyo")
    ran = run(*words, answers={"cancel": SENT})
    assert ran.asked == [
        (
            "cancel",
            {
                "reference": "26044",
                "reason": "sent in error",
                "exempted": ["desk@tokyo"],
                "only_draft": False,
            },
        )
    ]
    held = {"reference": "moscow/1951/26044", "withdrawn": True}
    assert run(*words, answers={"cancel": held}).out == (
        "moscow/1951/26044: cancelled; it was held, and nobody got it\n"
    )
    assert run(*words, "--json", answers={"cancel": held}).objects() == [
        {"v": 1, "kind": "cancel", **held}
    ]


def test_a_repeat_says_where_it_goes() -> None:
    done = {"reference": "moscow/1951/26044", "stations": ["peking", "pyongyang"]}
    ran = run("repeat", "26044", answers={"repeat": done})
    assert ran.asked == [("repeat", {"reference": "26044"})]
    assert ran.out.endswith("marked as a repeat, to peking, pyongyang\n")
    one = run("repeat", "26044", "--to", "desk@peking", "--json", answers={"repeat": done})
    assert one.asked == [("repeat", {"reference": "26044", "to": "desk@peking"})]
    assert one.objects() == [{"v": 1, "kind": "repeat", **done}]


def test_a_void_number() -> None:
    done = {"series": "special", "year": 1951, "number": 1071}
    words = ("void", "1071", "spoilt", "--series", "special", "--year", "1951")
    ran = run(*words, answers={"void": done})
    assert ran.asked == [
        ("void", {"number": 1071, "reason": "spoilt", "series": "special", "year": 1951})
    ]
    assert ran.out == "number 1071 of special in 1951 is void\n"
    assert run(*words, "--json", answers={"void": done}).objects() == [
        {"v": 1, "kind": "void", **done}
    ]


def test_what_is_held_and_what_is_an_exercise_is_said_when_it_is_sent() -> None:
    sent = {**SENT, "held_until": -571_566_300_000, "message_type": "EXERCISE"}
    ran = run("release", "7", answers={"release": sent, "offices": []})
    assert ran.out.startswith("*EXERCISE* moscow/1951/26045: registered, held until ")


def test_a_collective_address_has_members_or_is_removed() -> None:
    done = {
        "collective": "allposts",
        "members": ["desk@peking"],
        "removed": False,
        "version": 7,
        "not_shown_to": ["tokyo"],
    }
    words = ("keybook", "collective", "allposts")
    ran = run(*words, "--member", "desk@peking", answers={"keybook-collective": done})
    assert ran.asked == [
        (
            "keybook-collective",
            {"collective": "allposts", "members": ["desk@peking"], "remove": False},
        )
    ]
    assert ran.out == (
        "allposts: 1 members, key book version 7; export the books\n"
        "  not for tokyo: they do not know all members\n"
    )
    removed = {**done, "members": [], "removed": True}
    ran = run(*words, "--remove", answers={"keybook-collective": removed})
    assert ran.out == "allposts: removed, key book version 7; export the books\n"
    for wrong in ((), ("--remove", "--member", "desk@peking")):
        assert run(*words, *wrong, answers={}).status == 2


@pytest.mark.parametrize(
    "words",
    [
        ("correct", "26044", "--text", "x"),
        ("answer", "26044", "--text", "x"),
        ("supersede", "26044", "--text", "x"),
        ("cancel", "26044", "sent in error"),
        ("pass", "26044", "--to", "desk@tokyo"),
    ],
    ids=lambda words: words[0],
)
def test_a_deputy_names_the_office_for_which_it_acts(words: tuple[str, ...]) -> None:
    ran = run(*words, "--as", "clerk", "--for", "gromyko", answers={words[0]: SENT})
    (_, fields) = ran.asked[0]
    assert (fields["office"], fields["acting_for"]) == ("clerk", "gromyko")
