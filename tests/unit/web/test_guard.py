"""What every request must pass, and every answer bears."""

import pytest

from tests.desks import ORIGIN, visit

PAGE = "/help"


def test_a_page_bears_a_policy_without_unsafe_words() -> None:
    policy = visit().get(PAGE).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_is_kept_by_no_cache() -> None:
    assert visit().get(PAGE).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost:8018", "localhost", ""])
def test_the_desk_answers_under_its_own_names_alone(host: str) -> None:
    visitor = visit()
    answer = visitor.client.get(PAGE, headers={"Host": host})
    assert answer.status_code == 421
    assert "Keys" not in answer.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://localhost:8018"])
def test_a_form_from_elsewhere_is_refused(origin: str) -> None:
    visitor = visit()
    data = {"form_token": visitor.form_token, "order_id": "0" * 32}
    answer = visitor.client.post("/sign-out", data=data, headers={"Origin": origin})
    assert answer.status_code == 403
    assert visitor.get(PAGE).status_code == 200


def test_a_form_of_another_session_is_refused() -> None:
    visitor = visit()
    visitor.form_token = visit().form_token
    assert visitor.post("/sign-out").status_code == 403
    assert visitor.get(PAGE).status_code == 200


def test_a_form_of_this_session_is_taken() -> None:
    visitor = visit()
    assert visitor.post("/sign-out").status_code == 303
    assert visitor.get(PAGE).headers["Location"].startswith("/sign-in")


def test_a_body_without_an_end_is_refused() -> None:
    visitor = visit()
    headers = {"Origin": ORIGIN, "Content-Length": str(10**9)}
    assert visitor.client.post("/sign-out", headers=headers).status_code == 413


@pytest.mark.parametrize("name", ["form", "action", "method", "elements", "submit"])
def test_no_field_of_every_form_hides_what_scripts_ask_a_form_for(name: str) -> None:
    """A field called `form` is what `element.form` gives: htmx then sends nothing at all."""
    assert f'name="{name}"' not in visit().get(PAGE).text


def test_an_address_without_an_end_is_refused_before_any_page_reads_it() -> None:
    answer = visit().get(f"/telegram/moscow/1951/{'9' * 5_000}")
    assert answer.status_code == 414
