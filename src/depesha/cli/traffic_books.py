"""`register service|transit`: what went between stations, and what passed through."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from depesha.cli.books import asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.parser import Command
from depesha.cli.table import show
from depesha.export.book import Book
from depesha.export.traffic_books import SERVICES, TRANSIT

CHUNK: Final = 2000
"""Lines that are asked for at once."""


UNNUMBERED: Final[Mapping[str, tuple[Book, str, str]]] = {
    "service": (SERVICES, "service", "service-book"),
    "transit": (TRANSIT, "relayed", "transit-book"),
}
"""The book, the question for the newest lines, and the question for a period."""


def _unnumbered(name: str, call: Call) -> int:
    """Show the newest lines first; of a period, and on paper, all in their order."""
    book, newest, of_period = UNNUMBERED[name]
    asked = asked_for(call)
    if not (asked.is_said or call.args.paper or call.args.csv or call.args.file):
        show(call, book.columns, call.read(newest), book.nothing)
        return 0
    return put_out(call, book, list(pieces(call, of_period, **asked.times(call.zone))), asked)


def pieces(call: Call, question: str, **asked: Any) -> Iterator[Row]:  # noqa: ANN401  # fields
    """Yield every line that a question has, asked for in pieces."""
    offset = 0
    while True:
        rows = call.read(question, limit=CHUNK, offset=offset, **asked)
        yield from rows
        if len(rows) < CHUNK:
            return
        offset += CHUNK


COMMANDS = {
    "register service": Command(
        run=partial(_unnumbered, "service"),
        options=book_options,
        example="depesha register service\ndepesha register service --year 2026 --csv",
    ),
    "register transit": Command(
        run=partial(_unnumbered, "transit"),
        options=book_options,
        example="depesha register transit --json\ndepesha register transit --year 2026 --print",
    ),
}
