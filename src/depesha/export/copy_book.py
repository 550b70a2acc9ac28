"""The copies ledger as a book: who holds which numbered copy of a telegram."""

from collections.abc import Sequence
from typing import Any, Final

from depesha.export.book import Book
from depesha.export.columns import Column, field
from depesha.export.csv_lines import plain, time
from depesha.export.labels import classification
from depesha.export.pages import PaperColumn, paper_time
from depesha.export.speech import Row, Speech
from depesha.export.times import TimeOf, of

HELD: Final = "HELD"


def _copy_state(speech: Speech, row: Row) -> str:
    """Return how a copy stands; one that is not back in time says so."""
    if row.get("entry") == "withheld":
        return speech.word("WITHHELD")
    said = speech.word(str(row.get("state") or ""))
    overdue = row.get("overdue")
    return f"{said}, {speech.word('copy overdue')}" if overdue else said


def _ended_at(row: Row) -> Any:  # noqa: ANN401  # a time or none
    ends = ("returned_at", "destroyed_at", "archived_at")
    return max((row[key] for key in ends if row.get(key) is not None), default=None)


def _end(speech: Speech, row: Row) -> str:
    """Return how a copy ended: the act, by whom and before whom; the shelf mark."""
    acts = [row[key] for key in ("return_act", "act") if row.get(key)]
    said = [speech.word("by act").format(one) for one in dict.fromkeys(acts)]
    if row.get("done_by"):
        said.append(speech.word("done before").format(row["done_by"], row["witness"]))
    if row.get("shelf"):
        said.append(str(row["shelf"]))
    return ", ".join(said)


def _certified(speech: Speech, row: Row) -> str:
    if row.get("certified_at") is None:
        return ""
    return f"{row.get('certified_by') or ''} {of(speech, row['certified_at'])}".strip()


def _printed(speech: Speech, row: Row) -> str:
    if row.get("printed_at") is None:
        return ""
    return f"{row.get('printed_by') or ''} {of(speech, row['printed_at'])}".strip()


NUMBER: Final = Column(title="copy", cell=field("number"), right=True)
HOLDER: Final = Column(title="holder", cell=field("holder"), gives_way=True)
COLUMNS: Final = (
    NUMBER,
    HOLDER,
    Column(title="state", cell=_copy_state),
    Column(title="issued", cell=TimeOf("issued_at")),
    Column(title="return by", cell=TimeOf("return_by")),
    Column(title="ended", cell=lambda speech, row: of(speech, _ended_at(row))),
    Column(title="how it ended", cell=_end, gives_way=True),
    Column(title="certified", cell=_certified),
    Column(title="printed", cell=_printed),
)


def _short(*keys: str, by: str) -> Any:  # noqa: ANN401  # a cell
    """Return a cell with a time, and in it who did it."""
    at = paper_time(*keys)

    def cell(speech: Speech, row: Row) -> str:
        return f"{at(speech, row)} {row.get(by) or ''}".strip()

    return cell


def _ended(speech: Speech, row: Row) -> str:
    at = paper_time("destroyed_at", "archived_at", "returned_at")(speech, row)
    return f"{at} {_end(speech, row)}".strip()


def _closing(speech: Speech, rows: Sequence[Row]) -> list[str]:
    """Return how many copies there are in which state; the sum is that of the lines."""
    states = [str(row.get("state")) for row in rows if row.get("state")]
    said = [f"{speech.word(state)} {states.count(state)}" for state in sorted(set(states))]
    withheld = len(rows) - len(states)
    if withheld:
        said.append(speech.word("withheld in all").format(withheld))
    overdue = sum(bool(row.get("overdue")) for row in rows)
    if overdue:
        said.append(f"{speech.word('copy overdue')} {overdue}")
    return [summed(speech, len(rows), said)]


def summed(speech: Speech, made: int, said: Sequence[str]) -> str:
    """Return the sum of the copies in words."""
    if not made:
        return speech.word("no copies made")
    return speech.word("copies in all").format(made, ", ".join(said))


LEDGER: Final = Book(
    title="register of copies",
    columns=(Column(title="number", cell=field("reference")), *COLUMNS),
    paper=(
        PaperColumn(title="number", cell=field("reference"), places=20),
        PaperColumn(title="copy", cell=field("number"), places=4, right=True),
        PaperColumn(title="holder", cell=field("holder"), places=20),
        PaperColumn(title="state", cell=_copy_state, places=11),
        PaperColumn(title="issued", cell=paper_time("issued_at"), places=10),
        PaperColumn(title="return by", cell=paper_time("return_by"), places=10),
        PaperColumn(title="how it ended", cell=_ended),
        PaperColumn(title="certified", cell=_short("certified_at", by="certified_by"), places=11),
        PaperColumn(title="printed", cell=_short("printed_at", by="printed_by"), places=10),
    ),
    csv=(
        plain("entry"),
        plain("reference"),
        ("classification", classification),
        plain("number"),
        plain("holder"),
        plain("state"),
        time("issued_at"),
        plain("issued_by"),
        time("return_by"),
        time("overdue_at"),
        time("returned_at"),
        time("destroyed_at"),
        plain("return_act"),
        plain("act"),
        plain("done_by"),
        plain("witness"),
        time("archived_at"),
        plain("shelf"),
        time("certified_at"),
        plain("certified_by"),
        time("printed_at"),
        plain("printed_by"),
    ),
    nothing="no copies",
    closing=_closing,
)
