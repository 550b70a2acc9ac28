"""What is refused is said in Russian: every problem that an order or a question can meet."""

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from depesha import words
from depesha.words.reasons import REASONS
from depesha.words.sayings import told
from depesha.words.sayings.told import AT_THE_DESK, SAID
from tests.problem_texts import SOURCE, files, texts_of

REACHED = (
    "archive",
    "draft",
    "errors.py",
    "evidence",
    "export",
    "imprint.py",
    "keybook/book.py",
    "keybook/collective.py",
    "life.py",
    "names.py",
    "number.py",
    "office",
    "paper",
    "policy/terms.py",
    "route.py",
    "seal/office_lock.py",
    "seal/passkey_lock.py",
    "seal/sealer.py",
    "seal/stretch.py",
    "station",
    "store/blobs.py",
    "store/book.py",
    "web",
)
"""Where an order or a question of the desk can be refused."""

EXEMPT = {
    "what comes in by a line is put aside, and nobody is told in these words": (
        "office/answering.py",
        "office/attachments.py",
        "office/book_road.py",
        "office/inward.py",
        "office/letter.py",
        "office/news.py",
        "office/opening.py",
        "office/proof.py",
        "office/registry_back.py",
        "office/restored.py",
        "office/witness.py",
    ),
    "the keys and the plan of a network, homes, backups: done at the command line": (
        "office/administration.py",
        "office/enrolment.py",
        "office/key_orders.py",
        "office/restoring.py",
        "station/attaching.py",
        "station/backup_about.py",
        "station/enrolling.py",
        "station/evidence_folder.py",
        "station/evidence_given.py",
        "station/evidencing.py",
        "station/founding.py",
        "station/holders.py",
        "station/home.py",
        "station/key_reading.py",
        "station/mail_setting.py",
        "station/orders/keys.py",
        "station/restoring.py",
        "station/slots.py",
        "station/target.py",
        "station/unlocking.py",
    ),
    "station.toml and how a station begins": (
        "station/room.py",
        "station/neighbourhood.py",
        "station/settings.py",
        "station/station.py",
        "station/web_setting.py",
        "web/host.py",
        "web/setting.py",
    ),
    "what a program says to the station's door, or gives an archive": (
        "station/archive_carrying.py",
        "station/door.py",
    ),
}
"""By the reason; what these say in English is shown so, and marked."""

SPELLED = {
    "{0} may not {1} {2}": ("draft", "review", "read", "release", "receive"),
    "copy {0} of {1} {2}": ("is destroyed", "is certified already"),
    "{0} {1}: its words are not handed out": (
        "was not printed",
        "was printed more than an hour ago",
    ),
    "there is no telegram {0} {1}": (" at ", " before "),
    "the name {0} of an attachment {1}": ("of an attachment has more than",),
    "a form has at most {0} {1}": (
        "a form has at most {0} files",
        "a form has at most {0} fields",
        "a form has at most {0} bytes in a field",
        "a form has at most {0} bytes in its fields",
        "a form has at most {0} bytes a file",
    ),
    "{0} answer to {1}": ("owes no answer to", "nobody owes an answer to"),
}
"""Templates that hold English words of the code: each stands in the table as it comes out."""

PUT_IN = {
    "no answer to it is printed",
    "that answer was printed",
    "no copy of it is printed",
    "{0}: {1} forbids it: {2} of {3} copies are made",
    "{0} has still to answer",
    "it has no line",
    "a report of {0} is outstanding",
    "something of it waits for a line",
}
"""Sayings within a saying; the code says them, though no problem alone."""

COMMAND = re.compile(r"depesha |--[a-z]|station\.toml|docs/|form line|/register/")
ROUTED = " ({0})"


def test_every_problem_that_the_desk_can_meet_is_said_in_russian() -> None:
    exempt = set(files([name for names in EXEMPT.values() for name in names]))
    known = {*SAID, *AT_THE_DESK, *REASONS, *SPELLED}
    missing = {
        (str(path.relative_to(SOURCE)), text)
        for path in files(REACHED)
        if path not in exempt
        for text in texts_of(path)
        if text not in known
    }
    assert not missing


def test_no_exemption_is_idle() -> None:
    known = {*SAID, *AT_THE_DESK, *REASONS}
    for path in files([name for names in EXEMPT.values() for name in names]):
        assert texts_of(path) - known, path


