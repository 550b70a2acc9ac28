"""The draft file: its words in two languages, its times, its errors, and its way back to text."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import draft
from depesha.draft import (
    Ask,
    Draft,
    DraftAddressee,
    DraftAttachment,
    DraftCopy,
    DraftReference,
    When,
    WhenKind,
    attached_name,
)
from depesha.draft.parts import join, split
from depesha.draft.words import BY_FIELD, BY_WORD, MISTAKES, PLACE, WORDS
from depesha.errors import Usage
from depesha.names import OFFICE_PATTERN, OfficeId, StationId, TimeMs
from depesha.number import NoticeRef, NumberRef
from depesha.policy import spelled
from depesha.telegram import (
    AddresseeKind,
    Mark,
    MessageType,
    OtherRecipient,
    PassingInstruction,
    Relation,
)

TEXT = "20 ноября Рошину была передана следующая директива.\n\nПолучение подтвердите.\n"

RUSSIAN = f"""Отправитель: МИД СССР
Отдел: Десятый отдел
Форма: № 17
Документ: Шифрованная телеграмма
Гриф: СОВ. СЕКРЕТНО
Пометка: Снятие копий воспрещается
Категория: О С О Б А Я
Очередность: ВНЕ ОЧЕРЕДИ
Куда: СЕВЕРНАЯ КОРЕЯ
Кому: razuvaev@pyongyang; лицо РАЗУВАЕВУ
Иной получатель: Рощин; причина связи не имеет
Через: Ким Ир Сену через Разуваева
Получение: подтвердите
Исполнение: телеграфьте немедленно
Тема: Раз'яснение позиции Вышинского
Цитирует: moscow/1951/17
Причина: notice:9f86d081; слова связи с Вами не имеет
Подпись: ГРОМЫКО
Псевдоним: Филиппов
Спец.: да
Помета: 4570
Помета: 2 экз. ян.; вид отп.
Экземпляры: 1. т. Сталину; 2 Копия
Язык: ru

{TEXT}"""

ENGLISH = f"""Originator: МИД СССР
Comcen: Десятый отдел
Form: № 17
Document: Шифрованная телеграмма
Classification: СОВ. СЕКРЕТНО
caveat: Снятие копий воспрещается
Caption: О С О Б А Я
PRECEDENCE: ВНЕ ОЧЕРЕДИ
To: razuvaev@pyongyang; place СЕВЕРНАЯ КОРЕЯ; person: РАЗУВАЕВУ
Other: Рощин; reason связи не имеет
Pass: Ким Ир Сену; through Разуваева
Receipt: подтвердите
Execution: телеграфьте немедленно
Subject: Раз'яснение позиции Вышинского
Quotes: moscow/1951/17
Reason: notice:9f86d081; words связи с Вами не имеет
Signed: ГРОМЫКО
Cover-name: Филиппов
Special: yes
Mark: 4570
Mark: 2 экз. ян.; kind отп.
Copies: 1 т. Сталину
Copies: 2 Копия
Language: ru

