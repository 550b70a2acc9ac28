"""The archive at the desk before Chromium: found, written on, compared, made public.

Each walk is on a record of its own: the seed's page under another address.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from depesha.archive.record import Record
from tests.browser.accessible import COLOURS, violations
from tests.browser.archive_house import House, archive_house
from tests.browser.officers import Officer
from tests.unit.reading_room.shelves import printed, seed

pytestmark = pytest.mark.timeout(300)

PREFIX = "https://archive.example/"
TRANSLATION = 2
WAS = tuple(one.text for one in seed().telegram.texts[TRANSLATION].segments)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with archive_house(tmp_path_factory.mktemp("archive")) as house:
        yield house


Sit = Callable[..., Officer]


@pytest.fixture(scope="module")
def _doors() -> dict[str, Any]:
    return {}


@pytest.fixture
def sit(house: House, browser: Browser, _doors: dict[str, Any]) -> Iterator[Sit]:
    """Sit an office down before the desk, as `sit("helper", language="ru")`."""
    officers: list[Officer] = []

    def sit(office: str = "archivist", *, fresh: bool = False, **habits: Any) -> Officer:
        desk = house.desks[office]
        before = None if fresh else _doors.get(office)
        officer = Officer.at(browser, desk, storage_state=before, **habits)
        officers.append(officer)
        officer.go("/help")
        if "/sign-in" in officer.page.url:
            officer.sign_in(desk.office, desk.passphrase)
            if not fresh:
                _doors[office] = officer.page.context.storage_state()
        return officer

    yield sit
    for officer in officers:
        officer.page.context.close()
    for officer in officers:
        assert officer.wrongs == []


def alike(name: str) -> Record:
    """Return the seed's record under another address."""
    record = seed()
    assert record.publication is not None
    published = replace(record.publication, permalink=f"{PREFIX}{name}")
    return replace(record, source=f"{PREFIX}{name}", publication=published)


def prove(officer: Officer, passphrase: str = "") -> None:
    """Type the passphrase into the dialog, and press Enter."""
    field = officer.page.locator("#dialog input[name=passphrase]")
    expect(field).to_be_focused()
    officer.page.keyboard.type(passphrase or officer.desk.passphrase)
    officer.page.keyboard.press("Enter")


def areas(page: Page) -> list[str]:
    """Return what stands in the places to write."""
    return [one.input_value() for one in page.locator("textarea[name=segment]").all()]


# -- finding ---------------------------------------------------------------------------------------


