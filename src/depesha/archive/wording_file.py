"""A wording as a text file: its paragraphs, an empty line between.

    On 20 November the following directive …

    …

    Confirm receipt.

A paragraph of `…` alone is one that says nothing yet. What is written is read back as the same.
"""

import re
from collections.abc import Sequence
from typing import Final

from depesha.archive.translating import Paragraph
from depesha.errors import Usage

NONE: Final = "…"

_PARTED: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def written(paragraphs: Sequence[Paragraph]) -> str:
    """Return the file of a wording.

    Raises:
        Usage: a paragraph has an empty line in it, so that it would be read as two.
    """
    for place, one in enumerate(paragraphs, 1):
        if _PARTED.search(one.said.strip()):
            msg = f"paragraph {place} has an empty line in it"
            raise Usage(msg, hint="it is edited at the desk")
    return "\n\n".join(one.said.strip() or NONE for one in paragraphs) + "\n"


def read(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a file."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    return tuple("" if one.strip() == NONE else one.strip() for one in _PARTED.split(whole))
