"""Registers as tables, pages and lines for a spreadsheet."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from depesha.export.csv_lines import harmless
from depesha.export.pages import FEED, LINES, PLACES
from depesha.export.screen import width
from depesha.telegram import MessageType
from tests.unit.cli.desk import Ran, run

HOME = """station = "moscow"
zone = "Europe/Moscow"
language = "{}"

[names]
ru = "Москва"
"""


def line(number: int, **said: Any) -> dict[str, Any]:
    return {
        "entry": "telegram",
        "series": "outgoing",
        "book_year": 2026,
        "book_number": number,
        "book_last": number,
        "reference": f"moscow/2026/{number}",
        "registered_at": 1_795_904_319_592,
        "delivered_at": None,
        "policy": "mid-1951",
        "classification": 5,
        "precedence": "IMMEDIATE",
        "local_precedence": "ВНЕ ОЧЕРЕДИ",
        "to": ["razuvaev@pyongyang"],
        "from": "МИД СССР",
        "state": "EXECUTED",
        "subject": f"О передаче указаний, часть {number}",
        "message_type": 1,
        "hidden": False,
        **said,
    }


def other(kind: str, first: int, last: int, **said: Any) -> dict[str, Any]:
    numbered = {"series": "outgoing", "book_year": 2026, "book_number": first, "book_last": last}
    return {"entry": kind, **numbered, **said}


VOID = other("void", 26_045, 26_045, office="clerk@moscow", reason="spoilt", at=1_795_904_319_592)
BOOK = [
    line(26_044),
    VOID,
    other("skipped", 26_046, 26_059),
    line(26_060, subject="=1+1"),
    other("gap", 26_061, 26_062),
    other("withheld", 26_063, 26_063),
    {**line(1), "book_year": 2027},
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "station.toml").write_text(HOME.format("en"))
    return tmp_path


def told(home: Path, *words: str, rows: list[dict[str, Any]] = BOOK, language: str = "") -> Ran:
    environ = {"DEPESHA_LANG": language} if language else {}
    return run("register", *words, "--home", str(home), answers={"book": rows}, environ=environ)


def pages_of(ran: Ran) -> list[list[str]]:
    return [page.rstrip("\n").split("\n") for page in ran.out.split(FEED)]


# -- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "page", "label", "words"),
    [
        (
            "en",
            "Register of outgoing telegrams",
            "page 1 of 1",
            "TOP SECRET",
            "In all: telegrams 3",
        ),
        ("ru", "Журнал исходящих телеграмм", "лист 1 из 1", "СОВ. СЕКРЕТНО", "Всего: телеграмм 3"),
    ],
)
def test_a_page_has_its_head_and_its_last_line(
    home: Path, language: str, title: str, page: str, label: str, words: str
) -> None:
    (lines,) = pages_of(told(home, "out", "--year", "2026", "--print", language=language))
    assert lines[0].startswith("moscow")
    assert ("Москва" in lines[0]) == (language == "ru")
    assert lines[0].endswith(page)
    assert lines[1].startswith(title)
    assert lines[1].endswith(label)
    assert "2026" in lines[2]
    assert lines[2].endswith("Europe/Moscow")
    assert any(one.startswith(words) for one in lines)
    assert all(width(one) <= PLACES for one in lines)


def test_every_kind_of_line_stands_on_paper(home: Path) -> None:
    (lines,) = pages_of(told(home, "out", "--print"))
    text = "\n".join(lines)
    assert "26045" in text
    assert "VOID" in text
    assert "spoilt (clerk@moscow)" in text
    assert "26046–26059" in text
    assert "26061–26062" in text
    assert "GAP" in text
    assert "withheld" in text
    assert "  2027" in lines, "the year before its first number"
    assert lines[-3:] == [
        "Last number of 2026: 26063.",
        "Last number of 2027: 1.",
        "THE REGISTER HAS GAPS: run depesha doctor.",
    ]
    assert "In all: telegrams 3, withheld 1, voids 1, skipped 14, gaps 2." in lines


def test_long_words_go_on_and_nothing_is_cut(home: Path) -> None:
    title = "слово " * 60 + "конец"
    (lines,) = pages_of(told(home, "out", "--print", rows=[line(1, subject=title)]))
    assert sum(one.count("слово") for one in lines) == 60
    assert any("конец" in one for one in lines)
    assert all(width(one) <= PLACES for one in lines)


def test_no_row_is_torn_and_every_page_counts(home: Path) -> None:
    rows = [line(number, subject="две строки " * 8) for number in range(1, 101)]
    sheets = pages_of(told(home, "out", "--print", rows=rows))
    assert len(sheets) > 3
    for place, lines in enumerate(sheets, 1):
        assert len(lines) <= LINES
        assert lines[0].endswith(f"page {place} of {len(sheets)}")
        assert lines[6].strip().split()[0].isdigit(), "a page begins with a row, not inside one"
    assert sum("Last number" in one for lines in sheets for one in lines) == 1


def test_what_draws_on_a_printer_is_harmless(home: Path) -> None:
    ran = told(home, "out", "--print", rows=[line(1, subject="a\x1b[2J\f\nb\u202e")])
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert FEED not in ran.out, "a form feed of a subject would begin a page"


def test_the_label_of_a_page_is_the_highest_that_can_be_read_on_it(home: Path) -> None:
    rows = [line(1, classification=1), line(2, hidden=True, subject=None)]
    (lines,) = pages_of(told(home, "out", "--print", rows=rows))
    assert "SECRET" not in lines[1]


# -- spreadsheets ---------------------------------------------------------------------------------


def test_a_spreadsheet_has_a_header_and_crlf_and_no_formula(home: Path) -> None:
    ran = told(home, "out", "--csv")
    assert ran.out.count("\r\n") == len(BOOK) + 1
    rows = list(csv.DictReader(io.StringIO(ran.out, newline="")))
    assert [row["entry"] for row in rows] == [one["entry"] for one in BOOK]
    assert rows[0]["registered_at"] == "2026-11-29T01:18:39+03:00"
    assert rows[1]["reason"] == "spoilt"
    assert rows[3]["subject"] == "'=1+1"
    assert rows[5]["subject"] == rows[5]["registered_at"] == ""


MARKED = line(
    26_044,
    type="EXERCISE",
    message_type=MessageType.EXERCISE.value,
    state="CANCELLED",
    executed=True,
    amended=[{"relation": "CANCELS", "reference": "moscow/2026/26050", "said_at": 1}],
    amends=[
        {"relation": "CORRECTS", "reference": "moscow/2026/26040", "said_at": 1, "holds": True},
        {"relation": "CANCELS", "reference": "peking/2026/7", "said_at": 1, "holds": False},
    ],
    withdrawn={"office": "gromyko@moscow", "reason": "=late", "at": 1},
)


def test_a_spreadsheet_has_what_others_made_of_a_telegram(home: Path) -> None:
    ran = told(home, "out", "--csv", rows=[MARKED, VOID])
    marked, void = csv.DictReader(io.StringIO(ran.out, newline=""))
    assert {name: marked[name] for name in ("type", "amended", "withdrawn", "executed")} == {
        "type": "EXERCISE",
        "amended": "CANCELS moscow/2026/26050",
        "withdrawn": "gromyko@moscow: =late",
        "executed": "true",
    }
    assert marked["amends"] == "CORRECTS moscow/2026/26040; claims CANCELS peking/2026/7"
    assert not any(void[name] for name in ("type", "amended", "amends", "withdrawn", "executed"))


def test_a_page_has_the_same_marks(home: Path) -> None:
    (lines,) = pages_of(told(home, "out", "--print", rows=[MARKED]))
    text = " ".join(" ".join(lines).split())
    assert "*EXERCISE*" in text
    for mark in ("CANCELLED by", "moscow/2026/26050]", "corrects", "before it was sent"):
        assert mark in text


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", " =1", "\t=1", "\r=1", "\n=1", "＝1", "\u00a0=1"]
)
def test_what_a_spreadsheet_would_calculate_is_words(text: str) -> None:
    assert str(harmless(text)).startswith("'")


def test_a_number_is_a_number_and_plain_words_are_themselves() -> None:
    assert harmless(-5) == -5
    assert harmless(None) is None
    assert harmless('plain, "quoted" words') == 'plain, "quoted" words'


WITHHOLDS = "depesha: something is withheld: with --as OFFICE more is shown"


@pytest.mark.parametrize("form", [(), ("--print",), ("--csv",), ("--json",)])
def test_what_is_withheld_is_told_of_once(home: Path, form: tuple[str, ...]) -> None:
    rows = [line(1, hidden=True, subject=None), line(2, hidden=True, subject=None)]
    assert told(home, "out", *form, rows=rows).err.count(WITHHOLDS) == 1
    assert told(home, "out", *form, rows=[line(1)]).err == ""
    assert told(home, "out", *form, "-q", rows=rows).err == ""
    assert told(home, "out", *form, "--as", "clerk", rows=rows).err == ""


def test_where_there_is_one_office_naming_it_shows_no_more(home: Path) -> None:
    with (home / "station.toml").open("a") as settings:
        settings.write('[[office]]\nname = "clerk"\n')
    assert told(home, "out", rows=[line(1, hidden=True, subject=None)]).err == ""


# -- asking ---------------------------------------------------------------------------------------


def test_a_period_is_days_of_the_station(home: Path) -> None:
    ran = told(home, "out", "--from", "2026-12-30", "--to", "02.01.2027", rows=[])
    assert ran.asked == [
        (
            "book",
            {
                "register": "out",
                "limit": 2000,
                "from_at": 1_798_578_000_000,
                "to_at": 1_798_923_600_000,
            },
        )
    ]
    assert ran.err == "depesha: no telegrams\n"


@pytest.mark.parametrize(
    "words",
    [
        ("--year", "2026", "--from", "2026-01-01"),
        ("--from", "2026-12-30", "--to", "2026-12-29"),
        ("--from", "soon"),
        ("-o", "x.txt"),
        ("--print", "--csv"),
    ],
)
def test_what_is_not_understood_is_refused(home: Path, words: tuple[str, ...]) -> None:
    assert told(home, "out", *words).status == 2


def test_a_register_is_written_to_a_new_file_for_its_owner(home: Path) -> None:
    target = home / "out.csv"
    assert told(home, "out", "--csv", "-o", str(target)).out == ""
    assert target.read_bytes().startswith(b"entry,series,")
    assert target.stat().st_mode & 0o777 == 0o600
    assert told(home, "out", "--csv", "-o", str(target)).status != 0


def test_another_series_is_asked_for_by_its_name(home: Path) -> None:
    ran = told(home, "special", "--series", "courier", "--print", rows=[line(5)])
    assert ran.asked[0][1]["register"] == "courier"
    assert "Register of the series: courier" in ran.out


def test_a_series_is_opened_for_a_year_and_may_run_on() -> None:
    done = {"series": "courier", "year": 2027, "first": 500}
    words = ("courier", "500", "--new", "--year", "2027", "--runs-on")
    ran = run("register", "open", *words, answers={"series": done})
    assert ran.asked[0][1] == {"series": "courier", "first": 500, "year": 2027, "runs_on": True}
    plain = run("register", "open", "special", "500", answers={"series": done})
    assert plain.asked == [("series", {"series": "special", "first": 500})]


def test_a_series_that_never_was_is_founded_by_a_word_alone() -> None:
    lines = [{"series": "courier", "year": 2026, "next": 7}]
    ran = run("register", "open", "couriers", "500", answers={"series": lines})
    assert (ran.status, ran.asked) == (3, [("series", {})]), "nothing was ordered"
    assert "there is no series 'couriers' here" in ran.err
    assert "--new founds it; there are courier, incoming, outgoing, special" in ran.err


# -- the other books ------------------------------------------------------------------------------

SERVICE = {
    "notice": "9f" * 32,
    "came": True,
    "station": "peking",
    "code": "NO_COMMUNICATIONS",
    "uid": None,
    "subject": "seoul",
    "at": 1_795_904_319_592,
}
SLIP = {
    "slip_id": "ab" * 16,
    "from": "peking",
    "next_hop": "pyongyang",
    "destination": "pyongyang",
    "taken_at": 1_795_904_319_592,
    "handed_on_at": None,
    "returned_at": None,
    "reason": None,
}
COPY = {
    "entry": "copy",
    "hidden": False,
    "reference": "moscow/2026/26044",
    "classification": 5,
    "policy": "mid-1951",
    "number": 1,
    "holder": "т. Сталину",
    "state": "HELD",
    "issued_at": 1_795_904_319_592,
    "overdue_at": 1_795_904_319_592,
    "overdue": True,
    "return_by": 1_795_904_319_592,
}
DAY = {
    "line": "pyongyang",
    "day": "2026-11-28",
    "direction": "in",
    "lane": 0,
    "epoch": "0102030405060708",
    "first": 1,
    "last": 9,
    "loads": 8,
    "accepted": 8,
    "again": 0,
    "open": 1,
    "missing": [{"first": 4, "last": 4}],
}


@pytest.mark.parametrize(
    ("name", "question", "row", "shown"),
    [
        (("service",), "service-book", SERVICE, "NO_COMMUNICATIONS"),
        (("transit",), "transit-book", SLIP, "abababababababab"),
        (("copies",), "copy-book", COPY, "т. Сталину"),
        (("channel", "pyongyang"), "channel-book", DAY, "01020304"),
    ],
)
def test_every_book_is_printed_and_given_to_a_spreadsheet(
    home: Path, name: tuple[str, ...], question: str, row: dict[str, Any], shown: str
) -> None:
    words = ("register", *name, "--year", "2026", "--home", str(home))
    paper = run(*words, "--print", answers={question: [row]})
    assert shown in paper.out
    assert paper.out.splitlines()[0].endswith("page 1 of 1")
    assert all(width(one) <= PLACES for one in paper.out.splitlines())
    table = run(*words, answers={question: [row]})
    assert shown in table.out
    sheet = list(csv.DictReader(io.StringIO(run(*words, "--csv", answers={question: [row]}).out)))
    assert len(sheet) == 1
    assert any(value for value in sheet[0].values())


def test_an_overdue_copy_says_so_and_the_sum_is_that_of_the_lines(home: Path) -> None:
    ran = run("register", "copies", "--print", "--home", str(home), answers={"copy-book": [COPY]})
    assert any("held," in one for one in ran.out.splitlines())
    assert ran.out.splitlines()[-1] == "Copies made: 1 (held 1, overdue 1)."


LOG = [
    {
        "fact": 9,
        "at": 1_795_904_319_592,
        "what": "sent",
        "from": "moscow",
        "from_number": "moscow/2026/26044",
        "to": "pyongyang",
        "to_number": None,
        "code": None,
        "interim": False,
        "repeat": True,
        "precedence": "FLASH",
        "message_type": MessageType.EXERCISE.value,
        "classification": 5,
        "policy": "mid-1951",
        "hidden": False,
        "subject": "О мерах",
    },
    {
        "fact": 12,
        "at": 1_795_904_319_592,
        "what": "answered",
        "from": "razuvaev@pyongyang",
        "from_number": None,
        "to": "moscow",
        "to_number": "moscow/2026/26044",
        "code": "HAVE_COMPLIED",
        "interim": False,
        "repeat": False,
        "precedence": "FLASH",
        "message_type": 1,
        "classification": 5,
        "policy": "mid-1951",
        "hidden": True,
        "subject": None,
    },
]


def test_the_log_is_ics_309_with_its_blocks(home: Path) -> None:
    found = {"station": "moscow", "entries": LOG, "next": None}
    words = ("register", "log", "--ics309", "--home", str(home), "--as", "operator")
    said = ("--incident", "Flood", "--prepared-by", "registrar", "--from", "2026-11-28")
    ran = run(*words, *said, answers={"log": found})
    lines = ran.out.splitlines()
    assert lines[1].startswith("Communications log: ICS-309 ")
    assert lines[4:9] == [
        "1. Incident name: Flood",
        "2. Operational period: from 28.11.2026 to …",
        "3. Station: moscow",
        "4. Operator: operator",
        "5. Communications log, entries: 2",
    ]
    assert lines[9] == "6. Prepared by: registrar"
    assert lines[10].startswith("7. Date and time prepared: ")
    assert lines[12].split()[:2] == ["at", "from"], "the heads stand over the lines"
    rows = lines[14:-2]
    assert "moscow/2026/26044" in rows[0]
    assert rows[0].endswith("a repeat: *EXERCISE* О")
    assert rows[1].strip() == "мерах"
    assert rows[2].endswith("have complied")
    assert [one for one in lines if one != one.rstrip()] == []
    bare = run(*words, answers={"log": found}).out.splitlines()
    assert "1. Incident name:" in bare, "an empty block leaves no blank behind it"
    objects = run(*words, *said, "--json", answers={"log": found}).objects()
    assert [one["kind"] for one in objects] == ["ics-309", "ics-309-entry", "ics-309-entry"]
    assert objects[0]["incident"] == "Flood"
    sheet = run(*words, "--csv", answers={"log": found}).out
    first, second = csv.DictReader(io.StringIO(sheet, newline=""))
    assert (first["subject"], first["repeat"], first["type"]) == ("О мерах", "true", "EXERCISE")
    assert (second["repeat"], second["code"]) == ("false", "HAVE_COMPLIED")


def test_the_log_is_asked_for_until_it_ends(home: Path) -> None:
    ran = run(
        "register",
        "log",
        "--home",
        str(home),
        answers={"log": {"station": "moscow", "entries": LOG, "next": None}},
    )
    assert [fields["after"] for _, fields in ran.asked] == [-1]
    assert "sent, a repeat" in ran.out
