"""Every caption that the code asks for stands in the table, in both languages."""

import re
from pathlib import Path

import pytest

import depesha.cli
from depesha.archive.record import AnnotationKind
from depesha.errors import StoreFull
from depesha.keybook.leaf import Role
from depesha.life import Exit, Rung
from depesha.links.exchange import LineState
from depesha.notice import ResponseCode, ServiceCode
from depesha.office.facts import Decision
from depesha.station.carriage import BLOB_WORDS, ITS_TURN, NO_BLOBS, NO_BULK, PUT_OFF
from depesha.station.directory import NOT_SERVING
from depesha.station.queueing import NOT_SERVED, WAITS
from depesha.store.reading import GRADES
from depesha.telegram import MessageType, Relation
from depesha.words import ALARMS, FIELDS, LANGUAGES, WORDS, reason, word
from depesha.words.archive_record import ARCHIVE_RECORD
from depesha.words.choices import CHOICES
from tests.unit.cli.desk import run

FOLDER = Path(depesha.cli.__file__).parent
OFFICE = FOLDER.parent / "office"
USED_BY_RULE = {
    *ARCHIVE_RECORD,  # a record's page names each by its kind and its code
    *(f"paper {one}" for one in (*(code.name for code in ResponseCode), "INTERIM")),
    *(f"annotation {one.name}" for one in AnnotationKind),
    *(f"sheet {one}" for one in ("whole", "false", "void", "unknown")),
    "asked receipt",
    "asked execution",
    "as operator",
    "as authority",
    "registered by",
    "released by",
    "reviewed by",
    "key open",
    *(f"unit {one}" for one in ("d", "h", "min", "s")),
    *(f"term {one}" for one in ("receipt", "execution")),
    "archivist",
    "duty",
    "authority",
    "in-review",
    "key locked",
    "was executed",
    "was refused",
    *(f"owes {what}" for what in ("receipt", "execution", "interim")),
    *(f"overdue {what}" for what in ("receipt", "execution", "interim", "unsent", "unread")),
    *(f"overdue {one}" for one in Exit),
    *(one for one in CHOICES if one.startswith("why ")),
    *(one for one in WORDS if one.startswith("party ")),
    *(f"review {one.name}" for one in Decision),
}
"""Captions whose keys are put together."""


def asked_for() -> set[str]:
    found = set()
    for path in faces():
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:title=|\.word\(|\.told\()"([^"{]+)"', source))
        found |= set(re.findall(r'"([^"{]+)"\|word', source))
    return found


def faces() -> list[Path]:
    """Return every file that says captions: those of the faces, and of what they share."""
    rooms = ("cli", "export", "web", "paper", "station")
    found = (path for room in rooms for path in (FOLDER.parent / room).rglob("*"))
    return [path for path in found if path.suffix in {".py", ".html"}]


def test_every_caption_is_in_the_table() -> None:
    assert len(asked_for()) > 40, "a search that finds nothing tests nothing"
    assert asked_for() - set(WORDS) == set()


def test_no_caption_stands_in_the_table_for_nothing() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in faces())
    captions = {key for key in WORDS if not key[0].isupper()} - USED_BY_RULE
    assert {key for key in captions if not re.search(f"[\"']{key}[\"']", source)} == set()


def test_no_caption_stands_in_two_files() -> None:
    """What one field of work calls so must not be shown where another means something else."""
    keys = [key for captions in FIELDS for key in captions]
    assert [key for key in keys if keys.count(key) > 1] == []


def test_every_code_has_its_words() -> None:
    codes = {
        *(rung.name for rung in Rung),
        *(str(one) for one in Exit),
        *(code.name for code in ResponseCode),
        *(relation.name for relation in Relation),
        *(kind.name for kind in MessageType if kind is not MessageType.OPERATION),
    }
    assert codes - set(WORDS) == set()


def test_every_caption_has_both_languages() -> None:
    assert {key for key, pair in WORDS.items() if len(pair) != len(LANGUAGES)} == set()
    assert {key for key, pair in WORDS.items() if pair[1] and pair[0] == pair[1]} == set()


def test_every_alarm_has_its_words_and_every_word_its_alarm() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in OFFICE.rglob("*.py"))
    raised = set(re.findall(r'\.alarm\(\s*"([a-z-]+)"', source))
    named = set(re.findall(r'"([a-z-]+)"', source)) | {StoreFull.code}  # by a constant, or a code
    assert raised <= set(ALARMS) <= named
    assert all(len(pair) == len(LANGUAGES) and pair[0] != pair[1] for pair in ALARMS.values())


