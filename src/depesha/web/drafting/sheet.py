"""A sheet on the desk: what a page needs to show the form, gathered in one place.

A sheet is a draft (`draft` and `version`) or a new one. Its `work` names what lies on the worktable
for it: words that were not saved, and files that were sealed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from starlette.requests import Request

from depesha import draft as drafts
from depesha.draft import attached_name
from depesha.errors import Problem
from depesha.station.plain import Plain
from depesha.web.asking import Desk, Form, house_of
from depesha.web.drafting.entries import Dropped, Entries, entries_in
from depesha.web.drafting.lines import Misplaced, Written, entries_of, lines_of, without_line

MAX_CHOICE: Final = 300
"""Names that a page offers at once; more are found by typing."""

MAX_QUOTABLE: Final = 40
"""Received telegrams that a page offers to quote, the newest; another is named by its number."""

FORM: Final = "form"
LINES: Final = "lines"
MAX_WORK: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is wrong with a sheet, and at which field; an empty `place` is none alone."""

    place: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet that is being composed.

    Attributes:
        work: names it on the worktable.
        draft: its number; None: it is none yet.
        version: the version that the words were made from.
        tab: whether it is shown as the form or as form lines.
        entries: what stands in the form.
        lines: the file, where it is shown as form lines.
        kept: the attachments that the draft has already.
    """

    work: str
    draft: int | None = None
    version: int = 0
    tab: str = FORM
    entries: Entries = field(default_factory=Entries)
    lines: str = ""
    kept: Sequence[Mapping[str, Plain]] = ()

    def written(self, language: str) -> Written:
        """Return the file of form lines that it says.

        Raises:
            Misplaced: an entry is no form line.
        """
        if self.tab == LINES:
            return Written(text=self.lines, places=["lines"] * (self.lines.count("\n") + 1))
        return lines_of(self.entries, language)

    @property
    def addressed(self) -> list[str]:
        """Who is to get it, by name: as far as that is written."""
        return [one["office"].strip() for one in self._entries().addressees]

    @property
    def quoted(self) -> list[str]:
        """What it quotes, by reference."""
        return [
            one["value"].partition(";")[0].strip()
            for one in self._entries().references
            if one["relation"] in ("QUOTES", "PASSES")
        ]

    def _entries(self) -> Entries:
        if self.tab == FORM:
            return self.entries
        try:
            return entries_of(self.lines)
        except Problem:
            return Entries()


def sheet_in(
    form: Form,
    *,
    draft: int | None,
    kept: Sequence[Mapping[str, Plain]] = (),
    dropped: Dropped | None = None,
) -> Sheet:
    """Return the sheet that a person sent, but for a row that he takes out.

    Raises:
        Usage: its rows are not whole.
    """
    return Sheet(
        work=work_of(draft, form.text("work")),
        draft=draft,
        version=form.number("version") or 0,
        tab=LINES if form.text("tab") == LINES else FORM,
        entries=entries_in(form, dropped),
        lines=form.text("lines"),
        kept=kept,
    )


def work_of(draft: int | None, named: str) -> str:
    """Return what names a sheet on the worktable: a draft's is its number, whatever is said."""
    if draft is not None:
        return str(draft)
    fits = named.isascii() and 0 < len(named) <= MAX_WORK and not named.isdigit()
    return named if fits and named.replace("-", "").replace("_", "").isalnum() else "new"


def opened(
    text: str,
    *,
    work: str,
    draft: int | None,
    version: int = 0,
    kept: Sequence[Mapping[str, Plain]] = (),
) -> Sheet:
    """Return a sheet with what a file says; one that is no form is shown as form lines."""
    try:
        entries, tab = entries_of(text), FORM
    except Problem:
        entries, tab = Entries(), LINES
    return Sheet(
        work=work, draft=draft, version=version, tab=tab, entries=entries, lines=text, kept=kept
    )


def turned(sheet: Sheet, tab: str, language: str) -> Sheet:
    """Return the same sheet shown the other way.

    Raises:
        Misplaced: an entry is no form line.
        Usage: the lines are no form.
    """
    if tab == sheet.tab:
        return sheet
    if tab == LINES:
        return replace(sheet, tab=LINES, lines=sheet.written(language).text)
    return replace(sheet, tab=FORM, entries=entries_of(sheet.lines))


def files_for(
    text: str, kept: Sequence[Mapping[str, Plain]], sealed: Sequence[Mapping[str, Plain]]
) -> list[dict[str, Plain]]:
    """Return the files that a file of form lines names, as an order names them: in its order.

    What a draft has already goes before what was sealed now under the same name. A name that nobody
    has is left out, and the station says so.
    """
    try:
        named = [attached_name(one) for one in drafts.parse_lines(text.encode()).attachments]
    except (Problem, UnicodeEncodeError):
        return []
    pool: list[tuple[str, dict[str, Plain]]] = [
        *((str(one["name"]), {"kept": place}) for place, one in enumerate(kept, 1)),
        *((str(one["name"]), dict(one)) for one in sealed),
    ]
    found: list[dict[str, Plain]] = []
    for name in named:
        place = next((place for place, one in enumerate(pool) if one[0] == name), None)
        if place is not None:
            found.append(pool.pop(place)[1])
    return found


async def about(request: Request, desk: Desk, sheet: Sheet, language: str) -> dict[str, Plain]:
    """Return what the page of a sheet shows beside it: what may be chosen, and what lies here."""
    chosen = {"addressees": sheet.addressed[:500], "quotes": sheet.quoted[:8]}
    work = house_of(request).worktable.find(desk.office, sheet.work)
    return {
        "sheet": sheet,
        "choice": await desk.read("label-choice", language=language, **chosen),
        "everybody": await desk.read("addressees", limit=MAX_CHOICE, language=language),
        "quotable": await desk.read("inbox", limit=MAX_QUOTABLE),
        "uploads": [
            {"name": one["name"], "size_bytes": one["size_bytes"]}
            for one in (work.files if work else ())
        ],
    }


def wrongs_of(problem: Problem, written: Written | None) -> list[Wrong]:
    """Return what a problem says, at the field that it is about."""
    if isinstance(problem, Misplaced):
        place = problem.place
    else:
        place = written.place_of(problem.message) if written else ""
    message = problem.message if place == LINES else without_line(problem.message)
    return [Wrong(place=place, message=message, hint=problem.hint)]