def test_found_by_words_narrowed_down_and_gone_on_with(sit: Sit) -> None:
    page = sit().go("/archive")
    page.locator(".asking input[name=q]").fill("armistice lines")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=armistice*")
    expect(page.locator("#found-count")).to_have_text("60 found")
    marks = page.locator(".snippet").first.locator("mark")
    assert [one.inner_text() for one in marks.all()] == ["armistice", "line"]
    first = page.locator("[data-row]").all_inner_texts()
    assert len(first) == 50
    page.locator("#main").focus()
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/archive/r/*")
    expect(page.locator("h1")).to_have_text(first[0])
    page.go_back()

    page.locator("a[rel=next]").click()
    page.wait_for_url("**before=*")
    second = page.locator("[data-row]").all_inner_texts()
    assert len(second) == 10
    assert not set(first) & set(second)

    page.go_back()
    facet = page.locator(".facets a", has_text="Rome")
    if not facet.is_visible():
        page.locator(".facets summary", has_text="Place").click()
    facet.click()
    page.wait_for_url("**place=Rome*")
    expect(page.locator("#found-count")).to_have_text("20 found")
    page.locator(".asking input[name=since]").fill("1951-03-15")
    page.locator(".asking button.strong").click()
    page.wait_for_url("**since=1951-03-15*")
    days = [one.get_attribute("datetime") or "" for one in page.locator("[data-rows] time").all()]
    assert 0 < len(days) < 20
    assert min(days) >= "1951-03-15"
    assert "place=Rome" in page.url
    page.locator(".chosen-facets a").click()
    page.wait_for_url(lambda url: "place=" not in url)
    assert "since=1951-03-15" in page.url


def test_nothing_is_found_with_a_word_of_what_to_do(sit: Sit) -> None:
    page = sit(language="ru").go("/archive?q=zirconium")
    expect(page.locator(".empty")).to_be_visible()
    assert page.locator("[data-row]").count() == 0


# -- writing ---------------------------------------------------------------------------------------


def test_a_translation_is_edited_and_saved_by_keys(house: House, sit: Sit) -> None:
    record = alike("keys")
    number = house.enter(record)
    officer = sit()
    page = officer.go(f"/archive/r/{number}")
    page.get_by_role("link", name="Edit this translation").click()
    page.wait_for_url("**/text/2")
    first = page.locator("#segment-1")
    expect(first).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Typed: ")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#segment-2")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And so on.")

    page.keyboard.press("Control+Enter")  # author and reason are not there: the browser says so
    expect(page.locator("[name=author]")).to_be_focused()
    page.keyboard.type("из архива")
    page.locator("[name=reason]").fill("two words were missing")
    page.keyboard.press("Control+Enter")
    prove(officer, "a passphrase of nobody")
    expect(page.locator("#dialog .wrong").first).to_be_visible()
    expect(page.locator("#dialog")).to_be_visible()
    officer.shot("archive-presence")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).not_to_be_visible()
    assert areas(page) == [f"Typed: {WAS[0]}", f"{WAS[1]} And so on.", *WAS[2:]]
    assert house.newest(record)["edition"] == 1

    page.locator("#segment-5").focus()
    page.keyboard.press("Control+Enter")
    prove(officer)
    page.wait_for_url(re.compile(r"/archive/r/\d+(#text)?$"))
    expect(page.locator(".side.other").first).to_contain_text("Typed: On 20 November")
    expect(page.locator("#editions")).to_contain_text("two words were missing")
    expect(page.locator("#notices")).to_contain_text("Edition 2 is saved.")
    now = house.newest(record)
    assert (now["edition"], page.url.partition("#")[0].rpartition("/")[2]) == (
        2,
        str(now["record"]),
    )
    page.reload()
    expect(page.locator("#text")).to_contain_text("And so on.")


def test_what_was_typed_is_not_left_unasked(house: House, sit: Sit) -> None:
    number = house.enter(alike("unasked"))
    page = sit().go(f"/archive/r/{number}/text/2")
    page.locator("#segment-1").fill("Not saved.")
    asked: list[str] = []

    def stay(question: Dialog) -> None:
        asked.append(question.type)
        question.dismiss()

    page.on("dialog", stay)
    page.locator("nav.bar a[href='/alarms']").click()
    expect(page.locator("#segment-1")).to_have_value("Not saved.")
    assert asked
    page.get_by_role("link", name="Leave it").click()
    expect(page.locator("#segment-1")).to_have_value("Not saved.")
    assert len(asked) == 2
    page.locator("[name=author]").fill("из архива")
    page.locator("[name=reason]").fill("to be refused")
    page.locator("#segment-2").focus()
    page.keyboard.press("Control+Enter")
    page.locator("#dialog input[name=passphrase]").wait_for()
    page.keyboard.press("Escape")  # nobody proved anything: nothing is saved
    page.get_by_role("link", name="Leave it").click()
    assert len(asked) == 3
    page.locator("[name=date]").fill("2026-13-01")
    page.locator("[data-saves]").click()
    expect(page.locator(".banner.danger")).to_be_visible()
    page.get_by_role("link", name="Leave it").click()
    assert len(asked) == 4
    assert areas(page)[0] == "Not saved."


