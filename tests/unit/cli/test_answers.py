"""What an addressee office does: the order that goes to the station, and what is printed."""

from pathlib import Path

import pytest

from tests.unit.cli.desk import run

DONE = {
    "reference": "moscow/1951/26044",
    "office": "razuvaev@pyongyang",
    "state": "RECEIVED",
    "queued_for": "moscow",
}


@pytest.mark.parametrize(
    ("verb", "said"),
    [("confirm", "receipt confirmed"), ("comply", "acknowledged: will comply")],
)
def test_an_answer_is_one_order(verb: str, said: str) -> None:
    ran = run(verb, "26044", "--as", "razuvaev", answers={verb: DONE})
    assert ran.asked == [(verb, {"reference": "26044", "office": "razuvaev"})]
    assert ran.out == f"moscow/1951/26044: {said}, queued for moscow\n"
    assert run(verb, "26044", "-q", answers={verb: DONE}).out == ""
    assert run(verb, "26044", "--json", answers={verb: DONE}).objects() == [
        {"v": 1, "kind": verb, **DONE}
    ]


@pytest.mark.parametrize(
    ("words", "fields", "said"),
    [
        (["сделано"], {"text": "сделано", "interim": False, "cannot": ""}, "execution reported"),
        (["-", "--interim"], {"text": "-", "interim": True, "cannot": ""}, "interim report"),
        (["--cannot", "нет"], {"text": "", "interim": False, "cannot": "нет"}, "cannot comply"),
        (["--file", "-"], {"text": "a\nb", "interim": False, "cannot": ""}, "execution reported"),
    ],
)
def test_a_report(words: list[str], fields: dict[str, object], said: str) -> None:
    ran = run("report", "26044", *words, answers={"report": DONE}, stdin=b"a\nb\n")
    assert ran.asked == [("report", {"reference": "26044", **fields})]
    assert said in ran.out


@pytest.mark.parametrize(
    "words",
    [[], ["a", "--file", "-"], ["a", "--interim", "--cannot", "b"], ["--file", "missing.txt"]],
)
def test_a_report_without_words_or_with_too_many_is_not_sent(words: list[str]) -> None:
    ran = run("report", "26044", *words, answers={"report": DONE})
    assert ran.status in {2, 3}
    assert ran.asked == []


SENT = {
    "reference": "peking/1951/5",
    "number": 5,
    "year": 1951,
    "numbers": [{"series": "special", "number": 2}],
    "uid": "00" * 16,
    "addressees": [
        {"office": "razuvaev@pyongyang", "station": "pyongyang", "way": "moscow"},
        {"office": "gromyko@moscow", "station": "moscow", "way": "moscow"},
        {"office": "roshchin@peking", "station": "peking", "way": None},
    ],
    "copies": [{"number": 1, "holder": "т. Сталину"}],
}


def test_passing_on_prints_the_new_number(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("Передаю.\n", encoding="utf-8")
    ran = run("pass", "26044", "--to", "razuvaev@pyongyang", str(words), answers={"pass": SENT})
    fields = {
        "reference": "26044",
        "to": "razuvaev@pyongyang",
        "again": False,
        "text": "Передаю.\n",
    }
    assert ran.asked == [("pass", fields)]
    assert ran.out.splitlines() == [
        "peking/1951/5, special 2: registered and sealed",
        "  razuvaev@pyongyang  by way of moscow",
        "  gromyko@moscow  direct",
        "  roshchin@peking",
        "  copy 1: т. Сталину",
    ]


def test_no_communications_is_an_error_that_says_who_was_told() -> None:
    answer = {"no_communications": "pyongyang", "told": "moscow", "reason": "no key"}
    ran = run("pass", "26044", "--to", "razuvaev@pyongyang", answers={"pass": answer})
    assert ran.status == 1
    assert ran.err.splitlines() == [
        "depesha: error: no communications with pyongyang",
        "depesha: hint: the originator at moscow was told: no key",
    ]


def test_no_communications_in_json_is_the_answer_and_the_error() -> None:
    answer = {"no_communications": "pyongyang", "told": "moscow"}
    ran = run("pass", "1", "--to", "a@pyongyang", "--json", answers={"pass": answer})
    assert [one["kind"] for one in ran.objects()] == ["pass", "error"]
    assert ran.objects()[1]["code"] == "no-communications"


def test_a_number_of_several_years_says_which_others_it_fits() -> None:
    done = {
        "reference": "moscow/2027/1",
        "state": "RECEIVED",
        "queued_for": "moscow",
        "also": ["moscow/2026/1"],
    }
    ran = run("confirm", "moscow/1", answers={"confirm": done})
    assert ran.err == ("depesha: this is moscow/2027/1; the number is also that of moscow/2026/1\n")
    assert ran.out.startswith("moscow/2027/1: receipt confirmed")
    assert run("confirm", "moscow/1", "-q", answers={"confirm": done}).err == ""


def test_a_deputy_answers_for_its_office() -> None:
    answers = {name: {"reference": "moscow/1951/1"} for name in ("confirm", "comply", "report")}
    for name, more in (("confirm", []), ("comply", []), ("report", ["done"])):
        ran = run(name, "1", *more, "--as", "clerk", "--for", "envoy", answers=answers)
        ((asked, fields),) = ran.asked
        assert (asked, fields["office"], fields["acting_for"]) == (name, "clerk", "envoy")


def test_a_duty_office_is_told_in_whose_place_it_answered() -> None:
    done = {"reference": "moscow/1951/1", "in_place_of": ["razuvaev@pyongyang"]}
    assert "in place of razuvaev@pyongyang" in run("confirm", "1", answers={"confirm": done}).out
