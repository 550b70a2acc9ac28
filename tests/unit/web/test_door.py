"""The door: who is let in, what is told to whoever is not, and what sessions last."""

import re
from typing import Any

import pytest

from depesha.errors import Busy, TooOften, WrongPassphrase
from depesha.names import OfficeId
from depesha.web.sessions import IDLE_MS, WHOLE_MS
from tests.desks import LEASE, OFFICE, Visitor, visit

HIS = "taedong river"
GUESSED = "guessed by somebody"
WRONG = WrongPassphrase("that office and what was given do not go together here")


def sign_in(visitor: Visitor, office: str = "razuvaev", **more: Any) -> object:
    return visitor.post("/sign-in", office=office, passphrase=HIS, **more)


def at_the_door(answer: object = None) -> Visitor:
    return visit({"enter": answer}, office=None)


def test_an_office_signs_in_and_goes_on_to_where_it_wanted() -> None:
    visitor = at_the_door()
    answer = visitor.post(
        "/sign-in", office="razuvaev", passphrase=HIS, onward="/tray/carry-out?page=2"
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tray/carry-out?page=2")
    assert visitor.station.secrets[0].office == HIS
    session = visitor.house.sessions.of(OFFICE)[0]
    assert session.office == OFFICE


@pytest.mark.parametrize("typed", ["razuvaev", " Razuvaev ", "razuvaev@pyongyang"])
def test_an_office_may_be_named_as_people_type(typed: str) -> None:
    visitor = at_the_door()
    sign_in(visitor, typed)
    assert len(visitor.house.sessions.of(OFFICE)) == 1


def test_whoever_is_not_let_in_reads_one_sentence() -> None:
    visitor = at_the_door(WRONG)
    answer = visitor.post("/sign-in", office="razuvaev", passphrase=GUESSED)
    assert answer.status_code == 403
    assert "do not go together here" in answer.text
    assert 'value="razuvaev"' in answer.text
    assert GUESSED not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [
        (TooOften("it was tried too often", hint="try again in 17 s"), 429, "in 17 s"),
        (Busy("several are signing in"), 503, "in a few seconds"),
    ],
)
def test_whoever_has_to_wait_is_told_so(problem: Exception, status: int, words: str) -> None:
    answer = at_the_door(problem).post("/sign-in", office="razuvaev", passphrase=HIS)
    assert answer.status_code == status
    assert words in answer.text


def test_a_passphrase_that_is_none_is_as_wrong_as_any() -> None:
    answer = at_the_door().post("/sign-in", office="razuvaev", passphrase="x" * 5000)
    assert answer.status_code == 403
    assert "do not go together here" in answer.text


def test_the_door_speaks_russian_too() -> None:
    page = at_the_door().get("/sign-in", language="ru")
    assert "Пхеньян" in page.text
    assert "Войти" in page.text


def test_who_is_signed_in_does_not_see_the_door() -> None:
    answer = visit().get("/sign-in?onward=/help")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/help")


# -- sessions


def test_a_session_is_over_when_nobody_used_it() -> None:
    visitor = visit()
    session = visitor.house.sessions.of(OFFICE)[0]
    session.seen_at -= IDLE_MS  # type: ignore[assignment]  # time goes by
    assert visitor.get("/help").headers["Location"].startswith("/sign-in")
    assert visitor.station.left == [(LEASE, "idle")]


def test_a_session_is_over_after_half_a_day_of_use() -> None:
    visitor = visit()
    session = visitor.house.sessions.of(OFFICE)[0]
    session.began_at -= WHOLE_MS  # type: ignore[assignment]  # as above
    assert visitor.get("/help").status_code == 303
    assert visitor.station.left == [(LEASE, "whole-time")]


def test_what_a_page_asks_by_itself_keeps_no_session_open() -> None:
    visitor = visit()
    session = visitor.house.sessions.of(OFFICE)[0]
    session.seen_at -= IDLE_MS - 1000  # type: ignore[assignment]  # as above
    seen = session.seen_at
    visitor.client.get("/counts", headers={"X-Depesha-Live": "1", "HX-Request": "true"})
    assert session.seen_at == seen
    visitor.get("/help")
    assert session.seen_at > seen


def test_a_session_that_the_station_ended_is_over() -> None:
    """The office was handed over, its passphrase or its roles changed."""
    visitor = visit()
    visitor.station.leases.clear()
    assert visitor.get("/help").headers["Location"].startswith("/sign-in")


