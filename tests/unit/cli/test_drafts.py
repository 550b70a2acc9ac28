"""Drafts, release and sending."""

import re
from pathlib import Path

import pytest

from depesha.errors import OfficeLocked
from tests.unit.cli.desk import run
from tests.unit.cli.test_answers import SENT

TEXT = "To: razuvaev@pyongyang\r\n\r\nтекст\n"
DRAFT = {"draft": 12, "version": 2, "state": "draft"}


def test_a_draft_goes_as_it_is_written() -> None:
    ran = run("draft", "-", answers={"draft": DRAFT}, stdin=TEXT.encode())
    assert ran.asked == [("draft", {"text": TEXT, "again": False})]
    assert ran.out == "draft 12, version 2: draft\n"
    assert run("draft", "-", "-q", answers={"draft": DRAFT}, stdin=b"a").out == "12\n"


def test_a_new_version_names_its_draft() -> None:
    ran = run("draft", "edit", "12", "-", answers={"draft": DRAFT}, stdin=b"a\n")
    assert ran.asked == [("draft", {"draft": 12, "text": "a\n"})]


def test_a_draft_is_returned_with_a_reason() -> None:
    answer = {"draft": 12, "state": "returned"}
    ran = run("draft", "return", "12", "нет даты", answers={"return-draft": answer})
    assert ran.asked == [("return-draft", {"draft": 12, "note": "нет даты"})]
    assert ran.out == "draft 12: returned\n"


def test_waiting_drafts_are_listed() -> None:
    row = {**DRAFT, "office": "clerk@moscow", "note": "нет даты"}
    ran = run("draft", "list", answers={"drafts": [row]})
    assert ran.out.splitlines() == [
        "draft  version  office        state  note",
        "   12        2  clerk@moscow  draft  нет даты",
    ]


def test_a_draft_is_shown_harmless_and_written_verbatim(tmp_path: Path) -> None:
    answers = {"draft": {**DRAFT, "text": "To: a@b\n\n\x1b[2J"}}
    assert run("draft", "show", "12", answers=answers).out == "To: a@b\n\n\\x1b[2J\n"
    target = tmp_path / "draft.txt"
    written = run("draft", "show", "12", "-o", str(target), answers=answers)
    assert written.out == f"draft 12 written to {target}\n"
    assert target.read_text(encoding="utf-8") == "To: a@b\n\n\x1b[2J"
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["draft.txt"]


def test_a_draft_is_written_over_nothing(tmp_path: Path) -> None:
    target = tmp_path / "dear.txt"
    target.write_text("something dear", encoding="utf-8")
    ran = run("draft", "show", "12", "-o", str(target), answers={"draft": {**DRAFT, "text": "a"}})
    assert (ran.status, "dear.txt exists already" in ran.err) == (1, True)
    assert "give another name" in ran.err
    assert target.read_text(encoding="utf-8") == "something dear"


@pytest.mark.parametrize("name", [".", "/", "", ".."])
def test_a_draft_is_written_to_a_file_alone(name: str) -> None:
    ran = run("draft", "show", "12", "-o", name, answers={"draft": {**DRAFT, "text": "a"}})
    assert (ran.status, "name a file" in ran.err) == (2, True)


def test_a_draft_for_standard_output_stands_there_alone() -> None:
    ran = run("draft", "show", "12", "-o", "-", answers={"draft": {**DRAFT, "text": "a\n"}})
    assert (ran.status, ran.out) == (0, "a\n")


def test_sending_prints_the_number_and_quiet_only_the_number() -> None:
    ran = run("send", "-", answers={"send": SENT}, stdin=TEXT.encode())
    assert ran.asked == [("send", {"text": TEXT, "again": False})]
    assert ran.out.startswith("peking/1951/5, special 2: registered and sealed\n")
    assert run("send", "-", "-q", answers={"send": SENT}, stdin=b"a").out == "peking/1951/5\n"
    assert run("send", "-", "--json", answers={"send": SENT}, stdin=b"a").objects() == [
        {"v": 1, "kind": "send", **SENT}
    ]


def test_what_was_sent_before_is_said_to_be_so() -> None:
    """The same lines twice would read as two telegrams."""
    before = {**SENT, "registered_at": -571558200000, "repeated": True}
    ran = run("send", "-", answers={"send": before}, stdin=b"a")
    assert ran.out == "sent before: peking/1951/5, 21.11.1951 17:50Z; --again makes another\n"
    assert run("send", "-", "-q", answers={"send": before}, stdin=b"a").out == "peking/1951/5\n"
    released = run("release", "12", answers={"release": before})
    assert released.out == "sent before: peking/1951/5, 21.11.1951 17:50Z\n"


