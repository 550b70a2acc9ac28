"""A page of a digital archive, as text: its record, the original, the translation.

    ## **November 21, 1951**                 the record: headings, and what stands below each
    ### **Ciphered Telegram No. 26044 …**
    #### **Citation:** …
    44                                       the original: sheet after sheet
    МИД СССР …
    MID USSR …                               the translation: where no Cyrillic letter follows

Rule 1: lines are known by rules (`page_lines`), never by their place on this or that page.
Rule 2: nothing is dropped: what no rule knows is in `unparsed`, with its line.
Rule 3: a word that runs over from sheet to sheet is one word in both texts, and an annotation says
    where it was parted; a typewriter's `"` between two letters is ъ in the normalised text alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from depesha.archive.dates import moment
from depesha.archive.holdings import holdings_of
from depesha.archive.page_lines import ENGLISH, RUSSIAN, Rule, rule_of
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Asked,
    Copy,
    Event,
    Happening,
    Holding,
    Mark,
    MarkKind,
    Named,
    Obligation,
    Party,
    Publication,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
    Unparsed,
)
from depesha.errors import Malformed

MAX_PAGE_BYTES: Final = 1024 * 1024
"""The seed has 5,066 bytes; a long telegram with its translation some 100 kB."""

_HEADING: Final = re.compile(r"#{2,4} \*\*(.+?):?\*\*")
_LINK: Final = re.compile(r"<(https?://\S+)>")
_CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_GLOSS: Final = re.compile(r" ?\[([^\]]+)\]")
_TYPED_SIGN: Final = re.compile(r'(?<=[А-Яа-яЁё])"(?=[А-Яа-яЁё])')

OBLIGATIONS: Final = (
    (Asked.CONFIRM_RECEIPT, re.compile(r"Получение подтвердите.*")),
    (Asked.REPORT_EXECUTION, re.compile(r"Исполнение (?:телеграфьте|доложите|подтвердите).*")),
)
"""What a telegram asks of its addressee, by the words of its own paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not empty, with its place in the page."""

    number: int
    text: str


@dataclass(slots=True, kw_only=True)
class _Sheets:
    """What the lines of the original give, as they are gone through."""

    fields: dict[str, str] = field(default_factory=dict)
    caveats: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    folios: list[int] = field(default_factory=list)
    holders: dict[int, str] = field(default_factory=dict)
    slots: int = 0
    paragraphs: list[Segment] = field(default_factory=list)
    unparsed: list[Unparsed] = field(default_factory=list)
    has_text_begun: bool = False
    has_text_ended: bool = False

    @property
    def sheet(self) -> int:
        """The sheet that is being read, from 1."""
        return max(1, len(self.folios))


def read_page(data: bytes, name: str = "") -> Record:
    """Return the record that a page tells.

    Args:
        data: the page.
        name: the source of one that has no permalink.

    Raises:
        Malformed: it is no such page: not UTF-8, too long, or without a record or an original.
    """
    lines = list(_lines(data))
    labels, rest = _head(lines)
    original, translation = _parted(rest)
    if not labels or not original:
        msg = "not a page of an archive: it has no record, or no original below it"
        raise Malformed(msg, hint="the page as text: headings, the original, the translation")
    holdings = holdings_of(_LINK.sub("", labels.get("Citation", "")))
    leaves = {
        leaf
        for one in holdings
        if one.last_leaf
        for leaf in range(one.first_leaf, one.last_leaf + 1)
    }
    sheets = _Sheets()
    for line in original:
        _take(sheets, line, leaves)
    found = _record(labels, sheets, translation, holdings=holdings)
    return found if found.source else replace(found, source=name)


def _lines(data: bytes) -> Iterator[Line]:
    if len(data) > MAX_PAGE_BYTES:
        msg = f"a page has at most {MAX_PAGE_BYTES} bytes"
        raise Malformed(msg)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        msg = "the page is not UTF-8"
        raise Malformed(msg) from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Line(number=number, text=line.strip())


def _head(lines: Sequence[Line]) -> tuple[dict[str, str], Sequence[Line]]:
    """Return what the headings say, and the lines below the record.

    A heading with a colon has its value below it. The last of them, the contents, has lines that
    are words of a table; what follows those is the original.
    """
    labels: dict[str, str] = {}
    label, end = "", 0
    for place, line in enumerate(lines):
        found = _HEADING.fullmatch(line.text)
        if found is not None:
            label = found[1] if line.text.endswith(":**") else ""
            if not label:
                labels["Title" if line.text.startswith("###") else "Date"] = found[1]
            end = place + 1
        elif label and not _begins_original(label, line):
            labels[label] = f"{labels[label]}\n{line.text}" if label in labels else line.text
            end = place + 1
        else:
            break
    return labels, lines[end:]


def _begins_original(label: str, line: Line) -> bool:
    is_word_of_contents = re.fullmatch(r"[A-Z][A-Za-z]+(?: [-–A-Za-z]+)*", line.text)
    return label == "Contents" and is_word_of_contents is None


def _parted(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the original, and the translation: no Cyrillic letter follows where that begins."""
    last = max((i for i, line in enumerate(lines) if _CYRILLIC.search(line.text)), default=-1)
    begins = next(
        (i for i in range(last + 1, len(lines)) if _LATIN.search(lines[i].text)), len(lines)
    )
    return lines[:begins], lines[begins:]


