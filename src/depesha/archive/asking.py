"""What is asked of an index of words: the question as a person types it, and as FTS5 is asked.

    Разуваев "38 параллель" -Пекин      two that are to stand there, one that is not
    to:Рощин  кому:Рощин                in the field of that name alone
    subject:"mutual aid"                a phrase in a field

Rule 1: whatever a person types is words: each goes to FTS5 in quotes, so that none is an operator.
Rule 2: a question has at most `MAX_TERMS` terms; what is behind them is not looked at.
Rule 3: what has no letter and no figure is no term.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.archive.marks import MARK
from depesha.archive.tokens import EXACT

MAX_TERMS: Final = 32

FIELDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("subject", "тема"), "subject"),
    **dict.fromkeys(("from", "от"), "from"),
    **dict.fromkeys(("to", "кому"), "to"),
    **dict.fromkeys(("person", "лицо"), "person"),
    **dict.fromkeys(("text", "текст"), "text"),
    **dict.fromkeys(("translation", "перевод"), "translation"),
}
"""What a person writes before a term, and the field that it means."""

_TERM: Final = re.compile(r'(-?)(?:(\w+):(?=["\w]))?(?:"([^"]*)"|(\S+))')
_NOT_TYPED: Final = str.maketrans({"\x00": " ", EXACT: " ", MARK: " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that are to stand beside each other.

    Attributes:
        words: as they were typed.
        field: one of `FIELDS`; empty: wherever.
        is_exact: these words as they are written, in no other form or spelling.
        unless: a mark; what bears it is found by `marked` alone.
        marked: marks (`archive.marks`) that stand for these words.
    """

    words: str
    field: str = ""
    is_exact: bool = False
    unless: str = ""
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question: what is to stand there, and what is not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


def asked_of(query: str, *, is_exact: bool = False) -> Asked:
    """Return what a person asks. A typewriter's `"` within a word parts no phrase."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    whole = query.encode(errors="replace").decode()  # half a character is in no index
    for minus, before, phrase, word in _TERM.findall(whole)[:MAX_TERMS]:
        field = FIELDS.get(before.lower(), "")
        said = phrase or word
        words = f"{before}:{said}" if before and not field else said
        if has_words(words):
            term = Term(words=words, field=field, is_exact=is_exact)
            (unwanted if minus else wanted).append(term)
    return Asked(wanted=tuple(wanted), unwanted=tuple(unwanted))


def has_words(text: str) -> bool:
    """Say whether a text has anything that an index has."""
    return any(letter.isalnum() for letter in text.translate(_NOT_TYPED))


def expression(
    wanted: Sequence[Sequence[Term]],
    unwanted: Sequence[Term],
    columns: Mapping[str, Sequence[str]],
) -> str:
    """Return a question as FTS5 is asked it.

    Args:
        wanted: of each term its alternatives, of which one is to stand there.
        unwanted: what is not to.
        columns: where the words of a field stand in that index.
    """
    groups = [[one for one in any_of if has_words(one.words)] for any_of in wanted[:MAX_TERMS]]
    asked = " AND ".join(_any_of(group, columns) for group in groups if group)
    barred = [one for one in unwanted[:MAX_TERMS] if has_words(one.words)]
    return f"({asked}) NOT {_any_of(barred, columns)}" if asked and barred else asked


def _any_of(terms: Sequence[Term], columns: Mapping[str, Sequence[str]]) -> str:
    return f"({' OR '.join(_asked(one, columns) for one in terms)})"


def _asked(term: Term, columns: Mapping[str, Sequence[str]]) -> str:
    words = term.words.translate(_NOT_TYPED).replace('"', '""')
    phrase = f'"{EXACT if term.is_exact else ""}{words}"'
    if term.field:
        phrase = f"{{{' '.join(columns[term.field])}}} : {phrase}"
    if not term.unless:
        return phrase
    marked = "".join(f' OR "{mark}"' for mark in term.marked)
    return f'(({phrase} NOT "{term.unless}"){marked})'
