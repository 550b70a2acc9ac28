"""Receipts and reports as sheets of their own."""

from pathlib import Path
from typing import Any

import pytest

from depesha.paper.answer_sheet import answer_data, answer_sheet
from tests.unit.paper.reading import info_of, text_of, words
from tests.unit.paper.seed import copy_found, receipt


def answer_found(**other: Any) -> dict[str, Any]:
    found = copy_found()
    answer = receipt(**other)
    return {**found, "answer": answer, "answers": [answer]}


@pytest.mark.parametrize("policy", ["mid-1951", "neutral"])
def test_a_report_has_its_words_its_office_and_its_stamp(tmp_path: Path, policy: str) -> None:
    found = answer_found(code="HAVE_COMPLIED", text="Передано Ким Ир Сену.", **{"as": "authority"})
    found["sheet"]["policy"] = policy
    told = words(text_of(answer_sheet(found), tmp_path))
    for said in (
        "Донесение об исполнении",
        "moscow/1951/26044",
        "razuvaev@pyongyang",
        "Передано Ким Ир Сену.",
        "ПОДПИСЬ ПРОВЕРЕНА",
        "СОВ. СЕКРЕТНО",
    ):
        assert said in told, said


def test_an_answer_whose_signature_fails_says_so_instead_of_a_stamp(tmp_path: Path) -> None:
    told = words(text_of(answer_sheet(answer_found(verified=False)), tmp_path))
    assert "ПОДПИСЬ НЕВЕРНА" in told
    assert "ПРОВЕРЕНА" not in told
    assert answer_data(answer_found(verified=False))["stamp"] is None


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("OPERATOR_ACK", "Подтверждение получения"),
        ("WILL_COMPLY", "Принятие к исполнению"),
        ("CANNOT_COMPLY", "Донесение о неисполнении"),
    ],
)
def test_each_answer_has_its_name(code: str, heading: str) -> None:
    assert answer_data(answer_found(code=code))["heading"] == heading


def test_an_interim_report_by_a_deputy_in_anothers_place_names_all(tmp_path: Path) -> None:
    found = answer_found(
        interim=True,
        code="WILL_COMPLY",
        deputy="clerk@pyongyang",
        in_place_of="envoy@pyongyang",
        title="Посол",
        text="\n\n".join(["Ход дела."] * 60),
    )
    pdf = answer_sheet(found)
    told = words(text_of(pdf, tmp_path))
    assert "Промежуточный доклад" in told
    for name in ("clerk@pyongyang", "envoy@pyongyang", "razuvaev@pyongyang", "Посол"):
        assert name in told
    assert int(info_of(pdf, tmp_path)["Pages"]) > 1
