"""`archive expunge`: the words of a record are destroyed here."""

from typing import Final

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser, number


def _options(parser: Parser) -> None:
    parser.add_argument("record", type=number, metavar="RECORD", help="its number here")
    parser.add_argument("reason", metavar="REASON", help="by what order or rule")


def _expunge(call: Call) -> int:
    args = call.args
    done = call.order("archive-expunge", office=args.office, record=args.record, reason=args.reason)
    if args.json:
        call.objects([done])
    else:
        call.told("expunged record", done["record"], done["editions"])
    return 0


COMMANDS: Final = {
    "archive expunge": Command(
        run=_expunge,
        options=_options,
        example='depesha archive expunge 12 "order 12 of the archive"',
        more="All editions of its source lose their words here, and it is not entered again. It\n"
        "leaves a public shelf when that is published next.",
    ),
}
