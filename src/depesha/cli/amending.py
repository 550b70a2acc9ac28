"""`answer`, `correct`, `supersede`, `cancel`, `repeat`, `void`: what becomes of what was sent."""

from functools import partial
from typing import Any

from depesha.cli.acting import acting_for, for_office
from depesha.cli.attaching import order
from depesha.cli.call import Call, Row
from depesha.cli.drafts import print_draft
from depesha.cli.files import read_text
from depesha.cli.parser import Command, Parser, number
from depesha.cli.sent import print_sent
from depesha.errors import Usage


def _reference(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")


def _only_draft(parser: Parser) -> None:
    parser.add_argument("--draft", action="store_true", help="lay it before the releaser only")


def _amend_options(parser: Parser) -> None:
    _reference(parser)
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="form lines, an empty line, the text; - is stdin"
    )
    parser.add_argument("--text", metavar="TEXT", help="the text alone, instead of a file")
    parser.add_argument("--again", action="store_true", help="another one with the same text")
    _only_draft(parser)
    for_office(parser)


def _text(call: Call) -> str:
    """Return the file, or one without form lines that holds the text.

    Raises:
        Usage: there is neither, or both.
    """
    args = call.args
    if (args.file is None) == (args.text is None):
        msg = "the text is given once: in a FILE or with --text"
        raise Usage(msg, hint='as in: depesha correct 26044 --text "..."')
    return f"\n{args.text}\n" if args.file is None else read_text(call.world, args.file)


def _amend(name: str, call: Call) -> int:
    args, text = call.args, _text(call)
    fields: dict[str, Any] = {"reference": args.reference, "again": args.again}
    fields |= {"only_draft": args.draft, **acting_for(call)}
    if args.file is None:
        return _print(call, call.order(name, text=text, **fields, **call.office))
    return _print(call, order(call, name, text, **fields, **call.office))


def _print(call: Call, result: Row) -> int:
    return print_draft(call, result) if call.args.draft else print_sent(call, result)


def _cancel_options(parser: Parser) -> None:
    _reference(parser)
    parser.add_argument("reason", metavar="REASON", help="why; it stands in the cancellation")
    parser.add_argument(
        "--except",
        dest="exempted",
        action="append",
        default=[],
        metavar="OFFICE",
        help="an addressee that cannot be told; may be said several times",
    )
    _only_draft(parser)
    for_office(parser)


def _cancel(call: Call) -> int:
    args = call.args
    result = call.order(
        "cancel",
        reference=args.reference,
        reason=args.reason,
        exempted=args.exempted,
        only_draft=args.draft,
        **acting_for(call),
        **call.office,
    )
    if not result.get("withdrawn"):
        return _print(call, result)
    if call.args.json:
        call.objects([result])
    else:
        call.told("withdrawn now", result["reference"])
    return 0


def _repeat_options(parser: Parser) -> None:
    _reference(parser)
    parser.add_argument("--to", metavar="OFFICE", help="to its station alone; else to the silent")


def _repeat(call: Call) -> int:
    args = call.args
    to = {"to": args.to} if args.to else {}
    result = call.order("repeat", reference=args.reference, **to, **call.office)
    if call.args.json:
        call.objects([result])
    else:
        stations = ", ".join(str(one) for one in result["stations"])
        call.told("repeated now", result["reference"], stations)
    return 0


def _void_options(parser: Parser) -> None:
    parser.add_argument("number", type=number, metavar="NUMBER")
    parser.add_argument("reason", metavar="REASON", help="why; it stays in the register")
    parser.add_argument("--series", default="outgoing", metavar="SERIES", help="else outgoing")
    parser.add_argument("--year", type=number, metavar="YEAR", help="else this one")


def _void(call: Call) -> int:
    args = call.args
    year = {"year": args.year} if args.year else {}
    said = {"number": args.number, "reason": args.reason, "series": args.series}
    result = call.order("void", **said, **year, **call.office)
    if call.args.json:
        call.objects([result])
    else:
        call.told("voided now", result["number"], result["series"], result["year"])
    return 0


FORM = """What the form lines of FILE do not say is taken from REF: its addressees, label,
precedence, type. A file that begins with an empty line has no form lines."""

COMMANDS = {
    "answer": Command(
        run=partial(_amend, "answer"),
        options=_amend_options,
        example="depesha answer moscow/26044 reply.txt\n"
        'depesha answer moscow/26044 --text "Встреча состоялась."',
        more="A new telegram to the office that released REF: neither receipt nor report.\n\n"
        "What the form lines of FILE do not say is taken from REF: label, precedence, type.\n"
        "A file that begins with an empty line has no form lines.",
    ),
    "correct": Command(
        run=partial(_amend, "correct"),
        options=_amend_options,
        example='depesha correct 26044 correction.txt\ndepesha correct 26044 --text "Читать: 21."',
        more=f"REF stays as it is, and is marked as corrected.\n\n{FORM}",
    ),
    "supersede": Command(
        run=partial(_amend, "supersede"),
        options=_amend_options,
        example="depesha supersede 26044 new.txt\ndepesha supersede 26044 new.txt --draft",
        more=f"REF is closed at everybody: what takes its place is carried out.\n\n{FORM}",
    ),
    "cancel": Command(
        run=_cancel,
        options=_cancel_options,
        example='depesha cancel 26044 "послана ошибочно"\n'
        'depesha cancel 26044 "sent in error" --except desk@tokyo',
        more="A telegram to all addressees of REF, in its language, under its label. What is held\n"
        "is not sent at all. What was carried out already stays shown so.",
    ),
    "repeat": Command(
        run=_repeat,
        options=_repeat_options,
        example="depesha repeat 26044\ndepesha repeat 26044 --to razuvaev@pyongyang",
        more="The same telegram and number, marked as a repeat. Who has it does nothing twice.",
    ),
    "void": Command(
        run=_void,
        options=_void_options,
        example='depesha void 26045 "испорчен"\ndepesha void 1071 "spoilt" --series special',
        more="A number that was passed over, or the next one. What a telegram bears is cancelled.",
    ),
}
