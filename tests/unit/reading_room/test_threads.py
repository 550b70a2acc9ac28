"""Threads: in time, with who wrote to whom, by which words, how sure that is; bounded."""

import re
from html import unescape
from pathlib import Path

import pytest

from depesha.errors import NotFound
from depesha.reading_room.binding import heads_of
from depesha.reading_room.browsing import MAX_THREAD
from depesha.reading_room.pages.room import Room
from tests.unit.reading_room.shelves import page, place_of, printed, released, room_of, seed


def name(number: int) -> str:
    return place_of(printed(number, "")).removeprefix("r/")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    records = [
        printed(1, "The first."),
        printed(2, "In reply to your telegram 1 I agree.", sender="Acheson", addressee="Caffery"),
        printed(3, "Correction to mytel 1."),
        printed(9, "Of something else."),
        seed(),
    ]
    path = tmp_path_factory.mktemp("room") / "public.shelf"
    return room_of(path, [released(one) for one in records])


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_any_record_of_a_thread_leads_to_the_whole_in_its_order(room: Room) -> None:
    for number in (1, 2, 3):
        html = page(room, f"en/thread/{name(number)}")
        assert re.findall(r'id="r-([a-z2-7]{12})"', html) == [name(1), name(2), name(3)]
        assert f'rel="canonical" href="http://archive.example:8018/en/thread/{name(1)}"' in html


def test_each_says_what_it_is_to_the_other_and_how_sure_that_is(room: Room) -> None:
    said = words(page(room, f"en/thread/{name(1)}"))
    assert "A thread of 3 records" in said
    assert "replies to No. 1, 2 March 1951" in said
    assert "is answered by No. 2" in said
    assert "corrects No. 1" in said
    assert "is corrected by No. 3" in said
    assert re.search(r"In reply to your telegram 1 (70|95) %", said)
    assert "Acheson → Caffery" in said


def test_a_thread_in_russian_is_said_in_russian(room: Room) -> None:
    said = words(page(room, f"ru/thread/{name(1)}"))
    assert "Переписка: 3 записи" in said
    assert "на неё отвечает № 2" in said
    assert "исправляет № 1" in said


def test_a_record_leads_to_its_thread_and_one_without_has_none(room: Room) -> None:
    html = page(room, f"en/r/{name(2)}")
    assert f'href="/en/thread/{name(1)}"' in html
    assert "The whole thread: 3 records" in html
    assert 'id="thread"' not in page(room, f"en/r/{name(9)}")
    with pytest.raises(NotFound):
        page(room, f"en/thread/{name(9)}")
    with pytest.raises(NotFound):
        page(room, "en/thread/aaaaaaaaaaaa")
    with pytest.raises(NotFound):
        page(room, f"en/thread/{name(1)}/2")


def test_the_list_has_the_longest_first(room: Room) -> None:
    html = page(room, "en/threads")
    assert re.findall(r'href="/en/thread/([a-z2-7]{12})"', html) == [name(1)]
    assert "No record mentions another one" not in html


def test_a_long_thread_goes_on_on_further_pages(tmp_path: Path) -> None:
    hub = [printed(1, "All of it.")]
    days = [number for number in range(2, 300) if number % 28][: MAX_THREAD + 7]  # not before it
    hub += [printed(number, "See mytel 1.") for number in days]
    room = room_of(tmp_path / "y", [released(one) for one in hub])
    (found,) = room.shelf.threads(1)
    assert found == (name(1), MAX_THREAD + 8)
    first, second = page(room, f"en/thread/{name(1)}"), page(room, f"en/thread/{name(1)}/2")
    assert first.count('id="r-') == MAX_THREAD
    assert second.count('id="r-') == 8
    assert "Page 1 of 2" in first
    assert f"A page shows {MAX_THREAD}" in first


def test_what_hangs_together_goes_by_its_oldest() -> None:
    assert heads_of([(5, 3), (9, 5), (8, 7)]) == {5: 3, 3: 3, 9: 3, 8: 7, 7: 7}
