"""What is done with a telegram from its page: a form is one order; what comes of it is told."""

from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, OfficeLocked
from depesha.names import OfficeId
from tests.desks import Visitor, visit
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import desk_at
from tests.network.keys import (
    CLERK,
    GROMYKO,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network

PAGE = "/telegram/moscow/2027/1"
REFERENCE = "moscow/2027/1"
ASKED: dict[str, Any] = {"Receipt": "confirm within 1h", "Execution": "report within 4h"}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def asked(network: Network, courier: Courier) -> Network:
    """moscow/1 lies before roshchin@peking, who owes a receipt and a report."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, **ASKED))
    courier.run()
    return network


def state(network: Network) -> str:
    duty = network[PEKING].duty("moscow/1")
    return str(duty.exit or duty.rung.name)


def told(visitor: Visitor) -> str:
    """Return the page that whoever has done something is sent to."""
    return visitor.get(PAGE).text


# -- an addressee ---------------------------------------------------------------------------------

DEEDS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "confirm": ("confirm", {}, "RECEIVED", "receipt confirmed, queued for moscow"),
    "comply": ("comply", {}, "ACKNOWLEDGED", "acknowledged: will comply, queued for moscow"),
    "report": (
        "report",
        {"kind": "report", "text": "Сделано."},
        "EXECUTED",
        "execution reported, queued for moscow",
    ),
    "interim": (
        "report",
        {"kind": "interim", "text": "Делается."},
        "RECEIVED",
        "interim report, queued for moscow",
    ),
    "refuse": (
        "report",
        {"kind": "refuse", "text": "Нет связи."},
        "CANNOT_COMPLY",
        "cannot comply, queued for moscow",
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_an_addressee_answers(asked: Network, deed: str) -> None:
    name, fields, after, said = DEEDS[deed]
    visitor = desk_at(asked[PEKING], ROSHCHIN)
    answer = visitor.post(f"{PAGE}/{name}", **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert state(asked) == after
    assert said in told(visitor)
    assert said not in told(visitor)  # told once


def test_the_words_of_a_report_are_those_that_were_typed(asked: Network, courier: Courier) -> None:
    visitor = desk_at(asked[PEKING], ROSHCHIN)
    visitor.post(f"{PAGE}/report", kind="report", text=f"Первая.\r\n\r\n{HOSTILE}")
    courier.run()
    text = desk_at(asked[MOSCOW], GROMYKO).get(PAGE).text
    assert "Первая.\n\n&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert HOSTILE not in text


def test_htmx_is_given_the_telegram_as_it_is_then(asked: Network) -> None:
    answer = desk_at(asked[PEKING], ROSHCHIN).post(f"{PAGE}/confirm", fragment=True)
    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == "#telegram"
    assert answer.headers["HX-Reswap"] == "outerMorph"
    assert 'id="telegram"' in answer.text
    assert "receipt confirmed" in answer.text
    assert f'hx-get="{PAGE}"' in answer.text


def test_an_answer_that_was_given_is_not_given_again(asked: Network) -> None:
    visitor = desk_at(asked[PEKING], ROSHCHIN)
    for _ in range(2):
        assert visitor.post(f"{PAGE}/confirm").status_code == 303
    assert "before; nothing is sent again" in told(visitor)


def test_a_deputy_acts_in_the_name_of_its_office(asked: Network) -> None:
    visitor = desk_at(asked[PEKING], OPERATOR)
    assert f'name="acting_for" value="{ROSHCHIN}"' in told(visitor)
    visitor.post(f"{PAGE}/confirm", acting_for=ROSHCHIN)
    assert state(asked) == "RECEIVED"
    assert visitor.station.orders[-1][1]["acting_for"] == ROSHCHIN


def test_whoever_acts_for_itself_is_no_deputy(asked: Network) -> None:
    visitor = desk_at(asked[PEKING], ROSHCHIN)
    visitor.post(f"{PAGE}/confirm", acting_for=ROSHCHIN)
    assert "acting_for" not in visitor.station.orders[-1][1]


@pytest.mark.parametrize(
    "fields", [{}, {"kind": "nonsense", "text": "x"}, {"kind": "report", "text": "  "}]
)
def test_a_report_without_words_or_kind_is_refused(asked: Network, fields: dict[str, Any]) -> None:
    answer = desk_at(asked[PEKING], ROSHCHIN).post(f"{PAGE}/report", **fields)
    assert answer.status_code == 422
    assert state(asked) == "DELIVERED"


def test_a_telegram_is_passed_on(asked: Network, courier: Courier) -> None:
    visitor = desk_at(asked[PEKING], ROSHCHIN)
    visitor.post(f"{PAGE}/pass", to=f" {RAZUVAEV} ", text="К сведению.")
    assert "peking/2027/1: registered and sealed" in told(visitor)
    courier.run()
    assert asked[PYONGYANG].duty("peking/1").rung.name == "DELIVERED"
    visitor.post(f"{PAGE}/pass", to=RAZUVAEV, text="К сведению.")
    assert "sent before: peking/2027/1" in told(visitor)


def test_where_there_are_no_communications_it_is_told_as_a_warning() -> None:
    result = {"no_communications": "tokyo", "told": "moscow", "reason": "x", "reference": REFERENCE}
    visitor = visit({"pass": result, "show": NotFound("gone")})
    visitor.post(f"{PAGE}/pass", to="desk@tokyo")
    session = visitor.house.sessions.of(OfficeId("razuvaev@pyongyang"))[0]
    assert session.told() == [
        ("warned", "no communications with tokyo. The originator at moscow was told.")
    ]


def test_offices_elsewhere_are_offered_to_pass_on_to() -> None:
    offices = [{"office": name} for name in ("a@peking", "b@pyongyang", '"><b>@moscow')]
    text = visit({"offices": offices}).get("/offices/elsewhere", fragment=True).text
    assert 'value="a@peking"' in text
    assert "b@pyongyang" not in text
    assert "<b>" not in text


# -- an originator --------------------------------------------------------------------------------


def test_whoever_owes_an_answer_is_chased(asked: Network) -> None:
    visitor = desk_at(asked[MOSCOW], GROMYKO)
    visitor.post(f"{PAGE}/chase", addressee="")
    assert f"{ROSHCHIN} is asked for it again: report" in told(visitor)
    assert asked[MOSCOW].duty("1").chased == 1


def test_a_telegram_is_sent_again(asked: Network) -> None:
    visitor = desk_at(asked[MOSCOW], GROMYKO)
    visitor.post(f"{PAGE}/repeat", to="")
    assert "sent again, marked as a repeat, to peking" in told(visitor)


def test_a_telegram_is_cancelled_with_its_reason(asked: Network, courier: Courier) -> None:
    visitor = desk_at(asked[MOSCOW], GROMYKO)
    visitor.post(f"{PAGE}/cancel", reason="Ошибка в дате.")
    assert "moscow/2027/2: registered and sealed" in told(visitor)
    courier.run()
    assert state(asked) == "CANCELLED"


def test_whoever_may_not_release_makes_a_draft_of_it(asked: Network) -> None:
    visitor = desk_at(asked[MOSCOW], CLERK)
    answer = visitor.post(f"{PAGE}/cancel", reason="Ошибка.")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/draft/2")
    assert visitor.station.orders[-1][1]["only_draft"] is True
    visitor = desk_at(asked[MOSCOW], CLERK)
    by_htmx = visitor.post(f"{PAGE}/cancel", fragment=True, reason="Другая ошибка.")
    assert by_htmx.headers["HX-Redirect"] == "/draft/3"


def test_what_is_held_is_just_not_sent(network: Network) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Hold_until="2027-01-16 12:00"))
    visitor = desk_at(network[MOSCOW], GROMYKO)
    assert "It is held: it will not be sent." in told(visitor)
    visitor.post(f"{PAGE}/cancel", reason="Не нужна.")
    text = told(visitor)
    assert "cancelled; it was held, and nobody got it" in text
    assert "CANCELLED before it was sent" in text


# -- refused --------------------------------------------------------------------------------------

REFUSED: list[tuple[str, dict[str, Any], OfficeId]] = [
    ("comply", {}, OPERATOR),
    ("report", {"kind": "report", "text": "x"}, OPERATOR),
    ("pass", {"to": "razuvaev@pyongyang"}, OPERATOR),
    ("chase", {"addressee": ""}, ROSHCHIN),
    ("cancel", {"reason": "x"}, ROSHCHIN),
    ("repeat", {"to": ""}, ROSHCHIN),
]


@pytest.mark.parametrize(("deed", "fields", "office"), REFUSED)
def test_what_the_station_refuses_is_told_and_changes_nothing(
    asked: Network, deed: str, fields: dict[str, Any], office: OfficeId
) -> None:
    before = asked[PEKING].committed_head().size
    answer = desk_at(asked[PEKING], office).post(f"{PAGE}/{deed}", fragment=True, **fields)
    assert answer.status_code in {403, 404, 409}
    assert answer.headers["HX-Retarget"] == "#notices"
    assert asked[PEKING].committed_head().size == before


def test_a_locked_key_asks_whether_its_holder_is_there() -> None:
    visitor = visit({"report": OfficeLocked("locked")})
    answer = visitor.post(
        f"{PAGE}/report",
        fragment=True,
        kind="report",
        text=HOSTILE,
        passphrase="not kept",  # noqa: S106  # a wrong one
    )
    assert answer.headers["HX-Retarget"] == "#dialog"
    assert f'hx-post="{PAGE}/report"' in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "not kept" not in answer.text


@pytest.mark.parametrize("deed", ["confirm", "comply", "report", "pass", "chase", "repeat"])
def test_a_form_of_another_session_does_nothing(deed: str) -> None:
    visitor = visit({deed: Forbidden("never asked")})
    visitor.form_token = visit().form_token
    answer = visitor.post(f"{PAGE}/{deed}", kind="report", text="x")
    assert answer.status_code == 403
    assert visitor.station.orders == []


@pytest.mark.parametrize("deed", ["release", "void", "expunge", "", "confirm/again"])
def test_an_address_that_is_no_deed_is_none(deed: str) -> None:
    visitor = visit()
    answer: Any = visitor.post(f"{PAGE}/{deed}")
    assert answer.status_code in {404, 405, 307}
    assert visitor.station.orders == []