def test_of_two_who_write_the_second_is_told_and_no_word_is_lost(house: House, sit: Sit) -> None:
    record = alike("two")
    number = house.enter(record)
    one, other = sit("archivist"), sit("helper")
    for officer in (one, other):
        officer.go(f"/archive/r/{number}/text/2")
        officer.page.locator("[name=author]").fill(officer.desk.office)
        officer.page.locator("[name=reason]").fill(f"{officer.desk.office} knows better")
    one.page.locator("#segment-1").fill("First, by one.")
    one.page.locator("#segment-4").fill("Acknowledge.")
    other.page.locator("#segment-2").fill("Second, by the other.")
    other.page.locator("#segment-4").fill("Confirm it.")
    one.page.locator("[data-saves]").click()
    prove(one)
    expect(one.page.locator("#notices")).to_contain_text("Edition 2 is saved.")

    other.page.locator("[data-saves]").click()
    prove(other)
    page = other.page
    expect(page.locator(".banner[role=alert]", has_text="archivist")).to_be_visible()
    assert areas(page) == [
        "First, by one.",
        "Second, by the other.",
        WAS[2],
        "Confirm it.",
        WAS[4],
    ]
    theirs = page.locator(".theirs")
    expect(theirs).to_have_count(1)
    expect(theirs).to_contain_text("Acknowledge.")
    other.shot("archive-meanwhile")
    assert violations(page) == []
    assert house.newest(record)["edition"] == 2  # nothing was written over

    expect(page.locator("#segment-1")).to_be_focused()
    page.keyboard.press("Control+Enter")
    prove(other)
    expect(page.locator("#notices")).to_contain_text("Edition 3 is saved.")
    said = [
        each["text"] for each in house.newest(record)["content"]["telegram"]["texts"][2]["segments"]
    ]
    assert said == ["First, by one.", "Second, by the other.", WAS[2], "Confirm it.", WAS[4]]

    page.locator("#editions a", has_text="compare").last.click()
    page.wait_for_url("**/compare/*")
    expect(page.locator(".compare ins").first).to_be_visible()
    other.shot("archive-compare")


def test_a_session_that_ends_while_one_writes_loses_no_word(house: House, sit: Sit) -> None:
    record = alike("ended")
    number = house.enter(record)
    officer = sit("helper", fresh=True)
    page = officer.go(f"/archive/r/{number}/text/2")
    page.locator("[name=author]").fill("из архива")
    page.locator("[name=reason]").fill("the session ended")
    page.locator("#segment-3").fill("Typed before the end.")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    door = page.locator("#dialog")
    door.locator("input[name=office]").fill("helper")
    door.locator("input[name=passphrase]").fill(officer.desk.passphrase)
    door.locator("button.strong").first.click()
    expect(door.locator("input[name=office]")).to_have_count(0)
    expect(page.locator("#segment-3")).to_have_value("Typed before the end.")
    prove(officer)  # what he asked for goes on
    expect(page.locator("#text")).to_contain_text("Typed before the end")
    assert house.newest(record)["edition"] == 2


def test_a_new_translation_is_begun_beside_the_others(house: House, sit: Sit) -> None:
    record = alike("german")
    number = house.enter(record)
    officer = sit(language="ru")
    page = officer.go(f"/archive/r/{number}/new/translation")
    expect(page.locator("input[name=language]")).to_be_focused()
    page.keyboard.type("de")
    page.locator("[name=author]").fill("из архива")
    page.locator("#segment-4").fill("Den Empfang bestätigen.")
    page.locator("[name=reason]").fill("немецкого перевода не было")
    page.locator("#segment-4").press("Control+Enter")
    prove(officer)
    expect(page.locator("#text nav a", has_text="английский")).to_be_visible()
    page.locator("#text nav a", has_text="немецкий").click()
    page.wait_for_url("**text=*")
    expect(page.locator(".side.other").nth(3)).to_have_text("Den Empfang bestätigen.")
    expect(page.locator(".side.other").first).to_have_text("ещё не переведено")


# -- made public -----------------------------------------------------------------------------------


