"""A copy of No. 26044 on its form: what stands where, letter for letter."""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Refused
from depesha.paper import compiling
from depesha.paper.compiling import drawing
from depesha.paper.copy_sheet import copy_sheet, sheet_data
from tests.unit.paper.reading import fonts_of, info_of, text_of, words
from tests.unit.paper.seed import PAGE, at, copy_found, receipt


def typed_line(text: str) -> str:
    return "".join(text.split())


def test_the_text_comes_back_letter_for_letter(tmp_path: Path) -> None:
    found = text_of(copy_sheet(copy_found()), tmp_path)
    told = typed_line(found)
    for paragraph in PAGE.text.split("\n\n"):
        first, last = typed_line(paragraph)[:20], typed_line(paragraph)[-20:]
        assert first in told
        assert last in told
    assert 'Раз"ясните' in found
    assert "Рошину" in found
    assert "Рощин" not in found


def test_every_letter_of_a_sheet_without_a_break_is_that_of_the_telegram(tmp_path: Path) -> None:
    found = copy_found()
    found["sheet"]["policy"] = "neutral"
    told = words(text_of(copy_sheet(found), tmp_path))
    for paragraph in PAGE.text.split("\n\n"):
        assert words(paragraph) in told


def test_the_marks_of_the_form_stand_in_their_places(tmp_path: Path) -> None:
    pdf = copy_sheet(copy_found())
    first = words(text_of(pdf, tmp_path, "-l", "1"))
    last = words(text_of(pdf, tmp_path, "-f", "2"))
    for mark in (
        PAGE.originator,
        PAGE.comcen,
        "Форма № 17",
        "Исход. №",
        "26044",
        "Спец. №",
        "1070",
        PAGE.classification,
        PAGE.caveat,
        PAGE.document_type,
        PAGE.place,
        PAGE.person,
        PAGE.precedence,
        "О С О Б А Я",
        "18 час. 35 мин.",
        "21.XI 1951 г.",
        "20 час. 50 мин.",
        *(f"{number}. Тов." for number in range(1, 9)),
        *PAGE.marks,
    ):
        assert mark in first, mark
    assert "Сталину" not in first.replace("выдан: т. Сталину", "").replace("т. Сталину", "", 1)
    for mark in (
        "-2-",
        "экз № 1",
        PAGE.signatory,
        "21.XI.51г.",
        PAGE.typed,
        "верно:",
        PAGE.certified_by,
        "1. т. Сталину",
        "2. Копия",
    ):
        assert mark in last, mark


