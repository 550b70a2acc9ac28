"""Somebody has a cookie, an open desk, or an old session, and not the passphrase."""

import re

import pytest

from depesha.errors import OfficeLocked, WrongPassphrase
from depesha.names import OfficeId
from tests.desks import LEASE, OFFICE, ORIGIN, visit

HIS = "taedong river"
OLD, NEW = "an old passphrase", "a new passphrase"
PROBLEM_OF_THE_DOOR = WrongPassphrase("they do not go together here")
PROBLEM = OfficeLocked("the key of razuvaev@pyongyang is locked")


def test_a_session_that_was_planted_before_is_not_the_one_that_signs_in() -> None:
    """Session fixation: the attacker's number in the victim's browser never becomes his session."""
    visitor = visit({"enter": None}, office=None)
    planted = "planted" * 9
    visitor.client.cookies.set(visitor.house.cookie, planted)
    visitor.post("/sign-in", office="razuvaev", passphrase=HIS)
    assert visitor.house.sessions.find(planted) is None
    assert len(visitor.house.sessions.of(OFFICE)) == 1


def test_whoever_signs_in_again_ends_the_session_of_before() -> None:
    visitor = visit({"enter": None})
    before = visitor.client.cookies[visitor.house.cookie]
    visitor.post("/sign-in", office="razuvaev", passphrase=HIS)
    assert visitor.house.sessions.find(before) is None
    assert visitor.station.left == [(LEASE, "signed-out")]


def test_cookies_are_read_by_no_script_and_sent_by_no_other_site() -> None:
    visitor = visit({"enter": None}, office=None)
    answer = visitor.post("/sign-in", office="razuvaev", passphrase=HIS)
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_a_session_alone_gets_no_passkey_added() -> None:
    visitor = visit({"passkey-add": PROBLEM})
    answer = visitor.post("/passkeys", attestation="{}", name="mine", prf="AA")
    assert answer.status_code == 303
    assert visitor.station.orders == []  # what the browser made is not believed, to begin with
    assert "is not added" in visitor.get("/settings").text


def test_what_proves_presence_comes_back_in_no_page() -> None:
    visitor = visit({"passkey-remove": PROBLEM})
    answer = visitor.post(
        "/passkeys/remove",
        passkey="ab",
        passphrase=OLD,
        new_passphrase=NEW,
        prf="what-it-gave-out",
        assertion="",
    )
    assert answer.status_code == 403
    assert "Confirm it is you" in answer.text
    for secret in (OLD, NEW, "what-it-gave-out"):
        assert secret not in answer.text
    assert 'name="passkey" value="ab"' in answer.text  # and what was asked for does


def test_an_answer_of_a_passkey_that_is_made_up_does_nothing() -> None:
    visitor = visit({"passkey-remove": {}})
    for assertion in ("{}", "[]", "null", "not json", '{"rawId": 1}', "{" * 2000, "x" * 20_000):
        answer = visitor.post("/passkeys/remove", passkey="ab", assertion=assertion)
        assert answer.status_code == 409
    assert visitor.station.orders == []


@pytest.mark.parametrize("assertion", ["{}", "", '{"rawId": "AAAA"}', '{"rawId": "!"}', "[" * 500])
def test_a_passkey_that_is_made_up_signs_nobody_in(assertion: str) -> None:
    visitor = visit({"passkey-office": None, "enter": None}, office=None)
    answer = visitor.post("/sign-in/passkey", assertion=assertion, prf="AAAA")
    assert answer.status_code == 403
    assert "signs nobody in here" in answer.text
    assert visitor.station.secrets == []


def test_every_door_looks_the_same_from_outside() -> None:
    """One that is there, one that is not, one whose key is open: one page, but for the name."""
    pages = set()
    for name in ("razuvaev", "nobody", "open-office"):
        visitor = visit({"enter": PROBLEM_OF_THE_DOOR}, office=None)
        answer = visitor.post("/sign-in", office=name, passphrase=HIS)
        text = re.sub(r'data-now="\d+"', "", answer.text.replace(name, "NAME"))
        pages.add((answer.status_code, text))
    assert len(pages) == 1


def test_a_stream_of_events_is_nobodys_without_a_session() -> None:
    answer = visit(office=None).get("/events")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_forged_cookie_that_says_known_here_is_a_strangers() -> None:
    asked: list[str] = []

    def entered(fields: dict[str, str]) -> None:
        asked.append(fields["known"])

    visitor = visit({"enter": entered}, office=None)
    data = {"office": "razuvaev", "passphrase": HIS}
    known = visitor.house.known.cookie(OfficeId("gromyko@moscow"))  # another office's
    for cookie in ("", "ab" * 48, known, "я" * 96):
        headers = {"Origin": ORIGIN, "Cookie": f"{visitor.house.known_cookie}={cookie}".encode()}
        visitor.client.post("/sign-in", data=data, headers=headers)  # type: ignore[arg-type]  # bytes
    assert asked == ["", "", "", ""]
    true = visitor.house.known.cookie(OFFICE)
    headers = {"Origin": ORIGIN, "Cookie": f"{visitor.house.known_cookie}={true}".encode()}
    visitor.client.post("/sign-in", data=data, headers=headers)  # type: ignore[arg-type]  # as above
    assert asked[-1] == true[:32]
