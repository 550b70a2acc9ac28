"""Where cover names stand in a record: by an editor's marks, or by words; within their time."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from depesha.archive.covers import Covered, Mention, marked_covers, mentions_in
from depesha.archive.record import Annotation, AnnotationKind, Record, Segment, TextKind
from tests.network.records import record

THEN = 500
PEASANT = Covered(cover="c1", form="Филиппов", person="Stalin", identification="i1")
FRIEND = Covered(cover="c2", form="товарищ Гао", person="Mao", identification="i2")


def said(*paragraphs: str, marks: Sequence[Annotation] = ()) -> Record:
    made = record()
    segments = tuple(Segment(key=f"p{at}", text=one) for at, one in enumerate(paragraphs))
    texts = tuple(
        replace(one, segments=segments, annotations=tuple(marks))
        for one in made.telegram.texts
        if one.kind is TextKind.NORMALISED
    )
    return replace(made, telegram=replace(made.telegram, texts=texts))


def mark(
    segment: int,
    start: int,
    end: int,
    body: str = "",
    kind: AnnotationKind = AnnotationKind.COVER,
    lost_from: str = "",
) -> Annotation:
    return Annotation(
        segment=segment, start=start, end=end, kind=kind, body=body, lost_from=lost_from
    )


def words_of(made: Record, found: Sequence[Mention]) -> list[tuple[int, str, str]]:
    return [
        (one.segment, made.telegram.texts[one.text].segments[one.segment].text[one.start : one.end],
         one.person)
        for one in found
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("paragraph", "places"),
    [
        ("Передайте Филиппову лично.", ["Филиппову"]),
        ("от ФИЛИППОВА, для Филиппова", ["ФИЛИППОВА", "Филиппова"]),
        ("Filippov answers", ["Filippov"]),
        ("Филимонову", []),
        ("", []),
    ],
)
def test_a_cover_name_of_one_word_is_found_in_every_case(paragraph: str, places: list[str]) -> None:
    made = said("Ничего.", paragraph)
    found = mentions_in(made, [PEASANT], THEN)
    assert words_of(made, found) == [(1, one, "Stalin") for one in places]


@pytest.mark.parametrize(
    ("paragraph", "places"),
    [
        ("у товарища Гао", ["товарища Гао"]),
        ("товарищ Ли и Гао", []),
        ("Гао, товарищ", []),
        ("с нами товарищ", []),
    ],
)
def test_one_of_several_words_is_found_where_they_all_follow(
    paragraph: str, places: list[str]
) -> None:
    made = said(paragraph)
    assert words_of(made, mentions_in(made, [FRIEND], THEN)) == [(0, one, "Mao") for one in places]


def test_two_forms_of_one_identification_are_one_mention_at_a_place() -> None:
    made = said("Филиппову")
    other = replace(PEASANT, form="Filippov")
    assert len(mentions_in(made, [PEASANT, other], THEN)) == 1
    another = replace(PEASANT, identification="i9", person="Another")
    assert [one.person for one in mentions_in(made, [PEASANT, another], THEN)] == [
        "Stalin",
        "Another",
    ]


@pytest.mark.parametrize(("first", "last", "count"), [
    (0, THEN, 1), (THEN, THEN, 1), (THEN, THEN + 1, 1), (THEN + 1, THEN + 2, 0), (0, THEN - 1, 0),
])  # fmt: skip
def test_an_identification_counts_within_its_time(first: int, last: int, count: int) -> None:
    covered = replace(PEASANT, first=first, last=last)
    for made in (said("Филиппову"), said("Филиппову", marks=[mark(0, 0, 9)])):
        assert len(mentions_in(made, [covered], THEN)) == count


# -- an editor's marks ----------------------------------------------------------------------------


def test_where_an_editor_marked_them_his_marks_alone_count() -> None:
    made = said("Филиппов и Филиппов", marks=[mark(0, 11, 19)])
    assert words_of(made, mentions_in(made, [PEASANT], THEN)) == [(0, "Филиппов", "Stalin")]
    assert mentions_in(made, [PEASANT], THEN)[0].start == len("Филиппов и ")


def test_a_note_of_another_kind_marks_nothing() -> None:
    for kind in set(AnnotationKind) - {AnnotationKind.COVER}:
        made = said("Филиппов и Филиппов", marks=[mark(0, 11, 19, "Филиппов", kind)])
        assert marked_covers(made) == frozenset()
        assert len(mentions_in(made, [PEASANT], THEN)) == 2, "found by the words"


def test_a_mark_that_lost_its_place_marks_nothing() -> None:
    made = said("Филиппов", marks=[mark(0, 0, 8, "Филиппов", lost_from="p0")])
    assert marked_covers(made) == frozenset()


@pytest.mark.parametrize(
    ("one", "name"),
    [
        (mark(0, 4, 8), "отцу"),
        (mark(0, 4, 8, "Филиппов"), "Филиппов"),
        (mark(9, 0, 8, "Филиппов"), "Филиппов"),
        (mark(9, 0, 8), ""),
        (mark(1, 0, 8), ""),
    ],
)
def test_a_mark_names_what_the_editor_wrote_or_the_words_there(one: Annotation, name: str) -> None:
    made = said("это отцу народов", marks=[one])
    assert marked_covers(made) == {name}
    assert len(mentions_in(made, [PEASANT], THEN)) == (name == "Филиппов")


def test_of_two_forms_that_a_mark_fits_an_identification_is_told_once() -> None:
    made = said("Филиппову", marks=[mark(0, 0, 9, "Филиппов")])
    other = replace(PEASANT, form="Filippov")
    assert len(mentions_in(made, [PEASANT, other], THEN)) == 1
