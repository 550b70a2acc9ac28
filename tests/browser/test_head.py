"""The head and the bar with all that they can have to say: nothing covers, nothing is cut off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from depesha.words import alarm
from depesha.words.alarms import ALARMS
from tests.browser.officers import Officer

SIZES = [(1440, 900), (1200, 800), (1000, 800), (400, 860), (320, 700)]

THROUGH = {"en": "no communications, through pyongyang", "ru": "связи нет, через Пхеньян"}
ALARM = '<a class="head-alarm" href="/alarms"><span aria-hidden="true">▲</span> {}</a>'

TROUBLE = """
through => {
  const live = document.querySelector("#live");
  live.textContent = live.dataset.lost;
  for (const state of document.querySelectorAll(".line-state b")) state.textContent = through;
}
"""
"""The connection is lost, and no line stands."""

COVERED = """
() => {
  const box = part => part.getBoundingClientRect();
  const parts = [...document.querySelectorAll(`
    .brand, .station, .search, #live, .line-state, .head-alarm, .languages, .holder, form.out,
    .quick > *`)].filter(part => box(part).width > 1);
  const wrong = [];
  for (const one of parts) {
    const a = box(one);
    if (a.left < 0 || a.right > innerWidth + .5) wrong.push(`${one.className} is cut off`);
    for (const other of parts) {
      if (one === other || one.contains(other) || other.contains(one)) continue;
      const b = box(other);
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && along > 1) wrong.push(`${one.className} covers ${other.className}`);
    }
  }
  const end = box(document.querySelector(".head-state")).right;
  for (const part of document.querySelectorAll(".head-state *"))
    if (box(part).right > end + 1) wrong.push(`${part.textContent} is cut off`);
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is too wide");
  return wrong;
}
"""


def in_trouble(officer: Officer, language: str, path: str) -> Page:
    """Open a page at which an alarm is open, two lines are told of, and nobody answers."""
    longest = max((alarm(kind, language) for kind in ALARMS), key=len)
    officer.page.route("**/alarms/head", lambda route: route.fulfill(body=ALARM.format(longest)))
    page = officer.go(path)
    officer.see(".head-alarm")
    officer.see(".line-state")
    assert page.locator(".line-state").count() == 2
    page.evaluate(TROUBLE, THROUGH[language])
    return page


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_in_the_head_covers_another_or_is_cut_off(
    language: str, sign_in: Callable[..., Officer]
) -> None:
    officer = sign_in("moscow", language=language)
    page = in_trouble(officer, language, "/tray/incoming")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        officer.shot(f"head-{language}-{width}")
        assert page.evaluate(COVERED) == [], width


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("height", [900, 600])
def test_the_last_place_of_the_bar_can_be_reached(
    height: int, language: str, sign_in: Callable[..., Officer]
) -> None:
    officer = sign_in("moscow", language=language)
    page = officer.go("/help")
    page.set_viewport_size({"width": 1440, "height": height})
    last = page.locator(".bar-end a").last
    if height < 900:  # too low for all of it: it scrolls by itself
        last.scroll_into_view_if_needed()
    box, bar = last.bounding_box(), page.locator("nav.bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= height
    assert bar["y"] + bar["height"] <= height
