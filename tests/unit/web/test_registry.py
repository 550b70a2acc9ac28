"""Registers, the copies ledger, execution control and alarms on the desk: their pages and forms."""

import json
from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, OfficeLocked, Refused, Usage
from depesha.names import OfficeId
from tests.desks import OFFICE, Visitor, visit
from tests.unit.web import registry_lines as lines

BOY = OfficeId("boy@pyongyang")

ANSWERS: dict[str, Any] = {
    "offices": lines.OFFICES,
    "series": lines.SERIES,
    "neighbours": lines.NEIGHBOURS,
    "book": lines.BOOK,
    "book-sums": lines.SUMS,
    "service-book": [lines.SERVICE],
    "transit-book": [lines.TRANSIT],
    "channel-book": [lines.CHANNEL],
    "log": {"station": "pyongyang", "entries": [lines.LOGGED], "next": None},
    "copy-book": lines.LEDGER,
    "copy-sums": lines.LEDGER_SUMS,
    "copies": {**lines.OF_TELEGRAM, "history": lines.HISTORY},
    "control": [lines.TASK],
    "overdue": [lines.TASK],
    "task": {"tasks": [lines.TASK], "answers": [], "history": []},
    "alarms": [lines.ALARM],
}

PAGES = {
    "/register/out": "26044",
    "/register/in?span=year": "26044",
    "/register/special?series=directive&span=all": "directive",
    "/register/service?span=day&day=2026-11-28": "peking",
    "/register/transit": "seoul",
    "/register/channel?line=moscow": "01020304",
    "/register/log": "moscow/2026/26044",
    "/copies": "т. Сталину",
    "/copies?at=2026-12-31&state=overdue": "т. Сталину",
    "/copies/moscow/1951/26044": "т. Сталину",
    "/copies/moscow/1951/26044/2": "канцелярия",
    "/control": "razuvaev@pyongyang",
    "/control?show=overdue": "razuvaev@pyongyang",
    "/control?show=all&exercise=1&station=pyongyang&way=out": "razuvaev@pyongyang",
    "/control/moscow/2026/26044": "razuvaev@pyongyang",
    "/alarms": "moscow/1951/26044",
    "/alarms?show=all": "moscow/1951/26044",
}


def at_desk(office: OfficeId | None = OFFICE, **more: Any) -> Visitor:
    return visit(
        {**ANSWERS, **{name.replace("_", "-"): one for name, one in more.items()}}, office=office
    )


def asked(visitor: Visitor, name: str) -> dict[str, object]:
    return next(fields for one, fields in visitor.station.asked if one == name)


# -- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_shown_whole_and_as_a_part(path: str, language: str) -> None:
    whole = at_desk().get(path, language=language)
    assert whole.status_code == 200, whole.text[-500:]
    assert PAGES[path] in whole.text
    assert "<nav" in whole.text
    part = at_desk().get(path, fragment=True, language=language)
    assert PAGES[path] in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize("path", [*PAGES, "/alarms/head", "/register/out/csv"])
def test_nobody_sees_one_without_signing_in(path: str) -> None:
    visitor = at_desk(office=None)
    answer = visitor.get(path)
    assert answer.headers["Location"].startswith("/sign-in")
    assert visitor.station.asked == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_in_the_name_of_who_signed_in(path: str) -> None:
    """Attack: a list asked for in nobody's name shows every line."""
    visitor = at_desk()
    visitor.get(path)
    free = {
        "counts",
        "offices",
        "series",
        "neighbours",
        "service-book",
        "transit-book",
        "channel-book",
    }
    for name, fields in visitor.station.asked:
        assert name in free or fields["office"] == "razuvaev@pyongyang", name


def test_each_number_is_shown_as_what_it_is() -> None:
    page = at_desk().get("/register/out").text
    for shown in (
        "26046–26059",
        "26060",
        "26061",
        "испорчен",
        "VOID",
        "skipped",
        "GAP",
        "withheld",
    ):
        assert shown in page
    assert "telegrams 1, withheld 1, voids 1, skipped 14, gaps 1" in page
    assert 'class="banner danger"' in page


def test_a_book_goes_on_where_its_leaf_ended() -> None:
    full = [lines.span("void", one, office="a@b", reason="r", at=1) for one in range(1, 101)]
    visitor = at_desk(book=full, book_sums=[{**lines.SUMS[0], "first": 1, "last": 1000}])
    page = visitor.get("/register/out?span=year&day=2026-02-03&after=2025.7").text
    assert asked(visitor, "book")["after"] == [2025, 7]
    assert asked(visitor, "book")["year"] == 2026
    assert "after=2026.100" in page
    assert "after=2026.900" in page


