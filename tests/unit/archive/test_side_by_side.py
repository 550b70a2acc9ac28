"""A record laid out to be read."""

from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.archive.redaction import taken_out
from depesha.archive.side_by_side import Piece, parallel_of, written_of


def text(kind: TextKind, language: str, *said: str, author: str = "") -> Text:
    segments = tuple(Segment(key=f"p{place}", text=one) for place, one in enumerate(said))
    return Text(kind=kind, language=language, segments=segments, author=author)


def record(*texts: Text) -> Record:
    return Record(source="x/1", telegram=Telegram(document_type="telegram", texts=texts))


def test_words_that_only_look_taken_out_are_words() -> None:
    said = f"{taken_out('1.4(a)')} and {taken_out('9.9')}"
    (row,) = parallel_of(record(text(TextKind.TRANSCRIPTION, "en", said)), ["1.4(a)"]).rows
    assert row.original == (
        Piece(kind="redacted", text="1.4(a)"),
        Piece(kind="text", text=f" and {taken_out('9.9')}"),
    )


def test_the_first_translation_stands_beside_where_none_is_chosen() -> None:
    texts = (
        text(TextKind.TRANSCRIPTION, "ru", "да"),
        text(TextKind.TRANSLATION, "en", "yes"),
        text(TextKind.TRANSLATION, "de", "ja"),
    )
    laid = parallel_of(record(*texts))
    assert laid.other is not None
    assert laid.other.language == "en"
    chosen = parallel_of(record(*texts), chosen=2)
    assert [one.text for one in chosen.rows[0].other] == ["ja"]
    of_no_use = parallel_of(record(*texts), chosen=0)
    assert of_no_use.other == laid.other, "the original stands beside itself nowhere"


def test_a_paragraph_that_one_side_lacks_has_an_empty_side() -> None:
    laid = parallel_of(
        record(
            text(TextKind.TRANSCRIPTION, "ru", "да", "нет"),
            text(TextKind.TRANSLATION, "en", "yes"),
        )
    )
    assert [bool(one.other) for one in laid.rows] == [True, False]


def test_a_cover_name_is_marked_within_its_words() -> None:
    typed = text(TextKind.TRANSCRIPTION, "ru", "тов. Филиппов")
    mark = Annotation(segment=0, start=5, end=13, kind=AnnotationKind.COVER, body="Филиппов")
    whole = Text(kind=typed.kind, language="ru", segments=typed.segments, annotations=(mark,))
    (row,) = parallel_of(record(whole)).rows
    assert [(one.kind, one.text) for one in row.original] == [
        ("text", "тов. "),
        ("cover", "Филиппов"),
    ]


def test_a_record_without_a_text_is_laid_out_empty() -> None:
    laid = parallel_of(record())
    assert (laid.original, laid.other, laid.rows) == (None, None, ())
    assert written_of(record()) == ()