def test_what_was_drafted_before_is_said_to_be_so() -> None:
    before = {**DRAFT, "repeated": True}
    ran = run("draft", "-", answers={"draft": before}, stdin=b"a")
    assert ran.out == "drafted before: draft 12; --again makes another\n"


def test_sending_says_by_when_what_is_due() -> None:
    """Also where the words give no time: then it is the policy's term."""
    asked = [
        (
            {"due_within_s": 7200},
            {"due_within_s": 172800},
            "receipt within 2h, execution within 2d",
        ),
        ({"due_within_s": 90}, None, "receipt within 90s"),
        (None, {"due_at": -571558200000}, "execution by 21.11.1951 17:50Z"),
        ({"due_at": None, "due_within_s": None}, None, "receipt asked"),
    ]
    for receipt, execution, said in asked:
        to = {"office": "a@b", "station": "b", "way": "b", "receipt": receipt}
        sent = {**SENT, "addressees": [{**to, "execution": execution}], "copies": []}
        ran = run("send", "-", answers={"send": sent}, stdin=b"a")
        assert ran.out.splitlines()[1] == f"  a@b  direct; {said}"


HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("receipt", "expected_in_ms", "early"),
    [
        ({"due_within_s": 1800}, HOUR_MS, False),  # it counts from the delivery
        ({"due_at": -571558200000 + HOUR_MS - 1}, HOUR_MS, True),
        ({"due_at": -571558200000 + HOUR_MS}, HOUR_MS, False),
        ({"due_at": None, "due_within_s": None}, HOUR_MS, False),
        ({"due_within_s": 1}, None, False),
    ],
)
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "(before it can be there)"), ("ru", "(раньше, чем она может прийти)")],
)
def test_sending_says_that_an_answer_is_due_before_it_can_be_there(
    receipt: dict[str, object], expected_in_ms: int | None, language: str, said: str, *, early: bool
) -> None:
    at = -571558200000
    expected_at = None if expected_in_ms is None else at + expected_in_ms
    to = {
        "office": "a@b",
        "station": "b",
        "way": "b",
        "expected_at": expected_at,
        "receipt": receipt,
        "execution": {"due_at": at + 2 * HOUR_MS},
    }
    sent = {**SENT, "registered_at": at, "addressees": [to], "copies": []}
    environ = {"DEPESHA_LANG": language}
    ran = run("send", "-", answers={"send": sent}, stdin=b"a", environ=environ)
    terms = ran.out.splitlines()[1].partition("; ")[2]
    assert re.split(", (?:execution by|исполнение до) ", terms)[0].endswith(said) == early
    assert ran.out.count(said) == early


def test_asking_again_makes_another() -> None:
    ran = run("send", "-", "--again", answers={"send": SENT}, stdin=b"a")
    assert ran.asked == [("send", {"text": "a", "again": True})]


def test_a_release_names_the_draft_and_the_office() -> None:
    ran = run("release", "12", "--as", "gromyko", answers={"release": SENT})
    assert ran.asked == [("release", {"draft": 12, "office": "gromyko"})]


@pytest.mark.parametrize("verb", ["draft", "send"])
@pytest.mark.parametrize(
    ("stdin", "said"),
    [(b"To: a\n\n\xff", "-: line 3: not UTF-8"), (b"a" * (1024 * 1024 + 1), "- is longer than")],
)
def test_a_file_that_is_no_text_reaches_no_station(verb: str, stdin: bytes, said: str) -> None:
    ran = run(verb, "-", stdin=stdin)
    assert (ran.status, ran.asked) == (2, [])
    assert ran.err.startswith(f"depesha: error: {said}")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    missing = run("send", str(tmp_path / "no.txt"))
    assert (missing.status, "no such file" in missing.err) == (3, True)
    assert "see that the name is right" in missing.err
    folder = run("send", str(tmp_path))
    assert (folder.status, "is a directory" in folder.err) == (2, True)
    assert "name a file, not a folder" in folder.err


PART = {
    "draft": 12,
    "version": 2,
    "state": "in-review",
    "needed": 2,
    "missing": 1,
    "released_by": ["gromyko@moscow"],
    "reviewed_by": ["legal@moscow", "desk@moscow"],
}


