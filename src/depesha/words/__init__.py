"""Captions in English and Russian: the words of the form, of the tables, and of the ladder.

Rule 1: a caption that is shown stands here in both languages, in this order; a test compares.
Rule 2: what a person wrote (titles, texts, local precedence) is never translated.
"""

from collections.abc import Mapping
from typing import Final

from depesha.words.alarm_texts import alarm_text as alarm_text
from depesha.words.alarms import ALARMS as ALARMS
from depesha.words.amending import AMENDING
from depesha.words.archive import ARCHIVE
from depesha.words.archive_record import ARCHIVE_RECORD
from depesha.words.blanks import BLANKS
from depesha.words.captions import CAPTIONS
from depesha.words.choices import CHOICES
from depesha.words.composing import COMPOSING
from depesha.words.control import CONTROL
from depesha.words.done import DONE
from depesha.words.evidence import EVIDENCE
from depesha.words.journal import JOURNAL
from depesha.words.keys import KEY_WORDS
from depesha.words.paper import PAPER
from depesha.words.people import PEOPLE
from depesha.words.problems import PROBLEMS
from depesha.words.reasons import reason as reason
from depesha.words.registers import REGISTERS
from depesha.words.restoring import RESTORING

LANGUAGES: Final = ("en", "ru")

FIELDS: Final[tuple[Mapping[str, tuple[str, str]], ...]] = (
    CAPTIONS,
    CONTROL,
    PEOPLE,
    EVIDENCE,
    REGISTERS,
    AMENDING,
    JOURNAL,
    KEY_WORDS,
    RESTORING,
    DONE,
    ARCHIVE,
    ARCHIVE_RECORD,
    COMPOSING,
    CHOICES,
    BLANKS,
    PAPER,
)
"""No key stands in two of them; a test compares."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    key: pair for captions in FIELDS for key, pair in captions.items()
}
"""All captions; each field of work has a file of its own beside this one."""


def word(key: str, language: str) -> str:
    """Return a caption; a key that is no caption (a code from a newer station) is itself."""
    pair = WORDS.get(key)
    return key if pair is None else pair[LANGUAGES.index(language)]


def alarm(kind: str, language: str) -> str:
    """Return what an alarm is; a kind that a newer station raises is itself."""
    return ALARMS.get(kind, (kind, kind))[LANGUAGES.index(language)]


def problem(code: str, language: str) -> str:
    """Return what a problem is; of a code from a newer station, that it was not done."""
    return PROBLEMS.get(code, PROBLEMS["problem"])[LANGUAGES.index(language)]


def saying(text: str, language: str) -> str | None:
    """Return what a problem says of itself, in a language; None: it is known in English only."""
    if language == LANGUAGES[0]:
        return text
    from depesha.words.sayings.told import russian  # noqa: PLC0415  # only a problem pays for it

    return russian(text)


def hint(text: str, language: str) -> str | None:
    """Return the cure as the desk names it: empty where it has none; None: in English only."""
    if not text:
        return text
    from depesha.words.sayings.told import hint_at_the_desk  # noqa: PLC0415  # as above

    return hint_at_the_desk(text, language)
