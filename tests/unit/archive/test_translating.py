"""Another wording of a record: paragraphs beside paragraphs, versions, and what editors said."""

from dataclasses import replace
from typing import Any

import pytest

from depesha.archive import wording_file
from depesha.archive.checks import checks_of
from depesha.archive.covers import marked_covers
from depesha.archive.form import decode, encode
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.archive.side_by_side import parallel_of
from depesha.archive.translating import Wording, lost, paragraphs, place_of, reworded
from depesha.errors import NotFound, Usage
from tests.unit.reading_room.shelves import printed, seed

TRANSLATION = 2
"""Its place among the texts of the seed."""


def said(record: Record, kind: TextKind, text: int | None) -> list[str]:
    return [one.said for one in paragraphs(record, kind, text)]


def wording(segments: list[str] | tuple[str, ...], **more: Any) -> Wording:
    fields: dict[str, Any] = {
        "kind": TextKind.TRANSLATION,
        "language": "en",
        "author": "Иван",
        "text": TRANSLATION,
        **more,
    }
    return Wording(segments=tuple(segments), **fields)


def glosses(record: Record, text: int = TRANSLATION) -> list[tuple[str, str]]:
    """Return each annotation's body, and the letters that it stands behind."""
    one = record.telegram.texts[text]
    return [
        (note.body, one.segments[note.segment].text[max(0, note.start - 8) : note.end])
        for note in one.annotations
    ]


# -- paragraphs ------------------------------------------------------------------------------------


def test_a_translation_stands_beside_the_original_by_paragraph() -> None:
    rows = paragraphs(seed(), TextKind.TRANSLATION, TRANSLATION)
    assert [one.key for one in rows] == ["p1", "p2", "p3", "p4", "p5"]
    assert rows[3].original == "Получение подтвердите."
    assert rows[3].said == "Confirm receipt."
    assert [one.sheet for one in rows] == [1, 1, 1, 2, 2]


def test_a_new_translation_has_a_place_for_each_paragraph_of_the_original() -> None:
    rows = paragraphs(seed(), TextKind.TRANSLATION, None)
    assert [one.said for one in rows] == [""] * 5
    assert all(one.original for one in rows)


def test_a_correction_stands_beside_what_was_typed_and_a_word_over_two_sheets_is_both() -> None:
    rows = paragraphs(seed(), TextKind.NORMALISED, 1)
    assert rows[1].original.startswith('"Раз"ясните')
    assert rows[1].said.startswith('"Разъясните')
    assert rows[2].original.endswith("указан-\nную директиву.")
    assert rows[3].original == "Получение подтвердите."


def test_paragraphs_that_were_parted_otherwise_are_found_by_their_key() -> None:
    record = seed()
    typed, read, *others = record.telegram.texts
    less = replace(typed, segments=typed.segments[1:])
    record = replace(record, telegram=replace(record.telegram, texts=(less, read, *others)))
    rows = paragraphs(record, TextKind.NORMALISED, 1)
    assert [bool(one.original) for one in rows] == [False, True, True, True, True]


def test_a_paragraph_that_the_original_has_not_is_kept_behind_the_others() -> None:
    record = seed()
    *first, other = record.telegram.texts
    more = replace(other, segments=(*other.segments, Segment(key="note", text="Sheet 2 is torn.")))
    record = replace(record, telegram=replace(record.telegram, texts=(*first, more)))
    rows = paragraphs(record, TextKind.TRANSLATION, TRANSLATION)
    assert (rows[-1].original, rows[-1].said) == ("", "Sheet 2 is torn.")
    again = reworded(record, wording([one.said.upper() for one in rows]))
    assert again.telegram.texts[TRANSLATION].segments[-1] == Segment(
        key="note", text="SHEET 2 IS TORN."
    )


