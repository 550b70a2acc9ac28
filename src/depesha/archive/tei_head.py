"""What stands at the head of a printed telegram: its kind, number, label, precedence, caveats.

    secret   priority                       above the text, in one line or in several
    C 56246. Reference Commander …          before the first word: a service and its number
    271546Z. On 22 Feb …                    or the date-time group alone, which is no number
    10. Telegram 62911 From the …           or in the heading

Rule 1: the heading's own word says what a document is; its source note, where the heading has none.
Rule 2: lines above the text come before the note, whose own words may speak of other papers.
Rule 3: the number that begins the text is the telegram's, with the name of a service before it or
    without; where the text begins otherwise, the heading's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from depesha.archive.record import Segment, Unparsed
from depesha.archive.tei_text import plain, summed

PRECEDENCES: Final = (
    "flash",
    "niact",
    "immediate",
    "priority",
    "urgent",
    "us urgent",
    "most immediate",
    "routine",
)
CLASSIFICATIONS: Final = (
    "top secret",
    "secret",
    "confidential",
    "restricted",
    "unclassified",
    "limited official use",
    "official use only",
)
CAVEATS: Final = ("eyes only", "nodis", "exdis", "limdis", "noforn", "no distribution", "for only")
KNOWN: Final = (*CLASSIFICATIONS, *PRECEDENCES, *CAVEATS)

_LETTERED: Final = re.compile(r"[.;,/ ()\[\]\u2014-]+")
_KINDS: Final = re.compile(
    r"\b(editorial note|airgram|telegram|memorandum|despatch|letter|aide-m[eé]moire)\b",
    re.IGNORECASE,
)
_SENT_BY_WIRE: Final = re.compile(r"\b(telegram|airgram)\b", re.IGNORECASE)
_SERVICE: Final = re.compile(
    r"(?P<service>[A-Z][A-Za-z]{0,9}[ –-]?)(?P<number>\d{1,6})(?:/\d+)?\. "
)
_BARE: Final = re.compile(
    r"(?P<number>\d{1,6})(?:/[A-Za-z]* ?\d+)?"
    r"(?:\.(?=\s|\d|$)| (?=[A-Z\d])(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
_HEADED: Final = re.compile(r"\b(?:Telegram|Airgram) (?:No\. |A–)?(?P<number>\d{1,6})\b")
_GROUP: Final = re.compile(r"(?:DTG )?(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)Z\b")
_NO_SERVICE: Final = frozenset(
    {"Part", "Section", "Para", "Paragraph", "Page", "Point", "Ref", "Item", "Annex", "Chapter"}
)
MAX_LEAD_LETTERS: Final = 80
"""A line before the text that says how it goes is short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What stands above the text beside place and date: classification, precedence, caveats.

    In old volumes they share one line, in new ones each has its own; they stand in a `seg`, in the
    opener, in the first lines of the body, or in the source note.
    """

    lines: tuple[str, ...]
    note: str
    summary: str = ""

    @classmethod
    def of(cls, document: Element) -> "Said":
        """Return what a document says there."""
        notes = [words for one in document.iter("note") if (words := _source(one))]
        lines = (*_segs(document), *_openers(document), *_leads(document))
        summary, note = summed(" ".join(notes))
        return cls(lines=tuple(filter(None, lines)), note=note, summary=summary)

    def first(self, words: tuple[str, ...]) -> str:
        """Return the word that is said first, the longest that begins there; nothing, if none is.

        The lines above the text come before the note, whose own words may speak of other papers.
        """
        for said in (" ".join(self.lines), self.note):
            laid = lettered(said)
            found = [
                (place, -len(word), word)
                for word in words
                if (place := laid.find(f" {word} ")) >= 0
            ]
            if found:
                return min(found)[2]
        return ""

    def all(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the words that are said, as they are spelled here."""
        said = lettered(" ".join((*self.lines, self.note)))
        return tuple(word for word in words if f" {word} " in said)

    def unknown(self) -> tuple[Unparsed, ...]:
        """Return lines of which no word is known."""
        return tuple(
            Unparsed(line=0, text=line)
            for line in self.lines
            if not any(word in line.lower() for word in KNOWN)
        )


def _source(note: Element) -> str:
    """Return what a note says of where the paper lies; nothing, where it says something else.

    Volumes of before 1969 mark such a note by its type, later ones by how it begins.
    """
    words = plain(note)
    return words if note.get("type") == "source" or words.startswith("Source: ") else ""


def lettered(said: str) -> str:
    """Return words in small letters, each between two blanks."""
    return f" {_LETTERED.sub(' ', said.lower())} "


def _segs(document: Element) -> Iterator[str]:
    return (plain(one) for one in document.iter("seg"))


def _openers(document: Element) -> Iterator[str]:
    """Yield what an opener says in words of its own, outside of its date and its lines."""
    for opener in document.iter("opener"):
        own = [opener.text, *(child.tail for child in opener)]
        own += [plain(child) for child in opener if child.tag == "hi"]
        said = " ".join(" ".join(filter(None, own)).split()).strip(" .,;")
        if said:
            yield said


def _leads(document: Element) -> Iterator[str]:
    """Yield the first lines of the body that say nothing but how it is to go."""
    for child in document.findall("p"):
        line = plain(child)
        if not is_lead(line):
            return
        yield line


def is_lead(line: str) -> bool:
    """Say whether a line has nothing but words of classification, precedence and caveats."""
    if len(line) > MAX_LEAD_LETTERS:
        return False
    rest = lettered(line)
    for word in sorted(KNOWN, key=len, reverse=True):
        rest = rest.replace(f" {word} ", "  ")
    return bool(line) and not rest.strip()


def kind_of(title: str, note: str) -> str:
    """Return what a document is, by its heading, else by its source note; empty: nobody says."""
    found = _KINDS.search(title) or _SENT_BY_WIRE.search(note)
    return found[1].lower() if found else ""


def number_of(segments: Sequence[Segment], title: str) -> int:
    """Return the number of a telegram; 0: it has none."""
    first = next((one.text for one in segments if not is_lead(one.text)), "")
    found = number_in(first)
    headed = _HEADED.search(title)
    if found is None and headed is not None:
        return int(headed["number"])
    return found or 0


def number_in(words: str) -> int | None:
    """Return the number that a text begins with; None: it begins with none."""
    if _GROUP.match(words):
        return None
    service = _SERVICE.match(words)
    if service is not None and service["service"].strip(" –-") not in _NO_SERVICE:
        return int(service["number"])
    bare = _BARE.match(words)
    return int(bare["number"]) if bare is not None else None


def group_of(segments: Sequence[Segment]) -> str:
    """Return the date-time group with which a text begins, as written; empty: with none."""
    first = next((one.text for one in segments if not is_lead(one.text)), "")
    found = _GROUP.match(first)
    return found[0] if found else ""


def time_of_group(group: str, sent: str) -> str:
    """Return what a date-time group means beside the day on which it was sent; empty: nothing."""
    found = _GROUP.fullmatch(group)
    if found is None or len(sent) < len("1951-02"):
        return ""
    day, hour, minute = found["day"], found["hour"], found["minute"]
    is_clock = 1 <= int(day) <= 31 and int(hour) < 24 and int(minute) < 60  # noqa: PLR2004
    is_near = not sent[8:10] or abs(int(sent[8:10]) - int(day)) <= 1
    return f"{sent[:7]}-{day}T{hour}:{minute}" if is_clock and is_near else ""
