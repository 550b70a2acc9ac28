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
from dataclasses import dataclass, field
from typing import Final

from depesha.archive.dates import moment
from depesha.archive.holdings import holdings_of
from depesha.archive.page_head import Head, head_of
from depesha.archive.page_lines import RUSSIAN, Line, Rule, lines_of, rule_of
from depesha.archive.page_parts import Parts, parted
from depesha.archive.page_texts import foreign, russian, translation
from depesha.archive.record import (
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
    Unparsed,
)
from depesha.errors import Malformed

_LINK: Final = re.compile(r"<(https?://\S+)>")
_CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")
_SLOT: Final = re.compile(r"(\d+)\. Тов\.")

MAX_LEAVES: Final = 10_000
"""Of one file; a citation that names more is mistaken."""

LEAST_TEXT_LETTERS: Final = 60
"""A line of words as long as this is of the text, where nothing says that it has begun."""

OBLIGATIONS: Final = (
    (Asked.CONFIRM_RECEIPT, re.compile(r"Получение подтвердите.*")),
    (Asked.REPORT_EXECUTION, re.compile(r"Исполнение (?:телеграфьте|доложите|подтвердите).*")),
)
"""What a telegram asks of its addressee, by the words of its own paragraph."""


@dataclass(slots=True, kw_only=True)
class _Sheets:
    """What the lines of the original give, as they are gone through."""

    fields: dict[str, str] = field(default_factory=dict)
    caveats: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    folios: list[int] = field(default_factory=list)
    holders: dict[int, str] = field(default_factory=dict)
    slots: list[str] = field(default_factory=list)
    paragraphs: list[Segment] = field(default_factory=list)
    unparsed: list[Unparsed] = field(default_factory=list)
    has_text_begun: bool = False
    has_text_ended: bool = False

    @property
    def sheet(self) -> int:
        """The sheet that is being read, from 1."""
        return max(1, len(self.folios))

    def mark(self, kind: MarkKind, text: str) -> None:
        """Note a mark on the sheet that is being read."""
        self.marks.append(Mark(sheet=self.sheet, kind=kind, text=text))

    def leave(self, line: Line) -> None:
        """Keep a line that is not understood."""
        self.unparsed.append(Unparsed(line=line.number, text=line.text))


def read_page(data: bytes, name: str = "") -> Record:
    """Return the record that a page tells.

    Args:
        data: the page.
        name: the source of one that has no permalink.

    Raises:
        Malformed: it is no such page: not UTF-8, too long, or without a record or a text.
    """
    head, rest = head_of(lines_of(data))
    parts = parted(rest, head.language)
    if not head.labels or not (parts.original or parts.translations):
        msg = "not a page of an archive: it has no record, or no text below it"
        raise Malformed(msg, hint="the page as text: headings, the original, the translation")
    holdings = holdings_of(_LINK.sub("", head.labels.get("Citation", "")))
    leaves = {
        leaf
        for one in holdings
        if one.last_leaf
        for leaf in range(one.first_leaf, min(one.last_leaf, one.first_leaf + MAX_LEAVES) + 1)
    }
    sheets = _Sheets(unparsed=list(head.unknown))
    if parts.is_russian:
        for line in parts.original:
            _take(sheets, line, leaves)
    return _record(head, sheets, parts, holdings=holdings, name=name)


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
    _take_groups(sheets, line, rule, groups)
    sheets.has_text_ended = sheets.has_text_ended or rule.ends_text
    sheets.has_text_begun = sheets.has_text_begun or rule.name == "addressee"


def _take_words(sheets: _Sheets, line: Line) -> None:
    is_words = _CYRILLIC.search(line.text) is not None
    if is_words and not sheets.has_text_ended:
        # a blank without its line of addressees: a long line of words is text all the same
        sheets.has_text_begun = sheets.has_text_begun or len(line.text) >= LEAST_TEXT_LETTERS
    if is_words and sheets.has_text_begun and not sheets.has_text_ended:
        key = f"p{len(sheets.paragraphs) + 1}"
        sheets.paragraphs.append(Segment(key=key, text=line.text, sheet=sheets.sheet))
    elif re.fullmatch(r"[-| ]+", line.text) is None:  # a table's rule says nothing
        sheets.leave(line)


