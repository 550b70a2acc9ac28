"""Lines for a spreadsheet: RFC 4180, UTF-8, a header line, and nothing that it would calculate.

Rule 1: the names of the columns are the same in every language, and those of `--json` where it has
    them; times are ISO 8601 with the offset of the station's zone.
Rule 2: a cell of words that begins like a formula (`=`, `+`, `-`, `@`, a tab or a line end, also
    behind blanks) gets an apostrophe before it. A number is a number.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Final

from depesha.export.screen import safe
from depesha.export.speech import Row, Speech

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula begins, for one spreadsheet or another; the last four are the wide forms."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

CsvColumn = tuple[str, Callable[[Speech, Row], object]]
"""Name of a column, and what stands in it: words, a number, or None."""


def csv_text(speech: Speech, columns: Sequence[CsvColumn], rows: Iterable[Row]) -> str:
    """Return the header and a line for each row."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _ in columns])
    for row in rows:
        writer.writerow([harmless(cell(speech, row)) for _, cell in columns])
    return out.getvalue()


def harmless(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula, and no terminal obeys."""
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    starts = text.startswith(FORMULAS) or text.lstrip().startswith(FORMULAS)
    return safe(f"'{text}" if starts else text)


def iso(speech: Speech, at: int | None) -> str | None:
    """Return a time in the station's zone, with its offset."""
    if at is None:
        return None
    try:
        local = (EPOCH + timedelta(milliseconds=at)).astimezone(speech.zone)
    except OverflowError:
        return f"{at} ms"
    return local.isoformat(timespec="seconds")


def plain(name: str) -> CsvColumn:
    """Return a column that is a field of the row as it is."""
    return name, lambda _speech, row: row.get(name)


def time(name: str, *keys: str) -> CsvColumn:
    """Return a column with the first of these fields that has a time."""
    found = keys or (name,)
    return name, lambda speech, row: iso(
        speech, next((row[key] for key in found if row.get(key) is not None), None)
    )


def listed(name: str) -> CsvColumn:
    """Return a column that is a list: its members with a blank between them."""
    return name, lambda _speech, row: " ".join(str(one) for one in row.get(name) or ())
