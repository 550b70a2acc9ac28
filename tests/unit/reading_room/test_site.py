"""The site: everything leads somewhere, in both languages, served and in files."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest

from depesha.errors import NotFound, Refused
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import STATIC
from depesha.reading_room.site import Site, file_of
from depesha.reading_room.writing import SIGN, write
from depesha.web.statics import FOLDER
from tests.unit.reading_room.shelves import (
    NOW,
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

LINK = re.compile(r'(?:href="|src="|action="|content="0; url=)([^"]*)"')
OUTSIDE = ("http:", "https:", "#", "mailto:")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    many = [printed(number, f"word{number}") for number in range(1, 130)]
    records = [released(one) for one in (seed(), hostile("../../x"), *many)]
    return room_of(tmp_path_factory.mktemp("room") / "public.shelf", records)


@pytest.fixture(scope="module")
def folder(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site") / "copy"
    in_files = Room(shelf=room.shelf, site=Site(base="https://archive.example/room", in_files=True))
    assert write(in_files, made) > 400
    return made


def test_no_link_of_the_copy_leads_nowhere(folder: Path) -> None:
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 400, "a copy without pages tests nothing"
    broken = set()
    for html in pages:
        for link in LINK.findall(html.read_text()):
            address = unquote(unescape(link)).partition("#")[0]
            if not re.fullmatch(r"[\w./~-]+", address) or address.startswith(OUTSIDE):
                continue
            if "/" in address or address.endswith(".html"):
                target = (html.parent / address).resolve()
                if not target.is_file():
                    broken.add((html.relative_to(folder).as_posix(), address))
    assert broken == set()


def test_a_link_that_leads_nowhere_would_be_found(folder: Path) -> None:
    html = (folder / "en" / "index.html").read_text()
    links = [unescape(one) for one in LINK.findall(html) if one.endswith("index.html")]
    assert len(links) > 10
    assert not (folder / "en" / f"{links[0]}x").is_file()


def test_nothing_is_written_outside_of_the_copy(folder: Path) -> None:
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_an_address_of_the_map_is_a_file_of_the_copy(folder: Path) -> None:
    tree = tree_of((folder / "sitemap-1.xml").read_bytes())
    found = [one.text or "" for one in tree.iter() if one.tag.endswith("loc")]
    assert len(found) > 260
    for address in found:
        place = unquote(address.removeprefix("https://archive.example/room/")).strip("/")
        assert (folder / file_of(place)).is_file(), place


def test_a_copy_takes_the_place_of_a_copy_and_of_nothing_else(tmp_path: Path) -> None:
    small = room_of(tmp_path / "s", [released(seed())], in_files=True)
    first = tmp_path / "copy"
    write(small, first)
    (first / "old.html").write_text("x")
    write(small, first)
    assert not (first / "old.html").exists()
    (first / SIGN).unlink()
    with pytest.raises(Refused, match="no copy of a reading room"):
        write(small, first)
    assert (first / "index.html").is_file()


def test_served_links_lead_to_pages(room: Room) -> None:
    seen: set[str] = set()
    edge = {"en", "ru", f"en/{place_of(seed())}"}
    while edge and len(seen) < 150:
        place = edge.pop()
        seen.add(place)
        answer = ask(room, place)
        if not answer.kind.startswith("text/html"):
            continue
        for link in LINK.findall(answer.data.decode()):
            address = unquote(unescape(link)).partition("#")[0]
            if address.startswith("/") and "?" not in address:
                edge |= {address.strip("/")} - seen
    assert len(seen) >= 150


PLACES = [
    "en/r/aaaaaaaaaaaa",
    "en/years/1800",
    "en/years/0000",
    "en/years/1951/99",
    "en/people/nobody",
    "en/people/..",
    "en/../x",
    "fr",
    "static/0123456789abcdef/../door.py",
    "static/0123456789abcdef/nothing.css",
    "sitemap-2.xml",
    "r/hghglsjtgtnl.exe",
    "en/r/",
    "\x00",
]


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_there_is_not_found(room: Room, place: str) -> None:
    with pytest.raises(NotFound):
        ask(room, place)


def test_a_list_goes_on(room: Room) -> None:
    first, second = page(room, "en/years/1951"), page(room, "en/years/1951/2")
    assert "Page 1 of 3" in first
    assert "Page 2 of 3" in second
    assert first.count('<article class="line">') == 50


def test_spellings_of_one_name_stand_together(room: Room) -> None:
    html = page(room, "en/people")
    assert "РАЗУВАЕВУ" in html
    assert "ГРОМЫКО" in html
    (key,) = re.findall(r'href="/en/people/([^"]+)"><bdi>ГРОМЫКО', html)
    said = page(room, f"en/people/{unquote(key)}")
    assert "Ciphered Telegram No. 26044" in said


def test_places_go_by_all_their_words(tmp_path: Path) -> None:
    records = [printed(1, "a", place="North Korea"), printed(2, "b", place="South Korea")]
    room = room_of(tmp_path / "x", [released(one) for one in records])
    assert len(re.findall(r'<li><a href="/en/places/', page(room, "en/places"))) == 2


def test_an_empty_shelf_is_a_site(tmp_path: Path) -> None:
    room = room_of(tmp_path / "x", [])
    for place in ("en", "ru", "en/search", "en/years", "en/people", "en/places"):
        assert ask(room, place).status == 200
    tree_of(ask(room, "en/feed.atom").data)
    tree_of(ask(room, "sitemap-1.xml").data)


# -- search ---------------------------------------------------------------------------------------


def test_names_are_found_in_every_spelling_and_marked(room: Room) -> None:
    for query in ("Разуваев", "Razuvaev", "Razuvayev", "Разуваевым"):
        html = page(room, "en/search", q=query)
        assert "1 record<" in html, query
        assert "<mark>" in html


def test_facets_narrow_down_and_can_be_let_go(room: Room) -> None:
    html = page(room, "en/search", language="ru")
    assert "1 record<" in html
    assert "Let go:" in html
    assert "?language=" not in html.partition('class="chosen"')[2].partition(">")[0]
    assert "1 record<" in page(room, "en/search", archive="AVP RF")


def test_newest_first_goes_on_behind_the_last(room: Room) -> None:
    first = page(room, "en/search")
    (before,) = re.findall(r'rel="next" href="\?before=(\d+)"', first)
    second = page(room, "en/search", before=before)
    names = re.compile(r"/en/r/([a-z2-7]{12})")
    assert set(names.findall(first)) & set(names.findall(second)) == set()


def test_by_rank_the_fittest_come_first_whenever_they_were_sent(tmp_path: Path) -> None:
    long = "words " * 60
    texts = {1: "sugar sugar sugar", 2: f"{long} sugar {long}", 3: "nothing", 4: f"sugar {long}"}
    records = [released(printed(number, text)) for number, text in texts.items()]
    room = room_of(tmp_path / "x", records)
    titles = re.compile(r">Telegram (\d)<")
    assert titles.findall(page(room, "en/search", q="sugar")) == ["4", "2", "1"]
    html = page(room, "en/search", q="sugar", order="rank")
    assert titles.findall(html) == ["1", "4", "2"]
    assert html.count("<mark>") == 5


DAYS = [
    ({"since": "1951-11"}, "1 record<"),
    ({"since": "1951-11-21", "until": "1951-11-21"}, "1 record<"),
    ({"since": "1951-11-22"}, "0 records<"),
    ({"until": "1951-02"}, "0 records<"),
    ({"until": "1951"}, "131 records<"),
    ({"until": "1951-03"}, "130 records<"),
    ({"since": "yesterday", "until": "99-99-99"}, "131 records<"),
]


@pytest.mark.parametrize(("days", "said"), DAYS)
def test_days_months_and_years_bound_what_is_found(
    room: Room, days: dict[str, str], said: str
) -> None:
    assert said in page(room, "en/search", **days)


QUERIES = [
    '"',
    '"""" OR',
    "NEAR(a b)",
    "heading:x",
    "* ^ - -- (((",
    "\x00",
    "'; DROP TABLE record; --",
    "a" * 5_000,
    "-" * 400,
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("order", ["", "rank"])
def test_whatever_is_typed_is_words(room: Room, query: str, order: str) -> None:
    assert ask(room, "en/search", q=query, order=order, year=query, before=query).status == 200


