"""The reading room before Chromium: every kind of page in both languages, by keyboard, small, dark.

One context looks at everything served, one at the copy in files: a browser is started once.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from depesha.reading_room.pages.room import Room
from depesha.reading_room.site import Site
from depesha.reading_room.writing import write
from tests.browser.accessible import COLOURS, violations
from tests.unit.reading_room.shelves import place_of, printed, released, room_of, seed
from tests.unit.reading_room.test_serving import served

REPLY = printed(2, "In reply to your telegram 1 I agree.", sender="Acheson", addressee="Caffery")
RECORDS = [printed(1, "The first, of armistice."), REPLY, seed()]
FIRST = place_of(RECORDS[0]).removeprefix("r/")
KINDS = [
    "",
    "search",
    "search?q=telegram&label=secret&since=1951&exact=1",
    "search?q=zirconium",
    "years",
    "years/1951",
    "people",
    "places",
    "threads",
    f"thread/{FIRST}",
    place_of(seed()),
    f"r/{FIRST}",
    "errata",
    "nothing",
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("room") / "public.shelf"
    room_of(path, [released(one) for one in RECORDS])
    return path


@pytest.fixture(scope="module")
def address(shelf: Path) -> Iterator[str]:
    with served(shelf) as (_, address):
        yield address


class Reader:
    """Somebody at a browser; what is wrong with the pages is noted."""

    def __init__(self, browser: Browser, **habits: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **habits)
        self.page: Page = self.context.new_page()
        self.wrongs: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and "404" not in message.text:
            self.wrongs.append(f"{self.page.url}: {message.text}")


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    reader = Reader(browser)
    yield reader
    reader.context.close()
    assert reader.wrongs == []


def is_wider(page: Page) -> bool:
    wider: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wider


def test_every_page_can_be_used_by_everybody_in_both_languages(
    reader: Reader, address: str
) -> None:
    page, found = reader.page, []
    for language in ("en", "ru"):
        for kind in KINDS:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(f"{address}{language}/{kind}".rstrip("/"))
            found += [f"{language}/{kind}: {one}" for one in violations(page)]
            page.emulate_media(color_scheme="dark")
            found += [f"{language}/{kind}, dark: {one}" for one in violations(page, COLOURS)]
            page.set_viewport_size({"width": 320, "height": 700})
            if is_wider(page):
                found.append(f"{language}/{kind}: wider than 320 px")
    assert found == []


def tab_to(page: Page, words: str, most: int = 120) -> None:
    """Go on by the keyboard until what has the focus says these words."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "document.activeElement.textContent.trim() || document.activeElement.id"
        )
        if words in said:
            return
    pytest.fail(f"the keyboard does not lead to {words!r}")


def test_by_keyboard_from_a_word_to_a_citation_and_along_the_thread(
    reader: Reader, address: str
) -> None:
    page = reader.page
    page.goto(f"{address}en/search")
    tab_to(page, "q")
    page.keyboard.type("agree telegram")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=agree*")
    tab_to(page, "Acheson")
    page.keyboard.press("Enter")
    page.wait_for_url("**person=*")
    page.locator("#main").focus()
    tab_to(page, "Telegram 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/r/*")
    tab_to(page, "Cite")
    page.keyboard.press("Enter")
    assert page.url.endswith("#cite")
    assert page.locator(".cited").first.is_visible()
    page.locator("#main").focus()
    tab_to(page, "The whole thread: 2 records")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thread/*")
    assert page.locator("ol.thread li").count() == 2
    page.go_back()
    page.wait_for_url("**/r/*")


def test_on_paper_there_is_the_record_and_no_way_to_go(reader: Reader, address: str) -> None:
    page = reader.page
    page.goto(f"{address}ru/{place_of(seed())}")
    page.emulate_media(media="print")
    assert not page.locator("nav.bar").is_visible()
    assert not page.locator(".pilcrow").first.is_visible()
    assert page.locator(".sheet").count() == 2
    for part in ("#text", "#form", "#copies", "#cite", "#release"):
        assert page.locator(part).is_visible()


def test_without_scripts_nothing_is_missing(browser: Browser, address: str) -> None:
    reader = Reader(browser, java_script_enabled=False)
    page = reader.page
    page.goto(f"{address}en/{place_of(seed())}")
    page.locator("label[for=translation]").click()
    assert not page.locator(".row .side:not(.other)").nth(1).is_visible()
    page.locator("summary", has_text="RGASPI").click()
    assert page.locator(".cited", has_text="РГАСПИ").is_visible()
    reader.context.close()
    assert reader.wrongs == []


def test_a_first_view_is_light(reader: Reader, address: str) -> None:
    sizes: list[int] = []
    page = reader.page
    page.on("requestfinished", lambda one: sizes.append(one.sizes()["responseBodySize"]))
    for kind in ("", place_of(seed()), "places"):
        sizes.clear()
        reader.context.clear_cookies()
        page.goto(f"{address}en/{kind}".rstrip("/"), wait_until="networkidle")
        assert sum(sizes) < 150_000, kind


def test_the_copy_in_files_is_read_from_a_disk_and_no_link_is_broken(
    reader: Reader, shelf: Path, tmp_path: Path
) -> None:
    from depesha.reading_room.browsing import Shelf  # noqa: PLC0415  # of this alone

    folder = tmp_path / "copy"
    write(
        Room(shelf=Shelf(shelf), site=Site(base="https://archive.example", in_files=True)), folder
    )
    page = reader.page
    edge, seen = [(folder / "en" / "index.html").as_uri()], set()
    while edge:
        here = edge.pop()
        if here in seen:
            continue
        seen.add(here)
        page.goto(here)
        links: list[str] = page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => a.href.baseVal === undefined"
            " ? a.href : new URL(a.href.baseVal, document.baseURI).href)"
        )
        for link in {one.partition("#")[0] for one in links}:
            if not link.startswith("file:"):
                continue
            path = Path(unquote(link.removeprefix("file://")))
            assert path.is_file(), link
            if (
                path.suffix == ".html" and folder / "r" not in path.parents
            ):  # there it goes on by itself
                edge.append(link)
    assert len(seen) > 30
    assert page.evaluate("document.fonts.size") > 0
