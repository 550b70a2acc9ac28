"""A telegram of today as a record: nothing that stands on it is dropped."""

from dataclasses import fields, replace
from datetime import date, timedelta, timezone
from typing import Any

import pytest

from depesha.archive.custody import cited, histories, laid
from depesha.archive.filing import MadeCopy, Papers, paragraphs, record_of, zone_named
from depesha.archive.form import decode, encode
from depesha.archive.record import Holding, Moment, Party, Telegram, Text, TextKind
from depesha.archive.refiling import following
from depesha.archive.schedule import schedule_of
from depesha.errors import Malformed, Refused, Usage
from depesha.names import Digest, OfficeId, Signature, StationId, TimeMs
from depesha.station.policies import shipped_policies
from depesha.telegram import (
    Addressee,
    AddresseeKind,
    Attachment,
    Body,
    Form,
    Handling,
    Label,
    LocalNumber,
    Mark,
    MessageType,
    PortionMark,
    Precedence,
    Quotation,
    Reference,
    Registration,
    Relation,
    Release,
    Request,
)
from depesha.wire import BODY, REGISTRATION

POLICY = shipped_policies()["mid-1951"]
SENT_AT = TimeMs(1_800_000_000_000)  # 15 January 2027, 11:00 in Moscow
MOSCOW = StationId("moscow")
GROMYKO, FILIPPOV = OfficeId("gromyko@moscow"), OfficeId("filippov@moscow")
RAZUVAEV, ROSHCHIN = OfficeId("razuvaev@pyongyang"), OfficeId("roshchin@peking")
LABEL = Label(
    policy=POLICY.id,
    policy_digest=POLICY.digest,
    classification=5,
    captions=("OSOBAYA",),
    caveats=("NO_COPIES",),
)


def body_of(**other: Any) -> Body:
    said: dict[str, Any] = {
        "station": MOSCOW,
        "drafter": GROMYKO,
        "drafted_at": SENT_AT,
        "label": LABEL,
        "addressees": (Addressee(office=RAZUVAEV),),
        "text": "Текст.",
        "form": Form(language="ru"),
        **other,
    }
    return Body(**said)


def registration_of(number: int = 26044, office: OfficeId = GROMYKO, **other: Any) -> Registration:
    said: dict[str, Any] = {
        "body_id": Digest(bytes(32)),
        "salt": bytes(16),
        "station": MOSCOW,
        "year": 2027,
        "outgoing_number": number,
        "filed_at": SENT_AT,
        "registered_at": SENT_AT,
        "releases": (Release(office=office, released_at=SENT_AT, signature=Signature(bytes(64))),),
        **other,
    }
    return Registration(**said)


def quoted() -> Quotation:
    inside = body_of(
        drafter=FILIPPOV,
        form=Form(language="ru", signatory="ФИЛИППОВ"),
        addressees=(Addressee(office=ROSHCHIN, person="РОЩИНУ"),),
        text="Первое.\n\nВторое.",
    )
    return Quotation(
        body=BODY.encode(inside),
        registration=REGISTRATION.encode(registration_of(25900, FILIPPOV)),
        signature=Signature(bytes(64)),
    )