def test_what_is_typed_is_escaped(room: Room) -> None:
    html = page(room, "en/search", q='"><script>alert(1)</script>', label="<i>")
    assert "<script>alert" not in html
    assert "<i>" not in html


# -- feeds ----------------------------------------------------------------------------------------


def test_the_feed_is_well_formed_and_has_an_address_for_ever_for_each(room: Room) -> None:
    tree = tree_of(ask(room, "ru/feed.atom").data)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = tree.findall(f"{atom}entry")
    assert len(entries) == 50
    ids = {entry.findtext(f"{atom}id") for entry in entries}
    assert len(ids) == 50
    assert all("/r/" in (one or "") and "/ru/" not in (one or "") for one in ids)


def test_cmif_has_a_letter_for_each_record(room: Room) -> None:
    tree = tree_of(ask(room, "cmif.xml").data)
    assert len(tree.findall(".//{http://www.tei-c.org/ns/1.0}correspDesc")) == 131


def test_robots_are_told_where_the_map_is(room: Room) -> None:
    assert "Sitemap: http://archive.example:8018/sitemap.xml" in page(room, "robots.txt")


# -- harvesting -----------------------------------------------------------------------------------

OAI = "{http://www.openarchives.org/OAI/2.0/}"


def harvest(room: Room, **query: str) -> Element:
    return tree_of(ask(room, "oai", **query).data)


