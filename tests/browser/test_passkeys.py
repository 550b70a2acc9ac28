"""Passkeys before the real desks, by Chromium's own authenticator; and sessions that end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.browser.demo import Demo
from tests.browser.officers import SCREENS, Officer

pytestmark = pytest.mark.timeout(300)  # the demo is told within the first of them

SignIn = Callable[..., Officer]


@contextmanager
def authenticator(officer: Officer, *, prf: bool = True) -> Iterator[Callable[[], Any]]:
    """Put an authenticator into the browser that verifies its user without asking him."""
    cdp: CDPSession = officer.page.context.new_cdp_session(officer.page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "hasPrf": prf,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    held = {"authenticatorId": made["authenticatorId"]}
    yield lambda: cdp.send("WebAuthn.getCredentials", held)["credentials"]
    cdp.send("WebAuthn.removeVirtualAuthenticator", held)


def add(officer: Officer, passphrase: str, name: str) -> None:
    officer.go("/settings")
    form = officer.page.locator('form[data-passkey="add"]')
    form.locator("input[name=name]").fill(name)
    form.locator("input[name=passphrase]").fill(passphrase)
    form.locator("button.strong").click()
    officer.page.wait_for_url("**/settings", timeout=60_000)
    officer.see("#passkeys li", name)


def sign_out(officer: Officer) -> None:
    officer.page.locator("form.out button").click()
    officer.see("input[name=passphrase]")


def remove(officer: Officer, passphrase: str, name: str) -> None:
    officer.go("/settings")
    officer.page.locator("#passkeys li", has_text=name).locator("button").click()
    officer.page.locator("form.presence input[name=passphrase]").fill(passphrase)
    officer.page.locator("form.presence button.strong").click()
    officer.page.wait_for_url("**/settings")
    officer.page.locator("#passkeys li", has_text=name).wait_for(state="detached")


@pytest.mark.parametrize("station", ["moscow"])
def test_a_passkey_signs_in_and_proves_that_its_holder_is_there(
    sign_in: SignIn, station: str
) -> None:
    officer = sign_in(station, fresh=True)
    passphrase = officer.desk.passphrase
    with authenticator(officer) as held:
        add(officer, passphrase, "telephone")
        officer.see("#passkeys .chip.done", "signs in and signs")
        officer.shot("settings-passkey-en")
        assert len(held()) == 1
        sign_out(officer)
        officer.page.locator('form[data-passkey="sign-in"] button').click()
        officer.see(".holder .name", officer.desk.office)
        # an order that a session may not give by itself: the passkey proves it
        officer.go("/settings")
        officer.page.locator("#passkeys li", has_text="telephone").locator("button").click()
        officer.see("form.presence")
        officer.shot("presence-passkey-en")
        officer.page.locator("[data-by-passkey]").click()
        # with the passkey ends the session that it opened
        officer.see('form[data-passkey="sign-in"]')
        officer.page.locator('form[data-passkey="sign-in"] button').click()
        officer.see(".notice.warned", "signs nobody in here")


def test_a_passkey_without_a_prf_signs_in_and_cannot_release(sign_in: SignIn) -> None:
    officer = sign_in("moscow", fresh=True)
    passphrase = officer.desk.passphrase
    with authenticator(officer, prf=False):
        add(officer, passphrase, "ring")
        officer.see("#passkeys .chip.soon", "signs in, cannot release")
        sign_out(officer)
        officer.page.locator('form[data-passkey="sign-in"] button').click()
        officer.see(".holder .name", officer.desk.office)
        officer.go("/settings")
        officer.page.locator("#passkeys li", has_text="ring").locator("button").click()
        officer.see("form.presence")
        officer.see("form.presence input[name=passphrase]")
        remove(officer, passphrase, "ring")


def end_elsewhere(sign_in: SignIn) -> None:
    """End every session of the office at Peking but a new one."""
    other = sign_in("peking", fresh=True)
    other.go("/settings")
    other.page.get_by_role("button", name="End the others").click()
    other.see(".notice.done")


def test_a_session_that_ends_in_the_middle_of_a_page_loses_no_word(sign_in: SignIn) -> None:
    """The door comes over the page by itself; what was typed stands where it was, and can go."""
    officer = sign_in("peking", fresh=True)
    officer.go("/settings")
    typed = officer.page.locator('form[data-passkey="add"] input[name=name]')
    typed.fill("telephone on the table")
    end_elsewhere(sign_in)
    officer.see("form.again")
    officer.shot("again-en")
    named = officer.page.locator("form.again input[name=office]").input_value()
    assert named == "roshchin@peking"
    officer.page.locator("form.again input[name=passphrase]").fill("wrong wrong wrong")
    officer.page.locator("form.again button.strong").click()
    officer.see("form.again .wrong", "do not go together")
    officer.page.locator("form.again input[name=passphrase]").fill(officer.desk.passphrase)
    officer.page.locator("form.again button.strong").click()
    officer.page.locator("form.again").wait_for(state="detached")
    assert typed.input_value() == "telephone on the table"
    officer.page.locator("input[name=theme][value=dark]").check()
    officer.page.locator('form[action="/settings"] button').click()
    officer.see(".notice.done", "Kept in this browser")  # by the token of the new session
    assert officer.page.evaluate("document.cookie") == ""  # no script reads any


def test_what_met_no_session_is_sent_again_once_he_has_signed_in(sign_in: SignIn) -> None:
    officer = sign_in("peking", fresh=True)
    officer.page.route("**/events", lambda route: route.fulfill(status=204))
    officer.go("/settings")
    end_elsewhere(sign_in)
    officer.page.evaluate(
        """() => {
            const form = document.querySelector('form[action="/settings"]');
            form.setAttribute("hx-post", "/settings");
            form.setAttribute("hx-target", "#main");
            htmx.process(form);
        }"""
    )
    officer.page.locator("input[name=theme][value=dark]").check()
    officer.page.locator('form[action="/settings"] button').click()
    officer.see("form.again")
    officer.page.locator("form.again input[name=passphrase]").fill(officer.desk.passphrase)
    officer.page.locator("form.again button.strong").click()
    officer.see(".notice.done", "Kept in this browser")
    kept = {one["name"]: one["value"] for one in officer.page.context.cookies()}
    assert kept["depesha-theme"] == "dark"


def test_without_scripts_what_was_typed_goes_through_the_door(
    sign_in: SignIn, demo: Demo, browser: Browser
) -> None:
    desk = demo.desks["peking"]
    officer = Officer.at(browser, desk, java_script_enabled=False)
    officer.sign_in(desk.office, desk.passphrase)
    officer.go("/settings")
    end_elsewhere(sign_in)
    officer.page.locator("input[name=theme][value=light]").check()
    officer.page.locator('form[action="/settings"] button').click()
    officer.see(".door .notice", "What you typed is kept")
    officer.page.screenshot(path=SCREENS / "door-kept-en.png")
    officer.page.locator("#sign-in input[name=passphrase]").fill(desk.passphrase)
    officer.page.locator("#sign-in button.strong").click()
    officer.see("h1", "You are signed in again")
    officer.page.screenshot(path=SCREENS / "go-on-en.png")
    officer.page.get_by_role("button", name="Send it").click()
    officer.see("h1", "Settings")
    kept = {one["name"]: one["value"] for one in officer.page.context.cookies()}
    assert kept["depesha-theme"] == "light"
    assert officer.wrongs == []
    officer.page.context.close()
