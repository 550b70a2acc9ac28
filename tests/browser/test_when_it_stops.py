"""A station that stops while pages are open. It is the last file: peking does not come back."""

import time
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.demo import Demo
from tests.browser.officers import Officer

BOUND_SECONDS = 5.0
"""It takes some tenths; a bound that a busy machine keeps too. bench/ has the figure."""


def test_a_station_stops_though_pages_are_open(demo: Demo, sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("peking")
    officer.go("/help")
    officer.page.wait_for_timeout(300)
    began = time.monotonic()
    demo.stop_station("peking", BOUND_SECONDS)
    print(f"with a stream open it stopped after {time.monotonic() - began:.2f} s")  # noqa: T201
    expect(officer.page.locator("#live")).to_have_text("connection lost, trying again")
    officer.shot("station-stopped")
    officer.wrongs.clear()  # the browser says that nobody answers
