"""A telegram laid open: what is always in view, its ladder, its sheet, and what is beneath."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest

from depesha.names import OfficeId
from depesha.web.laid.urgency import urgency
from depesha.words import word
from tests.desks import visit
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import ask, desk_at, keep_offices
from tests.network.keys import (
    CLERK,
    DESK,
    GROMYKO,
    HOUR_MS,
    MOSCOW,
    OPERATOR,
    PEKING,
    ROSHCHIN,
    TOKYO,
)
from tests.network.post import Network

PAGE = "/telegram/moscow/2027/1"
ASKED: dict[str, Any] = {"Receipt": "confirm within 1h", "Execution": "report within 4h"}
HOSTILE = '<script>alert("x")</script>"\'><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %}'
TAG = re.compile(r"<[^>]+>")
MAY_BREAK = "<wbr>"
"""Where a line may be broken, in the middle of what is read as one word."""


def sent(network: Network, courier: Courier, *to: OfficeId, **lines: Any) -> None:
    """Send moscow/2027/1, and let it arrive."""
    network[MOSCOW].handle(drafts.send(*(to or (ROSHCHIN,)), **lines))
    courier.run()


def page(network: Network, office: OfficeId = ROSHCHIN, language: str = "en") -> str:
    station = network[PEKING if office in (ROSHCHIN, OPERATOR) else MOSCOW]
    answer = desk_at(station, office).get(PAGE, language=language)
    assert answer.status_code == 200, answer.text
    return answer.text


def words(text: str) -> str:
    """Return what is read on a page."""
    return " ".join(unescape(TAG.sub(" ", text.replace(MAY_BREAK, ""))).split())


def rungs(text: str) -> list[tuple[str, str]]:
    """Return each rung of the ladder: how it stands, and its name."""
    found = re.findall(
        r'<li class="rung (\w+)[^"]*">.*?<b class="stage">([^<]+)</b>', text, re.DOTALL
    )
    return [(how, stage) for how, stage in found]


def buttons(text: str) -> list[str]:
    """Return what may be done: its button is no struck word."""
    group = text[text.index('class="deeds"') : text.index("</header>", text.index('class="deeds"'))]
    found = re.findall(r'<(?:button|summary|a)[^>]*data-key="(\w?)"[^>]*>([^<]+)', group)
    return [caption.strip() for _, caption in found]


# -- in view --------------------------------------------------------------------------------------


def test_label_caveats_captions_and_the_viewers_own_precedence_are_in_view(
    network: Network, courier: Courier
) -> None:
    sent(
        network,
        courier,
        classification="SECRET",
        Caveat="NO_COPIES",
        Caption="SPECIAL",
        Precedence="FLASH",
    )
    strip = page(network).split('<header class="strip" tabindex="-1">')[1].split("</header>")[0]
    assert 'class="label  label-neutral-4">SECRET' in strip
    assert "COPYING PROHIBITED" in strip
    assert "SPECIAL" in strip
    assert 'data-precedence="FLASH">FLASH' in strip
    assert "loud" not in strip


def test_an_exercise_says_so_loudly_on_the_strip_and_on_the_sheet(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, Type="exercise")
    text = page(network)
    assert text.count('<strong class="loud">EXERCISE') == 2


def test_the_time_left_is_that_of_what_is_due_first(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    network[PEKING].clock.advance(HOUR_MS // 2)
    due = re.search(r'class="owed">(\w+): <time class="left" data-due="(\d+)"', page(network))
    assert due is not None
    assert due[1] == "receipt"
    assert int(due[2]) == network[PEKING].duty("moscow/1").duty.receipt_due_at
    assert "30 min" in words(page(network))


def test_what_is_overdue_says_so(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    network[PEKING].clock.advance(2 * HOUR_MS)
    text = page(network)
    assert '<time class="left late"' in text
    assert 'class="rung awaited late"' in text


def test_colours_of_labels_are_those_of_the_policy(network: Network, courier: Courier) -> None:
    sent(network, courier)
    visitor = desk_at(network[PEKING], ROSHCHIN)
    found = re.search(r'href="(/labels/\w+\.css)"', visitor.get(PAGE).text)
    assert found is not None
    styles = visitor.get(found[1])
    assert ".label-neutral-4 { color: white; background-color: #c62828; }" in styles.text
    assert styles.headers["Content-Type"].startswith("text/css")


# -- the ladder -----------------------------------------------------------------------------------


def test_evidenced_implied_and_not_yet_are_told_apart_in_words(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, **ASKED)
    text = page(network)
    assert rungs(text) == [
        ("evidenced", "REGISTERED"),
        ("implied", "QUEUED"),
        ("implied", "SENT"),
        ("evidenced", "DELIVERED"),
        ("awaited", "RECEIVED"),
        ("awaited", "ACKNOWLEDGED"),
        ("awaited", "EXECUTED"),
    ]
    said = words(text)
    assert "evidenced" in said
    assert "implied" in said
    assert "not yet" in said


def test_a_stage_that_nobody_asked_for_is_not_waited_for(
    network: Network, courier: Courier
) -> None:
    sent(network, courier)
    assert [how for how, _ in rungs(page(network))].count("awaited") == 0


def test_a_refusal_is_the_last_rung(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    network[PEKING].take(drafts.cannot("moscow/2027/1", office=ROSHCHIN))
    courier.run()
    for office in (ROSHCHIN, GROMYKO):
        assert rungs(page(network, office))[-1] == ("exit", "CANNOT COMPLY")


def test_a_stage_says_who_answered_and_as_what(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    network[PEKING].take(drafts.confirm("moscow/2027/1", OPERATOR, ROSHCHIN))
    courier.run()
    said = words(page(network, GROMYKO))
    assert "operator@peking for roshchin@peking, operator" in said
    assert "an operator has it; nobody with authority has answered" in said


def test_an_originator_with_several_addressees_has_a_table(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, ROSHCHIN, DESK, **ASKED)
    text = page(network, GROMYKO)
    rows = re.findall(r'<th scope="row">([^<]+)<br>', text)
    assert sorted(rows) == [DESK, ROSHCHIN]
    assert rungs(text) == []


def test_what_is_closed_was_asked_all_the_same(network: Network, courier: Courier) -> None:
    sent(network, courier, ROSHCHIN, DESK, **ASKED)
    network[PEKING].take(drafts.cannot("moscow/2027/1", office=ROSHCHIN))
    courier.run()
    rows = page(network, GROMYKO).split('<th scope="row">')[1:]
    (refused,) = (words(row) for row in rows if row.startswith(ROSHCHIN))
    assert "not asked" not in refused
    assert refused.count("no longer expected") == 2
    assert "CANNOT COMPLY" in refused


def test_what_nobody_asked_for_says_so(network: Network, courier: Courier) -> None:
    sent(network, courier, ROSHCHIN, DESK, Receipt="confirm within 1h")
    rows = page(network, GROMYKO).split('<th scope="row">')[1:]
    assert [words(row).count("not asked") for row in rows] == [2, 2]


def test_an_addressee_has_the_ladder_of_its_own_duty_alone(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, ROSHCHIN, DESK, **ASKED)
    text = desk_at(network[TOKYO], DESK).get(PAGE).text
    assert "Stages at desk@tokyo" in words(text)
    assert "Stages at roshchin@peking" not in words(text)


# -- the sheet ------------------------------------------------------------------------------------


def test_the_text_stands_letter_for_letter_paragraph_by_paragraph(
    network: Network, courier: Courier
) -> None:
    text = 'Раз"ясните  Мао Цзе-дуну,\nчто «да» - и №.\n\n\n  Второй абзац <b>&amp;</b>'
    network[MOSCOW].handle(drafts.send(ROSHCHIN, text=text, Form="17"))
    courier.run()
    shown = page(network)
    area = shown.split('<div class="typed text">')[1].split("</div>")[0]
    paragraphs = [unescape(one) for one in re.findall(r"<p>(.*?)</p>", area, re.DOTALL)]
    assert "\n\n".join(paragraphs).rstrip("\n") == text


def test_the_blank_speaks_the_language_of_its_reader(network: Network, courier: Courier) -> None:
    sent(network, courier, Form="17")
    russian, english = words(page(network, language="ru")), words(page(network))
    assert "Форма № 17" in russian
    assert "Исход. № 1" in russian
    assert re.search(r"Получена 11 час\. 00 мин\. 15\.I\.2027 г\.", russian)
    assert "Form No. 17" in english
    assert "Out. No. 1" in english
    assert re.search(r"Filed 11 hrs\. 00 min\. 15\.I\.2027", english)


def test_times_of_the_blank_say_by_whose_clock_they_are(network: Network, courier: Courier) -> None:
    sent(network, courier, Form="17")
    russian = words(page(network, language="ru"))
    assert re.search(r"Получена 11 час\. 00 мин\. 15\.I\.2027 г\. MSK", russian)


def test_who_knows_when_it_left_is_said_where_that_place_is_empty(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, Form="17")
    known = "Only the station that sent it knows"
    assert known in page(network, ROSHCHIN)
    assert known not in page(network, GROMYKO)
    assert re.search(r"Sent 11 hrs", words(page(network, GROMYKO)))


def test_a_precedence_has_one_name_on_the_strip_and_on_the_sheet(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, Form="17")
    text = page(network, language="ru")
    name = urgency("ROUTINE", "", "neutral", "ru")
    assert f'data-precedence="ROUTINE">{name}</b>' in text
    assert f"<p>{name}</p>" in text


@pytest.mark.parametrize(
    ("code", "local", "policy", "name"),
    [
        ("ROUTINE", "", "mid-1951", "ОБЫКНОВЕННАЯ"),
        ("ROUTINE", "ОБЫЧНАЯ", "mid-1951", "ОБЫЧНАЯ"),
        ("ROUTINE", "", "of-another-house", word("ROUTINE", "ru")),
        ("FROM-A-NEWER-STATION", "", "mid-1951", "FROM-A-NEWER-STATION"),
    ],
)
def test_a_precedence_is_called_as_written_else_as_its_policy_has_it(
    code: str, local: str, policy: str, name: str
) -> None:
    assert urgency(code, local, policy, "ru") == name


def test_a_neutral_telegram_lies_on_the_modern_form(network: Network, courier: Courier) -> None:
    sent(network, courier, Subject="About the line")
    text = page(network)
    assert 'class="sheet modern"' in text
    assert "blank-head" not in text
    assert "About the line" in text


@pytest.mark.parametrize(
    ("steps", "stamps"),
    [
        ((), []),
        ((drafts.confirm,), ["received"]),
        ((drafts.comply,), ["received"]),
        ((drafts.report,), ["received", "executed"]),
    ],
)
def test_no_stamp_stands_without_the_answer_behind_it(
    network: Network, courier: Courier, steps: tuple[Any, ...], stamps: list[str]
) -> None:
    sent(network, courier, **ASKED)
    for step in steps:
        network[PEKING].take(step("moscow/2027/1", office=ROSHCHIN))
    courier.run()
    for office in (ROSHCHIN, GROMYKO):
        assert re.findall(r'<p class="stamp (\w+)">', page(network, office)) == stamps


def test_a_sheet_for_several_is_stamped_for_none(network: Network, courier: Courier) -> None:
    sent(network, courier, ROSHCHIN, DESK, **ASKED)
    network[PEKING].take(drafts.confirm("moscow/2027/1", office=ROSHCHIN))
    courier.run()
    assert 'class="stamp' not in page(network, GROMYKO)


# -- what can be done -----------------------------------------------------------------------------


def test_an_addressee_is_offered_what_its_station_lets_it_do(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, **ASKED)
    first = ["Confirm receipt", "Will comply", "Report", "Answer", "Pass on"]
    assert buttons(page(network))[:5] == first
    network[PEKING].take(drafts.report("moscow/2027/1", office=ROSHCHIN))
    offered = buttons(page(network))
    assert "Answer" in offered
    assert not {"Confirm receipt", "Will comply", "Report"} & set(offered)


def test_an_originator_is_offered_other_deeds(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    text = page(network, GROMYKO)
    assert "Chase" in buttons(text)
    assert "Confirm receipt" not in buttons(text)
    for choice in ("cancel", "repeat"):
        assert f'id="deed-{choice}"' in text
    assert 'href="/draft/new?corrects=moscow/2027/1"' in text


@pytest.mark.parametrize("caveat", ["NO_COPIES", "ADDRESSEE_ONLY"])
def test_what_a_caveat_forbids_is_struck_and_says_why(
    network: Network, courier: Courier, caveat: str
) -> None:
    sent(network, courier, Caveat=caveat)
    text = page(network)
    for caption in ("Pass on", "Quote"):
        struck = re.search(rf'aria-disabled="true" title="([^"]+)"><s>{caption}</s>', text)
        assert struck is not None, caption
        assert struck[1].startswith("forbidden: ")
    assert ("not-printed" in text) is (caveat == "NO_COPIES")


def test_what_an_office_has_no_right_to_is_told_apart(network: Network, courier: Courier) -> None:
    sent(network, courier, classification="UNCLASSIFIED")
    text = page(network, CLERK)
    assert "Not possible here" in text
    assert "the office has no right to: registrar" in words(text)


# -- beneath --------------------------------------------------------------------------------------


def test_an_amendment_is_a_loud_banner_with_a_link(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    network[MOSCOW].handle(drafts.cancel("2027/1"))
    courier.run()
    text = page(network)
    banner = re.search(r'<p class="banner void"><a href="([^"]+)">([^<]+)</a>', text)
    assert banner is not None
    assert banner[1] == "/telegram/moscow/2027/2"
    assert banner[2] == "CANCELLED by moscow/2027/2"
    by = desk_at(network[PEKING], ROSHCHIN).get("/telegram/moscow/2027/2").text
    assert 'href="/telegram/moscow/2027/1">cancels moscow/2027/1' in by


def test_a_quotation_says_whose_signature_it_bears(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, text="Первая."))
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Quotes="moscow/2027/1"))
    courier.run()
    text = desk_at(network[PEKING], ROSHCHIN).get("/telegram/moscow/2027/2").text
    figure = words(text.split('<figure class="quotation">')[1].split("</figure>")[0])
    assert "✓ verified moscow/2027/1 · moscow, gromyko@moscow" in figure
    assert "Первая." in figure


def test_signatures_answers_and_history_are_there(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    network[PEKING].take(drafts.report("moscow/2027/1", office=ROSHCHIN, text="Сделано."))
    courier.run()
    said = words(page(network, GROMYKO))
    assert "✓ verified registered: moscow" in said
    assert "✓ verified released: gromyko@moscow" in said
    assert "Сделано." in said
    assert "History, as the journal has it" in said


# -- false, hostile, not cleared -------------------------------------------------------------------


def answers_of(network: Network, office: OfficeId = ROSHCHIN) -> dict[str, Any]:
    """Return what a real station answers, to be changed."""
    post = network[PEKING]
    keep_offices(post)
    fields: Mapping[str, object] = {
        "reference": "moscow/2027/1",
        "office": office,
        "purpose": "show",
        "language": "en",
    }
    return {name: ask(post, name, fields) for name in ("show", "track", "choices")}


def visited(answers: dict[str, Any]) -> str:
    answer = visit(answers, office=ROSHCHIN).get(PAGE)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_signature_that_does_not_hold_is_loud(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    network[PEKING].take(drafts.confirm("moscow/2027/1", office=ROSHCHIN))
    answers = answers_of(network)
    for one in answers["show"]["signatures"]:
        one.update(verified=False, why="another key")
    answers["show"]["answers"][0]["verified"] = False
    text = visited(answers)
    assert '<p class="banner false" role="alert"><strong>NOT VERIFIED</strong>' in text
    assert "another key" in text
    assert rungs(text)[0] == ("implied", "REGISTERED")
    assert '<strong class="mark false">' in text
    assert 'class="stamp' not in text


def test_a_quotation_that_does_not_verify_shows_no_text(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Quotes="moscow/2027/1"))
    courier.run()
    answers = answers_of(network)
    answers["show"]["quotations"] = [{"verified": False, "why": "its station is not known"}]
    text = visited(answers)
    assert "its station is not known" in text
    assert "<blockquote" not in text


def test_a_telegram_that_an_office_is_not_cleared_for_is_not_there(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, classification="TOP SECRET")
    visitor = desk_at(network[MOSCOW], CLERK)
    hidden, absent = visitor.get(PAGE), visitor.get("/telegram/moscow/2027/7")
    assert hidden.status_code == absent.status_code == 404
    said = [re.search(r">(there is no telegram[^<]+)", one.text) for one in (hidden, absent)]
    assert said[0] is not None
    assert said[1] is not None
    assert said[0][1].replace("/1 ", "/7 ") == said[1][1]


def test_a_fragment_is_the_telegram_alone_and_asks_for_itself(
    network: Network, courier: Courier
) -> None:
    sent(network, courier, **ASKED)
    text = desk_at(network[PEKING], ROSHCHIN).get(PAGE, fragment=True).text
    assert "<html" not in text
    assert f'hx-get="{PAGE}" hx-trigger="changed from:body"' in text


def test_a_page_has_nothing_that_its_policy_forbids(network: Network, courier: Courier) -> None:
    sent(network, courier, ROSHCHIN, DESK, **ASKED)
    for office in (ROSHCHIN, GROMYKO):
        text = page(network, office)
        assert "style=" not in text
        assert not re.search(r"<script(?![^>]*src=)", text)
        assert not re.search(r"\son\w+=", text)


def test_headings_and_landmarks_lead_through_the_page(network: Network, courier: Courier) -> None:
    sent(network, courier, **ASKED)
    text = page(network)
    assert text.count("<h1") == 1
    assert 'aria-labelledby="telegram-name"' in text
    for name in ("What can be done", "Stages", "The sheet"):
        assert f'aria-label="{name}"' in text


@pytest.mark.parametrize("kind", ["отп.", ""])
def test_a_holder_stands_in_one_place_of_the_blank(
    kind: str, network: Network, courier: Courier
) -> None:
    """In the table, unless a typist's mark says that the form is as it was typed."""
    sent(network, courier)
    answers = answers_of(network)
    answers["show"]["sheet"] |= {
        "policy": "mid-1951",
        "marks": [{"text": "2 экз. ян.", "kind": kind}],
    }
    answers["show"]["copies"] = [{"number": 1, "holder": "The one holder"}]
    text = visited(answers)
    assert words(text).count("The one holder") == 1
    table = text[text.index('class="printed-copies"') :]
    assert ("The one holder" in table) == (kind == "")
    assert ("Comrade" in table) == (kind != "")
