"""What differs between two editions of a record."""

from dataclasses import replace

from depesha.archive.errata import MAX_CHANGES, MAX_LETTERS, Change, changed_fields, changes
from depesha.archive.record import Segment
from tests.unit.archive.full import full


def test_the_same_record_differs_in_nothing() -> None:
    assert changes(full(), full()) == ()


def test_a_field_is_named_with_what_stood_there_and_what_stands_now() -> None:
    record = full()
    later = replace(record, telegram=replace(record.telegram, outgoing_number=7, form_code=""))
    before = record.telegram.form_code
    assert changes(record, later) == (
        Change(field="telegram.outgoing_number", before="73519264", after="7"),
        Change(field="telegram.form_code", before=before, after=None),
    ) or set(changes(record, later)) == {
        Change(field="telegram.outgoing_number", before="73519264", after="7"),
        Change(field="telegram.form_code", before=before, after=None),
    }


def test_what_was_added_to_a_list_and_taken_from_it() -> None:
    record = full()
    fewer = replace(record, holdings=record.holdings[:1])
    gone, come = changes(record, fewer), changes(fewer, record)
    assert {one.after for one in gone} == {one.before for one in come} == {None}
    assert [(one.field, one.before) for one in gone] == [(one.field, one.after) for one in come]
    assert ("holdings[1].archive", record.holdings[1].archive) in [
        (one.field, one.before) for one in gone
    ]
    assert not [one for one in gone if "{" in str(one.before)], "each in its own words"


def test_fields_are_named_once_and_not_deep() -> None:
    one, other = full(1), full(2)
    assert set(changed_fields(one, other)) >= {
        "source",
        "telegram.parties",
        "copies.marks",
        "publication.title",
    }
    assert len(set(changed_fields(one, other))) == len(changed_fields(one, other))


def test_another_record_altogether_is_told_in_bounds() -> None:
    record = full()
    text = record.telegram.texts[0]
    texts = [
        replace(text, segments=tuple(Segment(key=f"k{n}", text=letter * 5_000) for n in range(300)))
        for letter in "ab"
    ]
    one, other = (
        replace(record, telegram=replace(record.telegram, texts=(each,))) for each in texts
    )
    found = changes(one, other)
    assert len(found) == MAX_CHANGES
    assert all(len(each.after or "") == MAX_LETTERS + 1 for each in found)
