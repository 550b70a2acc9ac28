"""Another site's page, or another session's, makes the officer's browser ask something of his desk.

Cross-site request forgery (forms, JSON, at the door), DNS rebinding, clickjacking, open redirects.
"""

import pytest

from tests.desks import OFFICE, ORIGIN, Visitor, visit

EVIL = "http://evil.example"
HIS = "taedong river"
ADDRESSES = (
    "/sign-in",
    "/sign-in/passkey",
    "/sign-out",
    "/settings",
    "/settings/sessions",
    "/settings/passphrase",
    "/passkeys",
    "/passkeys/ask",
    "/passkeys/ask-at-the-door",
    "/passkeys/remove",
)
OF_A_SESSION = ADDRESSES[2:8] + ADDRESSES[9:]
ANYTHING = {"office-passphrase": {}, "passkey-add": {"can_sign": True}, "passkey-remove": {}}


def forged(visitor: Visitor, address: str, **headers: str) -> int:
    """Send a form with everything right but where it comes from."""
    data = {
        "form_token": visitor.form_token,
        "order_id": "0" * 32,
        "office": "razuvaev",
        "passphrase": HIS,
    }
    answer = visitor.client.post(address, data=data, headers=headers)
    assert "set-cookie" not in answer.headers
    return answer.status_code


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "origin", [EVIL, "null", "", "http://localhost:8018", "https://localhost:8017"]
)
def test_a_form_of_another_site_does_nothing(address: str, origin: str) -> None:
    """Also at the door: whoever is signed in as somebody else writes into the wrong office."""
    visitor = visit({"enter": None, **ANYTHING})
    assert forged(visitor, address, Origin=origin) == 403
    assert visitor.station.orders == []
    assert visitor.station.secrets == []
    assert len(visitor.house.sessions.of(OFFICE)) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_request_without_an_origin_does_nothing(address: str) -> None:
    visitor = visit({"enter": None, **ANYTHING})
    visitor.client.headers.pop("Origin", None)
    assert forged(visitor, address) == 403
    assert visitor.station.orders == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_that_says_itself_that_it_comes_from_elsewhere_does_nothing(site: str) -> None:
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": site}
    assert forged(visit(ANYTHING), "/settings/passphrase", **headers) == 403


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_json_is_no_form(kind: str) -> None:
    """A page of another site may send text/plain without asking the browser first."""
    visitor = visit(ANYTHING)
    headers = {"Origin": ORIGIN, "Content-Type": kind}
    body = f'{{"form_token": "{visitor.form_token}", "passkey": "ab"}}'
    answer = visitor.client.post("/passkeys/remove", content=body, headers=headers)
    assert answer.status_code == 403
    assert visitor.station.orders == []


@pytest.mark.parametrize("address", OF_A_SESSION)
def test_the_form_token_of_another_session_opens_nothing(address: str) -> None:
    visitor = visit(ANYTHING)
    visitor.form_token = visit().form_token
    assert visitor.post(address, passkey="ab").status_code == 403
    assert visitor.station.orders == []


def test_nothing_is_done_by_reading() -> None:
    visitor = visit(ANYTHING)
    for address in ("/sign-out", "/passkeys/remove?passkey=ab", "/settings/sessions"):
        visitor.get(address)
    assert visitor.station.orders == []
    assert visitor.get("/help").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8017", "localhost:8018", "localhost", "127.0.0.1", ""]
)
def test_a_name_that_was_turned_to_this_machine_reads_nothing(host: str) -> None:
    """DNS rebinding: the page of evil.example, which is now 127.0.0.1, is same-origin with it."""
    visitor = visit()
    for address in ("/settings", "/sign-in", "/events"):
        answer = visitor.client.get(address, headers={"Host": host})
        assert answer.status_code == 421
        assert "razuvaev" not in answer.text


def test_no_page_is_shown_within_another() -> None:
    for visitor in (visit(), visit(office=None)):
        answer = visitor.get("/sign-in")
        headers = answer.headers if answer.status_code == 200 else visitor.get("/settings").headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_the_door_leads_nowhere_else(onward: str) -> None:
    visitor = visit({"enter": None}, office=None)
    answer = visitor.post("/sign-in", office="razuvaev", passphrase=HIS, onward=onward)
    assert answer.headers["Location"] == "/"
    visitor = visit()
    answer = visitor.client.get("/sign-in", params={"onward": onward})
    assert answer.headers["Location"] == "/"


def test_a_form_that_was_carried_goes_to_this_desk_alone() -> None:
    visitor = visit({"enter": None}, office=None)
    carried = {"kept-action": "https://evil.example/", "kept.text": "secret"}
    fields: dict[str, str] = {"office": "razuvaev", "passphrase": HIS, **carried}
    answer = visitor.client.post("/sign-in", data=fields, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
