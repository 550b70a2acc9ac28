"""What one telegram is to another, and that it is held: on the sheet, in lists, in `track`.

The original is marked with the number of what amends or answers it, and that with the number of the
original, so whoever sees one of them finds the other.
"""

from collections.abc import Iterator

from depesha.cli.call import Call, Row
from depesha.cli.screen import safe
from depesha.cli.times import of


def marks(call: Call, found: Row) -> Iterator[str]:
    """Yield what is said of a telegram by others, what it says of others, and until when it waits.

    A claim that does not hold here is shown as one.
    """
    withdrawn = found.get("withdrawn")
    if withdrawn:
        said = (withdrawn["office"], withdrawn.get("reason") or "")
        yield safe(call.word("withdrawn").format(*said).rstrip(", "))
    for one in found.get("amended") or ():
        yield safe(call.word(f"BY_{one['relation']}").format(one["reference"]))
    for one in found.get("amends") or ():
        said_of = call.word(f"TO_{one['relation']}").format(one["reference"])
        claim = "" if one.get("holds") else f" ({call.word('claims').format(one['reference'])})"
        yield safe(f"{said_of}{claim}")
    if found.get("held_until") is not None:
        yield call.word("held until").format(of(call, found["held_until"]))


def in_list(call: Call, row: Row) -> str:
    """Return the marks of a telegram in one cell, in brackets; nothing where there are none."""
    said = [
        call.word(f"BY_{one['relation']}").format(one["reference"])
        for one in row.get("amended") or ()
    ]
    said += [
        call.word(f"TO_{one['relation']}").format(one["reference"])
        for one in row.get("amends") or ()
    ]
    return "".join(f"[{one}] " for one in said)
