"""The real demo of three stations with their desks, and Debian's Chromium before them.

    def test_something(officer: Officer) -> None:      # razuvaev at pyongyang, signed in
        officer.go("/tray/confirm")
        officer.shot("tray-confirm")

Whatever page is opened: an error in its console, a violation of its policy, an answer of 500 or
more, and the test fails. Pictures go to `.cache/screens/`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.demo import Demo, told
from tests.browser.officers import CHROMIUM, FLAGS, Officer


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The three stations of the story, told and left running."""
    with told(tmp_path_factory.mktemp("desks")) as demo:
        yield demo


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests; each officer has a context of his own."""
    assert Path(CHROMIUM).exists(), "make browser says what to install"
    browser = _playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def sign_in(demo: Demo, browser: Browser) -> Iterator[Callable[..., Officer]]:
    """Sign an office in, as `sign_in("moscow", language="ru", width=400)`; checked at the end."""
    officers: list[Officer] = []

    def sign_in(
        station: str = "pyongyang",
        *,
        office: str = "",
        language: str = "en",
        width: int = 1440,
        theme: str = "light",
    ) -> Officer:
        officer = Officer.at(
            browser, demo.desks[station], language=language, width=width, theme=theme
        )
        officers.append(officer)
        desk = demo.desks[station]
        officer.sign_in(office or desk.office, demo.passphrase(office or desk.office))
        return officer

    yield sign_in
    for officer in officers:
        officer.page.context.close()
    for officer in officers:
        assert officer.wrongs == []


@pytest.fixture
def officer(sign_in: Callable[..., Officer]) -> Officer:
    """Razuvaev at Pyongyang, in English, before a wide screen."""
    return sign_in()