@pytest.mark.parametrize(
    "query",
    [
        "span=nonsense",
        "day=2026-13-45",
        "span=own&from=2027-01-01&to=2026-01-01",
        "span=day&day=0001-01-01",
        "span=year&day=9999-12-31",
        "after=..",
        "after=" + "9" * 60,
        "after=-1.x",
        "series=" + "a" * 300,
    ],
)
def test_an_address_that_is_typed_wrongly_shows_the_present_month(query: str) -> None:
    visitor = at_desk()
    assert visitor.get(f"/register/out?{query}").status_code == 200
    after = asked(visitor, "book").get("after")
    assert after is None or after == [0, 0]


@pytest.mark.parametrize(
    "path", ["/register/nonsense", "/register/out/exe", "/register/out/ics309"]
)
def test_what_is_no_register_and_no_form_is_not_found(path: str) -> None:
    assert at_desk().get(path).status_code == 404


def test_the_register_of_copies_is_the_ledger() -> None:
    answer = at_desk().get("/register/copies?at=2026-12-31")
    assert answer.headers["Location"] == "/copies?at=2026-12-31"


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "book", ["out", "in", "special", "service", "transit", "channel", "log", "copies"]
)
@pytest.mark.parametrize("form", ["csv", "json", "text"])
def test_every_book_is_given_out_in_every_form(book: str, form: str) -> None:
    answer = at_desk().get(f"/register/{book}/{form}?span=all")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="pyongyang-')
    assert len(answer.text.splitlines()) >= 1 + (form != "json")
    if form == "json":
        one = json.loads(answer.text.splitlines()[0])
        assert (one["v"], one["kind"]) == (1, f"register-{book}")


def test_a_long_book_is_given_out_in_pieces() -> None:
    def book(fields: dict[str, Any]) -> list[dict[str, Any]]:
        behind = fields["after"][1] if fields.get("after") else 0
        last = min(behind + fields["limit"], 4500)
        return [lines.span("gap", one) for one in range(behind + 1, last + 1)]

    answer = at_desk(book=book).get("/register/out/csv?span=all")
    rows = answer.text.splitlines()
    assert len(rows) == 1 + 4500
    assert rows[1].split(",")[3:5] == ["1", "1"]
    assert sum(row.startswith(("\ufeffentry", "entry")) for row in rows) == 1


def test_pages_of_text_have_an_end() -> None:
    def book(fields: dict[str, Any]) -> list[dict[str, Any]]:
        behind = fields["after"][1] if fields.get("after") else 0
        return [lines.span("gap", one) for one in range(behind + 1, behind + fields["limit"] + 1)]

    answer = at_desk(book=book).get("/register/out/text?span=all")
    assert answer.status_code == 409
    assert "choose a shorter one" in answer.text


def test_the_form_ics_309_has_its_blocks() -> None:
    answer = at_desk().get("/register/log/ics309?span=all&incident=Flood&operator=Ivan")
    assert "1. Incident name: Flood" in answer.text
    assert "4. Operator: Ivan" in answer.text
    assert "6. Prepared by: razuvaev@pyongyang" in answer.text


# -- numbers --------------------------------------------------------------------------------------


def test_a_number_is_voided() -> None:
    visitor = at_desk(void={"series": "outgoing", "year": 2026, "number": 26_045})
    answer = visitor.post(
        "/register/void", series="outgoing", number="26045", year="", reason=" испорчен "
    )
    assert answer.headers["Location"] == "/register/out"
    (order,) = visitor.station.orders
    assert order == (
        "void",
        {
            "office": "razuvaev@pyongyang",
            "series": "outgoing",
            "number": 26_045,
            "reason": "испорчен",
        },
    )
    assert "Number 26045 of series outgoing in 2026 is void." in visitor.get("/register/out").text


def test_a_series_is_opened_in_the_name_of_who_signed_in() -> None:
    visitor = at_desk(
        series=lambda fields: (
            {"series": "special", "year": 2027, "first": 7} if "first" in fields else lines.SERIES
        )
    )
    answer = visitor.post(
        "/register/series", series="special", first="7", year="2027", runs_on="yes"
    )
    assert answer.headers["Location"] == "/register/special"
    (order,) = visitor.station.orders
    assert order[1] == {
        "office": "razuvaev@pyongyang",
        "series": "special",
        "first": 7,
        "year": 2027,
        "runs_on": True,
    }