def test_paragraphs_of_one_key_are_told_apart() -> None:
    texts = (
        Text(
            kind=TextKind.TRANSCRIPTION,
            language="ru",
            segments=(Segment(key="p", text="один"), Segment(key="p", text="два")),
        ),
    )
    record = Record(source="s", telegram=Telegram(document_type="telegram", texts=texts))
    made = reworded(record, wording(["", "two"], text=None))
    rows = paragraphs(made, TextKind.TRANSLATION, 1)
    assert [(one.original, one.said) for one in rows] == [("один", ""), ("два", "two")]


# -- versions --------------------------------------------------------------------------------------


def test_a_saving_is_the_next_version_and_nothing_else_is_changed() -> None:
    record = seed()
    words = said(record, TextKind.TRANSLATION, TRANSLATION)
    words[3] = "Acknowledge receipt."
    made = reworded(record, wording(words, date="2026-11-29"))
    text = made.telegram.texts[TRANSLATION]
    assert (text.version, text.author, text.date and text.date.iso) == (1, "Иван", "2026-11-29")
    assert [one.text for one in text.segments] == words
    assert text.repeated == record.telegram.texts[TRANSLATION].repeated
    assert made.telegram.texts[:2] == record.telegram.texts[:2]
    assert replace(made, telegram=record.telegram) == record
    words[3] = "Confirm."
    assert reworded(made, wording(words)).telegram.texts[TRANSLATION].version == 2


def test_what_was_made_is_a_record_that_can_be_kept() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    made = reworded(seed(), wording([*words[:4], "At once."], date="1951"))
    assert decode(encode(made)) == made


def test_another_translation_stands_beside_the_first() -> None:
    words = ["Am 20. November", "", "", "Empfang bestätigen.", "Sofort drahten."]
    made = reworded(seed(), wording(words, language="de", text=None))
    text = made.telegram.texts[-1]
    assert (len(made.telegram.texts), text.language, text.version) == (4, "de", 1)
    assert [one.key for one in text.segments] == ["p1", "p4", "p5"]
    assert said(made, TextKind.TRANSLATION, 3) == words


def test_what_is_not_translated_yet_is_told_by_the_cross_checks() -> None:
    made = reworded(seed(), wording(["x", "", "", "", ""]))
    (segments,) = [one for one in checks_of(made) if one.what == "segments"]
    assert segments.agrees is False


def test_a_correction_leaves_what_was_typed_as_it_was_typed() -> None:
    record = seed()
    words = said(record, TextKind.NORMALISED, 1)
    words[0] = words[0].replace("Рошину", "Рощину")
    made = reworded(record, wording(words, kind=TextKind.NORMALISED, text=1, language="ru"))
    assert made.telegram.texts[0] == record.telegram.texts[0]
    assert "Рощину" in made.telegram.texts[1].segments[0].text
    assert [one.sheet for one in made.telegram.texts[1].segments] == [1, 1, 1, 2, 2]
    assert made.telegram.texts[1].annotations == record.telegram.texts[1].annotations


def test_a_record_that_has_but_what_was_typed_gets_a_text_to_read() -> None:
    record = printed(1, "tset")
    made = reworded(record, wording(["test"], kind=TextKind.NORMALISED, text=None))
    assert [one.kind for one in made.telegram.texts] == [
        TextKind.TRANSCRIPTION,
        TextKind.NORMALISED,
    ]
    assert made.telegram.texts[0] == record.telegram.texts[0]
    assert said(made, TextKind.NORMALISED, 1) == ["test"]


def test_a_summary_has_paragraphs_of_its_own() -> None:
    made = reworded(seed(), wording(["One.", " ", "Two."], kind=TextKind.SUMMARY, text=None))
    assert said(made, TextKind.SUMMARY, 3) == ["One.", "Two."]
    assert [one.key for one in made.telegram.texts[3].segments] == ["s1", "s2"]
    assert paragraphs(seed(), TextKind.SUMMARY, None) == ()


