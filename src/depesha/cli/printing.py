"""`print`: a numbered copy on Form No. 17, or an answer as a sheet of its own, as PDF/A.

Rule 1: printing is a fact first, then a file. What can be seen to fail is seen before: whether the
    file can be written there.
Rule 2: the file is written whole or not at all. What fails after the fact says that the journal has
    it; for an hour its sheet is fetched without another fact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from depesha.cli.call import Call
from depesha.cli.files import give_bytes, told
from depesha.cli.parser import Command, Parser, number
from depesha.errors import NotFound, Problem, Refused, Usage
from depesha.station.target import new_file
from depesha.words import LANGUAGES

NO_SHEET = "no sheet came out"


def _options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--copy", type=number, metavar="N", help="the copy's number")
    what.add_argument(
        "--answer", type=number, metavar="N", help="an answer, counted as show lists them"
    )
    parser.add_argument("-o", dest="file", required=True, metavar="FILE.pdf", help="a new file")
    parser.add_argument("--by", default="", metavar="MARK", help="the mark of whoever prints it")
    parser.add_argument("--language", choices=LANGUAGES, help="of the blank; the station's")
    parser.add_argument(
        "--again", default="", metavar="REASON", help="why the sheet before is none"
    )
    parser.add_argument(
        "--fetch", action="store_true", help="the sheet of the last printing, within its hour"
    )
    parser.add_argument(
        "--witness", default="", metavar="NAME", help="before whom that sheet was destroyed"
    )


def _print(call: Call) -> int:
    with told(call.args.file):
        new_file(call.args.file)
    return _print_answer(call) if call.args.answer else _print_copy(call)


def _print_copy(call: Call) -> int:
    # imported here because help needs no sheets
    from depesha.paper.copy_sheet import copy_sheet  # noqa: PLC0415

    args = call.args
    asked = {"reference": args.reference, "number": args.copy, **call.office}
    done = {} if args.fetch else _order_copy(call, asked)
    with _after_the_fact(f"copy {args.copy} of {args.reference}", is_done=bool(done)):
        found = call.read("paper-copy", language=args.language or call.language, **asked)
        give_bytes(args.file, copy_sheet(found))
    if args.json:
        call.objects([{**done, "file": args.file, "imprint": found["imprint"]}])
    else:
        call.told("printed into", args.copy, found["reference"], args.file)
    return 0


def _order_copy(call: Call, asked: dict[str, Any]) -> dict[str, Any]:
    args = call.args
    said = {"printed_by": args.by, "again": args.again, "witness": args.witness}
    given = {key: one for key, one in said.items() if one}
    done = call.order("copy-print", **asked, **given)
    asked["reference"] = done["reference"]
    return done


def _print_answer(call: Call) -> int:
    from depesha.paper.answer_sheet import answer_sheet  # noqa: PLC0415  # likewise

    args = call.args
    if args.again or args.witness:
        msg = "--again and --witness are for copies"
        raise Usage(msg, hint="an answer is printed as often as the caveats allow")
    shown = call.read("show", purpose="show", reference=args.reference, **call.office)
    answers = shown["answers"]
    if args.answer > len(answers):
        msg = f"{shown['reference']} has {len(answers)} answers"
        raise NotFound(msg, hint=f'"depesha show {shown["reference"]}" shows them')
    asked = {
        "reference": shown["reference"],
        "answer": answers[args.answer - 1]["digest"],
        **call.office,
    }
    done = {} if args.fetch else call.order("answer-print", printed_by=args.by, **asked)
    with _after_the_fact(f"answer {args.answer} to {args.reference}", is_done=bool(done)):
        found = call.read("paper-answer", language=args.language or call.language, **asked)
        give_bytes(args.file, answer_sheet(found))
    if args.json:
        call.objects([{**done, "file": args.file, "imprint": found["imprint"]}])
    else:
        call.told("answer printed into", args.answer, found["reference"], args.file)
    return 0


@contextmanager
def _after_the_fact(what: str, *, is_done: bool) -> Iterator[None]:
    """Say of what fails here that the journal has it as printed already.

    Raises:
        Refused: something failed.
    """
    try:
        yield
    except Problem as problem:
        if not is_done:
            raise
        msg = f"{problem.message}; the journal says that {what} is printed, and {NO_SHEET}"
        raise Refused(msg, hint="ask for it within the hour with --fetch") from problem


COMMANDS = {
    "print": Command(
        run=_print,
        options=_options,
        example="depesha print 26044 --copy 1 -o copy-1.pdf --by ян.\n"
        'depesha print 26044 --copy 1 -o copy-1b.pdf --again "the paper tore" --witness Иван\n'
        "depesha print 26044 --answer 1 -o receipt.pdf",
        more="That it is printed is written in the journal first. A number is on one sheet: under\n"
        "NO_COPIES there are the copies that the draft lists, and a sheet that is spoilt is\n"
        "printed again only before a witness. If no file came out, --fetch asks for it within\n"
        "the hour. The code on the sheet is for depesha verify.",
    ),
}
