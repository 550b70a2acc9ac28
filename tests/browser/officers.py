"""An officer before a desk: one browser context, watched for whatever is wrong with its pages."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.browser.demo import OpenDesk

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREENS = Path(__file__).resolve().parents[2] / ".cache" / "screens"
HEIGHTS = {400: 860}
WAIT_MS = 15_000
expect.set_options(timeout=WAIT_MS)
LOUD = ("error", "warning")
MEANT = re.compile(r"status of (401|403|404|409|413|421|422|503)")
"""Chromium puts each answer of 400 and more into the console; a refusal is no fault of a page."""


@dataclass
class Officer:
    """A signed-in office at a browser.

    Attributes:
        page: what is before it.
        desk: where.
        wrongs: what was wrong with the pages so far.
    """

    page: Page
    desk: OpenDesk
    wrongs: list[str] = field(default_factory=list)

    @classmethod
    def at(  # a browser has so many habits
        cls,
        browser: Browser,
        desk: OpenDesk,
        *,
        language: str = "en",
        width: int = 1440,
        theme: str = "light",
        **more: Any,
    ) -> "Officer":
        """Sit down before a desk."""
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 1000)},
            locale={"ru": "ru-RU", "en": "en-GB"}[language],
            color_scheme="dark" if theme == "dark" else "light",
            timezone_id="UTC",
            **more,
        )
        context.set_default_timeout(WAIT_MS)
        officer = cls(page=context.new_page(), desk=desk)
        officer.watch(officer.page)
        return officer

    def watch(self, page: Page) -> None:
        """Note what is wrong with a page."""

        def heard(message: Any) -> None:
            if message.type in LOUD and not MEANT.search(message.text):
                self.wrongs.append(f"{page.url}: {message.type}: {message.text}")

        def answered(response: Response) -> None:
            if response.status >= 500 and response.status != 503:  # 503: not now
                self.wrongs.append(f"{response.url}: {response.status}")

        page.on("console", heard)
        page.on("response", answered)
        page.on("pageerror", lambda error: self.wrongs.append(f"{page.url}: {error}"))

    def sign_in(self, office: str, passphrase: str) -> None:
        """Go through the door."""
        if "/sign-in" not in self.page.url:
            self.go("/sign-in")
        self.page.locator("input[name=office]").fill(office)
        self.page.locator("input[name=passphrase]").fill(passphrase)
        self.page.locator("form:has(input[name=passphrase]) button.strong").click()
        self.page.wait_for_selector("nav.bar", state="attached")

    def go(self, path: str) -> Page:
        """Open a page of the desk."""
        self.page.goto(urljoin(self.desk.address, path), wait_until="load")
        return self.page

    def see(self, selector: str, text: str | re.Pattern[str] | None = None) -> Locator:
        """Wait for a part of the page, and return it."""
        found = self.page.locator(selector, has_text=text) if text else self.page.locator(selector)
        found.first.wait_for()
        return found.first

    def shot(self, name: str) -> Path:
        """Keep a picture of the page."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        file = SCREENS / f"{name}.png"
        self.page.evaluate("document.fonts.ready.then(() => true)")
        self.page.screenshot(path=file, animations="disabled")
        return file