def test_a_text_is_found_by_its_language_and_author() -> None:
    made = reworded(seed(), wording(["x"] * 5, language="de", text=None))
    assert place_of(made, TextKind.TRANSLATION, "de", "Иван") == 3
    assert place_of(made, TextKind.TRANSLATION, "en", "") == TRANSLATION
    assert place_of(made, TextKind.TRANSLATION, "en", "Иван") is None
    assert place_of(made, TextKind.NORMALISED, "", "whoever") == 1


# -- what is refused -------------------------------------------------------------------------------

WORDS = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"segments": WORDS[:4]}, "the original has 5 paragraphs, and this has 4"),
        ({"segments": (*WORDS, "f")}, "and this has 6"),
        ({"segments": ("", " ", "\n", "", "")}, "nothing is written"),
        ({"author": " "}, "who wrote it"),
        ({"author": "x" * 201}, "who wrote it"),
        ({"language": "English"}, "not a language"),
        ({"language": "<b>"}, "not a language"),
        ({"kind": TextKind.TRANSCRIPTION, "text": 0}, "stays as it was typed"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, Any], why: str) -> None:
    fields = {"segments": WORDS, **given}
    with pytest.raises(Usage, match=why):
        reworded(seed(), wording(**fields))


@pytest.mark.parametrize(("kind", "text"), [("TRANSLATION", 1), ("TRANSLATION", 9), ("SUMMARY", 2)])
def test_there_is_no_such_text(kind: str, text: int) -> None:
    with pytest.raises(NotFound):
        reworded(seed(), wording(WORDS, kind=TextKind[kind], text=text))


def test_nothing_changed_is_no_version() -> None:
    made = reworded(seed(), wording(WORDS))
    with pytest.raises(Usage, match="nothing is changed"):
        reworded(made, wording(WORDS, date="2026-11-30"))


def test_one_author_has_one_translation_into_a_language() -> None:
    made = reworded(seed(), wording(WORDS, text=None))
    with pytest.raises(Usage, match="there is such a text"):
        reworded(made, wording(WORDS, text=None))
    with pytest.raises(Usage, match="there is such a text"):
        reworded(made, wording(WORDS, text=TRANSLATION))


def test_a_record_has_no_more_texts_than_its_form_takes() -> None:
    record = seed()
    many = tuple(replace(record.telegram.texts[2], author=f"a{place}") for place in range(100))
    full = (record.telegram.texts[0], *many[:99])
    record = replace(record, telegram=replace(record.telegram, texts=full))
    with pytest.raises(Usage, match="at most 100"):
        reworded(record, wording(["x"] * 6, text=None))


# -- what editors said -----------------------------------------------------------------------------


def test_a_gloss_stays_behind_its_word_when_other_words_are_changed() -> None:
    record = seed()
    words = said(record, TextKind.TRANSLATION, TRANSLATION)
    words[0] = "Then: " + words[0].replace("November", "the month of November")
    made = reworded(record, wording(words))
    assert glosses(made) == glosses(record)


def test_a_gloss_stands_behind_the_other_spelling_of_its_word() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    words[0] = words[0].replace("Filippov", "Philippoff")
    assert glosses(reworded(seed(), wording(words)))[0] == ("Stalin", "ilippoff")


def lost_in(record: Record, text: int = TRANSLATION) -> list[tuple[str, str, str]]:
    """Return what each lost note says, from where it is lost, and the paragraph it stands at."""
    one = record.telegram.texts[text]
    return [
        (note.body, note.lost_from, one.segments[note.segment].key)
        for note in one.annotations
        if note.lost_from
    ]


def test_a_gloss_of_a_paragraph_that_is_emptied_stands_at_a_neighbour() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    made = reworded(seed(), wording(["", *words[1:]]))
    assert lost_in(made) == [("Stalin", "p1", "p2")]
    assert lost(made) == 1
    assert len(made.telegram.texts[TRANSLATION].annotations) == 2, "the other is where it was"
    assert decode(encode(made)) == made