def whole() -> Papers:
    body = body_of(
        message_type=MessageType.EXERCISE,
        form=Form(
            code="17",
            originator="МИД СССР",
            comcen="Десятый отдел",
            document_type="Шифрованная телеграмма",
            signatory="ГРОМЫКО",
            subject="О директиве",
            language="ru",
        ),
        handling=Handling(message_instructions=("лично",), handling_instructions=("ночью",)),
        addressees=(
            Addressee(
                office=RAZUVAEV,
                precedence=Precedence.IMMEDIATE,
                local_precedence="ВНЕ ОЧЕРЕДИ",
                person="РАЗУВАЕВУ",
                place="СЕВЕРНАЯ КОРЕЯ",
                receipt=Request(words="Получение подтвердите"),
                execution=Request(),
            ),
            Addressee(office=ROSHCHIN, kind=AddresseeKind.INFORMATION),
            Addressee(office=FILIPPOV, kind=AddresseeKind.EXEMPTED),
        ),
        references=(
            Reference(
                relation=Relation.ANSWERS, station=StationId("peking"), number="7", dated_at=SENT_AT
            ),
        ),
        quotations=(quoted(),),
        attachments=(
            Attachment(
                name="карта.pdf",
                media_type="application/pdf",
                size_bytes=9,
                sha256=Digest(bytes(32)),
            ),
        ),
        cover_names=("Филиппов", "Нигде"),
        portion_marks=(PortionMark(paragraph=2, classification=4),),
        text="Филиппов передал.\n\nВторая часть.",
    )
    registration = registration_of(
        numbers=(
            LocalNumber(series="special", number=1070),
            LocalNumber(series="courier", number=5),
        ),
        marks=(Mark(text="4570"), Mark(text="2 экз. ян.", kind="отп.")),
    )
    return Papers(
        body=body,
        registration=registration,
        policy=POLICY,
        zone_of=lambda _: timezone(timedelta(hours=3)),
        sent_at=SENT_AT,
        copies=(MadeCopy(number=1, holder="т. Сталину", certified_by="Иван", printed_by="ян."),),
    )


def test_every_field_of_a_record_of_a_telegram_has_something_to_say() -> None:
    telegram = record_of(whole()).telegram
    assert [one.name for one in fields(Telegram) if not getattr(telegram, one.name)] == []


def test_what_stands_on_the_form_stands_in_the_record() -> None:
    record = record_of(whole())
    telegram = record.telegram
    assert record.source == "moscow/2027/26044"
    assert telegram.classification_text == "СОВ. СЕКРЕТНО"
    assert telegram.caveats == ("Снятие копий воспрещается",)
    assert telegram.captions == ("ОСОБАЯ",)
    assert (telegram.precedence_text, telegram.special_number) == ("ВНЕ ОЧЕРЕДИ", 1070)
    assert telegram.message_type == "EXERCISE"
    assert telegram.marks == ("4570", "отп. 2 экз. ян.")
    assert [one.text for one in telegram.obligations] == [
        "Получение подтвердите",
        "об исполнении донести",
    ]
    named = {one.role: one.text for one in telegram.parties}
    assert named[Party.TO] == "РАЗУВАЕВУ"
    assert named[Party.INFORMATION] == ROSHCHIN
    assert (named[Party.TYPIST], named[Party.CERTIFIER]) == ("ян.", "Иван")
    assert FILIPPOV not in [one.office for one in telegram.parties], "who was exempted"
    assert {one.at.iso for one in telegram.events} == {"2027-01-15T11:00"}


def test_what_is_quoted_has_its_own_author_date_and_paragraphs() -> None:
    telegram = record_of(whole()).telegram
    (one,) = telegram.quotations
    assert (one.author, one.number) == ("ФИЛИППОВ", "moscow/2027/25900")
    assert one.addressees == ("РОЩИНУ",)
    assert one.date is not None
    assert one.date.iso == "2027-01-15T11:00"
    (text,) = telegram.texts
    assert [part.key for part in text.segments] == ["p1", "p2", "q1.1", "q1.2"]
    assert [part.classification for part in text.segments] == [0, 4, 5, 5]
    (cover,) = text.annotations
    assert text.segments[cover.segment].text[cover.start : cover.end] == cover.body == "Филиппов"


def test_a_record_of_a_telegram_is_written_and_read() -> None:
    record = record_of(whole())
    assert decode(encode(record)) == record


def test_a_quotation_that_cannot_be_read_makes_no_record() -> None:
    papers = whole()
    broken = replace(quoted(), body=b"\xff")
    with pytest.raises(Malformed):
        record_of(replace(papers, body=replace(papers.body, quotations=(broken,))))


def test_who_does_not_know_the_policy_tells_the_codes() -> None:
    telegram = record_of(replace(whole(), policy=None)).telegram
    assert (telegram.classification_text, telegram.caveats) == ("5", ("NO_COPIES",))


