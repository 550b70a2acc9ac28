"""Where on a page the original ends and each translation begins.

    Translation - English        a line, or a heading, that says so
    MID USSR …                   else: where no Cyrillic letter follows

Rule 1: what the page says itself comes first; else the scripts part the original from what follows.
Rule 2: a page without a Cyrillic letter has an original only where its record says in which
    language that is, and it is that of the text; else all of it is a translation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from depesha.archive.page_lines import Line

CODES: Final = {
    "english": "en",
    "russian": "ru",
    "german": "de",
    "french": "fr",
    "chinese": "zh",
    "korean": "ko",
    "polish": "pl",
    "hungarian": "hu",
    "czech": "cs",
    "bulgarian": "bg",
    "romanian": "ro",
    "albanian": "sq",
    "spanish": "es",
    "italian": "it",
}

_SAID: Final = re.compile(
    r"(?:#{1,6} *)?(?:\*\*)?Translation(?: *[-–:] *| to | in )(?P<language>[A-Z][a-z]+):?(?:\*\*)?"
)
_CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")
_LATIN: Final = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """The lines of one translation; `said`: the line that says that it is one."""

    language: str
    lines: Sequence[Line]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The original, and its translations."""

    original: Sequence[Line]
    translations: tuple[Translated, ...]

    @property
    def is_russian(self) -> bool:
        """Whether the original is read as sheets of a Russian blank."""
        return any(_CYRILLIC.search(line.text) for line in self.original)


def parted(lines: Sequence[Line], language: str) -> Parts:
    """Return the parts of what stands below the record.

    Args:
        lines: those below it.
        language: of the original, as the record names it.
    """
    marked = [(place, found) for place, line in enumerate(lines) if (found := _said(line))]
    first = marked[0][0] if marked else len(lines)
    ends = [place for place, _ in marked[1:]] + [len(lines)]
    told = tuple(
        Translated(language=code, lines=lines[place + 1 : end], said=(lines[place].text,))
        for (place, code), end in zip(marked, ends, strict=False)
    )
    before = lines[:first]
    original, rest = (before, before[:0]) if marked else _by_script(before)
    if not original and rest and _is_latin(language):
        original, rest = rest, rest[:0]
    untold = (Translated(language="en", lines=rest),) if rest else ()
    return Parts(original=original, translations=(*untold, *told))


def _said(line: Line) -> str:
    found = _SAID.fullmatch(line.text)
    return CODES.get(found["language"].lower(), "und") if found else ""


def _is_latin(language: str) -> bool:
    """Say whether an original in that language is what a page in Latin letters shows."""
    said = language.strip().lower()
    return said in CODES and said not in ("russian", "bulgarian", "chinese", "korean")


def code_of(language: str) -> str:
    """Return the code of a language as records name it; `und`: of none that is known."""
    return CODES.get(language.strip().lower(), "und")


def _by_script(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the original, and the translation: no Cyrillic letter follows where that begins."""
    last = max((i for i, line in enumerate(lines) if _CYRILLIC.search(line.text)), default=-1)
    if last < 0:
        return lines[:0], lines
    begins = next(
        (i for i in range(last + 1, len(lines)) if _LATIN.search(lines[i].text)), len(lines)
    )
    return lines[:begins], lines[begins:]
