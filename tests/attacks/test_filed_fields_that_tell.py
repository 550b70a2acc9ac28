"""What a filed telegram refers to, quotes and has attached: kept back by itself, it tells nothing.

Each test is named after the leak. Planted, each caught here: a cut that leaves the digest or the
size; a sweep that passes over one of these fields; a quotation of which the words stay; a rule that
is applied to decisions that were made before it.
"""

from dataclasses import replace

import pytest

from depesha.archive.form import encode
from depesha.archive.record import (
    Attached,
    Event,
    Happening,
    Moment,
    Named,
    OtherNumber,
    Party,
    Quoted,
    Record,
    Referred,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.archive.redaction import NUMBERED, Part, redaction_of
from depesha.archive.releasing import BEFORE, public
from depesha.archive.traces import traces
from depesha.errors import Usage
from depesha.telegram import Relation

DIGEST = "ab" * 32
RULE = "1.4(a)/the board"


def text_of(*paragraphs: tuple[str, str], kind: TextKind = TextKind.TRANSCRIPTION) -> Text:
    return Text(
        kind=kind,
        language="ru" if kind is TextKind.TRANSCRIPTION else "en",
        segments=tuple(Segment(key=key, text=text, classification=3) for key, text in paragraphs),
    )


def telegram(**fields: object) -> Telegram:
    said: dict[str, object] = {
        "document_type": "telegram",
        "outgoing_number": 26044,
        "subject": "О поставке",
        "parties": (Named(role=Party.TO, text="Разуваеву", office="razuvaev@pyongyang"),),
        "references": (
            Referred(
                relation=Relation.ANSWERS,
                number="peking/1951/5517",
                date=Moment(text="1951-11-19", iso="1951-11-19"),
                words="ваш запрос",
            ),
            Referred(relation=Relation.REFERS, number="peking/1951/6601"),
        ),
        "quotations": (
            Quoted(
                key="q1",
                author="Филиппов",
                number="centre/1951/4402",
                date=Moment(text="1951-11-20", iso="1951-11-20"),
                addressees=("Рощину",),
            ),
            Quoted(key="q2", author="Вышинский", number="moscow/1951/900"),
        ),
        "attachments": (
            Attached(name="plan.pdf", media_type="application/pdf", size_bytes=71, sha256=DIGEST),
            Attached(name="map.png", media_type="image/png", size_bytes=82, sha256="cd" * 32),
        ),
        "numbers": (OtherNumber(series="шифр", number=4570),),
        "marks": ("N 8680/мм",),
        "message_type": "EXERCISE ВОСТОК",
        "remarks": ("только лично",),
        "texts": (
            text_of(
                ("p1", "Получение подтвердите."),
                ("q1.1", "Передайте ему указания."),
                ("q1.2", "Исполнение срочно."),
                ("q2.1", "Иное."),
            ),
            text_of(
                ("p1", "Confirm receipt."),
                ("q1.1", "Hand him the directive."),
                ("q1.2", "Urgently."),
                ("q2.1", "Other."),
                kind=TextKind.TRANSLATION,
            ),
        ),
        **fields,
    }
    return Telegram(**said)  # type: ignore[arg-type]


def record(**fields: object) -> Record:
    return Record(source="moscow/1951/26044", telegram=telegram(**fields))


def made(one: Record, *places: str) -> Record:
    return public(one, [redaction_of(f"{place}={RULE}") for place in places])


def bytes_of(one: Record, *places: str) -> bytes:
    return encode(made(one, *places))


def stays(one: Record, *words: str) -> None:
    """The positive control: it is there where nothing is kept back."""
    whole = encode(public(one, []))
    for each in words:
        assert each.encode() in whole, each


@pytest.mark.parametrize(
    ("place", "gone", "left"),
    [
        ("subject", ["О поставке"], ["ваш запрос", "plan.pdf", "Филиппов"]),
        ("reference 1", ["peking/1951/5517", "1951-11-19", "ваш запрос"], ["6601", "О поставке"]),
        ("quoted 1", ["Филиппов", "4402", "Рощину", "1951-11-20"], ["Передайте ему", "Вышинский"]),
        ("quotation 1", ["Филиппов", "4402", "Передайте ему", "срочно"], ["Вышинский", "Иное"]),
        ("attachment 1", ["plan.pdf", "application/pdf", DIGEST], ["map.png", "О поставке"]),
        ("series 1", ["шифр"], ["8680", "О поставке"]),
        ("formmark 1", ["8680"], ["шифр", "О поставке"]),
        ("message", ["ВОСТОК", "EXERCISE"], ["шифр", "О поставке"]),
        ("remark 1", ["только лично"], ["шифр", "О поставке"]),
    ],
)
def test_each_field_is_kept_back_by_itself_and_the_others_go_out(
    place: str, gone: list[str], left: list[str]
) -> None:
    stays(record(), *gone, *left)
    said = bytes_of(record(), place)
    assert [one for one in gone if one.encode() in said] == []
    assert [one for one in left if one.encode() not in said] == []


def test_a_number_in_a_further_series_stays_as_no_figure() -> None:
    (left,) = made(record(), "series 1").telegram.numbers
    assert (left.series, left.number) == ("[… 1.4(a)]", 0)


def test_a_reference_that_is_kept_back_does_not_say_how_the_two_stand() -> None:
    first, second = made(record(), "reference 1").telegram.references
    assert first == Referred(relation=Relation.REFERS, number="[… 1.4(a)]")
    assert second.number == "peking/1951/6601"


def test_the_size_and_digest_of_an_attachment_that_is_kept_back_are_nowhere() -> None:
    first, second = made(record(), "attachment 1").telegram.attachments
    assert first == Attached(name="[… 1.4(a)]", media_type="", size_bytes=0, sha256="")
    assert second.size_bytes == 82


def test_the_same_file_under_another_name_does_not_give_its_digest_away() -> None:
    files = telegram().attachments
    twin = replace(files[1], sha256=DIGEST, size_bytes=71)
    one = record(attachments=(files[0], twin), remarks=(f"SHA-256 {DIGEST}",))
    stays(one, DIGEST)
    said = made(one, "attachment 1")
    assert DIGEST.encode() not in encode(said)
    assert (said.telegram.attachments[1].size_bytes, said.telegram.attachments[1].sha256) == (0, "")
    assert said.telegram.attachments[1].name == "map.png"


def test_the_number_of_a_telegram_that_is_kept_back_is_found_in_the_text_too() -> None:
    one = record(
        texts=(text_of(("p1", "В ответ на № 5517 сообщаю."), ("p2", "Иное.")),),
        remarks=("см. 5517",),
        numbers=(OtherNumber(series="входящий", number=5517),),
    )
    stays(one, "№ 5517", "см. 5517")
    said = made(one, "reference 1")
    assert b"5517" not in encode(said)
    assert said.telegram.numbers[0].number == 0
    assert said.telegram.texts[0].segments[1].text == "Иное."


def test_a_quotation_of_the_same_telegram_does_not_give_its_number_away() -> None:
    one = record(quotations=(Quoted(key="q1", author="Рощин", number="peking/1951/5517"),))
    stays(one, "5517")
    assert b"5517" not in bytes_of(one, "reference 1")
    assert "Рощин".encode() in bytes_of(one, "reference 1")


def test_a_number_of_two_figures_that_stands_in_the_text_is_told() -> None:
    one = record(
        references=(Referred(relation=Relation.ANSWERS, number="peking/1951/12"),),
        texts=(
            text_of(
                ("p1", "В ответ на № 12."),
            ),
        ),
    )
    kept = [redaction_of(f"reference 1={RULE}")]
    assert [each.stands_in for each in traces(one, kept, public(one, kept))] == ["1"]


def test_the_day_of_a_reference_that_stands_elsewhere_is_told() -> None:
    day = Moment(text="19.XI", iso="1951-11-19T10:00")
    one = record(events=(Event(kind=Happening.SENT, at=day),))
    kept = [redaction_of(f"reference 1={RULE}")]
    (told,) = traces(one, kept, public(one, kept))
    assert (told.kept_back, told.stands_in, told.is_of_field) == ("reference 1", "event 1", True)


FIELDS: dict[str, dict[str, object]] = {
    "subject": {"subject": "о тов. РАЗУВАЕВУ"},
    "words of a reference": {
        "references": (Referred(relation=Relation.REFERS, number="1", words="к Разуваеву"),)
    },
    "number of a reference": {
        "references": (Referred(relation=Relation.REFERS, number="Разуваеву 7"),)
    },
    "author of a quotation": {"quotations": (Quoted(key="q1", author="Разуваеву", number="1"),)},
    "addressee of a quotation": {
        "quotations": (Quoted(key="q1", author="я", number="1", addressees=("Разуваеву",)),)
    },
    "name of an attachment": {
        "attachments": (Attached(name="Разуваеву.pdf", media_type="", size_bytes=1, sha256=""),)
    },
    "series": {"numbers": (OtherNumber(series="Разуваеву", number=4),)},
    "mark": {"marks": ("Разуваеву",)},
    "message type": {"message_type": "Разуваеву"},
    "remark": {"remarks": ("через Разуваеву",)},
}


@pytest.mark.parametrize("place", ["party 1", "1:5-14", "translation 1:5-14"])
@pytest.mark.parametrize("name", FIELDS)
def test_words_that_are_kept_back_stand_in_no_field_of_the_form(name: str, place: str) -> None:
    """Of a name that is kept back, and of the letters of a text that are."""
    one = record(
        texts=(
            text_of(("p1", "Тов. Разуваеву: ждите.")),
            text_of(("p1", "Тов. Разуваеву: wait."), kind=TextKind.TRANSLATION),
        ),
        **FIELDS[name],
    )
    assert "разуваеву" in filed(one), "the positive control"
    assert "разуваеву" not in filed(made(one, place))


def filed(one: Record) -> str:
    """Return all that the fields of the form say."""
    said = one.telegram
    named = (said.subject, said.references, said.quotations, said.attachments)
    return repr((named, said.numbers, said.marks, said.message_type, said.remarks)).lower()


def test_a_name_in_another_case_in_a_field_has_to_be_looked_at() -> None:
    said = text_of(("p1", "Тов. Разуваеву: ждите."))
    one = record(subject="О Разуваеве", texts=(said,), parties=())
    kept = [redaction_of(f"1:5-14={RULE}")]
    (told,) = traces(one, kept, public(one, kept))
    assert (told.stands_in, told.is_of_field) == ("subject", True)


def test_letters_of_a_further_number_are_taken_out_of_it() -> None:
    one = record(texts=(text_of(("p1", "шифр 4570.")),))
    assert made(one, "1:5-9").telegram.numbers == (OtherNumber(series="шифр", number=0),)


def test_a_quotation_takes_its_paragraphs_of_the_translation_with_it() -> None:
    said = made(record(), "quotation 1").telegram.texts
    assert [one.text for one in said[0].segments] == [
        "Получение подтвердите.",
        "[… 1.4(a)]",
        "[… 1.4(a)]",
        "Иное.",
    ]
    assert [one.text for one in said[1].segments][1:3] == ["[… 1.4(a)]", "[… 1.4(a)]"]
    assert [one.classification for one in said[0].segments] == [3, 0, 0, 3]


def test_a_text_that_lost_which_paragraphs_quote_goes_whole() -> None:
    read = text_of(("a", "Всё вместе: указания."), kind=TextKind.NORMALISED)
    one = record(texts=(*telegram().texts, read))
    said = repr(made(one, "quotation 1").telegram.texts)
    assert "указания" not in said
    assert "directive" not in said


def test_a_quotation_without_an_original_goes_out_of_the_translation() -> None:
    one = record(texts=telegram().texts[1:])
    said = repr(made(one, "quotation 1").telegram.texts)
    assert "directive" not in said
    assert "Confirm receipt" in said


def test_a_summary_does_not_tell_what_was_quoted() -> None:
    summary = Text(
        kind=TextKind.SUMMARY, language="en", segments=(Segment(key="a", text="Of a directive."),)
    )
    one = record(texts=(*telegram().texts, summary))
    assert b"Of a directive" not in bytes_of(one, "quotation 1")


def test_the_words_of_a_quotation_stand_in_no_remark() -> None:
    one = record(remarks=("«Передайте ему указания.»",))
    assert "Передайте".encode() not in bytes_of(one, "quotation 1")


def test_the_classification_that_is_kept_back_is_not_told_by_a_paragraph() -> None:
    one = record(classification_text="СОВ. СЕКРЕТНО", remarks=("СОВ. СЕКРЕТНО, 1976-11-21",))
    said = made(one, "label")
    assert {part.classification for text in said.telegram.texts for part in text.segments} == {0}
    assert "СЕКРЕТНО".encode() not in encode(said)


def test_offices_go_out_with_no_release_in_part() -> None:
    stays(record(), "razuvaev@pyongyang")
    assert b"razuvaev@" not in bytes_of(record(), "remark 1")


def test_a_cover_name_of_the_form_is_in_no_list_and_goes_wherever_it_stands() -> None:
    one = record(cover_names=("Филиппов",), texts=(text_of(("p1", "Тов. Филиппов: ждите.")),))
    assert public(one, []).telegram.cover_names == ()
    said = made(one, "cover 1")
    assert said.telegram.cover_names == ()
    assert "Филиппов".encode() not in encode(said)
    assert said.telegram.quotations[0].author == "[… 1.4(a)]"


def test_a_decision_made_before_these_could_be_named_still_keeps_them_back() -> None:
    kept = [redaction_of(f"1:0-9={RULE}")]
    said = public(record(), kept, rule=BEFORE).telegram
    assert (said.subject, said.references, said.quotations, said.attachments) == ("", (), (), ())
    assert (said.numbers, said.marks, said.message_type, said.remarks) == ((), (), "", ())
    assert public(record(), kept).telegram.subject == "О поставке"


def test_a_sign_that_has_no_room_in_a_short_field_takes_all_of_it() -> None:
    code = "x" * 60
    one = record(form_code="Разуваеву 17", message_type="Разуваеву")
    said = public(one, [redaction_of(f"party 1={code}/x")])
    assert (said.telegram.form_code, said.telegram.message_type) == ("", "")
    assert encode(said)


@pytest.mark.parametrize("part", [part for part in Part if part >= Part.SUBJECT])
def test_what_is_not_there_is_no_place(part: Part) -> None:
    word = part.name.lower()
    empty = Record(source="s", telegram=Telegram(document_type="telegram"))
    with pytest.raises(Usage, match="nothing at"):
        public(empty, [redaction_of(f"{word}{' 1' if part in NUMBERED else ''}={RULE}")])
