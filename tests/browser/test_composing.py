"""A telegram from the blank to its number, in the browser: typed, kept, saved, released."""

from collections.abc import Callable

from playwright.sync_api import FilePayload

from tests.browser.officers import Officer

TEXT = 'об"явлено, и не пропадёт'


def compose(officer: Officer) -> None:
    """Type a telegram into a new form."""
    page = officer.page
    officer.go("/draft/new")
    page.fill("#f-to-1", "roshchin@peking")
    page.fill("#f-text", TEXT)
    page.check("[name=classification][value=SECRET]")


def test_a_telegram_is_composed_saved_and_released(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("moscow")
    page = officer.page
    compose(officer)
    file: FilePayload = {"name": "карта.txt", "mimeType": "text/plain", "buffer": b"x" * 300_000}
    page.set_input_files("[data-upload]", [file])
    page.wait_for_selector("#files .file")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/draft/*/edit")
    officer.shot("draft-edit")
    page.click("button[value=review]")
    page.wait_for_selector(".paper.sheet")
    assert TEXT in page.inner_text(".paper-text")
    assert "карта.txt" in page.inner_text(".paper-files")
    officer.shot("draft-review")
    page.click("form[action$='/release'] button")
    page.fill("#dialog [name=passphrase]", officer.desk.passphrase)
    page.click("#dialog button.strong")
    page.wait_for_selector(".released")
    assert "/telegram/moscow/" in page.url
    assert not page.locator("#dialog[open]").count()
    officer.shot("draft-released")


def test_a_session_that_ends_while_composing_loses_no_word(
    sign_in: Callable[..., Officer],
) -> None:
    officer = sign_in("moscow")
    page = officer.page
    compose(officer)
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    page.wait_for_selector("#dialog[open] [name=passphrase]")
    page.locator("#dialog [name=office]").fill(officer.desk.office)
    page.fill("#dialog [name=passphrase]", officer.desk.passphrase)
    page.click("#dialog button.strong")
    page.wait_for_url("**/draft/*/edit")
    assert page.locator("#f-text").input_value() == TEXT
    officer.wrongs = [one for one in officer.wrongs if "EventSource" not in one]