def test_a_series_that_never_was_is_founded_by_its_own_button() -> None:
    visitor = at_desk()
    assert visitor.post("/register/series", series="courier", first="1").status_code == 404
    assert visitor.station.orders == []


def test_whoever_keeps_no_registers_has_no_forms_of_theirs() -> None:
    keeper, boy = at_desk(), at_desk(office=BOY)
    assert "/register/void" in keeper.get("/register/out").text
    assert "/register/void" not in boy.get("/register/out").text
    assert "/copies/moscow/1951/26044/issue" not in boy.get("/copies/moscow/1951/26044").text
    assert "/accept" not in boy.get("/alarms").text


# -- copies ---------------------------------------------------------------------------------------


def test_the_ledger_is_asked_for_as_it_stood_at_the_end_of_a_day() -> None:
    visitor = at_desk()
    visitor.get("/copies?at=2026-12-31&state=held")
    fields = asked(visitor, "copy-book")
    assert fields["at"] == 1_798_729_199_999  # 23:59:59.999 in Pyongyang
    assert fields["state"] == "HELD"
    assert asked(visitor, "copy-sums")["at"] == fields["at"]


@pytest.mark.parametrize("query", ["at=yesterday", "at=9999-12-31", "state=HELD'--", "after=-5"])
def test_a_ledger_that_is_asked_for_wrongly_is_that_of_now(query: str) -> None:
    visitor = at_desk()
    assert visitor.get(f"/copies?{query}").status_code == 200
    assert not {"at", "state"} & asked(visitor, "copy-book").keys()


def test_at_a_date_nothing_is_done_with_a_copy() -> None:
    for path in ("/copies/moscow/1951/26044", "/copies/moscow/1951/26044/1"):
        assert 'method="post" action="/copies' not in at_desk().get(f"{path}?at=2026-12-31").text
        assert 'method="post" action="/copies' in at_desk().get(path).text


def test_the_copies_of_a_telegram_are_found_by_its_number() -> None:
    answer = at_desk().get("/copies?telegram=26044")
    assert answer.headers["Location"] == "/copies/moscow/1951/26044"


DEEDS = [
    (
        "issue",
        {"holder": "т. Молотову", "return_by": "2026-12-05"},
        "copy-issue",
        {"holder": "т. Молотову", "return_by_at": 1_796_482_799_999},
    ),
    ("1/return", {"act": ""}, "copy-return", {"number": 1}),
    ("1/return", {"act": "5/р"}, "copy-return", {"number": 1, "act": "5/р"}),
    (
        "1/destroy",
        {"act": "17/с", "done_by": "а", "witness": "б"},
        "copy-destroy",
        {"number": 1, "act": "17/с", "done_by": "а", "witness": "б"},
    ),
    ("1/archive", {"shelf": "ф. 45"}, "copy-archive", {"number": 1, "shelf": "ф. 45"}),
    ("1/certify", {"certified_by": "Иван"}, "copy-certify", {"number": 1, "certified_by": "Иван"}),
    ("1/printed", {"printed_by": "ян."}, "copy-print", {"number": 1, "printed_by": "ян."}),
]


@pytest.mark.parametrize(("deed", "typed", "order", "fields"), DEEDS)
def test_what_is_done_with_a_copy_is_an_order(
    deed: str, typed: dict[str, str], order: str, fields: dict[str, object]
) -> None:
    done = {"reference": "moscow/1951/26044", "number": 1, "state": "HELD", "holder": "а"}
    visitor = visit({**ANSWERS, order: done})
    answer = visitor.post(f"/copies/moscow/1951/26044/{deed}", **typed)  # type: ignore[arg-type]  # words alone
    assert answer.headers["Location"] == "/copies/moscow/1951/26044"
    said = {"office": "razuvaev@pyongyang", "reference": "moscow/1951/26044"}
    assert visitor.station.orders == [(order, {**said, **fields})]


@pytest.mark.parametrize(("deed", "typed", "order", "_fields"), DEEDS)
@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (Forbidden("NO_COPIES forbids it", hint="copies are those that the draft lists"), 403),
        (NotFound("there is no such telegram"), 404),
        (Refused("copy 1 is destroyed"), 409),
        (Usage("whoever destroys a copy is not the witness of it"), 422),
    ],
)
def test_each_refusal_is_told_and_nothing_is_said_to_be_done(
    deed: str,
    typed: dict[str, str],
    order: str,
    _fields: dict[str, object],
    problem: Exception,
    status: int,
) -> None:
    visitor = visit({**ANSWERS, order: problem})
    answer = visitor.post(f"/copies/moscow/1951/26044/{deed}", **typed)  # type: ignore[arg-type]  # words alone
    assert answer.status_code == status
    assert str(problem.message) in answer.text  # type: ignore[attr-defined]  # a Problem
    assert "is issued" not in visitor.get("/copies").text


