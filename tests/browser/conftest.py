"""The real demo of three stations with their desks, and Debian's Chromium before them.

    def test_something(officer: Officer) -> None:      # razuvaev at pyongyang, signed in
        officer.go("/tray/confirm")
        officer.shot("tray-confirm")

Whatever page is opened: an error in its console, a violation of its policy, an answer of 500 or
more, and the test fails. Pictures go to `.cache/screens/`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="session")
def _sessions() -> dict[str, Any]:
    """Who is signed in already: a passphrase takes half a second and 256 MiB each time."""
    return {}


@pytest.fixture
def sign_in(
    demo: Demo, browser: Browser, _sessions: dict[str, Any]
) -> Iterator[Callable[..., Officer]]:
    """Sign an office in, as `sign_in("moscow", language="ru", width=400)`; checked at the end.

    Args:
        demo: the stations.
        browser: where.
        _sessions: those of before, which are gone on with unless a test wants a `fresh` one.
    """
    officers: list[Officer] = []

    def sign_in(
        station: str = "pyongyang",
        *,
        language: str = "en",
        width: int = 1440,
        theme: str = "light",
        fresh: bool = False,
    ) -> Officer:
        desk = demo.desks[station]
        before = None if fresh else _sessions.get(station)
        officer = Officer.at(
            browser, desk, language=language, width=width, theme=theme, storage_state=before
        )
        officers.append(officer)
        officer.go("/help")
        if "/sign-in" in officer.page.url:
            officer.sign_in(desk.office, desk.passphrase)
            if not fresh:
                _sessions[station] = officer.page.context.storage_state()
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