def mark_words(page: Page, paragraph: int, words: str) -> None:
    """Draw the mouse over words of a paragraph; again, where its letters came meanwhile."""
    for _ in range(3):
        page.evaluate("document.fonts.ready.then(() => true)")
        _draw(page, paragraph, words)
        if page.evaluate("getSelection().toString()") == words:
            return
    pytest.fail(f"the mouse does not mark {words!r}")


def _draw(page: Page, paragraph: int, words: str) -> None:
    box = page.evaluate(
        """([paragraph, words]) => {
          const one = document.querySelector(`[data-paragraph="${paragraph}"]`);
          const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            one.scrollIntoView({ block: "center" });
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return [left, right, (top + bottom) / 2];
          }
          throw new Error(words);
        }""",
        [paragraph, words],
    )
    left, right, middle = box
    page.mouse.move(left + 0.5, middle)
    page.mouse.down()
    page.mouse.move((left + right) / 2, middle)
    page.mouse.move(right - 0.5, middle)
    page.mouse.up()


def decide(page: Page) -> None:
    page.locator("[name=decided_by]").fill("the board")
    page.locator("[name=authority]").fill("25 years")


def agree(page: Page) -> None:
    """Say that what looks like it may go out: «Филиппова» stands once more in the text."""
    page.locator("[name=despite_traces]").check()


def public(house: House, record: Record) -> list[Any]:
    """Return what the next shelf has of a record."""
    found = house.station.read("archive-public", after=-1)
    return [one for one in found["public"] if one["source"] == record.source]


def test_in_part_by_marking_words_seen_first_then_decided_and_withdrawn(
    house: House, sit: Sit
) -> None:
    record = alike("part")
    number = house.enter(record)
    officer = sit()
    page = officer.go(f"/archive/r/{number}")
    expect(page.locator(".openness")).to_have_text("not public")
    page.get_by_role("link", name="Make public…").click()
    page.wait_for_url("**/release")
    expect(page.locator("[data-places]")).not_to_be_visible()  # nobody has to count letters
    page.locator("#code").select_option("3.3(b)(1)")
    mark_words(page, 1, "тов. Филиппова")
    page.locator("[data-keep-back]").click()
    expect(page.locator("[data-kept]")).to_contain_text("тов. Филиппова")
    expect(page.locator("[data-paragraph='1'] mark")).to_have_text("тов. Филиппова")
    mark_words(page, 2, "Мао Цзе-дуну")
    page.locator("[data-keep-back]").click()
    kept = page.locator("[data-kept-list] li")
    expect(kept).to_have_count(2)
    officer.shot("archive-release")
    kept.nth(1).locator("button").click()  # that was one too many
    expect(kept).to_have_count(1)
    expect(page.locator("[data-paragraph='2'] mark")).to_have_count(0)
    decide(page)
    page.get_by_role("button", name="Look at what goes out").click()

    shown = page.locator(".public .parallel")
    expect(shown.locator(".redacted").first).to_contain_text("3.3(b)(1)")
    expect(shown.locator(".pair:not(.heads)").first).not_to_contain_text("Филиппова")
    expect(shown).to_contain_text("Мао Цзе-дуну")
    officer.shot("archive-preview")
    page.get_by_role("button", name="Change what is kept back").click()
    expect(page.locator("[data-paragraph='1'] mark")).to_have_text("тов. Филиппова")
    expect(page.locator("#code")).to_have_value("3.3(b)(1)")
    expect(page.locator("[name=decided_by]")).to_have_value("the board")
    page.get_by_role("button", name="Look at what goes out").click()
    assert public(house, record) == []
    agree(page)
    page.get_by_role("button", name="Make it public so").click()
    prove(officer)
    expect(page.locator(".openness")).to_have_text("public, in part")
    assert page.url.partition("#")[0].endswith(f"/archive/r/{number}")
    expect(page.locator("#releases")).to_contain_text("the board")
    expect(page.locator("#releases")).to_contain_text("3.3(b)(1)")
    (one,) = public(house, record)
    assert [(each["code"], each["authority"]) for each in one["kept_back"]] == [
        ("3.3(b)(1)", "25 years")
    ]
    officer.shot("archive-released")