def test_a_note_of_a_later_paragraph_stands_at_the_one_before() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    note = Annotation(segment=4, start=0, end=2, kind=AnnotationKind.NOTE, body="?")
    *first, other = seed().telegram.texts
    texts = (*first, replace(other, annotations=(note,)))
    record = replace(seed(), telegram=replace(seed().telegram, texts=texts))
    made = reworded(record, wording([*words[:3], "", ""]))
    assert lost_in(made) == [("?", "p5", "p3")]


def test_it_stands_at_its_paragraph_again_once_that_says_something() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    made = reworded(seed(), wording(["", *words[1:]]))
    further = reworded(made, wording(["", words[1], "", *words[3:]]))
    assert lost_in(further) == [
        ("Stalin", "p1", "p2"),
        ("Ministry of Foreign Affairs", "p3", "p2"),
    ]
    again = reworded(further, wording(["Other words.", *words[1:]]))
    assert lost_in(again) == [
        ("Stalin", "p1", "p1"),
        ("Ministry of Foreign Affairs", "p3", "p3"),
    ], "which letters it was about nobody knows any more"


def test_all_paragraphs_anew_keep_every_note() -> None:
    record = seed()
    *first, other = record.telegram.texts
    one = replace(other, segments=other.segments[:1], annotations=other.annotations[:1])
    record = replace(record, telegram=replace(record.telegram, texts=(*first, one)))
    made = reworded(record, wording(["", "", "", "", "At once."]))
    assert lost_in(made) == [("Stalin", "p1", "p5")]


def test_a_correction_that_empties_a_paragraph_loses_no_note_of_it() -> None:
    record = seed()
    typed, read, *others = record.telegram.texts
    note = Annotation(segment=3, start=0, end=9, kind=AnnotationKind.NOTE, body="sic")
    noted = replace(read, annotations=(*read.annotations, note))
    texts = (typed, noted, *others)
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    words = said(record, TextKind.NORMALISED, 1)
    words[3] = ""
    made = reworded(record, wording(words, kind=TextKind.NORMALISED, text=1))
    assert lost_in(made, 1) == [("sic", "p4", "p4")]


def test_a_summary_keeps_its_notes() -> None:
    record = reworded(seed(), wording(["One.", "Two."], kind=TextKind.SUMMARY, text=None))
    *first, summary = record.telegram.texts
    notes = (
        Annotation(segment=0, start=0, end=3, kind=AnnotationKind.NOTE, body="a"),
        Annotation(segment=1, start=0, end=3, kind=AnnotationKind.GLOSS, body="b"),
    )
    texts = (*first, replace(summary, annotations=notes))
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    longer = reworded(record, wording(["One!", "Two.", "Three."], kind=TextKind.SUMMARY, text=3))
    assert glosses(longer, 3) == [("a", "One"), ("b", "Two")]
    made = reworded(record, wording(["", "Two."], kind=TextKind.SUMMARY, text=3))
    assert lost_in(made, 3) == [("a", "s1", "s1")]
    assert [one.body for one in made.telegram.texts[3].annotations] == ["a", "b"]


def test_a_lost_note_is_shown_beneath_and_at_no_letters() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    made = reworded(seed(), wording(["", *words[1:]]))
    shown = parallel_of(made)
    (note,) = [one for one in shown.notes if one.lost_from]
    assert (note.text, note.about, note.lost_from) == ("Stalin", "", "p1")
    pieces = [one for row in shown.rows for one in row.other]
    assert not [one for one in pieces if one.kind == "gloss" and one.text == "Stalin"]


def test_a_lost_mark_of_a_cover_name_is_no_mention() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    start = words[0].index("Filippov")
    record = with_cover(start, start + 8)
    assert marked_covers(record) == {"Filippov"}
    made = reworded(record, wording(["", *words[1:]]))
    assert lost_in(made) == [("Filippov", "p1", "p2")]
    assert marked_covers(made) == frozenset()


