"""The page of a record: all that is known of it stands there, and nothing that was kept back."""

import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

from depesha.archive.json_lines import records_of
from depesha.archive.record import AnnotationKind, Named, Party, Record, Segment, Text, TextKind
from depesha.archive.releasing import Redaction
from depesha.archive.side_by_side import parallel_of
from depesha.errors import NotFound
from depesha.reading_room.pages.room import Room
from depesha.reading_room.showing import form_of
from tests.unit.reading_room.shelves import (
    ask,
    hostile,
    page,
    place_of,
    printed,
    released,
    room_of,
    seed,
    tree_of,
)

SEED = place_of(seed())


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    mention = printed(427, "This is in reply to your telegram 426 of yesterday.", sender="Acheson")
    records = [seed(), printed(426, "The first of two.", addressee="Acheson"), mention]
    path = tmp_path_factory.mktemp("room") / "public.shelf"
    return room_of(path, [released(one) for one in records])


def words(html: str) -> str:
    """Return what a person reads: without tags, blanks as one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


FORM = [
    "МИД СССР",
    "Десятый отдел",
    "Исход. № 26044",
    "Форма № 17",
    "Получена 18 час. 35 мин. 21.XI 195 1 г.",
    "Отправлена 20 час. 50 мин. 21.XI 195 1 г.",
    "СОВ. СЕКРЕТНО",
    "Снятие копий воспрещается",
    "Спец. № 1070",
    "Экз. № 1",
    "Куда СЕВЕРНАЯ КОРЕЯ",
    "Кому РАЗУВАЕВУ",
    "ВНЕ ОЧЕРЕДИ",
    "О С О Б А Я",
    "непосредственно указан-",
    "ную директиву.",
    "4570",
    "N 8680 / мм",
    "26044 -2- экз № 1",
    "21.XI.51г. Г Р О М Ы К О",
    "отп. 2 экз. ян.",
    "верно: Иван",
    "1. т. Сталину",
    "2. Копия",
    "арх",
    "8. Тов.",
]
PUBLISHED = [
    "November 21, 1951",
    "Ciphered Telegram No. 26044, Gromyko to Razuvaev",
    "Wilson Center Digital Archive, APRF, f. 45, op. 1, d. 348, ll. 44-45",
    "document/113632",
    "Telegram from Gromyko to Razuvaev instructing him",
    "Russian",
    "Original Scan, Translation - English",
    "Filippov [Stalin]",
    "MID [Ministry of Foreign Affairs]",
    "To NORTH KOREA To RAZUVAEV TOP PRIORITY",
    "Copies: Stalin, Copy",
    "RGASPI, f. 558, op. 11, d. 348, ll. 0044-0045",
]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_of_the_form_and_of_the_published_page_is_there(room: Room, language: str) -> None:
    said = words(page(room, f"{language}/{SEED}"))
    assert [one for one in (*FORM, *PUBLISHED) if one not in said] == []


def test_every_paragraph_of_every_text_is_there(room: Room) -> None:
    said = words(page(room, f"en/{SEED}"))
    for text in seed().telegram.texts:
        for segment in text.segments:
            start = segment.text[:50].rsplit(" ", 1)[0]
            assert " ".join(start.split()) in said


def test_leaves_are_written_on_the_sheets_and_a_struck_mark_is_struck(room: Room) -> None:
    html = page(room, f"en/{SEED}")
    folios = re.findall(r'class="folio"[^>]*>(\d+)<', html)
    assert folios == ["44", "45"]
    assert "<s>-2-</s>" in html
    assert html.count("Тов.") == 8


def test_paragraphs_stand_beside_their_translation() -> None:
    rows = parallel_of(seed()).rows
    assert len(rows) == 5
    for row in rows:
        assert row.original
        assert row.other
    gloss = [one for one in rows[0].other if one.kind == "gloss"]
    assert [one.text for one in gloss] == ["Stalin"]
    assert [one.text for one in rows[2].original if one.kind == "joined"] == ["sheet 2"]


def test_a_record_without_sheets_has_no_form() -> None:
    assert form_of(printed(1, "words")) is None
    assert form_of(seed()) is not None


def test_two_citations_of_one_copy_are_told(room: Room) -> None:
    assert "Looks like one copy with that of RGASPI" in words(page(room, f"en/{SEED}"))


def test_the_thread_is_told_with_its_words_and_how_sure_it_is(room: Room) -> None:
    said = words(page(room, f"en/{place_of(printed(427, ''))}"))
    assert "replies to No. 426" in said
    assert "reply to your telegram 426" in said
    assert re.search(r"\b(70|95) %", said)


def test_citations_go_by_the_holding_that_is_chosen(room: Room) -> None:
    said = words(page(room, f"en/{SEED}"))
    assert "АВП РФ. Ф. 059а. Оп. 5а. П. 11. Д. 5. Л. 67–68." in said
    assert "AVP RF, f. 059a" in page(room, f"{SEED}.2.ris")
    assert "APRF, f. 45" in page(room, f"{SEED}.ris")
    assert json.loads(ask(room, f"{SEED}.3.csl.json").data)[0]["archive"] == "RGASPI"
    with pytest.raises(NotFound):
        ask(room, f"{SEED}.4.bib")


def test_a_record_whose_source_has_no_address_is_cited_by_ours(room: Room) -> None:
    place = place_of(printed(426, ""))
    assert f"http://archive.example:8018/{place}" in page(room, f"{place}.bib")


def test_a_citation_has_the_day_of_the_telegram_where_the_source_has_none(room: Room) -> None:
    said = words(page(room, f"en/{place_of(printed(426, ''))}"))
    assert "“Telegram 426,” March 7, 1951" in said


def test_checks_that_compared_nothing_are_not_shown(room: Room) -> None:
    assert "Cross-checks" in page(room, f"en/{SEED}")
    assert "Cross-checks" not in page(room, f"en/{place_of(printed(426, ''))}")


def test_the_json_of_a_record_is_read_back_as_the_same_record(room: Room) -> None:
    lines = BytesIO(ask(room, f"{SEED}.json").data)
    assert list(records_of(lines, "x")) == [seed()]


def test_tei_is_well_formed_and_says_who_wrote_to_whom(room: Room) -> None:
    tree = tree_of(ask(room, f"{SEED}.tei.xml").data)
    space = {"t": "http://www.tei-c.org/ns/1.0"}
    actions = tree.findall(".//t:correspAction", space)
    assert [one.get("type") for one in actions] == ["sent", "received"]
    assert tree.findtext(".//t:correspAction[@type='sent']/t:persName", "", space) == "ГРОМЫКО"
    when = tree.find(".//t:correspAction[@type='sent']/t:date", space)
    assert when is not None
    assert when.get("when") == "1951-11-21T20:50:00"
    assert len(tree.findall(".//t:idno", space)) == 6


def test_tei_has_notes_at_their_letters_and_what_the_form_says(room: Room) -> None:
    said = page(room, f"{SEED}.tei.xml")
    assert 'Comrade Filippov<note type="gloss">Stalin</note> was sent' in said
    assert 'указан<pb n="2" break="no"/>ную директиву' in said
    assert '<note type="classification">СОВ. СЕКРЕТНО</note>' in said
    assert '<note type="caveat">Снятие копий воспрещается</note>' in said
    assert '<note type="precedence">ВНЕ ОЧЕРЕДИ</note>' in said
    assert '<note type="caption">ОСОБАЯ</note>' in said


def test_an_office_is_no_person(tmp_path: Path) -> None:
    one = printed(7, "Words.")
    parties = (
        Named(role=Party.FROM, text="Caffery"),
        Named(role=Party.TO, text="Secretary of State"),
    )
    one = replace(one, telegram=replace(one.telegram, parties=parties))
    room = room_of(tmp_path / "x", [released(one)])
    place = place_of(one)
    for said in (page(room, f"{place}.tei.xml"), page(room, "cmif.xml")):
        assert "<persName>Caffery</persName>" in said
        assert "<orgName>Secretary of State</orgName>" in said
    beside = json.loads(ask(room, f"{place}.jsonld").data)
    assert beside["sender"] == [{"@type": "Person", "name": "Caffery"}]
    assert beside["recipient"] == [{"@type": "Organization", "name": "Secretary of State"}]


def test_who_sent_and_signed_is_one_creator(tmp_path: Path) -> None:
    one = printed(7, "Words.")
    parties = tuple(Named(role=role, text="Caffery") for role in (Party.FROM, Party.SIGNER))
    one = replace(one, telegram=replace(one.telegram, parties=parties))
    room = room_of(tmp_path / "x", [released(one)])
    said = page(room, "oai", verb="ListRecords", metadataPrefix="oai_dc")
    assert said.count("<dc:creator>Caffery</dc:creator>") == 1


def test_json_ld_stands_in_the_page_and_beside_it(room: Room) -> None:
    beside = json.loads(ask(room, f"{SEED}.jsonld").data)
    (inside,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>',
                           page(room, f"en/{SEED}"), re.DOTALL)  # fmt: skip
    assert json.loads(inside) == beside
    assert beside["@type"] == ["Message", "ArchiveComponent"]
    assert beside["@id"].endswith(SEED)


def test_plain_text_has_every_text(room: Room) -> None:
    said = page(room, f"{SEED}.txt")
    for line in (
        "number: 26044",
        "special number: 1070",
        "classification: СОВ. СЕКРЕТНО",
        "caveat: Снятие копий воспрещается",
        "precedence: ВНЕ ОЧЕРЕДИ",
        "sent: Отправлена 20 час. 50 мин. 21.XI 195 1 г.",
        "asks: Получение подтвердите.",
        "copy 1: т. Сталину",
        "  sheet 2, struck: -2-",
        "held at: AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 67-68",
    ):
        assert line in said.splitlines()
    for text in seed().telegram.texts:
        assert all(part.text in said for part in text.segments)


def test_versions_are_told(tmp_path: Path) -> None:
    room = room_of(tmp_path / "x", [released(seed(), version=2)])
    said = words(page(room, f"en/{SEED}"))
    assert "version 2" in said
    assert "in part" in said


# -- what is kept back ----------------------------------------------------------------------------

CODE = "3.3(b)(1)"


def cut(segment: int, start: int, end: int) -> Redaction:
    return Redaction(segment=segment, start=start, end=end, code=CODE, authority="the board")


def test_what_is_kept_back_is_told_by_its_code_and_its_authority(tmp_path: Path) -> None:
    room = room_of(tmp_path / "x", [released(seed(), cut(0, 10, 16))])
    html = page(room, f"en/{SEED}")
    said = words(html)
    assert "kept back under 3.3(b)(1)" in said
    assert "3.3(b)(1) by the board" in said
    assert "21 November 1986" in said
    assert 'id="form"' not in html, "the letters as they were typed are not public then"


def test_words_that_only_look_kept_back_are_words(tmp_path: Path) -> None:
    room = room_of(tmp_path / "x", [released(printed(1, f"He wrote [… {CODE}] himself"))])
    html = page(room, f"en/{place_of(printed(1, ''))}")
    assert "kept back" not in html
    assert f"He wrote [… {CODE}] himself" in html


def test_what_is_asked_in_words_that_were_taken_out_is_not_told(tmp_path: Path) -> None:
    whole = room_of(tmp_path / "x", [released(seed())])
    assert "Получение подтвердите." in page(whole, f"en/{SEED}")
    room = room_of(tmp_path / "y", [released(seed(), cut(3, 0, 0))])
    assert "Получение подтвердите." not in page(room, f"en/{SEED}")


# -- hostile texts --------------------------------------------------------------------------------

HOSTILE = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "javascript:alert(1)",
    "../../../etc/passwd",
    "{{ 7 * 7 }}{% include 'frame.html' %}",
    "]]></p><x/>&bogus;<!--",
]


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_words_are_words_on_every_page_and_in_every_file(
    attack: str, tmp_path: Path
) -> None:
    record = hostile(attack)
    room = room_of(tmp_path / "x", [released(record)])
    place = place_of(record)
    for where in ("en", f"en/{place}", "en/people", "en/places", "en/years/1951", place):
        html = page(room, where)
        assert "<script>" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html
        assert "49" not in re.findall(r">(\d+)<", html)
    for kind in ("tei.xml", "json", "jsonld", "txt", "ris", "bib", "csl.json"):
        assert ask(room, f"{place}.{kind}").data
    tree_of(ask(room, f"{place}.tei.xml").data)
    tree_of(ask(room, "en/feed.atom").data)
    tree_of(ask(room, "cmif.xml").data)
    tree_of(ask(room, "oai", verb="ListRecords", metadataPrefix="oai_dc").data)


def test_notes_of_no_place_stand_behind_their_paragraph() -> None:
    record = hostile("words of some length")
    shown = parallel_of(record)
    assert [one.kind for one in shown.rows[0].original] == ["text", "gloss", "text", "note", "text"]
    assert [one.kind for one in shown.notes] == [AnnotationKind.NOTE.name]


def test_an_importer_of_ours_reads_back_what_hostile_records_are_written_as(
    tmp_path: Path,
) -> None:
    record: Record = hostile("</x>")
    room = room_of(tmp_path / "x", [released(record)])
    assert list(records_of(BytesIO(ask(room, f"{place_of(record)}.json").data), "x")) == [record]


def test_every_translation_and_summary_is_on_the_page(tmp_path: Path) -> None:
    record = seed()
    others = (
        Text(
            kind=TextKind.TRANSLATION,
            language="de",
            segments=(Segment(key="p1", text="Das zweite <b>Wort</b>."),),
            author="eine Hand",
        ),
        Text(
            kind=TextKind.SUMMARY,
            language="en",
            segments=(Segment(key="s1", text="What it is about, made here."),),
        ),
    )
    texts = (*record.telegram.texts, *others)
    whole = replace(record, telegram=replace(record.telegram, texts=texts))
    html = page(room_of(tmp_path / "x", [released(whole)]), f"en/{place_of(whole)}")
    assert "Das zweite &lt;b&gt;Wort&lt;/b&gt;." in html
    assert "<summary>Translation: de, <bdi>eine Hand</bdi></summary>" in html
    assert "What it is about, made here." in html


@pytest.mark.parametrize(
    ("language", "note", "volume"),
    [
        ("en", "Source note", "Printed in"),
        ("ru", "Примечание об источнике", "Напечатана в"),
    ],
)
def test_a_document_of_a_volume_says_where_it_is_printed_and_where_it_lies(
    tmp_path: Path, language: str, note: str, volume: str
) -> None:
    one = replace(printed(7, "Words."), source="frus1951v07p2/d218")
    assert one.publication is not None
    source = "793B.00/10-3051: Telegram"
    one = replace(one, publication=replace(one.publication, citation=source))
    room = room_of(tmp_path / "x", [released(one)])
    said = words(page(room, f"{language}/{place_of(one)}"))
    assert f"{note} {source}" in said
    assert f"{volume} Foreign Relations of the United States, 1951, vol. 7, pt. 2, doc. 218" in said


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_first_page_is_not_called_twice_by_one_name(room: Room, language: str) -> None:
    title = re.findall(r"<title>(.*?)</title>", page(room, language))[0]
    first, _, second = title.partition(" · ")
    assert first != second
