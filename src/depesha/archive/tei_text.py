"""The words of a TEI element, in one line, with what stands in them as annotations at their place.

    <p>I saw Bajpai<note>Sir Girja …</note> again, see <ref target="#pg_612">p. 612</ref></p>
    I saw Bajpai again, see p. 612              NOTE at 12, REFERENCE from 24 to 30

White space is that of a reader: runs are one blank, none stands before a note or at the ends.
"""

import re
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from depesha.archive.record import Annotation, AnnotationKind

_SUMMED: Final = re.compile(r"Summary: (?P<summary>.+?) (?P<source>Source: .+)", re.DOTALL)
_AT_BRACKETS: Final = re.compile(r"(?<=[(\[])\s+|(?<!\s)\s+(?=[)\],;])")
"""Blanks are looked at from their first one: from each would take the square of a hostile line."""


@dataclass(slots=True)
class Words:
    """Words as they are gathered: each run of blanks becomes one."""

    segment: int
    text: str = ""
    annotations: list[Annotation] = field(default_factory=list)

    def add(self, words: str | None) -> None:
        """Add words."""
        if not words:
            return
        # `split` takes for blanks what `\s` does, in a third of the time of a `sub`
        plain = " ".join(words.split())
        if words[0].isspace() and self.text and not self.text.endswith(" "):
            plain = f" {plain}"
        if words[-1].isspace() and plain and plain != " ":
            plain = f"{plain} "
        self.text += plain

    def annotate(self, start: int, kind: AnnotationKind, body: str) -> None:
        """Say something of what was added since `start`."""
        one = Annotation(
            segment=self.segment, start=start, end=len(self.text), kind=kind, body=body
        )
        self.annotations.append(one)


def plain(element: Element | None) -> str:
    """Return the words of an element without its notes."""
    if element is None:
        return ""
    words = Words(0)
    gather(element, words)
    return words.text.strip()


def joined(line: str) -> str:
    """Return a line without the blanks that the layout of a file leaves at brackets and points.

    `The Ambassador in India ( Henderson ) to …` is `The Ambassador in India (Henderson) to …`.
    """
    return _AT_BRACKETS.sub("", line)


def summed(note: str) -> tuple[str, str]:
    """Return the summary that stands in a source note, and what the note says of the source.

    `Summary: He asked for time. Source: National Archives, RG 59. Secret.` has both; others, none.
    """
    found = _SUMMED.fullmatch(note)
    return (found["summary"], found["source"]) if found else ("", note)


def gather(element: Element, words: Words) -> None:
    """Add the words of an element to `words`, its notes, references and persons as annotations."""
    words.add(element.text)
    for child in element:
        _gather_child(child, words)
        words.add(child.tail)


def _gather_child(child: Element, words: Words) -> None:
    kind = child.tag
    start = len(words.text)
    if kind == "note":
        words.annotate(start, AnnotationKind.NOTE, plain(child))
    elif kind == "pb":
        words.annotate(start, AnnotationKind.PAGE, child.get("n", ""))
    elif kind in ("lb", "item", "label"):
        words.add(" ")
        gather(child, words)
        words.add(" ")
    else:
        gather(child, words)
        _say_of(child, kind, start, words)


def _say_of(child: Element, kind: str, start: int, words: Words) -> None:
    """Say what a reference points to, and who a person is."""
    if kind == "ref" and child.get("target"):
        words.annotate(start, AnnotationKind.REFERENCE, child.get("target", ""))
    elif kind == "persName" and child.get("corresp"):
        words.annotate(start, AnnotationKind.PERSON, child.get("corresp", ""))
