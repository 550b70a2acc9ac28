"""`register log`: the communications log, as a table, or as ICS-309 on paper.

The log has what left, what came and what was answered; the originator's number stays.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from depesha.cli.books import Book, asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.csv_lines import plain, time
from depesha.cli.labels import classification
from depesha.cli.pages import PaperColumn, paper_time
from depesha.cli.parser import Command, Parser
from depesha.cli.periods import said
from depesha.cli.table import Column, field
from depesha.cli.times import TimeOf
from depesha.cli.trays import NO_OPERATION
from depesha.station.clock import now
from depesha.telegram import MessageType

CHUNK: Final = 2000

WORDS: Final = {"sent": "log sent", "delivered": "log delivered"}


def _what(call: Call, row: Row) -> str:
    """Return what the entry is: sent, delivered, or which answer; a repeat says so."""
    if row["what"] == "answered":
        return call.word("INTERIM" if row.get("interim") else str(row["code"]))
    word = call.word(WORDS[row["what"]])
    return f"{word}, {call.word('a repeat')}" if row.get("repeat") else word


def _subject(call: Call, row: Row) -> str:
    kind = row.get("message_type")
    marked = f"*{call.word(NO_OPERATION[kind])}* " if kind in NO_OPERATION else ""
    title = "" if row.get("subject") is None else str(row["subject"])
    return f"{marked}{title}"


def _told(call: Call, row: Row) -> str:
    """Return the subject for a page, which has no column of what was done: answers, repeats."""
    answer = _what(call, row) if row["what"] == "answered" else ""
    again = call.word("a repeat") if row.get("repeat") and not answer else ""
    return ": ".join(part for part in (answer or again, _subject(call, row)) if part)


def _type(_call: Call, row: Row) -> str:
    return str(MessageType(row["message_type"]).name)


def _closing(call: Call, rows: Sequence[Row]) -> list[str]:
    return [call.word("lines in all").format(len(rows))]


LOG: Final = Book(
    title="communications log",
    columns=(
        Column(title="at", cell=TimeOf("at")),
        Column(title="from", cell=field("from")),
        Column(title="from number", cell=field("from_number")),
        Column(title="to", cell=field("to")),
        Column(title="to number", cell=field("to_number")),
        Column(title="what", cell=_what),
        Column(title="subject", cell=_subject, gives_way=True),
    ),
    paper=(
        PaperColumn(title="at", cell=paper_time("at"), places=21),
        PaperColumn(title="from", cell=field("from"), places=20),
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
        ("what", lambda _call, row: str(row["what"])),
        plain("code"),
        plain("precedence"),
        ("classification", classification),
        plain("subject"),
        ("type", _type),
        ("repeat", lambda _call, row: str(bool(row.get("repeat"))).lower()),
    ),
    nothing="no entries",
    closing=_closing,
)


def _options(parser: Parser) -> None:
    book_options(parser)
    parser.add_argument("--ics309", action="store_true", help="with the blocks of form ICS-309")
    parser.add_argument("--incident", default="", metavar="NAME", help="block 1, incident name")
    parser.add_argument("--operator", default="", metavar="NAME", help="block 4, radio operator")
    parser.add_argument("--prepared-by", default="", metavar="NAME", help="block 6, prepared by")


def _log(call: Call) -> int:
    """Give the log out; ICS-309 on paper where nothing else is asked for."""
    args = call.args
    asked = asked_for(call)
    rows = list(_entries(call, **asked.times(call.zone)))
    if not args.ics309:
        return put_out(call, LOG, rows, asked)
    if args.json:
        call.objects([_blocks(call, asked)], "ics-309")
        call.objects(rows, "ics-309-entry")
        return 0
    args.paper = not args.csv
    form = _form(call, asked, len(rows))
    return put_out(call, LOG, rows, asked, about="ICS-309", preamble=form)


def _entries(call: Call, **asked: Any) -> Iterator[Row]:  # noqa: ANN401  # fields of a question
    after = -1
    while True:
        found = call.read("log", after=after, limit=CHUNK, **asked, **call.office)
        yield from found["entries"]
        if found["next"] is None:
            return
        after = found["next"]


def _blocks(call: Call, asked: Any) -> dict[str, Any]:  # noqa: ANN401  # a period
    args = call.args
    return {
        "form": "ICS-309",
        "incident": args.incident,
        "operational_period": said(call, asked),
        "from_at": asked.times(call.zone).get("from_at"),
        "to_at": asked.times(call.zone).get("to_at"),
        "station": str(call.settings.station) if call.settings else "",
        "operator": args.operator or args.office or "",
        "prepared_by": args.prepared_by or args.office or "",
        "prepared_at": now(),
    }


def _form(call: Call, asked: Any, entries: int) -> list[str]:  # noqa: ANN401  # a period
    """Return the blocks of the form, each with its number on the form; of block 5 its length."""
    blocks = {**_blocks(call, asked), "entries": entries}
    words = (
        ("ics incident", "incident"),
        ("ics period", "operational_period"),
        ("ics station", "station"),
        ("ics operator", "operator"),
        ("ics log", "entries"),
        ("ics prepared", "prepared_by"),
    )
    prepared_at = paper_time("prepared_at")(call, blocks)
    return [
        *(f"{call.word(key)}: {blocks[name]}" for key, name in words),
        f"{call.word('ics prepared at')}: {prepared_at}",
    ]


COMMANDS = {
    "register log": Command(
        run=_log,
        options=_options,
        example="depesha register log --from 2026-11-28 --to 2026-11-28\n"
        'depesha register log --ics309 --incident "Flood" --from 2026-11-28 -o log.txt\n'
        "depesha register log --ics309 --csv -o log.csv",
        more="What left, came and was answered, as the journal says. On paper it is form ICS-309,\n"
        "the communications log; the originator's number stays.",
    ),
}
