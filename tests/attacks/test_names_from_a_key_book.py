"""Names, titles, zones and reasons come from other stations: at the desk they are only words.

Each field of a key book, of a plan, of a line's own words is set to what would be markup, a script
or a style, and every page that shows it is read as a browser reads it: no element, no attribute and
no address comes of it.
"""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.desks import visit
from tests.unit.web.a_network import AT, OWN, answers, identity, link, route, way

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</text></svg><script>alert(1)</script>",
    "javascript:alert(1)",
    '" hx-get="/sign-out" hx-trigger="load" x="',
    "{{ 7919 * 7919 }}",
    "%(station)s",
    "\u202egnp.exe",
]
PAGES = ["/lines", "/lines/station/peking", "/lines/key-book", "/lines/head", "/queue", "/journal"]

LEADS = {"href", "src", "action", "formaction", "hx-get", "hx-post"}
"""Attributes whose value a browser goes to, or htmx."""


class Read(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def told(words: str) -> Mapping[str, Any]:
    """Return what a station answers whose key book and lines are full of these words."""
    office = {
        "office": "clerk@peking",
        "titles": {"ru": words, words: words},
        "roles": [words],
        "clearance": 5,
        "deputies": [words],
    }
    revocation = {"reason": words, "since_at": AT, "at": AT, "cut_size": 1, "cut_root": "ab" * 32}
    foreign = identity(
        "peking",
        names={"ru": words, "en": words, words: words},
        zone=words,
        offices=[office],
        status="REVOKED",
        revocation=revocation,
    )
    keybook = {
        **answers()["keybook"],
        "network": words,
        "stations": [foreign, identity("moscow"), identity(OWN)],
        "collectives": [{"name": words, "members": [words]}],
    }
    row = {
        "entry": 1,
        "neighbour": "moscow",
        "lane": words,
        "grade": "LOW",
        "load": words,
        "destination": "peking",
        "slip_id": "",
        "size_bytes": 1,
        "since_at": AT,
        "expires_at": None,
        "why": words,
        "next_try_at": None,
        "expected_at": None,
    }
    peer = {
        "station": "peking",
        "size": 1,
        "root": "",
        "at": AT,
        "proved_size": None,
        "asked_at": None,
        "unanswered": 0,
        "finding": words,
        "cut": 1,
    }
    journal = {"station": OWN, "size": 1, "root": words, "note": words, "note_size": 1}
    lost = way("peking", names={"en": words}, next_hop=None, problem=words, hint=words)
    no_way = {"steps": [], "excluded": [{"station": "moscow", "why": words}]}
    return answers(
        keybook=keybook,
        links=[link("moscow", last_error=words, hint=words, state=words, address=words)],
        ways=[way("moscow"), lost],
        queue=[row],
        journal={**journal, "lasting_size": None, "lasting_at": None},
        **{
            "journal-peers": [peer],
            "route": lambda fields: route(fields["to"], **no_way),
        },
    )


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_hostile_name_is_shown_and_does_nothing(words: str, path: str, language: str) -> None:
    plain, hostile = Read(), Read()
    plain.feed(visit(told("words")).get(path, language=language).text)
    answer = visit(told(words)).get(path, language=language)
    assert answer.status_code == 200
    hostile.feed(answer.text)
    assert hostile.tags == plain.tags, "an element came of it"
    names = [name for name, _ in hostile.attributes]
    assert names == [name for name, _ in plain.attributes], "an attribute came of it"
    assert not [name for name in names if name.startswith("on") or name == "style"]
    led = [value for name, value in hostile.attributes if name in LEADS]
    assert not [value for value in led if not value.startswith(("/", "#"))]
    assert "62710561" not in answer.text, "a template reckoned it"


def test_the_reading_finds_what_would_be_an_attack() -> None:
    read = Read()
    read.feed("<p onclick=x></p><script>")
    assert read.tags == ["p", "script"]
    assert read.attributes == [("onclick", "x")]