def test_time_ends_sessions_that_nobody_asks_for() -> None:
    visitor = visit()
    visitor.house.sessions.of(OFFICE)[0].seen_at -= IDLE_MS  # type: ignore[assignment]  # as above
    visitor.house.sessions.sweep()
    assert visitor.station.left == [(LEASE, "idle")]


def test_signing_out_ends_it_at_the_station() -> None:
    visitor = visit()
    answer = visitor.post("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert visitor.station.left == [(LEASE, "signed-out")]
    assert visitor.get("/help").status_code == 303


def test_an_order_goes_in_the_name_of_the_session() -> None:
    visitor = visit({"accept-alarm": {"lasts": False}, "passkey-remove": {"passkey": "ab"}})
    visitor.post("/passkeys/remove", passkey="ab")
    assert visitor.station.secrets[-1].lease == LEASE
    assert visitor.station.orders[-1][1]["office"] == OFFICE


# -- what was typed when the session had ended


def test_a_page_sends_to_the_door_and_back() -> None:
    answer = visit(office=None).get("/tray/confirm?page=2")
    assert answer.headers["Location"] == "/sign-in?onward=/tray/confirm%3Fpage%3D2"


def test_without_scripts_what_was_typed_goes_through_the_door_and_on() -> None:
    visitor = visit({"enter": None}, office=None)
    typed: dict[str, Any] = {
        "text": "Донесите <немедленно>",
        "to": "gromyko@moscow",
        "passphrase": "secret word",
    }
    door = visitor.post("/draft/new", **typed)
    assert door.status_code in (401, 404)
    door = visitor.post("/settings", **typed)
    assert door.status_code == 401
    assert "What you typed is kept" in door.text
    assert "secret word" not in door.text
    kept = dict(re.findall(r'name="(kept[^"]*)" value="([^"]*)"', door.text))
    assert kept["kept-action"] == "/settings"
    assert kept["kept.text"] == "Донесите &lt;немедленно&gt;"
    assert "kept.form_token" not in kept
    brought: dict[str, Any] = {
        **kept,
        "kept.text": "Донесите <немедленно>",
        "kept.form_token": "old",
    }
    through = visitor.post("/sign-in", office="razuvaev", passphrase=HIS, **brought)
    assert through.status_code == 200
    assert "You are signed in again" in through.text
    assert "Донесите &lt;немедленно&gt;" in through.text
    session = visitor.house.sessions.of(OFFICE)[0]
    assert f'name="form_token" value="{session.form_token}"' in through.text
    assert through.text.count('name="form_token" value="old"') == 0
    assert 'name="order_id"' in through.text
    assert visitor.station.orders == []  # nothing was sent by itself


def test_in_the_middle_of_a_page_the_door_comes_over_it() -> None:
    visitor = visit()
    visitor.station.leases.clear()
    answer = visitor.post("/settings", fragment=True)
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#dialog"
    assert "data-again" in answer.text
    assert f'value="{OFFICE}"' in answer.text
    assert "readonly" in answer.text


def test_whoever_signs_in_over_a_page_gets_the_new_token_and_no_page() -> None:
    visitor = at_the_door()
    headers = {"Origin": "http://localhost:8017", "X-Depesha-Again": "1"}
    data = {"office": "razuvaev", "passphrase": HIS}
    answer = visitor.client.post("/sign-in", data=data, headers=headers)
    session = visitor.house.sessions.of(OFFICE)[0]
    assert answer.json() == {"form": session.form_token, "office": OFFICE}
    visitor.station.answers["enter"] = WRONG
    answer = visitor.client.post("/sign-in", data=data, headers=headers)
    assert answer.status_code == 403
    assert "do not go together" in answer.json()["wrong"]


def test_a_session_of_another_office_is_not_found_by_an_old_cookie() -> None:
    visitor = visit()
    visitor.post("/sign-out")
    answer = visitor.post("/settings", fragment=True)
    assert OFFICE not in answer.text  # he signed out himself: nobody is named


def test_who_may_enter_is_decided_by_the_station() -> None:
    visitor = at_the_door()
    visitor.post("/sign-in", office="gromyko@moscow", passphrase=HIS)
    assert visitor.house.sessions.of(
        OfficeId("gromyko@moscow")
    )  # the station decides: here it let in
