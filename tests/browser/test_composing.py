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


FILE: FilePayload = {"name": "план.txt", "mimeType": "text/plain", "buffer": b"y" * 3_000}


def through_the_door(officer: Officer) -> None:
    """Sign in at the door that came over the page."""
    page = officer.page
    page.wait_for_selector("#dialog[open] [name=passphrase]")
    page.locator("#dialog [name=office]").fill(officer.desk.office)
    page.fill("#dialog [name=passphrase]", officer.desk.passphrase)
    page.click("#dialog button.strong")


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
    through_the_door(officer)
    page.wait_for_url("**/draft/*/edit")
    assert page.locator("#f-text").input_value() == TEXT
    assert page.locator("#draft").count() == 1, "the answer went where the form had been"
    page.set_input_files("[data-upload]", [FILE])
    page.wait_for_selector("#files .file")
    officer.wrongs = [one for one in officer.wrongs if "EventSource" not in one]


def test_a_file_that_met_the_door_is_sent_again(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("moscow", fresh=True)
    page = officer.page
    compose(officer)
    page.context.clear_cookies()
    page.set_input_files("[data-upload]", [FILE])
    through_the_door(officer)
    page.wait_for_selector("#files .file")
    assert "план.txt" in page.inner_text("#files")
    officer.wrongs = [one for one in officer.wrongs if "EventSource" not in one]


def test_a_long_word_slides_nothing_out_of_the_releasers_sight(
    sign_in: Callable[..., Officer],
) -> None:
    officer = sign_in("moscow")
    page = officer.page
    compose(officer)
    page.fill("#f-subject", "Ж" * 400)
    assert page.inner_text("[data-letters]") == "400 / 400"
    page.click("button[value=review]")
    page.wait_for_selector(".paper.sheet")
    for width in (1440, 400):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate(
            """() => { const sheet = document.querySelector(".paper.sheet");
            const right = sheet.getBoundingClientRect().right;
            return [...sheet.querySelectorAll("*")].filter((one) =>
              one.getBoundingClientRect().right > right + 1).length
              + (right > document.documentElement.clientWidth ? 1 : 0); }"""
        )
        assert wide == 0
    officer.shot("draft-long-word")


def test_a_row_that_is_added_is_clean_and_can_be_taken_out(
    sign_in: Callable[..., Officer],
) -> None:
    officer = sign_in("moscow")
    page = officer.page
    officer.go("/draft/new")
    page.fill("#f-to-1", "no such office")
    page.fill("#f-text", TEXT)
    page.click("button[data-save]")
    page.wait_for_selector("#f-to-1[aria-invalid]")
    page.click("[data-add='#tos']")
    added = page.locator("#tos > li").last
    assert added.locator("[aria-invalid]").count() == 0
    name = added.locator("[name=to-office]").evaluate("(one) => one.labels[0].innerText")
    assert name == "Addressee 3: office"
    added.locator("[data-drop-row]").click()
    assert page.locator("#tos > li").count() == 2
    page.fill("#f-to-1", "roshchin@peking")
    assert page.locator("#f-to-1[aria-invalid]").count() == 0
    assert page.locator("#wrong-to-1").count() == 0


def test_a_question_that_is_a_page_has_the_address_of_the_page_that_it_is_about(
    sign_in: Callable[..., Officer],
) -> None:
    officer = sign_in("moscow")
    page = officer.page
    compose(officer)
    page.click("button[value=review]")
    page.wait_for_selector(".paper.sheet")
    draft = page.url
    page.eval_on_selector(
        "form[action$='/release']",
        "(form) => { form.removeAttribute('hx-post'); form.submit(); }",
    )
    page.wait_for_selector("form.presence[data-left]")
    assert page.url == draft
    page.click("form.presence a.button")
    page.wait_for_selector(".paper.sheet")
    assert page.url == draft
