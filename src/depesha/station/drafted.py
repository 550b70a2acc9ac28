"""A draft as a line of a tray: what its form says so far, and nothing of its text."""

from typing import Final

from depesha.draft import Draft, parse_partial
from depesha.errors import Problem
from depesha.store.reading import Line

UNREADABLE: Final = Draft(addressees=(), text="")
"""What a draft says whose form cannot be read yet."""


def draft_line(line: Line) -> Line:
    """Return a draft of the store with what its form says: words, until it is released.

    Args:
        line: as the store tells; `head` is the beginning of its text, and goes.
    """
    form = _form(line["head"])
    return {
        **{key: value for key, value in line.items() if key != "head"},
        "subject": form.subject,
        "to": [str(one.office) for one in form.addressees],
        "precedence": form.precedence,
        "classification_name": form.classification,
        "caveats": list(form.caveats),
    }


def _form(head: str) -> Draft:
    # the text does not matter, and may have been cut off where only the beginning is read
    lines, _, _ = head.partition("\n\n")
    try:
        return parse_partial(f"{lines}\n\n.\n".encode(errors="replace"))
    except Problem:
        return UNREADABLE
