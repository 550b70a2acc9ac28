"""The journal and the key book at the desk."""

from typing import Any

import pytest

from depesha.errors import NotFound, NotNow
from tests.desks import visit
from tests.unit.web.a_network import AT, answers, identity

NOTE = "depesha/pyongyang/journal\n44\nm9ux=\n\n— depesha/pyongyang/journal RaDi=\n"
JOURNAL = {
    "station": "pyongyang",
    "size": 44,
    "root": "9b" * 32,
    "note": NOTE,
    "note_size": 44,
    "lasting_size": 40,
    "lasting_at": AT,
}
PEER = {
    "station": "moscow",
    "size": 50,
    "root": "cd" * 32,
    "at": AT,
    "proved_size": 48,
    "asked_at": AT,
    "unanswered": 2,
    "finding": None,
    "cut": None,
}
PROOF = {"station": "pyongyang", "fact": 7, "text": "c2sp.org/tlog-proof@v1\n"}


def desk(**more: Any) -> Any:
    told = {"journal": JOURNAL, "journal-peers": [PEER], "journal-proof": PROOF, **more}
    return visit(answers(**told))


def test_the_journal_shows_its_head_and_the_note_that_is_signed() -> None:
    page = desk().get("/journal").text
    for said in ("44", "9b" * 32, "RaDi="):
        assert said in page


def test_of_other_journals_it_is_shown_how_far_they_are_proved() -> None:
    page = desk().get("/journal").text
    assert "48" in page
    assert "2 times without an answer" in page


@pytest.mark.parametrize(
    ("finding", "said", "russian"),
    [
        ("forked", "forked", "раздвоился"),
        ("rolled-back", "rolled back", "откатился назад"),
        ("a finding of a newer station", "a finding of a newer station", "a finding of a newer"),
    ],
)
def test_a_journal_in_doubt_is_told_first_with_its_cut_line(
    finding: str, said: str, russian: str
) -> None:
    visitor = desk(**{"journal-peers": [PEER, {**PEER, "finding": finding, "cut": 31}]})
    page = visitor.get("/journal").text
    alarm = page.index('role="alert"')
    assert alarm < page.index("Its head")
    assert said in page
    assert "up to fact 31 holds" in page
    assert russian in visitor.get("/journal", language="ru").text


def test_the_signed_head_is_a_file() -> None:
    answer = desk().get("/journal/checkpoint")
    assert answer.text == NOTE
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pyongyang-44.checkpoint"'


def test_a_head_that_is_not_signed_yet_is_no_file() -> None:
    journal = {**JOURNAL, "note": None, "note_size": None}
    visitor = desk(journal=journal)
    assert visitor.get("/journal/checkpoint").status_code == 503
    assert visitor.get("/journal").status_code == 200


def test_a_proof_is_asked_by_the_office_and_is_a_file() -> None:
    visitor = desk()
    answer = visitor.get("/journal/proof?reference=moscow/26044&lasting=1")
    assert answer.text == PROOF["text"]
    (fields,) = (fields for name, fields in visitor.station.asked if name == "journal-proof")
    assert fields == {
        "office": "razuvaev@pyongyang",
        "reference": "moscow/26044",
        "lasting": True,
    }


@pytest.mark.parametrize("reference", ["", "no number", "9" * 100, "a/b/c/d", "%00"])
def test_what_is_no_number_proves_nothing(reference: str) -> None:
    visitor = desk()
    assert visitor.get(f"/journal/proof?reference={reference}").status_code == 422
    assert "journal-proof" not in [name for name, _ in visitor.station.asked]


def test_what_an_office_is_not_cleared_for_and_what_is_not_there_are_proved_alike() -> None:
    nothing = NotFound("there is no telegram moscow/26044 at pyongyang")
    answer = desk(**{"journal-proof": nothing}).get("/journal/proof?reference=moscow/26044")
    assert answer.status_code == 404


# -- the key book ---------------------------------------------------------------------------------


def test_the_key_book_shows_its_root_to_be_read_aloud_and_every_station() -> None:
    page = desk().get("/lines/key-book").text
    assert "45a0 45a0 45a0 45a0" in page
    assert "hajor hajor hajor hajor" in page
    for station in ("moscow", "peking", "pyongyang"):
        assert f"/lines/station/{station}" in page


def test_a_post_does_not_ask_what_the_centre_alone_has() -> None:
    visitor = desk()
    visitor.get("/lines/key-book")
    asked = {name for name, _ in visitor.station.asked}
    assert asked.isdisjoint({"keybook-pending", "keybook-requests"})


def test_the_centre_shows_the_edition_that_waits_and_who_must_sign() -> None:
    pending = {
        "version": 5,
        "plan_version": 4,
        "changes": ["new station rome"],
        "signed_by": ["ivanov"],
        "waits": 2,
    }
    requests = [{"station": "rome", "needs_person": True, "at": AT, "due_at": AT}]
    book = {**answers()["keybook"], "is_centre": True}
    told = {"keybook": book, "keybook-pending": pending, "keybook-requests": requests}
    page = desk(**told).get("/lines/key-book").text
    for said in ("version 5, plan 4", "new station rome", "ivanov", "2 holders must sign", "rome"):
        assert said in page


def test_a_centre_where_nothing_waits_shows_nothing_of_it() -> None:
    book = {**answers()["keybook"], "is_centre": True}
    nothing = NotFound("no edition waits")
    told = {"keybook": book, "keybook-pending": nothing, "keybook-requests": []}
    page = desk(**told).get("/lines/key-book")
    assert page.status_code == 200
    assert "waits for signatures" not in page.text


def test_a_station_with_an_older_book_is_marked() -> None:
    stations = [identity("moscow", book_version=3), identity("pyongyang")]
    book = {**answers()["keybook"], "stations": stations}
    assert "older" in desk(keybook=book).get("/lines/key-book").text


@pytest.mark.parametrize("path", ["/journal", "/journal/checkpoint", "/journal/proof", "/queue"])
def test_nobody_who_is_not_signed_in_sees_them(path: str) -> None:
    page = visit(answers(), office=None).get(path)
    assert page.headers["Location"].startswith("/sign-in")


def test_the_problem_of_a_station_is_told_in_its_words() -> None:
    later = NotNow("no checkpoint covers fact 7", hint="the next order makes one")
    answer = desk(**{"journal-proof": later}).get("/journal/proof?reference=26044")
    assert answer.status_code == 503
    assert "no checkpoint covers fact 7" in answer.text
