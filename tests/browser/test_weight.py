"""What a first view weighs, with every letter, in a browser that has seen nothing."""

from collections.abc import Callable

import pytest

from tests.browser.officers import Officer

LIMIT_BYTES = 150_000


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_first_view_is_light(language: str, sign_in: Callable[..., Officer]) -> None:
    officer = sign_in("pyongyang", language=language)
    devtools = officer.page.context.new_cdp_session(officer.page)
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    sent: list[int] = []
    devtools.on("Network.loadingFinished", lambda done: sent.append(int(done["encodedDataLength"])))
    officer.go("/")
    officer.page.evaluate("document.fonts.ready.then(() => true)")
    officer.page.wait_for_timeout(500)  # the parts of the head that are asked for behind it
    assert len(sent) > 8, "what is sent is not heard"
    print(f"first view, {language}: {sum(sent)} bytes in {len(sent)} answers")  # noqa: T201
    assert sum(sent) < LIMIT_BYTES
