"""In Russian no word of ours is English: every page of a shelf whose records have no Latin letter.

What is English there by right is named (`NAMES`: formats, standards, the other language), or says
in the page that it is English: a citation after the Chicago manual, a word of the source.
"""

import re
from dataclasses import fields
from html import unescape
from typing import Any, Final

import pytest
from jinja2 import Environment

from depesha.archive.chains import Bond
from depesha.archive.naming import name_of
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Asked,
    Copy,
    Event,
    Happening,
    Holding,
    Mark,
    MarkKind,
    Moment,
    Named,
    Obligation,
    Party,
    Publication,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
    Unparsed,
)
from depesha.archive.redaction import Part
from depesha.errors import NotFound
from depesha.reading_room import finding
from depesha.reading_room.captions import CAPTIONS, FIELDS, PARTS
from depesha.reading_room.language import LOCALE, catalogue
from depesha.reading_room.pages import names
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import render
from tests.unit.archive.test_scans import png
from tests.unit.reading_room.shelves import AT, page, place_of, released, room_of

NAMES: Final = frozenset(
    """
    English TEI JSON LD CSL RIS BibLaTeX CSV CMIF OAI PMH IIIF Chicago Natural Earth UTF ru
    """.split()  # noqa: SIM905  # read as words
)
EXAMPLES: Final = frozenset({"Razuvaev", "Razuvayev"})
"""On the first page: a name in both scripts."""


FULL: Final = 71
"""The number of the record that has everything; it answers No. 2."""


def telegram(number: int, text: str, **more: Any) -> Record:
    """Return a record that has one of everything, in Russian letters."""
    day = f"1951-03-{number % 28 + 1:02}"
    parties = tuple(
        Named(role=role, text=f"{more.get('name', 'Громыко')}{'' if role is Party.FROM else role}")
        for role in Party
    )
    marks = tuple(
        Mark(sheet=sheet, kind=kind, text="помета") for kind in MarkKind for sheet in (1, 2)
    )
    segments = (
        Segment(key="1", text=text, sheet=1),
        Segment(key="2", text="дальше", sheet=2),
    )
    notes = tuple(
        Annotation(segment=0, start=0, end=2, kind=kind, body="примечание")
        for kind in (AnnotationKind.GLOSS, AnnotationKind.NOTE, AnnotationKind.PERSON)
    )
    joined = Annotation(segment=0, start=2, end=2, kind=AnnotationKind.JOINED, body="sheet 2")
    texts = [
        Text(kind=TextKind.TRANSCRIPTION, language="ru", segments=segments),
        Text(
            kind=TextKind.NORMALISED,
            language="ru",
            segments=segments,
            annotations=(*notes, joined),
        ),
        *(
            Text(
                kind=kind,
                language="en",
                segments=segments[:1],
                repeated=("шапка",),
                author="переводчик",
                date=Moment(text="1952"),
            )
            for kind in (TextKind.TRANSLATION, TextKind.TRANSLATION, TextKind.SUMMARY)
        ),
    ]
    return Record(
        source=f"том/{number}",
        telegram=Telegram(
            document_type="Шифртелеграмма",
            form_code="17",
            outgoing_number=number,
            special_number=7,
            classification_text="СОВ. СЕКРЕТНО",
            caveats=("Снятие копий воспрещается",),
            precedence_text="ВНЕ ОЧЕРЕДИ",
            captions=("О С О Б А Я",),
            parties=parties,
            events=tuple(
                Event(kind=kind, at=Moment(text="21.11.51г.", iso=day)) for kind in Happening
            ),
            obligations=tuple(Obligation(kind=kind, text="получение") for kind in Asked),
            copies_made=3,
            texts=tuple(texts),
        ),
        copies=(
            Copy(number=1, holder_text="т. Сталину"),
            Copy(number=2, holder_text="копия", sheets=2, marks=marks),
        ),
        holdings=(
            Holding(as_cited="АВП РФ, ф. 059", archive="АВП РФ", delo="5", first_leaf=67),
            Holding(as_cited="АП РФ", archive="АП РФ", delo="348", first_leaf=44, last_leaf=45),
            Holding(as_cited="РГАСПИ", archive="РГАСПИ", delo="348", first_leaf=44, last_leaf=45),
        ),
        publication=Publication(
            title=f"Телеграмма No. {number}",
            citation="ссылка",
            permalink="",
            summary="аннотация",
            language="Russian",
            contents=("скан",),
        ),
        unparsed=(Unparsed(line=3, text="строка"),),
    )


def laid(record: Record, version: int = 1, **told: Any) -> dict[str, Any]:
    made: dict[str, Any] = released(record, version=version)
    decided = {"decided_by": "коллегия", "authority": "тридцать лет"}
    made["release"] |= decided | told
    made["release"]["versions"] = [{**one, **decided} for one in made["release"]["versions"]]
    return made


