"""The queue at the desk: what waits, why, and when it goes on."""

from typing import Any

from depesha.errors import Refused
from tests.desks import visit
from tests.unit.web.a_network import AT, answers

PACKET = {
    "entry": 1,
    "neighbour": "moscow",
    "lane": "urgent",
    "grade": "URGENT",
    "load": "packet",
    "destination": "peking",
    "slip_id": "ab" * 16,
    "size_bytes": 2048,
    "since_at": AT,
    "expires_at": None,
    "why": "the line is down since 18:05Z",
    "next_try_at": AT + 1000,
    "expected_at": None,
}
HELD = {
    **PACKET,
    "entry": None,
    "neighbour": "",
    "lane": None,
    "load": "held",
    "slip_id": "",
    "size_bytes": None,
    "why": "held until 18:05Z",
    "reference": "pyongyang/2026/7",
}
OLDEST = [{"grade": "URGENT", "waiting": 3, "oldest_at": AT, "age_s": 7300}]


def queue(*rows: dict[str, Any], **more: Any) -> Any:
    counts = {"alarms": 0, "queued": len(rows)}
    told = {"queue": list(rows), "queue-oldest": OLDEST if rows else [], "counts": counts, **more}
    return visit(answers(**told))


def test_each_load_says_why_it_waits_and_when_it_is_next_tried() -> None:
    page = queue(PACKET).get("/queue").text
    assert "the line is down since 18:05Z" in page
    assert "/lines/station/peking" in page
    assert "2 h" in page


def test_the_reasons_are_the_same_words_in_russian() -> None:
    page = queue(PACKET).get("/queue", language="ru").text
    assert "линия не действует с 18:05Z" in page
    assert "СРОЧНЫЙ" in page


def test_what_is_held_is_named_and_leads_to_where_it_is_withdrawn() -> None:
    page = queue(HELD).get("/queue").text
    assert "/telegram/pyongyang/2026/7" in page
    assert "held until 18:05Z" in page


def test_of_a_large_file_under_way_it_is_shown_how_far_it_is() -> None:
    blob = {**PACKET, "load": "blob", "lane": "blob", "gone_bytes": 1024}
    page = queue(blob).get("/queue").text
    assert '<progress class="gone" max="2048" value="1024"' in page


def test_a_long_queue_is_cut_and_counted() -> None:
    page = queue(*[PACKET] * 101).get("/queue").text
    assert page.count('data-caption="Next try"') == 100
    assert "in all there wait 101" in page


def test_an_empty_queue_says_so() -> None:
    assert "Nothing waits" in queue().get("/queue").text


def test_the_office_that_asks_is_told_what_it_is_cleared_for() -> None:
    visitor = queue(HELD)
    visitor.get("/queue")
    (asked,) = (fields for name, fields in visitor.station.asked if name == "queue")
    assert asked["office"] == "razuvaev@pyongyang"


def test_a_station_without_a_key_book_has_a_queue() -> None:
    page = queue(PACKET, keybook=Refused("no key book yet")).get("/queue")
    assert page.status_code == 200


def test_the_part_that_is_asked_anew_is_small() -> None:
    part = queue(PACKET).get("/queue?part=queue", fragment=True).text
    assert "<h1>" not in part
    assert "the line is down" in part


def test_a_packet_whose_destination_is_not_told_leads_nowhere() -> None:
    page = queue({**PACKET, "destination": "", "size_bytes": None, "slip_id": ""}).get("/queue")
    assert page.status_code == 200
    assert "the line is down since 18:05Z" in page.text
    assert 'href="/lines/station/"' not in page.text
