"""Somebody leads a person of the desk elsewhere, by the page that he is said to have left."""

import asyncio
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from depesha.web.app import application
from tests.desks import ADDRESS, BEARINGS, ORIGIN, SmallStation, visit


@pytest.mark.parametrize(
    ("left", "onward"),
    [
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("//", "/"),
        ("", "/"),
        ("/help?about=keys", "/help?about=keys"),
    ],
)
def test_the_language_is_chosen_and_leads_nowhere_else(left: str, onward: str) -> None:
    headers = {"Origin": ORIGIN, "Referer": ORIGIN + left}
    answer = visit(office=None).client.post("/language", data={"language": "ru"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, onward)


@pytest.mark.parametrize("referer", ["http://[", "http://evil.example/help", "x", "http://[::1"])
def test_a_page_of_elsewhere_or_of_nowhere_is_the_first(referer: str) -> None:
    headers = {"Origin": ORIGIN, "Referer": referer}
    answer = visit(office=None).client.post("/language", data={"language": "ru"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_over_tls_the_cookie_of_the_language_is_for_tls_alone() -> None:
    origin = "https://desk.example.org"
    address = replace(ADDRESS, origin=origin)
    desk = application(SmallStation({}), BEARINGS, address, asyncio.Event())
    client = TestClient(desk, base_url=origin, follow_redirects=False)
    answer = client.post("/language", data={"language": "ru"}, headers={"Origin": origin})
    assert "Secure" in answer.headers["Set-Cookie"]
