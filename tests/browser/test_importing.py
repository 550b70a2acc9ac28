"""Files taken into the archive in a browser: chosen, sent, signed for, and what became of each."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.accessible import COLOURS, EVERYTHING, violations
from tests.browser.officers import Officer
from tests.browser.test_every_page import PHONE, WIDTH
from tests.unit.reading_room.shelves import SEED_PAGE

NARROW = 320


def page_of(number: int) -> FilePayload:
    """Return the seed's page as that of another telegram, with a line that nobody understands."""
    text = SEED_PAGE.read_text(encoding="utf-8").replace("113632", str(number))
    text = text.replace("Форма № 17", "Форма № 17\n\nЪ-17/%%", 1)
    return {"name": f"{number}.md", "mimeType": "text/markdown", "buffer": text.encode()}


BROKEN: FilePayload = {"name": "broken.jsonl", "mimeType": "text/plain", "buffer": b"{no\n[]\n"}


def prove(officer: Officer) -> None:
    """Show that the holder is there."""
    officer.see("form.presence input[name=passphrase]").fill(officer.desk.passphrase)
    officer.see("form.presence button.strong").click()


@pytest.mark.timeout(400)
def test_files_are_sent_signed_for_and_told(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("moscow")
    page = officer.go("/archive")
    officer.see("a[href='/archive/import']").click()
    form = officer.see("form[data-importing]")
    assert violations(page, EVERYTHING) == []
    form.locator("[data-takes]").click()
    officer.see("[data-wrong]", "Choose a file")
    form.locator("input[type=file]").set_input_files([page_of(900001), BROKEN])
    expect(form.locator("[data-chosen] li")).to_have_count(2)
    officer.shot("import-chosen-en")
    form.locator("[data-takes]").click()
    officer.see("h1", "All has come")
    prove(officer)
    officer.see("h1", "What became of it")
    assert officer.page.locator(".sum").all_text_contents() == ["1", "0", "0", "2", "1"]
    officer.see(".verbatim", "Ъ-17/%%")
    officer.shot("import-told-en")
    assert violations(page, EVERYTHING) == []
    told = page.url
    officer.see(".record-title").click()
    page.wait_for_url("**/archive/r/*")
    officer.go(told)
    officer.see("h1", "What became of it")


def test_a_passphrase_that_is_wrong_is_asked_for_again(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("moscow")
    officer.go("/archive/import")
    officer.see("input[type=file]").set_input_files([page_of(900002)])
    officer.see("[data-takes]").click()
    officer.see("form.presence input[name=passphrase]").fill("not his")
    officer.see("form.presence button.strong").click()
    officer.see("form.presence .wrong", "That does not open it")
    prove(officer)
    officer.see("h1", "What became of it")


def test_it_fits_a_telephone_in_the_dark_and_in_russian(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("moscow", language="ru", width=PHONE, theme="dark")
    page = officer.go("/archive/import")
    assert violations(page, COLOURS) == []
    officer.shot("import-ru-phone")
    page.locator("details.pasting summary").click()
    page.locator("textarea[name=page]").fill(page_of(900003)["buffer"].decode())
    officer.see("[data-takes]").click()
    prove(officer)
    officer.see(".sums")
    expect(page.locator(".sum").first).to_have_text("1")
    officer.shot("import-told-ru-phone")
    assert violations(page, COLOURS) == []
    for width in (PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(WIDTH) <= width
        officer.go("/archive/import")
        assert page.evaluate(WIDTH) <= width
