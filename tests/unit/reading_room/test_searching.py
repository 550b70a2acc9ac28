"""The search: what is chosen, what is let go, words as they are written, what is taken away."""

import csv
import json
import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest

from depesha.errors import NotFound
from depesha.reading_room.answer import Asked
from depesha.reading_room.finding import PAGE
from depesha.reading_room.pages import answer
from depesha.reading_room.pages.room import Room
from depesha.reading_room.pages.searching import COLUMNS, harmless
from depesha.reading_room.roll import person_key, place_key
from tests.unit.reading_room.shelves import (
    NOW,
    ask,
    page,
    printed,
    released,
    room_of,
    seed,
    tree_of,
)

BRUCE = person_key("Bruce")
LONDON = {"place": place_key("London")}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    records = [printed(number, f"the word of paper {number}") for number in range(1, 46)]
    records += [
        printed(50, "the words of London", place="London", sender="Bruce", source="other/d50"),
        printed(51, "=SUM(A1)", title="=SUM(A1)", sender="Bruce", source="other/d51"),
        seed(),
    ]
    path = tmp_path_factory.mktemp("room") / "public.shelf"
    return room_of(path, [released(one) for one in records])


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def found(room: Room, **query: str) -> str:
    asked = Asked(place="en/search", language="en", query=query, now=NOW)
    return answer(room, asked).data.decode()


def count(room: Room, **query: str) -> int:
    told = re.search(r"(\d+) records?<", found(room, **query))
    assert told is not None
    return int(told[1])


CHOICES = [
    ({"person": BRUCE}, 2),
    ({"series": "other"}, 2),
    ({"series": "volume"}, 45),
    ({"house": "МИД СССР"}, 1),
    ({"label": "secret"}, 47),
    ({"archive": "RGASPI"}, 1),
    ({"language": "ru"}, 1),
    ({"year": "1951", "person": BRUCE}, 2),
    ({"year": "1950"}, 0),
    ({"person": "nobody"}, 0),
    ({"since": "1951-11"}, 1),
    ({"series": "' OR 1=1 --"}, 0),
]


@pytest.mark.parametrize(("query", "wanted"), CHOICES)
def test_what_is_chosen_narrows(room: Room, query: dict[str, str], wanted: int) -> None:
    assert count(room, **query) == wanted


def test_a_facet_leads_to_what_it_counts(room: Room) -> None:
    html = page(room, "en/search", q="of")
    facets = html.partition('class="facets"')[2]
    links = re.findall(r'href="(\?[^"]+)"[^>]*><bdi>([^<]+)</bdi><span>(\d+)', facets)
    assert {"London", "Paris", "1951", "secret", "volume"} <= {text for _, text, _ in links}
    for link, text, told in links:
        query = dict(one.split("=") for one in unescape(link)[1:].split("&"))
        plain = {key: value.replace("+", " ") for key, value in query.items()}
        if "%" not in link:
            assert count(room, **plain) == int(told), text


