"""What was not released is in no byte of the public shelf, of a page, of a file, of an answer."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from depesha.archive.record import Record
from depesha.archive.releasing import Redaction
from depesha.reading_room.door import MAX_BODY_BYTES, MAX_QUERY, Door
from depesha.reading_room.pages.room import Room
from depesha.reading_room.readers import Readers
from depesha.reading_room.site import Site
from depesha.reading_room.writing import write
from tests.unit.reading_room.shelves import NOW, page, place_of, printed, released, room_of, seed

SECRET = "Вышинского"  # noqa: S105  # words that are kept back
TRANSLATED = "Vyshinsky"
HIDDEN = "zirconium"


def kept_back(record: Record) -> list[Redaction]:
    """Return redactions of every paragraph in which the secret stands."""
    read = record.telegram.texts[1]
    return [
        Redaction(segment=place, start=0, end=0, code="3.3(b)(1)", authority="the board")
        for place, segment in enumerate(read.segments)
        if SECRET in segment.text or "Вышинский" in segment.text
    ]


def bytes_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def spelled(words: str) -> list[bytes]:
    return [words.encode(), words.encode("utf-16-le"), words.lower().encode()]


def told_in(data: bytes, words: str) -> bool:
    return any(one in data for one in spelled(words))


def summarised(record: Record) -> Record:
    """Return the seed without its published summary, which an archivist reads before a release."""
    from dataclasses import replace  # noqa: PLC0415  # of this alone

    assert record.publication is not None
    return replace(record, publication=replace(record.publication, summary=""))


def test_what_is_kept_back_is_in_no_byte_of_the_shelf_or_the_copy(tmp_path: Path) -> None:
    record = summarised(seed())
    whole, part = tmp_path / "whole", tmp_path / "part"
    for folder, redactions in ((whole, []), (part, kept_back(record))):
        folder.mkdir()
        room = room_of(folder / "public.shelf", [released(record, *redactions)], in_files=True)
        write(room, folder / "site")
    found = [name for name, data in bytes_of(whole) if told_in(data, SECRET)]
    assert "public.shelf" in found, "the search finds nothing where it is"
    assert len(found) > 3
    assert kept_back(record), "nothing was kept back"
    for words in (SECRET, "Вышинский", TRANSLATED, "вышинск", "~вишинск", "=вышинск"):
        told = [name for name, data in bytes_of(part) if told_in(data, words)]
        assert told == [], words


def test_a_record_that_was_not_released_leaves_nothing(tmp_path: Path) -> None:
    hidden = printed(2, f"They have {HIDDEN} in the cellar")
    with_it = room_of(tmp_path / "a.shelf", [released(printed(1, "open")), released(hidden)])
    without = room_of(tmp_path / "b.shelf", [released(printed(1, "open"))])
    assert told_in((tmp_path / "a.shelf").read_bytes(), HIDDEN)
    assert not told_in((tmp_path / "b.shelf").read_bytes(), HIDDEN)
    assert "1 record<" in page(with_it, "en/search", q=HIDDEN)
    assert "0 records<" in page(without, "en/search", q=HIDDEN)
    assert "1 record<" in page(without, "en/search"), "no count tells of it"


def test_words_that_are_kept_back_are_not_found_nor_their_names(tmp_path: Path) -> None:
    record = summarised(seed())
    whole = room_of(tmp_path / "a", [released(record)])
    part = room_of(tmp_path / "b", [released(record, *kept_back(record))])
    for query in ("Вышинский", "Vyshinsky", "Вышинскому", '"требованием Вышинского"'):
        assert "1 record<" in page(whole, "en/search", q=query), query
        assert "0 records<" in page(part, "en/search", q=query), query


def test_an_earlier_version_that_told_more_is_gone_from_the_shelf(tmp_path: Path) -> None:
    record = summarised(seed())
    path = tmp_path / "public.shelf"
    room = room_of(path, [released(record)])
    assert told_in(path.read_bytes(), SECRET)
    room_of(path, [released(record, *kept_back(record), version=2)])
    assert not told_in(path.read_bytes(), SECRET)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert "0 records<" in page(room, "en/search", q="Вышинский"), "an open room goes on with it"


# -- the door -------------------------------------------------------------------------------------


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    room = room_of(tmp_path / "x", [released(seed())])
    served = Room(shelf=room.shelf, site=Site(base="http://127.0.0.1:8018"))
    readers = Readers([served])
    door = Door(readers=readers, hosts=frozenset({"127.0.0.1:8018"}), now=lambda: NOW)
    yield TestClient(door, base_url="http://127.0.0.1:8018", follow_redirects=False)
    readers.close()


def test_another_name_that_leads_here_reads_nothing(client: TestClient) -> None:
    answer = client.get("/en", headers={"Host": "attacker.example"})
    assert answer.status_code == 421
    assert "telegram" not in answer.text.lower()


def test_every_answer_lets_nothing_run_and_sets_no_cookie(client: TestClient) -> None:
    for path in ("/en", "/", f"/en/{place_of(seed())}", "/en/nothing", "/oai", "/robots.txt"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy, "nothing runs here"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_is_changed_from_outside(client: TestClient, method: str) -> None:
    assert client.request(method, "/en").status_code == 405


def test_what_is_too_long_is_refused_before_it_is_looked_at(client: TestClient) -> None:
    assert client.get("/en/" + "a" * 400).status_code == 414
    assert client.get("/en/search", params={"q": "a" * MAX_QUERY}).status_code == 414
    fields = "&".join(f"f{number}=1" for number in range(100))
    assert client.get(f"/en/search?{fields}").status_code == 400
    body = b"verb=" + b"a" * MAX_BODY_BYTES
    assert client.post("/oai", content=body).status_code == 400


def test_hostile_paths_and_questions_are_answered(client: TestClient) -> None:
    for path in (
        "/en/..%2f..%2fetc/passwd",
        "/static/0123456789abcdef/..%2f..%2fdoor.py",
        "/en/%00",
        "/en/people/%ff%fe",
        "//en",
        "/en/search?q=%ed%a0%80&year=%ff&before=-1",
        "/en/search?q=%00%22",
    ):
        assert client.get(path).status_code in (200, 302, 404), path


def test_a_reader_is_led_to_his_language(client: TestClient) -> None:
    place = place_of(seed())
    for liked, language in (("ru-RU,en;q=0.8", "ru"), ("de,en", "en"), ("", "en")):
        answer = client.get(f"/{place}", headers={"Accept-Language": liked})
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/{language}/{place}"


def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/en", headers={"Accept-Encoding": "identity"})
    again = client.get("/en", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert client.get("/oai").headers.get("ETag") is None


def test_pages_are_compressed_for_whoever_takes_it(client: TestClient) -> None:
    request = client.build_request("GET", "/en", headers={"Accept-Encoding": "gzip"})
    answer = client.send(request, stream=True)
    data = b"".join(answer.iter_raw())
    assert b"<main" in gzip.decompress(data)
    assert len(data) < 30_000


def test_a_harvester_may_post_its_question(client: TestClient) -> None:
    answer = client.post("/oai", data={"verb": "Identify"})
    assert "<protocolVersion>2.0" in answer.text