def test_no_saying_is_stale() -> None:
    """A text that was changed where it is raised, and not here, would fall back to English."""
    raised = {text for path in SOURCE.rglob("*.py") for text in texts_of(path)}
    spelled = [word for each in SPELLED.values() for word in each]
    source = " ".join(path.read_text(encoding="utf-8") for path in files(["office"]))
    for text in {*SAID, *AT_THE_DESK} - raised:
        if text in PUT_IN:
            assert all(part in source for part in re.split(r"\{\d\}", text)), text
        else:
            assert text.removesuffix(ROUTED) in raised or any(one in text for one in spelled), text
    for template, each in SPELLED.items():
        assert template in raised
        for word in each:
            assert any(word in text for text in SAID), word


def test_a_saying_carries_over_what_is_put_in() -> None:
    for text, russian in SAID.items():
        assert places(russian) == places(text), text


def test_every_cure_of_the_desk_has_another_for_the_command_line() -> None:
    assert AT_THE_DESK.keys() <= {*SAID, *REASONS}


def test_the_desk_names_no_command() -> None:
    for text, (english, russian) in AT_THE_DESK.items():
        assert places(english) == places(russian) <= places(text), text
        for said in (english, russian):
            assert not COMMAND.search(said), said


def test_no_saying_is_taken_for_another() -> None:
    put_in = [f"n{place}@m{place}" for place in range(10)]
    for text, russian in SAID.items():
        said = words.saying(text.format(*put_in), "ru")
        if ":said}" in russian:
            assert said is None, "what is said within it is not known"
        else:
            assert said == re.sub(r":word\}", "}", russian).format(*put_in)


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_no_text_stands_in_two_fields() -> None:
    assert len(SAID) == sum(len(field.SAID) for field in told.FIELDS)
    assert len(AT_THE_DESK) == sum(len(field.AT_THE_DESK) for field in told.FIELDS)


@pytest.mark.parametrize(
    ("said", "russian"),
    [
        (
            "a value of 500 characters where at most 400 are allowed",
            "значение в 500 знаков при наибольшем 400",
        ),
        (
            "line 3: a value of 500 characters where at most 400 are allowed",
            "строка 3: значение в 500 знаков при наибольшем 400",
        ),
        ("there is no text", "нет текста"),
        ("gromyko@moscow may not return a draft", "gromyko@moscow не вправе возвращать проекты"),
        (
            "gromyko@moscow may not release СОВ. СЕКРЕТНО",
            "у gromyko@moscow нет допуска подписывать СОВ. СЕКРЕТНО",
        ),
        (
            "copy 3 of moscow/1951/26044 is certified already",
            "экземпляр № 3 moscow/1951/26044 уже заверен",
        ),
        (
            "moscow/1951/26044: NO_COPIES forbids it: 2 of 2 copies are made",
            "moscow/1951/26044: NO_COPIES этого не допускает: снято экземпляров 2 из 2",
        ),
        (
            "moscow/2026/7 was superseded by moscow/2026/9: it is not to be answered any more",
            "moscow/2026/7 заменена телеграммой moscow/2026/9: отвечать на неё больше не надо",
        ),
        (
            "a telegram that is DELIVERED cannot be answered with comply",
            "состояние телеграммы – доставлена: ответ «принять к исполнению» невозможен",
        ),
        ("no way is known to peking", "пути к peking нет"),
    ],
)
def test_a_problem_is_said_in_russian_with_its_names_and_numbers(said: str, russian: str) -> None:
    assert words.saying(said, "ru") == russian
    assert words.saying(said, "en") == said


def test_what_a_newer_station_says_is_known_in_english_only() -> None:
    assert words.saying("the moon is in the way", "ru") is None
    assert words.saying("line 3: the moon is in the way", "ru") is None
    assert words.hint("look at the moon", "ru") is None
    assert words.hint("look at the moon", "en") == "look at the moon"


def test_what_a_person_wrote_is_carried_over_as_it_is() -> None:
    """An attack: a name that holds a template, and signs of a format."""
    name = "'{0} {1:said} there is no text'"
    assert words.saying(f"unknown word {name}", "ru") == f"неизвестное слово {name}"
    assert words.saying("x" * 100_000, "ru") is None


def test_a_hint_that_names_a_command_has_another_at_the_desk_or_none() -> None:
    assert words.hint('"depesha draft list" lists them', "en") == "the trays list them"
    assert words.hint('"depesha draft list" lists them', "ru") == "они лежат в папках"
    assert words.hint('it is "depesha moon" that helps', "en") == ""
    assert words.hint("say it with --moon", "ru") == ""
    assert words.hint("", "ru") == ""


def test_nothing_of_it_is_loaded_in_english() -> None:
    program = (
        "import sys, depesha.words as w; w.saying('there is no text', 'en'); w.hint('', 'en');"
        " print('depesha.words.sayings.told' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(SOURCE).parent,
    )
    assert ran.stdout.strip() == "False"