def test_paragraphs_have_an_empty_line_between() -> None:
    assert paragraphs("а\nб\n\n \nв\n") == ["а\nб", "в"]
    assert paragraphs(" \n") == []


def test_a_time_zone_that_nobody_knows_is_utc() -> None:
    assert str(zone_named("Europe/Moscow")) == "Europe/Moscow"
    assert str(zone_named("No/Where")) == str(zone_named("../etc")) == "UTC"


# -- the next edition ------------------------------------------------------------------------------


def test_what_others_added_stays_in_the_next_edition() -> None:
    first = record_of(whole())
    translation = Text(kind=TextKind.TRANSLATION, language="en", segments=())
    texts = (*first.telegram.texts, translation)
    edited = replace(first, telegram=replace(first.telegram, texts=texts))
    again = following(edited, replace(first, holdings=(at("АВП РФ"),)))
    assert again.telegram.texts == texts
    assert len(again.holdings) == 1


def test_notes_at_words_that_are_others_now_do_not_stay() -> None:
    first = record_of(whole())
    (text,) = first.telegram.texts
    other = replace(text, segments=text.segments[:1])
    before = replace(first, telegram=replace(first.telegram, texts=(other,)))
    assert following(before, first).telegram.texts == (text,)


# -- custody ---------------------------------------------------------------------------------------


def at(archive: str, **fields: Any) -> Holding:
    said = {"fond": "45", "delo": "348", **fields}
    return cited(Holding(as_cited="", archive=archive, **said))


def since(text: str) -> Moment:
    return Moment(text=text, iso=text)


def test_a_shelf_mark_is_cited_in_the_letters_of_its_archive() -> None:
    assert at("APRF", opis="1", first_leaf=44, last_leaf=45).as_cited == (
        "APRF, f. 45, op. 1, d. 348, ll. 44-45"
    )
    assert at("АП РФ", papka="11", first_leaf=44, last_leaf=44).as_cited == (
        "АП РФ, ф. 45, п. 11, д. 348, л. 44"
    )


def test_a_history_is_told_in_the_order_of_since() -> None:
    holdings = (
        at("C", copy_number=1, since=since("1999")),
        at("B", copy_number=2, delo="5"),
        at("A", copy_number=1, since=since("1951-11")),
    )
    told = [(one.copy_number, one.places, one.looks_alike) for one in histories(holdings)]
    assert told == [(1, (3, 1), False), (2, (2,), False)]


def test_two_places_with_one_file_and_leaves_look_like_one_copy() -> None:
    pair = (at("APRF", first_leaf=44, last_leaf=45), at("RGASPI", first_leaf=44, last_leaf=45))
    (one,) = histories(pair)
    assert one.looks_alike
    assert len(histories((pair[0], at("AVP RF", first_leaf=67, last_leaf=68)))) == 2


def test_a_copy_that_moves_lies_in_its_old_place_no_more() -> None:
    first = at("A", copy_number=1)
    old, new = laid((first,), at("B", copy_number=1, since=since("1999")))
    assert (old.until, new.until) == (since("1999"), None)
    with pytest.raises(Usage, match="that copy lies in A"):
        laid((first,), at("B", copy_number=1))
    with pytest.raises(Refused, match="already"):
        laid((first,), at("A", copy_number=1, since=since("1999")))
    assert laid((first,), at("B", copy_number=2))[0].until is None


# -- the schedule ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "day", "expected"),
    [
        (1, "1951-11-21", ("", "")),
        (4, "1951-11-21", ("1976-11-21", "1976-11-21")),
        (5, "1952-02-29", ("1977-02-28", "2002-02-28")),
        (5, "9990-01-01", ("", "")),
        (99, "1951-11-21", ("", "")),
    ],
)
def test_days_follow_from_the_policy(level: int, day: str, expected: tuple[str, str]) -> None:
    made = schedule_of(POLICY, level, date.fromisoformat(day))
    assert (made.review_on, made.declassify_on) == expected


def test_without_a_policy_there_are_no_days() -> None:
    assert schedule_of(None, 5, date(1951, 11, 21)).review_on == ""
