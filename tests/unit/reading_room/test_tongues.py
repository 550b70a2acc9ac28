"""Names read in the script of the page, in lists, counts and headings; records stay as they are."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from depesha.archive.record import Named, Party, Record
from depesha.reading_room.answer import Asked
from depesha.reading_room.authority import Known
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.pages import answer
from depesha.reading_room.pages.room import Room
from depesha.reading_room.shelf import build
from depesha.reading_room.site import Site
from depesha.reading_room.tongues import in_order
from tests.unit.reading_room.shelves import BASE, page, place_of, printed, released, seed

KNOWN = (
    Known(list="people", text="Громыко", variants=("Gromyko", "그로미코")),
    Known(list="places", text="Сеул", variants=("Seoul",)),
    Known(list="places", text="Северная Корея", variants=("North Korea",)),
)


def of(number: int, sender: str, place: str) -> Record:
    one = printed(number, "Words.")
    parties = (Named(role=Party.FROM, text=sender), Named(role=Party.PLACE, text=place))
    return replace(one, telegram=replace(one.telegram, parties=parties))


SEOUL = of(1, "Muccio", "Seoul")
WRITTEN = (
    of(2, "Громыко", "Сеул"),
    of(3, "Acheson", "Washington"),
    of(4, "Acheson", "Кудыкино"),
    of(5, "Acheson", "Paris"),
    of(6, "Acheson", "Париж"),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    path = tmp_path_factory.mktemp("tongues") / "public.shelf"
    records = [seed(), SEOUL, *WRITTEN]
    build(path, [released(one) for one in records], KNOWN)
    return Room(shelf=Shelf(path), site=Site(base=BASE, in_files=False))


def listed(room: Room, place: str) -> list[str]:
    found = re.findall(r'<a href="[^"]*(?:people|places)/[^"]+"><bdi>([^<]+)', page(room, place))
    return [unescape(one) for one in found]


def test_a_list_reads_in_the_script_of_the_page_and_in_its_order(room: Room) -> None:
    """Paris and Париж are two entries, as nobody stated that they are one: both stay."""
    assert listed(room, "en/places") == [
        "North Korea",
        "Paris",
        "Seoul",
        "Washington",
        "Кудыкино",
        "Париж",
    ]
    assert listed(room, "ru/places") == [
        "Paris",
        "Вашингтон",
        "Кудыкино",
        "Париж",
        "Северная Корея",
        "Сеул",
    ]
    assert "Gromyko" in listed(room, "en/people")
    assert "Громыко" in listed(room, "ru/people")


def test_what_is_stated_in_one_script_alone_is_not_guessed(room: Room) -> None:
    assert "Acheson" in listed(room, "ru/people")


@pytest.mark.parametrize(("language", "city"), [("en", "Seoul"), ("ru", "Сеул")])
def test_what_can_be_chosen_reads_so_too(room: Room, language: str, city: str) -> None:
    said = page(room, f"{language}/search")
    assert f"<bdi>{city}</bdi>" in said
    (key,) = set(re.findall(rf'place=([^"&]+)"[^>]*><bdi>{city}</bdi>', said))
    query = {"place": unquote(key), "q": "Words"}
    asked = Asked(place=f"{language}/search", language=language, query=query, now=0)
    assert f"<bdi>{city}</bdi>" in answer(room, asked).data.decode()


def test_a_heading_reads_so_and_the_spellings_stand_below(room: Room) -> None:
    (place,) = set(re.findall(r'href="[^"]*(places/[^"]+)"><bdi>Seoul', page(room, "en/places")))
    said = page(room, f"en/{unquote(place)}")
    assert re.search(r"<h1[^>]*>\s*<bdi[^>]*>Seoul|<h1[^>]*>Seoul", said)
    assert "Сеул" in said


def test_a_record_stays_as_it_is_spelled(room: Room) -> None:
    assert "РАЗУВАЕВУ" in page(room, f"en/{place_of(seed())}")
    assert "СЕВЕРНАЯ КОРЕЯ" in page(room, f"en/{place_of(seed())}")


def test_an_alphabet_is_that_of_what_is_read() -> None:
    names = [{"text": "Сеул", "letter": "S"}, {"text": "the Hague", "letter": "T"}]
    assert [(one["text"], one["letter"]) for one in in_order(names)] == [
        ("the Hague", "H"),
        ("Сеул", "С"),
    ]


def test_the_capital_of_india_has_its_whole_name_in_russian(tmp_path: Path) -> None:
    path = tmp_path / "public.shelf"
    build(path, [released(of(7, "Henderson", "New Delhi"))])
    room = Room(shelf=Shelf(path), site=Site(base=BASE, in_files=False))
    assert listed(room, "ru/places") == ["Нью-Дели"]
