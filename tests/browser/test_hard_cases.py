"""What must not go wrong: two at once, a session that ends, hostile words, a station that stops."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.demo import Demo
from tests.browser.officers import Officer

pytestmark = pytest.mark.timeout(300)

HOSTILE = "<script>window.hit=1</script><img src=x onerror=window.hit=2>\"'--><b id=planted>b</b>"
DRAFT = """To: razuvaev@pyongyang
Classification: СЕКРЕТНО
Precedence: СРОЧНАЯ
Subject: {subject}
Receipt: confirm
{more}
{text}
"""


def send(demo: Demo, officer: Officer, subject: str, text: str, more: str = "") -> str:
    """Send a telegram from Moscow by the command line, and return its reference."""
    secret = demo.folder / "by-hand" / "gromyko.passphrase"
    typed = DRAFT.format(subject=subject, text=text, more=more)
    words = ("send", "-", "--office-passphrase-file", str(secret))
    done = demo.run("moscow", *words, typed=typed)
    assert done.returncode == 0, done.stderr
    reference = str(re.findall(r"^(moscow/\d+/\d+): registered", done.stdout, re.MULTILINE)[0])
    officer.go("/tray/confirm")
    officer.see(".row-link", reference.rpartition("/")[2])
    return reference


def test_hostile_words_are_words(demo: Demo, sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("pyongyang")
    reference = send(demo, officer, HOSTILE, HOSTILE)
    for path in ("/tray/confirm", f"/telegram/{reference}", "/search?q=script", "/register/in"):
        page = officer.go(path)
        assert page.evaluate("window.hit") is None, path
        assert page.locator("#planted").count() == 0, path
    page = officer.go(f"/telegram/{reference}")
    expect(page.locator("#telegram")).to_contain_text("<script>window.hit=1</script>")
    officer.shot("hostile-words")


def test_of_two_who_confirm_at_once_one_does_and_both_are_told(
    demo: Demo, sign_in: Callable[..., Officer]
) -> None:
    one, other = sign_in("pyongyang"), sign_in("pyongyang", fresh=True)
    reference = send(demo, one, "two at once", "Confirm this, both of you.")
    for officer in (one, other):
        officer.go(f"/telegram/{reference}")
    other.page.route("**/events", lambda route: route.abort())
    other.go(f"/telegram/{reference}")  # hears of nothing, and acts on what it sees
    one.page.locator("#deed-confirm button").click()
    expect(one.page.locator("#deed-confirm")).to_have_count(0)
    other.page.locator("#deed-confirm button").click()
    expect(other.page.locator(".notice")).not_to_have_count(0)
    other.shot("two-at-once")
    other.go(f"/telegram/{reference}")
    for officer in (one, other):
        expect(officer.page.locator("#deed-confirm")).to_have_count(0)
    tracked = demo.run("moscow", "track", reference.rpartition("/")[2], "--json")
    (track,) = [json.loads(line) for line in tracked.stdout.splitlines()]
    assert [one["code"] for one in track["answers"] if one["code"] == "OPERATOR_ACK"] == [
        "OPERATOR_ACK"
    ]
    other.page.goto("about:blank")  # it asks for no more events, which would fail by our will
    other.wrongs[:] = [wrong for wrong in other.wrongs if "ERR_FAILED" not in wrong]


def test_a_session_that_ends_while_one_writes_loses_no_word(
    sign_in: Callable[..., Officer],
) -> None:
    officer = sign_in("moscow", fresh=True)
    page = officer.go("/draft/new")
    page.locator("[name=to-office]").first.fill("razuvaev@pyongyang")
    page.locator("[name=subject]").fill("Нить не теряется")
    page.locator("textarea[name=text]").fill("Ни одно слово не пропало.")
    page.locator("[name=classification]").first.check()
    elsewhere = page.context.new_page()  # the same session ends in another window
    elsewhere.goto(officer.desk.address + "help")
    elsewhere.locator("form.out button").click()
    elsewhere.wait_for_url("**/sign-in")
    elsewhere.close()
    page.bring_to_front()
    page.locator("#dialog input[name=office]").wait_for()  # it came by itself
    page.wait_for_timeout(1000)  # each part of the page that asks by itself is answered by then
    page.locator("#dialog input[name=office]").fill(officer.desk.office)
    page.locator("#dialog input[name=passphrase]").fill(officer.desk.passphrase)
    officer.shot("session-ended")
    page.locator("#dialog button.strong").click()
    expect(page.locator("#dialog")).not_to_be_visible()
    page.locator("button[name=act][value=review]").click()
    expect(page.locator(".review")).to_contain_text("Ни одно слово не пропало.")
    expect(page.locator(".review")).to_contain_text("Нить не теряется")