def _take_number(sheets: _Sheets, text: str, leaves: set[int]) -> None:
    """Read a line that is a number alone: a leaf, the telegram's own number again, or a mark."""
    number = int(text)
    is_next = number in leaves and (not sheets.folios or number == sheets.folios[-1] + 1)
    if is_next and text == str(number):
        sheets.folios.append(number)
        sheets.has_text_ended = False
    elif text == sheets.fields.get("outgoing"):
        sheets.mark(MarkKind.REPEATED, text)
    else:
        sheets.mark(MarkKind.NUMBER, text)
        sheets.has_text_ended = True


MARKS: Final = {
    "struck": MarkKind.STRUCK,
    "handwritten": MarkKind.HANDWRITTEN,
    "mark": MarkKind.NUMBER,
}


def _take_groups(sheets: _Sheets, line: Line, rule: Rule, groups: dict[str, str]) -> None:
    """Take what a line says; what says again what is known is a mark, what says otherwise stays."""
    if rule.name == "holder":
        number = int(groups["number"])
        if number in sheets.holders:
            sheets.leave(line)
        else:
            sheets.holders[number] = groups["holder"]
    elif rule.name == "slots":
        sheets.slots += _SLOT.findall(line.text)
    elif rule.name in MARKS:
        sheets.mark(MARKS[rule.name], groups[rule.name])
    elif rule.name == "caveat":
        sheets.caveats.append(groups["caveat"])
    elif rule.name == "caption":
        sheets.captions.append(groups["caption"])
    elif not groups.keys() & sheets.fields.keys():
        sheets.fields |= groups
    elif groups.items() <= sheets.fields.items():
        sheets.mark(MarkKind.REPEATED, line.text)
    else:
        sheets.leave(line)


# -- what they come to ----------------------------------------------------------------------------


def _record(
    head: Head, sheets: _Sheets, parts: Parts, *, holdings: tuple[Holding, ...], name: str
) -> Record:
    fields = sheets.fields
    published = _publication(head)
    typed, read = russian(sheets.paragraphs)
    count = len(read.segments)
    originals = (typed, read) if parts.is_russian else foreign(parts.original, head.language)
    if not parts.is_russian and originals:
        count = len(originals[0].segments)
    translations = (translation(one, count) for one in parts.translations)
    texts = (*originals, *(one for one in translations if one.segments or one.repeated))
    century = (published.date or moment("")).iso[:2]
    unparsed = [*sheets.unparsed, *_without_copy(sheets)]
    return Record(
        source=published.permalink or name,
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
            obligations=_obligations(read),
            copies_made=int(fields.get("made", 0)),
            texts=texts,
        ),
        copies=_copies(sheets),
        holdings=holdings,
        publication=published,
        unparsed=tuple(sorted(unparsed, key=lambda one: one.line)),
    )


def _without_copy(sheets: _Sheets) -> Iterator[Unparsed]:
    """Yield the marks of sheets that do not say which copy they are: no copy can hold them."""
    if "copy_number" not in sheets.fields:
        for mark in sheets.marks:
            yield Unparsed(line=0, text=mark.text)
        for number in sheets.slots:
            yield Unparsed(line=0, text=f"{number}. Тов.")


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
        for number in sorted(sheets.slots, key=int)
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


def _publication(head: Head) -> Publication:
    labels = head.labels
    citation = labels.get("Citation", "")
    link = _LINK.search(citation)
    return Publication(
        title=labels.get("Title", ""),
        citation=(citation.replace(link[0], "") if link else citation).strip(),
        permalink=link[1] if link else "",
        summary=labels.get("Summary", ""),
        language=head.language,
        contents=tuple(labels.get("Contents", "").splitlines()),
        date=moment(labels["Date"]) if "Date" in labels else None,
    )
