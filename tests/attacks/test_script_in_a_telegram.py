"""Whatever a telegram says of itself is text before its reader, and nothing that a browser runs."""

import re
from html import unescape
from typing import Any

import pytest

from tests.desks import visit
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import ask, desk_at, keep_offices
from tests.network.keys import GROMYKO, MOSCOW, PEKING, ROSHCHIN
from tests.network.post import Network

PAGE = "/telegram/moscow/2027/1"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} javascript:x"
OWN_TAGS = re.compile(r"<(script|img|iframe|object|embed|svg)\b[^>]*>", re.IGNORECASE)


@pytest.fixture
def answers(network: Network, courier: Courier) -> dict[str, Any]:
    """What a real station answers about a telegram that has been answered and quotes another."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Receipt="confirm", Execution="report"))
    courier.run()
    network[PEKING].take(drafts.report("moscow/2027/1", office=ROSHCHIN))
    keep_offices(network[PEKING])
    fields = {"reference": "moscow/2027/1", "office": ROSHCHIN, "purpose": "show"}
    return {name: ask(network[PEKING], name, fields) for name in ("show", "track", "choices")}


KEPT = (
    *("uid", "reference", "choice", "stage", "state", "kind", "precedence", "policy", "code"),
    *("as", "what", "relation"),
)
"""Codes of the station's own, which are not words of anybody."""


def hostile(value: Any, key: str = "") -> Any:
    """Return an answer in which every word that a person may have written is hostile."""
    if isinstance(value, dict):
        return {name: hostile(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [hostile(one, key) for one in value]
    return HOSTILE if isinstance(value, str) and key not in KEPT else value


EXTRA: dict[str, Any] = {
    "attachments": [
        {
            "number": 1,
            "name": HOSTILE,
            "type": HOSTILE,
            "size_bytes": 5,
            "sha256": "",
            "state": "VERIFIED",
            "finding": "",
            "examined_at": None,
        }
    ],
    "references": [
        {
            "relation": "REFERS",
            "station": HOSTILE,
            "number": HOSTILE,
            "dated_at": None,
            "uid": None,
            "digest": None,
            "words": HOSTILE,
        }
    ],
    "amended": [{"relation": "CANCELS", "reference": HOSTILE, "said_at": 1}],
    "amends": [{"relation": "CORRECTS", "reference": HOSTILE, "said_at": 1, "holds": False}],
    "withdrawn": {"office": HOSTILE, "reason": HOSTILE, "at": 1},
    "quotations": [
        {
            "verified": True,
            "reference": HOSTILE,
            "registered_at": 1,
            "signed_by": [HOSTILE],
            "signatory": HOSTILE,
            "classification": 1,
            "message_type": HOSTILE,
            "addressees": [],
            "text": HOSTILE,
        },
        {"verified": False, "why": HOSTILE},
    ],
}


@pytest.mark.parametrize("form_code", ["", "17"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_word_of_a_telegram_becomes_a_tag_or_an_attribute(
    answers: dict[str, Any], form_code: str, language: str
) -> None:
    answers["show"] = {**hostile(answers["show"]), **EXTRA}
    answers["show"]["sheet"]["form_code"] = form_code
    answers["show"]["sheet"]["copies"] = [{"number": 1, "holder": HOSTILE}]
    answers["track"] = hostile(answers["track"])
    for one in answers["choices"]:
        one["about"] = HOSTILE
    text = visit(answers, office=ROSHCHIN).get(PAGE, language=language)
    assert text.status_code == 200, text.text
    tags = [tag.group(0) for tag in OWN_TAGS.finditer(text.text)]
    assert all(tag.startswith('<script src="/static/') for tag in tags), tags
    assert "49 javascript" not in text.text
    assert not re.search(r'href="(?!/|#)', text.text)
    assert HOSTILE in unescape(text.text)


def test_the_originator_reads_a_hostile_report_as_text(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Execution="report"))
    courier.run()
    network[PEKING].take(drafts.report("moscow/2027/1", office=ROSHCHIN, text=HOSTILE))
    courier.run()
    text = desk_at(network[MOSCOW], GROMYKO).get(PAGE).text
    assert "<img" not in text
    assert HOSTILE in unescape(text)
