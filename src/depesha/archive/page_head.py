"""The record at the head of a page: headings, and what stands below each.

    ## **November 21, 1951**
    ### **Ciphered Telegram No. 26044, Gromyko to Razuvaev**
    #### **Citation:**
    "Ciphered Telegram …", …, APRF, f. 45, op. 1, …
    #### **Contents:**
    Original Scan

Rule 1: a heading is known by its words, at any level, bold or not, in any order.
Rule 2: the last of them, whichever it is, has below it what is its own: of the contents words of a
    table, of every other its first paragraphs in the language of the record. The original follows.
Rule 3: a heading that nobody knows is kept as not understood, with what stands below it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from depesha.archive.page_lines import Line
from depesha.archive.record import Unparsed

LABELS: Final = ("Citation", "Summary", "Original Language", "Contents")
ONE_LINE: Final = frozenset({"Original Language"})
MAX_LABEL: Final = {"Original Language": 100, "Title": 2_000, "Date": 100, "Citation": 5_000}
"""Letters that the record has room for; what is longer is kept as not understood."""

MAX_CONTENTS: Final = 100

_HEADING: Final = re.compile(r"(?P<level>#{1,6}) *(?P<bold>\*\*)?(?P<words>.*)")
"""Its end (`**`, `#`) is taken off afterwards: to look for it here takes the square of the line."""

_CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")
_LINK: Final = re.compile(r"<(https?://\S+)>")
_DAY: Final = re.compile(r"(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:\d{1,2}, )?\d{4}")
_OF_CONTENTS: Final = re.compile(r"(?:[-*] )?[A-Z][A-Za-z]+(?: [-–A-Za-z]+)*")


@dataclass(slots=True, kw_only=True)
class Head:
    """What the headings say; `unknown` is what no heading of ours has below it."""

    labels: dict[str, str] = field(default_factory=dict)
    unknown: list[Unparsed] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language of the original, as the record names it."""
        return self.labels.get("Original Language", "")

    def leave(self, line: Line) -> None:
        """Keep a line that is not understood."""
        self.unknown.append(Unparsed(line=line.number, text=line.text))

    def take(self, label: str, line: Line, words: str) -> None:
        """Put words below a label, as far as it has room for them."""
        said = f"{self.labels[label]}\n{words}" if label in self.labels else words
        is_full = len(said) > MAX_LABEL.get(label, 100_000)
        is_second = label in self.labels and label in (*ONE_LINE, "Title", "Date")
        is_many = label == "Contents" and said.count("\n") >= MAX_CONTENTS
        if is_full or is_second or is_many:
            self.leave(line)
        else:
            self.labels[label] = said


def head_of(lines: Sequence[Line]) -> tuple[Head, Sequence[Line]]:
    """Return what the headings say, and the lines below the record."""
    end = _end(lines)
    head = Head()
    label = ""
    for line in lines[:end]:
        found = _heading(line)
        if found is None:
            if label:
                head.take(label, line, line.text)
            else:
                head.leave(line)
            continue
        words, has_colon = found
        label = next((one for one in LABELS if words.casefold() == one.casefold()), "")
        if not label and not has_colon:
            head.take("Date" if _DAY.fullmatch(words) else "Title", line, words)
        elif not label:
            head.leave(line)
    return head, lines[end:]


def _end(lines: Sequence[Line]) -> int:
    """Return where the record ends: behind its last heading, with what is that one's own."""
    last = -1
    for place, line in enumerate(lines):
        if _heading(line) is not None:
            last = place
        elif _CYRILLIC.search(line.text) and len(line.text) > len("Россия"):
            break
    if last < 0:
        return 0
    below = lines[last + 1 :]
    return last + 1 + sum(1 for _ in _own(lines[last], below))


def _own(heading: Line, below: Sequence[Line]) -> Iterator[Line]:
    """Yield what stands below the last heading and is its own."""
    words, has_colon = _heading(heading) or ("", False)
    if words.casefold() == "contents":
        for line in below:
            if _OF_CONTENTS.fullmatch(line.text) is None:
                return
            yield line
    elif has_colon or words in LABELS:
        yield from below[:1]
        if words == "Citation":
            yield from (line for line in below[1:2] if _LINK.fullmatch(line.text))


def _heading(line: Line) -> tuple[str, bool] | None:
    """Return the words of a heading of the record, and whether they end in a colon.

    One that is not bold is of the record where its words are known, for telegrams have headings of
    their own; one in Cyrillic letters is not.
    """
    found = _HEADING.fullmatch(line.text)
    if found is None or _CYRILLIC.search(line.text):
        return None
    words = found["words"].rstrip("#").strip().strip("*").strip()
    plain = words.removesuffix(":").strip()
    is_known = plain.casefold() in {one.casefold() for one in LABELS}
    if not plain or not (found["bold"] or is_known):
        return None
    return plain, words.endswith(":")