def test_a_locked_office_is_asked_whether_its_holder_is_there() -> None:
    locked = OfficeLocked("the key is locked")
    visitor = visit({**ANSWERS, "copy-certify": locked})
    answer = visitor.post("/copies/moscow/1951/26044/1/certify", certified_by="Иван")
    assert answer.status_code == 403
    assert 'name="passphrase"' in answer.text
    assert 'value="Иван"' in answer.text


def test_a_deed_that_is_none_is_not_found() -> None:
    visitor = at_desk()
    assert visitor.post("/copies/moscow/1951/26044/1/forge").status_code == 404
    assert visitor.station.orders == []


@pytest.mark.parametrize(
    "path",
    ["/copies/moscow/1951/26044", "/copies/moscow/1951/26044/1", "/control/moscow/1951/26044"],
)
def test_idor_what_an_office_is_not_cleared_for_looks_like_what_is_not_there(path: str) -> None:
    """Attack (IDOR): the address of a telegram that another office may see."""
    problem = NotFound("there is no telegram 26044 at pyongyang")
    answer = visit({**ANSWERS, "copies": problem, "task": problem}).get(path)
    assert answer.status_code == 404
    assert "Сталину" not in answer.text


# -- control and alarms ---------------------------------------------------------------------------


def test_what_is_overdue_stands_first_and_once() -> None:
    other = {**lines.TASK, "reference": "moscow/2026/26050", "overdue": []}
    page = at_desk(control=[lines.TASK, other]).get("/control").text
    assert page.count('href="/control/moscow/2026/26044"') == 1
    assert page.index("26044") < page.index("26050")
    assert f'data-due="{lines.AT}"' in page


def test_a_filter_that_is_typed_wrongly_is_told() -> None:
    problem = Usage("not formed like an office: 'a b'")
    answer = at_desk(control=problem, overdue=problem).get("/control?addressee=a+b")
    assert answer.status_code == 422
    assert "not formed like an office" in answer.text


def test_an_addressee_is_asked_again() -> None:
    visitor = at_desk(
        chase={
            "reference": "moscow/2026/26044",
            "chased": [{"office": "a@b", "owes": "receipt", "number": 3}],
        }
    )
    answer = visitor.post("/control/moscow/2026/26044/chase", addressee="a@b")
    assert answer.headers["Location"] == "/control/moscow/2026/26044"
    assert visitor.station.orders[0][1]["addressee"] == "a@b"
    assert "a@b is asked again." in visitor.get("/control").text


@pytest.mark.parametrize(
    ("language", "text", "to_do"),
    [
        ("en", "copy 3 is not back, and its term is over", "Ask its holder"),
        ("ru", "экземпляр № 3 не возвращён, срок истёк", "Потребуйте экземпляр"),
    ],
)
def test_an_alarm_says_what_it_is_and_what_to_do(language: str, text: str, to_do: str) -> None:
    page = at_desk().get("/alarms", language=language).text
    assert text in page
    assert to_do in page
    assert "/copies/moscow/1951/26044" in page


def test_an_alarm_is_taken_on_with_a_note() -> None:
    done = {"alarm": 118, "what": "gap", "about": "", "office": "", "note": "", "lasts": True}
    visitor = at_desk(accept_alarm=done)
    assert visitor.post("/alarms/118/accept", note="звоню").headers["Location"] == "/alarms"
    assert visitor.station.orders == [
        ("accept-alarm", {"office": "razuvaev@pyongyang", "alarm": 118, "note": "звоню"})
    ]
    assert "It is still true" in visitor.get("/alarms").text


def test_the_head_has_the_foremost_alarm_that_nobody_took_on() -> None:
    assert "a copy is not back in time" in at_desk().get("/alarms/head", fragment=True).text
    accepted = {**lines.ALARM, "accepted_at": lines.AT, "accepted_by": "a@b"}
    assert "href" not in at_desk(alarms=[accepted]).get("/alarms/head", fragment=True).text


def test_an_alarm_that_no_store_holds_is_shown_and_cannot_be_taken_on() -> None:
    alarm = {**lines.ALARM, "alarm": None, "what": "store-full", "text": "the disk is full"}
    page = at_desk(alarms=[alarm]).get("/alarms").text
    assert "the disk is full" in page
    assert "/accept" not in page
