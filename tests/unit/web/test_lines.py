"""Stations and lines at the desk: the map, the tables, one station, the head."""

import pytest

from depesha.errors import Forbidden, NoCommunications, NotFound, Refused
from tests.desks import visit
from tests.unit.web.a_network import AT, OWN, answers, identity, link, route, way

FAR_FUTURE = 4_000_000_000_000


def test_the_map_has_every_station_once_and_the_lines_between() -> None:
    page = visit(answers()).get("/lines").text
    for station in ("moscow", "peking", OWN):
        assert page.count(f'id="node-{station}"') == 1
    assert 'class="edge is-up"' in page
    assert 'class="edge is-planned"' in page, "what the plan shows beyond"


@pytest.mark.parametrize(
    ("more", "look", "said", "russian"),
    [
        ({}, "up", "connected", "на связи"),
        ({"state": "waiting"}, "down", "no communications", "связи нет"),
        ({"state": "closed", "until_at": AT}, "closed", "closed", "закрыта"),
        ({"state": "connecting"}, "calling", "being called", "вызывается"),
        ({"state": "not serving"}, "idle", "not in force", "не действует"),
        ({"state": "a state of a newer station"}, "down", "no communications", "связи нет"),
    ],
)
def test_how_a_line_stands_is_a_shape_and_a_word(
    more: dict[str, object], look: str, said: str, russian: str
) -> None:
    visitor = visit(answers(links=[link("moscow", **more)]))
    page = visitor.get("/lines").text
    assert f'class="edge is-{look}"' in page
    assert f"<b>{said}</b>" in page
    assert f"<b>{russian}</b>" in visitor.get("/lines", language="ru").text


def test_a_station_that_keeps_silent_says_so_and_its_lines_are_not_down() -> None:
    plan = {**answers()["plan"], "silences": [{"station": OWN, "until_at": FAR_FUTURE}]}
    closed = link("moscow", state="closed", until_at=FAR_FUTURE)
    page = visit(answers(plan=plan, links=[closed])).get("/lines").text
    assert "This station keeps silent until" in page
    assert 'class="edge is-silent"' in page
    assert 'class="edge is-down"' not in page


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "direct line"),
        ({"folder_out": "/media/out", "folder_in": "/media/in"}, "folder"),
        ({"mail_to": "moscow@example.org"}, "mail"),
    ],
)
def test_a_line_says_what_carries_it(more: dict[str, object], kind: str) -> None:
    page = visit(answers(links=[link("moscow", **more)])).get("/lines").text
    assert f"</svg> {kind}</span>" in page


def test_a_minimum_is_told_in_words_and_drawn() -> None:
    page = visit(answers(links=[link("moscow", lowest_grade="URGENT")])).get("/lines").text
    assert "only URGENT and above" in page
    assert "is-minimized" in page


def test_a_gap_in_the_numbers_is_told() -> None:
    register = {**answers()["line-register"], "open": 2, "nothing_missing": False}
    page = visit(answers(**{"line-register": register})).get("/lines").text
    assert "2 numbers are open" in page
    assert "/register/channel?line=moscow" in page


def test_a_line_without_a_register_is_shown_all_the_same() -> None:
    page = visit(answers(**{"line-register": NotFound("there is no line")})).get("/lines")
    assert page.status_code == 200


def test_a_station_without_a_way_is_told_why() -> None:
    problem = "no communications with peking"
    lost = way("peking", next_hop=None, expected_at=None, problem=problem, hint="")
    visitor = visit(answers(ways=[way("moscow"), lost]))
    assert problem in visitor.get("/lines").text
    assert "связи с peking нет" in visitor.get("/lines", language="ru").text


SOON = "as soon as the line to moscow stands again"


