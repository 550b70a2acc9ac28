"""The books of numbers: outgoing, incoming, and every further series, each number with its line."""

from collections.abc import Mapping, Sequence
from typing import Final

from depesha.export.book import Book
from depesha.export.columns import Column
from depesha.export.csv_lines import CsvColumn, listed, plain, time
from depesha.export.labels import classification
from depesha.export.pages import PaperColumn, paper_time
from depesha.export.speech import Row, Speech
from depesha.export.standing import addressees, originator, precedence, state, subject
from depesha.export.times import TimeOf

TELEGRAM: Final = "telegram"
GAP: Final = "gap"

# -- what stands in a line ------------------------------------------------------------------------


def numbers(_speech: Speech, row: Row) -> str:
    """Return the number of a line, or of a span its first and its last."""
    first, last = row.get("book_number"), row.get("book_last")
    return str(first) if first == last else f"{first}–{last}"


def _entry(speech: Speech, row: Row) -> str:
    """Return how far a telegram has come; of another line, what it is."""
    if row.get("entry", TELEGRAM) == TELEGRAM:
        doubled = f"{speech.word('DOUBLED')} " if row.get("doubled") else ""
        return doubled + state(speech, row)
    return speech.word(str(row["entry"]).upper())


def _words(speech: Speech, row: Row) -> str:
    """Return a telegram's subject; of a void, why, and who says so."""
    if row.get("entry") == "void":
        return f"{row['reason']} ({row['office']})"
    return f"{_taken_back(speech, row)}{subject(speech, row)}"


def _taken_back(speech: Speech, row: Row) -> str:
    """Return that a telegram was cancelled before it was sent, by whom and why; else nothing."""
    found = row.get("withdrawn")
    if not found:
        return ""
    said = speech.word("withdrawn").format(found["office"], found.get("reason") or "")
    return f"[{said.rstrip(', ')}] "


def _reference(_speech: Speech, row: Row) -> str:
    return str(row.get("reference") or "")


CLASSIFICATION: Final = Column(title="class", cell=classification)
PRECEDENCE: Final = Column(title="precedence", cell=precedence)
FROM: Final = Column(title="from", cell=originator, gives_way=True)
REGISTERED: Final = Column(title="registered", cell=TimeOf("registered_at", "filed_at", "at"))
TO: Final = Column(title="to", cell=addressees, gives_way=True)
ENTRY: Final = Column(title="state", cell=_entry)
WORDS: Final = Column(title="subject", cell=_words, gives_way=True)
REFERENCE: Final = Column(title="number", cell=_reference)


def _both(speech: Speech, row: Row) -> str:
    """Return the label and the precedence, for a narrow column."""
    return ", ".join(one for one in (classification(speech, row), precedence(speech, row)) if one)


def _every_addressee(_speech: Speech, row: Row) -> str:
    return ", ".join(row.get("to") or ())


COLUMNS: Final[Mapping[str, Sequence[Column]]] = {
    "out": (
        Column(title="outgoing", cell=numbers, right=True),
        REFERENCE,
        REGISTERED,
        CLASSIFICATION,
        PRECEDENCE,
        TO,
        ENTRY,
        WORDS,
    ),
    "in": (
        Column(title="incoming", cell=numbers, right=True),
        REFERENCE,
        Column(title="delivered", cell=TimeOf("delivered_at", "at")),
        CLASSIFICATION,
        PRECEDENCE,
        FROM,
        ENTRY,
        WORDS,
    ),
    "special": (
        Column(title="special", cell=numbers, right=True),
        REFERENCE,
        REGISTERED,
        CLASSIFICATION,
        PRECEDENCE,
        TO,
        ENTRY,
        WORDS,
    ),
}


_NUMBER: Final = PaperColumn(title="№", cell=numbers, places=13, right=True)
_REFERENCE: Final = PaperColumn(title="number", cell=_reference, places=18)
_REGISTERED: Final = PaperColumn(
    title="registered", cell=paper_time("registered_at", "at"), places=20
)
_TO: Final = PaperColumn(title="to", cell=_every_addressee, places=20)
_LABEL: Final = PaperColumn(title="class", cell=_both, places=14)
_STATE: Final = PaperColumn(title="state", cell=_entry, places=12)
_SUBJECT: Final = PaperColumn(title="subject", cell=_words)

