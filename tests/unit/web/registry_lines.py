"""Lines of the registry as a station answers them: their real shapes, with few words."""

from typing import Any

AT = 1_795_904_319_592

OFFICES = [
    {"office": "razuvaev@pyongyang", "roles": ["registrar", "releaser"], "clearance": 5},
    {"office": "boy@pyongyang", "roles": ["drafter"], "clearance": 1},
]

NUMBERED: dict[str, Any] = {
    "series": "outgoing",
    "book_year": 2026,
    "book_number": 26_044,
    "book_last": 26_044,
    "entry": "telegram",
    "reference": "moscow/2026/26044",
    "station": "moscow",
    "registered_at": AT,
    "filed_at": AT,
    "delivered_at": None,
    "classification": 5,
    "policy": "mid-1951",
    "precedence": "IMMEDIATE",
    "local_precedence": "ВНЕ ОЧЕРЕДИ",
    "from": None,
    "to": ["razuvaev@pyongyang", "roshchin@peking"],
    "state": "EXECUTED",
    "executed": True,
    "refused": False,
    "subject": "О разъяснениях",
    "message_type": 1,
    "type": "operation",
    "amended": [],
    "amends": [],
    "held_until": None,
    "withdrawn": None,
    "hidden": False,
}


def span(entry: str, first: int, last: int = 0, **said: Any) -> dict[str, Any]:
    """Return a line of a book that is no telegram."""
    numbered = {"series": "outgoing", "book_year": 2026, "book_number": first}
    return {**numbered, "book_last": last or first, "entry": entry, **said}


BOOK = [
    NUMBERED,
    span("void", 26_045, office="clerk@moscow", reason="испорчен", at=AT),
    span("skipped", 26_046, 26_059),
    span("gap", 26_060),
    span("withheld", 26_061),
]

SUMS = [
    {
        "year": 2026,
        "first": 26_044,
        "last": 26_061,
        "telegrams": 1,
        "withheld": 1,
        "voids": 1,
        "skipped": 14,
        "gaps": 1,
    }
]

SERIES = [{"series": "outgoing"}, {"series": "directive"}]
NEIGHBOURS = [{"neighbour": "moscow", "address": "", "planned": True}]

COPY: dict[str, Any] = {
    "number": 1,
    "holder": "т. Сталину",
    "issued_at": AT,
    "issued_by": "",
    "return_by": AT,
    "overdue_at": None,
    "returned_at": None,
    "return_act": "",
    "destroyed_at": None,
    "act": "",
    "done_by": "",
    "witness": "",
    "archived_at": None,
    "shelf": "",
    "certified_at": None,
    "certified_by": "",
    "printed_at": None,
    "printed_by": "",
    "state": "HELD",
    "overdue": True,
}
GONE = {
    **COPY,
    "number": 2,
    "holder": "Копия",
    "return_by": None,
    "returned_at": AT,
    "return_act": "5/р",
    "destroyed_at": AT,
    "act": "17/с",
    "done_by": "канцелярия",
    "witness": "архив",
    "certified_at": AT,
    "certified_by": "Иван",
    "printed_at": AT,
    "printed_by": "ян.",
    "state": "DESTROYED",
    "overdue": False,
}
OF_TELEGRAM = {
    "reference": "moscow/1951/26044",
    "classification": 5,
    "policy": "mid-1951",
    "caveats": ["NO_COPIES"],
    "made": 2,
    "sums": {"HELD": 1, "DESTROYED": 1},
    "overdue": 1,
    "without_gap": True,
    "at": None,
    "copies": [COPY, GONE],
}
HISTORY = [
    {"fact": 1, "kind": "Registered", "at": AT, "holder": "Копия"},
    {"fact": 2, "kind": "CopyPrinted", "at": AT, "office": "clerk@moscow", "printed_by": "ян."},
    {"fact": 3, "kind": "CopyReturned", "at": AT, "office": "clerk@moscow", "act": ""},
    {
        "fact": 4,
        "kind": "CopyDestroyed",
        "at": AT,
        "office": "clerk@moscow",
        "act": "17/с",
        "done_by": "канцелярия",
        "witness": "архив",
    },
]
LEDGER = [
    {
        **copy,
        "reference": "moscow/1951/26044",
        "classification": 5,
        "policy": "mid-1951",
        "entry": "copy",
        "hidden": False,
    }
    for copy in (COPY, GONE)
]
LEDGER_SUMS = {"made": 3, "sums": {"HELD": 1, "DESTROYED": 1}, "overdue": 1, "withheld": 1}

