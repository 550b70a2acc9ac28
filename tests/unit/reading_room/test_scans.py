"""Scans in the reading room: the picture, its headers, the IIIF manifest."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from depesha.errors import NotFound
from depesha.reading_room.door import Door
from depesha.reading_room.pages.room import Room
from depesha.reading_room.readers import Readers
from depesha.reading_room.site import Site
from depesha.reading_room.writing import write
from tests.unit.archive.test_scans import jpeg, png
from tests.unit.reading_room.shelves import (
    BASE,
    NOW,
    ask,
    page,
    place_of,
    printed,
    released,
    room_of,
    seed,
)

FIRST, SECOND = png(30, 40), jpeg(640, 480)
HOST = "127.0.0.1:8018"


def scanned() -> Any:
    scans = [
        {"sheet": 1, "type": "image/png", "width": 30, "height": 40, "data": FIRST},
        {"sheet": 2, "type": "image/jpeg", "width": 640, "height": 480, "data": SECOND},
    ]
    return {**released(seed()), "scans": scans}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return room_of(tmp_path / "s", [scanned(), released(printed(1, "without"))])


@pytest.fixture
def client(room: Room) -> Iterator[TestClient]:
    served = replace(room, site=Site(base=f"http://{HOST}"))
    readers = Readers([served])
    door = Door(readers=readers, hosts=frozenset({HOST}), now=lambda: NOW)
    yield TestClient(door, base_url=f"http://{HOST}", follow_redirects=False)
    readers.close()


def manifest(room: Room) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(ask(room, f"{place_of(seed())}.iiif.json").data)
    return said


def test_a_picture_is_handed_out_as_what_it_is(client: TestClient) -> None:
    for place, kind, data in (
        ("scan-1.png", "image/png", FIRST),
        ("scan-2.jpg", "image/jpeg", SECOND),
    ):
        answer = client.get(f"/{place_of(seed())}.{place}")
        assert answer.content == data
        headers = answer.headers
        assert headers["Content-Type"] == kind
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Disposition"].startswith('inline; filename="')
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Encoding" not in headers
        tag = {"If-None-Match": headers["ETag"]}
        assert client.get(f"/{place_of(seed())}.{place}", headers=tag).status_code == 304


def test_other_answers_are_for_pages_of_the_site_alone(client: TestClient) -> None:
    for place in ("en", place_of(seed()) + ".json", "en/" + place_of(seed())):
        assert "Access-Control-Allow-Origin" not in client.get(f"/{place}").headers


@pytest.mark.parametrize("place", ["scan-1.jpg", "scan-3.png", "scan-0.png", "scan-99999.png"])
def test_a_picture_that_is_not_there(client: TestClient, place: str) -> None:
    assert client.get(f"/{place_of(seed())}.{place}").status_code == 404


def test_a_record_without_scans_has_no_manifest_and_no_place_for_them(room: Room) -> None:
    plain = place_of(printed(1, "without"))
    with pytest.raises(NotFound):
        ask(room, f"{plain}.iiif.json")
    assert 'id="scans"' not in page(room, f"en/{plain}")
    shown = page(room, f"en/{place_of(seed())}")
    assert shown.count('<figure class="scan">') == 2
    assert "Scans are not held here." not in shown
    assert "Сканы" in page(room, f"ru/{place_of(seed())}")


def test_the_manifest_has_a_canvas_a_sheet_with_its_picture(room: Room) -> None:
    said = manifest(room)
    assert said["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert said["type"] == "Manifest"
    assert said["label"]["en"] == ["Ciphered Telegram No. 26044, Gromyko to Razuvaev"]
    sizes = []
    for canvas in said["items"]:
        (painting,) = canvas["items"][0]["items"]
        assert painting["motivation"] == "painting"
        assert painting["target"] == canvas["id"]
        body = painting["body"]
        assert (body["width"], body["height"]) == (canvas["width"], canvas["height"])
        sizes.append((body["format"], body["width"]))
        picture = ask(room, body["id"].removeprefix(f"{BASE}/"))
        assert picture.kind == body["format"]
    assert sizes == [("image/png", 30), ("image/jpeg", 640)]


def test_each_canvas_has_the_words_of_its_sheet_in_each_language(room: Room) -> None:
    read = seed().telegram.texts[1]
    for number, canvas in enumerate(manifest(room)["items"], 1):
        original, translation = canvas["annotations"]
        values = [one["body"]["value"] for one in original["items"]]
        assert values == [one.text for one in read.segments if one.sheet == number]
        assert {one["body"]["language"] for one in original["items"]} == {"ru"}
        assert {one["body"]["language"] for one in translation["items"]} == {"en"}
        assert len(translation["items"]) == len(values)
        assert {one["motivation"] for one in original["items"]} == {"supplementing"}


def ids_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"]
        for one in value.values():
            yield from ids_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from ids_in(one)


def test_every_id_is_an_address_and_every_resource_has_one_of_its_own(room: Room) -> None:
    said = manifest(room)
    found = list(ids_in(said))
    assert all(one.startswith(f"{BASE}/") for one in found)
    own = [one for one in found if one.startswith(said["id"])]
    assert len(own) == len(set(own)) > 10
    for one in (said["seeAlso"][0]["id"], said["homepage"][0]["id"]):
        ask(room, one.removeprefix(f"{BASE}/"))


def test_a_copy_in_files_has_pictures_and_manifest(tmp_path: Path) -> None:
    there = [scanned(), released(printed(1, "without"))]
    made = room_of(tmp_path / "s", there, in_files=True)
    write(made, tmp_path / "site")
    folder, name = tmp_path / "site", place_of(seed())
    assert (folder / f"{name}.scan-1.png").read_bytes() == FIRST
    assert (folder / f"{name}.scan-2.jpg").read_bytes() == SECOND
    assert json.loads((folder / f"{name}.iiif.json").read_bytes())["type"] == "Manifest"
    assert not (folder / f"{place_of(printed(1, ''))}.iiif.json").exists()


def test_a_viewer_is_told_what_the_pictures_are_of(room: Room) -> None:
    """The specification asks a manifest for metadata: they are in both languages."""
    told = {one["label"]["en"][0]: one for one in manifest(room)["metadata"]}
    assert told["Number"]["value"] == {"none": ["26044"]}
    assert told["Number"]["label"]["ru"] == ["Номер"]
    assert told["Sent"]["value"] == {"none": ["1951-11-21 20:50"]}
    assert told["Classification at issue"]["value"] == {"none": ["СОВ. СЕКРЕТНО"]}
    assert len(told["Held at"]["value"]["none"]) == 3
