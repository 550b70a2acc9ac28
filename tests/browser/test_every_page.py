"""Every page in both themes, both languages, on a telephone: pictures, and what axe finds.

The pictures are in `.cache/screens/`: look at them.
"""

from collections.abc import Callable

import pytest

from depesha.web.habits import KEYS
from depesha.web.places import PLACES
from tests.browser.accessible import COLOURS, EVERYTHING, violations
from tests.browser.officers import Officer

TELEGRAM = "/telegram/moscow/2026/26044"
PAGES = {
    **{key: place.path for key, place in PLACES.items()},
    "help": "/help",
    "settings": "/settings",
    "search": "/search?q=26044",
    "due": "/archive/due?show=coming",
    "draft": "/draft/new",
    "telegram": TELEGRAM,
    "nothing": "/nothing",
}
STATIONS = ("moscow", "pyongyang")
WALKS = [("moscow", "light", "ru"), ("pyongyang", "light", "en"), ("pyongyang", "dark", "ru")]
PHONE = 400
VAST = 3840
NOTHING = {"en": "There is no such thing here", "ru": "Такого здесь нет"}
TOLD = {key.lower() for group in KEYS for one in group.keys for key in one.keys}
"""What the help page says of keys."""

WIDTH = """Math.max(
  document.documentElement.scrollWidth, document.querySelector("main").scrollWidth)"""


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("station", "theme", "language"), WALKS)
def test_a_page_is_for_everybody(
    station: str, theme: str, language: str, sign_in: Callable[..., Officer]
) -> None:
    officer = sign_in(station, language=language, theme=theme)
    found = {}
    for name, path in PAGES.items():
        page = officer.go(path)
        assert (page.locator("h1", has_text=NOTHING[language]).count() == 1) == (name == "nothing")
        assert page.locator("h1").count() >= 1, path
        keys = {one.get_attribute("data-key") for one in page.locator("[data-key]").all()}
        assert keys - {""} <= TOLD, path
        officer.shot(f"{station}-{name}-{language}-{theme}")
        if wrong := violations(page, EVERYTHING if theme == "light" else COLOURS):
            found[path] = wrong
    assert found == {}, "\n".join(f"{path}: {one}" for path in found for one in found[path])


@pytest.mark.parametrize("station", STATIONS)
def test_no_page_is_wider_than_a_telephone(station: str, sign_in: Callable[..., Officer]) -> None:
    language = "ru" if station == "pyongyang" else "en"
    officer = sign_in(station, language=language, width=PHONE)
    wide = {}
    for name, path in PAGES.items():
        page = officer.go(path)
        officer.shot(f"{station}-{name}-{language}-phone")
        width = page.evaluate(WIDTH)
        if width > PHONE:
            wide[path] = width
    assert wide == {}


def test_the_drawer_of_a_telephone_opens_and_closes(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("pyongyang", width=PHONE)
    officer.go("/help")
    officer.page.locator("nav.quick button").click()
    officer.see("nav.bar a", "Alarms")
    officer.shot("phone-places")
    officer.page.keyboard.press("Escape")
    officer.page.locator("nav.bar").wait_for(state="hidden")


def test_a_vast_screen_is_filled(sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("pyongyang", width=VAST)
    officer.go("/tray/incoming")
    officer.shot("vast")
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= VAST
