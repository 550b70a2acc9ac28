"""What a task of execution control says in one cell: what is owed, who answered, one fact of it."""

from collections.abc import Iterator
from typing import Final

from depesha.export.answers import answer, signer
from depesha.export.speech import Row, Speech
from depesha.export.times import of


def owes(speech: Speech, row: Row) -> str:
    """Return what is still asked of an addressee."""
    asked = {
        "receipt": row.get("receipt") and row.get("received_at") is None,
        "execution": row.get("execution") and row.get("executed_at") is None,
    }
    answered = row.get("executed_at") is not None or row.get("acknowledged_at") is not None
    asked["receipt"] = asked["receipt"] and not answered
    if row.get("closed"):
        return ""
    return ", ".join(speech.word(f"owes {what}") for what, still in asked.items() if still)


def said_answer(speech: Speech, one: Row) -> str:
    """Return who answered what, in whose place, and in which standing."""
    standing = f", {speech.word(str(one['as']))}" if one.get("as") else ""
    who = signer(speech, {**one, "who": one.get("office") or ""})
    return "  ".join(filter(None, [f"{who}{standing}", answer(speech, one)]))


OF_WHOM: Final = ("office", "station", "neighbour", "reason")
TIMES: Final = ("due_at", "look_at", "until")
NAMES: Final = ("shown_to", "stations")
"""What is shown of a fact besides its kind, where it has it."""


def fact(speech: Speech, one: Row) -> Iterator[str]:
    """Yield the parts of a line of history: when, what, of whom, and what of it counts."""
    yield of(speech, one["at"])
    if one["kind"] == "Amended":
        yield _amended(speech, one)
        return
    yield speech.word(str(one["kind"]))
    if one.get("code"):
        yield said_answer(speech, one)
        return
    yield from (str(one[key]) for key in OF_WHOM if one.get(key))
    if one.get("term"):
        yield speech.word(f"overdue {str(one['term']).lower()}")
    yield from (of(speech, one[key]) for key in TIMES if isinstance(one.get(key), int))
    yield from (", ".join(str(name) for name in one[key]) for key in NAMES if one.get(key))


def _amended(speech: Speech, one: Row) -> str:
    """Return what another telegram is to it, or it to another, as on the sheet."""
    if one.get("amends"):
        return speech.word(f"TO_{one['relation']}").format(one["amends"])
    return speech.word(f"BY_{one['relation']}").format(one.get("amended_by"))