def test_a_release_that_does_not_suffice_says_what_is_missing() -> None:
    ran = run("release", "12", "--version", "2", answers={"release": PART})
    assert ran.asked == [("release", {"draft": 12, "version": 2})]
    assert ran.out.splitlines() == [
        "draft 12, version 2: reviewed by legal@moscow, desk@moscow; released by gromyko@moscow",
        "1 of 2 releasing offices still to sign",
    ]
    assert run("release", "12", "-q", answers={"release": PART}).out == "12\n"
    (said,) = run("release", "12", "--json", answers={"release": PART}).objects()
    assert said == {"v": 1, "kind": "release", **PART}


def test_a_deputy_names_the_office_for_which_it_releases() -> None:
    ran = run("release", "12", "--as", "clerk", "--for", "gromyko", answers={"release": SENT})
    assert ran.asked == [
        ("release", {"draft": 12, "office": "clerk", "acting_for": "gromyko"}),
    ]


def test_a_review_goes_with_its_note() -> None:
    done = {**PART, "missing": 0}
    ran = run("draft", "review", "12", "--note", "нет возражений", answers={"review-draft": done})
    assert ran.asked == [("review-draft", {"draft": 12, "note": "нет возражений"})]
    assert len(ran.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "[version 2: 1 of 2 releases]",
                (
                    "[version 1:  reviewed  legal@moscow  21.11.1951 17:50Z  "
                    "void since 21.11.1951 17:50Z  no objection]"
                ),
                (
                    "[version 2:  released  clerk@moscow for gromyko@moscow  (second watch)  "
                    "21.11.1951 17:50Z]"
                ),
            ],
        ),
        (
            "ru",
            [
                "[версия 2: подписей 1 из 2]",
                (
                    "[версия 1:  завизировал  legal@moscow  21.11.1951 17:50Z  "
                    "отменено 21.11.1951 17:50Z  no objection]"
                ),
                (
                    "[версия 2:  подписал  clerk@moscow за gromyko@moscow  (second watch)  "
                    "21.11.1951 17:50Z]"
                ),
            ],
        ),
    ],
)
def test_a_draft_is_shown_with_who_endorsed_which_version(language: str, said: list[str]) -> None:
    at = -571558200000
    endorsements = [
        {
            "version": 1,
            "what": "reviewed",
            "office": "legal@moscow",
            "note": "no objection",
            "at": at,
            "voided_at": at,
        },
        {
            "version": 2,
            "what": "released",
            "office": "gromyko@moscow",
            "deputy": "clerk@moscow",
            "holder": "second watch",
            "note": "",
            "at": at,
            "voided_at": None,
        },
    ]
    found = {**DRAFT, "text": "a", "needed": 2, "endorsements": endorsements}
    ran = run("draft", "show", "12", answers={"draft": found}, environ={"DEPESHA_LANG": language})
    assert ran.out.splitlines() == [*said, "a"]


# -- the passphrase of an office ------------------------------------------------------------------


def test_the_passphrase_of_an_office_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "his"
    file.write_text("correct horse battery staple\n", encoding="utf-8")
    for words, environ in (
        (["--office-passphrase-file", str(file)], {}),
        ([], {"DEPESHA_OFFICE_PASSPHRASE_FILE": str(file)}),
    ):
        ran = run("release", "12", *words, answers={"release": SENT}, environ=environ)
        given = {"draft": 12, "office_passphrase": "correct horse battery staple"}
        assert ran.asked == [("release", given)]


def test_without_a_terminal_or_a_file_a_locked_office_signs_nothing() -> None:
    locked = OfficeLocked("the key of gromyko@moscow is locked", hint="its holder gives it")
    ran = run("release", "12", answers={"release": locked})
    assert (ran.status, ran.asked) == (7, [("release", {"draft": 12})])
    assert ran.err == (
        "depesha: error: the key of gromyko@moscow is locked\ndepesha: hint: its holder gives it\n"
    )


def test_a_release_by_a_deputy_names_him_first() -> None:
    part = {**PART, "reviewed_by": [], "deputies": {"gromyko@moscow": "clerk@moscow"}}
    ran = run("release", "12", "--as", "clerk", "--for", "gromyko", answers={"release": part})
    assert ran.out.splitlines()[0] == (
        "draft 12, version 2: released by clerk@moscow for gromyko@moscow"
    )
