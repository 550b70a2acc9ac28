"""The page of telegram 26044, and pages that are not it."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.checks import checks_of
from depesha.archive.page import read_page
from depesha.archive.page_lines import MAX_PAGE_BYTES
from depesha.archive.record import (
    AnnotationKind,
    Asked,
    Happening,
    MarkKind,
    Party,
    Record,
    TextKind,
)
from depesha.errors import Malformed

PAGE = files("depesha.demo").joinpath("telegram-26044.md").read_bytes()


@pytest.fixture(scope="module")
def record() -> Record:
    return read_page(PAGE)


def test_nothing_of_the_page_is_not_understood(record: Record) -> None:
    assert record.unparsed == ()


def test_every_line_of_the_original_is_in_the_record(record: Record) -> None:
    kept = repr(record)
    for line in PAGE.decode().splitlines():
        words = re.sub(r" ?\[[^\]]+\]", "", line).strip(" *#-~|_<>").removesuffix(":")
        for part in words.split("|"):
            said = part.strip(" _-")
            if any(letter.isalpha() for letter in said) and said not in WORDS_OF_THE_BLANK:
                assert any(piece in kept for piece in (said, said.replace('"', '\\"'))), said


WORDS_OF_THE_BLANK = frozenset(
    {
        "Citation:",
        "Summary:",
        "Original Language:",
        "Contents:",
        "Citation",
        "Summary",
        "Original Language",
        "Contents",
        "Копии",
        "верно",
        "Исход. № 26044",
        "Форма № 17",
        "Спец. № 1070",
        "Экз. № 1",
        "Куда СЕВЕРНАЯ КОРЕЯ Кому РАЗУВАЕВУ",
        "21.XI.51г. Г Р О М Ы К О",
        "отп. 2 экз. ян.",
        "1. т. Сталину",
        "2. Копия",
        *(f"{number}. Тов." for number in range(1, 9)),
    }
)
"""Captions whose values stand in fields of their own, which the other tests hold."""


def test_numbers_and_marks_are_what_stands_there(record: Record) -> None:
    telegram = record.telegram
    assert (telegram.outgoing_number, telegram.special_number, telegram.form_code) == (
        26044,
        1070,
        "17",
    )
    assert telegram.classification_text == "СОВ. СЕКРЕТНО"
    assert telegram.caveats == ("Снятие копий воспрещается",)
    assert telegram.precedence_text == "ВНЕ ОЧЕРЕДИ"
    assert telegram.captions == ("О С О Б А Я",)
    assert [
        (m.kind, m.text) for m in record.copies[0].marks if m.kind is not MarkKind.FORM_SLOT
    ] == [
        (MarkKind.NUMBER, "4570"),
        (MarkKind.NUMBER, "N 8680 / мм"),
        (MarkKind.REPEATED, "26044"),
        (MarkKind.STRUCK, "-2-"),
        (MarkKind.REPEATED, "экз № 1"),
        (MarkKind.HANDWRITTEN, "Иван"),
        (MarkKind.HANDWRITTEN, "арх"),
    ]
    assert sum(m.kind is MarkKind.FORM_SLOT for m in record.copies[0].marks) == 8


def test_times_keep_their_words_and_get_their_meaning(record: Record) -> None:
    assert {event.kind: event.at.iso for event in record.telegram.events} == {
        Happening.FILED: "1951-11-21T18:35",
        Happening.SENT: "1951-11-21T20:50",
        Happening.SIGNED: "1951-11-21",
        Happening.TYPED: "1951-11-21",
    }
    assert record.telegram.events[0].at.text == "Получена 18 час. 35 мин. 21.XI 195 1 г."


def test_people_are_spelled_as_they_were(record: Record) -> None:
    named = {one.role: one.text for one in record.telegram.parties}
    assert named[Party.TO] == "РАЗУВАЕВУ"
    assert named[Party.SIGNER] == "Г Р О М Ы К О"
    assert named[Party.CERTIFIER] == "Иван"


def test_copies_and_holdings(record: Record) -> None:
    assert [(copy.number, copy.holder_text, copy.sheets) for copy in record.copies] == [
        (1, "т. Сталину", 2),
        (2, "Копия", 0),
    ]
    assert [(one.archive, one.fond, one.papka, one.first_leaf) for one in record.holdings] == [
        ("APRF", "45", "", 44),
        ("AVP RF", "059a", "11", 67),
        ("RGASPI", "558", "", 44),
    ]


def test_the_word_that_runs_over_the_sheet_is_one_word(record: Record) -> None:
    typed, read, _ = record.telegram.texts
    assert typed.segments[2].text.endswith("непосредственно указан-")
    assert read.segments[2].text.endswith("непосредственно указанную директиву.")
    (joined,) = [one for one in read.annotations if one.kind is AnnotationKind.JOINED]
    assert read.segments[joined.segment].text[: joined.start].endswith("указан")


def test_the_typewriters_sign_is_read_in_the_normalised_text_alone(record: Record) -> None:
    typed, read, _ = record.telegram.texts
    assert 'Раз"ясните' in typed.segments[1].text
    assert "Разъясните" in read.segments[1].text
    assert read.segments[1].text.startswith('"Разъ')


def test_both_languages_say_the_same_by_segment(record: Record) -> None:
    _, read, english = record.telegram.texts
    assert (read.kind, english.kind) == (TextKind.NORMALISED, TextKind.TRANSLATION)
    assert [one.key for one in read.segments] == [one.key for one in english.segments]


def test_an_editors_gloss_is_no_part_of_the_text(record: Record) -> None:
    english = record.telegram.texts[2]
    assert "Stalin" not in "".join(one.text for one in english.segments)
    glosses = [(one.segment, one.body) for one in english.annotations]
    assert glosses == [(0, "Stalin"), (2, "Ministry of Foreign Affairs")]
    first = english.annotations[0]
    assert english.segments[0].text[: first.start].endswith("Comrade Filippov")


def test_what_is_asked_is_in_its_own_words(record: Record) -> None:
    assert [(one.kind, one.text) for one in record.telegram.obligations] == [
        (Asked.CONFIRM_RECEIPT, "Получение подтвердите."),
        (Asked.REPORT_EXECUTION, "Исполнение телеграфьте немедленно."),
    ]


def test_every_cross_check_agrees(record: Record) -> None:
    checks = list(checks_of(record))
    assert len(checks) == 6
    assert all(one.agrees for one in checks)
    assert any("APRF and RGASPI" in one.said for one in checks)


def test_a_check_that_differs_is_told() -> None:
    page = PAGE.replace("отп. 2 экз.".encode(), "отп. 3 экз.".encode())
    told = {one.what: one.agrees for one in checks_of(read_page(page))}
    assert told["copies"] is False
    assert told["number"] is True


def test_a_line_that_no_rule_knows_is_kept_with_its_place() -> None:
    page = PAGE.replace("Спец. № 1070".encode(), "Спец. № 1070\n\nСлужебная пометка ¶".encode())
    (strange,) = read_page(page).unparsed
    assert strange.text == "Служебная пометка ¶"
    assert page.decode().splitlines()[strange.line - 1] == strange.text


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"words\n", b"## **A date**\n", b"x" * (MAX_PAGE_BYTES + 1)]
)
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_page(data)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_page(PAGE + text.encode(errors="replace"))
        read_page(text.encode(errors="replace"))
    except Malformed:
        pass
