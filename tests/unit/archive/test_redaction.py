"""How a redaction is said, what it takes out, and what still looks like it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor
from depesha.archive.places import places_of, said_at
from depesha.archive.record import (
    Named,
    Party,
    Publication,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.archive.redaction import (
    Part,
    Redaction,
    is_taken_out,
    redaction_of,
    spelled,
    taken_out,
)
from depesha.archive.releasing import public
from depesha.archive.traces import traces
from depesha.archive.withholding import CITED
from depesha.errors import Malformed, Usage
from depesha.store.fact_records.archive import REDACTION
from tests.unit.archive.full import full, keep_back

RULE = "3.3(b)(1)/the board"


@pytest.mark.parametrize(
    ("said", "part", "of", "segment", "start", "end"),
    [
        ("3", Part.TEXT, 0, 2, 0, 0),
        ("3:10-42", Part.TEXT, 0, 2, 10, 42),
        ("party 2", Part.PARTY, 0, 1, 0, 0),
        ("mark 1.4", Part.MARK, 0, 3, 0, 0),
        ("note 3.1", Part.NOTE, 2, 0, 0, 0),
        ("title", Part.TITLE, 0, 0, 0, 0),
        ("translation 2", Part.TRANSLATION, 0, 1, 0, 0),
        ("translation 2:0-40", Part.TRANSLATION, 0, 1, 0, 40),
        ("translation 2.3:1-40", Part.TRANSLATION, 1, 2, 1, 40),
    ],
)
def test_a_place_is_said_and_read(
    said: str, part: Part, of: int, segment: int, start: int, end: int
) -> None:
    one = redaction_of(f"{said}={RULE}")
    assert (one.part, one.of, one.segment, one.start, one.end) == (part, of, segment, start, end)
    assert (one.code, one.authority) == ("3.3(b)(1)", "the board")
    assert spelled(one) == said


@pytest.mark.parametrize(
    "said",
    [
        "", "0", "party", "party 0", "party 1.2", "party 1:2-3", "title 1", "mark 4",
        "mark 1.4:1-2",
        "1.2", "3:1", "3:1-", "words 1", "PARTY 1", "party  1", "party1", "note 1", "٣",
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(said: str) -> None:
    with pytest.raises(Usage, match="not a redaction"):
        redaction_of(f"{said}={RULE}")


@pytest.mark.parametrize("said", ["3", "3=", "3=code", "3=/the board", "3=code/", "3= =1/x\n"])
def test_code_and_authority_are_always_said(said: str) -> None:
    with pytest.raises(Usage):
        redaction_of(said)


def test_every_place_of_a_record_is_said_as_it_is_read() -> None:
    for place in places_of(full()):
        one = redaction_of(f"{place.spelled}={RULE}")
        assert said_at(full(), one) == place.text


def test_every_part_has_a_place_in_a_full_record() -> None:
    assert {place.part for place in places_of(full())} == set(Part)


def test_the_text_has_rows_as_it_always_had_and_other_parts_longer_ones() -> None:
    text = Redaction(segment=1, start=2, end=3, code="c", authority="a")
    assert REDACTION.pack(text) == [1, 2, 3, "c", "a"]
    mark = replace(text, part=Part.MARK, of=4)
    assert REDACTION.pack(mark) == [1, 2, 3, "c", "a", 3, 4]
    for one in (text, mark):
        assert REDACTION.unpack(cbor.decode(cbor.encode(REDACTION.pack(one)))) == one


@pytest.mark.parametrize(
    "row", [[1, 2, 3, "c"], [1, 2, 3, "c", "a", 1], [1, 2, 3, "c", "a", 0, 0], "x", 7]
)
def test_a_row_has_one_spelling(row: object) -> None:
    with pytest.raises(Malformed):
        REDACTION.unpack(row)  # type: ignore[arg-type]


# -- letters --------------------------------------------------------------------------------------


def spoken(text: str, title: str = "", parties: tuple[str, ...] = ()) -> Record:
    return Record(
        source="s",
        telegram=Telegram(
            document_type="telegram",
            parties=tuple(Named(role=Party.TO, text=one) for one in parties),
            texts=(
                Text(
                    kind=TextKind.TRANSCRIPTION,
                    language="en",
                    segments=(Segment(key="a", text=text),),
                ),
            ),
        ),
        publication=Publication(title=title, citation="", permalink="", summary="", language=""),
    )


def said_of(record: Record, *said: str) -> str:
    made = public(record, [redaction_of(f"{one}/x") for one in said])
    return made.telegram.texts[0].segments[0].text


def test_spans_that_overlap_go_as_one_with_both_codes() -> None:
    record = spoken("0123456789")
    assert said_of(record, "1:2-6=a", "1:4-8=b") == "01[… a][… b]89"
    assert said_of(record, "1:4-8=a", "1:2-6=a") == "01[… a]89"
    assert said_of(record, "1:2-4=a", "1:4-6=b") == "01[… a][… b]6789"
    assert said_of(record, "1=a", "1:4-6=b") == "[… a][… b]"


@given(spans=st.lists(st.tuples(st.integers(0, 25), st.integers(1, 26)), min_size=1, max_size=6))
def test_no_letter_of_a_span_is_left_and_every_other_is(spans: list[tuple[int, int]]) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    wanted = [(start, end) for start, end in spans if start < end]
    if not wanted:
        return
    gone = {letter for start, end in wanted for letter in letters[start:end]}
    said = said_of(spoken(letters), *(f"1:{start}-{end}=1" for start, end in wanted))
    assert {letter for letter in said if letter in letters} == set(letters) - gone


# -- translations, and portions ------------------------------------------------------------------


def translated(record: Record, place: str) -> list[bool]:
    """Return which paragraphs of the translation are left, without what is kept back."""
    made = public(record, [redaction_of(f"{place}={RULE}")])
    (text,) = (one for one in made.telegram.texts if one.kind is TextKind.TRANSLATION)
    return [not is_taken_out(one.text) for one in text.segments]


def test_of_a_translation_the_same_paragraph_goes() -> None:
    assert translated(full(), "2") == [True, False, True]
    assert translated(full(), "2:0-3") == [True, False, True], "nobody knows which words of it"
    assert translated(full(), "quotation 1") == [True, True, False]
    assert translated(full(), "party 1") == [True, True, True]


def test_a_translation_of_other_paragraphs_goes_whole() -> None:
    record = full()
    texts = tuple(
        replace(text, segments=text.segments[:2]) if text.kind is TextKind.TRANSLATION else text
        for text in record.telegram.texts
    )
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    assert translated(record, "1") == [False, False]
    assert translated(record, "party 1") == [True, True]


@pytest.mark.parametrize(("place", "left"), [("1", 0), ("1:0-3", 3), ("1:2-6", 3), ("1:0-6", 0)])
def test_a_portion_is_classified_while_a_word_of_it_stands(place: str, left: int) -> None:
    record = spoken("secret")
    texts = tuple(
        replace(text, segments=tuple(replace(one, classification=3) for one in text.segments))
        for text in record.telegram.texts
    )
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    made = public(record, [redaction_of(f"{place}={RULE}")])
    assert made.telegram.texts[0].segments[0].classification == left


# -- quotations -----------------------------------------------------------------------------------


def read_of(record: Record, place: str) -> list[bool]:
    """Return which paragraphs are left, of the text that is read, without what is kept back."""
    made = public(record, [redaction_of(f"{place}={RULE}")])
    return [not is_taken_out(one.text) for one in made.telegram.texts[0].segments]


def test_of_a_quotation_its_paragraphs_go_and_no_other() -> None:
    assert read_of(full(), "quotation 1") == [True, True, False]
    assert read_of(full(), "quotation 2") == [True, True, True], "its words are not in the text"


def test_where_nobody_knows_any_more_which_words_were_quoted_all_of_them_go() -> None:
    record = full()
    texts = tuple(
        replace(text, segments=tuple(replace(one, key=one.key[0]) for one in text.segments))
        if text.kind is TextKind.NORMALISED
        else text
        for text in record.telegram.texts
    )
    record = replace(record, telegram=replace(record.telegram, texts=texts))
    assert read_of(record, "quotation 1") == [False, False, False]
    assert read_of(record, "quotation 2") == [True, True, True]


# -- places at which nothing stands ---------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        "party 99",
        "quotation 3",
        "4",
        "1:0-999",
        "1:3-3",
        "4:0-1",
        "translation 9",
        "note 9.1",
        "mark 9.1",
    ],
)
def test_a_place_at_which_nothing_stands_is_told(place: str) -> None:
    with pytest.raises(Usage, match="nothing at"):
        public(full(), [redaction_of(f"{place}={RULE}")])


@pytest.mark.parametrize("place", ["title", "subject", "published"])
def test_an_empty_field_is_no_place_and_an_empty_paragraph_is(place: str) -> None:
    record = spoken("")
    assert said_of(record, "1=1.4(a)") == "[… 1.4(a)]"
    with pytest.raises(Usage, match="nothing at"):
        said_of(record, f"{place}=1.4(a)")


# -- words that stand elsewhere too ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("party", "text", "left"),
    [
        ("РАЗУВАЕВУ", "товарищу Разуваеву, лично", "товарищу [… 1.4(a)], лично"),
        ("РАЗУВАЕВУ", "Р А З У В А Е В У", "[… 1.4(a)]"),
        ("Г Р О М Ы К О", "от Громыко", "от Громыко"),
        ("Фёдорову", "Федорову", "[… 1.4(a)]"),
        ("de Gaulle", "to De  Gaulle's house", "to [… 1.4(a)]'s house"),
        ("Ли", "Ли и другие", "Ли и другие"),
        ("Secretary", "the secretaryship", "the secretaryship"),
    ],
)
def test_words_of_a_field_go_as_whole_words(party: str, text: str, left: str) -> None:
    assert said_of(spoken(text, parties=(party,)), "party 1=1.4(a)") == left


@pytest.mark.parametrize("place", [one.spelled for one in places_of(full())])
def test_a_citation_goes_with_what_it_says_again_and_with_nothing_else(place: str) -> None:
    """Even where it says it in other words: each word of this record stands there once."""
    record, one = full(), redaction_of(f"{place}={RULE}")
    made = public(record, [one])
    assert record.publication is not None
    assert made.publication is not None
    stays = one.part not in CITED | {Part.CITATION}
    assert (made.publication.citation == record.publication.citation) is stays


def test_of_what_was_never_published_a_field_is_kept_back() -> None:
    made = public(replace(full(), publication=None), [redaction_of(f"party 1={RULE}")])
    assert made.telegram.parties[0].text == "[… 3.3(b)(1)]"
    assert made.publication is None


def found(record: Record, said: str) -> list[tuple[str, str, bool]]:
    redactions = [redaction_of(f"{said}={RULE}")]
    made = public(record, redactions)
    return [
        (one.kept_back, one.stands_in, one.is_of_field) for one in traces(record, redactions, made)
    ]


@pytest.mark.parametrize(
    ("party", "title"),
    [
        ("РАЗУВАЕВУ", "Gromyko to Razuvayev"),
        ("РАЗУВАЕВУ", "О Разуваеве"),
        ("Ли Сын Ман", "Сын-Ман, Лисынман"),
    ],
)
def test_a_name_in_another_case_or_script_is_a_trace(party: str, title: str) -> None:
    record = spoken("nothing", title=title, parties=(party,))
    expected = [("party 1", "title", True)] if party != "Ли Сын Ман" else []
    assert found(record, "party 1") == expected


def test_a_short_number_is_not_swept_and_is_told() -> None:
    record = spoken("see 26 of the list")
    record = replace(record, telegram=replace(record.telegram, outgoing_number=26))
    assert found(record, "number") == [("number", "1", True)]


def test_the_same_day_elsewhere_is_a_trace_of_a_time() -> None:
    record = full()
    events = tuple(
        replace(one, at=replace(one.at, iso="1951-11-21")) for one in record.telegram.events[:2]
    )
    record = replace(record, telegram=replace(record.telegram, events=events))
    assert found(record, "event 1") == [("event 1", "event 2", True)]


def test_what_is_kept_back_everywhere_leaves_no_trace() -> None:
    for place in places_of(full()):
        redactions = [keep_back(place)]
        assert traces(full(), redactions, public(full(), redactions)) == (), place.spelled


def test_what_stands_for_it_is_known_again() -> None:
    assert is_taken_out(taken_out("3.3(b)(1)"))
    assert not is_taken_out("Gromyko [… 1.4(a)]")
    assert not is_taken_out("[sic]")
