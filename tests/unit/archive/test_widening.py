"""A question is widened by names, and by cover names in their time."""

from collections.abc import Collection
from importlib.resources import files

from depesha.archive.name_keys import keys_of, keys_of_all, person_forms
from depesha.archive.names import name_of
from depesha.archive.widening import Dated, Other, Said, Wide, spans, widened

KIM = ("Ким Ир Сен", "Kim Il Sung", "김일성")


def names(keys: Collection[str]) -> dict[str, list[tuple[str, ...]]]:
    return {key: [KIM] for key in keys_of_all(KIM) if key in keys}


def nobody(keys: Collection[str]) -> dict[str, list[Dated]]:
    del keys
    return {}


def test_words_beside_each_other_are_one_name_and_each_has_its_other_forms() -> None:
    said = [Said(words=word) for word in ("телеграмма", "Ким", "Ир", "Сену")]
    wide, _ = widened(said, [], names, nobody)
    assert wide[0].forms == ()
    for one in wide[1:]:
        assert set(one.forms) >= {"Kim Il Sung", "김일성"}


def test_words_of_two_fields_are_no_name() -> None:
    said = [Said(words="Ким", field="to"), Said(words="Ир"), Said(words="Сен")]
    wide, _ = widened(said, [], names, nobody)
    assert all(not one.forms for one in wide)


def test_every_part_of_the_shelf_is_in_one_span_and_the_newest_is_first() -> None:
    dated = (Dated(form="a", first=10, last=19), Dated(form="b", first=15, last=30))
    found = list(spans(0, 100, [Wide(dated=dated)], []))
    assert [(one.first, one.last) for one in found] == [
        (31, 100),
        (20, 30),
        (15, 19),
        (10, 14),
        (0, 9),
    ]
    a, b = Other(form="a", is_cover=True), Other(form="b", is_cover=True)
    assert [one.wanted for one in found] == [((),), ((b,),), ((a, b),), ((a,),), ((),)]


def test_a_person_is_found_without_initials_and_before_a_comma() -> None:
    assert "Сталин" in person_forms("И. В. Сталин")
    assert "Сталин" in person_forms("Сталин, Иосиф Виссарионович")
    assert not keys_of("…")


def test_the_names_that_come_with_the_program_are_names() -> None:
    lines = files("depesha.archive").joinpath("names.jsonl").read_text(encoding="utf-8")
    found = [name_of(line) for line in lines.splitlines()]
    assert len(found) >= 40
    assert len({one.id for one in found}) == len(found)
    forms = {form for one in found for form in one.forms}
    assert {"Чжоу Эньлай", "Chou En-lai", "Даллес", "Ачесон", "Phyongyang", *KIM} <= forms
    assert "Филиппов" not in forms
