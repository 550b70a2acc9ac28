"""`expunge`: destroy the words of a telegram here, by order or by the policy's rule."""

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser
from depesha.errors import Usage


def _options(parser: Parser) -> None:
    parser.add_argument("reference", nargs="?", metavar="REF", help="the telegram")
    parser.add_argument("reason", nargs="?", metavar="REASON", help="by what order or rule")
    parser.add_argument(
        "--due", action="store_true", help="all whose time is over by the rule of the policy"
    )


def _expunge(call: Call) -> int:
    args = call.args
    if args.due == bool(args.reference) or bool(args.reference) != bool(args.reason):
        msg = "what is to be expunged, and why, is not said"
        raise Usage(msg, hint="a telegram and a reason; or --due alone")
    if args.due:
        done = call.order("expunge-due", **call.office)
    else:
        done = call.order("expunge", reference=args.reference, reason=args.reason, **call.office)
    if args.json:
        call.objects([done])
    elif args.due:
        for name in done["references"]:
            call.told("expunged", name)
        if not done["references"]:
            call.told("nothing to expunge")
    else:
        call.told("expunged one", done["reference"])
    return 0


COMMANDS = {
    "expunge": Command(
        run=_expunge,
        options=_options,
        example='depesha expunge 26044 "order 12 of the archive"\ndepesha expunge --due',
        more="Nothing that is still open is expunged, and nothing brings the words back.",
    ),
}
