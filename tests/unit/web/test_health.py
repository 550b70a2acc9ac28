"""What a watcher of the process asks, and that it learns nothing else."""

from depesha.errors import NotNow
from tests.desks import OFFICE, visit


def test_the_server_is_up_also_for_whoever_is_not_signed_in() -> None:
    answer = visit(office=None).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_the_station_answers() -> None:
    answer = visit(office=None).get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_a_station_that_does_not_answer_is_not_ready() -> None:
    answer = visit({"counts": NotNow("moscow is busy with 26044")}, office=None).get("/readyz")
    assert answer.status_code == 503
    assert "26044" not in answer.text
    assert "moscow" not in answer.text


def test_a_station_that_stops_is_not_ready() -> None:
    visitor = visit(office=None)
    visitor.house.closing.set()
    assert visitor.get("/readyz").status_code == 503


def test_neither_begins_a_session_or_names_anybody() -> None:
    for path in ("/healthz", "/readyz"):
        answer = visit().get(path)
        assert "Set-Cookie" not in answer.headers
        assert OFFICE not in answer.text
