"""Somebody sends more than a form has, or writes it in letters that are no text."""

from itertools import product

import pytest

from depesha.errors import WrongPassphrase
from depesha.web.asking import MOST_FIELDS
from tests.desks import ORIGIN, Visitor, visit

HEADERS = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
ONE_FIELD = b"text=" + b"x" * 4_000_000
MANY_FIELDS = b"&".join(b"a=b" for _ in range(MOST_FIELDS + 1))
PLACES = ["/sign-in", "/draft/new", "/settings", "/language", "/telegram/moscow/2027/1/confirm"]
IN_PARTS = (
    b"--x\r\nContent-Disposition: form-data; name=form_token\r\n\r\n+2AA-\r\n"
    b"--x\r\nContent-Disposition: form-data; name=language\r\n\r\nru\r\n--x--\r\n"
)


def nobody() -> Visitor:
    return visit({"enter": WrongPassphrase("they do not go together here")}, office=None)


@pytest.mark.parametrize("body", [ONE_FIELD, MANY_FIELDS])
@pytest.mark.parametrize("path", PLACES)
def test_who_is_not_signed_in_is_told_that_it_is_too_large(path: str, body: bytes) -> None:
    assert nobody().client.post(path, content=body, headers=HEADERS).status_code == 413


@pytest.mark.parametrize("body", [ONE_FIELD, MANY_FIELDS])
@pytest.mark.parametrize("path", PLACES)
def test_who_is_signed_in_is_told_that_it_is_too_large(path: str, body: bytes) -> None:
    visitor = visit({"enter": None})
    assert visitor.client.post(path, content=body, headers=HEADERS).status_code == 413
    assert visitor.station.orders == []


def test_what_is_left_of_a_form_that_was_half_read_is_not_taken_for_another() -> None:
    body = ONE_FIELD[:1_100_000] + b"&office=razuvaev&left=over"
    answer = nobody().client.post("/draft/new", content=body, headers=HEADERS)
    assert answer.status_code == 413
    assert "over" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "undefined", "idna", "x" * 500])
def test_a_form_in_letters_of_another_kind_is_no_form(charset: str) -> None:
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    headers = {"Origin": ORIGIN, "Content-Type": kind}
    for visitor, path in product((visit(), nobody()), PLACES):
        assert visitor.client.post(path, content=IN_PARTS, headers=headers).status_code == 415


@pytest.mark.parametrize("length", ["²", "٣", "-1", "1e3", "+5", "9" * 16, "9" * 5000])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    headers = {**HEADERS, "Content-Length": length.encode()}
    answer = nobody().client.post("/sign-in", content=b"", headers=headers)  # type: ignore[arg-type]  # bytes
    assert answer.status_code == 413
