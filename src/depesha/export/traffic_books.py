"""The books of what has no number of its own: service messages, and what passed through."""

from collections.abc import Sequence
from typing import Final

from depesha.export.book import Book
from depesha.export.columns import Column, field, reason
from depesha.export.csv_lines import plain, time
from depesha.export.pages import PaperColumn, paper_time
from depesha.export.speech import Row, Speech
from depesha.export.times import TimeOf


def _count(speech: Speech, rows: Sequence[Row]) -> list[str]:
    return [speech.word("lines in all").format(len(rows))]


def _notice(_speech: Speech, row: Row) -> str:
    return f"notice:{str(row['notice'])[:16]}"


def _direction(speech: Speech, row: Row) -> str:
    return speech.reason(_way(speech, row))


def _way(_speech: Speech, row: Row) -> str:
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
        Column(title="slip", cell=lambda _speech, row: str(row["slip_id"])[:16]),
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
        PaperColumn(title="slip", cell=lambda _speech, row: str(row["slip_id"])[:16], places=16),
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
