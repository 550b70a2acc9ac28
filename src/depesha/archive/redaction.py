"""What is kept back of a record: which part of it, which place, by which code, by whose authority.

    3:10-42=3.3(b)(1)/the board           letters of the third paragraph
    translation 2:0-40=1.4(b)/the board   letters of the second paragraph of the translation
    party 2=3.3(b)(1)/the board           the second person or house
    mark 1.4=1.4(a)/the board             the fourth mark on the first copy
    reference 2=1.4(a)/the board          the second document that it speaks of
    title=3.3(b)(6)/the board

Rule 1: a part has one number for ever (`docs/spec/archive.md`) and one word on the command line.
Rule 2: people count from 1, a redaction from 0; letters count from 0 for both.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from depesha.errors import Usage

MAX_REDACTIONS: Final = 1_000


class Part(IntEnum):
    """What of a record is kept back."""

    TEXT = 0
    PARTY = 1
    EVENT = 2
    MARK = 3
    TITLE = 4
    SUMMARY = 5
    HOLDING = 6
    CAPTION = 7
    OBLIGATION = 8
    COPY = 9
    NUMBER = 10
    TRANSLATION = 11
    SPECIAL = 12
    LABEL = 13
    CAVEAT = 14
    PRECEDENCE = 15
    FORM = 16
    TYPE = 17
    NOTE = 18
    CITATION = 19
    ADDRESS = 20
    SOURCE = 21
    AUTHOR = 22
    CONTENTS = 23
    PUBLISHED = 24
    MADE = 25
    SUBJECT = 26
    REFERENCE = 27
    QUOTATION = 28
    QUOTED = 29
    ATTACHMENT = 30
    SERIES = 31
    FORMMARK = 32
    COVER = 33
    MESSAGE = 34
    REMARK = 35


SPANS: Final = frozenset({Part.TEXT, Part.TRANSLATION})
"""Parts of which letters are named."""

PAIRS: Final = frozenset({Part.MARK, Part.NOTE})
"""Parts that stand in another: a mark on a copy, a note at a text."""

NUMBERED: Final = frozenset(
    {
        Part.PARTY,
        Part.EVENT,
        Part.HOLDING,
        Part.CAPTION,
        Part.OBLIGATION,
        Part.COPY,
        Part.CAVEAT,
        Part.AUTHOR,
        Part.CONTENTS,
        Part.REFERENCE,
        Part.QUOTATION,
        Part.QUOTED,
        Part.ATTACHMENT,
        Part.SERIES,
        Part.FORMMARK,
        Part.COVER,
        Part.REMARK,
    }
)
"""Parts of which there are several; of the others there is one."""

FILED: Final = frozenset(part for part in Part if part >= Part.SUBJECT)
"""Parts that a telegram of today has, and no printed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One place that is kept back.

    Attributes:
        segment: which one of its part, from 0: the paragraph of the text that is read (normalised,
            else transcription), the party, the mark.
        start, end: letters of a paragraph; the whole paragraph where both are 0.
        code: by which rule, as `3.3(b)(1)`.
        authority: who decided so.
        part: what of the record it is a place of.
        of: from 0: the copy of a mark, the text of a note, which translation.
    """

    segment: int
    start: int
    end: int
    code: str
    authority: str
    part: Part = Part.TEXT
    of: int = 0


def taken_out(code: str) -> str:
    """Return what stands where words were taken out."""
    return f"[… {code}]"


_TAKEN_OUT: Final = re.compile(r"\[… .{1,60}\]")


def is_taken_out(text: str) -> bool:
    """Say whether a field is nothing but what stands where one was kept back."""
    return _TAKEN_OUT.fullmatch(text) is not None


# -- as a person says it --------------------------------------------------------------------------

_WORDS: Final[Mapping[str, Part]] = {part.name.lower(): part for part in Part}
_SAID: Final = re.compile(
    r"(?:(?P<word>[a-z]+)(?: (?=\d)|(?==)))?"
    r"(?:(?:(?P<of>[1-9]\d{0,5})\.)?(?P<place>[1-9]\d{0,5})(?::(?P<start>\d{1,7})-(?P<end>\d{1,7}))?)?"
    r"=(?P<code>[^/]{1,60})/(?P<authority>.{1,200})"
)
_HINT: Final = 'as in "3:10-42=3.3(b)(1)/the board" or "party 2=1.4(a)/the board"'


def redaction_of(text: str) -> Redaction:
    """Return what a person says is kept back: `PART PLACE=CODE/AUTHORITY`.

    Raises:
        Usage: it is not said so, or the part has no such places.
    """
    found = _SAID.fullmatch(text)
    part = _WORDS.get(found["word"] or "text") if found else None
    if found is None or part is None or not _fits(part, found):
        msg = f"not a redaction: {text[:60]!r}"
        raise Usage(msg, hint=_HINT)
    return Redaction(
        part=part,
        of=int(found["of"] or 1) - 1,
        segment=int(found["place"] or 1) - 1,
        start=int(found["start"] or 0),
        end=int(found["end"] or 0),
        code=found["code"].strip(),
        authority=found["authority"].strip(),
    )


_NOTE: Final = re.compile(r"(?:note )?(?P<of>[1-9]\d{0,5})\.(?P<place>[1-9]\d{0,5})", re.ASCII)


def note_at(text: str) -> str:
    """Return the place of a note as it is always spelled: `note 3.1`, whoever said `3.1`.

    Raises:
        Usage: it is none.
    """
    found = _NOTE.fullmatch(text.strip())
    if found is None:
        msg = f"not a note: {text[:60]!r}"
        raise Usage(msg, hint='as in "note 3.1": the text, and which of its notes')
    return f"note {found['of']}.{found['place']}"


def _fits(part: Part, found: re.Match[str]) -> bool:
    """Say whether a place is named as the part has places."""
    has_place, has_of, has_letters = (found[name] is not None for name in ("place", "of", "start"))
    if has_letters and part not in SPANS:
        return False
    if part in PAIRS:
        return has_of
    if has_of and part is not Part.TRANSLATION:
        return False
    return has_place is (part in SPANS or part in NUMBERED)


def spellings() -> tuple[str, ...]:
    """Return how a place of each part is said, in the order of the parts: `party N`, `title`."""
    return tuple(map(_spelling, Part))


def _spelling(part: Part) -> str:
    word = part.name.lower()
    if part is Part.TEXT:
        return "N, N:FROM-TO"
    if part is Part.TRANSLATION:
        return f"{word} N, {word} N.N:FROM-TO"
    return f"{word} N.N" if part in PAIRS else f"{word} N" if part in NUMBERED else word


def spelled(one: Redaction) -> str:
    """Return the place of a redaction as a person says it, without code and authority."""
    word = one.part.name.lower()
    if one.part not in SPANS | PAIRS | NUMBERED:
        return word
    of = f"{one.of + 1}." if one.of or one.part in PAIRS else ""
    letters = f":{one.start}-{one.end}" if one.end else ""
    place = f"{of}{one.segment + 1}{letters}"
    return place if one.part is Part.TEXT else f"{word} {place}"
