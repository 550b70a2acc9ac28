"""People and places: other forms, first and last, with whom, where on the map."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from depesha.reading_room.atlas import ALSO, HEIGHT, KNOWN, WIDTH, spots
from depesha.reading_room.authority import Known
from depesha.reading_room.charts import months_chart, years_chart
from depesha.reading_room.rendering import STATIC
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
