"""Counts of what can be chosen against plain counting; names of the authority; tags of pages."""

from collections import Counter
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from depesha.archive.chains import _MENTIONS, _each
from depesha.reading_room.authority import Known
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.choices import FACETS
from depesha.reading_room.door import Door
from depesha.reading_room.finding import PAGE, VALUES, Wish, find
from depesha.reading_room.pages.room import Room
from depesha.reading_room.readers import Readers
from depesha.reading_room.shelf import build
from depesha.reading_room.site import Site
from tests.unit.reading_room.shelves import NOW, count_of, page, printed, released, room_of, seed

KIM = Known(list="people", text="Ким Ир Сен", variants=("Kim Il Sung", "김일성"))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    records = [
        printed(
            number, f"paper {number}", label=f"class {number % 15}", sender=f"Sender{number % 3}"
        )
        for number in range(1, 90)
    ]
    path = tmp_path_factory.mktemp("counting") / "public.shelf"
    return room_of(path, [released(one) for one in (*records, seed())]).shelf


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("wish", [Wish(), Wish(query="paper"), Wish(chosen={"label": "class 3"})])
def test_what_is_told_of_a_facet_is_what_plain_counting_gives(
    shelf: Shelf, wish: Wish, name: str
) -> None:
    rows = shelf.rows(
        f"SELECT r.{name}, label, original FROM record AS r JOIN record_text USING (id)"  # noqa: S608  # of a table
    )
    label = wish.chosen.get("label")
    plain = Counter(
        str(value)
        for value, has, text in rows
        if value and wish.query in text and label in (None, has)
    )
    by_count = sorted(plain.items(), key=lambda one: (-one[1], one[0]))[:VALUES]
    wanted = sorted(by_count) if name == "year" else by_count
    assert [(one.value, one.count) for one in find(shelf, wish).facets[name]] == wanted


def test_pages_behind_one_another_have_each_record_once(shelf: Shelf) -> None:
    seen: list[int] = []
    before = None
    while True:
        found = find(shelf, Wish(query="paper", before=before))
        assert found.count == 89
        seen += [line["id"] for line in found.lines]
        before = found.next
        if before is None:
            break
    assert len(seen) == 89 > PAGE
    assert seen == sorted(set(seen), reverse=True)


def test_mentions_are_those_of_a_plain_search_of_the_text() -> None:
    said = "hotel 9 Deptel 5 на Ваш № 426 redeptel 12345678 Embtel No. 7, шифртелегр. за №12 №3"
    for pattern, end, back in _MENTIONS:
        plain = [one.span() for one in pattern.finditer(said)]
        assert plain
        assert [one.span() for one in _each(said, pattern, end, back)] == plain


def test_whoever_asks_for_one_form_of_a_name_finds_the_others(tmp_path: Path) -> None:
    path = tmp_path / "x"
    lines = [
        released(printed(1, "Принял меня Ким Ир Сен", sender="Ким Ир Сен")),
        released(printed(2, "nothing")),
    ]
    room = room_of(path, lines)
    assert count_of(room, q="Kim Il Sung") == 0
    office = Known(list="office", text="Foreign Office", variants=("Форин оффис",))
    build(path, lines, [KIM, office])
    assert count_of(room, q="Kim Il Sung") == 1
    assert count_of(room, q="nothing -김일성") == 1
    assert count_of(room, q="Kim Il Sung", exact="1") == 0
    found = find(room.shelf, Wish(query="Kim Il Sung")).lines
    assert "\x02Ким\x03" in found[0]["found"]
    key = room.shelf.names("people", 10)
    (kim,) = [one["key"] for one in key if one["text"] == KIM.text]
    html = page(room, f"en/people/{kim}")
    assert all(form in html for form in KIM.variants)


def test_a_page_that_says_the_same_is_not_sent_again_though_the_shelf_is_new(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x"
    room: Room = room_of(path, [released(seed())])
    door = Door(
        readers=Readers.of(path, Site(base=room.site.base), 1),
        hosts=frozenset({"archive.example:8018"}),
        now=lambda: NOW,
    )
    client = TestClient(door, base_url=room.site.base)
    tag = {"If-None-Match": client.get("/en/places").headers["ETag"]}
    build(path, [released(seed())])
    assert client.get("/en/places", headers=tag).status_code == 304
    build(path, [released(seed()), released(printed(1, "a", place="London"))])
    assert client.get("/en/places", headers=tag).status_code == 200