# -- the sheets -----------------------------------------------------------------------------------


def _take(sheets: _Sheets, line: Line, leaves: set[int]) -> None:
    """Read one line of the original."""
    found = rule_of(line.text, RUSSIAN)
    if found is None:
        _take_words(sheets, line)
        return
    rule, groups = found
    if "folio" in groups:
        _take_number(sheets, groups["folio"], leaves)
        return
    _take_groups(sheets, rule, groups)
    sheets.has_text_ended = sheets.has_text_ended or rule.ends_text
    sheets.has_text_begun = sheets.has_text_begun or rule.name == "addressee"


def _take_words(sheets: _Sheets, line: Line) -> None:
    may_be_text = sheets.has_text_begun and not sheets.has_text_ended
    if may_be_text and _CYRILLIC.search(line.text):
        key = f"p{len(sheets.paragraphs) + 1}"
        sheets.paragraphs.append(Segment(key=key, text=line.text, sheet=sheets.sheet))
    elif re.fullmatch(r"[-| ]+", line.text) is None:  # a table's rule says nothing
        sheets.unparsed.append(Unparsed(line=line.number, text=line.text))


def _take_number(sheets: _Sheets, text: str, leaves: set[int]) -> None:
    """Read a line that is a number alone: a leaf, the telegram's own number again, or a mark."""
    number = int(text)
    is_next = number in leaves and (not sheets.folios or number == sheets.folios[-1] + 1)
    if is_next:
        sheets.folios.append(number)
        sheets.has_text_ended = False
    elif text == sheets.fields.get("outgoing"):
        sheets.marks.append(Mark(sheet=sheets.sheet, kind=MarkKind.REPEATED, text=text))
    else:
        sheets.marks.append(Mark(sheet=sheets.sheet, kind=MarkKind.NUMBER, text=text))
        sheets.has_text_ended = True


def _take_groups(sheets: _Sheets, rule: Rule, groups: dict[str, str]) -> None:
    here = sheets.sheet
    if rule.name == "holder":
        sheets.holders[int(groups["number"])] = groups["holder"]
    elif rule.name == "slots":
        slots = groups.get("slots", "").count("Тов.")
        sheets.slots += slots
    elif rule.name in ("struck", "handwritten", "mark"):
        kind = {"struck": MarkKind.STRUCK, "handwritten": MarkKind.HANDWRITTEN}.get(
            rule.name, MarkKind.NUMBER
        )
        sheets.marks.append(Mark(sheet=here, kind=kind, text=groups[rule.name]))
    elif rule.name == "caveat":
        sheets.caveats.append(groups["caveat"])
    elif rule.name == "caption":
        sheets.captions.append(groups["caption"])
    elif rule.name == "copy number" and "copy_number" in sheets.fields:
        text = groups["copy_number"]
        sheets.marks.append(Mark(sheet=here, kind=MarkKind.REPEATED, text=f"экз № {text}"))
    else:
        sheets.fields = {**groups, **sheets.fields}


# -- what they come to ----------------------------------------------------------------------------


def _record(
    labels: dict[str, str],
    sheets: _Sheets,
    translation: Sequence[Line],
    *,
    holdings: tuple[Holding, ...],
) -> Record:
    fields = sheets.fields
    transcription, normalised = _russian(sheets.paragraphs)
    english = _english(translation, len(normalised.segments))
    texts = (transcription, normalised, *((english,) if english.segments else ()))
    century = (_publication(labels).date or moment("")).iso[:2]
    return Record(
        source=_publication(labels).permalink,
        telegram=Telegram(
            document_type=fields.get("document_type", ""),
            form_code=fields.get("form", ""),
            outgoing_number=int(fields.get("outgoing", 0)),
            special_number=int(fields.get("special", 0)),
            classification_text=fields.get("classification", ""),
            caveats=tuple(sheets.caveats),
            precedence_text=fields.get("precedence", ""),
            captions=tuple(sheets.captions),
            parties=_parties(fields, sheets.marks),
            events=_events(fields, century),
            obligations=_obligations(normalised),
            copies_made=int(fields.get("made", 0)),
            texts=texts,
        ),
        copies=_copies(sheets),
        holdings=holdings,
        publication=_publication(labels),
        unparsed=tuple(sheets.unparsed),
    )


PARTIES: Final = (
    (Party.HOUSE, "house"),
    (Party.UNIT, "unit"),
    (Party.PLACE, "place"),
    (Party.TO, "whom"),
    (Party.SIGNER, "signer"),
    (Party.TYPIST, "typist"),
)
EVENTS: Final = (
    (Happening.FILED, "filed"),
    (Happening.SENT, "sent"),
    (Happening.SIGNED, "signed"),
    (Happening.TYPED, "typed_on"),
)


