"""The communications log as a book, and the blocks of form ICS-309."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.export.answers import answer, signer
from depesha.export.book import Book
from depesha.export.columns import Column, field
from depesha.export.csv_lines import plain, time
from depesha.export.labels import classification
from depesha.export.pages import PaperColumn, paper_time
from depesha.export.periods import Period, said
from depesha.export.speech import Row, Speech
from depesha.export.standing import NO_OPERATION
from depesha.export.times import TimeOf
from depesha.telegram import MessageType

WORDS: Final = {"sent": "log sent", "delivered": "log delivered"}


def _what(speech: Speech, row: Row) -> str:
    """Return what the entry is: sent, delivered, or which answer; a repeat says so."""
    if row["what"] == "answered":
        standing = f", {speech.word(str(row['as']))}" if row.get("as") else ""
        return f"{answer(speech, row)}{standing}"
    word = speech.word(WORDS[row["what"]])
    return f"{word}, {speech.word('a repeat')}" if row.get("repeat") else word


def _from(speech: Speech, row: Row) -> str:
    """Return from whom it is: a station, or who signed an answer, and in whose place."""
    return signer(speech, {**row, "who": row.get("from") or ""})


def _subject(speech: Speech, row: Row) -> str:
    kind = row.get("message_type")
    marked = f"*{speech.word(NO_OPERATION[kind])}* " if kind in NO_OPERATION else ""
    title = "" if row.get("subject") is None else str(row["subject"])
    return f"{marked}{title}"


def _told(speech: Speech, row: Row) -> str:
    """Return the subject for a page, which has no column of what was done: answers, repeats."""
    answer = _what(speech, row) if row["what"] == "answered" else ""
    again = speech.word("a repeat") if row.get("repeat") and not answer else ""
    return ": ".join(part for part in (answer or again, _subject(speech, row)) if part)


def _type(_speech: Speech, row: Row) -> str:
    return str(MessageType(row["message_type"]).name)


def _closing(speech: Speech, rows: Sequence[Row]) -> list[str]:
    return [speech.word("lines in all").format(len(rows))]


LOG: Final = Book(
    title="communications log",
    columns=(
        Column(title="at", cell=TimeOf("at")),
        Column(title="from", cell=_from),
        Column(title="from number", cell=field("from_number")),
        Column(title="to", cell=field("to")),
        Column(title="to number", cell=field("to_number")),
        Column(title="what", cell=_what),
        Column(title="subject", cell=_subject, gives_way=True),
    ),
    paper=(
        PaperColumn(title="at", cell=paper_time("at"), places=21),
        PaperColumn(title="from", cell=_from, places=20),
        PaperColumn(title="from number", cell=field("from_number"), places=20),
        PaperColumn(title="to", cell=field("to"), places=14),
        PaperColumn(title="to number", cell=field("to_number"), places=20),
        PaperColumn(title="subject", cell=_told),
    ),
    csv=(
        time("at"),
        plain("from"),
        plain("from_number"),
        plain("to"),
        plain("to_number"),
        ("what", lambda _speech, row: str(row["what"])),
        plain("code"),
        plain("precedence"),
        ("classification", classification),
        ("subject", lambda _speech, row: row.get("subject")),
        ("type", _type),
        ("repeat", lambda _speech, row: str(bool(row.get("repeat"))).lower()),
        plain("deputy"),
        plain("in_place_of"),
        plain("as"),
    ),
    nothing="no entries",
    closing=_closing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ics309:
    """What stands in the blocks of form ICS-309 over the log; block 5 is the log itself."""

    period: Period
    incident: str
    station: str
    operator: str
    prepared_by: str
    prepared_at: int


def blocks(speech: Speech, form: Ics309) -> dict[str, Any]:
    """Return the blocks of the form, for programs."""
    times = form.period.times(speech.zone)
    return {
        "form": "ICS-309",
        "incident": form.incident,
        "operational_period": said(speech, form.period),
        "from_at": times.get("from_at"),
        "to_at": times.get("to_at"),
        "station": form.station,
        "operator": form.operator,
        "prepared_by": form.prepared_by,
        "prepared_at": form.prepared_at,
    }


WORDS_OF_BLOCKS: Final = (
    ("ics incident", "incident"),
    ("ics period", "operational_period"),
    ("ics station", "station"),
    ("ics operator", "operator"),
    ("ics log", "entries"),
    ("ics prepared", "prepared_by"),
)


def form_lines(speech: Speech, form: Ics309, entries: int) -> list[str]:
    """Return the blocks of the form, each with its number on the form; of block 5 its length."""
    shown = {**blocks(speech, form), "entries": entries}
    prepared_at = paper_time("prepared_at")(speech, shown)
    return [
        *(f"{speech.word(key)}: {shown[name]}" for key, name in WORDS_OF_BLOCKS),
        f"{speech.word('ics prepared at')}: {prepared_at}",
    ]
