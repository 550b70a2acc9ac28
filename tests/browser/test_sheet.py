"""A telegram laid open in a real browser: the seed letter for letter, keys, what stays typed."""

import re
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise

import pytest

from tests.browser.accessible import COLOURS, EVERYTHING, violations
from tests.browser.officers import Officer

SEED = "/telegram/moscow/2026/26044"
PHONE = 400

pytestmark = pytest.mark.timeout(400)
"""Whoever comes first waits until the story is told."""


def seed_text() -> str:
    """Return the text of the seed's page, without its line breaks and page heads."""
    page = files("depesha.demo").joinpath("telegram-26044.md").read_text(encoding="utf-8")
    start = page.index("20 ноября Рошину")
    whole = page[start : page.index("21.XI.51г. Г Р О М Ы К О")]
    first, second = whole.split("Копии:")[0], whole[whole.rindex("ную директиву") :]
    joined = first.rstrip().removesuffix("-") + second
    return "".join(joined.split())


@pytest.fixture(params=["ru", "en"])
def opened(request: pytest.FixtureRequest, sign_in: Callable[..., Officer]) -> Officer:
    """Gromyko at Moscow, before No. 26044."""
    officer = sign_in("moscow", language=str(request.param))
    officer.go(SEED)
    return officer


def test_the_seed_stands_letter_for_letter(opened: Officer) -> None:
    typed = opened.page.locator(".typed.text").inner_text()
    assert "".join(typed.split()) == seed_text()
    sheet = opened.page.locator(".sheet").inner_text()
    for mark in ("МИД СССР", "Десятый отдел", "26044", "1070", "СЕВЕРНАЯ КОРЕЯ", "РАЗУВАЕВУ"):
        assert mark in sheet, mark
    for mark in ("4570", "N 8680 / мм", "Г Р О М Ы К О", "отп. 2 экз. ян. 21.XI.51г."):
        assert mark in sheet, mark
    assert re.search(r"т\. Сталину\s+Копия", sheet)
    opened.shot("sheet-26044-" + opened.page.evaluate("document.documentElement.lang"))


def test_the_sheet_is_for_everybody(sign_in: Callable[..., Officer]) -> None:
    for theme, what in (("light", EVERYTHING), ("dark", COLOURS)):
        officer = sign_in("pyongyang", language="ru", theme=theme)
        page = officer.go(SEED)
        assert violations(page, what) == []


def test_a_telephone_is_wide_enough(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("pyongyang", language="ru", width=PHONE)
    page = officer.go(SEED)
    assert page.evaluate("document.querySelector('main').scrollWidth") <= PHONE
    officer.shot("sheet-26044-phone")


def test_a_key_opens_a_form_and_escape_closes_it(opened: Officer) -> None:
    page = opened.page
    page.locator("#deed-more > summary").click()
    page.locator("#deed-cancel > summary").click()
    reason = page.locator("#deed-cancel textarea")
    reason.wait_for()
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.type("Ошибка")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('changed'))")
    page.wait_for_timeout(1500)
    assert reason.input_value() == "Ошибка"
    page.keyboard.press("Escape")
    reason.wait_for(state="hidden")


def test_where_copies_are_forbidden_paper_says_one_line(opened: Officer) -> None:
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".sheet").is_hidden()
    assert opened.page.locator(".unprinted").is_visible()


WAITING = "/telegram/moscow/2026/26045"
BROKEN = """() => [...document.querySelectorAll('.ladder .stage, .ladder .how')].filter((one) => {
    const range = document.createRange();
    return [...one.textContent.matchAll(/\\S+/g)].some((found) => {
        const text = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode();
        range.setStart(text, found.index);
        range.setEnd(text, found.index + found[0].length);
        const tops = [...range.getClientRects()].map((one) => one.top);
        return Math.max(...tops) - Math.min(...tops) > 6; // a first letter is a box of its own
    });
}).map((one) => one.textContent)"""
"""The words of the ladder that are broken over two lines."""


@pytest.mark.parametrize("width", [1440, PHONE])
def test_a_report_is_written_in_a_tray_where_everything_of_it_is_read(
    sign_in: Callable[..., Officer], width: int
) -> None:
    officer = sign_in("pyongyang", language="ru", width=width)
    page = officer.go("/tray/incoming")
    page.locator(f'#list a[href="{WAITING}"]').click()
    officer.see("#deed-report > summary")
    assert page.evaluate(BROKEN) == []
    page.keyboard.press("f")
    form = page.locator("#deed-report > form")
    form.wait_for()
    box, pane = form.bounding_box(), page.locator("#sheet").bounding_box()
    assert box is not None
    assert pane is not None
    assert pane["x"] <= box["x"]
    assert box["x"] + box["width"] <= pane["x"] + pane["width"]
    tops = [
        found["y"] + found["height"]
        for choice in form.locator("label.choice").all()
        if (found := choice.bounding_box()) is not None
    ]
    assert len(tops) == 3
    assert tops == sorted(tops)
    assert all(below - above > 20 for above, below in pairwise(tops))
    form.locator("button").scroll_into_view_if_needed()
    form.locator("button").click(trial=True)
    officer.shot(f"report-in-a-tray-{width}")
