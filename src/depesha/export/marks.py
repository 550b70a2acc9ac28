"""What one telegram is to another, and that it is held: on the sheet, in lists, in `track`.

The original is marked with the number of what amends or answers it, and that with the number of the
original, so whoever sees one of them finds the other.
"""

from collections.abc import Iterator

from depesha.export.screen import safe
from depesha.export.speech import Row, Speech
from depesha.export.times import of


def marks(speech: Speech, found: Row) -> Iterator[str]:
    """Yield what is said of a telegram by others, what it says of others, and until when it waits.

    A claim that does not hold here is shown as one.
    """
    withdrawn = found.get("withdrawn")
    if withdrawn:
        said = (withdrawn["office"], withdrawn.get("reason") or "")
        yield safe(speech.word("withdrawn").format(*said).rstrip(", "))
    for one in found.get("amended") or ():
        yield safe(speech.word(f"BY_{one['relation']}").format(one["reference"]))
    for one in found.get("amends") or ():
        said_of = speech.word(f"TO_{one['relation']}").format(one["reference"])
        claim = "" if one.get("holds") else f" ({speech.word('claims').format(one['reference'])})"
        yield safe(f"{said_of}{claim}")
    if found.get("held_until") is not None:
        yield speech.word("held until").format(of(speech, found["held_until"]))


def in_list(speech: Speech, row: Row) -> str:
    """Return the marks of a telegram in one cell, in brackets; nothing where there are none."""
    said = [
        speech.word(f"BY_{one['relation']}").format(one["reference"])
        for one in row.get("amended") or ()
    ]
    said += [
        speech.word(f"TO_{one['relation']}").format(one["reference"])
        for one in row.get("amends") or ()
    ]
    return "".join(f"[{one}] " for one in said)
