"""`demo`: the story of telegram 26044, told with three real stations."""

from pathlib import Path

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser
from depesha.demo import run


def _options(parser: Parser) -> None:
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="leave the three stations' homes here"
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave them where they are, and say where"
    )
    parser.add_argument(
        "--desk", action="store_true", help="then leave them running, with a desk in the browser"
    )


def _demo(call: Call) -> int:
    args = call.args
    return run(args.folder, out=call.world.stdout, keep=args.keep, desk=args.desk)


COMMANDS = {
    "demo": Command(
        run=_demo,
        options=_options,
        example="depesha demo\ndepesha demo --folder stations\ndepesha demo --desk",
        more="Three stations on this machine; it ends by itself within half a minute.",
    )
}
