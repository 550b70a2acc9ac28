"""Stamps: what stands on a sheet because a signed answer is held, and only then.

Rule 1: an answer whose signature does not hold makes no stamp.
Rule 2: a later answer stamps nothing for an earlier one: what is implied is no receipt.
Rule 3: where several are addressed, a stamp says of how many.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from depesha.paper.words import Speech

Row = Mapping[str, Any]

STAMPED: Final = {
    "OPERATOR_ACK": "OPERATOR_ACK",
    "WILL_COMPLY": "WILL_COMPLY",
    "HAVE_COMPLIED": "HAVE_COMPLIED",
    "CANNOT_COMPLY": "cannot comply",
}
"""Codes of answers that make a stamp, in their order, and the caption of each."""

ACTION: Final = "ACTION"
MOST_NAMED: Final = 3
MOST: Final = 2
"""Stamps side by side; of more, the first and the last of the ladder."""


def stamps(speech: Speech, found: Row) -> list[dict[str, Any]]:
    """Return the stamps of a telegram's sheet."""
    asked = {one["office"] for one in found["sheet"]["addressees"] if one["kind"] == ACTION}
    held = [
        one
        for one in found.get("answers") or ()
        if one.get("verified") is True and not one.get("interim") and one["office"] in asked
    ]
    made = [
        {"words": speech.word(caption).upper(), "detail": _detail(speech, given, len(asked))}
        for code, caption in STAMPED.items()
        if (given := _firsts(held, code))
    ]
    return made if len(made) <= MOST else [made[0], made[-1]]


def _firsts(held: Sequence[Row], code: str) -> list[Row]:
    """Return the first answer of each office with a code, in the order of time."""
    firsts: dict[str, Row] = {}
    for one in sorted(held, key=lambda one: (one["at"], one["office"])):
        if one["code"] == code:
            firsts.setdefault(one["office"], one)
    return list(firsts.values())


def _detail(speech: Speech, given: Sequence[Row], asked: int) -> list[str]:
    if asked == 1:
        return [speech.printed(given[0]["office"]), speech.time(given[0]["at"])]
    named = ", ".join(str(one["office"]) for one in given[:MOST_NAMED])
    more = " …" if len(given) > MOST_NAMED else ""
    return [speech.word("paper by many", len(given), asked, named + more)]