def test_every_sentence_is_whole_for_whoever_takes_the_text_out(tmp_path: Path) -> None:
    file = tmp_path / "copy.pdf"
    file.write_bytes(copy_sheet(copy_found()))
    command = ("pdftotext", str(file), "-")
    told = words(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    sentences = [one for part in PAGE.text.split("\n\n") for one in words(part).split(". ")]
    assert len(sentences) > 6
    for sentence in sentences:
        assert sentence in told
    assert "ЭКЗЕМПЛЯР" not in told.upper()


def test_the_ground_is_drawn_all_the_same() -> None:
    """The holder's name makes other ground: what is under the text is not the same picture."""
    one, other = copy_found(), copy_found()
    other["copy"]["holder"] = "Копия"
    assert drawing("ground.typ", _ground(one)) != drawing("ground.typ", _ground(other))
    assert b"<text" not in drawing("ground.typ", _ground(one))
    assert b"<path" in drawing("ground.typ", _ground(one))


def _ground(found: dict[str, Any]) -> dict[str, Any]:
    data = sheet_data(found)
    return {"layout": data["layout"], "ground": data["ground"]}


def test_where_a_typist_signed_the_table_stays_empty_and_the_holders_are_typed_at_the_end() -> None:
    data = sheet_data(copy_found())
    assert data["holders"] == ["1. т. Сталину", "2. Копия"]
    assert data["table"] == []


def test_a_telegram_composed_here_has_its_holders_in_the_table_and_no_list(tmp_path: Path) -> None:
    found = copy_found()
    found["sheet"]["marks"] = []
    data = sheet_data(found)
    assert data["table"] == ["т. Сталину", "Копия", "", "", "", "", "", ""]
    assert data["holders"] == []
    told = words(text_of(copy_sheet(found), tmp_path))
    assert told.count("Копии:") == 1
    assert "1. т. Сталину" in told
    assert "Тов." not in told


def test_signs_of_reckoning_are_drawn_and_are_in_the_file(tmp_path: Path) -> None:
    signs = "≤ ≥ ≈ ≠ ± × ° → ←"
    for policy in ("mid-1951", "neutral"):
        found = copy_found(text=f"Видимость {signs} км.")
        found["sheet"]["policy"] = policy
        pdf = copy_sheet(found)
        assert f"Видимость {signs} км." in words(text_of(pdf, tmp_path))
        fonts = fonts_of(pdf, tmp_path)
        assert any("DejaVuSansMono" in one[0] for one in fonts)
        assert all(one[-5] == "yes" for one in fonts)


def test_the_same_telegram_makes_the_same_bytes_in_another_process() -> None:
    program = (
        "from tests.unit.paper.seed import copy_found\n"
        "from depesha.paper.copy_sheet import copy_sheet\n"
        "from hashlib import sha256\n"
        "print(sha256(copy_sheet(copy_found())).hexdigest())\n"
    )
    own = hashlib.sha256(copy_sheet(copy_found())).hexdigest()
    for _ in range(2):
        other = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        assert other.stdout.strip() == own


def test_it_is_an_archives_pdf_of_its_own_time_with_every_face_in_it(tmp_path: Path) -> None:
    pdf = copy_sheet(copy_found())
    info = info_of(pdf, tmp_path)
    assert info["Title"] == "moscow/1951/26044 · экз № 1"
    assert info["Author"] == "Москва"
    assert info["Pages"] == "2"
    assert "A4" in info["Page size"]
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>B<" in pdf
    fonts = fonts_of(pdf, tmp_path)
    assert len(fonts) >= 3
    assert all(one[-5] == "yes" for one in fonts), "each is embedded"


def test_a_time_before_1970_is_that_of_no_clock_of_this_machine() -> None:
    now = copy_found(print={"number": 1, "at": 1_764_000_000_000, "by": "", "reason": ""})
    assert b"2025-11-24" in copy_sheet(now)
    assert b"1970-01-01" in copy_sheet(copy_found())


# -- stamps ---------------------------------------------------------------------------------------


def test_without_an_answer_there_is_no_stamp() -> None:
    assert sheet_data(copy_found())["stamps"] == []


def test_a_receipt_that_verifies_makes_a_stamp_that_names_who_and_when() -> None:
    (stamp,) = sheet_data(copy_found(answers=[receipt()]))["stamps"]
    assert stamp == {
        "words": "ПОЛУЧЕНИЕ ПОДТВЕРЖДЕНО",
        "detail": ["razuvaev@pyongyang", "21.11.1951 21:01 MSK"],
    }


@pytest.mark.parametrize(
    "other",
    [
        {"verified": False},
        {"verified": None},
        {"verified": "yes"},
        {"interim": True, "code": "WILL_COMPLY"},
        {"office": "roshchin@peking"},
        {"code": "A_NEWER_CODE"},
    ],
)
def test_no_stamp_without_the_true_receipt_behind_it(other: dict[str, Any]) -> None:
    assert sheet_data(copy_found(answers=[receipt(**other)]))["stamps"] == []


def test_what_a_report_implies_stamps_no_receipt() -> None:
    found = copy_found(answers=[receipt(code="HAVE_COMPLIED")])
    assert [one["words"] for one in sheet_data(found)["stamps"]] == ["ИСПОЛНЕНО"]


def test_of_several_addressees_a_stamp_says_how_many() -> None:
    found = copy_found(answers=[receipt()])
    first = found["sheet"]["addressees"][0]
    found["sheet"]["addressees"].append({**first, "office": "roshchin@peking"})
    assert sheet_data(found)["stamps"][0]["detail"] == ["1 из 2: razuvaev@pyongyang"]


# -- the rest of the sheet ------------------------------------------------------------------------


def test_an_exercise_and_what_cancelled_it_are_loud_on_every_sheet(tmp_path: Path) -> None:
    found = copy_found(amended=[{"relation": "CANCELS", "reference": "moscow/1951/26050"}])
    found["sheet"] |= {"message_type": "EXERCISE", "message_type_name": "Гроза"}
    pdf = copy_sheet(found)
    assert "УЧЕНИЕ Гроза" in text_of(pdf, tmp_path, "-l", "1")
    assert "УЧЕНИЕ Гроза" in text_of(pdf, tmp_path, "-f", "2")
    assert "26050" in text_of(pdf, tmp_path, "-l", "1")


def test_a_release_whose_signature_fails_is_said_to_fail() -> None:
    one = {"what": "released", "who": "gromyko@moscow", "verified": False, "at": at(18, 30)}
    (said,) = sheet_data(copy_found(signatures=[one]))["releases"]
    assert "НЕ ПРОВЕРЕНА" in said


def test_a_shelf_mark_gives_the_folios_and_the_archive_mark(tmp_path: Path) -> None:
    copy = {**copy_found()["copy"], "shelf": "ф. 45, оп. 1, д. 348, лл. 44-45"}
    pdf = copy_sheet(copy_found(copy=copy))
    assert text_of(pdf, tmp_path, "-l", "1").split().count("44") == 1
    assert "45" in text_of(pdf, tmp_path, "-f", "2").split()
    assert "д. 348" in text_of(pdf, tmp_path, "-f", "2")


def test_where_no_mark_says_it_the_ledger_says_how_many_copies_were_made() -> None:
    found = copy_found()
    found["sheet"]["marks"] = []
    assert sheet_data(found)["made"] == ["отп. 2 экз. ян.", "21.XI.51г."]


def test_a_second_printing_says_so_and_why() -> None:
    again = {"number": 2, "at": at(22, 0), "by": "", "reason": "порвался"}
    assert "печать № 2: порвался" in "\n".join(sheet_data(copy_found(print=again))["foot"])


def test_the_english_blank_has_english_captions_and_the_forms_own_words(tmp_path: Path) -> None:
    told = words(text_of(copy_sheet(copy_found(language="en")), tmp_path))
    for caption in ("Out. No.", "Special No.", "Copy No.", "Copies:", "Filed", "true copy:"):
        assert caption in told, caption
    assert PAGE.precedence in told
    assert "Исход." not in told


def test_ten_sheets_are_numbered_and_each_says_whose_copy_it_is(tmp_path: Path) -> None:
    pdf = copy_sheet(copy_found(text="\n\n".join([PAGE.text] * 17)))
    count = int(info_of(pdf, tmp_path)["Pages"])
    assert count >= 10
    for sheet in range(2, count + 1):
        told = words(text_of(pdf, tmp_path, "-f", str(sheet), "-l", str(sheet)))
        assert f"-{sheet}-" in told
        assert f"лист {sheet} из {count}" in told
        assert "выдан: т. Сталину" in told


def test_a_telegram_without_a_form_is_a_sheet_too(tmp_path: Path) -> None:
    found = copy_found(text="Да.", signatures=[], ledger=[], duties=[])
    found["copy"] |= {"certified_at": None, "holder": ""}
    found["sheet"] |= {
        "originator": "",
        "comcen": "",
        "form_code": "",
        "document_type": "",
        "numbers": [],
        "marks": [],
        "caveats": [],
        "captions": [],
        "signatory": "",
        "released": [],
        "incoming_number": 7,
        "delivered_at": at(23, 0),
    }
    assert info_of(copy_sheet(found), tmp_path)["Pages"] == "1"
    found["sheet"]["policy"] = "neutral"
    told = words(text_of(copy_sheet(found), tmp_path))
    assert "Вход. № 7" in told
    assert "Доставлена" in told


def test_what_is_too_long_to_be_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "MAX_SHEETS_BYTES", 1000)
    with pytest.raises(Refused, match="at most 1000"):
        copy_sheet(copy_found())
