"""Registers as tables."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from depesha.errors import Refused
from depesha.export.book import Cover
from depesha.export.copy_book import LEDGER
from depesha.export.numbered_books import numbered
from depesha.export.periods import Period
from depesha.export.speech import SaidIn
from depesha.paper import book_sheet
from depesha.paper.book_sheet import book_data, book_sheets
from tests.unit.paper.reading import info_of, text_of, words
from tests.unit.paper.seed import at

RU = SaidIn(language="ru", zone=ZoneInfo("Europe/Moscow"))
COVER = Cover(
    period=Period(year=1951), station="moscow", names={"ru": "Москва"}, zone="Europe/Moscow"
)


def line(number: int, **other: Any) -> dict[str, Any]:
    return {
        "entry": "telegram",
        "series": "outgoing",
        "book_year": 1951,
        "book_number": number,
        "book_last": number,
        "reference": f"moscow/1951/{number}",
        "registered_at": at(18, 36),
        "classification": 5,
        "policy": "mid-1951",
        "precedence": 3,
        "message_type": 1,
        "to": ["razuvaev@pyongyang"],
        "hidden": False,
        "subject": f"Предмет {number}",
        "state": "EXECUTED",
        **other,
    }


def test_a_register_is_a_table_with_its_head_on_every_sheet(tmp_path: Path) -> None:
    pdf = book_sheets(RU, numbered("out"), [line(n) for n in range(1, 121)], COVER)
    count = int(info_of(pdf, tmp_path)["Pages"])
    assert count > 2
    told = words(text_of(pdf, tmp_path, "-f", str(count)))
    for said in (
        "Журнал исходящих",
        "moscow · Москва",
        "Europe/Moscow",
        f"лист {count} из {count}",
    ):
        assert said in told, said
    assert "Предмет 120" in told
    whole = text_of(pdf, tmp_path)
    assert all(f"Предмет {n}" in whole for n in range(1, 121))


def test_the_newest_line_dates_the_sheets_and_the_same_lines_make_the_same_bytes() -> None:
    rows = [line(1), line(2, registered_at=1_764_000_000_000)]
    made = book_sheets(RU, numbered("out"), rows, COVER)
    assert b"2025-11-24" in made
    assert book_sheets(RU, numbered("out"), rows, COVER) == made


def test_voids_and_lines_that_are_withheld_have_their_number(tmp_path: Path) -> None:
    rows = [
        {**line(1), "entry": "withheld"},
        {**line(2), "entry": "void", "reason": "ошибка", "office": "clerk@moscow", "at": at(1, 1)},
    ]
    told = words(text_of(book_sheets(RU, numbered("out"), rows, COVER), tmp_path))
    assert "ПОГАШЕН" in told
    assert "ошибка (clerk@moscow)" in told


def test_an_empty_register_is_a_sheet_that_says_so(tmp_path: Path) -> None:
    told = text_of(book_sheets(RU, LEDGER, [], COVER), tmp_path)
    assert "Журнал учёта экземпляров" in told


def test_the_widths_are_those_of_the_printed_columns() -> None:
    columns = book_data(RU, numbered("out"), [line(1)], COVER)["columns"]
    assert [one["share"] for one in columns][:2] == [13, 20]
    assert all(one["share"] >= 12 for one in columns)


def test_more_lines_than_are_set_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_sheet, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="3 lines"):
        book_sheets(RU, numbered("out"), [line(n) for n in (1, 2, 3)], COVER)
