"""People and places: other forms, first and last, with whom, where on the map."""

import re
from html import unescape
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote

import pytest

from depesha.errors import NotFound
from depesha.reading_room.atlas import ALSO, HEIGHT, KNOWN, WIDTH, spots
from depesha.reading_room.authority import Known
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.charts import months_chart, years_chart
from depesha.reading_room.pages.names import FIRST
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import STATIC
from depesha.reading_room.roll import letter_of, person_key, sorted_by
from depesha.reading_room.shelf import build
from tests.unit.reading_room.shelves import page, place_of, printed, released, room_of, seed


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_a_person_stands_with_when_and_with_whom(tmp_path: Path) -> None:
    records = [printed(1, "a"), printed(2, "b", addressee="Bruce", place="London")]
    room = room_of(tmp_path / "x", [released(one) for one in records])
    (key,) = re.findall(r'href="/en/people/([^"]+)"><bdi>Caffery', page(room, "en/people"))
    said = words(page(room, f"en/people/{unquote(key)}"))
    assert "2 records: 2 March 1951 – 3 March 1951" in said
    assert "Stands with" in said
    assert "Bruce 1" in said
    assert "London 1" in said


def test_names_of_an_authority_lead_to_one_another(tmp_path: Path) -> None:
    records = [printed(1, "a", sender="Filippov"), printed(2, "b", sender="Stalin")]
    path = tmp_path / "x"
    apart = room_of(path, [released(one) for one in records])
    assert apart.shelf.name("people", "филип") != apart.shelf.name("people", "стал")
    known = Known(list="people", text="Joseph Stalin", variants=("Filippov", "Филиппов"))
    build(path, [released(one) for one in records], [known])
    said = page(apart, "en/people")
    assert "Joseph Stalin" in said
    assert "Filippov" not in said
    (key,) = re.findall(r'href="/en/people/([^"]+)"><bdi>Joseph Stalin', said)
    assert "2 records" in page(apart, f"en/people/{unquote(key)}")
    assert f'href="/en/people/{key}"' in page(apart, f"en/{place_of(records[0])}"), "of a variant"


def test_places_are_drawn_where_they_lie_once_for_all_spellings(tmp_path: Path) -> None:
    places = ["Moscow", "МОСКВА", "Nowhere", "Pyongyang"]
    records = [printed(number, "a", place=one) for number, one in enumerate(places, 1)]
    room = room_of(tmp_path / "x", [released(one) for one in (*records, seed())])
    html = page(room, "ru/places")
    svg = html.partition("<svg")[2].partition("</svg>")[0]
    assert svg.count("<a ") == 2
    assert "Москва: 2" in svg
    assert "Пхеньян: 2" in svg, "a country is drawn at the seat of its government"
    assert "1 места из списка нет на карте" in words(html)
    assert svg.count("<text") <= svg.count("<a ")


def test_every_known_place_lies_on_the_map_and_every_other_name_leads_to_one() -> None:
    assert len(KNOWN) > 90
    assert set(ALSO.values()) <= {english for english, _ in KNOWN}
    names = [{"key": "вашингтон", "text": "Washington", "count": 3}]
    (spot,) = spots(names, "en")
    assert (spot.text, spot.x, spot.y) == ("Washington", 286, 114)
    assert all(-58 < north < 80 and -180 <= east <= 180 for north, east in KNOWN.values())
    assert WIDTH > HEIGHT


def test_the_land_is_small_and_has_nothing_that_runs() -> None:
    land = (STATIC / "land.svg").read_text()
    assert 20_000 < len(land) < 100_000
    assert "<script" not in land
    assert "href" not in land


def test_a_chart_shows_one_beside_thousands_and_years_of_none() -> None:
    chart = years_chart([(0, 4), (1950, 1), (1952, 5000)])
    assert [(one.number, one.height) for one in chart.columns] == [
        (1950, 3),
        (1951, 0),
        (1952, 100),
    ]
    assert chart.undated == 4
    months = months_chart([("", 10), ("01", 45), ("03", 7)])
    assert [one.part for one in months.columns[:4]] == [1, 2, 2, 2]
    assert [one.count for one in months.columns[:3]] == [45, 0, 7]


def test_a_year_shows_its_months_and_leads_to_each(tmp_path: Path) -> None:
    many = [printed(number, "x", source=f"v/{number}") for number in range(60)]
    room = room_of(tmp_path / "x", [released(one) for one in (*many, seed())])
    html = page(room, "en/years/1951")
    assert 'href="/en/years/1951/2#m-11"' in html
    assert 'id="m-11"' in page(room, "en/years/1951/2")


# -- long lists -----------------------------------------------------------------------------------


def called(number: int) -> str:
    """Return a name of its own for a number, by two letters in turn."""
    return "AB"[number % 2] + "".join(f"o{'bdfgklmnpr'[int(one)]}" for one in f"{number:03}")


