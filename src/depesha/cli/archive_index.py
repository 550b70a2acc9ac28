"""`archive index`: what was entered is put into the index of words, or all of it anew."""

from typing import Final

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser
from depesha.cli.progress import working

INDEXED_AT_ONCE: Final = 128


def _options(parser: Parser) -> None:
    parser.add_argument(
        "--rebuild", action="store_true", help="destroy the index, and make all of it anew"
    )


def _index(call: Call) -> int:
    with working(call, call.word("indexing")):
        count = index(call, anew=call.args.rebuild)
    if call.args.json:
        call.objects([{"indexed": count}])
    else:
        call.told("indexed", count)
    return 0


def index(call: Call, *, anew: bool = False) -> int:
    """Put all that waits into the index; return how many records and telegrams that were."""
    count = 0
    while done := call.order("archive-index", limit=INDEXED_AT_ONCE, anew=anew, **call.office)[
        "indexed"
    ]:
        count, anew = count + done, False
    return count


COMMANDS: Final = {
    "archive index": Command(
        run=_index,
        options=_options,
        example="depesha archive index\ndepesha archive index --rebuild",
        more="A station that serves does so by itself whenever it has nothing else to do.",
    ),
}
