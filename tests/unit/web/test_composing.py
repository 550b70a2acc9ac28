"""The form and the page of a draft."""

from typing import Any

from tests.desks import Visitor, visit

CHOICE: dict[str, Any] = {
    "policy": "mid-1951",
    "classifications": [
        {"code": "SEKRETNO", "name": "SECRET", "spellings": ["secret", "секретно"], "level": 4,
         "foreground": "black", "background": "white", "releasers": 1, "barred": [],
         "below_quoted": False},
        {"code": "SOV", "name": "TOP SECRET", "spellings": ["topsecret"], "level": 5,
         "foreground": "black", "background": "white", "releasers": 2,
         "barred": [{"office": "roshchin@peking", "clearance": "SECRET"}], "below_quoted": False},
    ],
    "captions": [],
    "caveats": [
        {"code": "NO_COPIES", "name": "Copying prohibited", "spellings": ["nocopies"],
         "must": False, "forbids": ["quote"], "once": ["print"]}
    ],
    "categories": [],
    "precedences": [
        {"code": "MOLNIYA", "name": "FLASH", "spellings": ["flash", "молния"],
         "precedence": "FLASH", "receipt_s": 1, "execution_s": 1, "handling_s": 1, "releasers": 1}
    ],
    "quotes": [],
    "unknown": [],
}  # fmt: skip
EVERYBODY = [
    {"name": "roshchin@peking", "collective": False, "members": [], "title": "Ambassador",
     "station": "peking", "station_name": "Peking", "clearance": 4}
]  # fmt: skip
TEXT = 'To: roshchin@peking FLASH\nClassification: SECRET\n\n20 ноября об"явлено\n'
DRAFT: dict[str, Any] = {
    "draft": 3, "version": 2, "office": "razuvaev@pyongyang", "text": TEXT, "state": "draft",
    "note": "", "attachments": [], "needed": None, "endorsements": [], "asked": [],
    "endorsed_before": None, "has_composed": False,
}  # fmt: skip
LOOK = {"sheet": None, "needed": 0, "problem": "roshchin@peking may not receive it", "hint": ""}
ROW = {
    "to-kind": "ACTION", "to-office": "", "to-precedence": "", "to-place": "", "to-person": "",
    "to-receipt": "", "to-execution": "", "to-passing": "", "to-collective": "",
    "ref-relation": "REFERS", "ref-value": "",
}  # fmt: skip


def composer(**answers: Any) -> Visitor:
    known = {
        "label-choice": CHOICE,
        "addressees": EVERYBODY,
        "draft": DRAFT,
        "look-over": LOOK,
        "offices": [],
    }
    return visit({**known, **answers})


def test_a_new_telegram_offers_names_and_labels() -> None:
    page = composer().get("/draft/new")
    assert page.status_code == 200
    assert "roshchin@peking" in page.text
    assert "roshchin@peking is cleared to SECRET" in page.text


def test_a_draft_is_shown_as_the_form() -> None:
    page = composer().get("/draft/3/edit")
    assert 'value="roshchin@peking"' in page.text
    assert "20 ноября об&#34;явлено" in page.text


def test_a_draft_is_shown_with_what_keeps_it_from_release() -> None:
    page = composer().get("/draft/3")
    assert "roshchin@peking may not receive it" in page.text
