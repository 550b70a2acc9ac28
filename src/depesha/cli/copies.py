"""`copies`, `copy …` and `register copies`: who holds which numbered copy of a telegram."""

from functools import partial
from typing import Any, Final

from depesha.cli.books import asked_for, book_options, put_out
from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import lines
from depesha.cli.traffic_books import pieces
from depesha.export.copy_book import COLUMNS, LEDGER, summed
from depesha.export.periods import deadline
from depesha.export.screen import safe
from depesha.export.times import of


def _reference(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")


def _at_option(parser: Parser) -> None:
    parser.add_argument(
        "--at", metavar="DATE", help="as the ledger stood: at the end of a day, or at a time"
    )


def _at(call: Call) -> dict[str, int]:
    return {"at": deadline(call.args.at, call.zone)} if call.args.at else {}


def _copies_options(parser: Parser) -> None:
    _reference(parser)
    _at_option(parser)


def _copies(call: Call) -> int:
    found = call.read("copies", reference=call.args.reference, **_at(call), **call.office)
    rows = found["copies"]
    if call.args.json:
        head = {key: value for key, value in found.items() if key != "copies"}
        call.objects({"reference": found["reference"], **row} for row in rows)
        call.objects([head], "copies-sum")
        return 0
    for line in lines(call, COLUMNS, rows) if rows else ():
        call.print(line)
    said = [f"{call.word(state)} {count}" for state, count in found["sums"].items()]
    if found.get("overdue"):
        said.append(f"{call.word('copy overdue')} {found['overdue']}")
    call.print(safe(summed(call, int(found["made"]), said)))
    if not found["without_gap"]:
        call.print(call.word("copies have gaps"))
    return 0


def _ledger(call: Call) -> int:
    asked = asked_for(call)
    state = {"state": call.args.state.upper()} if call.args.state else {}
    wanted = {**asked.times(call.zone), **_at(call), **state, **call.office}
    rows = list(pieces(call, "copy-book", **wanted))
    about = call.word("ledger at").format(of(call, wanted["at"])) if call.args.at else ""
    return put_out(call, LEDGER, rows, asked, about=about)


def _ledger_options(parser: Parser) -> None:
    book_options(parser)
    _at_option(parser)
    parser.add_argument(
        "--state",
        choices=("held", "overdue", "returned", "destroyed", "archived"),
        help="copies in this state alone",
    )


# -- what is done with a copy ---------------------------------------------------------------------


def _copy_options(parser: Parser) -> None:
    _reference(parser)
    parser.add_argument("--copy", type=number, required=True, metavar="N", help="the copy's number")


def _issue_options(parser: Parser) -> None:
    _reference(parser)
    parser.add_argument("--holder", required=True, metavar="NAME", help="who answers for it")
    parser.add_argument(
        "--return-by", metavar="DATE", help="when it must be back: a day, to its end, or a time"
    )


def _issue(call: Call) -> int:
    args = call.args
    by = {"return_by_at": deadline(args.return_by, call.zone)} if args.return_by else {}
    return _order(call, "copy-issue", holder=args.holder, **by)


def _return_options(parser: Parser) -> None:
    _copy_options(parser)
    parser.add_argument("--act", metavar="ACT", help="the act that says so")


def _destroy_options(parser: Parser) -> None:
    _copy_options(parser)
    parser.add_argument("--act", required=True, metavar="ACT", help="number of the act")
    parser.add_argument("--by", required=True, metavar="NAME", help="who destroyed it")
    parser.add_argument("--witness", required=True, metavar="NAME", help="before whom")


def _archive_options(parser: Parser) -> None:
    _copy_options(parser)
    parser.add_argument("--shelf", required=True, metavar="MARK", help="where it lies")


def _certify_options(parser: Parser) -> None:
    _copy_options(parser)
    parser.add_argument("--by", required=True, metavar="NAME", help="who certifies it")


def _print_options(parser: Parser) -> None:
    _copy_options(parser)
    parser.add_argument("--by", metavar="MARK", help="the mark of whoever typed or printed it")


FIELDS: Final = {
    "copy-return": {"act": "act"},
    "copy-destroy": {"act": "act", "by": "done_by", "witness": "witness"},
    "copy-archive": {"shelf": "shelf"},
    "copy-certify": {"by": "certified_by"},
    "copy-print": {"by": "printed_by"},
}
"""Which option is which field of the order."""


def _of_copy(name: str, call: Call) -> int:
    said = {to: getattr(call.args, option) for option, to in FIELDS[name].items()}
    given = {key: value for key, value in said.items() if value is not None}
    return _order(call, name, number=call.args.copy, **given)


def _order(call: Call, name: str, **fields: Any) -> int:  # noqa: ANN401  # fields of an order
    done = call.order(name, reference=call.args.reference, **fields, **call.office)
    if call.args.json:
        call.objects([done])
        return 0
    said = call.word("copy done").format(done["number"], done["reference"])
    call.note(f"{said}: {call.word(str(done['state']))}, {done['holder']}")
    return 0


COMMANDS = {
    "copies": Command(
        run=_copies,
        options=_copies_options,
        example="depesha copies 26044\ndepesha copies moscow/1951/26044 --json\n"
        "depesha copies 26044 --at 2026-12-31",
        more="The copies that this station made of a telegram, and their sum; with --at, as the\n"
        "ledger stood then: what was done later was not done.",
    ),
    "register copies": Command(
        run=_ledger,
        options=_ledger_options,
        example="depesha register copies\ndepesha register copies --year 2026 --print\n"
        "depesha register copies --at 2026-12-31 --state held --csv",
        more="A period is that in which copies were issued; --at says as it stood when.",
    ),
    "copy issue": Command(
        run=_issue,
        options=_issue_options,
        example='depesha copy issue 26044 --holder "т. Сталину" --return-by 2026-12-05',
        more="The next number is given. Under a caveat such as NO_COPIES there are the copies\n"
        "that the draft lists, and no more.",
    ),
    "copy return": Command(
        run=partial(_of_copy, "copy-return"),
        options=_return_options,
        example="depesha copy return 26044 --copy 1",
    ),
    "copy destroy": Command(
        run=partial(_of_copy, "copy-destroy"),
        options=_destroy_options,
        example="depesha copy destroy 26044 --copy 1 --act 17/с --by registrar --witness clerk",
    ),
    "copy archive": Command(
        run=partial(_of_copy, "copy-archive"),
        options=_archive_options,
        example='depesha copy archive 26044 --copy 2 --shelf "ф. 45, оп. 1, д. 334, л. 44"',
    ),
    "copy certify": Command(
        run=partial(_of_copy, "copy-certify"),
        options=_certify_options,
        example='depesha copy certify 26044 --copy 2 --by "Иван"',
        more="A certified true copy («верно»).",
    ),
    "copy printed": Command(
        run=partial(_of_copy, "copy-print"),
        options=_print_options,
        example='depesha copy printed 26044 --copy 1 --by "ян."',
        more="Said before it is printed or typed, and once: one number is on one sheet.",
    ),
}