@pytest.mark.parametrize(("language", "what"), [("ru", "не доставлена"), ("en", "not delivered")])
def test_an_alarm_is_said_in_the_language_of_the_station(language: str, what: str) -> None:
    rows = [
        {"what": "non-delivery", "about": "peking", "text": "no route at moscow"},
        {"what": "mutiny", "about": "potemkin", "text": "red flag"},
    ]
    ran = run("alarms", answers={"alarms": rows}, environ={"DEPESHA_LANG": language})
    _, first, second = ran.out.splitlines()
    assert re.split("  +", first) == [what, "peking", "no route at moscow"]
    assert second.startswith("mutiny ")


def test_a_code_from_a_newer_station_is_itself() -> None:
    assert word("LOST_AT_SEA", "ru") == "LOST_AT_SEA"


def test_the_environment_chooses_the_language() -> None:
    row = {"what": "gap", "about": "peking"}
    ran = run("alarms", answers={"alarms": [row]}, environ={"DEPESHA_LANG": "ru_RU.UTF-8"})
    assert ran.out.splitlines()[0].split() == ["что", "о", "чём"]
    other = run("alarms", answers={"alarms": [row]}, environ={"DEPESHA_LANG": "ko"})
    assert other.out.splitlines()[0].split() == ["what", "about"]


def test_what_a_queue_says_by_itself_has_its_words() -> None:
    said = {NOT_SERVED, *WAITS.values(), *GRADES, *(str(one) for one in LineState), NOT_SERVING}
    said |= {NO_BLOBS, PUT_OFF, NO_BULK, ITS_TURN, *(code.name for code in ServiceCode)}
    said |= {one.format("1.5 of 200") for one in BLOB_WORDS.values()}
    said |= {str(role.name).lower().replace("_", "-") for role in Role}
    assert {text for text in said if reason(text, "ru") == text} == set()
    assert {text for text in said if reason(text, "en") != text} == set()


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("closed until 06:00Z", "закрыта до 06:00Z"),
        (
            "only URGENT and above passes on this line",
            "на этой линии проходит только СРОЧНЫЙ и выше",
        ),
        ("1.5 of 200 MB, going", "1.5 из 200 МБ, передаётся"),
        ("connection refused by 127.0.0.1", "connection refused by 127.0.0.1"),
        ("from {0} through {1} to {2}", "от {0} через {1} к {2}"),
    ],
)
def test_a_reason_has_its_number_in_its_place(english: str, russian: str) -> None:
    assert reason(english, "ru") == russian


def test_a_russian_station_says_in_russian_what_it_did() -> None:
    sent = {
        "reference": "moscow/1951/5",
        "message_type": "EXERCISE",
        "registered_at": 0,
        "addressees": [
            {"office": "a@b", "station": "b", "way": "b", "receipt": {"due_within_s": 7200}}
        ],
        "copies": [{"number": 1, "holder": "т. Сталину"}],
        "attachments": [{"name": "map.pdf", "size_bytes": 7}],
    }
    ru = {"DEPESHA_LANG": "ru"}
    ran = run("send", "-", answers={"send": sent}, stdin=b"a", environ=ru)
    assert ran.out.splitlines() == [
        "*УЧЕНИЕ* moscow/1951/5: зарегистрирована и зашифрована",
        "  a@b  прямо; подтверждение в течение 2 ч",
        "  экз. № 1: т. Сталину",
        "  приложено: map.pdf, байт: 7",
    ]
    void = {"number": 7, "series": "outgoing", "year": 1951}
    ran = run("void", "7", "испорчен", answers={"void": void}, environ=ru)
    assert ran.out == "номер 7 серии outgoing за 1951 погашен\n"
    none = {"made": 0, "sums": {}, "copies": [], "without_gap": True, "reference": "moscow/1951/5"}
    assert run("copies", "5", answers={"copies": none}, environ=ru).out == (
        "Экземпляров не изготовлено.\n"
    )
    offices = [{"office": "a@b", "roles": ["releaser", "duty"], "clearance": 1}]
    ran = run("office", "list", answers={"offices": offices}, environ=ru)
    assert "подписывающий, дежурный" in ran.out
