"""A network in the shapes in which a station answers, for tests of its pages."""

from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]

OWN = "pyongyang"
AT = 1_795_916_141_982
"""29 November 2026, a Sunday."""


def identity(station: str, **more: Any) -> Row:
    return {
        "station": station,
        "names": {"ru": station.title() + "-ру"},
        "zone": "Asia/Pyongyang",
        "status": "ACTIVE",
        "public_key": "cb" * 32,
        "key_groups": " ".join(["f263"] * 16),
        "key_words": " ".join(["zufel"] * 16),
        "offices": [
            {
                "office": f"clerk@{station}",
                "titles": {"ru": "Посол"},
                "roles": ["releaser"],
                "clearance": 5,
                "deputies": [],
            }
        ],
        "period_keys": [
            {"fingerprint": "ab" * 32, "not_before_at": AT - 1, "not_after_at": AT + 10**10}
        ],
        "book_version": 4,
        "sent_version": None,
        "revocation": None,
        **more,
    }


def link(neighbour: str, **more: Any) -> Row:
    return {
        "neighbour": neighbour,
        "state": "up",
        "since_at": AT,
        "until_at": None,
        "last_error": "",
        "hint": "",
        "address": "127.0.0.1:7001",
        "in_flight": 0,
        "blobs": [],
        "sent": 7,
        "accepted": 7,
        "deferred": 0,
        "refused": 0,
        "received": 6,
        "malformed": 0,
        "bulk_state": "up",
        "bulk_since_at": AT,
        "bulk_until_at": None,
        "bulk_last_error": "",
        "bulk_in_flight": 0,
        **more,
    }


def way(station: str, **more: Any) -> Row:
    return {
        "station": station,
        "names": {"ru": station.title() + "-ру"},
        "status": "ACTIVE",
        "known": True,
        "next_hop": "moscow",
        "direct": station == "moscow",
        "expected_at": AT,
        "answer_at": AT,
        "silent_until": None,
        "blocked": False,
        "beyond": None,
        "problem": None,
        "hint": None,
        **more,
    }


def route(to: str, **more: Any) -> Row:
    return {
        "to": to,
        "next_hop": "moscow",
        "direct": to == "moscow",
        "known": True,
        "why": "",
        "expected_at": AT,
        "answer_at": AT,
        "silent_until": None,
        "blocked": False,
        "beyond": None,
        "steps": [
            {
                "station": "moscow",
                "leaves_at": AT,
                "arrives_at": AT,
                "windows": "always",
                "rule": None,
            }
        ],
        "ways": ["moscow"],
        "excluded": [],
        **more,
    }


def answers(**more: Any) -> Mapping[str, Any]:
    """Return what a post of three stations answers."""
    return {
        "keybook": {
            "network": "moscow",
            "station": OWN,
            "version": 4,
            "digest": "89" * 32,
            "root": "45" * 32,
            "root_groups": " ".join(["45a0"] * 16),
            "root_words": " ".join(["hajor"] * 16),
            "is_centre": False,
            "collectives": [],
            "keeper": "moscow",
            "stations": [identity(one) for one in ("moscow", "peking", OWN)],
        },
        "plan": {
            "version": 3,
            "signed": True,
            "lines": [
                {"a": "moscow", "b": OWN, "windows": "06:00-06:30 daily"},
                {"a": "moscow", "b": "peking", "windows": "always"},
            ],
            "transits": [{"from": OWN, "through": "moscow", "to": "peking"}],
            "silences": [],
        },
        "links": [link("moscow")],
        "ways": [way("moscow"), way("peking")],
        "queue": [],
        "queue-oldest": [],
        "service": [],
        "line-register": {
            "line": "moscow",
            "day": None,
            "channels": [],
            "open": 0,
            "nothing_missing": True,
            "by_pack": False,
        },
        "route": lambda fields: route(fields["to"]),
        **more,
    }
