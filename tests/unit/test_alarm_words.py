"""What alarms say in Russian, and what is to be done about them."""

import re
from pathlib import Path

import pytest

import depesha.office
from depesha.office.urgency import ALARM_KINDS
from depesha.words import LANGUAGES, alarm_text
from depesha.words.alarm_help import HELP, alarm_help
from depesha.words.alarm_texts import TEXTS

OFFICE = Path(depesha.office.__file__).parent
LATIN = re.compile(r"[a-z]{4,}")

SAID = {
    "copy 3 is not back, and its term is over": "экземпляр № 3 не возвращён, срок истёк",
    "no receipt of moscow/2026/7 from razuvaev@pyongyang: it was due 2026-11-29 05:00Z": (
        "razuvaev@pyongyang не подтвердил получение moscow/2026/7: срок был 2026-11-29 05:00Z"
    ),
    "a@b has not opened moscow/2026/7; no duty office may read it": (
        "a@b не вскрыл moscow/2026/7; ни один дежурный не имеет к ней допуска"
    ),
    "a@b has not opened moscow/2026/7 in time; it is shown to c@d instead": (
        "a@b не вскрыл moscow/2026/7 в срок; вместо него показана: c@d"
    ),
    "moscow asks a@b for a report of execution: EXERCISE moscow/2026/7": (
        "moscow напоминает a@b: ждёт доклад об исполнении по EXERCISE moscow/2026/7"
    ),
    "a flash packet has waited for peking for 12 min": "молния пакет ждёт peking уже 12 мин",
    "peking has no communications with pyongyang": "peking не имеет связи с pyongyang",
}


@pytest.mark.parametrize("text", SAID)
def test_a_text_is_said_in_russian_with_its_names_and_numbers(text: str) -> None:
    assert alarm_text(text, "ru") == SAID[text]
    assert alarm_text(text, "en") == text


def test_a_text_of_a_newer_station_is_shown_as_it_was_raised() -> None:
    assert alarm_text("the moon is in the way", "ru") == "the moon is in the way"
    assert alarm_help("moon", "ru") == ""


def test_every_text_is_one_that_the_office_raises() -> None:
    """A text that was changed where it is raised, and not here, would fall back to English."""
    source = " ".join(path.read_text(encoding="utf-8") for path in OFFICE.rglob("*.py"))
    source = re.sub(r'"\s*\n\s*f?"', "", source)
    for text in TEXTS:
        parts = [part.strip(" :;,") for part in re.split(r"\{\d\}|[;:]", text)]
        for part in parts:
            assert part in source, (text, part)


def test_every_kind_that_is_raised_says_what_to_do() -> None:
    assert HELP.keys() == ALARM_KINDS.keys()
    for kind in HELP:
        english, russian = (alarm_help(kind, language) for language in LANGUAGES)
        assert english.endswith(".")
        assert russian.endswith(".")
        assert not LATIN.search(russian), russian
