"""The habits of the hand and the eye: keys, focus, dialogs, time left, forms, the live stream."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.officers import Officer

ROWS = """
<section class="panes"><div class="list"><ol data-rows>
  <li class="row"><a data-row href="#one" id="r1">one</a>
    <input type="checkbox" data-select id="b1" aria-label="one"></li>
  <li class="row"><a data-row href="#two" id="r2">two</a></li>
  <li class="row"><a data-row href="#three" id="r3">three</a></li>
</ol></div></section>
"""


@pytest.fixture
def page(officer: Officer) -> Page:
    return officer.go("/help")


def put(page: Page, markup: str) -> None:
    """Put a part into the page, as a fragment from the station would be."""
    page.evaluate("markup => { document.getElementById('main').innerHTML = markup; }", markup)


def at(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id || document.activeElement.name || ''")
    return found


def test_j_and_k_move_and_enter_opens(page: Page) -> None:
    put(page, ROWS)
    for key, expected in (("j", "r1"), ("j", "r2"), ("j", "r3"), ("j", "r3"), ("k", "r2")):
        page.keyboard.press(key)
        assert at(page) == expected
    page.keyboard.press("Enter")
    assert page.url.endswith("#two")
    expect(page.locator("#r2")).to_have_attribute("aria-current", "true")


def test_x_ticks_the_row(page: Page) -> None:
    put(page, ROWS)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#b1")).to_be_checked()


def test_a_russian_keyboard_has_the_same_keys(page: Page) -> None:
    put(page, ROWS)
    for key, code, expected in (("о", "KeyJ", "r1"), ("о", "KeyJ", "r2"), ("л", "KeyK", "r1")):
        page.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))",
            [key, code],
        )
        assert at(page) == expected


def test_a_slash_goes_to_the_search_and_escape_leaves_it(page: Page) -> None:
    page.keyboard.press("/")
    assert at(page) == "q"
    page.keyboard.type("j/26044?")
    expect(page.locator("input[name=q]")).to_have_value("j/26044?")
    page.keyboard.press("Escape")
    assert at(page) == "main"


@pytest.mark.parametrize(("keys", "path"), [("gm", "/alarms"), ("gl", "/lines"), ("?", "/help")])
def test_g_and_a_letter_go_to_a_place(keys: str, path: str, officer: Officer) -> None:
    page = officer.go("/tray/drafts")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(re.compile(re.escape(path)))


def test_with_a_modifier_a_letter_is_the_browsers(page: Page) -> None:
    put(page, ROWS)
    page.keyboard.press("Control+j")
    page.keyboard.press("Alt+j")
    assert at(page) not in {"r1", "r2", "r3"}


def test_single_letters_can_be_switched_off(officer: Officer) -> None:
    officer.page.context.add_cookies(
        [{"name": "depesha-keys", "value": "off", "url": officer.desk.address}]
    )
    page = officer.go("/help")
    put(page, ROWS)
    for key in ("j", "/", "g", "m"):
        page.keyboard.press(key)
    assert at(page) not in {"r1", "q"}
    assert page.url.endswith("/help")


DIALOG = """
<button type="button" id="opener" data-dialog="#own">open</button>
<dialog class="dialog" id="own"><form method="dialog">
<label>Word <input name="word" autofocus></label>
<button type="button" data-close>close</button></form></dialog>
"""


@pytest.mark.parametrize("by", ["Escape", "button"])
def test_a_dialog_takes_the_focus_and_gives_it_back(by: str, page: Page) -> None:
    put(page, DIALOG)
    page.locator("#opener").click()
    assert at(page) == "word"
    page.keyboard.press("j")
    expect(page.locator("[name=word]")).to_have_value("j")
    if by == "Escape":
        page.keyboard.press("Escape")
    else:
        page.locator("#own [data-close]").click()
    expect(page.locator("#own")).not_to_be_visible()
    assert at(page) == "opener"


LEFT = {
    "in 3 d": (3 * 86_400 + 60, "3 d", ""),
    "in 2 h": (2 * 3600 + 10 * 60 + 30, "2 h 10 min", ""),
    "soon": (14 * 60 + 30, "14 min", "soon"),
    "at once": (90, "1 min", "soon"),
    "late": (-2 * 3600 - 30, "late 2 h", "late"),
}


@pytest.mark.parametrize("case", LEFT)
def test_time_left_is_said_in_words(case: str, page: Page) -> None:
    seconds, words, state = LEFT[case]
    put(page, '<time class="left chip" datetime="2026-01-01T00:00:00Z">then</time>')
    page.evaluate(
        "seconds => { const one = document.querySelector('time.left'); one.dataset.due ="
        " Number(document.body.dataset.now) + performance.now() + seconds * 1000;"
        " document.dispatchEvent(new CustomEvent('htmx:after:swap', { detail: { ctx: {} } })); }",
        seconds,
    )
    left = page.locator("time.left")
    expect(left).to_contain_text(words)
    expect(left).to_have_attribute("title", "then")
    if state:
        expect(left).to_have_class(re.compile(rf"\b{state}\b"))


def test_a_telegram_grows_late_before_ones_eyes(page: Page) -> None:
    put(page, '<time class="left" datetime="2026-01-01T00:00:00Z">then</time>')
    page.evaluate(
        "() => { const one = document.querySelector('time.left'); one.dataset.due ="
        " Number(document.body.dataset.now) + performance.now() + 1200;"
        " document.dispatchEvent(new CustomEvent('htmx:after:swap', { detail: { ctx: {} } })); }"
    )
    expect(page.locator("time.left")).to_have_class(re.compile(r"\bsoon\b"))
    expect(page.locator("time.left.late")).to_contain_text("late", timeout=6000)


def test_what_was_typed_is_not_left_unasked(page: Page) -> None:
    put(page, '<form data-guard action="/language"><label>Text <input name="text"></label></form>')
    asked: list[str] = []

    def answered(dialog: object) -> None:
        asked.append("asked")
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", answered)
    page.locator("[name=text]").fill("a word")
    page.locator("#place-alarms").click()
    page.wait_for_url(re.compile("/alarms"))
    assert asked == ["asked"]


def test_a_button_copies(officer: Officer, page: Page) -> None:
    officer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    put(
        page,
        '<code id="digest">9f86d081</code>'
        '<button type="button" data-copies="#digest" data-copied="copied">copy</button>',
    )
    page.locator("[data-copies]").click()
    expect(page.locator("[data-copies]")).to_have_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == "9f86d081"


def test_a_stream_that_is_cut_is_told_and_comes_back(
    sign_in: Callable[..., Officer],
) -> None:
    officer = sign_in("peking")
    page = officer.go("/help")
    page.route("**/events", lambda route: route.abort())
    page.reload()
    live = page.locator("#live")
    expect(live).to_have_text("connection lost, trying again")
    officer.shot("connection-lost")
    page.unroute("**/events")
    expect(live).to_have_text("", timeout=10_000)
    officer.wrongs[:] = [
        one for one in officer.wrongs if "/events" not in one and "ERR_FAILED" not in one
    ]