def test_what_is_public_is_withdrawn_and_said_so(house: House, sit: Sit) -> None:
    record = alike("withdrawn")
    number = house.enter(record)
    officer = sit()
    page = officer.go(f"/archive/r/{number}/withdraw")
    expect(page.locator(".empty")).to_be_visible()
    house.station.order(
        "archive-release",
        office="archivist",
        office_passphrase=officer.desk.passphrase,
        record=number,
        decided_by="the board",
        authority="25 years",
        decided_on="1976-11-21",
    )
    officer.go(f"/archive/r/{number}")
    expect(page.locator(".openness")).to_have_text("public, whole")
    assert len(public(house, record)) == 1
    page.get_by_role("link", name="Withdraw…").click()
    page.wait_for_url("**/withdraw")
    decide(page)
    page.locator("[name=reason]").fill("decided by mistake")
    page.get_by_role("button", name="Withdraw it").click()
    prove(officer)
    expect(page.locator(".openness")).to_have_text("withdrawn from the public")
    expect(page.locator("#releases")).to_contain_text("decided by mistake")
    assert public(house, record) == []
    officer.shot("archive-withdrawn")
    assert page.get_by_role("link", name="Withdraw…").count() == 0


def test_words_are_marked_by_keys_alone(house: House, sit: Sit) -> None:
    number = house.enter(alike("marked-by-keys"))
    officer = sit(language="ru")
    page = officer.go(f"/archive/r/{number}/release")
    first = page.locator("[data-paragraph='1']")
    for _ in range(60):
        page.keyboard.press("Tab")
        if first.evaluate("one => one === document.activeElement"):
            break
    expect(first).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[data-kept]")).to_contain_text("Рошину была передана")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(first.locator("mark")).to_have_text("Рошину была")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-paragraph='2']")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Enter")
    expect(page.locator("[data-paragraph='4'] mark")).to_have_text("Получение подтвердите")
    decide(page)
    page.locator("[name=authority]").press("Enter")
    page.locator(".public").wait_for()
    assert page.locator(".public .parallel .redacted").count() >= 2
    expect(page.locator(".public .parallel")).not_to_contain_text("Рошину была")


def test_letters_are_counted_as_the_station_counts_them(house: House, sit: Sit) -> None:
    words = "<b id=planted>😀 Der 日本 Gesandte</b> schweigt."
    record = printed(901, words, source=f"{PREFIX}letters")
    officer = sit()
    page = officer.go(f"/archive/r/{house.enter(record)}/release")
    assert page.locator("#planted").count() == 0
    mark_words(page, 1, "Gesandte")
    page.locator("[data-keep-back]").click()
    expect(page.locator("[data-paragraph='1'] mark")).to_have_text("Gesandte")
    officer.shot("archive-letters")
    decide(page)
    page.get_by_role("button", name="Look at what goes out").click()
    said = " ".join(page.locator(".public .parallel .side p").first.inner_text().split())
    assert said == "<b id=planted>😀 Der 日本 kept back under 1.4(a)</b> schweigt."
    page.go_back()  # what was chosen is there again
    expect(page.locator("[data-kept-list] li")).to_have_count(1)
    expect(page.locator("[data-paragraph='1'] mark")).to_have_text("Gesandte")


# -- for everybody ---------------------------------------------------------------------------------


def prove_without_scripts(officer: Officer, passphrase: str = "") -> None:
    form = officer.page.locator("form.presence")
    form.locator("input[name=passphrase]").fill(passphrase or officer.desk.passphrase)
    form.locator("button.strong").click()


