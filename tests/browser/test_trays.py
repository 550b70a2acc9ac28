"""The trays in a real browser: live, by the keyboard, several at once, on a telephone."""

import re
from collections.abc import Callable

import depesha
from tests.browser.demo import Demo
from tests.browser.officers import Officer

SignIn = Callable[..., Officer]
ROW = "#list li.row"


def send(demo: Demo, subject: str, *lines: str) -> str:
    """Let Moscow send a telegram to Pyongyang; return its number."""
    head = ("Кому: razuvaev@pyongyang", "Гриф: НЕСЕКРЕТНО", f"Тема: {subject}", *lines)
    with depesha.Station(demo.folder / "moscow") as moscow:
        sent = moscow.order(
            "send",
            text="\n".join(head) + "\n\nПроба.\n",
            again=True,
            office="gromyko",
            office_passphrase=demo.passphrase("gromyko"),
        )
    return str(sent["number"])


def test_what_comes_is_in_the_list_at_once_and_what_was_chosen_stays_chosen(
    demo: Demo, sign_in: SignIn
) -> None:
    first = send(demo, "Первая", "Получение: подтвердите")
    officer = sign_in()
    officer.go("/tray/confirm")
    officer.see(ROW, first).locator(".row-choice").check()
    second = send(demo, "Вторая", "Получение: подтвердите")
    officer.see(ROW, second)
    assert officer.see(ROW, first).locator(".row-choice").is_checked()
    assert officer.see(".chosen button").is_visible()


def test_several_are_confirmed_by_the_keyboard_at_once(demo: Demo, sign_in: SignIn) -> None:
    numbers = [send(demo, f"По {one}", "Получение: подтвердите") for one in ("одной", "две")]
    officer = sign_in()
    page = officer.go("/tray/confirm")
    for number in numbers:
        officer.see(ROW, number)
    rows = page.locator(ROW).count()
    for _ in range(rows):
        page.keyboard.press("j")
        focused = page.locator("a[data-row]:focus")
        if any(number in focused.inner_text() for number in numbers):
            page.keyboard.press("x")
    assert page.locator(".row-choice:checked").count() == 2
    officer.shot("tray-chosen")
    officer.see(".chosen button").click()
    asked = page.locator("#dialog input[name=passphrase]")
    asked.or_(page.locator(".notice.done")).first.wait_for()
    if asked.count():  # his key is locked: one passphrase for all of them
        asked.fill(demo.passphrase("razuvaev"))
        page.keyboard.press("Enter")
    officer.see(".notice.done", "2")
    for number in numbers:
        page.locator(ROW, has_text=number).wait_for(state="detached")


def test_a_row_lays_its_sheet_beside_the_list_and_the_way_back_is_kept(
    demo: Demo, sign_in: SignIn
) -> None:
    number = send(demo, "Рядом", "Исполнение: телеграфьте")
    officer = sign_in(language="ru")
    page = officer.go("/tray/carry-out")
    row = officer.see(ROW, number)
    row.locator("a").click()
    officer.see("#sheet :not(.empty)", re.compile("Проба"))
    page.wait_for_url(re.compile(rf"/tray/carry-out\?open=moscow/\d+/{number}$"))
    assert row.locator("a").get_attribute("aria-current") == "true"
    send(demo, "Ещё", "Исполнение: телеграфьте")
    officer.see(ROW, "Ещё")
    assert row.locator("a").get_attribute("aria-current") == "true"
    page.reload()
    officer.see("#sheet :not(.empty)", re.compile("Проба"))


def test_on_a_telephone_there_is_the_list_then_the_sheet_and_a_way_back(
    demo: Demo, sign_in: SignIn
) -> None:
    number = send(demo, "В руке", "Исполнение: телеграфьте")
    officer = sign_in(width=400)
    page = officer.go("/tray/carry-out")
    officer.see(ROW, number).locator("a").click()
    officer.see("#sheet :not(.empty)", re.compile("Проба"))
    assert not page.locator("#list").is_visible()
    officer.see(".back").click()
    assert officer.see(ROW, number).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_number_in_the_search_leads_to_its_telegram(demo: Demo, sign_in: SignIn) -> None:
    number = send(demo, "Искомая")
    officer = sign_in()
    page = officer.go("/tray/incoming")
    officer.see(ROW, number)
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/telegram/moscow/\d+/{number}$"))


def test_whoever_confirms_by_a_key_goes_on_by_keys(demo: Demo, sign_in: SignIn) -> None:
    numbers = [send(demo, f"Ключ {one}", "Получение: подтвердите") for one in ("один", "два")]
    officer = sign_in()
    page = officer.go("/tray/confirm")
    for number in numbers:
        row = officer.see(ROW, number)
        row.locator("a").focus()
        page.keyboard.press("Enter")
        officer.see("#telegram-name", number)
        page.keyboard.press("r")
        asked = page.locator("#dialog input[name=passphrase]")
        asked.or_(page.locator(".notice.done", has_text=number)).first.wait_for()
        if asked.count():
            asked.fill(demo.passphrase("razuvaev"))
            page.keyboard.press("Enter")
        page.locator(ROW, has_text=number).wait_for(state="detached")
        page.wait_for_function("document.activeElement.matches('[data-row], .strip')")
        page.wait_for_timeout(1000)  # what comes by itself takes nothing away
        assert page.evaluate("document.activeElement.matches('[data-row], .strip')")
