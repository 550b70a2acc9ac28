"""Every order with fields that it takes."""

GOOD: dict[str, dict[str, object]] = {
    "found": {},
    "found-network": {"network": "bench", "request": "r"},
    "draft": {"text": "t", "draft": 3, "again": True},
    "return-draft": {"draft": 3, "note": "n"},
    "release": {"draft": 3},
    "send": {"text": "t", "again": True},
    "confirm": {"reference": "moscow/26044"},
    "comply": {"reference": "moscow/26044"},
    "report": {"reference": "moscow/26044", "text": "t", "interim": True, "cannot": "c"},
    "pass": {"reference": "moscow/26044", "to": "razuvaev@pyongyang", "text": "t", "again": True},
    "series": {"series": "special", "first": 1070},
    "keybook-import": {"text": "t", "root": "ab" * 32},
    "keybook-admit": {"text": "t"},
    "keybook-introduce": {"station": "peking", "correspondent": "pyongyang"},
    "plan-line": {"a": "moscow", "b": "peking", "windows": "always", "remove": True},
    "plan-transit": {
        "from_station": "peking",
        "through": "moscow",
        "to": "pyongyang",
        "one_way": True,
        "remove": True,
    },
    "plan-silence": {"station": "pyongyang", "until_at": 1_800_000_000_000},
    "plan-sign": {},
    "minimize": {"neighbour": "moscow", "precedence": "IMMEDIATE"},
}