def test_a_harvest_brings_every_record_once(room: Room) -> None:
    found: list[str] = []
    query = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    for _ in range(5):
        tree = harvest(room, **query)
        found += [one.text or "" for one in tree.iter(f"{OAI}identifier")]
        token = tree.findtext(f".//{OAI}resumptionToken")
        if not token:
            break
        query = {"verb": "ListIdentifiers", "resumptionToken": token}
    assert len(found) == len(set(found)) == 131
    assert all(one.startswith("oai:archive.example:") for one in found)


def test_a_record_is_told_in_dublin_core(room: Room) -> None:
    name = place_of(seed()).removeprefix("r/")
    tree = harvest(
        room, verb="GetRecord", metadataPrefix="oai_dc", identifier=f"oai:archive.example:{name}"
    )
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert tree.findtext(f".//{dc}title") == "Ciphered Telegram No. 26044, Gromyko to Razuvaev"
    assert tree.findtext(f".//{dc}date") == "1951-11-21"
    assert len(tree.findall(f".//{dc}source")) == 3


def test_identify_and_formats_and_the_time(room: Room) -> None:
    tree = harvest(room, verb="Identify")
    assert tree.findtext(f".//{OAI}protocolVersion") == "2.0"
    assert tree.findtext(f".//{OAI}baseURL") == "http://archive.example:8018/oai"
    assert tree.findtext(f"{OAI}responseDate", "").endswith("Z")
    formats = harvest(room, verb="ListMetadataFormats")
    assert formats.findtext(f".//{OAI}metadataPrefix") == "oai_dc"
    assert NOW > 0


WRONG = [
    ({}, "badVerb"),
    ({"verb": "Steal"}, "badVerb"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "Identify", "x": "y"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
    ({"verb": "ListSets"}, "noSetHierarchy"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "a"}, "noSetHierarchy"),
    ({"verb": "ListRecords", "resumptionToken": "1.2"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "9" * 19 + ".1.1.1"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "1.1.1.1", "from": "2020-01-01"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2099-01-01"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-99-01"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "<"}, "badArgument"),
    (
        {
            "verb": "ListRecords",
            "metadataPrefix": "oai_dc",
            "from": "2020-01-01",
            "until": "2021-01-01T00:00:00Z",
        },
        "badArgument",
    ),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "x"}, "idDoesNotExist"),
    (
        {
            "verb": "GetRecord",
            "metadataPrefix": "oai_dc",
            "identifier": "oai:archive.example:aaaaaaaaaaaa",
        },
        "idDoesNotExist",
    ),
]


@pytest.mark.parametrize(("query", "code"), WRONG)
def test_a_wrong_question_is_answered_with_its_code(
    room: Room, query: dict[str, str], code: str
) -> None:
    error = harvest(room, **query).find(f"{OAI}error")
    assert error is not None
    assert error.get("code") == code


def test_days_of_a_harvest_count(room: Room) -> None:
    tree = harvest(
        room,
        verb="ListIdentifiers",
        metadataPrefix="oai_dc",
        **{"from": "2025-11-29", "until": "2025-11-29"},
    )
    assert len(tree.findall(f".//{OAI}identifier")) == 100
    before = harvest(room, verb="ListIdentifiers", metadataPrefix="oai_dc", until="2025-11-28")
    assert before.find(f"{OAI}error") is not None


# -- the looks ------------------------------------------------------------------------------------

TOKEN = re.compile(r"(--[a-z-]+): (light-dark\([^;]+\)|#\w+);")


def test_colours_are_those_of_the_desk_whose_contrast_is_computed() -> None:
    desk = dict(TOKEN.findall((FOLDER / "frame.css").read_text().partition("}")[0]))
    own = dict(TOKEN.findall((STATIC / "room.css").read_text().partition("}")[0]))
    assert len(own) > 20
    assert {name: value for name, value in own.items() if desk.get(name) != value} == {}


def test_every_page_has_its_language_landmarks_and_one_heading(room: Room) -> None:
    for language in ("en", "ru"):
        for place in ("", "search", "years", "years/1951", "people", "places", place_of(seed())):
            html = page(room, f"{language}/{place}".rstrip("/"))
            assert f'<html lang="{language}">' in html
            assert html.count("<main") == html.count("<h1") == html.count(
                "<header class="
            ) == 1 or ("record-head" in html and html.count("<h1") == 1)
            assert "style=" not in html
            assert "{{" not in html
