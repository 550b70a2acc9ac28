"""Settings: what a browser keeps, and what an office changes."""

from typing import Any

import pytest

from depesha.errors import WrongPassphrase
from depesha.names import Lease
from tests.desks import OFFICE, Visitor, visit

OLD, NEW = "taedong river", "yalu river bridge"
TELEPHONE = {
    "passkey": "ab" * 16,
    "office": OFFICE,
    "public_key": "cd",
    "name": "<telephone>",
    "signs": 0,
    "can_sign": True,
    "added_at": 1_700_000_000_000,
    "used_at": None,
}
RING = {**TELEPHONE, "passkey": "ef" * 16, "name": "ring", "can_sign": False}
RAZUVAEV = {"office": OFFICE, "roles": ["addressee"], "holder": "V. N. Razuvaev", "key": "locked"}


@pytest.fixture
def visitor() -> Visitor:
    sign_in = {
        "office": OFFICE,
        "session": "00" * 8,
        "by": "passkey",
        "passkey": "ring",
        "at": 1_700_000_000_000,
        "ended_at": 1_700_000_100_000,
        "why": "idle",
    }
    return visit({"passkeys": [TELEPHONE, RING], "sign-ins": [sign_in], "offices": [RAZUVAEV]})


def test_the_page_shows_what_there_is(visitor: Visitor) -> None:
    page = visitor.get("/settings").text
    assert "V. N. Razuvaev" in page
    assert "&lt;telephone&gt;" in page
    assert page.count("signs in, cannot release") == 1
    assert "unused for half an hour" in page
    assert "this one" in page


def test_it_asks_for_this_office_alone(visitor: Visitor) -> None:
    visitor.get("/settings")
    asked = dict(visitor.station.asked)
    assert asked["passkeys"]["office"] == OFFICE
    assert asked["sign-ins"]["office"] == OFFICE


@pytest.mark.parametrize(
    ("field", "value", "cookie", "kept"),
    [
        ("theme", "dark", "depesha-theme", "dark"),
        ("theme", "pink", "depesha-theme", ""),
        ("keys", "off", "depesha-keys", "off"),
        ("keys", "on", "depesha-keys", ""),
        ("language", "ru", "depesha-language", "ru"),
        ("language", "xx", "depesha-language", ""),
    ],
)
def test_a_browser_keeps_what_its_person_likes(
    visitor: Visitor, field: str, value: str, cookie: str, kept: str
) -> None:
    chosen: dict[str, Any] = {field: value}
    answer = visitor.post("/settings", **chosen)
    assert answer.status_code == 303
    assert visitor.client.cookies.get(cookie, "") == kept


def test_what_is_liked_stands_on_every_page(visitor: Visitor) -> None:
    visitor.post("/settings", theme="dark", keys="off", language="en")
    page = visitor.get("/help").text
    assert 'data-theme="dark"' in page
    assert 'data-keys="off"' in page


def test_the_others_are_ended_and_this_one_is_not(visitor: Visitor) -> None:
    other = Lease(b"another session!")
    visitor.station.leases.add(other)
    named = visitor.house.sessions.begin(OFFICE, other)
    visitor.post("/settings/sessions")
    assert visitor.house.sessions.find(named) is None
    assert visitor.station.left == [(other, "ended-elsewhere")]
    assert "ended" in visitor.get("/settings").text


def test_a_passphrase_is_changed_by_the_old_one(visitor: Visitor) -> None:
    visitor.station.answers["office-passphrase"] = {"office": OFFICE, "key": "locked"}
    answer = visitor.post(
        "/settings/passphrase",
        passphrase=OLD,
        new_passphrase=NEW,
        new_again=NEW,
    )
    assert answer.headers["Location"] == "/sign-in"
    secrets = visitor.station.secrets[-1]
    assert (secrets.office, secrets.new) == (OLD, NEW)
    assert visitor.station.orders == [("office-passphrase", {"office": OFFICE})]


def test_a_passphrase_typed_twice_differently_changes_nothing(visitor: Visitor) -> None:
    visitor.post("/settings/passphrase", passphrase=OLD, new_passphrase=NEW, new_again=OLD)
    assert visitor.station.orders == []
    assert "not typed twice alike" in visitor.get("/settings").text


def test_a_wrong_passphrase_changes_nothing_and_is_said(visitor: Visitor) -> None:
    visitor.station.answers["office-passphrase"] = WrongPassphrase("it does not open")
    visitor.post("/settings/passphrase", passphrase=OLD, new_passphrase=NEW, new_again=NEW)
    page = visitor.get("/settings").text
    assert "it does not open" in page
    assert NEW not in page


def test_what_is_to_be_told_waits_for_the_page_that_tells_it(visitor: Visitor) -> None:
    """A page that is just being left asks by itself once more: it would take the words along."""
    visitor.post("/settings", theme="dark")
    headers = {"HX-Request": "true", "X-Depesha-Live": "1"}
    for address in ("/counts", "/settings"):
        assert "Kept in this browser" not in visitor.client.get(address, headers=headers).text
    visitor.client.get("/counts", headers={"HX-Request": "true"})
    assert "Kept in this browser" in visitor.get("/settings").text
    assert "Kept in this browser" not in visitor.get("/settings").text


def test_the_page_stands_in_russian(visitor: Visitor) -> None:
    page = visitor.get("/settings", language="ru").text
    assert "Ключи доступа" in page
    assert "полчаса без дела" in page
