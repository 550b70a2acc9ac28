"""The frame of every page, in a real browser before a real station."""

from collections.abc import Callable

from tests.browser.officers import Officer


def test_an_office_signs_in_and_out(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in(fresh=True)
    officer.see(".holder .name", officer.desk.office)
    officer.shot("first-en")
    officer.page.locator("form.out button").click()
    officer.see("input[name=passphrase]")


def test_a_phone_is_not_wider_than_itself(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("moscow", language="ru", width=400, theme="dark")
    officer.see("nav.quick")
    officer.shot("first-ru-phone")
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= 400
