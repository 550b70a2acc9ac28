"""`register log`: the communications log, as a table, or as ICS-309 on paper.

The log has what left, what came and what was answered; the originator's number stays.
"""

from collections.abc import Iterator
from typing import Any, Final

from depesha.cli.books import asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.export.log_book import LOG, Ics309, blocks, form_lines
from depesha.export.periods import Period
from depesha.station.clock import now

CHUNK: Final = 2000


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
    form = _form(call, asked)
    if args.json:
        call.objects([blocks(call, form)], "ics-309")
        call.objects(rows, "ics-309-entry")
        return 0
    args.paper = not args.csv
    preamble = form_lines(call, form, len(rows))
    return put_out(call, LOG, rows, asked, about="ICS-309", preamble=preamble)


def _entries(call: Call, **asked: Any) -> Iterator[Row]:  # noqa: ANN401  # fields of a question
    after = -1
    while True:
        found = call.read("log", after=after, limit=CHUNK, **asked, **call.office)
        yield from found["entries"]
        if found["next"] is None:
            return
        after = found["next"]


def _form(call: Call, asked: Period) -> Ics309:
    args = call.args
    return Ics309(
        period=asked,
        incident=args.incident,
        station=str(call.settings.station) if call.settings else "",
        operator=args.operator or args.office or "",
        prepared_by=args.prepared_by or args.office or "",
        prepared_at=now(),
    )


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