def kept_back() -> list[dict[str, Any]]:
    return [{"code": "25Х1", "authority": "закон", "parts": [one.name for one in Part]}]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    full = laid(
        telegram(FULL, "В ответ на Ваш № 2 от 3 марта сообщаем"),
        2,
        kept_back=kept_back(),
        review_on="1986-11-21",
        withdrawals=[
            {"version": 1, "decided_on": "1980-01-01", "decided_by": "суд", "reason": "ошибка"}
        ],
    )
    full["release"]["versions"][1] |= {"reasons": ["опечатка"], "changed": [*FIELDS]}
    full["scans"] = [{"sheet": 1, "type": "image/png", "width": 9, "height": 9, "data": png(9, 9)}]
    lines = [full, *(laid(telegram(number, "указание")) for number in range(2, 70))]
    lines.append(laid(telegram(70, "указание", name="김일성")))
    gone = {"name": name_of("том/900"), "withdrawn": {**withdrawn(), "at": AT}}
    return room_of(tmp_path_factory.mktemp("room") / "s", [*lines, gone])


def withdrawn() -> dict[str, Any]:
    said = {"version": 3, "decided_by": "суд", "authority": "закон", "reason": "ошибка"}
    return {**said, "decided_on": "2001-05-04"}


def english(html: str) -> set[str]:
    """Return the Latin words that a page shows or says, but of addresses and of what is English."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    body = re.sub(r'<(p|span)\b[^>]* lang="en"[^>]*>[^<]*</\1>', " ", body)  # it says so
    said = re.findall(r'\s(?:title|alt|aria-label|placeholder)="([^"]*)"', body)
    text = re.sub(r"<[^>]+>", " ", body)
    shown = unescape(" ".join((text, *said)))
    shown = re.sub(r"https?://\S+|Телеграмма No", " ", shown)  # titles are as in the source
    return set(re.findall(r"[A-Za-z]{2,}", shown)) - NAMES


def places(room: Room) -> list[str]:
    first, gone = place_of(telegram(FULL, "")), f"r/{name_of('том/900')}"
    (one, *_), (place, *_) = room.shelf.names("people", 1), room.shelf.names("places", 1)
    return [
        *("", "years", "years/1951", "years/1951/2", "people", "places", "threads", "errata"),
        *(f"people/{letter}" for letter, _ in room.shelf.letters("people")),
        *(f"places/{letter}" for letter, _ in room.shelf.letters("places")),
        f"people/{one['key']}",
        f"places/{place['key']}",
        first,
        gone,
        place_of(telegram(2, "")),
        f"thread/{first.removeprefix('r/')}",
        "feed.atom",
        "opensearch.xml",
    ]


def test_no_page_in_russian_has_an_english_word_of_ours(room: Room) -> None:
    walked = places(room)
    assert len(walked) > 18, "every kind of page is walked"
    for place in walked:
        html = page(room, f"ru/{place}".rstrip("/"))
        assert len(html) > 300, place
        allowed = EXAMPLES if not place else frozenset()
        assert english(html) - allowed == set(), place


QUESTIONS: Final[list[dict[str, str]]] = [
    {},
    {"q": "указание"},
    {"q": "указание", "order": "rank", "exact": "1", "since": "1951"},
    {"q": "указание", "year": "1951", "language": "ru", "archive": "АВП РФ"},
    {"q": "небывалое", "exact": "1", "until": "1951"},
]


@pytest.mark.parametrize("query", QUESTIONS)
def test_nor_has_any_answer_of_the_search(room: Room, query: dict[str, str]) -> None:
    assert english(page(room, "ru/search", **query)) == set()


def test_nor_has_a_long_list_or_a_long_answer(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "ON_ONE_PAGE", 3)
    monkeypatch.setattr(finding, "COUNTED", 5)
    found = page(room, "ru/search", q="указание", order="rank")
    assert "Больше" in found
    assert english(found) == english(page(room, "ru/people")) == set()


def test_nor_has_a_page_that_is_not_there(room: Room) -> None:
    with pytest.raises(NotFound):
        page(room, "ru/years/1700")
    data = render(room.site, "problem.html", "ru/x", "ru", here="")
    assert english(data.decode()) == set()


def test_an_english_word_would_be_found() -> None:
    assert english('<p title="Sheet">лист <b>two</b> TEI</p><script>no</script>') == {
        "Sheet",
        "two",
    }


def test_every_sentence_of_the_templates_is_translated() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    said: set[str] = set()
    for path in sorted((LOCALE.parent / "templates").iterdir()):
        for _, _, words in environment.extract_translations(path.read_text()):  # type: ignore[attr-defined]  # of the extension
            said |= {words} if isinstance(words, str) else {words[0]}
    assert len(said) > 150
    known = catalogue("ru")
    lacking = {
        one for one in said if known.gettext(one) == one and known.ngettext(one, one, 5) == one
    }
    assert lacking == set()


@pytest.mark.parametrize("kinds", [Party, Happening, Asked, MarkKind])
def test_every_code_that_a_page_shows_has_words(kinds: Any) -> None:
    assert {one.name for one in kinds} <= set(CAPTIONS)


def test_every_bond_part_and_facet_has_words() -> None:
    assert {one.name for one in Bond} | {f"{one.name}_BY" for one in Bond} <= set(CAPTIONS)
    assert {one.name for one in Part} <= set(PARTS)
    assert set(finding.CHOSEN) <= set(CAPTIONS)
    assert set(FIELDS.values()) <= set(PARTS)
    told = {f"telegram.{one.name}" for one in fields(Telegram)}
    assert told <= set(FIELDS), "every field that an erratum can name"