{TEXT}"""

NO_26044 = Draft(
    originator="МИД СССР",
    comcen="Десятый отдел",
    form_code="№ 17",
    document_type="Шифрованная телеграмма",
    classification="СОВ. СЕКРЕТНО",
    caveats=("Снятие копий воспрещается",),
    captions=("О С О Б А Я",),
    precedence="ВНЕ ОЧЕРЕДИ",
    addressees=(
        DraftAddressee(
            office=OfficeId("razuvaev@pyongyang"), place="СЕВЕРНАЯ КОРЕЯ", person="РАЗУВАЕВУ"
        ),
    ),
    other_recipients=(OtherRecipient(name="Рощин", reason="связи не имеет"),),
    passing=(PassingInstruction(to="Ким Ир Сену", through="Разуваева"),),
    receipt=Ask(words="подтвердите"),
    execution=Ask(words="телеграфьте немедленно"),
    subject="Раз'яснение позиции Вышинского",
    references=(
        DraftReference(
            relation=Relation.QUOTES,
            ref=NumberRef(number=17, station=StationId("moscow"), year=1951),
        ),
        DraftReference(
            relation=Relation.ROUTE_REASON,
            ref=NoticeRef(digest="9f86d081"),
            words="связи с Вами не имеет",
        ),
    ),
    signatory="ГРОМЫКО",
    cover_names=("Филиппов",),
    series=("special",),
    marks=(Mark(text="4570"), Mark(text="2 экз. ян.", kind="отп.")),
    copies=(DraftCopy(number=1, holder="т. Сталину"), DraftCopy(number=2, holder="Копия")),
    language="ru",
    text=TEXT.removesuffix("\n"),
)

SMALL = "To: roshchin@peking\n\nтекст\n"


def parse(text: str) -> Draft:
    return draft.parse(text.encode())


def with_line(line: str) -> Draft:
    return parse(f"{line}\n{SMALL}")


# -- the sheet ------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [RUSSIAN, ENGLISH], ids=["russian", "english"])
def test_the_sheet_of_26044_is_read_in_either_language(file: str) -> None:
    assert parse(file) == NO_26044


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_sheet_is_written_and_read_again(language: str) -> None:
    assert parse(draft.write(NO_26044, language=language)) == NO_26044


def test_the_written_file_is_in_the_words_of_the_language() -> None:
    assert "\nГриф: СОВ. СЕКРЕТНО\n" in draft.write(NO_26044, language="ru")
    assert "\nClassification: СОВ. СЕКРЕТНО\n" in draft.write(NO_26044)


def test_every_field_of_a_draft_has_a_word() -> None:
    assert {*BY_FIELD, "text"} == set(Draft.__dataclass_fields__)


def test_every_spelling_stands_for_one_word() -> None:
    spellings = [s for word in WORDS for s in (*word.english, *word.russian)]
    assert len({spelled(s) for s in spellings}) == len(spellings) == len(BY_WORD)


def test_no_mistake_is_a_word_of_the_form() -> None:
    assert not MISTAKES.keys() & BY_WORD.keys()


# -- the text -------------------------------------------------------------------------------------


def test_the_text_is_verbatim() -> None:
    text = "  первая\n\n\tвторая  \n\n"
    assert parse(f"To: roshchin@peking\n\n{text}\n").text == text


def test_the_last_line_end_belongs_to_the_file() -> None:
    assert parse(SMALL).text == parse(SMALL.removesuffix("\n")).text == "текст"


def test_a_file_from_another_system_says_the_same() -> None:
    foreign = b"\xef\xbb\xbf" + RUSSIAN.replace("\n", "\r\n").encode()
    assert draft.parse(foreign) == NO_26044


def test_blank_lines_before_the_form_are_skipped() -> None:
    assert parse("\n \n" + SMALL) == parse(SMALL)


def test_an_empty_place_on_the_form_says_nothing() -> None:
    assert with_line("Subject:") == parse(SMALL)


def test_a_telegram_that_quotes_may_have_no_text() -> None:
    assert parse("To: roshchin@peking\nQuotes: 17\n\n").text == ""


# -- addressees -----------------------------------------------------------------------------------


def test_an_addressee_may_have_its_own_precedence_and_requests() -> None:
    line = "To: roshchin@peking ВНЕ ОЧЕРЕДИ; receipt no; execution report within 3h; collective ALL"
    assert parse(f"{line}\n\nтекст").addressees == (
        DraftAddressee(
            office=OfficeId("roshchin@peking"),
            precedence="ВНЕ ОЧЕРЕДИ",
            receipt=Ask(words="no"),
            execution=Ask(words="report within 3h"),
            collective="ALL",
        ),
    )


def test_addressees_keep_their_order_and_kind() -> None:
    file = "Info: a1@peking\nTo: b1@peking\nExcept: c1@peking\nTo: d1@peking\n\nтекст"
    found = parse(file)
    assert [(a.office[0], a.kind) for a in found.addressees] == [
        ("a", AddresseeKind.INFORMATION),
        ("b", AddresseeKind.ACTION),
        ("c", AddresseeKind.EXEMPTED),
        ("d", AddresseeKind.ACTION),
    ]
    assert parse(draft.write(found)) == found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Attach: scans/map.pdf", DraftAttachment(path="scans/map.pdf")),
        (
            "Приложить: карта; тип=image/tiff; имя=к.tif",
            DraftAttachment(path="карта", media_type="image/tiff", name="к.tif"),
        ),
        (
            "Attachment: a\\; b; type image/png",
            DraftAttachment(path="a; b", media_type="image/png"),
        ),
    ],
)
def test_a_file_is_named_in_either_language(line: str, expected: DraftAttachment) -> None:
    read = parse(f"{line}\nTo: razuvaev@pyongyang\n\nx\n")
    assert read.attachments == (expected,)


def test_an_attachment_has_the_name_of_its_file_unless_it_is_given_another() -> None:
    assert attached_name(DraftAttachment(path="scans/map.pdf")) == "map.pdf"
    assert attached_name(DraftAttachment(path="map.pdf")) == "map.pdf"
    assert attached_name(DraftAttachment(path="a/b", name="c")) == "c"


def test_many_copies_are_read_and_written_again() -> None:
    holder = "т. Сталину " * 30
    found = parse("".join(f"Copies: {n} {holder.strip()}\n" for n in range(1, 501)) + SMALL)
    assert len(found.copies) == 500
    assert parse(draft.write(found)) == found


def test_a_place_belongs_to_the_next_addressee_only() -> None:
    file = "Куда: ПЕКИН\nКому: roshchin@peking\nКому: razuvaev@pyongyang\n\nтекст"
    assert [a.place for a in parse(file).addressees] == ["ПЕКИН", ""]


def test_a_passing_instruction_may_be_for_one_addressee() -> None:
    file = "To: roshchin@peking; pass to Kim Il Sung through Razuvaev\n\nтекст"
    instruction = PassingInstruction(to="Kim Il Sung", through="Razuvaev")
    assert parse(file).addressees[0].passing == (instruction,)


def test_500_addressees_are_read_and_501_refused() -> None:
    lines = [f"To: o{n:03}@peking" for n in range(501)]
    assert len(parse("\n".join(lines[:500]) + "\n\nтекст").addressees) == 500
    with pytest.raises(Usage, match="line 501: more than 500"):
        parse("\n".join(lines) + "\n\nтекст")


# -- times ----------------------------------------------------------------------------------------

NOON = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-12-01 12:00", When(kind=WhenKind.LOCAL, value=NOON)),
        ("до 01.12.2026 12:00", When(kind=WhenKind.LOCAL, value=NOON)),
        ("2026-12-01T12:00Z", When(kind=WhenKind.UTC, value=NOON)),
        ("until 2026-12-01 12:00 UTC", When(kind=WhenKind.UTC, value=NOON)),
        ("within 3h", When(kind=WhenKind.WITHIN, value=10800)),
        ("в течение 30 мин.", When(kind=WhenKind.WITHIN, value=1800)),
        ("2 суток", When(kind=WhenKind.WITHIN, value=172800)),
    ],
)
def test_a_time_is_read(written: str, expected: When) -> None:
    assert with_line(f"Expires: {written}").expires_at == expected


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("confirm", None),
        ("телеграфьте немедленно", When(kind=WhenKind.AT_ONCE)),
        ("Report at once", When(kind=WhenKind.AT_ONCE)),
        ("report by 2026-12-01 12:00Z", When(kind=WhenKind.UTC, value=NOON)),
        ("доложите до 01.12.2026 12:00", When(kind=WhenKind.LOCAL, value=NOON)),
        ("within 3h", When(kind=WhenKind.WITHIN, value=10800)),
        ("доложите в течение 2 суток", When(kind=WhenKind.WITHIN, value=172800)),
    ],
)
def test_a_request_is_due_when_its_words_say(words: str, due: When | None) -> None:
    asked = with_line(f"Execution: {words}").execution
    assert asked is not None
    assert (asked.words, asked.due, asked.is_asked) == (words, due, True)


def test_interim_reports_may_be_asked_for() -> None:
    asked = Ask(words="report within 2 days, every 6h")
    assert (asked.due, asked.interim_every_s) == (When(kind=WhenKind.WITHIN, value=172800), 21600)


@pytest.mark.parametrize("words", ["no", "Нет", "не требуется."])
def test_no_asks_for_nothing(words: str) -> None:
    assert not Ask(words=words).is_asked


@pytest.mark.parametrize(
    "line",
    [
        "Expires: tomorrow",
        "Expires: 2026-13-01 12:00",
        "Expires: 0000-01-01 12:00",
        "Expires: within 9999999d",
        "Execution: report by 2026-12-1",
        "Execution: report within a moment",
        "Execution: до 31.02.2026 12:00",
    ],
)
def test_a_broken_time_is_refused_with_an_example(line: str) -> None:
    with pytest.raises(Usage, match="line 1: not a time") as caught:
        with_line(line)
    assert "2026-12-01 18:00" in caught.value.hint


def test_a_time_is_resolved_in_the_zone_of_the_station() -> None:
    moscow = ZoneInfo("Europe/Moscow")
    event = TimeMs(1_000)
    assert When(kind=WhenKind.LOCAL, value=NOON).at(moscow, event) == (NOON - 3 * 3600) * 1000
    assert When(kind=WhenKind.UTC, value=NOON).at(moscow, event) == NOON * 1000
    assert When(kind=WhenKind.WITHIN, value=60).at(moscow, event) == 61_000
    assert When(kind=WhenKind.AT_ONCE).at(moscow, event) == 1_000


# -- errors ---------------------------------------------------------------------------------------

ERRORS = {
    "Adress: x": ("line 1: unknown word 'Adress'", "did you mean 'To'?"),
    "Адрес: x": ("line 1: unknown word 'Адрес'", "did you mean 'Кому'?"),
    "Subjekt: x": ("line 1: unknown word 'Subjekt'", "did you mean 'Subject'?"),
    "Date: x": ("line 1: unknown word 'Date'", "the station dates the telegram itself"),
    "qqqq: x": ("line 1: unknown word 'qqqq'", "docs/draft.md"),
    "qqqq": ("line 1: not a form line: it has no ':'", "an empty line stands"),
    "To: Razuvaev": ("line 1: not an office: 'Razuvaev'", "razuvaev@pyongyang"),
    "Except: razuvaev": ("line 1: not an office: 'razuvaev'", "razuvaev@pyongyang"),
    "To: a1@peking, b1@peking": ("line 1: two addressees in one line", "a line of its own"),
    "To: roshchin@peking": ("addressee roshchin@peking stands twice", ""),
    "To: a1@peking; plase X": ("line 1: unknown part 'plase'", "place/куда"),
    "To: a1@peking; place X; куда Y": ("line 1: 'place' stands twice for one addressee", ""),
    "Pass: Kim": ("line 1: a passing instruction names who and through whom", "Razuvaev"),
    "Pass: Kim; through": ("line 1: a passing instruction names who and through whom", ""),
    "Copies: Stalin": ("line 1: a copy has a number and a holder", "1 т. Сталину"),
    "Copies: 1 a; 1 b": ("copy 1 stands twice", ""),
    "Pass: a through b\n" * 5: ("line 5: more than 4 of 'Pass'", ""),
    "To: a1@peking" + "; pass a through b" * 5: ("line 1: more than 4 passing instructions", ""),
    "Quotes: 17\n" * 9: ("9 telegrams are quoted where at most 8", "Refers"),
    "Subject: " + "x" * 70_000: ("line 1: a form line of 70009 characters", ""),
    "x" * 70_000 + ":": ("line 1: a form line of 70001 characters", ""),
    "x" * 1_000 + ": y": ("line 1: unknown word 'xxxx", ""),
    "Special: 1070": ("line 1: say yes or no", ""),
    "Type: party": ("line 1: not a type of message: 'party'", "exercise"),
    "Attach: ; name=a": ("line 1: an attachment without a file", "scans/map.pdf"),
    "Attach: a; type=pdf": ("line 1: not a media type: 'pdf'", "application/pdf"),
    "Attach: a; size=3": ("line 1: unknown part 'size'", "type/тип"),
    "Attach: a\n" * 65: ("line 65: more than 64 of 'Attach'", ""),
    "Attach: " + "x" * 4097: ("line 1: a value of 4097 characters", ""),
    "Language: по-русски": ("line 1: not a language", "ru"),
    "Quotes: No. 17": ("line 1: not a number of a telegram", "moscow/26044"),
    "Series: Спец": ("line 1: not a series", ""),
    "Mark: ; kind x": ("line 1: a mark without a text", ""),
    "Other: ; reason x": ("line 1: another recipient without a name", ""),
    "Subject: " + "x" * 401: ("line 1: a value of 401 characters", ""),
    "Precedence: " + "x" * 41: ("line 1: a value of 41 characters", ""),
    "Subject: x\x07": ("line 1: the control character U+0007", "only line ends and tabs"),
    "Subject: a\rb": ("line 1: the control character U+000D", ""),
}


@pytest.mark.parametrize("line", ERRORS, ids=[f"{line[:30]!r} {len(line)}" for line in ERRORS])
def test_a_wrong_line_is_refused_with_its_number_and_a_cure(line: str) -> None:
    message, hint = ERRORS[line]
    with pytest.raises(Usage) as caught:
        with_line(line.rstrip())
    assert caught.value.message.startswith(message)
    assert hint in caught.value.hint
    assert "текст" not in str(caught.value)


def test_a_line_twice_is_refused() -> None:
    with pytest.raises(Usage, match="line 2: 'Тема' stands twice"):
        parse(f"Subject: a\nТема: b\n{SMALL}")


def test_a_number_in_one_series_is_asked_for_once() -> None:
    with pytest.raises(Usage, match="series special stands twice"):
        parse(f"Special: yes\nSeries: special\n{SMALL}")
    assert parse(f"Special: no\n{SMALL}").series == ()


def test_a_place_without_an_addressee_is_refused() -> None:
    with pytest.raises(Usage, match="a place without an addressee"):
        parse("To: roshchin@peking\nPlace: PEKING\n\nтекст")
    assert PLACE not in Draft.__dataclass_fields__


@pytest.mark.parametrize("file", ["", "\n\n", "To: a1@peking\n", "To: a1@peking\n\n \n"])
def test_a_draft_without_text_is_refused(file: str) -> None:
    with pytest.raises(Usage, match="there is no"):
        parse(file)


@pytest.mark.parametrize("head", ["Subject: x", "Except: roshchin@peking"])
def test_a_draft_without_addressee_is_refused(head: str) -> None:
    with pytest.raises(Usage, match="there is no addressee"):
        parse(f"{head}\n\nтекст")


def test_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(Usage, match="line 3: not UTF-8"):
        draft.parse(b"To: roshchin@peking\n\n" + "текст".encode("cp1251"))


def test_a_text_may_be_as_long_as_the_limit_and_no_longer() -> None:
    longest = "x" * draft.MAX_TEXT_BYTES
    assert len(parse(f"To: roshchin@peking\n\n{longest}").text) == draft.MAX_TEXT_BYTES
    with pytest.raises(Usage, match="a text of"):
        parse(f"To: roshchin@peking\n\n{longest}x")


def test_a_file_beyond_its_limit_is_refused() -> None:
    with pytest.raises(Usage, match="a draft of"):
        draft.parse(b"x" * (draft.MAX_FILE_BYTES + 1))


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "two\nlines"},
        {"subject": " blanks around "},
        {"subject": "half \ud800"},
        {"text": "a\rb"},
        {"expires_at": When(kind=WhenKind.LOCAL, value=10**12)},
        {"expires_at": When(kind=WhenKind.AT_ONCE)},
        {"addressees": ()},
    ],
    ids=["line end", "blanks", "surrogate", "carriage return", "far future", "at once", "nobody"],
)
def test_what_no_file_can_say_is_not_written(change: dict[str, Any]) -> None:
    with pytest.raises(Usage):
        draft.write(replace(parse(SMALL), **change))


# -- laws -----------------------------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"))
LINE = st.text(st.one_of(LETTERS, st.sampled_from(" ;\\:")), min_size=1, max_size=40).filter(
    lambda text: text == text.strip()
)
CODE = LINE.filter(lambda text: len(text) <= 40)
ASK = st.sampled_from(["confirm", "no", "телеграфьте немедленно", "within 3h; every 30 min"]).map(
    lambda words: Ask(words=words)
)
WHEN = st.one_of(
    st.builds(
        When,
        kind=st.sampled_from([WhenKind.LOCAL, WhenKind.UTC]),
        value=st.integers(-2_000_000_000 // 60, 4_000_000_000 // 60).map(lambda n: n * 60),
    ),
    st.builds(When, kind=st.just(WhenKind.WITHIN), value=st.integers(0, 9_999_999)),
)
PASSING = st.builds(PassingInstruction, to=LINE, through=LINE)
PRECEDENCE = st.sampled_from(["", "FLASH", "ВНЕ ОЧЕРЕДИ"])
ADDRESSEES = st.lists(
    st.builds(
        DraftAddressee,
        office=st.from_regex(OFFICE_PATTERN, fullmatch=True).map(OfficeId),
        kind=st.sampled_from([AddresseeKind.ACTION, AddresseeKind.INFORMATION]),
        precedence=PRECEDENCE,
        receipt=st.none() | ASK,
        execution=st.none() | ASK,
        place=st.just("") | LINE,
        person=st.just("") | LINE,
        passing=st.lists(PASSING, max_size=2).map(tuple),
        collective=st.just("") | CODE,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda addressee: addressee.office,
).map(tuple)


def many(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3).map(tuple)


REFERENCE = st.builds(
    DraftReference,
    relation=st.sampled_from(Relation),
    ref=st.builds(NumberRef, number=st.integers(1, 10**6), year=st.none() | st.integers(0, 9999)),
    words=st.just("") | LINE,
)
COPIES = st.lists(
    st.builds(DraftCopy, number=st.integers(1, 9999), holder=LINE),
    max_size=3,
    unique_by=lambda copy: copy.number,
).map(tuple)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "precedence": PRECEDENCE,
    "receipt": st.none() | ASK,
    "execution": st.none() | ASK,
    "passing": many(PASSING),
    "caveats": many(LINE),
    "marks": many(st.builds(Mark, text=LINE, kind=st.just("") | CODE)),
    "copies": COPIES,
    "series": st.sampled_from([(), ("special",), ("a", "b")]),
    "subject": st.just("") | LINE,
    "references": many(REFERENCE),
    "attachments": many(
        st.builds(
            DraftAttachment,
            path=LINE,
            media_type=st.sampled_from(["", "image/tiff", "application/vnd.a+xml"]),
            name=st.just("") | LINE,
        )
    ),
    "hold_until": st.none() | WHEN,
    "expires_at": st.none() | WHEN,
    "other_recipients": many(st.builds(OtherRecipient, name=LINE, reason=st.just("") | LINE)),
    "message_type": st.sampled_from(MessageType),
    "message_type_name": st.just("") | CODE,
    "cover_names": many(CODE),
    "language": st.sampled_from(["", "ru", "zh-Hant"]),
}
TEXTS = st.text(st.one_of(LETTERS, st.sampled_from(" \n\t"))).filter(lambda text: text.strip())
DRAFTS = st.builds(Draft, addressees=ADDRESSEES, text=TEXTS, **FIELDS)


@given(DRAFTS, st.sampled_from(["en", "ru"]))
def test_what_is_written_is_read_as_the_same_draft(said: Draft, language: str) -> None:
    assert parse(draft.write(said, language=language)) == said


@given(st.lists(st.text().map(str.strip), min_size=1))
def test_parts_that_are_joined_are_split_again(pieces: list[str]) -> None:
    assert split(join(pieces)) == pieces


HOSTILE = st.one_of(
    st.binary(),
    st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.tuples(st.sampled_from(sorted(BY_WORD)), st.text(max_size=60)), max_size=5).map(
        lambda lines: "\n".join([*(f"{w}: {v}" for w, v in lines), SMALL]).encode()
    ),
)


@given(HOSTILE)
def test_arbitrary_bytes_are_read_or_refused_and_what_is_read_is_written_again(data: bytes) -> None:
    try:
        found = draft.parse(data)
    except Usage:
        return
    assert parse(draft.write(found)) == found


# -- form lines that are left out -----------------------------------------------------------------


def test_a_file_that_begins_with_an_empty_line_has_no_form_lines() -> None:
    for file in ("\nTo: nobody\n\nThe text.\n", "\r\nTo: nobody\r\n\r\nThe text.\r\n"):
        read = draft.parse_partial(file.encode())
        assert (read.addressees, read.text) == ((), "To: nobody\n\nThe text.")


def test_form_lines_may_be_there_without_an_addressee() -> None:
    read = draft.parse_partial(b"Precedence: FLASH\n\nThe text.\n")
    assert (read.addressees, read.precedence, read.text) == ((), "FLASH", "The text.")
    whole = b"To: razuvaev@pyongyang\n\nThe text.\n"
    assert draft.parse_partial(whole) == draft.parse(whole)


@pytest.mark.parametrize(
    "file",
    ["", "\n", "\n\n \n", "The text.\n", "To: a1@peking\nTo: a1@peking\n\nx\n", "Adress: x\n\ny\n"],
)
def test_a_file_without_a_text_or_with_a_false_line_is_refused(file: str) -> None:
    with pytest.raises(Usage):
        draft.parse_partial(file.encode())


def test_a_name_without_a_station_is_a_collective_address() -> None:
    read = draft.parse(b"To: allposts FLASH; place X\nExcept: desk@tokyo\n\nx\n")
    assert [(one.office, one.is_collective) for one in read.addressees] == [
        ("allposts", True),
        ("desk@tokyo", False),
    ]
    assert draft.parse(draft.write(read).encode()) == read
