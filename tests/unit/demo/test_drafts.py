"""The drafts of the story: what a drafter would type, taken from the page."""

import pytest

from depesha import draft
from depesha.demo import drafts, page
from depesha.demo.page import Page
from depesha.draft import Draft
from depesha.telegram import Relation

NOTICE = "9f86d081884c7d65"


@pytest.fixture(scope="module")
def sheet() -> Page:
    return page.read()


@pytest.fixture(scope="module")
def telegram(sheet: Page) -> Draft:
    text = drafts.telegram(sheet, quotes="moscow/26043", notice=NOTICE)
    return draft.parse(text.encode())


def test_the_text_of_the_telegram_is_that_of_the_page(telegram: Draft, sheet: Page) -> None:
    assert telegram.text == sheet.text


def test_the_form_of_the_telegram_is_that_of_the_page(telegram: Draft, sheet: Page) -> None:
    assert telegram.originator == sheet.originator
    assert telegram.comcen == sheet.comcen
    assert telegram.form_code == sheet.form_code
    assert telegram.document_type == sheet.document_type
    assert telegram.classification == sheet.classification
    assert telegram.caveats == (sheet.caveat,)
    assert telegram.captions == (sheet.caption,)
    assert telegram.precedence == sheet.precedence
    assert telegram.signatory == sheet.signatory
    assert telegram.series == ("special",)
    assert tuple((copy.number, copy.holder) for copy in telegram.copies) == sheet.copies


def test_the_addressee_has_the_words_of_the_form(telegram: Draft, sheet: Page) -> None:
    (addressee,) = telegram.addressees
    assert addressee.office == "razuvaev@pyongyang"
    assert (addressee.place, addressee.person) == (sheet.place, sheet.person)


def test_a_receipt_and_a_report_are_asked_in_the_words_of_the_page(telegram: Draft) -> None:
    assert telegram.receipt is not None
    assert telegram.execution is not None
    assert telegram.receipt.words == "подтвердите"
    assert telegram.execution.words == "телеграфьте немедленно"


def test_the_marks_are_kept_and_the_clocks_are_marks(telegram: Draft, sheet: Page) -> None:
    texts = [mark.text for mark in telegram.marks]
    assert texts[:2] == list(sheet.marks)
    assert texts[2:4] == [sheet.filed, sheet.sent]
    assert f"{telegram.marks[4].kind} {telegram.marks[4].text}" == sheet.typed


def test_it_quotes_the_directive_and_gives_the_reason_of_its_way(
    telegram: Draft, sheet: Page
) -> None:
    quotes, reason = telegram.references
    assert quotes.relation is Relation.QUOTES
    assert reason.relation is Relation.ROUTE_REASON
    assert reason.words == sheet.no_communications


def test_the_directive_is_passed_through_razuvaev_and_says_what_is_made_up(sheet: Page) -> None:
    directive = draft.parse(drafts.directive(sheet).encode())
    assert directive.text == sheet.directive
    (passing,) = directive.passing
    assert f"{passing.to} через {passing.through}" == sheet.passing
    assert [mark.text for mark in directive.marks] == [drafts.OWN_MARK]
    assert directive.caveats == ()  # it is to be passed on and quoted


def test_a_cover_name_stands_in_the_text(telegram: Draft, sheet: Page) -> None:
    assert telegram.cover_names == (drafts.cover_name(sheet),) == ("Филиппов",)
    assert drafts.cover_name(sheet) in telegram.text


def test_whatever_is_answered_says_that_it_is_made_up(sheet: Page) -> None:
    short = draft.parse(drafts.short_telegram(sheet).encode())
    for words in (drafts.REPORT, short.text):
        assert "придуманы для показа" in words


def test_what_waits_at_the_desk_asks_for_both_and_says_that_it_is_made_up(sheet: Page) -> None:
    waiting = draft.parse(drafts.waiting_telegram(sheet).encode())
    assert "придуманы для показа" in waiting.text
    assert [mark.text for mark in waiting.marks] == [drafts.OWN_MARK]
    assert waiting.receipt is not None
    assert waiting.execution is not None
    assert waiting.caveats == ()  # it may be printed, passed on, answered with a quotation
