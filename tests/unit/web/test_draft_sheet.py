"""Whoever releases sees all that he signs: every field of a draft is on its sheet."""

from dataclasses import fields
from typing import Any

import pytest

from depesha.draft import Draft
from depesha.station.client import Client
from tests.desks import visit
from tests.unit.station.a_station import found, station
from tests.unit.web.test_composing import CHOICE, DRAFT, MAY_ALL

QUOTED = "The words that are quoted, down to the last."
LINES = {
    "addressees": ("To: desk@beta; place BETAVILLE; person MR SMITH", "desk@beta MR SMITH"),
    "precedence": ("Precedence: IMMEDIATE", "IMMEDIATE"),
    "receipt": ("Receipt: confirm soon", "confirm soon"),
    "execution": ("Execution: report at once, every 6h", "report at once every 6 h"),
    "passing": ("Pass: gamma through delta", "gamma delta"),
    "classification": ("Classification: SECRET", "SECRET"),
    "caveats": ("Caveat: Copying prohibited", "Copying prohibited"),
    "captions": ("Caption: SPECIAL", "SPECIAL"),
    "categories": ("", ""),
    "privacy_mark": ("Privacy mark: the free text of it", "the free text of it"),
    "series": ("Series: special", "special"),
    "marks": ("Mark: 4570", "4570"),
    "copies": ("Copies: 1 Stalin; 2 Molotov", "Stalin Molotov"),
    "subject": ("Subject: the harvest of 51", "the harvest of 51"),
    "subject_codes": ("Subject code: HARV-7", "HARV-7"),
    "signatory": ("Signed: GROMYKO", "GROMYKO"),
    "originator": ("Originator: Ministry of Grain", "Ministry of Grain"),
    "comcen": ("Comcen: Tenth department", "Tenth department"),
    "form_code": ("Form: 17-B", "17-B"),
    "document_type": ("Document: Cipher telegram", "Cipher telegram"),
    "language": ("Language: de", ">de<"),
    "references": ("Refers: alpha/1; words in short of it", "alpha/ in short of it"),
    "attachments": ("", ""),
    "hold_until": ("Hold until: 2093-01-02 06:00", "2093-01-02"),
    "deliver_by": ("Deliver by: 2094-01-02 06:00", "2094-01-02"),
    "expires_at": ("Expires: 2095-01-02 06:00", "2095-01-02"),
    "other_recipients": ("Other: the consul; reason by courier", "the consul by courier"),
    "message_type": ("Type: exercise", "EXERCISE"),
    "message_type_name": ("Type name: WINTER-52", "WINTER-52"),
    "cover_names": ("Cover name: FALCON", "FALCON"),
    "message_instructions": ("Instruction: read it twice", "read it twice"),
    "handling_instructions": ("Handling: by hand only", "by hand only"),
    "text": ("", "The text itself."),
}
"""Field of a draft -> a line that says it, and what of it stands on the sheet."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Client:
    home = found(tmp_path_factory.mktemp("sheets") / "alpha", policy="mid-1951")
    quoted = f"To: desk@beta\nClassification: SECRET\nSubject: One\n\n{QUOTED}\n"
    told = station(home)
    told.order("send", office="desk", text=quoted)
    return told


def page_of(sheet: dict[str, Any]) -> str:
    look = {"sheet": sheet, "needed": 1, "problem": "", "hint": ""}
    answers = {"label-choice": CHOICE, "draft": DRAFT, "look-over": look, "draft-choices": MAY_ALL}
    page = visit(answers).get("/draft/3").text
    return page[page.index('class="paper sheet"') : page.index('class="review-side"')]


def sheet_of(told: Client, *lines: str) -> dict[str, Any]:
    text = "\n".join([*(line for line in lines if line), "", "The text itself.", ""])
    look = told.order("look-over", office="desk", text=text)
    assert look["problem"] == ""
    sheet: dict[str, Any] = look["sheet"]
    return sheet


def test_every_field_of_a_draft_is_drawn(told: Client) -> None:
    assert set(LINES) == {one.name for one in fields(Draft)}, "a field was forgotten"
    page = page_of(sheet_of(told, *(line for line, _ in LINES.values())))
    missing = [name for name, (_, said) in LINES.items() for one in said.split() if one not in page]
    assert missing == []


def test_what_is_quoted_is_drawn_with_its_text(told: Client) -> None:
    sheet = sheet_of(told, "To: desk@beta", "Classification: SECRET", "Quotes: alpha/1")
    assert QUOTED in page_of(sheet)
    assert sheet["quotations"][0]["reference"].startswith("alpha/")


def test_attachments_and_categories_are_drawn(told: Client) -> None:
    sheet = sheet_of(told, "To: desk@beta", "Classification: SECRET")
    sheet["attachments"] = [
        {"name": "map.pdf", "media_type": "application/pdf", "size_bytes": 7, "sha256": "ab" * 32}
    ]
    sheet["categories"] = [{"en": "Nuclear"}]
    page = page_of(sheet)
    assert all(one in page for one in ("map.pdf", "application/pdf", "abab", "Nuclear"))


def test_a_sheet_has_what_the_page_draws_of_it(told: Client) -> None:
    """What the registration will hold is on the sheet of a draft that lies here, too."""
    text = "To: desk@beta\nClassification: SECRET\nCopies: 1 Stalin\nMark: 4570\n\nThe text.\n"
    made = told.order("draft", office="desk", text=text)
    sheet = told.order("look-over", office="desk", draft=made["draft"])["sheet"]
    assert sheet["copies"] == [{"number": 1, "holder": "Stalin"}]
    assert sheet["marks"] == [{"text": "4570", "kind": ""}]
