"""What a line of a sheet is, as a table: the first rule that fits takes it.

A rule is a name and a pattern for the whole line. The rules are those of the blank and of the
typist's habits, not of one telegram; what fits none is body where a body can stand, and is
otherwise told as not understood.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from depesha.errors import Malformed

MAX_PAGE_BYTES: Final = 16 * 1024 * 1024
"""The seed has 5,066 bytes; a long telegram with its translation some 100 kB."""

_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A sign of Markdown's that is to be read as it stands (CommonMark, backslash escapes)."""

_UNSEEN: Final = str.maketrans({"\xa0": " ", "\u202f": " ", "\ufeff": None, "\r": None})
"""Blanks that a page is laid out with, and marks of a file: none is a letter of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not empty, with its place in the page."""

    number: int
    text: str


def lines_of(data: bytes) -> list[Line]:
    """Return the lines of a page that are not empty, as they are to be read.

    Raises:
        Malformed: it is too long, or not UTF-8.
    """
    if len(data) > MAX_PAGE_BYTES:
        msg = f"a page has at most {MAX_PAGE_BYTES} bytes"
        raise Malformed(msg)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        msg = "the page is not UTF-8"
        raise Malformed(msg, hint="iconv -t UTF-8 makes it so") from error
    lines = enumerate(text.splitlines(), 1)
    return [Line(number=number, text=said) for number, line in lines if (said := readable(line))]


def readable(line: str) -> str:
    """Return a line without what a page is laid out with."""
    return _ESCAPED.sub(r"\1", line.translate(_UNSEEN)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        name: what the line is.
        pattern: for the whole line, with groups by name.
        ends_text: whether no body follows it on its sheet.
    """

    name: str
    pattern: re.Pattern[str]
    ends_text: bool = False


def _rule(name: str, pattern: str, *, ends_text: bool = False) -> Rule:
    return Rule(name=name, pattern=re.compile(pattern), ends_text=ends_text)


RUSSIAN: Final[Sequence[Rule]] = (
    _rule("number alone", r"(?P<folio>\d{1,9})"),
    _rule("house", r"(?P<house>МИД(?: СССР)?)"),
    _rule("unit", r"(?P<unit>[А-Я][а-я]+ отдел)"),
    _rule("outgoing", r"Исход\. № ?(?P<outgoing>\d{1,15})"),
    _rule("form", r"Форма № ?(?P<form>\w{1,32})"),
    _rule("filed", r"(?P<filed>Получена .*\d.*)"),
    _rule("sent", r"(?P<sent>Отправлена .*\d.*)"),
    _rule("classification", r"(?P<classification>(?:СОВ(?:ЕРШЕННО|\.) ?)?СЕКРЕТНО|СЕКРЕТНО)"),
    _rule("caveat", r"(?P<caveat>Снятие копий воспрещается)"),
    _rule("special", r"Спец\. № ?(?P<special>\d{1,15})"),
    _rule(
        "document type",
        r"(?:#+ ?)?(?:\*\*)?(?P<document_type>Шифр\S* телеграмма|Шифротелеграмма)(?:\*\*)?",
    ),
    _rule("addressee", r"Куда (?P<place>.+?) Кому (?P<whom>.+)"),
    _rule("copy number", r"[Ээ]кз\.? № ?(?P<copy_number>\d{1,4})"),
    _rule("precedence", r"(?P<precedence>ВНЕ ОЧЕРЕДИ|СРОЧНО|ВЕСЬМА СРОЧНО|МОЛНИЯ)"),
    _rule("caption", r"(?P<caption>(?:[А-ЯЁ] ){3,}[А-ЯЁ])"),
    _rule("struck", r"~~(?P<struck>.+)~~"),
    _rule(
        "signed",
        r"(?P<signed>\d{1,2}\.[IVX]+\.\d{2,4} ?г\.?) (?P<signer>(?:[А-ЯЁ] )+[А-ЯЁ]|[А-ЯЁ]{3,})",
        ends_text=True,
    ),
    _rule(
        "typed", r"(?P<typed>отп\. (?P<made>\d{1,4}) экз\. ?(?P<typist>\S+?)\.?)", ends_text=True
    ),
    _rule("typed on", r"(?P<typed_on>\d{1,2}\.[IVX]+\.\d{2,4} ?г\.?)", ends_text=True),
    _rule("certified", r"[Вв]ерно:?", ends_text=True),
    _rule("handwritten", r"\*(?P<handwritten>[^*]+)\*", ends_text=True),
    _rule("copies", r"Копии:", ends_text=True),
    _rule("holder", r"- (?P<number>\d{1,4})\. (?P<holder>.+)", ends_text=True),
    _rule("slots", r"(?:- )?\|(?: *(?:-+|(?:\d{1,3}\. Тов\. ?_*)?) *\|)+", ends_text=True),
    _rule("mark", r"(?P<mark>(?:N|№) ?\d+ ?/ ?\w+)", ends_text=True),
)
"""Lines of Form No. 17 and its like."""

ENGLISH: Final[Sequence[Rule]] = (
    _rule("house", r"MID USSR"),
    _rule("number", r"No\. (?P<outgoing>\d+)"),
    _rule("received", r"(?:.* )?Received (?P<filed>\d.*)"),
    _rule("sent", r"Sent (?P<sent>\d.*)"),
    _rule("document type", r"(?P<document_type>CIPHERED TELEGRAM)"),
    _rule("addressee", r"To [A-Z ]+ To [A-Z ]+?(?P<precedence> TOP PRIORITY)?"),
    _rule("caption", r"(?P<caption>SPECIAL)"),
    _rule("signed", r"(?P<signed>\d{1,2}\.[IVX]+\.\d{2,4}) (?P<signer>[A-Z]{3,})"),
    _rule("typed on", r"(?P<typed_on>\d{1,2}\.[IVX]+\.\d{2,4})"),
    _rule("copies", r"Copies: (?P<copies>.+)"),
)
"""Lines of the translation's own head and foot: metadata is never taken from them."""


MAX_RULED: Final = 1_000
"""A line of a blank is shorter; a longer one is text, whatever it begins with."""


def rule_of(line: str, rules: Sequence[Rule]) -> tuple[Rule, dict[str, str]] | None:
    """Return the first rule that fits a line, and its groups; None: none does."""
    for rule in rules:
        found = rule.pattern.fullmatch(line) if len(line) <= MAX_RULED else None
        if found is not None:
            return rule, {name: text for name, text in found.groupdict().items() if text}
    return None
