"""An office at its desk asks for what is another's: by its address, or by a form of its own."""

import re
from typing import Any

import pytest

from depesha.names import OfficeId, StationId
from depesha.office.events import Send
from tests.desks import Visitor
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import desk_at
from tests.network.files import attach
from tests.network.keys import (
    CLERK,
    DESK,
    GROMYKO,
    GUARD,
    MOSCOW,
    OPERATOR,
    PEKING,
    ROSHCHIN,
    TOKYO,
    VYSHINSKY,
)
from tests.network.post import Network, Post

HIDDEN = "moscow/2027/1"
ABSENT = "moscow/2027/7"
FORMS: list[tuple[str, dict[str, Any]]] = [
    ("confirm", {}),
    ("comply", {}),
    ("report", {"kind": "report", "text": "Исполнено."}),
    ("report", {"kind": "refuse", "text": "Нет связи."}),
    ("pass", {"to": "razuvaev@pyongyang", "text": ""}),
    ("chase", {"addressee": ""}),
    ("repeat", {"to": ""}),
    ("cancel", {"reason": "Ошибка."}),
]


@pytest.fixture
def secret(network: Network, courier: Courier) -> Network:
    """moscow/1, a top secret telegram with a file, lies before roshchin@peking."""
    one = attach(network[MOSCOW])
    text = f"Attach: {one.attachment.name}\n" + drafts.draft(
        ROSHCHIN, classification="TOP SECRET", Receipt="confirm", Execution="report"
    )
    sent = Send(order_id="secret", office=GROMYKO, text=text, attachments=(one,))
    network[MOSCOW].handle(sent)
    courier.run()
    return network


def size(post: Post) -> int:
    return post.committed_head().size


def bare(text: str, number: str) -> str:
    """Return a page without the number that was asked for, and without what is new on each page."""
    return re.sub(r'name="order_id" value="\w+"', "", text.replace(number, ""))


def alike(visitor: Visitor, path: str) -> None:
    """What is hidden is answered as what is not there, but for the number that was asked for."""
    hidden, absent = (visitor.get(path.format(one)) for one in (HIDDEN, ABSENT))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.headers["Content-Length"] == absent.headers["Content-Length"]
    assert bare(hidden.text, "2027/1") == bare(absent.text, "2027/7")


@pytest.mark.parametrize("path", ["/telegram/{}", "/telegram/{}/attachment/1"])
@pytest.mark.parametrize(("station", "office"), [(PEKING, GUARD), (MOSCOW, CLERK)])
def test_what_an_office_is_not_cleared_for_looks_like_what_is_not_there(
    secret: Network, path: str, station: StationId, office: OfficeId
) -> None:
    visitor = desk_at(secret[station], office)
    alike(visitor, path)


@pytest.mark.parametrize(("deed", "fields"), FORMS)
def test_a_form_about_what_an_office_is_not_cleared_for_does_nothing_and_tells_nothing(
    secret: Network, deed: str, fields: dict[str, Any]
) -> None:
    post = secret[PEKING if deed not in {"chase", "repeat", "cancel"} else MOSCOW]
    office = GUARD if post is secret[PEKING] else CLERK
    before = size(post)
    told = []
    for reference in (HIDDEN, ABSENT):
        answer = desk_at(post, office).post(
            f"/telegram/{reference}/{deed}", fragment=True, **fields
        )
        told.append((answer.status_code, answer.text.replace(reference, "")))
    assert told[0] == told[1]
    assert size(post) == before


@pytest.mark.parametrize(("deed", "fields"), FORMS[:4])
def test_a_duty_office_answers_for_nobody_whose_term_has_not_passed(
    secret: Network, deed: str, fields: dict[str, Any]
) -> None:
    before = size(secret[PEKING])
    visitor = desk_at(secret[PEKING], OPERATOR)
    answer = visitor.post(f"/telegram/{HIDDEN}/{deed}", **fields)
    assert answer.status_code in {403, 404}
    assert size(secret[PEKING]) == before


@pytest.mark.parametrize("name", [ROSHCHIN, GROMYKO, "nobody@peking", "roshchin", "<b>@peking"])
def test_nobody_acts_for_an_office_whose_deputy_he_is_not(secret: Network, name: str) -> None:
    before = size(secret[PEKING])
    visitor = desk_at(secret[PEKING], GUARD)
    answer = visitor.post(f"/telegram/{HIDDEN}/confirm", acting_for=name)
    assert answer.status_code in {403, 404, 409, 422}
    assert size(secret[PEKING]) == before


def test_an_office_in_a_form_is_not_believed(secret: Network) -> None:
    visitor = desk_at(secret[PEKING], GUARD)
    visitor.post(f"/telegram/{HIDDEN}/confirm", office=ROSHCHIN)
    assert visitor.station.orders[-1][1]["office"] == GUARD
    assert secret[PEKING].duty("moscow/1").rung.name == "DELIVERED"
    visitor.get(f"/telegram/{HIDDEN}?office={ROSHCHIN}")
    assert all(fields.get("office") in {GUARD, None} for _, fields in visitor.station.asked)


def test_a_station_that_was_not_sent_a_telegram_has_none_of_it(secret: Network) -> None:
    alike(desk_at(secret[TOKYO], DESK), "/telegram/{}")


@pytest.mark.parametrize("deed", ["cancel", "chase"])
def test_another_station_s_telegram_is_not_cancelled_or_chased(secret: Network, deed: str) -> None:
    before = size(secret[PEKING])
    visitor = desk_at(secret[PEKING], ROSHCHIN)
    answer = visitor.post(f"/telegram/{HIDDEN}/{deed}", reason="x", addressee="")
    assert answer.status_code == 409
    assert size(secret[PEKING]) == before


@pytest.mark.parametrize(
    "path",
    [
        "/telegram/moscow/2027/" + "9" * 900,
        "/telegram/moscow/20271/1",
        "/telegram/moscow/2027/0",
        "/telegram/moscow/2027/-1",
        "/telegram/moscow/2027/1%20",
        "/telegram/MOSCOW/2027/1",
        "/telegram/../2027/1",
        "/telegram/%2e%2e/2027/1",
        "/telegram/moscow/2027/1%00",
        "/telegram/moscow/٢٠٢٧/1",
        "/telegram/notice:9f86d081/2027/1",
    ],
)
def test_an_address_that_names_no_telegram_is_refused_and_breaks_nothing(
    secret: Network, path: str
) -> None:
    answer = desk_at(secret[MOSCOW], VYSHINSKY).get(path)
    assert answer.status_code in {404, 422}
    assert "TOP SECRET" not in answer.text