def test_what_is_chosen_stands_as_a_chip_that_lets_it_go(room: Room) -> None:
    html = found(room, q="words", since="1951", exact="1", **LONDON)
    chips = re.findall(r'class="chosen" href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    assert len(chips) == 3
    assert [words(text) for _, text in chips][1] == "Let go: sent: 1951 – … ×"
    assert all("q=words" in link for link, _ in chips)


def test_words_as_they_are_written_are_found_and_no_others(room: Room) -> None:
    assert count(room, q="word") == 46
    assert count(room, q="words", exact="1") == 1
    assert count(room, q="Razuvaev") == 1
    assert count(room, q="Razuvaeva") == 1
    assert count(room, q="Razuvaeva", exact="1") == 0
    assert count(room, q='"words of London"', exact="1") == 1
    assert count(room, q='"words of Paris"', exact="1") == 0


WRITTEN = [
    ("Разуваеву сказано", "разуваеву", 1),
    ("Разуваеву сказано", "Разуваев", 0),
    ("a, b c", 'a "b c"', 1),
    ("a x b", '"a b"', 0),
    ("a.b", "(", 1),
    ('Пётр; об"явление', "петр объявление", 1),
    ("телеграммы", "телеграмма", 0),
    ("word", "words", 0),
    ("word", "Word -words", 1),
    ("words", "word -words", 0),
    ("plain", "\x01 plain ꙮ1", 0),
]


@pytest.mark.parametrize(("text", "query", "wanted"), WRITTEN)
def test_a_word_as_it_is_written_is_whole_and_a_phrase_stands_together(
    tmp_path: Path, text: str, query: str, wanted: int
) -> None:
    room = room_of(tmp_path / "x", [released(printed(7, text))])
    assert count(room, q=query, exact="1") == wanted


def test_what_is_marked_as_written_is_that_alone(room: Room) -> None:
    html = found(room, q="words", exact="1")
    assert re.findall("<mark>([^<]+)</mark>", html) == ["words"]
    html = found(room, q="words")
    assert {"word", "words"} == set(re.findall("<mark>([^<]+)</mark>", html))


def test_what_is_found_in_the_title_is_marked_there_and_not_said_again(tmp_path: Path) -> None:
    lines = [
        released(printed(1, "plain", title="A telegram of peace")),
        released(printed(2, "the telegram", title="Another telegram", source="v/2")),
    ]
    html = found(room_of(tmp_path / "x", lines), q="telegram")
    assert re.findall(r"<bdi>([^<]*<mark>[^<]*</mark>[^<]*)</bdi>", html) == [
        "Another <mark>telegram</mark>",
        "A <mark>telegram</mark> of peace",
    ]
    assert re.findall(r'class="snippet"[^>]*>(.*?)</p>', html) == ["the <mark>telegram</mark>"]


def test_a_volume_is_chosen_by_its_file_and_reads_as_it_is_cited(tmp_path: Path) -> None:
    lines = [
        released(printed(1, "peace", source="frus1951v07p2/d1")),
        released(printed(2, "peace", source="frus1952-54Guat/d2")),
    ]
    room = room_of(tmp_path / "x", lines)
    html = found(room, q="peace")
    assert "<bdi>FRUS 1951, vol. 7, pt. 2</bdi>" in html
    assert "<bdi>frus1952-54Guat</bdi>" in html
    assert "series=frus1951v07p2" in html
    for q in ("peace", "nothing"):
        assert "FRUS 1951, vol. 7, pt. 2" in found(room, q=q, series="frus1951v07p2")
    assert count(room, q="peace", series="frus1951v07p2") == 1


def test_no_text_is_found_by_a_choice_that_it_spells(tmp_path: Path) -> None:
    lines = [released(printed(number, f"ꙮ{number} ꙮ1 ꙮ2 ꙮ3 ꙮ4 ꙮ5")) for number in range(1, 4)]
    room = room_of(tmp_path / "x", [*lines, released(printed(9, "a", sender="Bruce"))])
    assert count(room, person=BRUCE) == 1
    assert count(room, q="a", person=BRUCE) == 1
    assert count(room, q="ꙮ1") == 3, "it is read as 1"


def test_pages_go_on_to_the_end_in_both_orders(room: Room) -> None:
    seen: list[str] = []
    query = {"q": "paper"}
    for _ in range(4):
        html = page(room, "en/search", **query)
        seen += re.findall(r'<h3[^>]*><a href="([^"]+)"', html)
        further = re.search(r'rel="next" href="\?[^"]*before=(\d+)', html)
        if further is None:
            break
        query["before"] = further[1]
    assert len(seen) == len(set(seen)) == 45
    ranked = [
        one
        for part in ("1", "2", "3")
        for one in re.findall(
            r'<h3[^>]*><a href="([^"]+)"',
            page(room, "en/search", q="paper", order="rank", page=part),
        )
    ]
    assert set(ranked) == set(seen)
    assert len(ranked) == 45
    assert "Page 2 of 3" in page(room, "en/search", q="paper", order="rank", page="2")


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "9" * 40, "1.5"])
def test_a_page_that_is_none_is_answered(room: Room, wrong: str) -> None:
    assert "Search" in page(room, "en/search", q="paper", order="rank", page=wrong, before=wrong)


def test_nothing_found_says_what_may_find_more(room: Room) -> None:
    said = words(found(room, q="zirconium", exact="1", **LONDON))
    assert "Nothing is found." in said
    assert "Other cases and spellings too" in said
    assert "The same words everywhere" in said


def test_what_is_found_is_taken_away_in_three_forms(room: Room) -> None:
    table = list(csv.reader(StringIO(page(room, "en/search.csv", q="paper").lstrip("\ufeff"))))
    assert table[0] == list(COLUMNS)
    assert len(table) == 46
    listed = json.loads(ask(room, "en/search.json", q="paper").data)
    assert len(listed) == 45 > PAGE
    assert listed[0]["permalink"].startswith("http://archive.example:8018/r/")
    assert page(room, "en/search.ris", person=BRUCE).count("TY  - ") == 2
    assert json.loads(ask(room, "en/search.json", q="zirconium").data) == []


def test_no_cell_is_a_formula(room: Room) -> None:
    said = page(room, "en/search.csv", q="SUM")
    assert "'=SUM(A1)" in said
    assert [harmless(one) for one in ("+1", " @x", "\t=", "a=1", 7)] == [
        "'+1",
        "' @x",
        "'\t=",
        "a=1",
        7,
    ]


def test_a_browser_is_told_how_to_ask(room: Room) -> None:
    tree = tree_of(ask(room, "ru/opensearch.xml").data)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    url = tree.find(f"{space}Url")
    assert url is not None
    assert url.get("template") == "http://archive.example:8018/ru/search?q={searchTerms}"
    assert len(tree.findtext(f"{space}ShortName") or "") <= 16
    assert 'rel="search"' in page(room, "ru")


def test_a_copy_in_files_has_none_of_it(tmp_path: Path) -> None:
    copy = room_of(tmp_path / "x", [released(seed())], in_files=True)
    assert 'rel="search"' not in page(copy, "en")
    for place in ("en/search.csv", "en/opensearch.xml"):
        with pytest.raises(NotFound):
            ask(copy, place, q="x")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_bound_that_is_no_day_is_told(room: Room, language: str) -> None:
    said = page(room, f"{language}/search", q="armistice", since="21.11.1951", until="1953")
    sentence = {"en": "21.11.1951 is no day", "ru": "21.11.1951 – не дата"}[language]
    assert sentence in said
    assert 'role="alert"' in said
    assert 'role="alert"' not in page(room, f"{language}/search", since="1951-11", until="1953")