def many(tmp_path: Path, count: int) -> Room:
    """Return a room with so many people, of two letters and of another script."""
    lines = [
        released(printed(number, "x", sender=called(number), source=f"v/{number}"))
        for number in range(count)
    ]
    return room_of(tmp_path / "x", [*lines, released(printed(999, "x", sender="김일성"))])


def test_few_names_stand_together(tmp_path: Path) -> None:
    html = page(many(tmp_path, 20), "en/people")
    assert html.count("<li><a") == 22
    assert "alphabet" not in html


def test_more_names_stand_under_their_letters(tmp_path: Path) -> None:
    html = page(many(tmp_path, 120), "en/people")
    assert html.count("<li><a") == 122
    jumps = re.findall(r'href="#(l-\w+)"', html)
    assert jumps == ["l-A", "l-B", "l-S", "l-OTHER"]
    assert all(f'id="{one}"' in html for one in jumps)


def test_of_very_many_each_letter_has_pages(tmp_path: Path) -> None:
    room = many(tmp_path, 500)
    html = page(room, "en/people")
    assert html.count("<li><a") == FIRST
    assert "502 names" in words(html)
    assert re.findall(r'href="/en/people/(\w+)">\w', html.partition("alphabet")[2])[:4] == [
        "A",
        "B",
        "S",
        "OTHER",
    ]
    seen = [
        name
        for place in ("A", "A/2", "B", "B/2", "S", "OTHER")
        for name in re.findall(r"<li><a[^>]*><bdi>([^<]+)", page(room, f"en/people/{place}"))
    ]
    assert len(seen) == len(set(seen)) == 502
    assert seen[:2] == [called(0), called(2)]
    assert 'rel="next" href="/en/people/A/2"' in page(room, "en/people/A")
    for nowhere in ("A/3", "Z", "a", "OTHERS"):
        with pytest.raises(NotFound):
            page(room, f"en/people/{nowhere}")


SORTED = [
    ("the Embassy in Libya", "embassy in libya", "E"),
    ("[Huddle]", "huddle", "H"),
    ("Émile", "emile", "E"),
    ("Ёлкин", "елкин", "Е"),
    ("Йошкар-Ола", "йошкар-ола", "Й"),
    ("Г Р О М Ы К О", "громыко", "Г"),
    ("김일성", "김일성", "OTHER"),
    ("1st Army", "1st army", "OTHER"),
    ("A", "a", "A"),
]


@pytest.mark.parametrize(("text", "place", "letter"), SORTED)
def test_a_name_is_sorted_without_article_brackets_and_accents(
    text: str, place: str, letter: str
) -> None:
    assert normalize("NFC", sorted_by(text)) == place
    assert letter_of(sorted_by(text)) == letter


# -- who is who on the shelf ----------------------------------------------------------------------


def named(room: Room) -> dict[str, int]:
    return {one["text"]: one["count"] for one in room.shelf.names("people", 99)}


def test_two_of_one_surname_are_two_pages_and_each_record_leads_to_its_own(tmp_path: Path) -> None:
    senders = ["Андрей Громыко", "A. A. Gromyko", "Pavel Gromyko", "Gromyko", "ГРОМЫКО"]
    records = [
        printed(number, "a", sender=sender, source=f"v/{number}")
        for number, sender in enumerate(senders, 1)
    ]
    room = room_of(tmp_path / "x", [released(one) for one in records])
    assert sorted(named(room).values()) == [1, 2, 2, 5]
    keys = [room.shelf.entry("people", one) for one in senders]
    assert keys[0] == keys[1] != keys[2] != keys[3] == keys[4]
    for record, key in zip(records, keys, strict=True):
        assert f"/en/people/{quote(key)}" in page(room, f"en/{place_of(record)}")
    found = page(room, "en/search", person=keys[0])
    assert "2 records<" in found


def test_an_office_is_no_person_of_its_last_word(tmp_path: Path) -> None:
    senders = ["Secretary of State", "Department of State", "the Department of State"]
    records = [
        printed(number, "a", sender=sender, addressee="Bruce", source=f"v/{number}")
        for number, sender in enumerate(senders, 1)
    ]
    room = room_of(tmp_path / "x", [released(one) for one in records])
    assert named(room) == {"Bruce": 3, "Department of State": 2, "Secretary of State": 1}


def test_a_key_of_another_form_leads_to_the_entry(tmp_path: Path) -> None:
    known = Known(list="people", text="Ким Ир Сен", variants=("Kim Il Sung", "김일성"))
    path = tmp_path / "x"
    build(path, [released(printed(1, "a", sender="Kim Il Sung"))], [known])
    shelf = Shelf(path)
    key = shelf.entry("people", "Kim Il Sung")
    assert shelf.lead("people", person_key("김일성")) == key != person_key("김일성")
    assert shelf.lead("people", "nobody") == "nobody"
    assert shelf.entry("people", "nobody") == ""