def _parties(fields: dict[str, str], marks: Sequence[Mark]) -> tuple[Named, ...]:
    named = [Named(role=role, text=fields[key]) for role, key in PARTIES if key in fields]
    signed = [mark.text for mark in marks if mark.kind is MarkKind.HANDWRITTEN]
    return (*named, *(Named(role=Party.CERTIFIER, text=text) for text in signed[:1]))


def _events(fields: dict[str, str], century: str) -> tuple[Event, ...]:
    return tuple(
        Event(kind=kind, at=moment(fields[key], century)) for kind, key in EVENTS if key in fields
    )


def _obligations(text: Text) -> tuple[Obligation, ...]:
    return tuple(
        Obligation(kind=kind, text=segment.text)
        for segment in text.segments
        for kind, pattern in OBLIGATIONS
        if pattern.fullmatch(segment.text)
    )


def _copies(sheets: _Sheets) -> tuple[Copy, ...]:
    """Return the copies that the sheets list; the one whose sheets these are has their marks."""
    at_hand = int(sheets.fields.get("copy_number", 0))
    slots = tuple(
        Mark(sheet=1, kind=MarkKind.FORM_SLOT, text=f"{number}. Тов.")
        for number in range(1, sheets.slots + 1)
    )
    numbers = sorted({*sheets.holders, *([at_hand] if at_hand else [])})
    return tuple(
        Copy(
            number=number,
            holder_text=sheets.holders.get(number, ""),
            sheets=sheets.sheet if number == at_hand else 0,
            marks=(*slots, *sheets.marks) if number == at_hand else (),
        )
        for number in numbers
    )


def _publication(labels: dict[str, str]) -> Publication:
    citation = labels.get("Citation", "")
    link = _LINK.search(citation)
    return Publication(
        title=labels.get("Title", ""),
        citation=_LINK.sub("", citation).strip(),
        permalink=link[1] if link else "",
        summary=labels.get("Summary", ""),
        language=labels.get("Original Language", ""),
        contents=tuple(labels.get("Contents", "").splitlines()),
        date=moment(labels["Date"]) if "Date" in labels else None,
    )


# -- the texts ------------------------------------------------------------------------------------


def _russian(paragraphs: Sequence[Segment]) -> tuple[Text, Text]:
    """Return the text as it was typed and as it is read."""
    typed = Text(kind=TextKind.TRANSCRIPTION, language="ru", segments=tuple(paragraphs))
    joined: list[Segment] = []
    annotations: list[Annotation] = []
    for segment in paragraphs:
        before = joined[-1] if joined else None
        if before is not None and before.text.endswith("-") and segment.sheet > before.sheet:
            head = before.text[:-1]
            joined[-1] = replace(before, text=head + segment.text)
            annotations.append(_parted_at(len(joined) - 1, len(head), segment.sheet))
        else:
            joined.append(segment)
    segments = tuple(
        replace(one, key=f"p{place + 1}", text=_TYPED_SIGN.sub("ъ", one.text))
        for place, one in enumerate(joined)
    )
    read = Text(
        kind=TextKind.NORMALISED, language="ru", segments=segments, annotations=tuple(annotations)
    )
    return typed, read


def _parted_at(segment: int, place: int, sheet: int) -> Annotation:
    return Annotation(
        segment=segment, start=place, end=place, kind=AnnotationKind.JOINED, body=f"sheet {sheet}"
    )


def _english(lines: Sequence[Line], expected: int) -> Text:
    """Return the translation, its glosses taken out of it.

    Its head and foot say again what the original says, in other words: they are kept as they stand
    (`repeated`), and nothing is read from them. Where it has as many paragraphs as the original,
    they are the same ones.
    """
    body = [line for line in lines if rule_of(line.text, ENGLISH) is None]
    is_aligned = len(body) == expected
    segments: list[Segment] = []
    annotations: list[Annotation] = []
    for place, line in enumerate(body):
        plain, found = _without_glosses(line.text, place)
        segments.append(Segment(key=f"p{place + 1}" if is_aligned else f"t{place + 1}", text=plain))
        annotations += found
    return Text(
        kind=TextKind.TRANSLATION,
        language="en",
        segments=tuple(segments),
        annotations=tuple(annotations),
        repeated=tuple(line.text for line in lines if rule_of(line.text, ENGLISH) is not None),
    )


def _without_glosses(line: str, segment: int) -> tuple[str, list[Annotation]]:
    """Return a line without what stands in brackets, and that as annotations at its place."""
    plain, at, found = "", 0, []
    for gloss in _GLOSS.finditer(line):
        plain += line[at : gloss.start()]
        at = gloss.end()
        found.append(
            Annotation(
                segment=segment,
                start=len(plain),
                end=len(plain),
                kind=AnnotationKind.GLOSS,
                body=gloss[1],
            )
        )
    return plain + line[at:], found
