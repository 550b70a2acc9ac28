"""The sheet of a telegram as text, after Form No. 17: the label first and last, and on every page.

    ────────────────────── СОВ. СЕКРЕТНО ──────────────────────
    МИД СССР                  Форма № 17          СОВ. СЕКРЕТНО
    Десятый отдел                     Снятие копий воспрещается
    Исход. № 26044                             Спец. № 1070
    ...

Rule 1: the form's own words and marks stand as they were written; nothing is invented for an empty
    place.
Rule 2: every line is harmless and at most `places` wide, whatever the telegram holds.
Rule 3: a long text goes on under a head with number, page and label, as on paper.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from depesha.cli.call import Call, Row
from depesha.cli.table import window
from depesha.export.answers import signer
from depesha.export.marks import marks
from depesha.export.screen import centre, cut, ends, pad, safe, width, wrap
from depesha.export.times import elsewhere, of

PLACES: Final = 78
"""Width of a sheet; a typewriter's line on the form has some 60."""

LINES_OF_A_PAGE: Final = 36
"""Lines before the next head: label, number and page stay in a window of 40 lines."""

LEAST_LINES: Final = 6
"""Lines of text on the first page, however long its list of addressees."""

RULE: Final = "─"
LOUD: Final = "*"
OPERATION: Final = "OPERATION"
SPECIAL: Final = "special"

REQUESTS: Final = {"receipt": "confirm", "execution": "report"}
"""What may be asked of an addressee, and the word for it where the form has none of its own."""


def sheet_lines(call: Call, found: Row) -> Iterator[str]:
    """Return the lines of a telegram's sheet, its label first and last."""
    sheet = Sheet(call, found)
    banner = list(sheet.banner())
    first_page = [sheet.label_line(), *sheet.loud(), *banner, *sheet.head(), *sheet.addresses()]
    yield from first_page
    yield from sheet.pages(str(found.get("text", "")), len(first_page))
    yield from sheet.foot(found.get("copies") or ())
    yield from banner
    yield from sheet.loud()
    yield sheet.label_line()


