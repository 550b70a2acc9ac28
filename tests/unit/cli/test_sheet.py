"""The sheet of a telegram as text, after Form No. 17."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.export.screen import width
from tests.unit.cli.desk import run
from tests.unit.export.test_screen import ANY_TEXT, is_harmless

SHEET: dict[str, Any] = {
    "originator": "МИД СССР",
    "comcen": "Десятый отдел",
    "number": 26044,
    "numbers": [{"series": "special", "number": 1070}],
    "form_code": "17",
    "document_type": "Шифрованная телеграмма",
    "filed_at": -571558200000,
    "classification_name": "СОВ. СЕКРЕТНО",
    "caveats": ["Снятие копий воспрещается"],
    "captions": ["ОСОБАЯ"],
    "message_type": "OPERATION",
    "addressees": [
        {
            "office": "razuvaev@pyongyang",
            "kind": "ACTION",
            "place": "СЕВЕРНАЯ КОРЕЯ",
            "person": "РАЗУВАЕВУ",
            "precedence": "IMMEDIATE",
            "local_precedence": "ВНЕ ОЧЕРЕДИ",
            "receipt": {"due_at": None, "words": ""},
            "execution": {"due_at": None, "words": "телеграфьте немедленно"},
            "passing": [{"to": "Ким Ир Сену", "through": "Разуваева"}],
        }
    ],
    "signatory": "ГРОМЫКО",
    "marks": [{"text": "4570", "kind": ""}, {"text": "N 8680 / мм", "kind": ""}],
}
FOUND: dict[str, Any] = {
    "reference": "moscow/1951/26044",
    "sheet": SHEET,
    "text": "20 ноября Рошину была передана следующая директива.\n\nПолучение подтвердите.",
    "copies": [{"number": 1, "holder": "т. Сталину"}, {"number": 2, "holder": "Копия"}],
    "signatures": [
        {"who": "moscow", "verified": True},
        {"who": "gromyko@moscow", "verified": False, "why": "another key"},
    ],
    "answers": [],
    "quotations": [],
    "duties": [
        {
            "office": "razuvaev@pyongyang",
            "receipt_due_at": -571557000000,
            "stages": [{"stage": "SENT", "at": -571557600000, "evidenced": True}],
        }
    ],
}
RUSSIAN = {"DEPESHA_LANG": "ru"}


def shown(found: dict[str, Any]) -> list[str]:
    ran = run("show", "26044", answers={"show": found}, environ=RUSSIAN)
    assert ran.status == 0, ran.err
    return ran.out.splitlines()


def test_the_whole_sheet() -> None:
    lines = [line.strip() for line in shown(FOUND) if line.strip()]
    label = "─" * 31 + " СОВ. СЕКРЕТНО " + "─" * 32
    assert [" ".join(line.split()) for line in lines] == [
        label,
        "МИД СССР Форма № 17 СОВ. СЕКРЕТНО",
        "Десятый отдел Снятие копий воспрещается",
        "Исход. № 26044 Спец. № 1070",
        "Получена 21.11.1951 17:50Z",
        "Отправлена 21.11.1951 18:00Z",
        "Шифрованная телеграмма",
        "Куда СЕВЕРНАЯ КОРЕЯ Кому РАЗУВАЕВУ (razuvaev@pyongyang)",
        "ВНЕ ОЧЕРЕДИ",
        "О С О Б А Я",
        "Получение подтвердите, до 21.11.1951 18:10Z",
        "Исполнение телеграфьте немедленно",
        "Передать: Ким Ир Сену, через Разуваева",
        "20 ноября Рошину была передана следующая директива.",
        "Получение подтвердите.",
        "ГРОМЫКО",
        "Копии:",
        "1. т. Сталину",
        "2. Копия",
        "4570",
        "N 8680 / мм",
        label,
        "Подписи:",
        "✓ проверена moscow",
        "✗ НЕ ПРОВЕРЕНА gromyko@moscow another key",
        label,
    ]


def test_the_label_is_first_and_last_where_something_is_quoted() -> None:
    quoted = {"verified": True, "reference": "moscow/1951/7", "signed_by": ["moscow"], "text": "а"}
    lines = shown({**FOUND, "quotations": [quoted]})
    assert "СОВ. СЕКРЕТНО" in lines[0]
    assert lines[-1] == lines[0]
    assert "Цитируется:  moscow/1951/7  ✓ проверена  moscow" in lines
    forged = shown({**FOUND, "quotations": [{"verified": False, "why": "not signed"}]})
    assert "Цитируется:  ✗ НЕ ПРОВЕРЕНА  not signed" in forged


def test_a_long_text_keeps_label_number_and_page_in_view() -> None:
    lines = shown({**FOUND, "text": "\n".join(f"строка {n}" for n in range(100))})
    heads = [line.split() for line in lines if "- 2 -" in line or "- 3 -" in line]
    assert heads == [
        ["26044", "-", "2", "-", "СОВ.", "СЕКРЕТНО"],
        ["26044", "-", "3", "-", "СОВ.", "СЕКРЕТНО"],
    ]
    labelled = [place for place, line in enumerate(lines) if "СОВ. СЕКРЕТНО" in line]
    assert max(b - a for a, b in pairwise(labelled)) <= 40


def test_an_exercise_is_marked_loudly_at_both_ends() -> None:
    sheet = {**SHEET, "message_type": "DRILL", "message_type_name": "ЗИМА"}
    loud = [line.strip() for line in shown({**FOUND, "sheet": sheet}) if "***" in line]
    assert loud == ["*** ТРЕНИРОВКА ЗИМА · ТРЕНИРОВКА ЗИМА · ТРЕНИРОВКА ЗИМА ***"] * 2


def test_answers_stand_under_the_sheet() -> None:
    answer = {
        "office": "razuvaev@pyongyang",
        "code": "HAVE_COMPLIED",
        "at": -571557000000,
        "text": "Передано\x1b[2J.",
        "verified": True,
    }
    lines = shown({**FOUND, "answers": [answer]})
    place = lines.index("Ответы:")
    assert lines[place + 1].endswith("21.11.1951 18:10Z  razuvaev@pyongyang  исполнено")
    assert lines[place + 2] == "    Передано\\x1b[2J."


def test_times_of_a_telegram_stand_in_its_originators_zone_too() -> None:
    sheet = {**SHEET, "zone": "Asia/Pyongyang", "delivered_at": -571557000000}
    lines = shown({**FOUND, "sheet": sheet})
    assert "Получена 21.11.1951 17:50Z, 22.11 02:50 KST" in lines
    assert "Доставлена 21.11.1951 18:10Z" in lines
    foreign = shown({**FOUND, "sheet": {**SHEET, "zone": "../../etc/passwd"}})
    assert "Получена 21.11.1951 17:50Z" in foreign


def test_json_asks_for_json_so_that_a_caveat_can_forbid_it() -> None:
    ran = run("show", "26044", "--json", answers={"show": FOUND})
    assert ran.asked == [("show", {"reference": "26044", "purpose": "json"})]
    assert ran.objects()[0]["kind"] == "show"
    fields = {"reference": "26044", "purpose": "show", "language": "en", "office": "razuvaev"}
    ran = run("show", "26044", "--as", "razuvaev", answers={"show": FOUND})
    assert ran.asked == [("show", fields)]


FIELDS = ("originator", "comcen", "form_code", "document_type", "classification_name", "subject")


@given(st.dictionaries(st.sampled_from(FIELDS), ANY_TEXT), ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_a_sheet_that_draws_on_the_terminal(
    fields: dict[str, str], text: str, place: str, mark: str
) -> None:
    addressee = {**SHEET["addressees"][0], "place": place, "local_precedence": mark}
    sheet = {
        **SHEET,
        **fields,
        "addressees": [addressee],
        "marks": [{"text": mark, "kind": place}],
        "captions": [mark],
        "caveats": [place],
        "signatory": mark,
    }
    ran = run("show", "1", answers={"show": {**FOUND, "sheet": sheet, "text": text}})
    assert ran.status == 0, ran.err
    lines = ran.out.split("\n")
    assert all(is_harmless(line) for line in lines)
    assert max(width(line) for line in lines) <= 78


def test_the_ladder_shows_evidence_and_implication_apart() -> None:
    found = {
        "reference": "moscow/1951/26044",
        "addressees": [
            {
                "office": "razuvaev@pyongyang",
                "station": "pyongyang",
                "state": "EXECUTED",
                "closed": True,
                "stages": [
                    {"stage": "DELIVERED", "at": -571558200000, "evidenced": True},
                    {"stage": "ACKNOWLEDGED", "at": None, "evidenced": False},
                    {"stage": "EXECUTED", "at": -571557000000, "evidenced": True},
                ],
                "outstanding": {"attempts": 2, "repeat_at": -571557000000},
            }
        ],
        "answers": [{"office": "razuvaev@pyongyang", "code": "HAVE_COMPLIED", "text": "Передано."}],
    }
    fact = {"fact": 22, "at": -571557000000, "kind": "Sent", "neighbour": "pyongyang"}
    history = run("track", "26044", "--history", answers={"track": {**found, "history": [fact]}})
    assert history.out.splitlines()[-1] == "    22  21.11.1951 18:10Z  Sent  pyongyang"
    ran = run("track", "26044", answers={"track": found})
    assert ran.asked == [("track", {"reference": "26044", "purpose": "show"})]
    assert ran.out.splitlines() == [
        "moscow/1951/26044",
        "",
        "razuvaev@pyongyang  EXECUTED (closed)",
        "  ✓ DELIVERED     21.11.1951 17:50Z",
        "  · ACKNOWLEDGED  implied",
        "  ✓ EXECUTED      21.11.1951 18:10Z",
        "  … no answer yet; sent 2 times, again at 21.11.1951 18:10Z",
        "  have complied: Передано.",
    ]


AT = -571558200000

OUTSTANDING: dict[str, tuple[list[str], dict[str, Any], str]] = {
    "waits for its line": (
        ["QUEUED"],
        {"attempts": 1, "waits_for": "mukden"},
        "not sent yet: waits for mukden",
    ),
    "never left, though it was repeated": (
        ["QUEUED"],
        {"attempts": 2, "waits_for": "mukden"},
        "not sent yet: waits for mukden",
    ),
    "its repeat waits": (
        ["QUEUED", "SENT"],
        {"attempts": 2, "waits_for": "mukden"},
        "no answer yet; sent again, waits for mukden",
    ),
    "sent once": (
        ["QUEUED", "SENT"],
        {"attempts": 1, "waits_for": None},
        "no answer yet; sent once, again at 21.11.1951 18:10Z",
    ),
}


@pytest.mark.parametrize("case", OUTSTANDING)
def test_what_is_outstanding_is_said_as_it_is(case: str) -> None:
    stages, outstanding, said = OUTSTANDING[case]
    addressee = {
        "office": "razuvaev@pyongyang",
        "state": stages[-1],
        "stages": [{"stage": one, "at": AT, "evidenced": True} for one in stages],
        "outstanding": {"repeat_at": -571557000000, **outstanding},
    }
    ran = run("track", "5", answers={"track": {"reference": "m/5", "addressees": [addressee]}})
    assert ran.out.splitlines()[-1] == f"  … {said}"


@pytest.mark.parametrize(
    ("stages", "closed", "due"),
    [
        (["SENT"], False, ["receipt due", "execution due"]),
        (["SENT", "RECEIVED"], False, ["execution due"]),
        (["SENT", "RECEIVED", "EXECUTED"], False, []),
        (["SENT"], True, []),
    ],
)
def test_the_ladder_says_by_when_the_next_steps_are_due(
    stages: list[str], due: list[str], *, closed: bool
) -> None:
    addressee = {
        "office": "razuvaev@pyongyang",
        "state": stages[-1],
        "closed": closed,
        "stages": [{"stage": one, "at": AT, "evidenced": True} for one in stages],
        "receipt_due_at": AT,
        "execution_due_at": AT,
    }
    ran = run("track", "5", answers={"track": {"reference": "m/5", "addressees": [addressee]}})
    lines = [line for line in ran.out.splitlines() if line.startswith("  …")]
    assert lines == [f"  … {one} 21.11.1951 17:50Z" for one in due]


def test_a_silent_addressee_is_not_expected_to_answer() -> None:
    addressee = {
        "office": "razuvaev@pyongyang",
        "state": "SENT",
        "stages": [{"stage": "SENT", "at": AT, "evidenced": True}],
        "receipt_due_at": AT,
        "silent_until": 1_800_000_000_000,
        "outstanding": {"attempts": 1, "repeat_at": AT},
    }
    ran = run("track", "5", answers={"track": {"reference": "m/5", "addressees": [addressee]}})
    assert ran.out.splitlines()[-2:] == [
        "  … receipt due 21.11.1951 17:50Z (it keeps silent until 15.01.2027 08:00Z)",
        "  … sent, no answer expected before 15.01.2027 08:00Z",
    ]


def test_an_answer_that_is_due_before_it_can_be_there_is_said_to_be_so() -> None:
    addressee = {
        "office": "razuvaev@pyongyang",
        "state": "SENT",
        "stages": [{"stage": "SENT", "at": AT, "evidenced": True}],
        "receipt_due_at": AT,
        "execution_due_at": AT + 1,
        "outstanding": {"attempts": 1, "repeat_at": AT, "expected_at": AT + 1},
    }
    ran = run("track", "5", answers={"track": {"reference": "m/5", "addressees": [addressee]}})
    assert ran.out.splitlines()[-4:-2] == [
        "  … receipt due 21.11.1951 17:50Z (before it can be there)",
        "  … execution due 21.11.1951 17:50Z",
    ]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("LINE_DOWN", "no communications with peking"),
        ("NEXT_REFUSED", "peking refuses it"),
        ("CAME_BACK", "peking sent it back"),
        ("MINIMIZED", "the line to peking is at a minimum"),
    ],
)
def test_a_diversion_on_the_way_is_told(reason: str, said: str) -> None:
    addressee = {
        "office": "razuvaev@pyongyang",
        "state": "SENT",
        "stages": [{"stage": "SENT", "at": AT, "evidenced": True}],
        "outstanding": {"attempts": 1, "repeat_at": AT, "expected_at": 1_800_000_000_000},
        "diversions": [{"at_station": "moscow", "neighbour": "peking", "reason": reason, "at": AT}],
    }
    ran = run("track", "5", answers={"track": {"reference": "m/5", "addressees": [addressee]}})
    assert ran.out.splitlines()[-2:] == [
        "  … expected there 15.01.2027 08:00Z",
        f"  … diverted at moscow: {said}, 21.11.1951 17:50Z",
    ]