def test_whether_anything_is_changed_is_told_by_words_alone() -> None:
    """Else whoever saves the same words would learn by it that there is a note to be moved."""
    record = with_cover(0, 4, AnnotationKind.NOTE)
    made = reworded(record, wording(WORDS))
    text = made.telegram.texts[TRANSLATION]
    (note,) = text.annotations
    odd = replace(text, annotations=(replace(note, end=len(text.segments[0].text) + 7),))
    texts = (*made.telegram.texts[:TRANSLATION], odd)
    with pytest.raises(Usage, match="nothing is changed"):
        reworded(replace(made, telegram=replace(made.telegram, texts=texts)), wording(WORDS))


def with_cover(start: int, end: int, kind: AnnotationKind = AnnotationKind.COVER) -> Record:
    record = seed()
    *first, other = record.telegram.texts
    note = Annotation(segment=0, start=start, end=end, kind=kind, body="Filippov", classification=5)
    marked = replace(other, annotations=(note,))
    return replace(record, telegram=replace(record.telegram, texts=(*first, marked)))


def cover_after(before: str, after: str) -> list[str]:
    """Return the words that are marked as a cover name once `before` was made `after`."""
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    start = words[0].index("Filippov")
    record = with_cover(start, start + len("Filippov"))
    words[0] = words[0].replace(before, after)
    text = reworded(record, wording(words)).telegram.texts[TRANSLATION]
    return [text.segments[0].text[one.start : one.end] for one in text.annotations]


def test_a_cover_name_is_marked_also_in_another_spelling() -> None:
    assert cover_after("Filippov", "Philippoff") == ["Philippoff"]
    assert cover_after("Comrade Filippov", "Filippov") == ["Filippov"]


def test_a_cover_name_that_stands_there_no_longer_is_marked_no_longer() -> None:
    assert cover_after(" Filippov", "") == []
    assert cover_after("Filippov", "somebody whose name is not to be given at all here") == []


def test_the_clearance_of_what_editors_said_stays() -> None:
    words = said(seed(), TextKind.TRANSLATION, TRANSLATION)
    made = reworded(with_cover(3, 6, AnnotationKind.GLOSS), wording([f"{words[0]}!", *words[1:]]))
    assert [one.classification for one in made.telegram.texts[TRANSLATION].annotations] == [5]


def test_a_note_of_no_place_stays_one() -> None:
    made = reworded(
        with_cover(0, 0, AnnotationKind.NOTE), wording(["quite other words", "b", "c", "d", "e"])
    )
    (note,) = made.telegram.texts[TRANSLATION].annotations
    assert (note.start, note.end) == (0, 0)


# -- as a file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text"), [(TextKind.TRANSLATION, 2), (TextKind.NORMALISED, 1), (TextKind.SUMMARY, 3)]
)
def test_what_is_written_is_read_back_as_the_same(kind: TextKind, text: int) -> None:
    record = reworded(seed(), wording(["One.", "Two."], kind=TextKind.SUMMARY, text=None))
    file = wording_file.written(paragraphs(record, kind, text))
    assert list(wording_file.read(file)) == said(record, kind, text)
    assert wording_file.read("\ufeff" + file.replace("\n", "\r\n")) == wording_file.read(file)


def test_what_says_nothing_yet_is_written_as_three_dots() -> None:
    file = wording_file.written(paragraphs(seed(), TextKind.TRANSLATION, None))
    assert file == "…\n\n…\n\n…\n\n…\n\n…\n"
    assert wording_file.read(file) == ("",) * 5


def test_several_empty_lines_part_like_one() -> None:
    assert wording_file.read("\n\na\nb\n \t\n\n\nc\n") == ("a\nb", "c")


def test_a_paragraph_with_an_empty_line_in_it_is_not_written() -> None:
    made = reworded(printed(1, "x"), wording(["a\n\nb"], kind=TextKind.TRANSLATION, text=None))
    with pytest.raises(Usage, match="paragraph 1 has an empty line"):
        wording_file.written(paragraphs(made, TextKind.TRANSLATION, 1))