@pytest.mark.parametrize("path", ["/lines", "/lines/station/moscow", "/lines/station/peking"])
@pytest.mark.parametrize(
    ("state", "told"),
    [("waiting", SOON), ("connecting", SOON), ("up", ""), ("closed", "")],
)
def test_no_time_is_promised_over_a_line_that_does_not_stand(
    path: str, state: str, told: str
) -> None:
    visitor = visit(answers(links=[link("moscow", state=state)]))
    page = visitor.get(path).text
    assert (SOON in page) == bool(told)
    assert ("Step by step" in page) == (path != "/lines" and not told)
    russian = visitor.get(path, language="ru").text
    assert ("как только восстановится связь" in russian) == bool(told)


def test_a_map_too_wide_for_a_telephone_says_so() -> None:
    assert "is-wide" not in visit(answers()).get("/lines").text
    names = [f"post-{place:03}" for place in range(12)]
    keybook = {**answers()["keybook"], "stations": [identity(one) for one in (OWN, *names)]}
    lines = [{"a": OWN, "b": one, "windows": "always"} for one in names]
    plan = {**answers()["plan"], "lines": lines}
    more = answers(keybook=keybook, plan=plan, links=[link(one) for one in names], ways=[])
    assert "is-wide" in visit(more).get("/lines").text


def test_a_part_that_is_asked_anew_is_the_network_alone() -> None:
    part = visit(answers()).get("/lines?part=network", fragment=True).text
    assert "<svg" in part
    assert "<h1>" not in part


def test_three_hundred_stations_are_bounded_and_the_rest_is_counted() -> None:
    names = [f"post-{place:03}" for place in range(300)]
    keybook = {**answers()["keybook"], "stations": [identity(one) for one in (OWN, *names)]}
    plan = {
        **answers()["plan"],
        "lines": [{"a": OWN, "b": one, "windows": "always"} for one in names],
    }
    more = answers(keybook=keybook, plan=plan, links=[link(one) for one in names], ways=[])
    visitor = visit(more)
    page = visitor.get("/lines").text
    assert page.count('id="node-') == 61
    assert "240 more stations are not drawn" in page
    asked = [name for name, _ in visitor.station.asked]
    assert asked.count("line-register") == 24


# -- one station ----------------------------------------------------------------------------------


def test_a_station_is_laid_open_way_keys_and_offices() -> None:
    page = visit(answers()).get("/lines/station/peking").text
    for said in ("through moscow", "f263 f263 f263 f263", "zufel", "Посол", "clearance 5"):
        assert said in page
    assert "in force" in page


def test_every_grade_is_asked_for_its_way() -> None:
    visitor = visit(answers())
    visitor.get("/lines/station/peking")
    grades = [fields["grade"] for name, fields in visitor.station.asked if name == "route"]
    assert grades == ["LOW", "URGENT", "FLASH"]


def test_a_station_to_which_there_is_no_way_says_so_and_shows_the_rest() -> None:
    lost = NoCommunications("no way is known to peking", hint="ask the centre what became of it")
    page = visit(answers(route=lost)).get("/lines/station/peking", language="ru").text
    assert "пути к peking нет" in page
    assert "спросите центр, что с ним стало" in page
    assert "f263" in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"beyond": "moscow", "expected_at": None}, "beyond moscow nothing is known here"),
        ({"blocked": True, "expected_at": None}, "the line to moscow does not stand"),
        ({"excluded": [{"station": "peking", "why": "excluded, as was asked"}]}, "as was asked"),
        ({"ways": ["moscow", "peking"]}, "Otherwise through:"),
    ],
)
def test_what_is_not_certain_of_a_way_is_told(more: dict[str, object], said: str) -> None:
    page = visit(answers(route=route("peking", **more))).get("/lines/station/peking").text
    assert said in page


def test_a_revoked_station_says_since_when_and_where_its_journal_is_cut() -> None:
    revocation = {
        "reason": "seized",
        "since_at": AT,
        "at": AT,
        "cut_size": 1951,
        "cut_root": "ab" * 32,
    }
    stations = [
        identity("moscow"),
        identity(OWN),
        identity("peking", status="REVOKED", revocation=revocation),
    ]
    keybook = {**answers()["keybook"], "stations": stations}
    page = visit(answers(keybook=keybook)).get("/lines/station/peking").text
    for said in ("believe nothing that is dated after", "seized", "1951"):
        assert said in page