PAPER: Final[Mapping[str, Sequence[PaperColumn]]] = {
    "out": (_NUMBER, _REGISTERED, _LABEL, _TO, _STATE, _SUBJECT),
    "in": (
        _NUMBER,
        _REFERENCE,
        PaperColumn(title="delivered", cell=paper_time("delivered_at", "at"), places=20),
        _LABEL,
        PaperColumn(title="from", cell=originator, places=18),
        _STATE,
        _SUBJECT,
    ),
    "special": (_NUMBER, _REFERENCE, _REGISTERED, _LABEL, _TO, _STATE, _SUBJECT),
}


def _related(name: str) -> CsvColumn:
    """Return a column with relations and numbers; what does not hold here has a `claims` before."""

    def cell(_speech: Speech, row: Row) -> str:
        return "; ".join(
            f"{'' if one.get('holds', True) else 'claims '}{one['relation']} {one['reference']}"
            for one in row.get(name) or ()
        )

    return name, cell


def _withdrawal(_speech: Speech, row: Row) -> str:
    """Return who cancelled it before it was sent, and why."""
    found = row.get("withdrawn") or {}
    return ": ".join(str(found[key]) for key in ("office", "reason") if found.get(key))


def _executed(_speech: Speech, row: Row) -> str:
    """Return whether one of its offices has complied; of a line that is no telegram nothing."""
    return "" if row.get("executed") is None else str(bool(row["executed"])).lower()


CSV: Final = (
    plain("entry"),
    plain("series"),
    plain("book_year"),
    plain("book_number"),
    plain("book_last"),
    plain("reference"),
    time("registered_at"),
    time("delivered_at"),
    ("classification", classification),
    plain("precedence"),
    plain("local_precedence"),
    plain("from"),
    listed("to"),
    plain("state"),
    plain("subject"),
    time("void_at", "at"),
    plain("office"),
    plain("reason"),
    plain("type"),
    _related("amended"),
    _related("amends"),
    ("withdrawn", _withdrawal),
    ("executed", _executed),
)


def _closing(speech: Speech, rows: Sequence[Row]) -> list[str]:
    """Return how many lines of which kind there are, and the last number of each year."""
    counts: dict[str, int] = {}
    last: dict[int, int] = {}
    for row in rows:
        kind = str(row.get("entry", TELEGRAM))
        span = int(row["book_last"]) - int(row["book_number"]) + 1
        counts[kind] = counts.get(kind, 0) + span
        last[row["book_year"]] = int(row["book_last"])
    said = [
        speech.word(key).format(counts.get(kind, 0))
        for kind, key in (
            (TELEGRAM, "telegrams in all"),
            ("withheld", "withheld in all"),
            ("void", "voids in all"),
            ("skipped", "skipped in all"),
            (GAP, "gaps in all"),
        )
        if counts.get(kind) or kind in (TELEGRAM, "void", GAP)
    ]
    lines = [f"{speech.word('in all')}: {', '.join(said)}."]
    lines += [speech.word("last number").format(year, one) for year, one in sorted(last.items())]
    if counts.get(GAP):
        lines.append(speech.word("it has gaps"))
    return lines


def _new_year(before: Row | None, row: Row) -> str:
    """Return the year before its first line, where a page has several years."""
    return str(row["book_year"]) if before and before["book_year"] != row["book_year"] else ""


TITLES: Final = {
    "out": "register of outgoing",
    "in": "register of incoming",
    "special": "register of a series",
}


def numbered(direction: str) -> Book:
    """Return the book `out`, `in`, or `special`: that of any further series."""
    return Book(
        title=TITLES[direction],
        columns=COLUMNS[direction],
        paper=PAPER[direction],
        csv=CSV,
        nothing="no telegrams",
        closing=_closing,
        between=_new_year,
    )
