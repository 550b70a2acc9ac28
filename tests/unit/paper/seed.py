"""The copy of No. 26044 as a station tells of it: every word from the page, times as it says."""

from copy import deepcopy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from depesha.demo.page import Page, read

MOSCOW = ZoneInfo("Europe/Moscow")
PAGE: Page = read()
IMPRINT = (
    "DEPESHA:SHEET:1:MOSCOW/1951/26044:MOSCOW:1:1:19511121T175500Z:" + "A" * 52 + ":" + "B" * 52
)


def at(hour: int, minute: int, day: int = 21) -> int:
    """Return a time of that day in Moscow, in UTC milliseconds."""
    return int(datetime(1951, 11, day, hour, minute, tzinfo=MOSCOW).timestamp() * 1000)


def copy_found(**other: Any) -> dict[str, Any]:
    """Return what the question `paper-copy` answers of copy 1."""
    copies = [_copy(number, holder) for number, holder in PAGE.copies]
    found: dict[str, Any] = {
        "reference": "moscow/1951/26044",
        "uid": "00" * 16,
        "language": "ru",
        "zone": "Europe/Moscow",
        "station": "moscow",
        "station_name": "Москва",
        "ink": {"foreground": "#b71c1c", "background": "#ffffff"},
        "sheet": {
            "originator": PAGE.originator,
            "comcen": PAGE.comcen,
            "station": "moscow",
            "form_code": "№ 17",
            "document_type": PAGE.document_type,
            "number": PAGE.outgoing_number,
            "year": 1951,
            "numbers": [{"series": "special", "number": PAGE.special_number}],
            "marks": [
                *({"text": mark, "kind": ""} for mark in PAGE.marks),
                {"text": PAGE.typed.split(" ", 1)[1], "kind": PAGE.typed.split(" ", 1)[0]},
            ],
            "filed_at": at(18, 35),
            "registered_at": at(18, 36),
            "incoming_number": None,
            "delivered_at": None,
            "classification_name": PAGE.classification,
            "caveats": [PAGE.caveat],
            "captions": ["ОСОБАЯ"],
            "policy": "mid-1951",
            "message_type": "OPERATION",
            "message_type_name": "",
            "subject": "",
            "signatory": PAGE.signatory,
            "zone": "Europe/Moscow",
            "released": [{"office": "gromyko@moscow", "released_at": at(18, 30)}],
            "addressees": [
                {
                    "office": "razuvaev@pyongyang",
                    "kind": "ACTION",
                    "place": PAGE.place,
                    "person": PAGE.person,
                    "precedence": "IMMEDIATE",
                    "local_precedence": PAGE.precedence,
                    "receipt": {"words": PAGE.receipt_words},
                    "execution": {"words": PAGE.execution_words},
                    "passing": [],
                }
            ],
            "other_recipients": [],
            "instructions": [],
        },
        "text": PAGE.text,
        "signatures": [
            {"what": "released", "who": "gromyko@moscow", "verified": True, "at": at(18, 30)}
        ],
        "duties": [
            {
                "office": "razuvaev@pyongyang",
                "receipt_due_at": None,
                "execution_due_at": None,
                "stages": [{"stage": "SENT", "at": at(20, 50), "evidenced": True}],
            }
        ],
        "answers": [],
        "amended": [],
        "amends": [],
        "withdrawn": None,
        "copy": {**copies[0], "certified_at": at(21, 0), "certified_by": PAGE.certified_by},
        "ledger": copies,
        "print": {"number": 1, "at": at(20, 55), "by": "ян.", "reason": ""},
        "imprint": IMPRINT,
        "seal": "9f2c71aa83de5b107c44e1f022b98d6a9f2c71aa83de5b107c44e1f022b98d6a",
    }
    found = deepcopy(found)
    sheet = other.pop("sheet", {})
    found["sheet"] |= sheet
    return found | other


def receipt(**other: Any) -> dict[str, Any]:
    """Return a receipt whose signature holds."""
    return {
        "office": "razuvaev@pyongyang",
        "code": "OPERATOR_ACK",
        "interim": False,
        "at": at(21, 1),
        "text": None,
        "reason": None,
        "verified": True,
        "as": "operator",
        "title": "",
        "deputy": None,
        "in_place_of": None,
        "digest": "ab" * 32,
        **other,
    }


def _copy(number: int, holder: str) -> dict[str, Any]:
    return {
        "number": number,
        "holder": holder,
        "state": "HELD",
        "issued_at": at(18, 36),
        "shelf": "",
        "certified_at": None,
        "certified_by": "",
        "printed_at": at(20, 55) if number == 1 else None,
        "printed_by": "ян." if number == 1 else "",
    }
