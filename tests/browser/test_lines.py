"""Stations and lines before a telephone and before a screen of 1440: nothing of it is cut off."""

from collections.abc import Callable

import pytest

from tests.browser.officers import Officer

LONG = """
() => {
  for (const row of document.querySelectorAll(".lines-table tbody tr")) {
    row.cells[1].append("connecting to pyongyang.communications.example.org:45123 is refused");
    row.cells[3].append("since the start sent 1951, received 1951");
    row.cells[4].querySelector(".soft").textContent =
      "06:00-06:30 daily, 18:00-18:30 mon,tue,wed,thu,fri,sat Asia/Pyongyang";
  }
}
"""
"""What a line has to say when it does not stand."""

CUT_OFF = """
[...document.querySelectorAll(".scroll, .map-scroll")]
  .filter(part => part.scrollWidth > part.clientWidth).map(part => part.className)
"""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_a_line_has_to_say_is_seen_beside_the_panel_and_on_a_telephone(
    language: str, sign_in: Callable[..., Officer]
) -> None:
    officer = sign_in("moscow", language=language)
    page = officer.go("/lines")
    page.locator("#node-pyongyang").click()
    officer.see("#station-title")
    page.evaluate(LONG)
    officer.shot(f"lines-{language}")
    assert page.evaluate(CUT_OFF) == []
    page.set_viewport_size({"width": 400, "height": 860})
    assert page.evaluate(CUT_OFF) == []
    officer.shot(f"lines-{language}-phone")