def test_without_scripts_one_finds_and_writes(house: House, sit: Sit) -> None:
    record = alike("bare")
    house.enter(record)
    officer = sit("archivist", java_script_enabled=False)
    page = officer.go("/archive")
    page.locator(".asking input[name=q]").fill("armistice 41")
    page.locator(".asking button.strong").click()
    page.locator("[data-row]", has_text="Telegram 41").click()
    page.wait_for_url("**/archive/r/*")
    expect(page.locator("#text")).to_contain_text("The armistice line of 41")
    officer.go(f"/archive/r/{house.newest(record)['record']}")
    page.get_by_role("link", name="Edit this translation").click()
    page.locator("[name=author]").fill("из архива")
    page.locator("[name=reason]").fill("by a plain form")
    page.locator("#segment-4").fill("Confirm, please.")
    page.locator("[data-saves]").click()
    prove_without_scripts(officer, "a passphrase of nobody")
    expect(page.locator("form.presence .wrong").first).to_be_visible()
    prove_without_scripts(officer)
    expect(page.locator("#text")).to_contain_text("Confirm, please.")
    assert house.newest(record)["edition"] == 2


def test_without_scripts_one_makes_public_in_part(house: House, sit: Sit) -> None:
    record = alike("bare-part")
    number = house.enter(record)
    officer = sit("archivist", java_script_enabled=False)
    page = officer.go(f"/archive/r/{number}/release")
    expect(page.locator("[data-keep-back]")).not_to_be_visible()
    page.locator("[name=places]").fill("1:12-18")
    decide(page)
    page.get_by_role("button", name="Look at what goes out").click()
    expect(page.locator(".public .redacted").first).to_be_visible()
    page.get_by_role("button", name="Change what is kept back").click()
    expect(page.locator("[name=places]")).to_have_value(re.compile("1:12-18"))
    page.get_by_role("button", name="Look at what goes out").click()
    page.get_by_role("button", name="Make it public so").click()
    prove_without_scripts(officer)
    expect(page.locator(".openness")).to_have_text("public, in part")
    assert len(public(house, record)) == 1


KINDS = (
    "/archive",
    "/archive?q=armistice&place=Rome",
    "/archive?q=armistice&order=rank",
    "/archive?q=zirconium",
    "/archive/r/{}",
    "/archive/r/{}?text=0",
    "/archive/r/{}/text/2",
    "/archive/r/{}/new/translation",
    "/archive/r/{}/new/summary",
    "/archive/r/{}/new/normalised",
    "/archive/r/{}/compare/{}",
    "/archive/r/{}/release",
    "/archive/r/{}/withdraw",
    "/archive/r/{}/cite/9.ris",
)
WIDTH = """Math.max(
  document.documentElement.scrollWidth, document.querySelector("main").scrollWidth)"""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_can_be_used_by_everybody(language: str, house: House, sit: Sit) -> None:
    officer = sit(language=language)
    found = []
    for kind in KINDS:
        page = officer.page
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.emulate_media(color_scheme="light")
        officer.go(kind.replace("{}", str(house.seed)))
        assert page.locator("h1").count() == 1, kind
        found += [f"{kind}: {one}" for one in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{kind}, dark: {one}" for one in violations(page, COLOURS)]
        page.set_viewport_size({"width": 320, "height": 700})
        if (width := page.evaluate(WIDTH)) > 320:
            found.append(f"{kind}: {width} px wide")
    assert found == []


def test_of_what_may_not_be_copied_one_line_is_printed(house: House, sit: Sit) -> None:
    """Copies of the seed are forbidden by its caveat: on the screen it is whole, on paper not."""
    officer = sit(language="en")
    page = officer.page
    officer.go(f"/archive/r/{house.seed}")
    assert page.locator("#text").is_visible()
    assert page.locator(".unprinted").is_hidden()
    page.emulate_media(media="print")
    assert page.locator(".unprinted").is_visible()
    assert page.locator("#text").is_hidden()
    assert page.locator("h1").is_hidden()
