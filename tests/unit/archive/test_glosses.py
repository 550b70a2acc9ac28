"""Editors' notes: who is given which, which of them a decision lets out, and which go with it."""

from dataclasses import replace

import pytest

from depesha.archive.glosses import EVERYBODY, opened, seen_by
from depesha.archive.name_keys import keys_of
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Asked,
    Obligation,
    Record,
    Segment,
    TextKind,
)
from depesha.archive.redaction import redaction_of
from depesha.archive.releasing import public
from tests.unit.archive.full import full

RULE = "3.3(b)(1)/the board"
SECRET = 4


def noted(*notes: Annotation) -> Record:
    """Return a record whose translation, its third text, has these notes."""
    record = full()
    texts = tuple(
        replace(text, annotations=notes if text.kind is TextKind.TRANSLATION else ())
        for text in record.telegram.texts
    )
    return replace(record, telegram=replace(record.telegram, texts=texts, cover_names=()))


def note(
    body: str,
    segment: int = 0,
    *,
    kind: AnnotationKind = AnnotationKind.GLOSS,
    classification: int = 0,
) -> Annotation:
    return Annotation(
        segment=segment, start=0, end=3, kind=kind, body=body, classification=classification
    )


def bodies(record: Record) -> list[str]:
    return [one.body for text in record.telegram.texts for one in text.annotations]


def test_whoever_is_not_cleared_for_a_note_is_given_the_record_without_it() -> None:
    record = noted(note("open"), note("secret", classification=SECRET))
    assert bodies(seen_by(record, SECRET)) == ["open", "secret"]
    assert bodies(seen_by(record, SECRET - 1)) == ["open"]
    assert bodies(seen_by(record, EVERYBODY)) == ["open"]


def test_that_a_cover_name_stands_there_is_told_to_whoever_knows_it_alone() -> None:
    record = noted(note("Филиппов", kind=AnnotationKind.COVER))
    assert bodies(seen_by(record, SECRET)) == []
    assert bodies(seen_by(record, SECRET, keys_of("Филиппову"))) == ["Филиппов"]


@pytest.mark.parametrize(
    ("named", "out"),
    [
        ([], []),
        (["note 3.1"], ["first"]),
        (["note 3.2"], ["second"]),
        (["note 3.1", "note 3.2"], ["first", "second"]),
        (["note 1.1"], []),
        (["note 3.3"], []),
    ],
)
def test_of_notes_with_a_clearance_those_go_out_that_are_named(
    named: list[str], out: list[str]
) -> None:
    record = noted(
        note("first", classification=SECRET),
        note("second", classification=SECRET),
        note("Филиппов", classification=SECRET, kind=AnnotationKind.COVER),
    )
    assert bodies(public(record, [], glosses=named)) == out
    assert bodies(seen_by(opened(record, named), EVERYBODY)) == out


# -- what goes with a paragraph -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("1", ["at the second", "at the third"]),
        ("2:0-3", ["at the first", "at the third"]),
        ("translation 3:0-2", ["at the first", "at the second"]),
        ("quotation 1", ["at the first", "at the second"]),
        ("party 1", ["at the first", "at the second", "at the third"]),
    ],
)
def test_notes_go_with_their_paragraph(place: str, left: list[str]) -> None:
    record = noted(note("at the first"), note("at the second", 1), note("at the third", 2))
    assert bodies(public(record, [redaction_of(f"{place}={RULE}")])) == left


def test_notes_of_the_original_go_with_theirs_too() -> None:
    record = full()
    texts = tuple(
        replace(text, annotations=(note("first"), note("second", 1)))
        if text.kind is TextKind.NORMALISED
        else replace(text, annotations=())
        for text in record.telegram.texts
    )
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    assert bodies(public(record, [redaction_of(f"1:0-2={RULE}")])) == ["second"]


def test_of_two_translations_the_one_that_is_named_is_cut() -> None:
    record = full()
    (text,) = (one for one in record.telegram.texts if one.kind is TextKind.TRANSLATION)
    other = replace(
        text,
        language="fr",
        segments=tuple(
            Segment(key=one.key, text=f"mot{at}") for at, one in enumerate(text.segments)
        ),
    )
    texts = (*record.telegram.texts, other)
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    for place, said in (("translation 1.1", "mot0"), ("translation 2.1", text.segments[0].text)):
        made = public(record, [redaction_of(f"{place}={RULE}")])
        left = [
            one.segments[0].text for one in made.telegram.texts if one.kind is TextKind.TRANSLATION
        ]
        assert sorted(left) == sorted([said, "[… 3.3(b)(1)]"])


@pytest.mark.parametrize(("place", "is_left"), [("1", False), ("2", True), ("party 1", True)])
def test_what_a_telegram_asks_goes_with_its_words(place: str, *, is_left: bool) -> None:
    record = full()
    read = next(one for one in record.telegram.texts if one.kind is TextKind.NORMALISED)
    asked = Obligation(kind=Asked.REPORT_EXECUTION, text=read.segments[0].text)
    elsewhere = Obligation(kind=Asked.CONFIRM_RECEIPT, text="in no text")
    record = replace(record, telegram=replace(record.telegram, obligations=(asked, elsewhere)))
    made = public(record, [redaction_of(f"{place}={RULE}")])
    assert (asked in made.telegram.obligations) is is_left
    assert (elsewhere in made.telegram.obligations) is (place == "party 1")
