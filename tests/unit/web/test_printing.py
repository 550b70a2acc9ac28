"""Paper at the desk: the page, the fact before the file, what is refused, registers."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, OfficeLocked
from tests.desks import OFFICE, Visitor, visit
from tests.unit.paper.reading import text_of
from tests.unit.paper.seed import at, copy_found, receipt
from tests.unit.paper.test_book_sheet import line

PLACE = "/print/telegram/moscow/1951/26044"
SHEET = "/print/sheet/moscow/1951/26044"


def copies(**other: Any) -> dict[str, Any]:
    held = copy_found()["ledger"]
    return {
        "reference": "moscow/1951/26044",
        "classification": 5,
        "policy": "mid-1951",
        "caveats": ["NO_COPIES"],
        "copies": held,
        **other,
    }


def desk(answers: dict[str, Any] | None = None, roles: tuple[str, ...] = ("registrar",)) -> Visitor:
    shown = copy_found(answers=[receipt()])
    shown["sheet"]["classification"] = 5
    return visit(
        {
            "offices": [{"office": OFFICE, "roles": list(roles)}],
            "copies": copies(),
            "show": shown,
            "copy-print": {"reference": "moscow/1951/26044", "number": 2, "printing": 1},
            "answer-print": {"reference": "moscow/1951/26044", "printing": 1},
            "paper-copy": copy_found(),
            "paper-answer": {**shown, "answer": receipt()},
            **(answers or {}),
        }
    )


def test_the_page_offers_what_is_not_printed_and_says_that_printing_is_a_fact() -> None:
    visitor = desk()
    page = visitor.get(f"{PLACE}?copy=2").text
    assert "Printing is written in the journal first" in page
    assert "Copying is forbidden" in page
    assert "Print copy No. 2</button>" in page
    assert "Print copy No. 1 again</button>" in page
    assert 'name="witness"' in page
    assert 'id="copy-2" aria-current="true"' in page
    assert visitor.station.orders == [], "asking for the page prints nothing"


def test_the_page_is_in_russian_too() -> None:
    page = desk().get(PLACE, language="ru").text
    assert "Отпечатать экз. № 2" in page
    assert "Снятие копий воспрещается" in page
    assert "Printing" not in page


def test_whoever_is_no_registrar_is_told_and_offered_nothing() -> None:
    page = desk(roles=("addressee",)).get(PLACE).text
    assert "A registrar prints" in page
    assert "<form class" not in page.partition("Copies</h2>")[2]


def test_a_copy_is_ordered_first_and_comes_as_a_file(tmp_path: Path) -> None:
    visitor = desk()
    answer = visitor.post(PLACE, copy="2", by="ян.", language="ru")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="moscow-1951-26044-copy-2.pdf"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Рошину" in text_of(answer.content, tmp_path)
    said = {"reference": "moscow/1951/26044", "number": 2, "printed_by": "ян."}
    assert visitor.station.orders == [("copy-print", {"office": OFFICE, **said})]
    assert visitor.station.asked[-1][1]["language"] == "ru"


def test_a_spoilt_sheet_is_printed_again_with_its_reason_and_witness() -> None:
    visitor = desk()
    visitor.post(PLACE, copy="1", again="порвался", witness="Иван")
    (order,) = visitor.station.orders
    assert order[1]["again"] == "порвался"
    assert order[1]["witness"] == "Иван"


def test_what_is_refused_is_said_in_words_and_no_file_comes() -> None:
    refused = Forbidden("moscow/1951/26044: NO_COPIES forbids it: 2 of 2 copies are made")
    answer = desk({"copy-print": refused}).post(PLACE, copy="3")
    assert answer.status_code == 403
    assert "NO_COPIES" in answer.text
    assert not answer.content.startswith(b"%PDF")


def test_without_a_copy_nothing_is_ordered() -> None:
    visitor = desk()
    answer = visitor.post(PLACE, copy="first")
    assert answer.status_code == 422
    assert visitor.station.orders == []


def test_a_locked_office_is_asked_and_the_page_offers_the_sheet_then() -> None:
    locked = OfficeLocked("the key of razuvaev@pyongyang is locked")
    page = desk({"copy-print": locked}).post(PLACE, copy="2", fragment=True)
    assert 'name="passphrase"' in page.text
    visitor = desk()
    after = visitor.post(PLACE, copy="2", passphrase="open", fragment=True)  # noqa: S106  # a test's
    assert after.headers["HX-Redirect"] == f"{PLACE}?copy=2"
    shown = visitor.get(f"{PLACE}?copy=2").text
    assert "fetch its sheet here" in shown
    assert f'href="{SHEET}?copy=1' in shown
    assert visitor.station.secrets[0].office == "open"


def test_an_answer_is_printed_as_a_sheet() -> None:
    visitor = desk()
    answer = visitor.post(PLACE, answer="ab" * 32)
    assert answer.content.startswith(b"%PDF")
    assert visitor.station.orders[0][0] == "answer-print"


def test_a_sheet_is_fetched_without_another_order() -> None:
    visitor = desk()
    assert visitor.get(f"{SHEET}?copy=1").content.startswith(b"%PDF")
    assert visitor.get(f"{SHEET}?answer={'ab' * 32}").content.startswith(b"%PDF")
    assert visitor.station.orders == []
    too_late = desk({"paper-copy": Forbidden("copy 1 was printed more than an hour ago")})
    assert too_late.get(f"{SHEET}?copy=1").status_code == 403


@pytest.mark.parametrize("asked", ["copy=x", "copy=" + "9" * 30, ""])
def test_a_copy_that_is_no_number_is_none(asked: str) -> None:
    visitor = desk({"paper-copy": NotFound("there is no copy 0")})
    assert visitor.get(f"{SHEET}?{asked}").status_code == 404
    (fields,) = (said for name, said in visitor.station.asked if name == "paper-copy")
    assert fields["number"] == 0


def test_a_name_in_the_address_is_no_header() -> None:
    visitor = desk()
    answer = visitor.get("/print/sheet/mos%22%0d%0acow/1951/26044?copy=1")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].count('"') == 2


def test_whoever_is_not_signed_in_prints_nothing() -> None:
    visitor = visit(office=None)
    assert visitor.get(PLACE).status_code == 303
    assert visitor.get("/print/register/out").status_code == 303


# -- registers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out", "in", "special"])
def test_a_register_comes_as_a_table(name: str, tmp_path: Path) -> None:
    visitor = visit({"book": [line(1), line(2)]})
    path = f"/print/register/{name}?span=year&day=1951-01-01"
    answer = visitor.get(path, language="ru")
    assert answer.content.startswith(b"%PDF")
    assert f'filename="register-{name}.pdf"' in answer.headers["Content-Disposition"]
    (asked,) = (fields for question, fields in visitor.station.asked if question == "book")
    assert (asked["register"], asked["year"]) == (name, 1951)
    assert "Предмет 2" in text_of(answer.content, tmp_path)


def test_the_ledger_of_copies_comes_as_a_table(tmp_path: Path) -> None:
    row = {**copy_found()["ledger"][0], "reference": "moscow/1951/26044", "issued_at": at(18, 36)}
    row |= {"return_by": None, "overdue": False, "destroyed_at": None, "archived_at": None}
    row |= {"returned_at": None, "act": "", "return_act": "", "done_by": "", "witness": ""}
    visitor = visit({"copy-book": [row]})
    answer = visitor.get("/print/register/copies?span=all", language="ru")
    assert "т. Сталину" in text_of(answer.content, tmp_path)


def test_more_lines_than_are_set_at_once_are_refused() -> None:
    visitor = visit({"book": lambda fields: [line(n + 1) for n in range(fields["limit"])]})
    answer = visitor.get("/print/register/out?span=all")
    assert answer.status_code == 409
    assert "shorter period" in answer.text


def test_there_is_no_other_register() -> None:
    assert visit().get("/print/register/none").status_code == 404
