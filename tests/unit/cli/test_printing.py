"""`print` and `verify` of a sheet, against a real home: fact, file, what the code is worth."""

import io
from json import loads
from pathlib import Path
from typing import Any

import pytest

from depesha.cli.call import World
from depesha.cli.entry import main
from depesha.station import founding, papers
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from tests.unit.paper.reading import info_of, text_of, words
from tests.unit.station.a_station import draft, found, names_in, station

TEXT = 'Раз"ясните. №«ё»'
REGISTRAR = "kanc"


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


def run(*words_of: str, language: str = "en") -> Ran:
    out, err = io.StringIO(), io.StringIO()
    environ = {"DEPESHA_LANG": language, "HOME": "/nonexistent"}
    world = World(stdin=io.BytesIO(), stdout=out, stderr=err, environ=environ)
    return Ran(main(words_of, world), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A centre with a registrar; telegram 1 may be copied, telegram 2 may not."""
    home = found(tmp_path_factory.mktemp("homes") / "alpha", policy="mid-1951")
    wish = OfficeWish(name=REGISTRAR, roles=("registrar",), clearance=5)
    founding.add_office(home, wish, None)
    for more in ((), ("Caveat: NO_COPIES",)):
        text = draft(TEXT, "Copies: 1 т. Сталину; 2 Копия; 3 Дело", *more).replace(
            "RESTRICTED", "СЕКРЕТНО"
        )
        station(home).order("send", office="desk@alpha", text=text)
    return home


def printed(home: Home, *more: str, language: str = "ru", office: str = REGISTRAR) -> Ran:
    return run("--home", str(home.path), "--as", office, "print", *more, language=language)


def verified(home: Home, code: str, office: str = REGISTRAR) -> Ran:
    return run("--home", str(home.path), "--as", office, "verify", code)


def code_of(ran: Ran) -> str:
    return str(loads(ran.out)["imprint"])


def test_copies_are_printed_each_with_its_number_and_the_next_is_refused(
    home: Home, tmp_path: Path
) -> None:
    for number, holder in ((1, "т. Сталину"), (2, "Копия")):
        file = tmp_path / f"{number}.pdf"
        ran = printed(home, "2", "--copy", str(number), "-o", str(file), "--by", "ян.")
        assert ran.status == 0, ran.err
        told = words(text_of(file.read_bytes(), tmp_path))
        assert TEXT in told
        assert f"экз. № {number}, выдан: {holder}" in told
        assert file.stat().st_mode & 0o777 == 0o600
    again = printed(home, "2", "--copy", "1", "-o", str(tmp_path / "again.pdf"))
    assert again.status == 4
    issue = run("--home", str(home.path), "--as", REGISTRAR, "copy", "issue", "2", "--holder", "х")
    assert issue.status == 4
    assert printed(home, "2", "--copy", "4", "-o", str(tmp_path / "4.pdf")).status == 3
    assert names_in(tmp_path)[:2] == ["1.pdf", "2.pdf"]
    assert not (tmp_path / "again.pdf").exists()


def test_a_machine_that_stops_between_the_fact_and_the_file_loses_no_copy(
    home: Home, tmp_path: Path
) -> None:
    said: dict[str, Any] = {"office": f"{REGISTRAR}@alpha", "reference": "2", "number": 3}
    station(home).order("copy-print", **said)  # and here it stops
    file = tmp_path / "3.pdf"
    refused = printed(home, "2", "--copy", "3", "-o", str(file))
    assert refused.status == 4
    fetched = printed(home, "2", "--copy", "3", "-o", str(file), "--fetch", "--json")
    assert fetched.status == 0, fetched.err
    other = tmp_path / "3-again.pdf"
    assert printed(home, "2", "--copy", "3", "-o", str(other), "--fetch").status == 0
    assert file.read_bytes() == other.read_bytes(), "the same printing is the same bytes"
    assert ":3:1:" in code_of(fetched)


def test_a_file_that_fails_after_the_fact_says_that_the_journal_has_it(
    home: Home, tmp_path: Path
) -> None:
    too_long = tmp_path / ("x" * 246 + ".pdf")  # a name that has no room for that of its part
    ran = printed(home, "1", "--copy", "3", "-o", str(too_long))
    assert ran.status == 1
    assert "the journal says that copy 3 of 1 is printed" in ran.err
    assert "--fetch" in ran.err
    assert names_in(tmp_path) == []
    assert printed(home, "1", "--copy", "3", "-o", str(tmp_path / "3.pdf"), "--fetch").status == 0


def test_what_can_be_seen_to_fail_is_seen_before_the_fact(home: Home, tmp_path: Path) -> None:
    taken = tmp_path / "taken.pdf"
    taken.write_text("mine")
    assert printed(home, "1", "--copy", "2", "-o", str(taken)).status == 1
    assert printed(home, "1", "--copy", "2", "-o", str(tmp_path / "no" / "2.pdf")).status == 3
    assert taken.read_text() == "mine"
    found_now = station(home).read("copies", reference="1", office=f"{REGISTRAR}@alpha")
    assert found_now["copies"][1]["printed_at"] is None


def test_the_words_of_a_sheet_are_handed_out_for_an_hour(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "2.pdf"
    never = printed(home, "1", "--copy", "2", "-o", str(file), "--fetch")
    assert never.status == 4
    assert "экземпляр № 2 alpha/2026/1 не печатали" in never.err
    assert printed(home, "1", "--copy", "2", "-o", str(file)).status == 0
    monkeypatch.setattr(papers, "HANDED_OUT_MS", -1)
    late = printed(home, "1", "--copy", "2", "-o", str(tmp_path / "late.pdf"), "--fetch")
    assert late.status == 4
    assert "больше часа назад" in late.err


def test_whoever_keeps_no_ledger_prints_nothing(home: Home, tmp_path: Path) -> None:
    ran = printed(home, "1", "--copy", "1", "-o", str(tmp_path / "1.pdf"), office="desk")
    assert ran.status == 4
    asked = ("1", "--copy", "1", "-o", str(tmp_path / "1.pdf"), "--fetch")
    fetched = printed(home, *asked, office="desk")
    assert fetched.status == 4
    assert names_in(tmp_path) == []


# -- the code of a sheet --------------------------------------------------------------------------


def test_the_code_of_a_sheet_is_whole_until_the_sheet_is_void(home: Home, tmp_path: Path) -> None:
    first = printed(home, "1", "--copy", "1", "-o", str(tmp_path / "a.pdf"), "--json")
    code = code_of(first)
    whole = verified(home, code)
    assert (whole.status, whole.out.splitlines()[0][:5]) == (0, "WHOLE")
    assert "issued to т. Сталину, held" in whole.out
    assert verified(home, code.lower()).status == 0
    again = printed(
        home, "1", "--copy", "1", "-o", str(tmp_path / "b.pdf"), "--again", "порвался", "--json"
    )
    void = verified(home, code)
    assert (void.status, void.out.splitlines()[0][:4]) == (5, "VOID")
    assert "порвался" in void.out
    newest = code_of(again)
    assert verified(home, newest).status == 0
    destroy = run(
        *("--home", str(home.path), "--as", REGISTRAR, "copy", "destroy", "1", "--copy", "1"),
        *("--act", "17/с", "--by", "канцелярия", "--witness", "архив"),
    )
    assert destroy.status == 0
    gone = verified(home, newest)
    assert gone.status == 5
    assert "by act 17/с" in gone.out


@pytest.fixture(scope="module")
def code(home: Home, tmp_path_factory: pytest.TempPathFactory) -> str:
    text = draft(TEXT, "Copies: 1 т. Сталину").replace("RESTRICTED", "СЕКРЕТНО")
    done = station(home).order("send", office="desk@alpha", text=text, again=True)
    file = tmp_path_factory.mktemp("code") / "1.pdf"
    return code_of(printed(home, done["reference"], "--copy", "1", "-o", str(file), "--json"))


@pytest.mark.parametrize(
    ("part", "other", "why"),
    [
        (5, "2", "there is no such copy"),
        (6, "2", "that printing is not in the journal"),
        (7, "19511121T175500Z", "printed at another time"),
        (8, "A" * 52, "another telegram"),
        (9, "A" * 52, "text, holder or whoever printed it"),
    ],
)
def test_a_code_that_was_changed_is_false_and_why(
    home: Home, code: str, part: int, other: str, why: str
) -> None:
    parts = code.split(":")
    parts[part] = other
    ran = verified(home, ":".join(parts))
    assert (ran.status, ran.out.splitlines()[0][:5]) == (5, "FALSE")
    assert why in ran.out


def test_what_another_station_printed_or_nobody_may_know_is_unknown(home: Home, code: str) -> None:
    elsewhere = code.replace(":ALPHA:", ":BETA:")
    for asked, office in ((elsewhere, REGISTRAR), (code, "boy")):
        ran = verified(home, asked, office)
        assert (ran.status, ran.out.splitlines()[0][:9]) == (3, "NOT KNOWN")
    never = verified(home, code.replace("/3:", "/99:"), "boy")
    assert never.out.splitlines()[0] == verified(home, code, "boy").out.splitlines()[0]


def test_without_a_station_nothing_is_known(code: str) -> None:
    ran = run("verify", code)
    assert ran.status == 3
    assert "NOT KNOWN" in ran.out


def test_what_is_no_code_is_said_to_be_none(home: Home) -> None:
    assert verified(home, "DEPESHA:SHEET:1:NOTHING").status != 0
    assert "not the text of a sheet's code" in verified(home, "DEPESHA:SHEET:1:NOTHING").err
    assert "version 9" in verified(home, "DEPESHA:SHEET:9:X").err


# -- registers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("register", ["out", "copies"])
def test_a_register_in_a_file_that_is_called_pdf_is_set_in_type(
    home: Home, tmp_path: Path, register: str
) -> None:
    file = tmp_path / "register.pdf"
    at_home = ("--home", str(home.path), "--as", REGISTRAR)
    ran = run(*at_home, "register", register, "-o", str(file), language="ru")
    assert ran.status == 0, ran.err
    told = text_of(file.read_bytes(), tmp_path)
    assert "Журнал" in told
    assert "СЕКРЕТНО" in told
    assert int(info_of(file.read_bytes(), tmp_path)["Pages"]) >= 1
    other = run(*at_home, "register", register, "-o", str(tmp_path / "register.txt"))
    assert other.status == 2
    assert ".pdf" in other.err
