"""What was changed since somebody endorsed it: field by field, and line by line of the text."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

TEXT: Final = "text"
OF_THE_MOMENT: Final = frozenset({"drafted_at", "word_count", "classification_names", TEXT})
"""Fields that differ by themselves, or are shown otherwise."""

MAX_LINES: Final = 2000
"""Lines of a text that are compared: a longer one is shown whole, as it is now."""

Sheet = Mapping[str, Any]


def changed_lines(before: Sheet, after: Sheet) -> list[tuple[str, object, object]]:
    """Return each field that says something else now: its name, what it said, what it says."""
    return [
        (name, before[name], said)
        for name, said in after.items()
        if name not in OF_THE_MOMENT and name in before and before[name] != said
    ]


def changed_words(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines of a text, each as `same`, `gone` or `new`; the order is that of reading."""
    if before == after:
        return []
    return list(_compared(before.split("\n"), after.split("\n")))


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    if max(len(before), len(after)) > MAX_LINES:
        yield from (("new", line) for line in after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        if before[start:end] == after[new_start:new_end]:
            yield from (("same", line) for line in before[start:end])
        else:
            yield from (("gone", line) for line in before[start:end])
            yield from (("new", line) for line in after[new_start:new_end])