def test_this_station_has_no_way_to_itself() -> None:
    visitor = visit(answers())
    assert visitor.get(f"/lines/station/{OWN}").status_code == 200
    assert "route" not in [name for name, _ in visitor.station.asked]


@pytest.mark.parametrize("name", ["rome", "x", "UPPER", "a%2fb", "%3Cscript%3E", "é" * 50])
def test_a_station_that_is_not_known_is_not_there(name: str) -> None:
    page = visit(answers()).get(f"/lines/station/{name}")
    assert page.status_code == 404
    assert "<script>" not in page.text.replace("<script src", "")


def test_a_station_called_head_has_an_address_of_its_own() -> None:
    stations = [identity("head"), identity(OWN)]
    keybook = {**answers()["keybook"], "stations": stations}
    page = visit(answers(keybook=keybook)).get("/lines/station/head").text
    assert "If sent now" in page


def test_a_zone_that_this_machine_does_not_know_is_named_and_no_more() -> None:
    stations = [identity("moscow", zone="../../etc/passwd"), identity(OWN)]
    keybook = {**answers()["keybook"], "stations": stations}
    page = visit(answers(keybook=keybook)).get("/lines/station/moscow")
    assert page.status_code == 200
    assert "../../etc/passwd" in page.text


# -- a minimum ------------------------------------------------------------------------------------


def test_a_minimum_is_ordered_by_the_office_that_is_signed_in() -> None:
    done = {"neighbour": "moscow", "precedence": "IMMEDIATE"}
    visitor = visit(answers(minimize=done))
    answer = visitor.post("/lines/station/moscow/minimize", precedence="IMMEDIATE")
    assert answer.status_code == 303
    ((name, fields),) = visitor.station.orders
    assert name == "minimize"
    assert fields["office"] == f"razuvaev@{OWN}"
    assert (fields["neighbour"], fields["precedence"]) == ("moscow", "IMMEDIATE")


def test_a_minimum_that_is_refused_is_told_as_such() -> None:
    refused = Forbidden(
        "razuvaev@pyongyang may not set a minimum on a line", hint="an operator may"
    )
    answer = visit(answers(minimize=refused)).post(
        "/lines/station/moscow/minimize", precedence="off"
    )
    assert answer.status_code == 403
    assert "may not set a minimum" in answer.text


# -- the head -------------------------------------------------------------------------------------


def test_the_head_says_in_a_word_how_each_neighbour_is_reached() -> None:
    links = [link("moscow"), link("peking", state="waiting")]
    visitor = visit(answers(links=links))
    head = visitor.get("/lines/head", fragment=True, language="ru").text
    assert "Peking-ру: <b>связи нет, через Moscow-ру</b>" in head
    assert "Moscow-ру: <b>на связи</b>" in head
    assert head.index("Peking") < head.index("Moscow-ру: "), "what does not stand comes first"


def test_the_head_asks_little_and_is_short() -> None:
    links = [link(f"post-{place}") for place in range(30)]
    visitor = visit(answers(links=links))
    head = visitor.get("/lines/head", fragment=True).text
    assert {name for name, _ in visitor.station.asked} <= {"links", "ways"}
    assert "and 27 more" in head
    (asked,) = (fields for name, fields in visitor.station.asked if name == "ways")
    assert len(asked["to"]) == 3  # type: ignore[arg-type]  # a list of stations


def test_the_head_of_a_station_without_a_key_book_stands() -> None:
    nothing = Refused("station pyongyang has no key book yet")
    head = visit(answers(ways=nothing)).get("/lines/head", fragment=True)
    assert head.status_code == 200
    assert "moscow" in head.text


@pytest.mark.parametrize(
    "path", ["/lines", "/lines/head", "/lines/station/moscow", "/lines/moscow"]
)
def test_nobody_who_is_not_signed_in_sees_the_network(path: str) -> None:
    page = visit(answers(), office=None).get(path)
    assert page.status_code == 303
    assert page.headers["Location"].startswith("/sign-in")