class Sheet:
    """One sheet being written."""

    def __init__(self, call: Call, found: Row) -> None:
        """Take what stands on the form, and what each addressee is to do."""
        self._call = call
        self._found = found
        self._fields: Row = found["sheet"]
        self._duties = {duty["office"]: duty for duty in found.get("duties") or ()}
        self._released = [
            one for one in found.get("signatures") or () if one.get("what") == "released"
        ]
        self._places = min(PLACES, window(call.world.stdout) or PLACES)

    # -- what is shown at both ends ---------------------------------------------------------------

    def label_line(self) -> str:
        """Return the label in a rule across the sheet."""
        return centre(f" {cut(self._label(), self._places - 4)} ", self._places, RULE)

    def _label(self) -> str:
        return self._text("classification_name")

    def loud(self) -> Iterator[str]:
        """Say of an exercise, a drill, a project or a test that it is one."""
        kind = self._text("message_type").upper()
        if kind in {"", OPERATION}:
            return
        name = self._text("message_type_name")
        word = f"{self._call.word(kind)} {name}".strip()
        yield centre(
            f"{LOUD * 3} {cut(' · '.join([word] * 3), self._places - 8)} {LOUD * 3}", self._places
        )

    def banner(self) -> Iterator[str]:
        """Say by what it is cancelled, superseded, corrected, answered; and of what it says so."""
        for mark in marks(self._call, self._found):
            for line in wrap(f"{LOUD} {mark} {LOUD}", self._places):
                yield centre(line, self._places)

    # -- the head of the form ---------------------------------------------------------------------

    def head(self) -> Iterator[str]:
        """Return organisation, form, label, numbers, times and kind of document."""
        form = self._captioned("form", "form_code")
        yield from self._three(self._text("originator"), form, self._label())
        left = [self._text("comcen"), self._captioned("outgoing number", "number")]
        right = [*self._list("caveats"), *self._numbers()]
        yield from self._beside([line for line in left if line], right)
        yield from self._times()
        document = self._text("document_type") or self._call.word("any telegram")
        yield ""
        yield centre(cut(document, self._places), self._places)
        yield ""

    def _numbers(self) -> list[str]:
        incoming = self._captioned("incoming number", "incoming_number")
        return [self._number(one) for one in self._items("numbers")] + [incoming] * bool(incoming)

    def _number(self, one: Row) -> str:
        series = str(one["series"])
        name = self._call.word("special word") if series == SPECIAL else series
        return safe(self._call.word("special number").format(name, one["number"]))

    def _times(self) -> Iterator[str]:
        """Return the telegram's own times, in its originator's zone too, and when it came here."""
        zone = str(self._fields.get("zone") or "")
        yield from self._time("sheet filed", self._fields.get("filed_at"), zone)
        yield from self._time("sheet sent", self._sent_at(), zone)
        yield from self._time("sheet delivered", self._fields.get("delivered_at"))

    def _time(self, caption: str, at: int | None, zone: str = "") -> Iterator[str]:
        if at is not None:
            shown = f"{of(self._call, at)}{elsewhere(self._call, at, zone)}"
            yield from wrap(f"{self._call.word(caption)} {shown}", self._places)

    def _sent_at(self) -> int | None:
        """Return when it first left this station, if it is the one that sent it."""
        stages = [one for duty in self._duties.values() for one in duty.get("stages") or ()]
        sent = (one["at"] for one in stages if one["stage"] == "SENT" and one["at"] is not None)
        return min(sent, default=self._fields.get("sent_at"))

    # -- to whom ----------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        """Return every addressee with its precedence, what is asked of it, and the captions."""
        addressees = self._items("addressees")
        for number, addressee in enumerate(addressees):
            yield from self._addressee(addressee)
            yield from self._right([_precedence(addressee)])
            if number == len(addressees) - 1:
                yield from self._right([" ".join(caption) for caption in self._list("captions")])
            yield from self._asked(addressee)
        for other in self._items("other_recipients"):
            said = "; ".join(filter(None, [str(other["name"]), str(other.get("reason") or "")]))
            yield from wrap(f"{self._call.word('otherwise')}: {said}", self._places)
        subject = self._text("subject")
        if subject:
            yield from wrap(f"{self._call.word('subject').capitalize()}: {subject}", self._places)
        yield ""

    def _addressee(self, addressee: Row) -> Iterator[str]:
        kind = str(addressee.get("kind") or "").upper()
        caption = {"INFORMATION": "copy for information", "EXEMPTED": "exempted"}.get(kind, "where")
        place = safe(str(addressee.get("place") or ""))
        person = safe(str(addressee.get("person") or ""))
        whom = " ".join(filter(None, [self._call.word("whom"), person])) if person else ""
        office = safe(str(addressee["office"]))
        collective = safe(str(addressee.get("collective") or ""))
        listed = self._call.word("of collective").format(collective) if collective else ""
        shown = f"({office})" if place or person else office
        words = "  ".join(filter(None, [place, whom, shown, listed]))
        yield from wrap(f"{self._call.word(caption)} {words}", self._places)

    def _asked(self, addressee: Row) -> Iterator[str]:
        for what in REQUESTS:
            asked = addressee.get(what)
            if asked:
                due = self._duties.get(addressee["office"], {}).get(f"{what}_due_at")
                yield from wrap(self._request(what, asked, due), self._places)
        for passing in addressee.get("passing") or ():
            line = self._call.word("pass").format(passing["to"], passing["through"])
            yield from wrap(f"  {line}", self._places)

    def _request(self, what: str, asked: Row, due: int | None) -> str:
        words = asked.get("words") or self._call.word(REQUESTS[what])
        until = f", {self._call.word('by')} {of(self._call, due)}" if due is not None else ""
        return f"  {self._call.word(f'asked {what}')} {words}{until}"

    # -- the text ---------------------------------------------------------------------------------

    def pages(self, text: str, used: int) -> Iterator[str]:
        """Return the text, with a head over every page but the first, where some lines are used."""
        lines = wrap(text, self._places)
        first = max(LEAST_LINES, LINES_OF_A_PAGE - used)
        yield from lines[:first]
        for page, start in enumerate(range(first, len(lines), LINES_OF_A_PAGE), 2):
            yield from self._continuation(page)
            yield from lines[start : start + LINES_OF_A_PAGE]
        yield ""

    def _continuation(self, page: int) -> Iterator[str]:
        yield ""
        yield from self._three(self._text("number"), f"- {page} -", self._label())
        yield from self.loud()
        yield ""

    # -- under the text ---------------------------------------------------------------------------

    def foot(self, copies: Sequence[Row]) -> Iterator[str]:
        """Return the signatory, who released it, the copies and their holders, and the marks."""
        yield from self._right([self._text("signatory")])
        for one in self._released:
            yield from wrap(self._release(one), self._places)
        if copies:
            yield self._call.word("copies")
        for copy in copies:
            yield from wrap(f"  {copy['number']}. {copy.get('holder', '')}", self._places)
        for mark in self._items("marks"):
            words = " ".join(filter(None, [str(mark.get("kind") or ""), str(mark["text"])]))
            yield from wrap(words, self._places)

    def _release(self, one: Row) -> str:
        """Return whose signature released it, and whether it holds."""
        held = "verified" if one.get("verified") else "not verified"
        parts = (signer(self._call, one), of(self._call, one.get("at")), self._call.word(held))
        said = ", ".join(part for part in parts if part)
        return f"{self._call.word('released sheet')}: {said}"

    # -- lines ------------------------------------------------------------------------------------

    def _text(self, key: str) -> str:
        value = self._fields.get(key)
        return "" if value is None else safe(str(value))

    def _list(self, key: str) -> list[str]:
        return [safe(str(value)) for value in self._fields.get(key) or ()]

    def _items(self, key: str) -> list[dict[str, Any]]:
        return list(self._fields.get(key) or ())

    def _captioned(self, caption: str, key: str) -> str:
        value = self._text(key)
        return self._call.word(caption).format(value) if value and value != "0" else ""

    def _right(self, lines: Sequence[str]) -> Iterator[str]:
        for line in lines:
            if line:
                yield pad(cut(safe(line), self._places), self._places, right=True)

    def _beside(self, left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
        half = self._places // 2
        lines = [part for line in right for part in wrap(line, half)]
        for one, other in zip_longest(left, lines, fillvalue=""):
            yield ends(cut(one, self._places - half - 1), other, self._places).rstrip()

    def _three(self, left: str, middle: str, right: str) -> Iterator[str]:
        free = self._places - width(left) - width(middle) - width(right)
        if free < 2:  # noqa: PLR2004  # a blank on each side of the middle
            yield from (cut(line, self._places) for line in (left, middle) if line)
            yield from self._right([right])
            return
        before = max(1, min(free - 1, (self._places - width(middle)) // 2 - width(left)))
        yield f"{left}{' ' * before}{middle}{' ' * (free - before)}{right}".rstrip()


def _precedence(addressee: Row) -> str:
    return str(addressee.get("local_precedence") or addressee.get("precedence") or "")
