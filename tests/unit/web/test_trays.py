"""The pages of the trays and of search: what stands in them, what they ask, what they order."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import NotFound, OfficeLocked, Refused, Usage
from depesha.web.pages.trays import EMPTY, TRAYS
from depesha.web.rows import joined
from tests.desks import OFFICE, visit

NOW = 1_795_000_000_000


def line(number: int = 26044, **fields: Any) -> dict[str, Any]:
    """A line as the station gives it: it waits to be confirmed."""
    return {
        "uid": "00",
        "registration": "00",
        "reference": f"moscow/1951/{number}",
        "station": "moscow",
        "year": 1951,
        "number": number,
        "incoming_year": 1951,
        "incoming_number": 12,
        "delivered_at": NOW,
        "filed_at": NOW,
        "registered_at": NOW,
        "expires_at": NOW,
        "precedence": "IMMEDIATE",
        "local_precedence": "ВНЕ ОЧЕРЕДИ",
        "policy": "mid-1951",
        "classification": 5,
        "captions": [],
        "caveats": ["NO_COPIES"],
        "message_type": 1,
        "type": "OPERATION",
        "numbers": [],
        "attachments": None,
        "amended": [],
        "amends": [],
        "held_until": None,
        "withdrawn": None,
        "hidden": False,
        "from": "МИД СССР, ГРОМЫКО",
        "subject": "Directive",
        "to": ["razuvaev@pyongyang"],
        "state": "DELIVERED",
        "states": ["DELIVERED"],
        "answered_as": None,
        "receipt": True,
        "receipt_due_at": NOW,
        "execution": True,
        "execution_due_at": None,
        "chased": 0,
        "overdue": False,
        "on_duty": False,
        "station_names": {"ru": "Москва"},
        "acts_for": [],
        "executed": False,
        "refused": False,
        "group": "confirm",
        "due_at": NOW,
        "acting_for": "",
        **fields,
    }


DRAFT = {
    "draft": 3,
    "version": 1,
    "office": "clerk@pyongyang",
    "state": "returned",
    "note": "Say more.",
    "at": NOW,
    "approved_by": ["zorin@pyongyang"],
    "subject": "About <couriers>",
    "to": ["desk@moscow", "allposts"],
    "precedence": "СРОЧНАЯ",
    "classification_name": "СЕКРЕТНО",
    "caveats": [],
}


def answer(*lines: dict[str, Any], on: str | None = None) -> dict[str, Any]:
    return {"tray": {"tray": "", "lines": list(lines), "next": on}}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("tray", sorted(TRAYS))
def test_an_empty_tray_says_something_kind(tray: str, language: str) -> None:
    page = visit(answer()).get(f"/tray/{tray}", language=language)
    assert page.status_code == 200
    if language == "en":
        assert EMPTY[tray] in page.text
    else:
        assert EMPTY[tray] not in page.text


def test_a_row_names_the_station_that_it_came_from_in_the_readers_language() -> None:
    visitor = visit(answer(line()))
    assert "МИД СССР, ГРОМЫКО · Москва" in visitor.get("/tray/confirm", language="ru").text
    unknown = visit(answer({**line(station_names={}), "from": None}))
    assert '<span class="row-who">moscow</span>' in unknown.get("/tray/confirm").text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("МИД СССР, Г Р О М Ы К О", "МИД СССР, ГРОМЫКО"),
        ("Г Р О М Ы К О, З О Р И Н", "ГРОМЫКО, ЗОРИН"),
        ("О С О Б А Я  О Т Д Е Л", "ОСОБАЯ  ОТДЕЛ"),
        ("А. А. Громыко", "А. А. Громыко"),
        ("пункт А В Г", "пункт А В Г"),
        ("а б в г д", "а б в г д"),
        ("<b>", "<b>"),
    ],
)
def test_a_spaced_out_name_is_one_word_in_a_row(written: str, shown: str) -> None:
    assert joined(written) == shown


def test_attachments_have_a_sign_that_every_machine_can_draw() -> None:
    attached = {"complete": 1, "expected": 2, "false": 0}
    text = visit(answer(line(attachments=attached))).get("/tray/confirm").text
    assert '<svg class="row-clip"' in text
    assert "attachments</span> 1/2" in text


def test_no_class_of_the_rows_is_one_of_an_open_telegram() -> None:
    """Both styles are on one page: `.choice` of a row once laid the choices of a report over."""
    web = files("depesha.web")
    styles = {
        name: web.joinpath("static", f"{name}.css").read_text(encoding="utf-8")
        for name in ("trays", "parts", "frame")
    }
    began = {
        name: set(re.findall(r"(?:^|[,}]\s*)\.([\w-]+)", text, re.MULTILINE))
        for name, text in styles.items()
    }
    of_rows = began["trays"] - began["parts"] - began["frame"]
    assert "row-choice" in of_rows
    templates = Path(str(web.joinpath("templates", "telegrams")))
    used = {
        word
        for file in templates.rglob("*.html")
        for value in re.findall(r'class="([^"]*)"', file.read_text(encoding="utf-8"))
        for word in re.findall(r"[\w-]+", value)
    }
    assert "choice" in used
    assert not of_rows & used


def test_a_row_says_number_sender_subject_precedence_and_label() -> None:
    text = visit(answer(line())).get("/tray/confirm").text
    for said in (
        "№ 26044",
        "МИД СССР, ГРОМЫКО · moscow",
        "Directive",
        "ВНЕ ОЧЕРЕДИ",
        "TOP SECRET",
        "Copying prohibited",
        f'data-due="{NOW}"',
        'data-precedence="IMMEDIATE"',
        'href="/telegram/moscow/1951/26044"',
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"chased": 2}, "asked for again: 2"),
        ({"on_duty": True}, "shown to the duty office"),
        ({"acts_for": ["gromyko@pyongyang"]}, "for gromyko"),
        ({"type": "EXERCISE"}, "EXERCISE"),
        ({"held_until": NOW, "group": "under-way"}, "held until"),
        ({"group": "settled", "due_at": None, "state": "EXECUTED"}, "EXECUTED"),
        ({"group": "information", "due_at": None, "overdue": True}, "overdue"),
        (
            {"attachments": {"expected": 2, "complete": 1, "verified": 1, "false": 0}},
            "attachments</span> 1/2",
        ),
        (
            {"attachments": {"expected": 2, "complete": 2, "verified": 1, "false": 1}},
            "2/2 not what it says",
        ),
        ({"amended": [{"relation": "CANCELS", "reference": "moscow/1951/9"}]}, "moscow/1951/9"),
        ({"local_precedence": "", "precedence": "FLASH"}, "FLASH"),
        ({"policy": "of-tomorrow", "local_precedence": ""}, ">IMMEDIATE<"),
        ({"subject": ""}, "without a subject"),
        ({"from": ""}, ">moscow<"),
        ({"incoming_number": None, "to": ["a@peking", "b@omsk"]}, "a, peking +1"),
        ({"incoming_number": None, "to": []}, "№ 26044"),
        (
            {"group": "outgoing", "due_at": None, "state": "MIXED", "states": ["SENT", "QUEUED"]},
            ", ",
        ),
    ],
)
def test_a_row_says_what_must_be_known(fields: dict[str, Any], said: str) -> None:
    page = visit(answer(line(**fields))).get("/tray/confirm")
    assert page.status_code == 200
    assert said in page.text


def test_what_others_wrote_is_shown_and_not_obeyed() -> None:
    evil = "<img src=x onerror=alert(1)>\"'"
    words: dict[str, Any] = {
        "subject": evil,
        "from": evil,
        "local_precedence": evil,
        "caveats": [evil],
    }
    text = visit(answer(line(**words))).get("/tray/confirm").text
    assert "<img" not in text
    assert "&lt;img" in text


def test_the_whole_tray_has_headings_with_what_is_under_them() -> None:
    lines = [line(1), line(2, group="information", due_at=None)]
    text = visit(answer(*lines, on="2.1.0.2")).get("/tray/incoming").text
    assert 'id="group-confirm">Confirm <span class="count">1</span>' in text
    assert 'id="group-information">For information</h2>' in text, "more of it may follow"


def test_a_tray_is_asked_once_and_its_counts_once() -> None:
    visitor = visit(answer(line()))
    visitor.get("/tray/confirm")
    office = {"office": OFFICE}
    assert visitor.station.asked == [
        ("tray", {**office, "tray": "confirm", "limit": 30}),
        ("desk-counts", office),
    ]


def test_counts_stand_in_the_bar_up_to_999() -> None:
    counts = {"confirm": 3, "information": 1000}
    text = visit({**answer(), "desk-counts": counts}).get("/tray/confirm").text
    assert '<b class="count urgent">3</b>' in text
    assert '<b class="count">999+</b>' in text


@pytest.mark.parametrize(
    ("said", "limit"),
    [("100", 100), ("5", 30), ("999", 300), ("9999999999", 30), ("-1", 30), ("x", 30), ("٣", 30)],
)
def test_a_list_has_as_many_rows_as_it_had_within_bounds(said: str, limit: int) -> None:
    visitor = visit(answer(line()))
    text = visitor.get(f"/tray/confirm/rows?shown={said}", fragment=True).text
    assert visitor.station.asked[0][1]["limit"] == limit
    assert f"rows?shown={limit}" in text
    assert "<html" not in text


def test_a_page_that_follows_another_goes_on_behind_it_and_stays_there() -> None:
    visitor = visit(answer(line(), on="0.5.0.7"))
    text = visitor.get("/tray/confirm?after=0.1.0.3").text
    assert visitor.station.asked[0][1]["after"] == "0.1.0.3"
    assert 'href="/tray/confirm?after=0.5.0.7"' in text
    assert "/tray/confirm/rows?shown=30&amp;after=0.1.0.3" in text
    assert "To the newest" in text


def test_a_telegram_that_the_address_names_is_laid_beside_the_list() -> None:
    text = visit(answer(line())).get("/tray/confirm?open=moscow/1951/26044").text
    assert 'hx-get="/telegram/moscow/1951/26044" hx-trigger="load"' in text
    assert 'aria-current="true" hx-get' in text


@pytest.mark.parametrize("said", ["javascript:alert(1)", "//evil.example", "a/../../x", "a/1951/0"])
def test_an_address_that_names_no_telegram_opens_nothing(said: str) -> None:
    opened = visit(answer(line())).get(f"/tray/confirm?open={said}").text
    assert opened.count('hx-trigger="load"') == 0
    assert f'"{said}' not in opened


def test_there_are_no_other_trays() -> None:
    assert visit(answer()).get("/tray/secret").status_code == 404
    assert (
        visit({"tray": Usage("after is what a page gave")}).get("/tray/confirm?after=x").status_code
        == 422
    )


def test_whoever_is_not_signed_in_sees_no_tray() -> None:
    visitor = visit(answer(line()), office=None)
    for path in ("/tray/confirm", "/tray/confirm/rows", "/search?q=1"):
        assert visitor.get(path).headers["Location"].startswith("/sign-in")
    assert visitor.post("/tray/confirm/confirm", chosen="moscow/1951/1").status_code == 401
    assert (visitor.station.asked, visitor.station.orders) == ([], [])


# -- confirming several ---------------------------------------------------------------------------


def test_each_telegram_that_is_chosen_is_an_order_of_its_own() -> None:
    visitor = visit({**answer(), "confirm": {}})
    done = visitor.post(
        "/tray/confirm/confirm", chosen=["moscow/1951/1", "moscow/1951/2 gromyko@pyongyang"]
    )
    assert (done.status_code, done.headers["Location"]) == (303, "/tray/confirm")
    assert visitor.station.orders == [
        ("confirm", {"office": OFFICE, "reference": "moscow/1951/1"}),
        (
            "confirm",
            {"office": OFFICE, "reference": "moscow/1951/2", "acting_for": "gromyko@pyongyang"},
        ),
    ]
    assert "The receipt of 2 telegrams is confirmed." in visitor.get("/tray/confirm").text


def test_a_list_that_asks_by_itself_takes_no_notice_away() -> None:
    visitor = visit({**answer(), "confirm": {}})
    visitor.post("/tray/confirm/confirm", chosen="moscow/1951/1")
    for path in ("/tray/confirm/rows", "/counts"):
        assert "is confirmed" not in visitor.get(path, fragment=True).text
    assert "is confirmed" in visitor.get("/tray/confirm", fragment=True).text
    assert "is confirmed" not in visitor.get("/tray/confirm").text


def test_a_box_says_whose_deputy_confirms() -> None:
    lines = [line(1), line(2, acting_for="gromyko@pyongyang"), line(3, group="carry-out")]
    text = visit(answer(*lines)).get("/tray/incoming").text
    assert 'value="moscow/1951/1"' in text
    assert 'value="moscow/1951/2 gromyko@pyongyang"' in text
    assert 'value="moscow/1951/3' not in text


@pytest.mark.parametrize(("tray", "chosen"), [("confirm", []), ("drafts", ["moscow/1951/1"])])
def test_nothing_is_confirmed_where_nothing_is_chosen(tray: str, chosen: list[str]) -> None:
    visitor = visit({**answer(), "confirm": {}})
    assert visitor.post(f"/tray/{tray}/confirm", chosen=chosen).status_code == 422
    assert visitor.station.orders == []


def test_a_form_of_another_session_confirms_nothing() -> None:
    visitor = visit({**answer(), "confirm": {}})
    visitor.form_token = "0" * 64
    assert visitor.post("/tray/confirm/confirm", chosen="moscow/1951/1").status_code == 403
    assert visitor.station.orders == []


def test_a_locked_key_asks_whether_its_holder_is_there_for_all_that_is_chosen() -> None:
    locked = OfficeLocked("the key is locked")
    visitor = visit({**answer(), "confirm": locked})
    chosen = ["moscow/1951/1", "moscow/1951/2"]
    asked = visitor.post("/tray/confirm/confirm", fragment=True, chosen=chosen)
    assert asked.status_code == 403
    assert asked.headers["HX-Retarget"] == "#dialog"
    for one in chosen:
        assert f'name="chosen" value="{one}"' in asked.text


def test_a_refusal_is_told() -> None:
    visitor = visit({**answer(), "confirm": Refused("it was confirmed before")})
    told = visitor.post("/tray/confirm/confirm", fragment=True, chosen="moscow/1951/1")
    assert told.status_code == 409
    assert "it was confirmed before" in told.text


# -- drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_a_row_that_leads_to_it() -> None:
    text = visit(answer(DRAFT)).get("/tray/drafts").text
    assert 'href="/draft/3"' in text
    assert "About &lt;couriers&gt;" in text
    assert "desk, moscow +1" in text
    assert "released by zorin" in text
    assert "returned" in text
    assert "hx-push-url" not in text


# -- search ---------------------------------------------------------------------------------------


def found(**fields: object) -> dict[str, Any]:
    nothing = {"lines": [], "drafts": [], "by_number": False, "searched": 0, "older": False}
    return {"find": {**nothing, **fields}}


def test_a_number_leads_straight_to_its_telegram() -> None:
    visitor = visit(found(lines=[line(group="incoming", due_at=None)], by_number=True))
    assert visitor.get("/search?q=26044").headers["Location"] == "/telegram/moscow/1951/26044"


def test_a_number_that_fits_several_is_a_list() -> None:
    lines = [line(1, group="incoming", due_at=None), line(2, group="incoming", due_at=None)]
    page = visit(found(lines=lines, by_number=True)).get("/search?q=1")
    assert page.status_code == 200
    assert "№ 2" in page.text


def test_words_find_telegrams_and_drafts_and_say_how_far_back() -> None:
    told = found(
        lines=[line(group="incoming", due_at=None)], drafts=[DRAFT], searched=5000, older=True
    )
    visitor = visit(told)
    text = visitor.get("/search?q=++note+of%09+protest+").text
    assert visitor.station.asked[0] == ("find", {"office": OFFICE, "text": "note of protest"})
    assert "newest 5000 telegrams" in text
    assert 'href="/draft/3"' in text


def test_nothing_found_and_not_cleared_read_alike() -> None:
    text = visit(found()).get("/search?q=26044").text
    assert "Nothing was found that you may see." in text


def test_what_is_searched_for_is_shown_and_not_obeyed() -> None:
    text = visit(found()).get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in text


def test_an_empty_search_asks_the_station_nothing() -> None:
    visitor = visit({"find": NotFound("never asked")})
    assert visitor.get("/search?q=+").status_code == 200
    assert [name for name, _ in visitor.station.asked] == ["desk-counts"]
