"""What a policy is: its terms, how a word finds its term, and what a caveat forbids."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import TypeVar

from depesha.errors import Usage
from depesha.names import Digest
from depesha.telegram import Precedence


class Action(StrEnum):
    """What a holder may want to do with a telegram, and a caveat may forbid."""

    PRINT = "print"
    PASS = "pass"  # noqa: S105  # the order `pass`, not a password
    QUOTE = "quote"
    EVIDENCE = "evidence"
    JSON = "json"
    DOWNLOAD = "download"
    BACKUP = "backup"


class Rule(IntEnum):
    """What a caveat says to an action; the greater is the stricter."""

    ALLOW = 0
    ONCE = 1
    """Once for each numbered copy: it makes the copy that the ledger lists, and no other."""
    REFUSE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A code and its names by language; `words` are further spellings that people write."""

    code: str
    names: Mapping[str, str]
    words: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Return the name in `language`, or in English, or the first that there is."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification(Term):
    """A level of secrecy; `releasers` is how many offices must release what bears it.

    The colours are those of RFC 7444: `#rrggbb`, or one of its names. The words of what was sent
    or received here are kept so many days, 0: for ever. What was filed is looked at again after so
    many years, and is to be declassified after so many, 0: never (`archive.schedule`).
    """

    level: int
    foreground: str = "black"
    background: str = "white"
    releasers: int = 1
    keep_sent_days: int = 0
    keep_received_days: int = 0
    review_years: int = 0
    declassify_years: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat(Term):
    """A handling rule for the holder; an action that `actions` does not name is allowed."""

    actions: Mapping[Action, Rule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency(Term):
    """The local names and the terms of one precedence. All terms are in seconds.

    Attributes:
        precedence: what the words mean.
        handling_s: longest stay in the originating station, from filing to transmission.
        receipt_s: a receipt that was asked for without a term is due so long after delivery.
        execution_s: the same for the report of execution.
        releasers: how many offices must release what bears it.
    """

    precedence: Precedence
    handling_s: int
    receipt_s: int
    execution_s: int
    releasers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy file, read and checked.

    Attributes:
        digest: SHA-256 of the file's bytes.
        default_expiry_s: a telegram without an expiry of its own ends so long after filing.
        redaction_codes: by which words of a record may be kept back from the public; none: by any.
    """

    id: str
    digest: Digest
    names: Mapping[str, str]
    default_expiry_s: int
    classifications: tuple[Classification, ...]
    captions: tuple[Term, ...]
    caveats: tuple[Caveat, ...]
    categories: tuple[Term, ...]
    urgencies: tuple[Urgency, ...]
    expunges_by_itself: bool = False
    redaction_codes: tuple[str, ...] = ()

    def find_classification(self, word: str) -> Classification:
        """Return the classification that `word` names.

        Raises:
            Usage: there is none.
        """
        return _find(self.classifications, word, "classification", self.id)

    def find_caption(self, word: str) -> Term:
        """Return the caption that `word` names.

        Raises:
            Usage: there is none.
        """
        return _find(self.captions, word, "caption", self.id)

    def find_caveat(self, word: str) -> Caveat:
        """Return the caveat that `word` names.

        Raises:
            Usage: there is none.
        """
        return _find(self.caveats, word, "caveat", self.id)

    def find_category(self, word: str) -> Term:
        """Return the category that `word` names.

        Raises:
            Usage: there is none.
        """
        return _find(self.categories, word, "category", self.id)

    def find_precedence(self, word: str) -> Precedence:
        """Return the precedence that `word` names; no word at all is ROUTINE.

        Raises:
            Usage: there is none.
        """
        if not word.strip():
            return Precedence.ROUTINE
        return _find(self.urgencies, word, "precedence", self.id).precedence

    def classification(self, level: int) -> Classification | None:
        """Return the classification of that level, or None if this policy has none."""
        for entry in self.classifications:
            if entry.level == level:
                return entry
        return None

    def urgency(self, precedence: Precedence) -> Urgency:
        """Return the names and terms of a precedence."""
        for entry in self.urgencies:
            if entry.precedence is precedence:
                return entry
        raise KeyError(precedence)  # a policy that was read has every one

    def rule(self, caveats: Iterable[str], action: Action) -> Rule:
        """Return the strictest rule that these caveats (codes) have for `action`.

        A code that is not in this policy refuses all but BACKUP: it may forbid anything, but a
        backup that left telegrams out would lose them.
        """
        unknown = Rule.ALLOW if action is Action.BACKUP else Rule.REFUSE
        rules = {entry.code: entry.actions.get(action, Rule.ALLOW) for entry in self.caveats}
        return max((rules.get(code, unknown) for code in caveats), default=Rule.ALLOW)

    def allows(self, caveats: Iterable[str], action: Action) -> bool:
        """Say whether these caveats allow `action` at all; for ONCE the copies ledger decides."""
        return self.rule(caveats, action) is not Rule.REFUSE

    def releasers(self, level: int, precedence: Precedence) -> int:
        """Return how many offices must release a telegram: what the stricter of the two asks."""
        found = self.classification(level)
        return max(found.releasers if found else 1, self.urgency(precedence).releasers)


@lru_cache(maxsize=1024)
def spelled(word: str) -> str:
    """Return how `word` is compared: without case, blanks, dots and dashes, and with Ё as Е.

    So `О С О Б А Я` and `Особая`, `СОВ.СЕКРЕТНО` and `сов. секретно` are the same.
    """
    folded = unicodedata.normalize("NFC", word).casefold().replace("ё", "е")
    return "".join(letter for letter in folded if letter.isalnum())


_Entry = TypeVar("_Entry", bound=Term)


def spellings(entry: Term) -> set[str]:
    """Return all that names an entry, as `spelled` writes it."""
    return {spelled(word) for word in (entry.code, *entry.names.values(), *entry.words)}


def _find(entries: Sequence[_Entry], word: str, what: str, policy: str) -> _Entry:
    wanted = spelled(word)
    for entry in entries:
        if wanted in spellings(entry):
            return entry
    known = [name for entry in entries for name in entry.names.values()]
    close = get_close_matches(word.upper(), known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else _one_of(known)
    if not wanted:
        msg = f"the {what} is missing"
        raise Usage(msg, hint=hint)
    msg = f"not a {what} of policy {policy}: {word[:80]!r}"
    raise Usage(msg, hint=hint)


def _one_of(names: Sequence[str]) -> str:
    return f"one of: {', '.join(names)}" if names else "this policy has none"
