"""What a hostile telegram could try on its way to paper: markup, files, networks, huge texts."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from depesha.demo.page import read
from depesha.paper.answer_sheet import answer_sheet
from depesha.paper.compiling import LAYOUTS
from depesha.paper.copy_sheet import copy_sheet
from tests.unit.paper.reading import info_of, text_of, words
from tests.unit.paper.seed import copy_found, receipt

MARKUP = {
    "panic": '#panic("stop")',
    "read a file": '#read("/etc/passwd")',
    "read beside the layout": '#read("common.typ") #read("data.json")',
    "eval": '#eval("1+1") = 2',
    "import a package": '#import "@preview/cetz:0.3.0": *',
    "include": '#include "/etc/hostname"',
    "image": '#image("/etc/hostname")',
    "comment": "до // после /* внутри */ конец",
    "escapes": r"\u{41} \# \\ \n \"",
    "mathematics": "$ sum_(i=0)^n i $ и $x$",
    "headings and lists": "= Заголовок\n- один\n+ два\n/ три: четыре",
    "emphasis": "*жирно* _косо_ `код`",
    "labels and links": "<label> @label https://example.invalid",
    "end of the string": '"]} )} #{ [',
    "closing the data": '"}, "loud": ["ЛОЖЬ"], "x": "',
    "set rules": "#set page(background: none) #show: none",
    "context": "#context counter(page).get()",
    "dashes and quotes": "--- -- ... 'а' \"б\" ~",
    "pdf": "%PDF-1.7 1 0 obj << /OpenAction >> endobj",
    "postscript": "(a) show showpage ESC",
}


def typed(text: str) -> str:
    """Return what is read back, without the marks of lines and sheets."""
    return words(text)


@pytest.mark.parametrize("layout", ["mid-1951", "neutral"])
@pytest.mark.parametrize("attack", MARKUP)
def test_markup_in_the_text_is_text(attack: str, layout: str, tmp_path: Path) -> None:
    found = copy_found(text=f"НАЧАЛО\n{MARKUP[attack]}\nКОНЕЦ")
    found["sheet"]["policy"] = layout
    told = typed(text_of(copy_sheet(found), tmp_path))
    assert words(f"НАЧАЛО {MARKUP[attack]} КОНЕЦ") in told


@pytest.mark.parametrize("attack", ["panic", "read a file", "end of the string", "set rules"])
def test_markup_in_every_other_place_is_text(attack: str, tmp_path: Path) -> None:
    evil = MARKUP[attack]
    found = copy_found(reference="moscow/1951/1", station_name=evil)
    found["copy"] |= {"holder": evil, "certified_by": evil, "shelf": evil}
    found["ledger"] = [{**found["copy"], "number": 1}]
    found["print"] |= {"by": evil, "reason": evil, "number": 2}
    first = found["sheet"]["addressees"][0]
    first |= {"place": evil, "person": evil, "local_precedence": evil}
    first["passing"] = [{"to": evil, "through": evil}]
    found["sheet"] |= {
        "originator": evil,
        "comcen": evil,
        "form_code": evil,
        "document_type": evil,
        "classification_name": evil,
        "caveats": [evil],
        "captions": [evil],
        "signatory": evil,
        "subject": evil,
        "instructions": [evil],
        "marks": [{"text": evil, "kind": evil}],
        "numbers": [{"series": evil, "number": 1}],
        "other_recipients": [{"name": evil, "reason": evil}],
        "message_type": "EXERCISE",
        "message_type_name": evil,
    }
    told = words(text_of(copy_sheet(found), tmp_path))
    assert "root:" not in told
    assert told.count(evil.split()[0]) > 5


@pytest.mark.parametrize("attack", MARKUP)
def test_markup_in_an_answer_is_text(attack: str, tmp_path: Path) -> None:
    evil = MARKUP[attack]
    answer = receipt(code="HAVE_COMPLIED", text=evil, title=evil)
    told = words(text_of(answer_sheet({**copy_found(), "answer": answer}), tmp_path))
    assert words(evil) in told


def test_a_text_that_turns_the_writing_round_is_seen_through(tmp_path: Path) -> None:
    told = text_of(copy_sheet(copy_found(text="оплатить \u202e001\u202c рублей")), tmp_path)
    assert "оплатить [U+202E]001[U+202C] рублей" in words(told)


def test_letters_from_right_to_left_and_of_no_face_stand_as_codes(tmp_path: Path) -> None:
    told = words(text_of(copy_sheet(copy_found(text="שלום 漢字 \U0001f4a3")), tmp_path))
    assert "[U+05E9][U+05DC][U+05D5][U+05DD] [U+6F22][U+5B57] [U+1F4A3]" in told


def test_signs_that_nobody_sees_are_seen(tmp_path: Path) -> None:
    found = copy_found(text="а\x00б\x1bв\u200bг\ufeffд\u2028е")
    told = text_of(copy_sheet(found), tmp_path)
    assert "а[U+0000]б[U+001B]в[U+200B]г[U+FEFF]д[U+2028]е" in "".join(told.split())


def test_a_word_longer_than_a_line_goes_on_in_the_next_and_loses_no_letter(tmp_path: Path) -> None:
    word = "".join(chr(ord("а") + n % 32) for n in range(2_000))
    told = text_of(copy_sheet(copy_found(text=word)), tmp_path, "-l", "1")
    lines = [line for line in told.splitlines() if set(line) <= set(word) and len(line) > 40]
    assert len(lines) > 10
    assert "".join(lines) in word


def test_ten_thousand_lines_are_set_whole(tmp_path: Path) -> None:
    text = "\n".join(f"строка {n}" for n in range(10_000))
    pdf = copy_sheet(copy_found(text=text))
    assert int(info_of(pdf, tmp_path)["Pages"]) > 200
    told = text_of(pdf, tmp_path)
    assert all(f"строка {n}\n" in told for n in (0, 1, 4_999, 9_998, 9_999))


def test_a_hundred_addressees_and_names_of_500_letters_stay_on_the_sheets(tmp_path: Path) -> None:
    found: dict[str, Any] = copy_found()
    first = found["sheet"]["addressees"][0]
    found["sheet"]["addressees"] = [
        {**first, "office": f"desk{n}@pyongyang", "place": "П" * 500, "person": f"Лицо {n}"}
        for n in range(100)
    ]
    found["copy"]["holder"] = "Держатель " + "Д" * 490
    told = words(text_of(copy_sheet(found), tmp_path))
    assert all(f"Лицо {n}" in told for n in range(100))
    assert PAGE_END in told


PAGE_END = words(read().execute)


def test_no_layout_names_a_file_of_the_machine_or_a_package() -> None:
    layouts = sorted(LAYOUTS.glob("*.typ"))
    assert len(layouts) == 6
    for layout in layouts:
        source = re.sub(r"//.*", "", layout.read_text(encoding="utf-8"))
        named = set(re.findall(r'(?:json|read|image|include|import)[ (]*"([^"]+)"', source))
        assert named <= {"data.json", "code.svg", "ground.svg", "common.typ"}
        assert "eval(" not in source
        assert "@preview" not in source
        assert "plugin(" not in source


def test_the_folder_that_a_layout_sees_holds_layouts_alone() -> None:
    beside = {path.suffix for path in LAYOUTS.iterdir()}
    assert beside == {".typ"}
    assert files("depesha.paper").joinpath("layouts").is_dir()
