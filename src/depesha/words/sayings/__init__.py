"""What a station says in English words of its own, said in Russian: by the words, or by a pattern.

The keys of a table are the English words; `{0}` stands for what is put in: numbers, times, names.
What a table does not know stays as it was said.
"""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\\\{(\d)\\\}")


class Sayings:
    """One table of such words.

    Args:
        table: Russian by English.
        parts: Russian by English of what may be put in; else it is put in as it is.
    """

    def __init__(self, table: Mapping[str, str], parts: Mapping[str, str] | None = None) -> None:
        self._table = table
        self._parts = parts or {}
        self._patterns: list[tuple[re.Pattern[str], str]] | None = None

    def said(self, text: str, language: str) -> str:
        """Return what was said, in a language."""
        if language != "ru":
            return text
        if text in self._table and "{" not in text:
            return self._table[text]
        for pattern, russian in self._compiled():
            found = pattern.fullmatch(text)
            if found:
                return russian.format(*(self._parts.get(part, part) for part in found.groups()))
        return text

    def _compiled(self) -> list[tuple[re.Pattern[str], str]]:
        """Return the words with something put in, as patterns; the longest first."""
        if self._patterns is None:
            self._patterns = [
                (re.compile(_PLACE.sub("(.+)", re.escape(english))), self._table[english])
                for english in sorted(self._table, key=len, reverse=True)
                if "{" in english
            ]
        return self._patterns
