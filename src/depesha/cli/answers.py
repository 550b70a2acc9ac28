"""`confirm`, `comply`, `report`, `pass`: what an addressee office does with a telegram."""

from functools import partial

from depesha.cli.acting import acting_for, for_office
from depesha.cli.call import Call, Row
from depesha.cli.files import read_text
from depesha.cli.parser import Command, Parser
from depesha.cli.sent import print_sent
from depesha.errors import NoCommunications, Usage

DONE = {
    "confirm": "confirmed now",
    "comply": "complies now",
    "report": "reported now",
}


def _reference(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")


def _answer_options(parser: Parser) -> None:
    _reference(parser)
    for_office(parser)


def _answer(name: str, call: Call) -> int:
    result = call.order(name, reference=call.args.reference, **call.office, **acting_for(call))
    return _print(call, result, DONE[name])


def _print(call: Call, result: Row, done: str) -> int:
    if call.args.json:
        call.objects([result])
    else:
        to = result.get("queued_for")
        said = call.word(done)
        if result.get("repeated"):
            said = call.word("done before now").format(said)
        elif to:
            said = call.word("queued for").format(said, to)
        call.note(f"{result.get('reference', call.args.reference)}: {said}")
        call.note_others(result)
    return 0


def _report_options(parser: Parser) -> None:
    _answer_options(parser)
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the words of the report")
    parser.add_argument("--file", metavar="FILE", help="read the words from here; - is stdin")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--interim", action="store_true", help="execution is under way")
    kind.add_argument("--cannot", metavar="REASON", help="it cannot be carried out, and why")


def _report(call: Call) -> int:
    args = call.args
    text = _words(call)
    result = call.order(
        "report",
        reference=args.reference,
        text=text,
        interim=args.interim,
        cannot=args.cannot or "",
        **call.office,
        **acting_for(call),
    )
    done = (
        "reported meanwhile" if args.interim else "refused now" if args.cannot else DONE["report"]
    )
    return _print(call, result, done)


def _words(call: Call) -> str:
    """Return the words of the report.

    Raises:
        Usage: they are given twice, or not at all.
    """
    args = call.args
    if args.text is not None and args.file:
        msg = "the words of the report are given twice"
        raise Usage(msg, hint="either TEXT or --file FILE")
    if args.file:
        return read_text(call.world, args.file).removesuffix("\n")
    if args.text is None and not args.cannot:
        msg = "a report has words"
        raise Usage(msg, hint='as in: depesha report 26044 "передано Ким Ир Сену"')
    return args.text or ""


def _pass_options(parser: Parser) -> None:
    _reference(parser)
    parser.add_argument("--to", required=True, metavar="OFFICE", help="as in razuvaev@pyongyang")
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="words of your own to go with it; - is stdin"
    )
    parser.add_argument("--again", action="store_true", help="a second time, to the same office")
    for_office(parser)


def _pass(call: Call) -> int:
    args = call.args
    text = {"text": read_text(call.world, args.file)} if args.file else {}
    said = {"reference": args.reference, "to": args.to, "again": args.again, **text}
    result = call.order("pass", **said, **acting_for(call), **call.office)
    missing = result.get("no_communications")
    if not missing:
        return print_sent(call, result)
    if call.args.json:
        call.objects([result])
    msg = f"no communications with {missing}"
    raise NoCommunications(msg, hint=_told(result))


def _told(result: Row) -> str:
    told = result.get("told")
    said = f"the originator at {told} was told" if told else "the originator was told"
    reason = result.get("reason")
    return f"{said}: {reason}" if reason else said


COMMANDS = {
    "confirm": Command(
        run=partial(_answer, "confirm"),
        options=_answer_options,
        example="depesha confirm moscow/26044",
        more="The receipt is signed by the office and goes to the originator. It is an operator's\n"
        "word: it says that the telegram was opened and is whole, and promises nothing.",
    ),
    "comply": Command(
        run=partial(_answer, "comply"),
        options=_answer_options,
        example="depesha comply moscow/26044\n"
        "depesha comply moscow/26044 --as counsellor --for razuvaev",
        more="Only an office with the authority to acknowledge may do this.",
    ),
    "report": Command(
        run=_report,
        options=_report_options,
        example='depesha report moscow/26044 "передано Ким Ир Сену"\n'
        'depesha report moscow/26044 --interim "встреча назначена"\n'
        'depesha report moscow/26044 --cannot "нет связи"',
    ),
    "pass": Command(
        run=_pass,
        options=_pass_options,
        example="depesha pass moscow/26044 --to razuvaev@pyongyang",
        more="Without a key or a way to that station, the originator is told so. What was passed\n"
        "to an office with the same words is not passed again, unless --again says otherwise.",
    ),
}
