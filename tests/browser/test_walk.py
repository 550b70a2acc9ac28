"""The walk of a telegram through the desks: by mouse, and once more by the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.officers import Officer

WAITING = "/telegram/moscow/2026/26045"
REPORT = "Передано. (Слова этого донесения придуманы для показа.)"
MANY_TABS = 150

pytestmark = pytest.mark.timeout(300)


def prove(officer: Officer) -> None:
    """Say in the dialog that one is there."""
    dialog = officer.page.locator("#dialog")
    expect(dialog.locator("input[name=passphrase]")).to_be_focused()
    dialog.locator("input[name=passphrase]").fill(officer.desk.passphrase)
    dialog.locator("button.strong").click()
    expect(dialog).not_to_be_visible()


def test_by_mouse_from_the_tray_to_executed(sign_in: Callable[..., Officer]) -> None:
    moscow, pyongyang = sign_in("moscow"), sign_in("pyongyang", language="ru")
    watching = moscow.go(WAITING)
    expect(watching.locator("#telegram")).not_to_contain_text(REPORT)

    page = pyongyang.go("/")
    waiting = int(page.locator("nav.bar #place-confirm .count").inner_text())
    page.locator(".row-link", has_text="26045").click()
    expect(page.locator("#sheet")).to_contain_text("придуманы для показа")
    pyongyang.shot("walk-1-tray-and-sheet")
    page.locator("#deed-confirm button").click()
    expect(page.locator("#deed-confirm")).to_have_count(0)
    left = page.locator("nav.bar #place-confirm .count")
    expect(left).to_have_count(0) if waiting == 1 else expect(left).to_have_text(f"{waiting - 1}")
    expect(page.locator(".list")).to_be_visible()  # the tray is still beside it

    page.locator("#deed-report summary").click()
    page.locator("#deed-report textarea[name=text]").fill(REPORT)
    pyongyang.shot("walk-3-report")
    page.locator("#deed-report button.strong").click()
    page.locator("#dialog input[name=passphrase]").wait_for()
    pyongyang.shot("walk-2-presence")
    prove(pyongyang)
    expect(page.locator("#telegram")).to_contain_text(REPORT)
    pyongyang.shot("walk-4-executed")

    expect(watching.locator("#telegram")).to_contain_text("executed", ignore_case=True)
    expect(watching.locator("#telegram")).to_contain_text(REPORT)
    moscow.shot("walk-5-at-the-centre")


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key until a control has the focus."""
    for _ in range(MANY_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the Tab key does not lead to {selector}")


def prove_by_keys(officer: Officer) -> None:
    """Type the passphrase into the dialog, which has taken the focus, and press Enter."""
    expect(officer.page.locator("#dialog input[name=passphrase]")).to_be_focused()
    officer.page.keyboard.type(officer.desk.passphrase)
    officer.page.keyboard.press("Enter")
    expect(officer.page.locator("#dialog")).not_to_be_visible()


def test_by_keyboard_alone_from_the_draft_to_executed(sign_in: Callable[..., Officer]) -> None:
    moscow, pyongyang = sign_in("moscow", language="ru"), sign_in("pyongyang")
    tray = pyongyang.go("/tray/confirm")

    page = moscow.go("/tray/drafts")
    page.keyboard.press("c")
    page.wait_for_url("**/draft/new")
    tab_to(page, "[name=to-office]")
    page.keyboard.type("razuvaev@pyongyang")
    tab_to(page, "[name=precedence]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=receipt]")
    page.keyboard.type("подтвердите")
    tab_to(page, "[name=execution]")
    page.keyboard.type("телеграфьте в течение 2 ч")
    tab_to(page, "[name=subject]")
    page.keyboard.type("Клавишами")
    tab_to(page, "textarea[name=text]")
    page.keyboard.type("Написано одними клавишами. (Слова придуманы для показа.)")
    tab_to(page, "[name=classification]")
    page.keyboard.press("Space")
    moscow.shot("keys-1-composed")
    tab_to(page, "button[name=act][value=review]")
    page.keyboard.press("Enter")
    page.locator(".review").wait_for()
    moscow.shot("keys-2-reviewed")
    tab_to(page, "form[action$='/release'] button.strong")
    page.keyboard.press("Enter")
    prove_by_keys(moscow)
    expect(page.locator(".released h1")).to_be_visible()
    number = page.locator(".released .banner a").inner_text()
    moscow.shot("keys-3-released")

    row = tray.locator(".row-link", has_text=re.sub(r"\D", "", number))
    row.wait_for()  # it came by itself
    for _ in range(tray.locator("[data-row]").count()):
        tray.keyboard.press("j")
        if row.evaluate("row => row === document.activeElement"):
            break
    expect(row).to_be_focused()
    tray.keyboard.press("Enter")
    expect(tray.locator("#sheet")).to_contain_text("Написано одними клавишами")
    tray.keyboard.press("r")
    expect(tray.locator("#deed-confirm")).to_have_count(0)
    tray.keyboard.press("f")
    tab_to(tray, "#deed-report textarea[name=text]")
    tray.keyboard.type("Исполнено клавишами.")
    tab_to(tray, "#deed-report button.strong")
    tray.keyboard.press("Enter")
    prove_by_keys(pyongyang)
    expect(tray.locator("#telegram")).to_contain_text("Исполнено клавишами.")

    page.keyboard.press("Enter")  # the number of what was released has the focus
    expect(page.locator("#telegram")).to_contain_text("Исполнено клавишами.")
    moscow.shot("keys-4-executed")
