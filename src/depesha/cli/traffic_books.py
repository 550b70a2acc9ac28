"""`register service|transit`: what went between stations, and what passed through."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from depesha.cli.books import Book, asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.csv_lines import plain, time
from depesha.cli.pages import PaperColumn, paper_time
from depesha.cli.parser import Command
from depesha.cli.table import Column, field, reason, show
from depesha.cli.times import TimeOf

CHUNK: Final = 2000
"""Lines that are asked for at once."""


def _count(call: Call, rows: Sequence[Row]) -> list[str]:
    return [call.word("lines in all").format(len(rows))]


def _notice(_call: Call, row: Row) -> str:
    return f"notice:{str(row['notice'])[:16]}"


def _direction(call: Call, row: Row) -> str:
    return call.reason(_way(call, row))


def _way(_call: Call, row: Row) -> str:
    return "from" if row["came"] else "to"


SERVICES: Final = Book(
    title="register of service messages",
    columns=(
        Column(title="notice", cell=_notice),
        Column(title="at", cell=TimeOf("at")),
        Column(title="direction", cell=_direction),
        Column(title="station", cell=field("station")),
        Column(title="what", cell=reason("code")),
        Column(title="subject", cell=field("subject"), gives_way=True),
    ),
    paper=(
        PaperColumn(title="at", cell=paper_time("at"), places=21),
        PaperColumn(title="direction", cell=_direction, places=5),
        PaperColumn(title="station", cell=field("station"), places=24),
        PaperColumn(title="what", cell=reason("code"), places=22),
        PaperColumn(title="notice", cell=_notice, places=24),
        PaperColumn(title="subject", cell=field("subject")),
    ),
    csv=(
        time("at"),
        ("direction", _way),
        plain("station"),
        plain("code"),
        plain("notice"),
        plain("subject"),
        plain("uid"),
    ),
    nothing="no service messages",
    closing=_count,
)

TRANSIT: Final = Book(
    title="register of transit",
    columns=(
        Column(title="slip", cell=lambda _call, row: str(row["slip_id"])[:16]),
        Column(title="from", cell=field("from")),
        Column(title="for", cell=field("destination")),
        Column(title="next", cell=field("next_hop")),
        Column(title="taken", cell=TimeOf("taken_at")),
        Column(title="handed on", cell=TimeOf("handed_on_at")),
        Column(title="returned", cell=TimeOf("returned_at")),
        Column(title="reason", cell=field("reason")),
    ),
    paper=(
        PaperColumn(title="taken", cell=paper_time("taken_at"), places=21),
        PaperColumn(title="slip", cell=lambda _call, row: str(row["slip_id"])[:16], places=16),
        PaperColumn(title="from", cell=field("from"), places=13),
        PaperColumn(title="for", cell=field("destination"), places=13),
        PaperColumn(title="next", cell=field("next_hop"), places=13),
        PaperColumn(title="handed on", cell=paper_time("handed_on_at"), places=21),
        PaperColumn(title="returned", cell=paper_time("returned_at")),
        PaperColumn(title="reason", cell=field("reason"), places=10),
    ),
    csv=(
        time("taken_at"),
        plain("slip_id"),
        plain("from"),
        plain("destination"),
        plain("next_hop"),
        time("handed_on_at"),
        time("returned_at"),
        plain("reason"),
    ),
    nothing="nothing passed through",
    closing=_count,
)

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
