"""A wording of a record while it is written: its paragraphs, who writes it, what others saved.

Nothing that was typed is lost: whatever is refused, and whoever saved meanwhile, the same words
stand in the page again, beside what stands in the record now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from depesha.archive.record import Record, TextKind
from depesha.archive.translating import EDITED, Paragraph, paragraphs, place_of
from depesha.errors import NotFound
from depesha.web.asking import Form

MAX_PARAGRAPHS: Final = 500
"""The station takes so many; a longer text is edited as a file."""

LEAST_ROWS: Final = 3
MOST_ROWS: Final = 24
LETTERS_A_LINE: Final = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph in the page: `theirs` is what somebody saved meanwhile, if it is another."""

    key: str
    sheet: int
    original: str
    said: str
    theirs: str | None = None

    @property
    def rows(self) -> int:
        """How high its place is, where a browser does not make it fit."""
        longest = max(len(self.said), len(self.original)) // LETTERS_A_LINE + 1
        return min(max(LEAST_ROWS, longest), MOST_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is written, as a form has it.

    Attributes:
        base: the number of the edition that it is written on.
        text: the place of the text that it goes on with; None: it is a new one.
    """

    base: int
    kind: TextKind
    text: int | None
    language: str
    author: str
    date: str
    reason: str
    lines: tuple[Line, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the order."""
        return {
            "record": self.base,
            "kind": self.kind.name,
            "text": self.text,
            "language": self.language,
            "author": self.author,
            "date": self.date,
            "reason": self.reason,
            "segments": [one.said for one in self.lines],
        }


def kind_of(name: str) -> TextKind:
    """Return the kind of text that an address or a form names.

    Raises:
        NotFound: there is none that is written so.
    """
    found = {kind.name: kind for kind in EDITED}.get(name.upper())
    if found is None:
        msg = f"no such text is written: {name[:40]!r}"
        raise NotFound(msg)
    return found


def begun(record: Record, base: int, kind: TextKind, text: int | None) -> Sheet:
    """Return what stands in the page when somebody begins.

    Raises:
        NotFound: the record has no such text.
        Usage: it has no text at all.
    """
    if kind is TextKind.NORMALISED and text is None:
        text = place_of(record, kind, "", "")
    now = None if text is None else record.telegram.texts[text] if _is_there(record, text) else None
    return Sheet(
        base=base,
        kind=kind,
        text=text,
        language=now.language if now else "",
        author=now.author if now else "",
        date="",
        reason="",
        lines=tuple(_lines(paragraphs(record, kind, text), kind)),
    )


def _is_there(record: Record, text: int) -> bool:
    return 0 <= text < len(record.telegram.texts)


def _lines(found: Sequence[Paragraph], kind: TextKind) -> Iterator[Line]:
    if kind is TextKind.SUMMARY:
        yield Line(key="summary", sheet=0, original="", said="\n\n".join(one.said for one in found))
        return
    for one in found:
        yield Line(key=one.key, sheet=one.sheet, original=one.original, said=one.said)


def sent(form: Form, record: Record, base: int) -> Sheet:
    """Return what a form brought, beside the paragraphs of the edition that it was written on.

    Raises:
        NotFound: there is no such text.
        Usage: the record has no text at all.
    """
    kind = kind_of(form.text("kind"))
    first = begun(record, base, kind, form.number("text"))
    said = form.texts("segment")
    if kind is TextKind.SUMMARY:
        whole = "\n\n".join(said).replace("\r\n", "\n")
        lines = tuple(
            Line(key="summary", sheet=0, original="", said=one)
            for one in (part.strip() for part in whole.split("\n\n"))
            if one
        )
    else:
        known: Iterator[Line] = iter(first.lines)
        none = Line(key="", sheet=0, original="", said="")
        lines = tuple(
            replace(next(known, none), said=one.replace("\r\n", "\n"), theirs=None) for one in said
        )
    return replace(
        first,
        language=form.text("language").strip(),
        author=form.text("author").strip(),
        date=form.text("date").strip(),
        reason=form.text("reason").strip(),
        lines=lines,
    )


def shown_again(sheet: Sheet) -> Sheet:
    """Return what a form brought as the page has it: a summary in one place."""
    if sheet.kind is not TextKind.SUMMARY:
        return sheet
    whole = "\n\n".join(one.said for one in sheet.lines)
    return replace(sheet, lines=(Line(key="summary", sheet=0, original="", said=whole),))


def over(sheet: Sheet, before: Record, now: Record, number: int) -> Sheet:
    """Return what was written as it would stand over an edition that was made meanwhile.

    Args:
        sheet: what was written, on the edition `before`.
        before: that edition.
        now: the newest one.
        number: its number here.
    """
    old = before.telegram.texts[sheet.text] if sheet.text is not None else None
    text = None
    if old is not None:
        text = place_of(now, sheet.kind, old.language, old.author)
        same = sheet.text is not None and _is_there(now, sheet.text)
        if text is None and same and now.telegram.texts[sheet.text or 0].kind is sheet.kind:
            text = sheet.text
    else:
        text = place_of(now, sheet.kind, sheet.language, sheet.author)
    mine = shown_again(sheet)
    theirs = begun(now, number, sheet.kind, text)
    was = {one.key: one.said for one in begun(before, sheet.base, sheet.kind, sheet.text).lines}
    said = {one.key: one.said for one in mine.lines}
    lines = [
        replace(
            one,
            said=_merged(said.get(one.key, one.said), was.get(one.key, ""), one.said),
            theirs=one.said if one.said != was.get(one.key, "") else None,
        )
        for one in theirs.lines
    ]
    known = {one.key for one in theirs.lines}
    lines += [one for one in mine.lines if one.key not in known and one.said]
    return replace(mine, base=number, text=theirs.text, lines=tuple(lines))


def _merged(mine: str, was: str, theirs: str) -> str:
    """Return mine, but where I changed nothing, theirs."""
    return theirs if mine == was else mine