TASK: dict[str, Any] = {
    "uid": "0" * 32,
    "reference": "moscow/2026/26044",
    "direction": "out",
    "office": "razuvaev@pyongyang",
    "station": "pyongyang",
    "originator": "moscow",
    "message_type": 1,
    "classification": 5,
    "policy": "mid-1951",
    "subject": "О разъяснениях",
    "precedence": "IMMEDIATE",
    "local_precedence": "ВНЕ ОЧЕРЕДИ",
    "state": "DELIVERED",
    "closed": False,
    "receipt": True,
    "receipt_due_at": AT,
    "received_at": None,
    "acknowledged_at": None,
    "execution": True,
    "execution_due_at": None,
    "executed_at": None,
    "refused_at": None,
    "executed": False,
    "refused": False,
    "interim_every_s": None,
    "interim_due_at": None,
    "interim_at": None,
    "expires_at": AT,
    "filed_at": AT,
    "sent_at": AT,
    "delivered_at": AT,
    "handle_by": AT,
    "handling_ms": 72,
    "due_at": AT,
    "left_ms": -5,
    "overdue": [{"what": "receipt", "since_at": AT}],
    "chased": 2,
    "chased_at": AT,
    "shown_to": ["duty@pyongyang"],
    "amended": [],
    "amends": [],
    "held_until": None,
    "withdrawn": None,
    "hidden": False,
}

ALARM: dict[str, Any] = {
    "alarm": 118,
    "what": "copy-overdue",
    "about": f"copy 3:{'ab' * 16}",
    "text": "copy 3 is not back, and its term is over",
    "precedence": "ROUTINE",
    "raised_at": AT,
    "cleared_at": None,
    "accepted_at": None,
    "accepted_by": None,
    "note": "",
    "lasts": True,
    "document": "telegram",
    "reference": "moscow/1951/26044",
    "station": None,
}

SERVICE = {
    "notice": "ab" * 32,
    "came": True,
    "station": "peking",
    "code": "NO_COMMUNICATIONS",
    "uid": None,
    "subject": "pyongyang",
    "at": AT,
}
TRANSIT = {
    "slip_id": "ab" * 16,
    "from": "moscow",
    "next_hop": "seoul",
    "destination": "seoul",
    "taken_at": AT,
    "handed_on_at": None,
    "returned_at": None,
    "reason": None,
}
CHANNEL = {
    "line": "moscow",
    "day": "2026-11-28",
    "direction": "in",
    "lane": 0,
    "epoch": "0102030405060708",
    "first": 1,
    "last": 9,
    "loads": 8,
    "accepted": 8,
    "again": 0,
    "open": 1,
    "missing": [{"first": 4, "last": 4}],
}
LOGGED = {
    "fact": 9,
    "at": AT,
    "what": "sent",
    "from": "moscow",
    "from_number": "moscow/2026/26044",
    "to": "pyongyang",
    "to_number": None,
    "deputy": None,
    "in_place_of": None,
    "as": None,
    "code": None,
    "interim": False,
    "repeat": True,
    "precedence": "IMMEDIATE",
    "message_type": 1,
    "classification": 5,
    "policy": "mid-1951",
    "hidden": False,
    "subject": "О разъяснениях",
}
