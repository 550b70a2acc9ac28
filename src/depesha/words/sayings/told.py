"""What an order or a question was refused with, in Russian, and as the desk says it.

Rule 1: a table's key is a message or a hint as it stands in the code, `{0}` for what is put in;
    it is matched whole, the one with the longest words of its own first.
Rule 2: numbers, names and what a person wrote are carried over as they are. `{0:word}` is one of
    the station's own words (a state, a deed), `{0:said}` a saying within a saying.
Rule 3: what no table knows is told as not known, and a face shows it in English, marked so.
Rule 4: a hint that names a command is for the command line. The desk says its own in its place
    (`AT_THE_DESK`), or none.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from depesha.words.alarm_texts import alarm_text
from depesha.words.reasons import reason
from depesha.words.sayings import (
    answers,
    archive,
    archive_import,
    archive_texts,
    commands,
    copies,
    drafts,
    evidence,
    general,
    keys,
    lines,
    parts,
    proving,
    registers,
    release,
    sign_in,
    store,
)

MAX_SAID: Final = 1_000
"""Characters; what is longer is no message of one line, and is not looked up."""

FIELDS: Final = (
    drafts,
    release,
    answers,
    copies,
    registers,
    keys,
    lines,
    evidence,
    proving,
    archive,
    archive_import,
    archive_texts,
    sign_in,
    store,
    general,
    commands,
)

SAID: Final[Mapping[str, str]] = {
    english: russian for field in FIELDS for english, russian in field.SAID.items()
}
"""All of them; no key stands in two fields, a test compares."""

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    hint: pair for field in FIELDS for hint, pair in field.AT_THE_DESK.items()
}
"""What the desk says in place of a hint that names a command: in English, in Russian."""

_PLACE: Final = re.compile(r"\{[0-9]\}")
_COMMAND: Final = re.compile(r"""["']depesha |(?<![\w-])--[a-z]|\bdepesha [a-z]+ |station\.toml""")


class _Unknown(LookupError):
    """A saying within a saying is not known: the whole is told in English."""


class _Part(str):
    """What is put into a saying; the format says whether it has a Russian of its own."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        if how == "said":
            said = russian(str(self))
            if said is None:
                raise _Unknown
            return said
        return parts.PARTS.get(str(self), str(self)) if how == "word" else str(self)


def russian(text: str) -> str | None:
    """Return what was said, in Russian; None if no table knows it."""
    if text in SAID:
        return SAID[text]
    found = _found(text, tuple(SAID))
    if found:
        return _filled(SAID[found[0]], found[1])
    for elsewhere in (reason, alarm_text):
        said = elsewhere(text, "ru")
        if said != text:
            return said
    return None


def hint_at_the_desk(hint: str, language: str) -> str | None:
    """Return a hint as the desk gives it; empty: it has none; None: in no language but English."""
    found = _found(hint, tuple(AT_THE_DESK))
    if found:
        english, put_in = found
        in_english, in_russian = AT_THE_DESK[english]
        return _filled(in_russian if language == "ru" else in_english, put_in)
    if _COMMAND.search(hint):
        return ""
    return hint if language != "ru" else russian(hint)


def _filled(saying: str, put_in: tuple[str, ...]) -> str | None:
    try:
        return saying.format(*map(_Part, put_in))
    except _Unknown:
        return None


def _found(text: str, table: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Return the template that a text is made of, and what was put in."""
    if len(text) > MAX_SAID:
        return None
    for english, first, last in _by_length(table):
        if text.startswith(first) and text.endswith(last):
            found = _pattern(english).fullmatch(text)
            if found:
                return english, found.groups()
    return None


@cache
def _by_length(table: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return the templates with how each begins and ends; the one with most words first."""
    cut = [(english, _PLACE.split(english)) for english in table]
    cut.sort(key=lambda one: sum(map(len, one[1])), reverse=True)
    return [(english, words[0], words[-1]) for english, words in cut]


@cache
def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, _PLACE.split(english))))
